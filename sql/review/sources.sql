-- question: Where do sources name different accounts, one account for several territories, or what the rule leaves out?
-- grain: month, roster_id, territory_id, network, question, account_id, rival_account_id, rival_territory_id
-- unit: one case to review
-- denominator: none
-- exclusions: accounts that are closed; services, persons and homonyms beside a main account, which the rule tells;
--   of the rivals of a main account all but the best proven; accounts that a reviewer gave to a territory beside it
-- reads: roster.months, roster.members, roster.attributions, barometer.status
WITH claims AS (
    SELECT r.roster_id, a.*, a.outcome NOT IN ('not_found', 'gone', 'suspended') AS is_there
    FROM roster.months AS r JOIN roster.members AS m USING (roster_id)
    JOIN roster.attributions AS a ON a.month = r.month AND a.territory_id = m.territory_id
), left_out AS (
    SELECT c.*, CASE s.reason WHEN 'excluded_account' THEN 'excluded' ELSE 'unproven' END AS question
    FROM claims AS c JOIN barometer.status AS s USING (month, roster_id, territory_id, network)
    WHERE c.is_there AND c.is_owner AND CASE s.reason WHEN 'excluded_account' THEN contains(c.evidence_codes, 'E4')
        WHEN 'unproven_account' THEN c.scope = 'generaliste' AND NOT c.is_official ELSE false END
    QUALIFY row_number() OVER (PARTITION BY c.month, c.roster_id, c.territory_id, c.network
        ORDER BY c.is_main DESC, c.evidence_score DESC, c.account_id) = 1
)
SELECT m.month, m.roster_id, m.territory_id, m.network, 'conflict' AS question, m.account_id,
    r.account_id AS rival_account_id, CAST(NULL AS VARCHAR) AS rival_territory_id, m.rule AS detail
FROM claims AS m JOIN claims AS r USING (month, roster_id, territory_id, network)
WHERE m.is_main AND r.is_owner AND r.is_there AND r.scope = 'generaliste' AND r.identity_id <> m.identity_id
    AND contains(r.evidence_codes, 'E5') <= contains(m.evidence_codes, 'E5')
QUALIFY row_number() OVER (PARTITION BY m.month, m.roster_id, m.territory_id, m.network
    ORDER BY r.evidence_score DESC, r.account_id) = 1
UNION ALL
SELECT m.month, m.roster_id, m.territory_id, m.network, 'owner', m.account_id, NULL, r.territory_id, r.evidence_codes
FROM claims AS m JOIN roster.attributions AS r ON r.month = m.month AND r.identity_id = m.identity_id
    AND r.territory_id <> m.territory_id
WHERE m.is_main AND NOT r.is_owner
UNION ALL
SELECT month, roster_id, territory_id, network, question, account_id, NULL, NULL, scope FROM left_out
