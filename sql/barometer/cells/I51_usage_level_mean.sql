-- question: What is the mean usage level of the accounts (scale of 2012)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: level from 1 to 5
-- denominator: accounts whose level nothing unknown can change, ten at least
-- exclusions: a level that what is unknown could change is unknown, so that the mean waits for the automatic share.
--   ALL gives each account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.practice
-- function: pipelines.indicators.cells:means
WITH members AS (
    SELECT roster_id, territory_id, weight, count(*) OVER (PARTITION BY roster_id, stratum) AS drawn
    FROM roster.members
)
SELECT t.month, t.roster_id, 'I51' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    'base' AS variant, r.usage_level AS value, 10 AS least, coalesce(r.usage_status, post_status) AS status
FROM barometer.posting AS t JOIN members AS m USING (roster_id, territory_id)
LEFT JOIN barometer.practice AS r USING (month, roster_id, territory_id, network)
