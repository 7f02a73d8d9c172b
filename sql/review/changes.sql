-- question: Which main accounts changed: another account, another identity or name, a number of followers that jumps?
-- grain: month, roster_id, territory_id, network, question, account_id, rival_account_id, rival_territory_id
-- unit: one case to review; detail of a jump: followers of the month before and of this one
-- denominator: the followers of the month before, for a jump (more than 500 and than 30 % of them, surely)
-- exclusions: accounts that are neither main nor official; new main accounts that a reviewer chose; what happened in
--   months that nobody observed
-- reads: roster.months, roster.members, roster.attributions, barometer.identities, barometer.growth
WITH claims AS (
    SELECT r.roster_id, a.*, i.state, i.previous_account_id, i.previous_identity_id
    FROM roster.months AS r JOIN roster.members AS m USING (roster_id)
    JOIN roster.attributions AS a ON a.month = r.month AND a.territory_id = m.territory_id
    JOIN barometer.identities AS i ON i.month = a.month AND i.network = a.network AND i.account_id = a.account_id
    WHERE a.is_owner AND (a.is_main OR a.is_official)
), earlier AS (
    SELECT month AS main_month, territory_id, network, account_id AS main_account_id, identity_id AS main_identity_id
    FROM roster.attributions WHERE is_main
)
SELECT month, roster_id, territory_id, network, state AS question, account_id, previous_account_id AS rival_account_id,
    CAST(NULL AS VARCHAR) AS rival_territory_id, previous_identity_id AS detail
FROM claims WHERE state IN ('hijacked', 'reused', 'renamed')
UNION ALL
SELECT c.month, c.roster_id, c.territory_id, c.network, 'new_main', c.account_id, e.main_account_id, NULL, c.rule
FROM claims AS c ASOF JOIN earlier AS e
    ON e.territory_id = c.territory_id AND e.network = c.network AND c.month > e.main_month
WHERE c.is_main AND NOT contains(c.evidence_codes, 'E5')
    AND e.main_account_id <> c.account_id AND e.main_identity_id <> c.identity_id
UNION ALL
SELECT g.month, g.roster_id, g.territory_id, g.network, 'jump', g.account_id, NULL, NULL,
    format('{} → {}', g.reference_count, g.followers_count)
FROM barometer.growth AS g
WHERE g.window_months = 1 AND greatest(g.growth_abs_lo, -g.growth_abs_hi) > greatest(500, 0.3 * g.reference_count)
