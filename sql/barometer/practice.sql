-- question: How good is the practice of each main account, on the scale of 2012 (1–5) and on the grid (0–5)?
-- grain: month, roster_id, territory_id, network
-- unit: usage_level from 1 to 5; scores from 0 to 5, criteria from 0 to 1
-- denominator: weight of the criteria that could be observed (0,70 at least)
-- exclusions: what no table gives is not observed, never 0: answers not read, what a withheld classifier says, a month
--   of which a tenth was not seen. A level that it could change is not published (undetermined), its bounds are. In the
--   level, comments by post stand for answers that are not observed (10 accounts of the stratum at least). An account
--   that is closed while the site still leads to it is of level 1, and has no score. Audience is in no mark
-- reach: 2
-- reads: barometer.posting, barometer.rhythm, barometer.engagement, barometer.editorial, barometer.status,
--   barometer.replies, reference.practice_grid, reference.classifiers, roster.members, roster.attributions,
--   roster.looks, observations.posts, observations.snapshots, observations.labels
-- function: pipelines.indicators.practice:mark
WITH grid AS (SELECT grid_version, list(weight ORDER BY criterion) AS weights
    FROM reference.practice_grid WHERE network = '*' GROUP BY grid_version
), accounts AS (
    SELECT p.*, e.c2, r.regularity_score, r.format_count, r.mix_score, r.mix_score_lo, r.mix_score_hi, m.population,
        y.reply_rate, o.auto_share, o.republication_share, CASE WHEN o.crosspost_status IN ('observed', 'few_posts')
            AND o.crosspost_known_count >= 4 THEN o.crosspost_count / o.crosspost_known_count END AS crosspost_share,
        o.post_count = 0 OR o.auto_status = 'few_posts' AS is_auto_few,
        o.post_count = 0 OR o.republication_status = 'few_posts' AS is_copied_few
    FROM barometer.posting AS p JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN barometer.rhythm AS r USING (month, roster_id, territory_id, network)
    LEFT JOIN barometer.editorial AS o USING (month, roster_id, territory_id, network)
    LEFT JOIN barometer.replies AS y USING (month, roster_id, territory_id, network)
    LEFT JOIN (FROM barometer.engagement WHERE variant = 'as_read') AS e USING (month, roster_id, territory_id, network)
    WHERE p.post_count IS NOT NULL
), peers AS (SELECT month, roster_id, network, stratum, median(c2) AS comments_median, quantile_cont(c2, 0.75)
        AS comments_quartile FROM accounts GROUP BY ALL HAVING count(c2) >= 10
), claims AS (
    SELECT month, territory_id, account_id, is_main, contains(evidence_codes, 'E1') AS is_linked,
        contains(evidence_codes, 'E2') AS is_verified, contains(evidence_codes, 'E3') AS is_linking,
        contains(evidence_codes, 'E4') AS is_listed, CASE WHEN outcome IN ('ok', 'not_modified', 'purged') THEN 0
            WHEN outcome IN ('not_found', 'gone', 'suspended') THEN 1 END AS is_dead
    FROM roster.attributions WHERE is_owner
), closed AS (
    SELECT s.month, s.roster_id, s.territory_id, s.network, s.stratum, s.account_id FROM barometer.status AS s
    JOIN claims AS c USING (month, territory_id, account_id)
    WHERE c.is_dead = 1 AND c.is_linked AND s.status NOT LIKE 'present%'
), dead AS (SELECT month, territory_id, avg(is_dead) AS dead_share FROM claims WHERE is_linked GROUP BY ALL
), sites AS (SELECT month, territory_id FROM roster.looks WHERE source = 'site' AND outcome IN ('ok', 'not_modified')
), shown AS (
    SELECT month, account_id, bool_or(shows_link(network)) AS shows_link, profile_share(network, has_avatar,
        has_banner, bio_char_count, bio_url, has_contact, has_category) AS profile_share
    FROM observations.snapshots WHERE outcome IN ('ok', 'not_modified') GROUP BY ALL
), images AS (
    SELECT month, network, account_id, CAST(sum(media_count) AS BIGINT) AS media_count,
        CAST(sum(alt_text_count) AS BIGINT) AS alt_text_count
    FROM observations.posts WHERE kind = 'original' AND media_count > 0 AND alt_text_count IS NOT NULL GROUP BY ALL
), animated AS (
    SELECT month, network, account_id, CASE WHEN count(*) = count(animation_code)
        THEN count(*) FILTER (animation_code <> 'none') END AS animation_count
    FROM observations.labels WHERE network IN (SELECT network FROM reference.classifiers
        WHERE classifier_id = 'animation' AND NOT is_withheld) GROUP BY ALL
)
SELECT a.month, a.roster_id, a.territory_id, a.network, a.stratum, a.account_id, g.grid_version, g.weights,
    a.is_active_30d AS in_is_active, CASE WHEN s.territory_id IS NOT NULL THEN c.is_linked END AS in_is_linked,
    CASE WHEN l.shows_link THEN c.is_linking END AS in_links_back, l.profile_share AS in_profile_share,
    CASE WHEN c.is_verified THEN 1.0 WHEN c.is_linked OR c.is_listed THEN 0.5 ELSE 0.0 END AS in_authenticity,
    CASE WHEN a.seen_share >= 0.9 THEN 7 * a.post_count / date_diff('day', a.month, a.month + INTERVAL 1 MONTH) END
        AS in_per_week,
    k.knee_low AS in_knee_low, k.knee_mid AS in_knee_mid, k.knee_high AS in_knee_high,
    coalesce(a.population < 3500, false) AS in_is_small, a.regularity_score AS in_regularity,
    d.dead_share AS in_dead_share,
    a.auto_share AS in_auto_share, a.is_auto_few AS in_is_auto_few, a.is_copied_few AS in_is_copied_few,
    a.republication_share AS in_republication_share, a.crosspost_share AS in_crosspost_share,
    CASE WHEN a.seen_share >= 0.9 THEN if(a.post_count = 0, 0, n.animation_count) END AS in_animation_count,
    i.media_count, i.alt_text_count, i.alt_text_count / i.media_count AS in_alt_share,
    CASE WHEN a.mix_score_lo >= 0.6 THEN a.mix_score_lo ELSE a.mix_score END AS in_mix,
    a.format_count AS in_format_count,
    coalesce(a.mix_score_hi > a.mix_score_lo, a.format_count IS NULL) AS in_is_mix_open, a.c2 AS in_comments,
    a.reply_rate AS in_reply_rate, p.comments_median AS in_comments_median, p.comments_quartile AS in_comments_quartile
FROM accounts AS a CROSS JOIN grid AS g LEFT JOIN peers AS p USING (month, roster_id, network, stratum)
LEFT JOIN dead AS d USING (month, territory_id) LEFT JOIN sites AS s USING (month, territory_id)
LEFT JOIN claims AS c ON c.month = a.month AND c.territory_id = a.territory_id AND c.account_id = a.account_id
LEFT JOIN shown AS l ON l.month = a.month AND l.account_id = a.account_id
LEFT JOIN images AS i ON i.month = a.month AND i.network = a.network AND i.account_id = a.account_id
LEFT JOIN animated AS n ON n.month = a.month AND n.network = a.network AND n.account_id = a.account_id
LEFT JOIN reference.practice_grid AS k ON k.criterion = 'c04' AND k.network = a.network
UNION ALL BY NAME SELECT closed.*, grid_version, weights, false AS in_is_active FROM closed CROSS JOIN grid
