-- question: Which decisions were not applied, because the sources no longer say what they suppose?
-- grain: month, decision_id
-- unit: decisions
-- denominator: none
-- exclusions: decisions that a later one replaces
-- reads: roster.decisions
SELECT month, decision_id, origin, action, territory_id, network, account_id, problem_fr
FROM roster.decisions WHERE decision_status = 'stale'
