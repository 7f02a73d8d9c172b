-- question: What part of the territories had come to each network by the end of each year, as far as the month knows?
-- grain: month, roster_id, network, stratum, at_month
-- unit: part from 0 to 1 of the territories of known history, each with its design weight
-- denominator: territories found present once, closed since, or of confirmed absence once (known_count)
-- exclusions: websites; territories always unknown. A territory came in the month when its oldest account was created,
--   if a door says so; else after its last confirmed absence, and at the latest when it was first found. What was found
--   at the first look and is not dated came anywhen since the network opened (left_truncated_count); accounts that came
--   and went before the first look left no trace. Absent ones are censored at their last confirmed absence. What the
--   list of an earlier vintage saw of a territory counts
-- reach: all
-- reads: barometer.status, observations.snapshots, roster.members, reference.network_openings
-- function: pipelines.indicators.adoption:curves
WITH created AS (
    SELECT network, account_id, min(account_created_at) AS created_at FROM observations.snapshots
    WHERE account_created_at IS NOT NULL GROUP BY ALL
), seen AS (
    SELECT s.month, s.roster_id, list_family(s.roster_id) AS family, s.territory_id, s.network, s.stratum, c.created_at,
        s.status LIKE 'present%' OR s.status = 'absent_confirmed' AND s.reason <> 'searched_everywhere' AS has_come,
        s.status = 'absent_confirmed' AND s.reason = 'searched_everywhere' AS is_absent
    FROM barometer.status AS s LEFT JOIN created AS c USING (network, account_id)
    WHERE s.network <> 'website'
), comings AS (
    SELECT family, territory_id, network, list({since_month: since_month, created_at: created_at}) AS comings FROM (
        SELECT family, territory_id, network, created_at, min(month) AS since_month FROM seen
        WHERE has_come AND created_at IS NOT NULL GROUP BY ALL
    ) GROUP BY ALL
), known AS (
    SELECT family, territory_id, network, min(month) FILTER (has_come) AS come_month,
        list(month) FILTER (is_absent) AS absences FROM seen GROUP BY ALL
), dated AS (
    SELECT s.*, CASE WHEN come_month <= month THEN come_month END AS first_month,
        list_min([c.created_at FOR c IN comings IF c.since_month <= month]) AS first_at,
        CASE WHEN is_absent AND first_month IS NULL THEN month ELSE list_max(list_filter(absences,
            lambda x: x < month AND (come_month IS NULL OR x < come_month))) END AS absent_month
    FROM seen AS s JOIN known USING (family, territory_id, network)
    LEFT JOIN comings USING (family, territory_id, network)
)
SELECT d.month, d.roster_id, d.network, d.stratum, m.weight, d.absent_month, d.first_month, o.opened_month,
    CASE WHEN d.first_at < d.first_month + INTERVAL 1 MONTH THEN CAST(date_trunc('month', d.first_at) AS DATE)
        END AS created_month
FROM dated AS d JOIN roster.members AS m USING (roster_id, territory_id)
LEFT JOIN reference.network_openings AS o USING (network)
WHERE d.first_month IS NOT NULL OR d.absent_month IS NOT NULL
