-- question: What is the practice score on the criteria that every compared network lets observe?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: score from 0 to 5
-- denominator: accounts of compared networks of which all the shared criteria are observed
-- exclusions: the shared criteria are those of c01–c08 and c12 that all compared networks of the month and the list
--   observe (barometer.practice, core_criteria). Accounts of which one is missing, or whose network shows too few of
--   them, are unknown (undetermined); with too few posts to be judged they are outside the base (few_posts). ALL
--   gives each account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.practice
-- function: pipelines.indicators.cells:medians
SELECT t.month, t.roster_id, 'I53' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    'base' AS variant, r.core_score AS value, coalesce(value, 0) AS value_lo, coalesce(value, 5) AS value_hi,
    5.0 AS ceiling, coalesce(r.core_status, post_status) AS status
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.practice AS r USING (month, roster_id, territory_id, network)
