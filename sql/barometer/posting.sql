-- question: How many posts did each main account publish in the month, in 30 and in 90 days, and was all of it seen?
-- grain: month, roster_id, territory_id, network
-- unit: original posts at the clock of the place; windows end with the month
-- denominator: days of the window for what was seen of it
-- exclusions: websites. Without a list: not_given where no door shows posts, not_read where the list failed; at_least
--   where it stops inside the month. Under 90 % of a window seen no count, but one post is enough to be active.
--   Posts in hours of the month that are already of the next one in Paris are left out; so are months never collected
-- reach: 3
-- reads: barometer.status, barometer.posts, observations.fetches, observations.posts, observations.post_windows
WITH asked AS (
    SELECT month, network, account_id, bool_and(outcome IN ('ok', 'not_modified')) AS is_read
    FROM observations.fetches, unnest(string_split(subject_ids, ' ')) AS subject(account_id)
    WHERE purpose = 'posts' GROUP BY ALL
), windows AS (
    SELECT *, is_complete AND coalesce(is_read, true) AS is_whole, CASE WHEN is_whole THEN month
        ELSE coalesce(greatest(covered_from_at, month), month + INTERVAL 1 MONTH) END AS from_at
    FROM (SELECT month, network, account_id, min(covered_from_at) AS covered_from_at, bool_or(is_complete)
        AS is_complete FROM observations.post_windows GROUP BY ALL) LEFT JOIN asked USING (month, network, account_id)
), others AS (
    SELECT month, network, account_id, count(DISTINCT post_id) FILTER (kind = 'reply') AS reply_count,
        count(DISTINCT post_id) FILTER (kind = 'repost') AS repost_count
    FROM observations.posts WHERE kind <> 'original' GROUP BY ALL
), accounts AS (
    SELECT s.month, s.roster_id, s.territory_id, s.network, s.stratum, s.account_id, w.covered_from_at,
        CASE WHEN w.account_id IS NULL THEN CASE WHEN a.is_read IS NULL THEN 'not_given' ELSE 'not_read' END
            WHEN w.is_whole THEN 'observed' ELSE 'at_least' END AS post_status,
        w.account_id IS NOT NULL AS is_shown, reply_count, repost_count
    FROM barometer.status AS s
    LEFT JOIN windows AS w USING (month, network, account_id) LEFT JOIN asked AS a USING (month, network, account_id)
    LEFT JOIN others USING (month, network, account_id)
    WHERE s.network <> 'website' AND s.status LIKE 'present%' AND s.account_id IS NOT NULL
), back AS (
    SELECT month, network, account_id, month + INTERVAL 1 MONTH AS end_at,
        CAST(month - to_months(n) AS DATE) AS read_month
    FROM (SELECT DISTINCT month, network, account_id FROM accounts) CROSS JOIN (VALUES (0), (1), (2), (3)) AS b(n)
), seen AS (
    SELECT b.month, b.network, b.account_id,
        sum(greatest(0, epoch(w.month + INTERVAL 1 MONTH) - epoch(greatest(w.from_at, b.end_at - INTERVAL 30 DAY)))
            ORDER BY w.month) / (30 * 86400) AS seen_30d,
        sum(greatest(0, epoch(w.month + INTERVAL 1 MONTH) - epoch(greatest(w.from_at, b.end_at - INTERVAL 90 DAY)))
            ORDER BY w.month) / (90 * 86400) AS seen_90d,
        max(CASE WHEN w.month = b.month THEN (epoch(b.end_at) - epoch(w.from_at)) / (epoch(b.end_at) - epoch(b.month))
            END) AS seen_month
    FROM back AS b JOIN windows AS w ON w.month = b.read_month AND w.network = b.network
        AND w.account_id = b.account_id GROUP BY ALL
), counted AS (
    SELECT b.month, b.network, b.account_id, count(*) FILTER (p.local_at >= b.month) AS month_count,
        count(*) FILTER (p.local_at >= b.end_at - INTERVAL 30 DAY) AS count_30d,
        count(*) FILTER (p.local_at >= b.end_at - INTERVAL 90 DAY) AS count_90d
    FROM back AS b JOIN barometer.posts AS p ON p.month = b.read_month AND p.network = b.network
        AND p.account_id = b.account_id AND p.local_at < b.end_at GROUP BY ALL
), known AS (
    SELECT a.*, coalesce(seen_month, 0) AS seen_month, coalesce(seen_30d, 0) AS seen_30d,
        coalesce(seen_90d, 0) AS seen_90d, coalesce(month_count, 0) AS month_count,
        coalesce(count_30d, 0) AS count_30d, coalesce(count_90d, 0) AS count_90d
    FROM accounts AS a LEFT JOIN seen USING (month, network, account_id)
    LEFT JOIN counted USING (month, network, account_id)
)
SELECT month, roster_id, territory_id, network, stratum, account_id,
    CASE WHEN is_shown THEN month_count END AS post_count, post_status,
    CASE WHEN is_shown THEN coalesce(reply_count, 0) END AS reply_count,
    CASE WHEN is_shown THEN coalesce(repost_count, 0) END AS repost_count, covered_from_at,
    CASE WHEN is_shown THEN seen_month END AS seen_share,
    CASE WHEN seen_30d >= 0.9 THEN count_30d END AS posts_30d_count,
    CASE WHEN count_30d > 0 THEN true WHEN seen_30d >= 0.9 THEN false END AS is_active_30d,
    CASE WHEN seen_30d >= 1 THEN 'observed' WHEN seen_30d >= 0.9 THEN 'partial_window' WHEN is_shown OR count_30d > 0
        THEN 'window_incomplete' ELSE post_status END AS active_30d_status,
    CASE WHEN seen_90d >= 0.9 THEN count_90d END AS posts_90d_count,
    CASE WHEN count_90d > 0 THEN false WHEN seen_90d >= 0.9 THEN true END AS is_dormant_90d,
    CASE WHEN seen_90d >= 1 THEN 'observed' WHEN seen_90d >= 0.9 THEN 'partial_window' WHEN is_shown OR count_90d > 0
        THEN 'window_incomplete' ELSE post_status END AS dormant_90d_status
FROM known
