-- question: How many comments do the posts of an account get?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: c1: part of the posts with one or more; c2: comments by post; c3: by post for 1 000 followers
-- denominator: accounts of which every reading of a post gives comments
-- exclusions: accounts without a post in the month are outside the base, for c3 also those with fewer than 100
--   followers. Variants say which counters: d7 those of the age of a week, as_read the last ones. ALL gives each
--   account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.engagement
-- function: pipelines.indicators.cells:centres
SELECT t.month, t.roster_id, 'I41' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    if(coalesce(e.variant, 'as_read') = 'as_read', m.dense_areas, NULL) AS areas, x.*
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.engagement AS e USING (month, roster_id, territory_id, network), LATERAL (VALUES
    ('c1:' || coalesce(e.variant, 'as_read'), e.c1, e.c1, e.c1, coalesce(e.c_status, post_status)),
    ('c2:' || coalesce(e.variant, 'as_read'), e.c2, e.c2, e.c2, coalesce(e.c_status, post_status)),
    ('c3:' || coalesce(e.variant, 'as_read'), e.c3, e.c3_lo, e.c3_hi,
        CASE WHEN coalesce(e.c_status, post_status) = 'observed' THEN e.base_status
        ELSE coalesce(e.c_status, post_status) END)
) AS x(variant, value, value_lo, value_hi, status)
