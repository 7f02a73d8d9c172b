-- question: Which main accounts grew or shrank as accounts hardly ever do?
-- grain: roster_id, territory_id, network
-- unit: followers; more than 27 % up or 10 % down a month (p99 of months really measured), whatever rounding hides
-- denominator: none
-- exclusions: under 100 followers in both months; another identity; another definition of the counter
-- reads: barometer.audience
SELECT a.roster_id, territory_id, network, a.stratum, a.account_id, b.followers_status AS before,
    a.followers_status AS after, b.followers_count AS before_count, a.followers_count AS after_count,
    metric_def AS reason
FROM barometer.audience AS a JOIN barometer.audience AS b USING (territory_id, network, identity_id, metric_def)
WHERE a.month = $after AND b.month = $before AND list_family(a.roster_id) = list_family(b.roster_id)
    AND greatest(a.followers_count, b.followers_count) >= 100
    AND (a.followers_lo > b.followers_hi * pow(1.27, date_diff('month', b.month, a.month))
        OR a.followers_hi < b.followers_lo * pow(0.9, date_diff('month', b.month, a.month)))
