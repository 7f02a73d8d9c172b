-- question: By what part did the followers of the same accounts grow, in one month (m1) and in twelve (m12)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part of the reference (0.1 = +10 %)
-- denominator: panel: followers of the same accounts at the month compared with; mean: accounts (the mean of their own
--   rates, as the Institut Edgar Quinet printed it). Each account with the weight of its territory
-- exclusions: those of barometer.growth; no rate of fewer than five accounts, nor from under 100
--   followers (small_base); accounts that came or went are counted as unknown. `m12_sans_premier` leaves out the
--   largest account of the cell; it has no row where that one was drawn (weight above 1)
-- reads: barometer.growth, roster.members
WITH accounts AS (
    SELECT g.*, m.weight, unnest([g.stratum, 'ALL']) AS cell, 'm' || g.window_months AS variant
    FROM barometer.growth AS g JOIN roster.members AS m USING (roster_id, territory_id)
), largest AS (
    SELECT month, roster_id, network, cell, max({f: followers_count, id: territory_id, w: weight}) AS first
    FROM accounts WHERE followers_count IS NOT NULL GROUP BY ALL
), kept AS (
    SELECT * FROM accounts
    UNION ALL
    SELECT a.* REPLACE ('m12_sans_premier' AS variant) FROM accounts AS a
    JOIN largest AS l USING (month, roster_id, network, cell)
    WHERE a.window_months = 12 AND l.first.w = 1 AND a.territory_id <> l.first.id
), sums AS (
    SELECT month, roster_id, network, cell, variant, count(*) AS member_count, max(weight) > 1 AS is_drawn,
        mode(growth_status ORDER BY growth_status) AS missing_status, count(growth_abs) AS panel_count,
        count(growth_rel) AS rate_count, sum(weight * followers_count ORDER BY weight * followers_count)
            FILTER (growth_abs IS NOT NULL) AS now,
        sum(weight * followers_lo ORDER BY weight * followers_lo) FILTER (growth_abs IS NOT NULL) AS now_lo,
        sum(weight * followers_hi ORDER BY weight * followers_hi) FILTER (growth_abs IS NOT NULL) AS now_hi,
        sum(weight * reference_count ORDER BY weight * reference_count) FILTER (growth_abs IS NOT NULL) AS before,
        sum(weight * reference_lo ORDER BY weight * reference_lo) FILTER (growth_abs IS NOT NULL) AS before_lo,
        sum(weight * reference_hi ORDER BY weight * reference_hi) FILTER (growth_abs IS NOT NULL) AS before_hi,
        sum(weight * growth_rel ORDER BY weight * growth_rel) AS rates, sum(weight * growth_rel_lo
            ORDER BY weight * growth_rel_lo) AS rates_lo,
        sum(weight * growth_rel_hi ORDER BY weight * growth_rel_hi) AS rates_hi, sum(weight ORDER BY weight)
            FILTER (growth_rel IS NOT NULL) AS rated
    FROM kept GROUP BY month, roster_id, network, cell, variant
), modes AS (
    SELECT s.*, v.* FROM sums AS s, LATERAL (VALUES
        ('panel', panel_count, before >= 100, now - before, before, now_lo / before_hi - 1,
            now_hi / nullif(before_lo, 0) - 1),
        ('mean', rate_count, true, rates, rated, rates_lo / rated, rates_hi / rated)
    ) AS v(aggregation, measured_count, is_enough, numerator, denominator, low, high)
), judged AS (
    SELECT *, CASE WHEN panel_count = 0 THEN missing_status WHEN measured_count < 5 OR NOT is_enough THEN 'small_base'
        ELSE 'observed' END AS value_status
    FROM modes
)
SELECT month, roster_id, 'I14' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code,
    cell AS stratum, aggregation, CASE WHEN value_status = 'observed' THEN numerator / denominator END AS value,
    CASE WHEN value_status = 'observed' THEN low END AS value_lo,
    CASE WHEN value_status = 'observed' THEN high END AS value_hi,
    CASE WHEN NOT is_drawn THEN value_lo END AS ci_lo, CASE WHEN NOT is_drawn THEN value_hi END AS ci_hi,
    CASE WHEN is_drawn THEN 'none' ELSE 'census' END AS interval_method, value_status, numerator, denominator,
    member_count, measured_count, member_count - measured_count AS unknown_count
FROM judged
