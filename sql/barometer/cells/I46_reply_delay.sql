-- question: After how many hours do accounts answer the questions of citizens?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: hours, known within half an hour
-- denominator: accounts with five answers or more in the questions that were read
-- exclusions: answers after seven days count as none (I45); accounts with fewer answers are outside the base; networks
--   whose door shows no conversation have no cell; nothing was asked without BAROMETRE_READ_REPLIES (not_collected)
-- reads: roster.members, barometer.replies
WITH accounts AS (
    SELECT r.month, r.roster_id, r.network, r.stratum, m.weight, reply_hours AS value, reply_hours_status AS status
    FROM barometer.replies AS r JOIN roster.members AS m USING (roster_id, territory_id)
), ranked AS (
    SELECT *, sum(exact(CASE WHEN value IS NOT NULL THEN weight END)) OVER (cell ORDER BY value)
        / sum(exact(CASE WHEN value IS NOT NULL THEN weight END)) OVER cell AS reached
    FROM accounts WINDOW cell AS (PARTITION BY month, roster_id, network)
), gathered AS (
    SELECT month, roster_id, network, coalesce(stratum, 'ALL') AS stratum, count(*) AS members,
        count(value) AS measured, count(*) FILTER (is_unknown(status)) AS unknown, max(weight) = 1 AS is_census,
        CASE WHEN max(weight) = 1 OR grouping(stratum) = 0 THEN median(value)
            ELSE min(value) FILTER (reached >= 0.5) END AS median,
        mean_status(count(value), count(*) FILTER (is_unknown(status)), min(status) FILTER (is_unknown(status)))
            AS value_status
    FROM ranked GROUP BY GROUPING SETS ((month, roster_id, network), (month, roster_id, network, stratum))
)
SELECT month, roster_id, 'I46' AS indicator_id, 'base' AS variant, network, 'france' AS area_level, 'FR' AS area_code,
    stratum, aggregation, CASE WHEN value_status = 'observed' THEN value END AS value,
    CASE WHEN value_status = 'observed' AND unknown = 0 THEN lo END AS value_lo,
    CASE WHEN value_status = 'observed' AND unknown = 0 THEN hi END AS value_hi,
    CASE WHEN is_census THEN value_lo END AS ci_lo, CASE WHEN is_census THEN value_hi END AS ci_hi,
    CASE WHEN is_census THEN 'census' ELSE 'none' END AS interval_method, value_status, numerator,
    denominator, members AS member_count, measured AS measured_count, unknown AS unknown_count
FROM gathered, LATERAL (VALUES
    ('median', median, greatest(median - 0.5, 0), median + 0.5, CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE))
) AS a(aggregation, value, lo, hi, numerator, denominator)
