-- question: What part of the main accounts published at least once in the last 30 days, and in 90?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts whose activity is known; the bounds are over all of them
-- exclusions: accounts of which too little was seen and that showed no post are unknown: counted in the bounds, in
--   neither part. In a window that was not seen one post shows an active account, and nothing a dormant one: above
--   10 % with those that a post alone made known, undetermined. A drawn stratum, and the
--   weighted total of a drawn list, add the error of their drawing (Wilson, finite-population correction).
-- reads: barometer.posting, roster.members
-- function: pipelines.indicators.cells:shares
SELECT t.month, t.roster_id, 'I22' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.areas, x.*
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id), LATERAL (VALUES
    ('base', is_active_30d, active_30d_status),
    ('90j', NOT is_dormant_90d, dormant_90d_status)
) AS x(variant, flag, status)
