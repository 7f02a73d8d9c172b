-- question: How many followers did the same accounts gain together, in one month (m1) and in twelve (m12)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: followers
-- denominator: followers of the same accounts at the month compared with; each with the weight of its territory
-- exclusions: those of barometer.growth (another identity, perimeter or definition, no reading): accounts that came or
--   went are counted as unknown, never imputed. Without any account left, the most frequent reason is the status. The
--   error of a drawing is told from thirty drawn accounts on
-- reads: barometer.growth, roster.members
-- function: pipelines.indicators.panels:panels
SELECT g.month, g.roster_id, 'I13' AS indicator_id, 'm' || g.window_months AS variant, g.network,
    g.stratum, m.weight, m.drawn, m.areas, 'sum' AS aggregation,
    growth_abs AS x, growth_abs_lo AS x_lo, growth_abs_hi AS x_hi, reference_count AS y, reference_count AS y_lo,
    reference_count AS y_hi, growth_status AS status, growth_abs IS NOT NULL AS is_matched
FROM barometer.growth AS g JOIN drawn_members() AS m USING (roster_id, territory_id)
