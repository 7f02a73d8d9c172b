-- question: What part of the questions of citizens do accounts answer within seven days?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts with five questions read or more (median); their questions, all together (pooled, as they were
--   read: no weight of the list)
-- exclusions: accounts with fewer questions are outside the base; networks whose door shows no conversation have no
--   cell; nothing was asked without BAROMETRE_READ_REPLIES (not_collected). Questions are a sample: an account's own
--   Wilson bounds are in barometer.replies, those here leave it aside
-- reads: roster.members, barometer.replies
WITH accounts AS (
    SELECT r.month, r.roster_id, r.network, r.stratum, m.weight, reply_rate AS value, reply_status AS status,
        CASE WHEN reply_rate IS NOT NULL THEN answered_count END AS answered,
        CASE WHEN reply_rate IS NOT NULL THEN message_count END AS messages
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
        CAST(sum(answered) AS DOUBLE) AS answered, CAST(sum(messages) AS DOUBLE) AS messages,
        mean_status(count(value), count(*) FILTER (is_unknown(status)), min(status) FILTER (is_unknown(status)))
            AS value_status
    FROM ranked GROUP BY GROUPING SETS ((month, roster_id, network), (month, roster_id, network, stratum))
)
SELECT month, roster_id, 'I45' AS indicator_id, 'base' AS variant, network, 'france' AS area_level, 'FR' AS area_code,
    stratum, aggregation, CASE WHEN value_status = 'observed' THEN value END AS value,
    CASE WHEN value_status = 'observed' AND unknown = 0 THEN lo END AS value_lo,
    CASE WHEN value_status = 'observed' AND unknown = 0 THEN hi END AS value_hi,
    CASE WHEN is_census THEN value_lo END AS ci_lo, CASE WHEN is_census THEN value_hi END AS ci_hi,
    CASE WHEN is_census THEN 'census' ELSE 'none' END AS interval_method, value_status, numerator,
    denominator, members AS member_count, measured AS measured_count, unknown AS unknown_count
FROM gathered, LATERAL (VALUES
    ('pooled', answered / messages, answered / messages, answered / messages, answered, messages),
    ('median', median, median, median, CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE))
) AS a(aggregation, value, lo, hi, numerator, denominator)
