-- question: What part of its posts does a machine make from the feed of the site?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts whose part is known; the median is over them
-- exclusions: accounts that cannot be measured are counted as unknown
-- reads: barometer.editorial
WITH members AS (
    SELECT *, unnest([stratum, 'ALL']) AS part FROM barometer.editorial
)
SELECT month, roster_id, 'I29' AS indicator_id, 'base' AS variant, network, 'france' AS area_level, 'FR' AS area_code,
    part AS stratum, 'median' AS aggregation,
    CASE WHEN count(auto_share) >= 5 THEN median(auto_share) END AS value,
    CAST(NULL AS DOUBLE) AS value_lo, CAST(NULL AS DOUBLE) AS value_hi, CAST(NULL AS DOUBLE) AS ci_lo,
    CAST(NULL AS DOUBLE) AS ci_hi,
    'none' AS interval_method,
    CASE WHEN count(auto_share) >= 5 THEN 'observed'
        WHEN count(auto_share) = 0
        THEN min(auto_status) ELSE 'small_base' END AS value_status,
    CAST(sum(auto_count) AS DOUBLE) AS numerator,
    CAST(sum(auto_known_count) AS DOUBLE) AS denominator,
    count(*) AS member_count, count(auto_share) AS measured_count,
    count(*) - count(auto_share) AS unknown_count
FROM members GROUP BY ALL
