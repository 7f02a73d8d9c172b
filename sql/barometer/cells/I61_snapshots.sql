-- question: Of what part of the main accounts are the followers at the end of the month measured?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts, those known to be closed left out (account_count of barometer.coverage); of an area,
--   those of its communes and EPCI
-- exclusions: the website, which has no followers; small base below 5 accounts (an area then has no row); without an
--   account nothing is measured
-- reads: barometer.status, barometer.audience, roster.members
WITH counted AS (
    SELECT s.month, s.roster_id, s.network, m.area_level, m.area_code, m.stratum,
        count(*) FILTER (s.account_id IS NOT NULL AND s.status <> 'absent_confirmed') AS account_count,
        count(a.followers_count) AS measured_count, measured_count / nullif(account_count, 0) AS measured_share,
        CASE WHEN account_count = 0 THEN 'no_account' WHEN account_count < 5 THEN 'small_base' ELSE 'observed'
            END AS value_status
    FROM barometer.status AS s JOIN placed_members() AS m USING (roster_id, territory_id)
    LEFT JOIN barometer.audience AS a ON a.month = s.month AND a.roster_id = s.roster_id
        AND a.territory_id = s.territory_id AND a.network = s.network
    WHERE s.network <> 'website' GROUP BY ALL HAVING m.area_level = 'france' OR account_count >= 5
)
SELECT month, roster_id, 'I61' AS indicator_id, 'base' AS variant, network, area_level, area_code, stratum,
    'pooled' AS aggregation, CASE WHEN value_status = 'observed' THEN measured_share END AS value,
    measured_share AS value_lo, measured_share AS value_hi, CAST(NULL AS DOUBLE) AS ci_lo,
    CAST(NULL AS DOUBLE) AS ci_hi, 'none' AS interval_method,
    value_status, CAST(measured_count AS DOUBLE) AS numerator, CAST(account_count AS DOUBLE) AS denominator,
    account_count AS member_count, account_count AS measured_count, CAST(0 AS BIGINT) AS unknown_count
FROM counted
