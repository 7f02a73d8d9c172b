-- question: Of what part of the main accounts are the followers at the end of the month measured?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts, those known to be closed left out
-- exclusions: the website, which has no followers; small base below 5 accounts; without an account nothing is measured
-- reads: barometer.coverage
WITH judged AS (
    SELECT *, CASE WHEN account_count = 0 THEN 'no_account' WHEN account_count < 5 THEN 'small_base'
        ELSE 'observed' END AS value_status
    FROM barometer.coverage WHERE network <> 'website'
)
SELECT month, roster_id, 'I61' AS indicator_id, 'base' AS variant, network, 'france' AS area_level, 'FR' AS area_code,
    stratum, 'pooled' AS aggregation, CASE WHEN value_status = 'observed' THEN measured_share END AS value,
    measured_share AS value_lo, measured_share AS value_hi, CAST(NULL AS DOUBLE) AS ci_lo,
    CAST(NULL AS DOUBLE) AS ci_hi, 'none' AS interval_method,
    value_status, CAST(measured_count AS DOUBLE) AS numerator, CAST(account_count AS DOUBLE) AS denominator,
    account_count AS member_count, account_count AS measured_count, CAST(0 AS BIGINT) AS unknown_count
FROM judged
