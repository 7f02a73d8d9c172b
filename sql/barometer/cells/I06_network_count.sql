-- question: On how many social networks is a territory present?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: networks a territory (sum, mean, median); territories for the distribution (variants n=0, n=1…)
-- denominator: every territory of the list
-- exclusions: the website; an unknown status counts as absent in the value, which is then a least value (at_least,
--   unless both bounds are one), and as present in the high bound; withheld above 10 % unknown statuses, below 5
--   members a mean is not given. The mean of a drawn stratum adds the error of its drawing to both bounds, from thirty
--   drawn members on; sum, median and distribution tell of the list alone there, and so do the whole list and areas
--   that hold drawn members
-- reads: barometer.status, roster.members
-- function: pipelines.indicators.sampled:counted
-- reach: 0
WITH counts AS (
    SELECT month, roster_id, territory_id, count(*) AS asked,
        count(*) FILTER (status LIKE 'present%') AS low, low + count(*) FILTER (status = 'unknown') AS high
    FROM barometer.status WHERE network <> 'website' GROUP BY month, roster_id, territory_id
), placed AS (
    SELECT c.month, c.roster_id, asked, low, high, m.own, m.drawn, m.size, area_level, area_code, m.stratum
    FROM counts AS c JOIN placed_members() AS m USING (roster_id, territory_id)
), bases AS (
    SELECT month, roster_id, area_level, area_code, stratum, count(*) AS member_count,
        count(*) FILTER (high > low) AS unknown_count, bool_or(size > drawn) AS is_sample,
        list({own: own, drawn: drawn, size: size, x: low / size} ORDER BY low) FILTER (stratum <> 'ALL') AS accounts,
        sum(low) AS sum_lo, sum(high) AS sum_hi, avg(low) AS mean_lo, avg(high) AS mean_hi, median(low) AS median_lo,
        median(high) AS median_hi, CASE WHEN count(*) < 5 THEN 'small_base'
            WHEN sum(high - low) * 10 > sum(asked) THEN 'withheld' WHEN unknown_count > 0 THEN 'at_least'
            ELSE 'observed' END AS status
    FROM placed GROUP BY ALL
), figures AS (
    SELECT month, roster_id, area_level, area_code, stratum, 'base' AS variant, aggregation, least_value, low, high
    FROM bases, LATERAL (VALUES ('sum', sum_lo, sum_lo, sum_hi), ('mean', mean_lo, mean_lo, mean_hi),
        ('median', median_lo, median_lo, median_hi)) AS v(aggregation, least_value, low, high)
    UNION ALL
    SELECT month, roster_id, area_level, area_code, stratum, 'n=' || n, 'count', count(*) FILTER (low = n),
        count(*) FILTER (low = n AND high = n), count(*) FILTER (n BETWEEN low AND high)
    FROM placed, LATERAL (SELECT unnest(range(0, asked + 1))) AS v(n) WHERE area_level = 'france' GROUP BY ALL
), judged AS (
    SELECT *, is_sample AND stratum <> 'ALL' AS is_drawn,
        CASE WHEN aggregation = 'count' AND status = 'at_least' THEN 'withheld' WHEN status = 'small_base'
            AND aggregation IN ('sum', 'count') AND unknown_count = 0 OR status = 'at_least' AND low = high
            THEN 'observed' ELSE status END AS value_status
    FROM figures JOIN bases USING (month, roster_id, area_level, area_code, stratum)
)
SELECT month, roster_id, 'I06' AS indicator_id, variant, 'any' AS network, area_level, area_code,
    stratum, aggregation,
    CASE WHEN value_status IN ('observed', 'at_least') THEN CAST(least_value AS DOUBLE) END AS value,
    CAST(low AS DOUBLE) AS value_lo, CAST(high AS DOUBLE) AS value_hi, is_drawn, is_sample,
    if(is_drawn AND aggregation = 'mean', accounts, NULL) AS accounts, value_status,
    CAST(sum_lo AS DOUBLE) AS numerator, CAST(member_count AS DOUBLE) AS denominator, member_count,
    member_count - unknown_count AS measured_count, unknown_count
FROM judged
