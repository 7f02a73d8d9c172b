-- question: What part of the territories speaks on each of its networks in words of its own?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; the variant is the part of own posts that every network must reach, in hundredths
-- denominator: territories with two networks at least whose posts are known
-- exclusions: territories with two accounts at least, of which fewer than two are measured, are unknown
-- reads: barometer.editorial
WITH territories AS (
    SELECT month, roster_id, territory_id, stratum, count(own_share) AS network_count, min(own_share) AS least_share,
        count(*) FILTER (own_status = 'classifier_withheld') AS withheld_count
    FROM barometer.editorial GROUP BY ALL HAVING count(*) >= 2
), counted AS (
    SELECT month, roster_id, variant, part, count(*) AS member_count,
        count(*) FILTER (network_count >= 2) AS measured_count,
        count(*) FILTER (network_count >= 2 AND least_share >= threshold) AS found_count,
        count(*) = count(*) FILTER (withheld_count > 0 AND network_count < 2) AS is_withheld
    FROM (SELECT *, unnest([stratum, 'ALL']) AS part FROM territories)
    CROSS JOIN (VALUES ('050', 0.5), ('060', 0.6), ('070', 0.7), ('080', 0.8), ('090', 0.9))
        AS curve(variant, threshold)
    GROUP BY ALL
)
SELECT month, roster_id, 'I35' AS indicator_id, variant, 'any' AS network, 'france' AS area_level, 'FR' AS area_code,
    part AS stratum, 'pooled' AS aggregation,
    CASE WHEN measured_count >= 5 THEN found_count / measured_count END AS value,
    CASE WHEN NOT is_withheld THEN found_count / member_count END AS value_lo,
    CASE WHEN NOT is_withheld THEN (found_count + member_count - measured_count) / member_count END AS value_hi,
    CAST(NULL AS DOUBLE) AS ci_lo, CAST(NULL AS DOUBLE) AS ci_hi, 'none' AS interval_method,
    CASE WHEN measured_count >= 5 THEN 'observed' WHEN is_withheld THEN 'classifier_withheld'
        ELSE 'small_base' END AS value_status,
    CAST(found_count AS DOUBLE) AS numerator, CAST(measured_count AS DOUBLE) AS denominator, member_count,
    measured_count, member_count - measured_count AS unknown_count
FROM counted
