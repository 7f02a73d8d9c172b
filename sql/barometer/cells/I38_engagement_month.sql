-- question: What part of its followers did the posts of a month move to react?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts whose counters, and followers at both ends of the month, were read
-- exclusions: accounts without a post in the month, or with fewer than 100 followers, are outside the base. Codes
--   (LCS likes, comments and shares; LC; LV likes and views) are variants and never put together; an account
--   without a code counts in sans_code. d7: counters of the age of a week, as_read the last ones. ALL gives each
--   account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.engagement
-- function: pipelines.indicators.cells:centres
SELECT t.month, t.roster_id, 'I38' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    if(e.variant = 'as_read', m.areas, NULL) AS areas, x.*
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.engagement AS e USING (month, roster_id, territory_id, network), LATERAL (VALUES
    (coalesce(e.code, 'sans_code') || ':' || coalesce(e.variant, 'as_read'),
        e.engagement_month_rate, e.engagement_month_rate_lo, e.engagement_month_rate_hi,
        coalesce(e.engagement_month_status, post_status))
) AS x(variant, value, value_lo, value_hi, status)
