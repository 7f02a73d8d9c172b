-- question: What is the apparent reach (views by followers) of the median post? It is not the reach, which only the
--   owner sees.
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part of the followers, may exceed 1
-- denominator: accounts whose network shows views
-- exclusions: accounts with fewer than 100 followers are outside the base. Variants say which counters: d7 those of
--   the age of a week, as_read the last ones. ALL gives each account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.engagement
-- function: pipelines.indicators.cells:medians
SELECT t.month, t.roster_id, 'I44' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    if(coalesce(e.variant, 'as_read') = 'as_read', m.dense_areas, NULL) AS areas,
    coalesce(e.variant, 'as_read') AS variant,
    e.apparent_reach_rate AS value, coalesce(e.apparent_reach_status, post_status) AS status
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.engagement AS e USING (month, roster_id, territory_id, network)
