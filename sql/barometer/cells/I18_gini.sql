-- question: How unequally are the followers of a network shared among its accounts?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: Gini index from 0 (all accounts have as many) to 1 (one account has them all), times n / (n - 1)
-- denominator: followers of the accounts measured, each with the weight of its territory
-- exclusions: accounts not measured: no value under 80 % measured (low_coverage) and under ten (small_base).
--   `sans_premier` leaves out the largest account of the cell; it has no row where that one was drawn (weight above 1).
--   The error of a drawing is told from two hundred accounts on: no interval covers its 95 % with fewer
-- reads: barometer.audience, roster.members
-- function: pipelines.indicators.distribution:concentration
WITH strata AS (
    SELECT roster_id, stratum AS own_stratum, count(*) AS drawn,
        greatest(sum(weight ORDER BY territory_id), count(*)) AS size
    FROM roster.members GROUP BY ALL
), accounts AS (
    SELECT a.month, a.roster_id, a.network, a.stratum AS own_stratum, a.territory_id, m.weight, a.followers_status,
        unnest([a.stratum, 'ALL']) AS stratum, a.followers_count AS f, a.followers_lo AS lo, a.followers_hi AS hi
    FROM barometer.audience AS a JOIN roster.members AS m USING (roster_id, territory_id)
), largest AS (
    SELECT month, roster_id, network, stratum, max({f: f, id: territory_id, w: weight}) AS first
    FROM accounts WHERE f IS NOT NULL GROUP BY ALL
)
SELECT a.month, a.roster_id, 'I18' AS indicator_id, v.variant, a.network, 'france' AS area_level, 'FR' AS area_code,
    a.stratum, a.own_stratum, s.drawn, s.size, CAST(a.f AS DOUBLE) AS x, CAST(a.lo AS DOUBLE) AS x_lo,
    CAST(a.hi AS DOUBLE) AS x_hi, a.followers_status AS x_status, 1.0 AS base
FROM accounts AS a JOIN strata AS s USING (roster_id, own_stratum)
CROSS JOIN (VALUES ('base'), ('sans_premier')) AS v(variant)
LEFT JOIN largest AS l USING (month, roster_id, network, stratum)
WHERE v.variant = 'base' OR (l.first.w = 1 AND a.territory_id <> l.first.id)
