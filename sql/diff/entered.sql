-- question: Which members of a list came onto a network between two months?
-- grain: roster_id, territory_id, network
-- unit: a passage from a confirmed absence to a presence
-- denominator: none
-- exclusions: passages from or to unknown, which nobody saw; members of the list in one of the two months only
-- reads: barometer.status
SELECT a.roster_id, territory_id, network, a.stratum, a.account_id, b.status AS before, a.status AS after,
    CAST(NULL AS BIGINT) AS before_count, CAST(NULL AS BIGINT) AS after_count, a.reason
FROM barometer.status AS a JOIN barometer.status AS b USING (territory_id, network)
WHERE a.month = $after AND b.month = $before AND list_family(a.roster_id) = list_family(b.roster_id)
    AND b.status = 'absent_confirmed' AND a.status LIKE 'present%'
