-- question: For what part of the list were directory, Wikidata and official site read within 90 days?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: every territory of the list
-- exclusions: none; the search is the same for all networks; small base below 5 members. Areas have none: the part of
--   unknowns tells what the search has left there
-- reads: barometer.coverage
WITH counted AS (
    SELECT month, roster_id, stratum, max(searched_count) AS searched_count, max(member_count) AS member_count,
        CASE WHEN max(member_count) < 5 THEN 'small_base' ELSE 'observed' END AS value_status
    FROM barometer.coverage GROUP BY ALL
)
SELECT month, roster_id, 'I59' AS indicator_id, 'base' AS variant, 'any' AS network, 'france' AS area_level,
    'FR' AS area_code, stratum, 'pooled' AS aggregation,
    CASE WHEN value_status = 'observed' THEN searched_count / member_count END AS value,
    searched_count / member_count AS value_lo, searched_count / member_count AS value_hi,
    CAST(NULL AS DOUBLE) AS ci_lo, CAST(NULL AS DOUBLE) AS ci_hi, 'none' AS interval_method,
    value_status, CAST(searched_count AS DOUBLE) AS numerator, CAST(member_count AS DOUBLE) AS denominator,
    member_count, member_count AS measured_count, CAST(0 AS BIGINT) AS unknown_count
FROM counted
