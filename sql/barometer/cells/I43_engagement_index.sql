-- question: What do the posts of an account get for 1 000 followers, all reactions together?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: e: likes, comments and shares; e2: likes and comments; by post for 1 000 followers
-- denominator: accounts of which every reading gives these counters
-- exclusions: a counter that is not given leaves e empty, never a smaller sum; e2 is another measure. Variants say
--   which counters: d7 those of the age of a week, as_read the last ones. ALL gives each account its weight in the
--   list.
-- reads: barometer.posting, roster.members, barometer.engagement
-- function: pipelines.indicators.cells:centres
SELECT t.month, t.roster_id, 'I43' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    if(coalesce(e.variant, 'as_read') = 'as_read', m.dense_areas, NULL) AS areas, x.*
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.engagement AS e USING (month, roster_id, territory_id, network), LATERAL (VALUES
    ('e:' || coalesce(e.variant, 'as_read'), e.e, e.e_lo, e.e_hi,
        CASE WHEN e.e IS NOT NULL THEN 'observed' WHEN e.p_status <> 'observed' THEN e.p_status
        WHEN e.c_status <> 'observed' THEN e.c_status WHEN e.v_status <> 'observed' THEN e.v_status
        ELSE coalesce(e.base_status, post_status) END),
    ('e2:' || coalesce(e.variant, 'as_read'), e.e2, e.p3_lo + e.c3_lo, e.p3_hi + e.c3_hi,
        CASE WHEN e.e2 IS NOT NULL THEN 'observed' WHEN e.p_status <> 'observed' THEN e.p_status
        WHEN e.c_status <> 'observed' THEN e.c_status ELSE coalesce(e.base_status, post_status) END)
) AS x(variant, value, value_lo, value_hi, status)
