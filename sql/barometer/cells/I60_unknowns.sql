-- question: Of what part of the list is the status on a network unknown, and why?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; the variant names the reason, `base` is all of them
-- denominator: every territory of the list; of an area, its communes and EPCI
-- exclusions: none; the reasons of a stratum sum to `base`, areas have `base` alone (a reason has one or two cases
--   there); small base below 5 members, of an area no row; no row for a reason without a case
-- reads: barometer.status, barometer.unknowns, roster.members
-- reach: 0
WITH bases AS (
    SELECT s.month, s.roster_id, s.network, m.area_level, m.area_code, m.stratum, 'base' AS variant,
        count(*) FILTER (s.status = 'unknown') AS found, count(*) AS member_count
    FROM barometer.status AS s JOIN placed_members() AS m USING (roster_id, territory_id)
    GROUP BY ALL HAVING m.area_level = 'france' OR member_count >= 5
), counted AS (
    FROM bases
    UNION ALL
    SELECT b.* REPLACE (u.reason AS variant, u.territory_count AS found)
    FROM barometer.unknowns AS u JOIN bases AS b USING (month, roster_id, network, stratum)
    WHERE b.area_level = 'france'
), judged AS (
    SELECT *, CASE WHEN member_count < 5 THEN 'small_base' ELSE 'observed' END AS value_status FROM counted
)
SELECT month, roster_id, 'I60' AS indicator_id, variant, network, area_level, area_code, stratum,
    'pooled' AS aggregation, CASE WHEN value_status = 'observed' THEN found / member_count END AS value,
    found / member_count AS value_lo, found / member_count AS value_hi, CAST(NULL AS DOUBLE) AS ci_lo,
    CAST(NULL AS DOUBLE) AS ci_hi, 'none' AS interval_method,
    value_status, CAST(found AS DOUBLE) AS numerator, CAST(member_count AS DOUBLE) AS denominator, member_count,
    member_count AS measured_count, CAST(0 AS BIGINT) AS unknown_count
FROM judged
