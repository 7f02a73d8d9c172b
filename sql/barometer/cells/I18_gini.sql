-- question: How unequally are the followers of a network shared among its accounts?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: Gini index from 0 (all accounts have as many) to 1 (one account has them all), times n / (n - 1)
-- denominator: followers of the accounts measured, each with the weight of its territory
-- exclusions: accounts not measured: no value under 80 % measured (low_coverage) and under ten (small_base).
--   `sans_premier` leaves out the largest account of the cell; it has no row where that one was drawn (weight above 1).
--   The error of a drawing is told from two hundred accounts on: no interval covers its 95 % with fewer, nor in an area
--   (not_estimated), which has the base alone
-- reads: barometer.audience, roster.members
-- function: pipelines.indicators.distribution:concentration
SELECT a.month, a.roster_id, 'I18' AS indicator_id, v.variant, a.network, a.stratum, m.drawn, m.size,
    CAST(a.followers_count AS DOUBLE) AS x, CAST(a.followers_lo AS DOUBLE) AS x_lo,
    CAST(a.followers_hi AS DOUBLE) AS x_hi, a.followers_status AS x_status, 1e0 AS base,
    a.followers_count AS followers, a.territory_id, m.weight,
    if(v.variant = 'base', m.dense_areas, NULL) AS areas
FROM barometer.audience AS a JOIN drawn_members() AS m USING (roster_id, territory_id)
CROSS JOIN (VALUES ('base'), ('sans_premier')) AS v(variant)
