-- question: What changed since the month before: who came, who left, whose account is another, who is out of sight?
-- grain: roster_id, territory_id, network
-- unit: none
-- denominator: territories of the list in both months
-- exclusions: an account that fell silent or woke up (the status says it); a month that does not follow the one before
-- reads: barometer.status, roster.members
WITH months AS (
    SELECT max(month) AS month, CAST(max(month) - INTERVAL 1 MONTH AS DATE) AS month_before FROM barometer.status
), told AS (
    SELECT s.roster_id, s.territory_id, s.network, b.status AS status_before, s.status, s.reason,
        b.account_id AS account_before_id, s.account_id,
        CASE WHEN b.status LIKE 'absent%' AND s.status LIKE 'present%' THEN 'entered'
            WHEN b.status = 'unknown' AND s.status LIKE 'present%' THEN 'found'
            WHEN b.status LIKE 'present%' AND s.status LIKE 'absent%' THEN 'left'
            WHEN b.status <> 'unknown' AND s.status = 'unknown' THEN 'lost_from_sight'
            WHEN b.account_id <> s.account_id THEN 'other_account' END AS change
    FROM months JOIN barometer.status AS s USING (month)
    JOIN barometer.status AS b ON b.month = month_before AND b.roster_id = s.roster_id
        AND b.territory_id = s.territory_id AND b.network = s.network
)
SELECT t.roster_id, t.change, t.network, t.territory_id, m.name, t.status_before, t.status, t.reason,
    t.account_before_id, t.account_id
FROM told AS t JOIN roster.members AS m USING (roster_id, territory_id)
WHERE t.change IS NOT NULL
ORDER BY t.roster_id, t.change, t.network, t.territory_id
