-- question: Which main accounts bear another name, and are the same account?
-- grain: roster_id, territory_id, network
-- unit: an identity (the id of the platform, or what stands for it) under two handles
-- denominator: none
-- exclusions: another account of the same territory; accounts without a common identity
-- reads: barometer.status, barometer.identities
WITH named AS (
    SELECT s.*, i.identity_id
    FROM barometer.status AS s JOIN barometer.identities AS i USING (month, network, account_id)
    WHERE s.month IN ($before, $after)
)
SELECT a.roster_id, territory_id, network, a.stratum, a.account_id, b.account_id AS before, a.account_id AS after,
    CAST(NULL AS BIGINT) AS before_count, CAST(NULL AS BIGINT) AS after_count, identity_id AS reason
FROM named AS a JOIN named AS b USING (territory_id, network, identity_id)
WHERE a.month = $after AND b.month = $before AND list_family(a.roster_id) = list_family(b.roster_id)
    AND a.account_id <> b.account_id
