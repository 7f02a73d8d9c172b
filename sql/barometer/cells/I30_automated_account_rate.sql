-- question: On what part of the accounts does a machine make four posts in five?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts whose part is known; the bounds are over all of them
-- exclusions: accounts that cannot be measured are counted as unknown
-- reads: barometer.editorial
WITH members AS (
    SELECT *, unnest([stratum, 'ALL']) AS part, 'base' AS variant, 0.8 AS threshold FROM barometer.editorial
), counted AS (
    SELECT month, roster_id, variant, network, part, count(*) AS member_count, count(auto_share) AS measured_count,
        count(*) FILTER (auto_share >= threshold) AS found_count,
        min(auto_status) AS least_status,
        count(*) FILTER (auto_status = 'classifier_withheld') > 0 AS is_withheld
    FROM members GROUP BY ALL
)
SELECT month, roster_id, 'I30' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code,
    part AS stratum, 'pooled' AS aggregation,
    CASE WHEN measured_count >= 5 THEN found_count / measured_count END AS value,
    CASE WHEN NOT is_withheld THEN found_count / member_count END AS value_lo,
    CASE WHEN NOT is_withheld THEN (found_count + member_count - measured_count) / member_count END AS value_hi,
    CAST(NULL AS DOUBLE) AS ci_lo, CAST(NULL AS DOUBLE) AS ci_hi, 'none' AS interval_method,
    CASE WHEN measured_count >= 5 THEN 'observed' WHEN measured_count = 0 THEN least_status
        ELSE 'small_base' END AS value_status,
    CAST(found_count AS DOUBLE) AS numerator, CAST(measured_count AS DOUBLE) AS denominator, member_count,
    measured_count, member_count - measured_count AS unknown_count
FROM counted
