-- question: How many official accounts has the list on each network, by scope?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: accounts; the variant names the scope
-- denominator: none; member_count is that of territories, unknown_count of those whose status is unknown
-- exclusions: the website; accounts of another owner or not official. The high bound of the general scope adds one
--   account for each territory whose status is unknown; other scopes have none, for nobody lists their accounts. No
--   row for another scope means no account found
-- reads: barometer.status, roster.members, roster.attributions
WITH asked AS (
    SELECT s.month, s.roster_id, s.network, m.area_level, m.area_code, m.stratum, count(*) AS member_count,
        count(*) FILTER (s.status = 'unknown') AS unknown_count
    FROM barometer.status AS s JOIN placed_members() AS m USING (roster_id, territory_id)
    WHERE s.network <> 'website' GROUP BY ALL
), found AS (
    SELECT a.month, m.roster_id, a.network, a.scope, m.area_level, m.area_code, m.stratum, count(*) AS account_count
    FROM roster.attributions AS a JOIN placed_members() AS m USING (territory_id) WHERE a.is_official AND a.is_owner
    GROUP BY ALL
), cells AS (
    SELECT k.*, scope, coalesce(account_count, 0) AS account_count
    FROM (SELECT *, 'generaliste' AS scope FROM asked UNION ALL BY NAME SELECT a.*, f.scope FROM asked AS a
        JOIN found AS f USING (month, roster_id, network, area_level, area_code, stratum)
        WHERE f.scope <> 'generaliste') AS k
    LEFT JOIN found USING (month, roster_id, network, area_level, area_code, stratum, scope)
)
SELECT month, roster_id, 'I10' AS indicator_id, scope AS variant, network, area_level, area_code, stratum,
    'sum' AS aggregation, CAST(account_count AS DOUBLE) AS value, CAST(account_count AS DOUBLE) AS value_lo,
    CASE WHEN scope = 'generaliste' THEN CAST(account_count + unknown_count AS DOUBLE) END AS value_hi,
    CAST(NULL AS DOUBLE) AS ci_lo, CAST(NULL AS DOUBLE) AS ci_hi, 'none' AS interval_method,
    'observed' AS value_status, CAST(account_count AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator,
    member_count, member_count - unknown_count AS measured_count, unknown_count
FROM cells
