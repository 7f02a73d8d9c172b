-- question: Which main accounts rest on one kind of proof and do not link back to the site of their territory?
-- grain: month, roster_id, territory_id, network, question, account_id, rival_account_id, rival_territory_id
-- unit: one case to review; detail: the address that the account shows, when it shows another one
-- denominator: none
-- exclusions: accounts that were not read, and those read by a door that showed no address for any account in the month
-- reads: roster.months, roster.members, roster.attributions, observations.snapshots
WITH shown AS (
    SELECT month, network, account_id, max(bio_url) AS bio_url, bool_or(outcome IN ('ok', 'not_modified')) AS is_read,
        list(DISTINCT door) FILTER (outcome IN ('ok', 'not_modified')) AS doors
    FROM observations.snapshots GROUP BY ALL
), telling AS (
    SELECT month, network, list(DISTINCT door) AS doors FROM observations.snapshots
    WHERE bio_url IS NOT NULL GROUP BY ALL
)
SELECT a.month, r.roster_id, a.territory_id, a.network, 'no_link_back' AS question, a.account_id,
    CAST(NULL AS VARCHAR) AS rival_account_id, CAST(NULL AS VARCHAR) AS rival_territory_id, s.bio_url AS detail
FROM roster.months AS r JOIN roster.members AS m USING (roster_id)
JOIN roster.attributions AS a ON a.month = r.month AND a.territory_id = m.territory_id
JOIN shown AS s ON s.month = a.month AND s.network = a.network AND s.account_id = a.account_id
JOIN telling AS t ON t.month = a.month AND t.network = a.network
WHERE a.is_main AND a.is_official AND s.is_read AND list_has_any(s.doors, t.doors)
    AND regexp_matches(a.evidence_codes, '^E[14](\+W)?$')
