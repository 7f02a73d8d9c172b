-- question: How diverse are the formats of the posts of an account?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: entropy over eight formats, from 0 to 1
-- denominator: accounts with 5 posts in the month or more
-- exclusions: where a door does not tell an image from a video the value is empty (not_given). au_moins and au_plus
--   are then the medians of the two bounds of each account. ALL gives each account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.rhythm
WITH accounts AS (
    SELECT t.month, t.roster_id, t.network, t.stratum, m.weight, x.*
    FROM barometer.posting AS t JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN barometer.rhythm AS r USING (month, roster_id, territory_id, network), LATERAL (VALUES
        ('base', r.mix_score, coalesce(r.mix_status, post_status)),
        ('au_moins', r.mix_score_lo, CASE WHEN r.mix_score_lo IS NULL THEN
            coalesce(r.mix_status, post_status) ELSE 'observed' END),
        ('au_plus', r.mix_score_hi, CASE WHEN r.mix_score_hi IS NULL THEN
            coalesce(r.mix_status, post_status) ELSE 'observed' END)
    ) AS x(variant, value, status)
), ranked AS (
    SELECT *, sum(exact(CASE WHEN value IS NOT NULL THEN weight END)) OVER (cell ORDER BY value)
        / sum(exact(CASE WHEN value IS NOT NULL THEN weight END)) OVER cell AS reached
    FROM accounts WINDOW cell AS (PARTITION BY month, roster_id, network, variant)
), gathered AS (
    SELECT month, roster_id, network, variant, coalesce(stratum, 'ALL') AS stratum, count(*) AS members,
        count(value) AS measured, count(*) FILTER (is_unknown(status)) AS unknown, max(weight) = 1 AS is_census,
        CASE WHEN max(weight) = 1 OR grouping(stratum) = 0 THEN median(value)
            ELSE min(value) FILTER (reached >= 0.5) END AS median,
        CASE WHEN unknown = 0 AND (max(weight) = 1 OR grouping(stratum) = 0) THEN median(value) END AS median_lo,
        CASE WHEN unknown = 0 AND (max(weight) = 1 OR grouping(stratum) = 0) THEN median(value) END AS median_hi,
        mean_status(count(value), count(*) FILTER (is_unknown(status)), min(status) FILTER (is_unknown(status)))
            AS value_status
    FROM ranked GROUP BY GROUPING SETS ((month, roster_id, network, variant),
        (month, roster_id, network, variant, stratum))
)
SELECT month, roster_id, 'I27' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code, stratum,
    aggregation, CASE WHEN value_status = 'observed' THEN value END AS value,
    CASE WHEN value_status = 'observed' THEN lo END AS value_lo,
    CASE WHEN value_status = 'observed' THEN hi END AS value_hi,
    CASE WHEN is_census THEN value_lo END AS ci_lo, CASE WHEN is_census THEN value_hi END AS ci_hi,
    CASE WHEN is_census THEN 'census' ELSE 'none' END AS interval_method, value_status, numerator,
    denominator, members AS member_count, measured AS measured_count, unknown AS unknown_count
FROM gathered, LATERAL (VALUES
    ('median', median, median_lo, median_hi, CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE))
) AS a(aggregation, value, lo, hi, numerator, denominator)
