-- question: To what part of its official accounts does the official site of a territory link?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: official accounts of territories whose site was read in the 35 days before the end of the month
-- exclusions: accounts of another owner, and those attributed to nobody with certainty; any page of the site that was
--   read counts. An account whose site was not read is unknown: withheld above 10 %, small base below 5 accounts, of
--   an area no row. No error of drawing is added
-- reads: barometer.closings, roster.members, roster.attributions, roster.evidence, roster.looks
-- reach: 1
WITH instants AS (
    SELECT month, roster_id, territory_id, closed_at - INTERVAL 35 DAY AS since FROM barometer.closings
), readings AS (
    SELECT i.month, i.roster_id, l.territory_id
    FROM instants AS i CROSS JOIN (VALUES (0), (1)) AS back(months)
    JOIN roster.looks AS l ON l.month = CAST(i.month - to_months(back.months) AS DATE) AND l.source = 'site'
        AND l.outcome IN ('ok', 'not_modified') AND l.looked_at >= i.since AND l.territory_id = i.territory_id
    GROUP BY ALL
), links AS (
    SELECT month, territory_id, account_id, max(found_at) AS found_at FROM roster.evidence WHERE evidence = 'E1'
    GROUP BY ALL
), counted AS (
    SELECT a.month, i.roster_id, a.network, m.area_level, m.area_code, m.stratum, count(*) AS member_count,
        count(r.territory_id) AS measured_count,
        count(*) FILTER (r.territory_id IS NOT NULL AND k.found_at >= i.since) AS linked_count,
        member_count - measured_count AS unknown_count, CASE WHEN member_count < 5 THEN 'small_base'
            WHEN unknown_count * 10 > member_count THEN 'withheld' ELSE 'observed' END AS value_status
    FROM roster.attributions AS a JOIN instants AS i USING (month, territory_id)
    JOIN placed_members() AS m ON m.roster_id = i.roster_id AND m.territory_id = a.territory_id
    LEFT JOIN readings AS r ON r.month = a.month AND r.roster_id = i.roster_id AND r.territory_id = a.territory_id
    LEFT JOIN links AS k ON k.month = a.month AND k.territory_id = a.territory_id AND k.account_id = a.account_id
    WHERE a.is_official AND a.is_owner GROUP BY ALL HAVING m.area_level = 'france' OR member_count >= 5
)
SELECT month, roster_id, 'I09' AS indicator_id, 'base' AS variant, network, area_level, area_code, stratum,
    'pooled' AS aggregation, CASE WHEN value_status = 'observed' THEN linked_count / measured_count END AS value,
    linked_count / member_count AS value_lo, (linked_count + unknown_count) / member_count AS value_hi,
    CAST(NULL AS DOUBLE) AS ci_lo, CAST(NULL AS DOUBLE) AS ci_hi, 'none' AS interval_method, value_status,
    CAST(linked_count AS DOUBLE) AS numerator, CAST(measured_count AS DOUBLE) AS denominator, member_count,
    measured_count, unknown_count
FROM counted
