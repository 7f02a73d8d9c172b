-- question: What part of the territories had come to each network by the end of each year, as far as the month knows?
-- grain: month, roster_id, network, stratum, at_month
-- unit: part from 0 to 1 of the territories of known history, each with its design weight
-- denominator: territories found present once, closed since, or of confirmed absence once (known_count)
-- exclusions: websites; territories always unknown. A territory came in the month when its oldest account was created,
--   if a door says so; else after its last confirmed absence, and at the latest when it was first found. What was found
--   at the first look and is not dated came anywhen since the network opened (left_truncated_count); accounts that came
--   and went before the first look left no trace. Absent ones are censored at their last confirmed absence.
-- reach: all
-- reads: barometer.status, observations.snapshots, roster.members, reference.network_openings
-- function: pipelines.indicators.adoption:curves
WITH created AS (
    SELECT network, account_id, min(account_created_at) AS created_at FROM observations.snapshots
    WHERE account_created_at IS NOT NULL GROUP BY ALL
), seen AS (
    SELECT s.month, s.roster_id, s.territory_id, s.network, s.stratum, c.created_at,
        s.status LIKE 'present%' OR s.status = 'absent_confirmed' AND s.reason <> 'searched_everywhere' AS has_come,
        s.status = 'absent_confirmed' AND s.reason = 'searched_everywhere' AS is_absent
    FROM barometer.status AS s LEFT JOIN created AS c USING (network, account_id)
    WHERE s.network <> 'website'
), told AS (
    SELECT *, min(CASE WHEN has_come THEN month END) OVER so_far AS first_month,
        min(CASE WHEN has_come THEN created_at END) OVER so_far AS first_at
    FROM seen WINDOW so_far AS (PARTITION BY roster_id, territory_id, network ORDER BY month)
), dated AS (
    SELECT *, max(CASE WHEN is_absent AND first_month IS NULL THEN month END) OVER so_far AS absent_month
    FROM told WINDOW so_far AS (PARTITION BY roster_id, territory_id, network ORDER BY month)
)
SELECT d.month, d.roster_id, d.network, d.stratum, m.weight, d.absent_month, d.first_month, o.opened_month,
    CASE WHEN d.first_at < d.first_month + INTERVAL 1 MONTH THEN CAST(date_trunc('month', d.first_at) AS DATE)
        END AS created_month
FROM dated AS d JOIN roster.members AS m USING (roster_id, territory_id)
LEFT JOIN reference.network_openings AS o USING (network)
WHERE d.first_month IS NOT NULL OR d.absent_month IS NOT NULL
