-- question: How many posts did each main account publish in the month, and are they all there?
-- grain: month, roster_id, territory_id, network
-- unit: posts created in the month (Europe/Paris); at_least where the page that was read stops inside the month
-- denominator: none
-- exclusions: websites. Without a list: not_given where no door shows posts, not_read where the list failed
-- reads: barometer.status, observations.fetches, observations.posts, observations.post_windows
WITH windows AS (
    SELECT month, network, account_id, bool_or(is_complete) AS is_complete, min(covered_from_at) AS covered_from_at
    FROM observations.post_windows GROUP BY ALL
), asked AS (
    SELECT month, network, account_id, bool_and(outcome IN ('ok', 'not_modified')) AS is_read
    FROM observations.fetches, unnest(string_split(subject_ids, ' ')) AS subject(account_id)
    WHERE purpose = 'posts' GROUP BY ALL
), counted AS (
    SELECT month, network, account_id, count(DISTINCT post_id) FILTER (kind = 'original') AS post_count,
        count(DISTINCT post_id) FILTER (kind = 'reply') AS reply_count,
        count(DISTINCT post_id) FILTER (kind = 'repost') AS repost_count
    FROM observations.posts GROUP BY ALL
), judged AS (
    SELECT s.month, s.roster_id, s.territory_id, s.network, s.stratum, s.account_id, w.covered_from_at,
        CASE WHEN w.account_id IS NULL THEN CASE WHEN a.is_read IS NULL THEN 'not_given' ELSE 'not_read' END
            WHEN w.is_complete AND coalesce(a.is_read, true) THEN 'observed' ELSE 'at_least' END AS post_status,
        w.account_id IS NOT NULL AS is_shown, c.post_count, c.reply_count, c.repost_count
    FROM barometer.status AS s
    LEFT JOIN windows AS w USING (month, network, account_id)
    LEFT JOIN asked AS a USING (month, network, account_id)
    LEFT JOIN counted AS c USING (month, network, account_id)
    WHERE s.network <> 'website' AND s.status LIKE 'present%' AND s.account_id IS NOT NULL
)
SELECT month, roster_id, territory_id, network, stratum, account_id,
    CASE WHEN is_shown THEN coalesce(post_count, 0) END AS post_count, post_status,
    CASE WHEN is_shown THEN coalesce(reply_count, 0) END AS reply_count,
    CASE WHEN is_shown THEN coalesce(repost_count, 0) END AS repost_count, covered_from_at
FROM judged
