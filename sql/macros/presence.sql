-- question: What part of each stratum of a level is present on each network in a month, between which bounds?
-- text: Présence sur chaque réseau dans un mois, dans une strate (REG, ALL…) ou dans chaque strate d’un niveau (region,
--   departement, epci, commune). mode : l’agrégation (pooled, mean_of_strata…), jamais deux à la fois. Les bornes
--   disent ce que laissent ouvert les collectivités non observées.
-- grain: roster_id, stratum, network
-- unit: territories; part from 0 to 1
-- denominator: territories whose status is known for the point; the whole list for the bounds
-- exclusions: points withheld (presence_share_status says why)
-- reads: barometer.presence, roster.members, roster.months
-- parameters: niveau, mois, mode := 'pooled'
WITH given AS (
    SELECT asked_month(mois, (SELECT list(DISTINCT month) FROM roster.months)) AS month,
        asked('Mode', mode, (SELECT list(DISTINCT aggregation) FROM barometer.presence)) AS aggregation,
        asked('Niveau ou strate', niveau,
            (SELECT list(DISTINCT level) || list(DISTINCT stratum) || ['ALL'] FROM roster.members)) AS part
)
SELECT p.roster_id, p.stratum, p.network, p.present_count, p.absent_count, p.unknown_count, p.member_count,
    p.presence_share, p.presence_share_lo, p.presence_share_hi, p.presence_share_status, p.data_origin
FROM given AS g JOIN barometer.presence AS p USING (month, aggregation)
WHERE p.area_level = 'france' AND (p.stratum = g.part
    OR (p.roster_id, p.stratum, g.part) IN (SELECT (m.roster_id, m.stratum, m.level) FROM roster.members AS m))
ORDER BY p.roster_id, p.stratum, p.presence_share DESC NULLS LAST, p.network
