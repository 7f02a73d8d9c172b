-- question: What is known of one territory, month after month?
-- grain: month, roster_id, network
-- unit: followers, original posts
-- denominator: none
-- exclusions: none; change the value of `asked` for another territory
-- reads: barometer.status, barometer.audience, barometer.growth, roster.members
WITH asked AS (SELECT 'region:53' AS territory_id)
SELECT s.month, s.roster_id, m.name, s.network, s.status, s.reason, s.account_id, a.identity_id, s.post_count,
    a.followers_count, a.followers_lo, a.followers_hi, a.followers_status, a.observed_at, g.growth_abs AS gain_1m,
    g.growth_status, a.record
FROM barometer.status AS s JOIN asked USING (territory_id)
JOIN roster.members AS m USING (roster_id, territory_id)
LEFT JOIN barometer.audience AS a USING (month, roster_id, territory_id, network)
LEFT JOIN barometer.growth AS g ON g.month = s.month AND g.roster_id = s.roster_id
    AND g.territory_id = s.territory_id AND g.network = s.network AND g.window_months = 1
ORDER BY s.network, s.month DESC, s.roster_id
