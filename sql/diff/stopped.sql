-- question: Which main accounts published in the earlier month, and nothing in the later one?
-- grain: roster_id, territory_id, network
-- unit: an account that answers in both months
-- denominator: none
-- exclusions: accounts whose posts were not read in one of the months; another main account; accounts that left
-- reads: barometer.status
SELECT a.roster_id, territory_id, network, a.stratum, a.account_id, b.status AS before, a.status AS after,
    CAST(NULL AS BIGINT) AS before_count, CAST(NULL AS BIGINT) AS after_count, a.reason
FROM barometer.status AS a JOIN barometer.status AS b USING (territory_id, network)
WHERE a.month = $after AND b.month = $before AND list_family(a.roster_id) = list_family(b.roster_id)
    AND b.status = 'present_active' AND a.status = 'present_dormant' AND a.account_id = b.account_id
