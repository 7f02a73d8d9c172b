-- question: Is a fall of more than nine tenths published where it should be in quarantine?
-- grain: month, roster_id, territory_id, network
-- unit: followers
-- denominator: the count of the same identity in the month before (at least 100)
-- exclusions: another identity, another definition of the counter
-- reads: barometer.audience
SELECT a.month, a.roster_id, a.territory_id, a.network, a.account_id, p.followers_count AS previous_count,
    a.followers_count, a.followers_status, a.record
FROM barometer.audience AS a
JOIN barometer.audience AS p ON p.month = CAST(a.month - INTERVAL 1 MONTH AS DATE) AND p.roster_id = a.roster_id
    AND p.territory_id = a.territory_id AND p.network = a.network AND p.identity_id = a.identity_id
WHERE p.followers_count >= 100 AND a.followers_count * 10 < p.followers_count
    AND a.metric_def IS NOT DISTINCT FROM p.metric_def
