-- question: What is the mean usage level of the accounts (scale of 2012)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: level from 1 to 5
-- denominator: accounts whose level nothing unknown can change, ten at least; variant `absentes`: all territories of
--   the list, one whose absence is confirmed being of level 1
-- exclusions: a level that what is unknown could change is unknown. `absentes` needs the levels of four in five of the
--   accounts there are (low_coverage), or the absent alone would make it. ALL gives each account its weight in the
--   list.
-- reads: barometer.posting, barometer.status, roster.members, barometer.practice
WITH pages AS (
    SELECT month, roster_id, network, stratum, territory_id, usage_level AS value, usage_status AS status
    FROM barometer.practice
    UNION ALL SELECT month, roster_id, network, stratum, territory_id, NULL, post_status
    FROM barometer.posting WHERE post_count IS NULL
), others AS (
    SELECT month, roster_id, network, stratum, territory_id,
        CASE WHEN s.status = 'absent_confirmed' THEN 1 END AS value,
        CASE WHEN s.status = 'absent_confirmed' THEN 'observed' ELSE 'undetermined' END AS status
    FROM barometer.status AS s ANTI JOIN pages USING (month, roster_id, network, territory_id)
    WHERE s.network <> 'website'
), accounts AS (
    SELECT month, roster_id, network, stratum, m.weight, variant, is_page, value, status, count(*) AS n
    FROM (SELECT *, true AS is_page, unnest(['base', 'absentes']) AS variant FROM pages
        UNION ALL SELECT *, false, 'absentes' FROM others)
    JOIN roster.members AS m USING (roster_id, territory_id, stratum) GROUP BY ALL
), gathered AS (
    SELECT month, roster_id, network, variant, coalesce(stratum, 'ALL') AS stratum,
        CAST(sum(n) AS BIGINT) AS members, CAST(coalesce(sum(n) FILTER (value IS NOT NULL), 0) AS BIGINT) AS measured,
        CAST(coalesce(sum(n) FILTER (is_unknown(status)), 0) AS BIGINT) AS unknown, max(weight) = 1 AS is_census,
        sum(n * weight * value ORDER BY n * weight * value) AS total,
        sum(n * weight ORDER BY n * weight) FILTER (value IS NOT NULL) AS weights,
        CASE WHEN unknown = 0 THEN total END AS total_lo, CASE WHEN unknown = 0 THEN total END AS total_hi,
        CASE WHEN 4 * sum(n) FILTER (is_page AND is_unknown(status)) > coalesce(sum(n) FILTER (is_page AND value IS NOT
            NULL), 0) AND variant = 'absentes' THEN 'low_coverage' WHEN measured BETWEEN 1 AND 9 THEN 'small_base'
            ELSE mean_status(measured, unknown, min(status) FILTER (is_unknown(status))) END AS value_status
    FROM accounts GROUP BY GROUPING SETS ((month, roster_id, network, variant),
        (month, roster_id, network, variant, stratum))
)
SELECT month, roster_id, 'I51' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code, stratum,
    aggregation, CASE WHEN value_status = 'observed' THEN value END AS value,
    CASE WHEN value_status = 'observed' THEN lo END AS value_lo,
    CASE WHEN value_status = 'observed' THEN hi END AS value_hi,
    CASE WHEN is_census THEN value_lo END AS ci_lo, CASE WHEN is_census THEN value_hi END AS ci_hi,
    CASE WHEN is_census THEN 'census' ELSE 'none' END AS interval_method, value_status, numerator,
    denominator, members AS member_count, measured AS measured_count, unknown AS unknown_count
FROM gathered, LATERAL (VALUES
    ('mean', total / weights, total_lo / weights, total_hi / weights, total, weights)
) AS a(aggregation, value, lo, hi, numerator, denominator)
