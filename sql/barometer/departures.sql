-- question: Which accounts fell silent four months ago, and have they all been silent since?
-- grain: month, roster_id, territory_id, network
-- unit: one departure, established in the month: the first month without a post is three months earlier
-- denominator: none
-- exclusions: websites; months of which one of the four before was not observed. Silent: no original post in a month
--   whose list was read, or a closed account. A farewell is not read, and ends nothing by itself
-- reach: 4
-- reads: roster.months, barometer.status, barometer.audience
WITH back AS (SELECT unnest([0, 1, 2, 3, 4]) AS back
), seen AS (
    SELECT m.month, m.roster_id, b.back, CAST(m.month - to_months(CAST(b.back AS INTEGER)) AS DATE) AS seen_month
    FROM roster.months AS m CROSS JOIN back AS b
), history AS (
    SELECT s.month, s.roster_id FROM seen AS s JOIN roster.months AS o ON o.roster_id = s.roster_id
        AND o.month = s.seen_month GROUP BY ALL HAVING count(*) = 5
), told AS (
    SELECT s.month, s.roster_id, t.territory_id, t.network, t.stratum,
        bool_or(t.status = 'present_active') FILTER (s.back = 4) AS was_active,
        bool_or(t.status = 'present_active') FILTER (s.back < 4) AS is_active,
        count(*) FILTER (s.back < 4 AND t.status IN ('present_dormant', 'absent_confirmed')) AS silent_count
    FROM seen AS s JOIN history AS h USING (month, roster_id)
    JOIN barometer.status AS t ON t.month = s.seen_month AND t.roster_id = s.roster_id AND t.network <> 'website'
    GROUP BY ALL
)
SELECT t.month, t.roster_id, t.territory_id, t.network, t.stratum,
    CAST(t.month - INTERVAL 3 MONTH AS DATE) AS departed_month,
    CASE WHEN t.silent_count = 4 THEN 'left' ELSE 'unknown' END AS departure_status,
    a.followers_count, a.followers_lo, a.followers_hi
FROM told AS t
LEFT JOIN barometer.audience AS a ON a.month = CAST(t.month - INTERVAL 4 MONTH AS DATE) AND a.roster_id = t.roster_id
    AND a.territory_id = t.territory_id AND a.network = t.network
WHERE t.was_active AND NOT coalesce(t.is_active, false)
