-- question: Do the site and the account lead to one another?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: ½ for each direction, from 0 to 1
-- denominator: accounts whose site was read in the month and whose network shows the link of the presentation
-- exclusions: accounts of which one side is unknown are unknown. ALL gives each account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.practice
WITH accounts AS (
    SELECT t.month, t.roster_id, t.network, t.stratum, m.weight,
        'base' AS variant,
        r.c02_score AS value, CASE WHEN r.c02_score IS NOT NULL THEN 'observed' WHEN post_count IS NULL
            THEN post_status ELSE 'not_given' END AS status
    FROM barometer.posting AS t JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN barometer.practice AS r USING (month, roster_id, territory_id, network)
), gathered AS (
    SELECT month, roster_id, network, variant, coalesce(stratum, 'ALL') AS stratum, count(*) AS members,
        count(value) AS measured, count(*) FILTER (is_unknown(status)) AS unknown, max(weight) = 1 AS is_census,
        sum(weight * value ORDER BY weight * value) AS total,
        sum(weight ORDER BY weight) FILTER (value IS NOT NULL) AS weights,
        CASE WHEN unknown = 0 THEN sum(weight * value ORDER BY weight * value) END AS total_lo,
        CASE WHEN unknown = 0 THEN sum(weight * value ORDER BY weight * value) END AS total_hi,
        mean_status(count(value), count(*) FILTER (is_unknown(status)), min(status) FILTER (is_unknown(status)))
            AS value_status
    FROM accounts GROUP BY GROUPING SETS ((month, roster_id, network, variant),
        (month, roster_id, network, variant, stratum))
)
SELECT month, roster_id, 'I48' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code, stratum,
    aggregation, CASE WHEN value_status = 'observed' THEN value END AS value,
    CASE WHEN value_status = 'observed' THEN lo END AS value_lo,
    CASE WHEN value_status = 'observed' THEN hi END AS value_hi,
    CASE WHEN is_census THEN value_lo END AS ci_lo, CASE WHEN is_census THEN value_hi END AS ci_hi,
    CASE WHEN is_census THEN 'census' ELSE 'none' END AS interval_method, value_status, numerator,
    denominator, members AS member_count, measured AS measured_count, unknown AS unknown_count
FROM gathered, LATERAL (VALUES
    ('mean', total / weights, total_lo / weights, total_hi / weights, total, weights)
) AS a(aggregation, value, lo, hi, numerator, denominator)
