-- question: Which accounts fell silent four months ago, and have they all been silent since?
-- grain: month, roster_id, territory_id, network
-- unit: one departure, established in the month: the first month without a post is three months earlier
-- denominator: none
-- exclusions: websites; months of which one of the four before was not observed (a list that is worked out for each
--   vintage goes on in January, with the members and the strata of the month). Silent: no original post in a month
--   whose list was read, or a closed account. A farewell is not read, and ends nothing by itself
-- reach: 4
-- reads: roster.months, roster.members, barometer.status, barometer.audience
WITH lists AS (
    SELECT month, roster_id, list_family(roster_id) AS family FROM roster.months
), seen AS (
    SELECT m.month, m.roster_id, b.back, o.month AS seen_month, o.roster_id AS seen_roster_id
    FROM lists AS m CROSS JOIN range(5) AS b(back)
    JOIN lists AS o ON o.family = m.family AND o.month = CAST(m.month - to_months(b.back) AS DATE)
), history AS (
    SELECT month, roster_id FROM seen GROUP BY ALL HAVING count(DISTINCT back) = 5
), told AS (
    SELECT s.month, s.roster_id, t.territory_id, t.network,
        bool_or(t.status = 'present_active') FILTER (s.back = 4) AS was_active,
        bool_or(t.status = 'present_active') FILTER (s.back < 4) AS is_active,
        count(*) FILTER (s.back < 4 AND t.status IN ('present_dormant', 'absent_confirmed')) AS silent_count
    FROM seen AS s JOIN history AS h USING (month, roster_id)
    JOIN barometer.status AS t ON t.month = s.seen_month AND t.roster_id = s.seen_roster_id AND t.network <> 'website'
    GROUP BY ALL
)
SELECT t.month, t.roster_id, t.territory_id, t.network, m.stratum,
    CAST(t.month - INTERVAL 3 MONTH AS DATE) AS departed_month,
    CASE WHEN t.silent_count = 4 THEN 'left' ELSE 'unknown' END AS departure_status,
    a.followers_count, a.followers_lo, a.followers_hi
FROM told AS t JOIN roster.members AS m USING (roster_id, territory_id)
JOIN seen AS s ON s.month = t.month AND s.roster_id = t.roster_id AND s.back = 4
LEFT JOIN barometer.audience AS a ON a.month = s.seen_month AND a.roster_id = s.seen_roster_id
    AND a.territory_id = t.territory_id AND a.network = t.network
WHERE t.was_active AND NOT coalesce(t.is_active, false)
