-- question: How many followers did the same accounts gain together, in one month (m1) and in twelve (m12)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: followers
-- denominator: followers of the same accounts at the month compared with; each with the weight of its territory
-- exclusions: those of barometer.growth (another identity, perimeter or definition, no reading): accounts that came or
--   went are counted as unknown, never imputed. Without any account left, the most frequent reason is the status
-- reads: barometer.growth, roster.members
WITH accounts AS (
    SELECT g.*, m.weight, unnest([g.stratum, 'ALL']) AS cell
    FROM barometer.growth AS g JOIN roster.members AS m USING (roster_id, territory_id)
), sums AS (
    SELECT month, roster_id, network, cell, window_months, count(*) AS member_count,
        count(growth_abs) AS measured_count, sum(weight * growth_abs ORDER BY weight * growth_abs) AS value,
            sum(weight * growth_abs_lo ORDER BY weight * growth_abs_lo) AS value_lo,
        sum(weight * growth_abs_hi ORDER BY weight * growth_abs_hi) AS value_hi, sum(weight * reference_count
            ORDER BY weight * reference_count) FILTER (growth_abs IS NOT NULL) AS base,
        max(weight) > 1 AS is_drawn, mode(growth_status ORDER BY growth_status) AS missing_status
    FROM accounts GROUP BY month, roster_id, network, cell, window_months
)
SELECT month, roster_id, 'I13' AS indicator_id, 'm' || window_months AS variant, network, 'france' AS area_level,
    'FR' AS area_code, cell AS stratum, 'sum' AS aggregation, value, value_lo, value_hi,
    CASE WHEN NOT is_drawn THEN value_lo END AS ci_lo, CASE WHEN NOT is_drawn THEN value_hi END AS ci_hi,
    CASE WHEN is_drawn THEN 'none' ELSE 'census' END AS interval_method,
    CASE WHEN value IS NULL THEN missing_status ELSE 'observed' END AS value_status, value AS numerator,
    base AS denominator, member_count, measured_count, member_count - measured_count AS unknown_count
FROM sums
