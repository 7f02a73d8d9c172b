-- question: What is the practice score of the accounts, on the grid?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: score from 0 to 5
-- denominator: accounts whose observed criteria weigh 0,70 or more
-- exclusions: accounts of less weight are unknown (undetermined), or outside the base when more posts would have given
--   it (few_posts). Networks are not compared: I53. ALL gives each account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.practice
-- function: pipelines.indicators.cells:centres
SELECT t.month, t.roster_id, 'I52' AS indicator_id, t.network, t.stratum,
    m.weight, m.drawn, m.areas, 'base' AS variant, r.bp_score AS value,
    coalesce(value, 0) AS value_lo, coalesce(value, 5) AS value_hi, 5.0 AS ceiling,
    coalesce(r.bp_status, post_status) AS status
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.practice AS r USING (month, roster_id, territory_id, network)
