-- question: How regularly do accounts publish over the month?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: score from 0 to 1
-- denominator: accounts of which 90 % of the month was seen
-- exclusions: accounts whose posts no list shows are unknown. ALL gives each account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.rhythm
-- function: pipelines.indicators.cells:centres
SELECT t.month, t.roster_id, 'I24' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    'base' AS variant, r.regularity_score AS value, coalesce(r.regularity_status, post_status) AS status
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.rhythm AS r USING (month, roster_id, territory_id, network)
