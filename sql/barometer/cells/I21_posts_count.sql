-- question: How many original posts do the active accounts publish in the month?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: posts of the month at the clock of the place
-- denominator: accounts that published once at least
-- exclusions: accounts that published nothing (I22, I23). An account of which less than 90 % of the month was seen
--   is unknown; no value where they are more than one in five. Replies and reposts are variants of their own. ALL
--   gives each account its weight in the list.
-- reads: roster.members, barometer.posting
-- function: pipelines.indicators.cells:centres
SELECT t.month, t.roster_id, 'I21' AS indicator_id, t.network, t.stratum,
    m.weight, m.drawn, if(variant = 'base', m.areas, NULL) AS areas, x.*
FROM (
    SELECT *, CASE WHEN post_count IS NULL THEN post_status WHEN seen_share < 0.9 THEN 'window_incomplete'
        WHEN post_count = 0 THEN 'not_active' ELSE 'observed' END AS told FROM barometer.posting
) AS t JOIN drawn_members() AS m USING (roster_id, territory_id), LATERAL (VALUES
    ('base', CAST(CASE told WHEN 'observed' THEN post_count END AS DOUBLE), told),
    ('reponses', CAST(CASE told WHEN 'observed' THEN reply_count END AS DOUBLE), told),
    ('partages', CAST(CASE told WHEN 'observed' THEN repost_count END AS DOUBLE), told)
) AS x(variant, value, status)
