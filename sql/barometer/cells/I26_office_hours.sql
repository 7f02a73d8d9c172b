-- question: What part of the posts of an account falls on office hours (Monday to Friday, 9:00 to 17:59, no
--   holiday)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1, at the clock of the place
-- denominator: accounts with 8 posts in the month or more, each with the same weight
-- exclusions: accounts with fewer posts are outside the base; accounts whose posts no list shows are unknown. ALL
--   gives each account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.rhythm
-- function: pipelines.indicators.cells:centres
SELECT t.month, t.roster_id, 'I26' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    'base' AS variant, r.office_share AS value, coalesce(r.office_status, post_status) AS status
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.rhythm AS r USING (month, roster_id, territory_id, network)
