-- question: How many followers did the same accounts gain for 1 000 inhabitants, in one month (m1), in twelve (m12)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: followers per 1 000 inhabitants
-- denominator: inhabitants of the territories of these accounts (population of the list), weighted like them
-- exclusions: those of barometer.growth; territories without a population (not_given); accounts that came or went are
--   counted as unknown. Without any account left, the most frequent reason is the status.
--   The error of a drawing is told from thirty drawn accounts on
-- reads: barometer.growth, roster.members
-- function: pipelines.indicators.panels:panels
SELECT g.month, g.roster_id, 'I15' AS indicator_id, 'm' || g.window_months AS variant, g.network,
    g.stratum, m.weight, m.drawn, m.areas, 'pooled' AS aggregation,
    CASE WHEN m.population > 0 THEN growth_abs END AS x, growth_abs_lo AS x_lo, growth_abs_hi AS x_hi,
    m.population AS y, m.population AS y_lo, m.population AS y_hi,
    CASE WHEN growth_abs IS NULL THEN growth_status ELSE 'not_given' END AS status, x IS NOT NULL AS is_matched
FROM barometer.growth AS g JOIN drawn_members() AS m USING (roster_id, territory_id)
