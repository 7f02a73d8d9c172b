-- question: What part of the followers does one post move to react?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts with 5 posts in the month or more, their counters and followers read
-- exclusions: accounts with fewer posts, or with fewer than 100 followers, are outside the base. Codes (LCS likes,
--   comments and shares; LC; LV likes and views) are variants and never put together; an account without a code
--   counts in sans_code. d7: counters of the age of a week, as_read the last ones. ALL gives each account its
--   weight in the list.
-- reads: barometer.posting, roster.members, barometer.engagement
-- function: pipelines.indicators.cells:centres
SELECT t.month, t.roster_id, 'I39' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    if(e.variant = 'as_read', m.areas, NULL) AS areas,
    coalesce(e.code, 'sans_code') || ':' || coalesce(e.variant, 'as_read') AS variant,
    e.engagement_post_rate AS value, coalesce(e.engagement_post_status, post_status) AS status
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.engagement AS e USING (month, roster_id, territory_id, network)
