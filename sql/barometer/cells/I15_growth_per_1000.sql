-- question: How many followers did the same accounts gain for 1 000 inhabitants, in one month (m1), in twelve (m12)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: followers per 1 000 inhabitants
-- denominator: inhabitants of the territories of these accounts (population of the list), weighted like them
-- exclusions: those of barometer.growth; territories without a population (not_given); accounts that came or went are
--   counted as unknown. Without any account left, the most frequent reason is the status
-- reads: barometer.growth, roster.members
WITH accounts AS (
    SELECT g.*, m.weight, nullif(m.population, 0) AS people, unnest([g.stratum, 'ALL']) AS cell,
        growth_abs IS NOT NULL AND people IS NOT NULL AS is_measured,
        CASE WHEN growth_abs IS NULL THEN growth_status ELSE 'not_given' END AS status
    FROM barometer.growth AS g JOIN roster.members AS m USING (roster_id, territory_id)
), sums AS (
    SELECT month, roster_id, network, cell, window_months, count(*) AS member_count,
        count(*) FILTER (is_measured) AS measured_count, sum(weight * growth_abs ORDER BY weight * growth_abs)
            FILTER (is_measured) AS gain,
        sum(weight * growth_abs_lo ORDER BY weight * growth_abs_lo) FILTER (is_measured) AS gain_lo,
        sum(weight * growth_abs_hi ORDER BY weight * growth_abs_hi) FILTER (is_measured) AS gain_hi,
        sum(weight * people ORDER BY weight * people) FILTER (is_measured) AS inhabitants, max(weight) > 1 AS is_drawn,
        mode(status ORDER BY status) AS missing_status
    FROM accounts GROUP BY month, roster_id, network, cell, window_months
)
SELECT month, roster_id, 'I15' AS indicator_id, 'm' || window_months AS variant, network, 'france' AS area_level,
    'FR' AS area_code, cell AS stratum, 'pooled' AS aggregation, 1000 * gain / inhabitants AS value,
    1000 * gain_lo / inhabitants AS value_lo, 1000 * gain_hi / inhabitants AS value_hi,
    CASE WHEN NOT is_drawn THEN value_lo END AS ci_lo, CASE WHEN NOT is_drawn THEN value_hi END AS ci_hi,
    CASE WHEN is_drawn THEN 'none' ELSE 'census' END AS interval_method,
    CASE WHEN gain IS NULL THEN missing_status ELSE 'observed' END AS value_status, gain AS numerator,
    inhabitants AS denominator, member_count, measured_count, member_count - measured_count AS unknown_count
FROM sums
