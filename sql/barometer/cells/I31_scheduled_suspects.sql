-- question: What part of the accounts publishes by the clock?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts with 60 posts in 90 days or more
-- exclusions: accounts with fewer posts are outside the base. Descriptive: no mark reads it. A drawn stratum, and the
--   weighted total of a drawn list, add the error of their drawing (Wilson, finite-population correction).
-- reads: barometer.rhythm, roster.members
-- function: pipelines.indicators.cells:shares
SELECT t.month, t.roster_id, 'I31' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas, x.*
FROM barometer.rhythm AS t JOIN drawn_members() AS m USING (roster_id, territory_id), LATERAL (VALUES
    ('base', is_schedule_suspect, schedule_status)
) AS x(variant, flag, status)
