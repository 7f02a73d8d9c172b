-- question: What part of its followers did the posts of a month move to react?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts whose counters, and followers at both ends of the month, were read
-- exclusions: accounts without a post in the month, or with fewer than 100 followers, are outside the base. Codes
--   (LCS likes, comments and shares; LC; LV likes and views) are variants and never put together; an account
--   without a code counts in sans_code. d7: counters of the age of a week, as_read the last ones. ALL gives each
--   account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.engagement
WITH accounts AS (
    SELECT t.month, t.roster_id, t.network, t.stratum, m.weight, x.*
    FROM barometer.posting AS t JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN barometer.engagement AS e USING (month, roster_id, territory_id, network), LATERAL (VALUES
        (coalesce(e.code, 'sans_code') || ':' || coalesce(e.variant, 'as_read'),
            e.engagement_month_rate, e.engagement_month_rate_lo, e.engagement_month_rate_hi,
            coalesce(e.engagement_month_status, post_status))
    ) AS x(variant, value, lo, hi, status)
), ranked AS (
    SELECT *, sum(exact(CASE WHEN value IS NOT NULL THEN weight END)) OVER (cell ORDER BY value)
        / sum(exact(CASE WHEN value IS NOT NULL THEN weight END)) OVER cell AS reached
    FROM accounts WINDOW cell AS (PARTITION BY month, roster_id, network, variant)
), gathered AS (
    SELECT month, roster_id, network, variant, coalesce(stratum, 'ALL') AS stratum, count(*) AS members,
        count(value) AS measured, count(*) FILTER (is_unknown(status)) AS unknown, max(weight) = 1 AS is_census,
        CASE WHEN max(weight) = 1 OR grouping(stratum) = 0 THEN median(value)
            ELSE min(value) FILTER (reached >= 0.5) END AS median,
        CASE WHEN unknown = 0 AND (max(weight) = 1 OR grouping(stratum) = 0) THEN median(lo) END AS median_lo,
        CASE WHEN unknown = 0 AND (max(weight) = 1 OR grouping(stratum) = 0) THEN median(hi) END AS median_hi,
        sum(weight * value ORDER BY weight * value) AS total,
        sum(weight ORDER BY weight) FILTER (value IS NOT NULL) AS weights,
        CASE WHEN unknown = 0 THEN sum(weight * lo ORDER BY weight * lo) END AS total_lo,
        CASE WHEN unknown = 0 THEN sum(weight * hi ORDER BY weight * hi) END AS total_hi,
        mean_status(count(value), count(*) FILTER (is_unknown(status)), min(status) FILTER (is_unknown(status)))
            AS value_status
    FROM ranked GROUP BY GROUPING SETS ((month, roster_id, network, variant),
        (month, roster_id, network, variant, stratum))
)
SELECT month, roster_id, 'I38' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code, stratum,
    aggregation, CASE WHEN value_status = 'observed' THEN value END AS value,
    CASE WHEN value_status = 'observed' THEN lo END AS value_lo,
    CASE WHEN value_status = 'observed' THEN hi END AS value_hi,
    CASE WHEN is_census THEN value_lo END AS ci_lo, CASE WHEN is_census THEN value_hi END AS ci_hi,
    CASE WHEN is_census THEN 'census' ELSE 'none' END AS interval_method, value_status, numerator,
    denominator, members AS member_count, measured AS measured_count, unknown AS unknown_count
FROM gathered, LATERAL (VALUES
    ('median', median, median_lo, median_hi, CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE)),
    ('mean', total / weights, total_lo / weights, total_hi / weights, total, weights)
) AS a(aggregation, value, lo, hi, numerator, denominator)
