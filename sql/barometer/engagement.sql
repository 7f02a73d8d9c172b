-- question: What did the posts of each main account get from its readers, by post and for a thousand followers?
-- grain: month, roster_id, territory_id, network, variant
-- unit: p1, c1, v1 in parts of the posts (0 to 1); p2, c2, v2 by post; p3, c3, v3, e, e2 for 1 000 followers; rates
--   and apparent reach in parts of the followers (0,01 = 1 %)
-- denominator: original posts of the month whose counters were read; followers at the end of the month (their mean with
--   the end of the month before for engagement_month_rate, on the line between both for engagement_post_rate)
-- exclusions: d7 takes counters read between six and eight days old, as_read the last reading, whatever its age. Under
--   90 % of the posts read so: window_incomplete; so is the sum of a month of which less than 90 % was seen, and a
--   lack of posts there. A counter is given when every reading has it: LCS sums likes, comments and shares, LC and LV
--   what is left; codes are never compared. Under 100 followers no rate (small_base); engagement by post needs 5 posts
-- reach: 1
-- reads: barometer.posting, barometer.posts, barometer.audience
WITH accounts AS (
    SELECT p.month, p.roster_id, p.territory_id, p.network, p.stratum, p.account_id,
        p.seen_share < 0.9 AS is_part, a.followers_count AS f,
        a.followers_lo AS f_lo, a.followers_hi AS f_hi, (f + b.followers_count) / 2 AS mean_f,
        (f_lo + b.followers_lo) / 2 AS mean_lo, (f_hi + b.followers_hi) / 2 AS mean_hi, b.followers_count AS f0,
        CASE WHEN f < 100 THEN 'small_base' ELSE coalesce(a.followers_status, 'not_attempted') END AS base_status
    FROM barometer.posting AS p LEFT JOIN barometer.audience AS a USING (month, roster_id, territory_id, network)
    LEFT JOIN barometer.audience AS b ON b.month = CAST(p.month - INTERVAL 1 MONTH AS DATE)
        AND list_family(b.roster_id) = list_family(p.roster_id) AND b.territory_id = p.territory_id
        AND b.network = p.network AND b.identity_id = a.identity_id AND b.metric_def IS NOT DISTINCT FROM a.metric_def
    WHERE p.post_count IS NOT NULL
), readings AS (
    SELECT month, network, account_id, part, unnest([
        {variant: 'd7', age: d7_age_days, l: d7_like_count, c: d7_comment_count, s: d7_share_count, v: d7_view_count},
        {variant: 'as_read', age: read_age_days, l: like_count, c: comment_count, s: share_count, v: view_count}
        ], recursive := true)
    FROM (SELECT *, least(greatest(epoch(local_at - month) / epoch(month + INTERVAL 1 MONTH - month), 0), 1) AS part
        FROM barometer.posts)
), counted AS (
    SELECT a.* EXCLUDE (f0), w.variant, count(part) AS posts, count(age) AS n, median(age) AS age_days, count(l) AS nl,
        count(c) AS nc, count(s) AS ns, count(v) AS nv, count(*) FILTER (l > 0) AS l_any, count(*) FILTER (c > 0)
        AS c_any, count(*) FILTER (s > 0) AS s_any, sum(l) AS l, sum(c) AS c, sum(s) AS s, sum(v) AS v,
        median(v) AS mid_v,
        list_avg(list_sort(list((l + c + s) / (f0 + (f - f0) * part)))) AS lcs,
        list_avg(list_sort(list((l + c) / (f0 + (f - f0) * part)))) AS lc,
        list_avg(list_sort(list((l + v) / (f0 + (f - f0) * part)))) AS lv
    FROM accounts AS a CROSS JOIN (VALUES ('d7'), ('as_read')) AS w(variant)
    LEFT JOIN readings AS r ON r.month = a.month AND r.network = a.network AND r.account_id = a.account_id
        AND r.variant = w.variant
    GROUP BY ALL
), judged AS (
    SELECT *, CASE WHEN n < 0.9 * posts OR posts = 0 AND is_part THEN 'window_incomplete' WHEN posts = 0
            THEN 'few_posts' END AS gap,
        coalesce(gap, CASE WHEN nl < n THEN 'not_given' ELSE 'observed' END) AS p_status,
        coalesce(gap, CASE WHEN nc < n THEN 'not_given' ELSE 'observed' END) AS c_status,
        coalesce(gap, CASE WHEN ns < n THEN 'not_given' ELSE 'observed' END) AS v_status,
        coalesce(gap, CASE WHEN nv < n THEN 'not_given' ELSE 'observed' END) AS view_status,
        base_status IN ('observed', 'rounded', 'interpolated') AS is_based, CASE WHEN gap IS NULL THEN CASE
            WHEN nl = n AND nc = n AND ns = n THEN 'LCS' WHEN nl = n AND nc = n THEN 'LC' WHEN nl = n AND nv = n
            THEN 'LV' END END AS code,
        CASE code WHEN 'LCS' THEN l + c + s WHEN 'LC' THEN l + c WHEN 'LV' THEN l + v END AS got
    FROM counted
), rated AS (
    SELECT *, CASE WHEN p_status = 'observed' THEN l / n END AS p2,
        CASE WHEN c_status = 'observed' THEN c / n END AS c2,
        CASE WHEN v_status = 'observed' THEN s / n END AS v2, p2 + c2 + v2 AS e_sum,
        CASE WHEN is_based THEN 1000 / f END AS k, CASE WHEN is_based THEN 1000 / f_hi END AS k_lo,
        CASE WHEN is_based THEN 1000 / f_lo END AS k_hi,
        CASE WHEN code IS NULL THEN coalesce(gap, 'not_given') WHEN NOT is_based THEN base_status
            WHEN mean_f IS NULL THEN 'no_reference' ELSE 'observed' END AS post_status,
        if(post_status = 'observed' AND is_part, 'window_incomplete', post_status) AS month_status
    FROM judged
)
SELECT month, roster_id, territory_id, network, stratum, account_id, variant, n AS measured_post_count, age_days, code,
    CASE WHEN month_status = 'observed' THEN got / mean_f END AS engagement_month_rate,
    CASE WHEN month_status = 'observed' THEN got / mean_hi END AS engagement_month_rate_lo,
    CASE WHEN month_status = 'observed' THEN got / mean_lo END AS engagement_month_rate_hi,
    month_status AS engagement_month_status, CASE WHEN post_status = 'observed' AND n >= 5 THEN CASE code
        WHEN 'LCS' THEN lcs WHEN 'LC' THEN lc ELSE lv END END AS engagement_post_rate, CASE WHEN n >= 5
        OR post_status <> 'observed' THEN post_status ELSE if(is_part, 'window_incomplete', 'few_posts') END
        AS engagement_post_status, CASE WHEN p_status = 'observed' THEN l_any / n END AS p1, p2, p2 * k AS p3,
    p2 * k_lo AS p3_lo, p2 * k_hi AS p3_hi, p_status, CASE WHEN c_status = 'observed' THEN c_any / n END AS c1, c2,
    c2 * k AS c3, c2 * k_lo AS c3_lo, c2 * k_hi AS c3_hi, c_status,
    CASE WHEN v_status = 'observed' THEN s_any / n END AS v1, v2, v2 * k AS v3, v2 * k_lo AS v3_lo, v2 * k_hi AS v3_hi,
    v_status, e_sum * k AS e, e_sum * k_lo AS e_lo, e_sum * k_hi AS e_hi, (p2 + c2) * k AS e2,
    CASE WHEN view_status = 'observed' AND is_based THEN mid_v / f END AS apparent_reach_rate,
    rate_status(view_status, if(is_based, 'observed', base_status)) AS apparent_reach_status, base_status
FROM rated
