-- question: Which account spoke for each territory on each network, from when to when, and what happened to it?
-- grain: territory_id, network, first_month
-- unit: observed months
-- denominator: none
-- exclusions: months without a main account end a spell; months that were not observed do not
-- reads: roster.attributions, barometer.identities, roster.months
WITH months AS (
    SELECT month, row_number() OVER (ORDER BY month) AS place FROM (SELECT DISTINCT month FROM roster.months)
), main AS (
    SELECT a.territory_id, a.network, a.month, a.account_id, a.identity_id, i.state, m.place,
        coalesce(lag(a.identity_id) OVER pair <> a.identity_id OR lag(m.place) OVER pair <> m.place - 1, true)
            OR i.state IN ('closed', 'suspended', 'moved', 'returned') AND lag(i.state) OVER pair <> i.state AS is_first
    FROM roster.attributions AS a JOIN months AS m USING (month)
    JOIN barometer.identities AS i USING (month, network, account_id)
    WHERE a.is_main WINDOW pair AS (PARTITION BY a.territory_id, a.network ORDER BY a.month)
), spells AS (
    SELECT *, count(*) FILTER (is_first) OVER (PARTITION BY territory_id, network ORDER BY month) AS spell FROM main
)
SELECT territory_id, network, min(month) AS first_month, max(month) AS last_month, count(*) AS month_count,
    identity_id, string_agg(DISTINCT account_id, ' ' ORDER BY account_id) AS account_ids,
    arg_min(state, month) AS opened_by, arg_max(state, month) AS last_state
FROM spells GROUP BY territory_id, network, spell, identity_id
ORDER BY territory_id, network, first_month
