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
WITH accounts AS (
    SELECT g.*, m.weight, m.drawn, if(variant <> 'm12_sans_premier', m.areas, NULL) AS areas, v.variant
    FROM barometer.growth AS g JOIN drawn_members() AS m USING (roster_id, territory_id)
    JOIN (VALUES ('m1', 1), ('m12', 12), ('m12_sans_premier', 12)) AS v(variant, window_months) USING (window_months)
)
SELECT month, roster_id, 'I14' AS indicator_id, variant, network, stratum, weight, drawn, growth_status AS status,
    growth_abs IS NOT NULL AS is_matched, a.followers_count AS followers, territory_id, areas, v.*
FROM accounts AS a, LATERAL (VALUES
    ('panel', CASE WHEN growth_abs IS NOT NULL THEN followers_count END, followers_lo, followers_hi, reference_count,
        reference_lo, reference_hi),
    ('mean', growth_rel, growth_rel_lo, growth_rel_hi, 1, 1, 1)
) AS v(aggregation, x, x_lo, x_hi, y, y_lo, y_hi)
