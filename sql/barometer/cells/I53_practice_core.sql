-- question: What is the practice score on the criteria that every network lets observe?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: score from 0 to 5
-- denominator: accounts of which all nine criteria of the core are observed
-- exclusions: accounts of which one is missing are unknown (undetermined). ALL gives each account its weight in the
--   list.
-- reads: barometer.posting, roster.members, barometer.practice
-- function: pipelines.indicators.cells:medians
WITH members AS (
    SELECT roster_id, territory_id, weight, count(*) OVER (PARTITION BY roster_id, stratum) AS drawn
    FROM roster.members
)
SELECT t.month, t.roster_id, 'I53' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    'base' AS variant, r.core_score AS value, coalesce(r.core_status, post_status) AS status
FROM barometer.posting AS t JOIN members AS m USING (roster_id, territory_id)
LEFT JOIN barometer.practice AS r USING (month, roster_id, territory_id, network)
