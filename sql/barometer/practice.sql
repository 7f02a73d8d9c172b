-- question: How good is the practice of each main account, on the scale of 2012 (1–5) and on the grid (0–5)?
-- grain: month, roster_id, territory_id, network
-- unit: usage_level from 1 to 5; scores from 0 to 5, criteria from 0 to 1
-- denominator: weight of the criteria that could be observed (0,70 at least)
-- exclusions: what no table gives yet is not observed, never 0: completeness of the profile, automatic posts, copies,
--   animations, answers. A level that it could change is not published (undetermined), its bounds are. Comments by post
--   stand for answers, against the accounts of the stratum (10 at least). Audience is in no mark
-- reads: barometer.posting, barometer.rhythm, barometer.engagement, reference.practice_grid, roster.members,
--   roster.attributions, roster.looks, observations.posts, observations.snapshots
-- function: pipelines.indicators.practice:mark
WITH grid AS (
    SELECT grid_version, list(weight ORDER BY criterion) AS weights FROM reference.practice_grid WHERE network = '*'
    GROUP BY grid_version
), accounts AS (
    SELECT p.*, e.c2, r.regularity_score, r.format_count, r.mix_score, r.mix_score_lo, r.mix_score_hi, m.population
    FROM barometer.posting AS p JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN barometer.rhythm AS r USING (month, roster_id, territory_id, network)
    LEFT JOIN (SELECT * FROM barometer.engagement WHERE variant = 'as_read') AS e
        USING (month, roster_id, territory_id, network)
), peers AS (
    SELECT month, roster_id, network, stratum, median(c2) AS comments_median, quantile_cont(c2, 0.75)
        AS comments_quartile FROM accounts GROUP BY ALL HAVING count(c2) >= 10
), claims AS (
    SELECT month, territory_id, account_id, is_main, contains(evidence_codes, 'E1') AS is_linked,
        contains(evidence_codes, 'E2') AS is_verified, contains(evidence_codes, 'E3') AS is_linking,
        contains(evidence_codes, 'E4') AS is_listed, CASE WHEN outcome IN ('ok', 'not_modified', 'purged') THEN 0
            WHEN outcome IN ('not_found', 'gone', 'suspended') THEN 1 END AS is_dead
    FROM roster.attributions WHERE is_owner
), dead AS (SELECT month, territory_id, avg(is_dead) AS dead_share FROM claims WHERE is_linked GROUP BY ALL
), sites AS (
    SELECT month, territory_id FROM roster.looks WHERE source = 'site' AND outcome IN ('ok', 'not_modified')
), linking AS (SELECT month, account_id, bool_or(bio_url IS NOT NULL) AS has_link FROM observations.snapshots
    WHERE network IN ('x', 'bluesky', 'mastodon') AND outcome IN ('ok', 'not_modified') GROUP BY ALL
), images AS (
    SELECT month, network, account_id, sum(alt_text_count) / sum(media_count) AS alt_share
    FROM observations.posts WHERE kind = 'original' AND media_count > 0 AND alt_text_count IS NOT NULL GROUP BY ALL
)
SELECT a.month, a.roster_id, a.territory_id, a.network, a.stratum, a.account_id, g.grid_version, g.weights,
    a.is_active_30d AS in_is_active, CASE WHEN s.territory_id IS NOT NULL THEN c.is_linked END AS in_is_linked,
    CASE WHEN l.account_id IS NOT NULL THEN c.is_linking END AS in_links_back,
    CASE WHEN c.is_verified THEN 1.0 WHEN c.is_linked OR c.is_listed THEN 0.5 ELSE 0.0 END AS in_authenticity,
    CASE WHEN a.seen_share >= 0.9 THEN 7 * a.post_count / date_diff('day', a.month, a.month + INTERVAL 1 MONTH) END
        AS in_per_week,
    k.knee_low AS in_knee_low, k.knee_mid AS in_knee_mid, k.knee_high AS in_knee_high,
    coalesce(a.population < 3500, false) AS in_is_small, a.regularity_score AS in_regularity,
    d.dead_share AS in_dead_share,
    CAST(NULL AS DOUBLE) AS in_auto_share, CAST(NULL AS DOUBLE) AS in_republication_share,
    CAST(NULL AS DOUBLE) AS in_crosspost_share, CAST(NULL AS DOUBLE) AS in_animation_count, i.alt_share AS in_alt_share,
    CASE WHEN a.mix_score_lo >= 0.6 THEN a.mix_score_lo ELSE a.mix_score END AS in_mix,
    a.format_count AS in_format_count,
    coalesce(a.mix_score_hi > a.mix_score_lo, a.format_count IS NULL) AS in_is_mix_open, a.c2 AS in_comments,
    p.comments_median AS in_comments_median, p.comments_quartile AS in_comments_quartile
FROM accounts AS a CROSS JOIN grid AS g LEFT JOIN peers AS p USING (month, roster_id, network, stratum)
LEFT JOIN claims AS c ON c.month = a.month AND c.territory_id = a.territory_id AND c.account_id = a.account_id
LEFT JOIN dead AS d ON d.month = a.month AND d.territory_id = a.territory_id
LEFT JOIN sites AS s ON s.month = a.month AND s.territory_id = a.territory_id
LEFT JOIN linking AS l ON l.month = a.month AND l.account_id = a.account_id
LEFT JOIN images AS i ON i.month = a.month AND i.network = a.network AND i.account_id = a.account_id
LEFT JOIN reference.practice_grid AS k ON k.criterion = 'c04' AND k.network = a.network
WHERE a.post_count IS NOT NULL
