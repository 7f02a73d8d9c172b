-- question: How many accounts are at each usage level (1 to 5)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts that nothing unknown can bring to this level, or take from it; the bounds are over all of them
-- exclusions: an account that may be of this level or of another is unknown; so is one whose posts nobody shows. An
--   account that is closed while the site still leads to it is of level 1. A drawn stratum, and the weighted total of a
--   drawn list, add the error of their drawing (Wilson, finite-population correction)
-- reads: barometer.posting, barometer.practice, roster.members
-- function: pipelines.indicators.cells:shares
WITH accounts AS (
    SELECT month, roster_id, network, stratum, territory_id, usage_level_lo AS lo, usage_level_hi AS hi,
        usage_status AS status FROM barometer.practice
    UNION ALL SELECT month, roster_id, network, stratum, territory_id, 1, 5, post_status
    FROM barometer.posting WHERE post_count IS NULL
)
SELECT t.month, t.roster_id, 'I50' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    'niveau:' || i AS variant, CASE WHEN i NOT BETWEEN lo AND hi THEN false WHEN lo = hi THEN true END AS flag, t.status
FROM accounts AS t JOIN drawn_members() AS m USING (roster_id, territory_id) CROSS JOIN range(1, 6) AS levels(i)
