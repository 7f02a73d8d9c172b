-- question: What part of the main accounts published nothing in the last 90 days?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts whose activity is known; the bounds are over all of them
-- exclusions: accounts that are blocked, or of which too little was seen, are unknown, never dormant: above
--   10 % with those that a post alone made known, undetermined. With I22, variant 90j, it makes the
--   whole. A drawn stratum, and the weighted total of a drawn list, add the error of their drawing (Wilson,
--   finite-population correction).
-- reads: barometer.posting, roster.members
-- function: pipelines.indicators.cells:shares
SELECT t.month, t.roster_id, 'I23' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas, x.*
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id), LATERAL (VALUES
    ('base', is_dormant_90d, dormant_90d_status)
) AS x(variant, flag, status)
