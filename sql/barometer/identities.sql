-- question: Which account answers to each handle in the month, and what happened to it since the months before?
-- grain: month, network, account_id
-- unit: one state; spells are counted from 1
-- denominator: none
-- exclusions: websites; accounts that no list or site names in the month. Months that were not observed leave no trace:
--   what happened in them shows in the next one. An identity whose handle was taken over is never accepted as ours
--   until it is confirmed (roster.attributions); two handles whose ids were never read are never joined.
--   Windows are for accounts that changed; one that had a single identity, of its own, is open since it was found.
-- reach: all
-- reads: roster.attributions
WITH accounts AS (
    SELECT network, account_id, min(month) AS first_month, min(identity_id) AS identity_id,
        coalesce(min(identity_id) = max(identity_id) AND bool_and(identity_status <> 'disputed'), false)
            AND coalesce(min(handle_seen) = max(handle_seen), true)
            AND NOT coalesce(bool_or(outcome IN ('suspended', 'not_found', 'gone', 'renamed')), false) AS is_steady
    FROM roster.attributions GROUP BY network, account_id
), shared AS (
    SELECT network, identity_id FROM roster.attributions
    GROUP BY network, identity_id HAVING min(account_id) <> max(account_id)
), steady AS (
    SELECT network, account_id, first_month FROM accounts ANTI JOIN shared USING (network, identity_id) WHERE is_steady
), seen AS (
    SELECT DISTINCT month, network, account_id, handle, identity_id, identity_status, platform_id, id_space,
        handle_seen, account_name, outcome,
        CASE WHEN outcome IN ('ok', 'not_modified', 'purged') THEN 'open' WHEN outcome = 'suspended' THEN 'suspended'
            WHEN outcome IN ('not_found', 'gone') THEN 'closed' WHEN outcome = 'renamed' THEN 'moved'
            END AS existence
    FROM roster.attributions
), numbered AS (
    SELECT s.*, account FROM seen AS s JOIN (
        SELECT network, account_id, row_number() OVER (ORDER BY network, account_id) AS account
        FROM accounts ANTI JOIN steady USING (network, account_id)
    ) USING (network, account_id)
), before AS (
    SELECT *, last_value(existence IGNORE NULLS) OVER past AS was,
        last_value(handle_seen IGNORE NULLS) OVER past AS was_seen_as, last_value(identity_id) OVER past AS was_any,
        last_value(CASE WHEN identity_status <> 'disputed' THEN identity_id END IGNORE NULLS) OVER past AS was_identity,
        count(*) OVER past > 0 AS is_known,
        CASE WHEN lag(month) OVER carriers < month THEN lag(account_id) OVER carriers END AS carrier
    FROM numbered
    WINDOW past AS (PARTITION BY account ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        carriers AS (PARTITION BY network, identity_id ORDER BY month, account)
), judged AS (
    SELECT *, coalesce(was_identity <> identity_id, false) AS is_other,
        carrier IS NOT NULL AND carrier <> account_id AND (NOT is_known OR is_other) AS has_other_name,
        CASE WHEN identity_status = 'disputed' THEN 'hijacked' WHEN existence IN ('closed', 'suspended', 'moved')
            THEN existence WHEN existence IS NULL THEN 'unobserved'
            WHEN has_other_name OR handle_seen <> was_seen_as THEN 'renamed' WHEN is_other THEN 'reused'
            WHEN was IN ('closed', 'suspended', 'moved') OR was_any <> identity_id THEN 'returned'
            WHEN NOT is_known THEN 'new'
            ELSE 'open' END AS state
    FROM before
), spells AS (
    SELECT *, was_any <> identity_id OR state = 'returned'
            OR (state IN ('closed', 'suspended', 'moved') AND was IS DISTINCT FROM existence) AS is_break FROM judged
)
SELECT month, network, account_id, identity_id, identity_status, platform_id, id_space, handle_seen, account_name,
    state,
    CASE WHEN has_other_name THEN carrier END AS previous_account_id,
    CASE WHEN is_other THEN was_identity END AS previous_identity_id,
    CAST(1 + count(*) FILTER (is_break) OVER running AS BIGINT) AS spell_number,
    coalesce(max(month) FILTER (is_break) OVER running, min(month) OVER running) AS since_month
FROM spells WINDOW running AS (PARTITION BY account ORDER BY month)
UNION ALL
SELECT month, network, account_id, identity_id, identity_status, platform_id, id_space, handle_seen, account_name,
    CASE WHEN existence IS NULL THEN 'unobserved' WHEN month = first_month THEN 'new' ELSE 'open' END, NULL, NULL, 1,
    first_month
FROM seen JOIN steady USING (network, account_id)
