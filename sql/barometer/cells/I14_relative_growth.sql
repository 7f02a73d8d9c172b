-- question: By what part did the followers of the same accounts grow, in one month (m1) and in twelve (m12)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part of the reference (0.1 = +10 %)
-- denominator: panel: followers of the same accounts at the month compared with; mean: accounts (the mean of their own
--   rates, as the Institut Edgar Quinet printed it). Each account with the weight of its territory
-- exclusions: those of barometer.growth; no rate of fewer than five accounts, nor from under 100
--   followers (small_base); accounts that came or went are counted as unknown. `m12_sans_premier` leaves out the
--   largest account of the cell; it has no row where that one was drawn (weight above 1)
--   The error of a drawing is told from thirty drawn accounts on
-- reads: barometer.growth, roster.members
-- function: pipelines.indicators.panels:panels
WITH members AS (
    SELECT roster_id, territory_id, weight, count(*) OVER (PARTITION BY roster_id, stratum) AS drawn
    FROM roster.members
), accounts AS (
    SELECT g.*, m.weight, m.drawn, unnest([g.stratum, 'ALL']) AS cell, 'm' || g.window_months AS variant
    FROM barometer.growth AS g JOIN members AS m USING (roster_id, territory_id)
), largest AS (
    SELECT month, roster_id, network, cell, max({f: followers_count, id: territory_id, w: weight}) AS first
    FROM accounts WHERE followers_count IS NOT NULL GROUP BY ALL
), kept AS (
    SELECT * FROM accounts
    UNION ALL
    SELECT a.* REPLACE ('m12_sans_premier' AS variant) FROM accounts AS a
    JOIN largest AS l USING (month, roster_id, network, cell)
    WHERE a.window_months = 12 AND l.first.w = 1 AND a.territory_id <> l.first.id
)
SELECT month, roster_id, 'I14' AS indicator_id, variant, network, cell AS stratum, stratum AS own_stratum, weight,
    drawn, growth_status AS status, growth_abs IS NOT NULL AS is_matched, v.*
FROM kept, LATERAL (VALUES
    ('panel', CASE WHEN growth_abs IS NOT NULL THEN followers_count END, followers_lo, followers_hi, reference_count,
        reference_lo, reference_hi),
    ('mean', growth_rel, growth_rel_lo, growth_rel_hi, 1, 1, 1)
) AS v(aggregation, x, x_lo, x_hi, y, y_lo, y_hi)
