-- question: How diverse are the formats of the posts of an account?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: entropy over eight formats, from 0 to 1
-- denominator: accounts with 5 posts in the month or more
-- exclusions: where a door does not tell an image from a video the value is empty (not_given). au_moins and au_plus
--   are then the medians of the two bounds of each account. ALL gives each account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.rhythm
-- function: pipelines.indicators.cells:medians
SELECT t.month, t.roster_id, 'I27' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    if(x.variant = 'base', m.dense_areas, NULL) AS areas, x.*
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.rhythm AS r USING (month, roster_id, territory_id, network), LATERAL (VALUES
    ('base', r.mix_score, coalesce(r.mix_status, post_status)),
    ('au_moins', r.mix_score_lo, CASE WHEN r.mix_score_lo IS NULL THEN
        coalesce(r.mix_status, post_status) ELSE 'observed' END),
    ('au_plus', r.mix_score_hi, CASE WHEN r.mix_score_hi IS NULL THEN
        coalesce(r.mix_status, post_status) ELSE 'observed' END)
) AS x(variant, value, status)
