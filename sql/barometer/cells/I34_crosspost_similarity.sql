-- question: What part of its posts also stands on another network of the territory, and on which?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts whose part is known; the median is over them
-- exclusions: accounts that cannot be measured are counted as unknown. base: a post counts once, whatever the number of
--   networks that have it. A variant named after a network tells of territories with a main account on both, is known
--   from eight judged posts on either side on, and is there where posts of both were read in the month
-- reads: barometer.editorial, barometer.post_marks
WITH told AS (SELECT month, network FROM barometer.editorial WHERE crosspost_known_count > 0 GROUP BY ALL
), twinned AS (
    SELECT month, network, account_id, unnest(string_split(crosspost_networks, ' ')) AS other
    FROM barometer.post_marks WHERE is_crosspost
), copied AS (
    SELECT CAST(month + to_months(later) AS DATE) AS month, network, account_id, other, count(*) AS copied_count
    FROM twinned CROSS JOIN (VALUES (0), (1), (2)) AS on_to(later) GROUP BY ALL
), accounts AS (
    SELECT * FROM barometer.editorial SEMI JOIN told USING (month, network)
), members AS (
    SELECT month, roster_id, network, stratum, 'base' AS variant, crosspost_share AS part_share,
        crosspost_status AS why, crosspost_count AS copied_count, crosspost_known_count AS known_count
    FROM barometer.editorial
    UNION ALL
    SELECT a.month, a.roster_id, a.network, a.stratum, b.network, CASE WHEN a.crosspost_status = 'observed'
            AND b.crosspost_status = 'observed' THEN coalesce(p.copied_count, 0) / a.crosspost_known_count END,
        CASE WHEN a.crosspost_status <> 'observed' THEN a.crosspost_status ELSE b.crosspost_status END,
        coalesce(p.copied_count, 0), a.crosspost_known_count
    FROM accounts AS a JOIN accounts AS b USING (month, roster_id, territory_id)
    LEFT JOIN copied AS p ON p.month = a.month AND p.network = a.network AND p.account_id = a.account_id
        AND p.other = b.network
    WHERE a.network <> b.network
), parts AS (SELECT *, unnest([stratum, 'ALL']) AS part FROM members
)
SELECT month, roster_id, 'I34' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code,
    part AS stratum, 'median' AS aggregation,
    CASE WHEN count(part_share) >= 5 THEN median(part_share) END AS value,
    CAST(NULL AS DOUBLE) AS value_lo, CAST(NULL AS DOUBLE) AS value_hi, CAST(NULL AS DOUBLE) AS ci_lo,
    CAST(NULL AS DOUBLE) AS ci_hi,
    'none' AS interval_method,
    CASE WHEN count(part_share) >= 5 THEN 'observed' WHEN count(part_share) = 0 THEN min(why)
        ELSE 'small_base' END AS value_status,
    CAST(sum(copied_count) AS DOUBLE) AS numerator, CAST(sum(known_count) AS DOUBLE) AS denominator,
    count(*) AS member_count, count(part_share) AS measured_count, count(*) - count(part_share) AS unknown_count
FROM parts GROUP BY month, roster_id, variant, network, part
