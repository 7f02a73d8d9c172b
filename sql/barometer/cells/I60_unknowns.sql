-- question: Of what part of the list is the status on a network unknown, and why?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; the variant names the reason, `base` is all of them
-- denominator: every territory of the list
-- exclusions: none; the reasons of a cell sum to `base`; small base below 5 members; no row for a reason without a case
-- reads: barometer.coverage, barometer.unknowns
WITH counted AS (
    SELECT month, roster_id, network, stratum, 'base' AS variant, unknown_count AS found, member_count
    FROM barometer.coverage
    UNION ALL
    SELECT u.month, u.roster_id, u.network, u.stratum, u.reason, u.territory_count, c.member_count
    FROM barometer.unknowns AS u JOIN barometer.coverage AS c USING (month, roster_id, network, stratum)
), judged AS (
    SELECT *, CASE WHEN member_count < 5 THEN 'small_base' ELSE 'observed' END AS value_status FROM counted
)
SELECT month, roster_id, 'I60' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code, stratum,
    'pooled' AS aggregation, CASE WHEN value_status = 'observed' THEN found / member_count END AS value,
    found / member_count AS value_lo, found / member_count AS value_hi, CAST(NULL AS DOUBLE) AS ci_lo,
    CAST(NULL AS DOUBLE) AS ci_hi, 'none' AS interval_method,
    value_status, CAST(found AS DOUBLE) AS numerator, CAST(member_count AS DOUBLE) AS denominator, member_count,
    member_count AS measured_count, CAST(0 AS BIGINT) AS unknown_count
FROM judged
