-- question: What part of each stratum of a level is present on each network in a month, between which bounds?
-- text: Présence sur chaque réseau dans un mois, dans une strate (REG, ALL…) ou dans chaque strate d’un niveau (region,
--   departement, epci, commune). mode : l’agrégation (pooled, mean_of_strata…), jamais deux à la fois. Les bornes
--   disent ce que laissent ouvert les collectivités non observées.
-- grain: roster_id, stratum, network
-- unit: territories; part from 0 to 1
-- denominator: territories whose status is known for the point; the whole list for the bounds
-- exclusions: points withheld (presence_share_status says why)
-- reads: barometer.presence, roster.members
-- parameters: niveau, mois, mode := 'pooled'
SELECT p.roster_id, p.stratum, p.network, p.present_count, p.absent_count, p.unknown_count, p.member_count,
    p.presence_share, p.presence_share_lo, p.presence_share_hi, p.presence_share_status, p.data_origin
FROM barometer.presence AS p
WHERE p.month = CAST(left(CAST(mois AS VARCHAR), 7) || '-01' AS DATE) AND p.aggregation = mode
    AND p.area_level = 'france' AND (p.stratum = upper(niveau) OR (p.roster_id, p.stratum) IN (
        SELECT (m.roster_id, m.stratum) FROM roster.members AS m WHERE m.level = lower(niveau)))
ORDER BY p.roster_id, p.stratum, p.presence_share DESC NULLS LAST, p.network
