-- question: How did presence and audience on a network move, month by month, in each stratum of a level?
-- text: Présence et audience sur un réseau, mois après mois, dans une strate (REG…) ou dans chaque strate d’un niveau
--   (region, departement, epci, commune). Une médiane d’un mois à l’autre ne compare pas les mêmes comptes :
--   index_value le fait (100 en base_month), et s’interrompt où il ne peut pas.
-- grain: roster_id, stratum, month
-- unit: part from 0 to 1; followers; index, 100 in base_month
-- denominator: known territories of the stratum (presence); measured accounts (median)
-- exclusions: months that were not observed have no row; points withheld (the status says why)
-- reads: barometer.presence, barometer.audience, barometer.chained_index, roster.members
-- parameters: reseau, niveau
WITH given AS (
    SELECT asked('Réseau', reseau, (SELECT list(DISTINCT network) FROM barometer.presence)) AS network,
        asked('Niveau ou strate', niveau,
            (SELECT list(DISTINCT level) || list(DISTINCT stratum) || ['ALL'] FROM roster.members)) AS part
), measured AS (
    SELECT month, roster_id, network, stratum, count(*) AS account_count, count(followers_count) AS measured_count,
        median(followers_count) AS followers_median
    FROM barometer.audience GROUP BY month, roster_id, network, stratum
)
SELECT p.roster_id, p.stratum, p.month, p.present_count, p.unknown_count, p.member_count, p.presence_share,
    p.presence_share_lo, p.presence_share_hi, p.presence_share_status, a.account_count, a.measured_count,
    a.followers_median, i.index_value, i.index_lo, i.index_hi, i.base_month, i.link_status, p.data_origin
FROM given AS g JOIN barometer.presence AS p USING (network)
LEFT JOIN measured AS a USING (month, roster_id, network, stratum)
LEFT JOIN barometer.chained_index AS i USING (month, roster_id, network, stratum)
WHERE p.area_level = 'france' AND p.aggregation = 'pooled' AND (p.stratum = g.part
    OR (p.roster_id, p.stratum, g.part) IN (SELECT (m.roster_id, m.stratum, m.level) FROM roster.members AS m))
ORDER BY p.roster_id, p.stratum, p.month
