-- question: What part of the media of an account has a text alternative?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts with an image or a video in the month, on networks that show alternative texts (median, mean);
--   their media (pooled, as they were read: no weight of the list); variant `decrits:50`: the part of these accounts of
--   which half of the media or more have one
-- exclusions: accounts that published no image and no video are outside the base; those whose network does not show
--   alternative texts are unknown. Captions of videos are not read. ALL gives each account its weight in the list. A
--   drawn list adds the error of its drawing
-- reads: barometer.posting, roster.members, barometer.practice, observations.posts
-- function: pipelines.indicators.cells:mixed
-- reach: 0
WITH bare AS (
    SELECT month, network, account_id, true AS is_bare FROM observations.posts WHERE kind = 'original' GROUP BY ALL
    HAVING max(media_count) = 0 AND count(*) = count(media_count)
)
SELECT t.month, t.roster_id, 'I49' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    x.*, 1.0 AS ceiling, CASE WHEN r.c11_score IS NOT NULL THEN 'observed' WHEN post_count IS NULL THEN post_status
        WHEN post_status = 'observed' AND (post_count = 0 OR is_bare) THEN 'few_posts' ELSE 'not_given' END AS status
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.practice AS r USING (month, roster_id, territory_id, network)
LEFT JOIN bare AS b ON b.month = t.month AND b.network = t.network AND b.account_id = t.account_id, LATERAL (VALUES
    ('base', 'median mean pooled', NULL, c11_score, coalesce(c11_score, 0), coalesce(c11_score, 1), alt_text_count,
        media_count),
    ('decrits:50', 'share', c11_score >= 0.5, NULL, NULL, NULL, NULL, NULL)
) AS x(variant, ways, flag, value, value_lo, value_hi, above, below)
