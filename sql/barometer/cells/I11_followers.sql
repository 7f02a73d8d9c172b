-- question: How many followers do the accounts of a network have together, and how many has one of them?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: followers (the same person counted once for each account that he follows)
-- denominator: accounts measured, each with the weight of its territory; the numerator is their followers together
-- exclusions: accounts not measured, never imputed: no value under 80 % measured (low_coverage) and, but for the sum,
--   under five accounts (small_base). `sans_premier` leaves out the largest account of the cell; it has no row where
--   that one was drawn (weight above 1): larger ones were perhaps not. The error of a
--   drawing is told from thirty drawn accounts on, of a median from ten on
-- reads: barometer.audience, roster.members
-- function: pipelines.indicators.distribution:followers
SELECT a.month, a.roster_id, 'I11' AS indicator_id, v.variant, a.network, a.stratum, m.drawn, m.size,
    CAST(a.followers_count AS DOUBLE) AS x, CAST(a.followers_lo AS DOUBLE) AS x_lo,
    CAST(a.followers_hi AS DOUBLE) AS x_hi, a.followers_status AS x_status, 1e0 AS base,
    a.followers_count AS followers, a.territory_id, m.weight,
    if(v.variant = 'base', m.areas, NULL) AS areas
FROM barometer.audience AS a JOIN drawn_members() AS m USING (roster_id, territory_id)
CROSS JOIN (VALUES ('base'), ('sans_premier')) AS v(variant)
