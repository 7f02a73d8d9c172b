-- question: How many accounts are at each usage level (1 to 5)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts whose level nothing unknown can change; the bounds are over all of them
-- exclusions: a level that what is unknown could change is unknown. A drawn stratum, and the weighted total of a
--   drawn list, add the error of their drawing (Wilson, finite-population correction).
-- reads: barometer.practice, roster.members
-- function: pipelines.indicators.cells:shares
WITH members AS (
    SELECT roster_id, territory_id, weight, count(*) OVER (PARTITION BY roster_id, stratum) AS drawn
    FROM roster.members
)
SELECT t.month, t.roster_id, 'I50' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, x.*
FROM barometer.practice AS t JOIN members AS m USING (roster_id, territory_id), LATERAL (VALUES
    ('niveau:1', usage_level = 1, usage_status),
    ('niveau:2', usage_level = 2, usage_status),
    ('niveau:3', usage_level = 3, usage_status),
    ('niveau:4', usage_level = 4, usage_status),
    ('niveau:5', usage_level = 5, usage_status)
) AS x(variant, flag, status)
