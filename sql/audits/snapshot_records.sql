-- question: Is a reading without the archive record that it was read from?
-- grain: month, network, account_id, door, observed_at
-- unit: readings
-- denominator: none
-- exclusions: readings of requests that failed; reviewed imports
-- reads: observations.snapshots, observations.fetches
SELECT s.month, s.network, s.account_id, s.door, s.observed_at, s.record
FROM observations.snapshots AS s
LEFT JOIN (SELECT DISTINCT month, network, record FROM observations.fetches) AS f USING (month, network, record)
WHERE s.outcome IN ('ok', 'not_modified') AND s.origin <> 'import' AND f.record IS NULL
