-- question: Why do statuses stay unknown?
-- grain: month, roster_id, network, stratum, reason
-- unit: territories
-- denominator: none; over the reasons of a cell they sum to unknown_count of barometer.coverage
-- exclusions: territories whose status is known
-- reach: 0
-- reads: barometer.status
SELECT month, roster_id, network, CASE WHEN grouping(stratum) = 1 THEN 'ALL' ELSE stratum END AS stratum, reason,
    count(*) AS territory_count
FROM barometer.status
WHERE status = 'unknown'
GROUP BY GROUPING SETS ((month, roster_id, network, reason), (month, roster_id, network, reason, stratum))
