-- question: How regularly, in which formats, at which hours does each main account publish, and by a clock?
-- grain: month, roster_id, territory_id, network
-- unit: scores and parts from 0 to 1; days; a chi-square of 11 degrees of freedom
-- denominator: weeks and days of the month; original posts of the month (of 90 days for the index of scheduling)
-- exclusions: accounts whose posts no list shows. Under 90 % of the month seen nothing is said (window_incomplete).
--   Formats need 5 posts, office hours 8, scheduling 60: under it, few_posts. Images and videos not told apart
--   leave the bounds of the mix (not_given): all of one kind, or as many of each as can be; they are one format, none
--   more beside known ones. Bounds of office hours are Wilson's (95 %): posts of the month as draws of the habits
-- reach: 3
-- reads: barometer.posting, barometer.posts
WITH accounts AS (
    SELECT *, month + INTERVAL 1 MONTH AS end_at, date_diff('day', month, month + INTERVAL 1 MONTH) AS day_count,
        CASE WHEN seen_share >= 0.9 THEN 'observed' ELSE 'window_incomplete' END AS seen_status
    FROM barometer.posting WHERE post_count IS NOT NULL
), keys AS (
    SELECT DISTINCT a.month, a.network, a.account_id, a.end_at, a.day_count, CAST(a.month - to_months(n) AS DATE)
        AS read_month
    FROM accounts AS a CROSS JOIN (VALUES (0), (1), (2), (3)) AS b(n)
), recent AS (
    SELECT k.month, k.network, k.account_id, k.day_count, p.local_at, p.is_office_hour, p.format,
        CAST(p.local_at AS DATE) AS day, p.local_at >= k.month AS is_of_month, minute(p.local_at) AS minute
    FROM keys AS k JOIN barometer.posts AS p ON p.month = k.read_month AND p.network = k.network
        AND p.account_id = k.account_id AND p.local_at >= k.end_at - INTERVAL 90 DAY AND p.local_at < k.end_at
), days AS (
    SELECT month, network, account_id, day_count, date_diff('day', month, day) + 1 AS n, date_trunc('week', day) AS week
    FROM recent WHERE is_of_month GROUP BY ALL
), silences AS (
    SELECT *, n - coalesce(lag(n) OVER account, 0) AS before, row_number() OVER account = count(*) OVER (
        PARTITION BY month, network, account_id) AS is_last
    FROM days WINDOW account AS (PARTITION BY month, network, account_id ORDER BY n)
), regular AS (SELECT month, network, account_id, count(DISTINCT week) AS weeks,
        greatest(max(before), max(day_count + 1 - n) FILTER (is_last)) AS gap FROM silences GROUP BY ALL
), formats AS (
    SELECT month, network, account_id, CAST(others + greatest(sign(w), sign(i) + sign(v)) AS BIGINT) AS format_count,
        format_mix(n, rest + greatest(nlogn(i + w) + nlogn(v), nlogn(i) + nlogn(v + w))) AS mix_lo,
        format_mix(n, rest + (nlogn(most) + nlogn(i + v + w - most))) AS mix_hi
    FROM (SELECT month, network, account_id, sum(n) AS n, count_if(kind = 0) AS others, sum(n * (kind = 1)::INT) AS i,
            coalesce(sum(nlogn(n) ORDER BY n) FILTER (kind = 0), 0) AS rest, sum(n * (kind = 2)::INT) AS v,
            sum(n * (kind = 3)::INT) AS w, greatest(i, v, (i + v + w) / 2) AS most
        FROM (SELECT month, network, account_id, format, CASE format WHEN 'image' THEN 1 WHEN 'video' THEN 2
                WHEN 'visual' THEN 3 ELSE 0 END AS kind, count(*) AS n FROM recent WHERE is_of_month GROUP BY ALL)
        GROUP BY ALL HAVING count(*) = count(format))
), hours AS (
    SELECT month, network, account_id, count(*) FILTER (is_of_month) AS posts,
        count(*) FILTER (is_of_month AND is_office_hour) AS office, count(*) AS posts_90d,
        count(*) FILTER (minute % 15 = 0) AS quarters FROM recent GROUP BY ALL
), clocks AS (
    SELECT month, network, account_id, 12 * sum(n * n) / sum(n) - sum(n) AS chi2
    FROM (SELECT month, network, account_id, minute // 5 AS bin, count(*) AS n FROM recent GROUP BY ALL) GROUP BY ALL
), counted AS (
    SELECT a.*, 1 + date_diff('week', date_trunc('week', a.month), date_trunc('week', a.end_at - INTERVAL 1 DAY))
            AS weeks_of_month, coalesce(weeks, 0) AS weeks, coalesce(gap, a.day_count) AS gap, format_count, mix_lo,
        mix_hi, coalesce(posts, 0) AS posts, office, coalesce(posts_90d, 0) AS posts_90d,
        quarters, chi2
    FROM accounts AS a LEFT JOIN regular USING (month, network, account_id)
    LEFT JOIN formats USING (month, network, account_id) LEFT JOIN hours USING (month, network, account_id)
    LEFT JOIN clocks USING (month, network, account_id)
), judged AS (
    SELECT *, seen_status = 'observed' AS is_seen, CASE WHEN NOT is_seen THEN seen_status WHEN posts < 5
            THEN 'few_posts' WHEN coalesce(mix_hi > mix_lo, true) THEN 'not_given' ELSE 'observed' END AS mix_status,
        CASE WHEN NOT is_seen THEN seen_status WHEN posts < 8 THEN 'few_posts' ELSE 'observed' END AS office_status,
        CASE WHEN office_status = 'observed' THEN office / posts END AS part,
        CASE WHEN posts_90d >= 60 THEN 'observed' WHEN dormant_90d_status = 'window_incomplete' THEN dormant_90d_status
            ELSE 'few_posts' END AS schedule_status
    FROM counted
)
SELECT month, roster_id, territory_id, network, stratum, account_id,
    CASE WHEN is_seen THEN 0.5 * weeks / weeks_of_month + 0.5 * (1 - gap / day_count) END AS regularity_score,
    CASE WHEN is_seen THEN gap END AS gap_days_count, CASE WHEN is_seen THEN weeks END AS active_week_count,
    seen_status AS regularity_status, CASE WHEN is_seen AND posts > 0 THEN format_count END AS format_count,
    CASE WHEN mix_status = 'observed' THEN mix_lo END AS mix_score,
    CASE WHEN mix_status IN ('observed', 'not_given') THEN mix_lo END AS mix_score_lo,
    CASE WHEN mix_status IN ('observed', 'not_given') THEN mix_hi END AS mix_score_hi, mix_status,
    CASE WHEN office_status = 'observed' THEN office END AS office_count, posts AS measured_post_count,
    part AS office_share, wilson_low(part, posts) AS office_share_lo, wilson_high(part, posts) AS office_share_hi,
    office_status, CASE WHEN schedule_status = 'observed' THEN chi2 END AS schedule_chi2,
    CASE WHEN schedule_status = 'observed' THEN quarters / posts_90d END AS quarter_share,
    CASE WHEN schedule_status = 'observed' THEN chi2 > 31.264 AND quarters > 0.5 * posts_90d END AS is_schedule_suspect,
    schedule_status
FROM judged
