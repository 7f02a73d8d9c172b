-- question: How many followers are there for 100 inhabitants?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: followers per 100 inhabitants (municipal population of the list); may exceed 100
-- denominator: pooled: the inhabitants of the territories measured; median, quartiles (p25, p75) and mean: accounts
--   measured. All with the weight of their territory
-- exclusions: territories without a population; accounts not measured, never imputed: no value under 80 % measured
--   (low_coverage) and under five (small_base). The error of a drawing is told from thirty drawn accounts on, of a
--   median from ten on
-- reads: barometer.audience, roster.members
-- function: pipelines.indicators.distribution:penetration
SELECT a.month, a.roster_id, 'I12' AS indicator_id, 'base' AS variant, a.network, a.stratum, m.drawn,
    m.size, m.areas,
    100 * a.followers_count / nullif(m.population, 0) AS x, 100 * a.followers_lo / nullif(m.population, 0) AS x_lo,
    100 * a.followers_hi / nullif(m.population, 0) AS x_hi,
    CASE WHEN a.followers_count IS NULL THEN a.followers_status ELSE 'not_given' END AS x_status,
    CAST(m.population AS DOUBLE) AS base
FROM barometer.audience AS a JOIN drawn_members() AS m USING (roster_id, territory_id)
