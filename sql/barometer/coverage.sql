-- question: What did the month cover: searched, known, measured?
-- grain: month, roster_id, network, stratum
-- unit: territories and accounts; shares from 0 to 1
-- denominator: the whole list for searched_share and unknown_share, the main accounts for measured_share
-- exclusions: a territory is searched when directory, Wikidata and official site were read within 90 days; an account
--   known to be closed is not counted as a main account
-- reach: 3
-- reads: roster.looks, barometer.closings, barometer.status, barometer.audience
WITH searches AS (
    SELECT i.month, i.roster_id, l.territory_id, count(DISTINCT l.source) AS source_count
    FROM barometer.closings AS i CROSS JOIN (VALUES (0), (1), (2), (3)) AS back(months)
    JOIN roster.looks AS l ON l.month = CAST(i.month - to_months(back.months) AS DATE)
        AND l.territory_id = i.territory_id
    WHERE (l.outcome IN ('ok', 'not_modified') OR (l.outcome = 'not_found' AND l.source <> 'site'))
        AND l.looked_at >= i.closed_at - INTERVAL 90 DAY
    GROUP BY ALL
)
SELECT s.month, s.roster_id, s.network, CASE WHEN grouping(s.stratum) = 1 THEN 'ALL' ELSE s.stratum END AS stratum,
    count(*) FILTER (s.status LIKE 'present%') AS present_count,
    count(*) FILTER (s.status = 'absent_confirmed') AS absent_count,
    count(*) FILTER (s.status = 'unknown') AS unknown_count, count(*) AS member_count,
    count(*) FILTER (l.source_count = 3) AS searched_count,
    count(*) FILTER (s.account_id IS NOT NULL AND s.status <> 'absent_confirmed') AS account_count,
    count(a.followers_count) AS measured_count, searched_count / member_count AS searched_share,
    unknown_count / member_count AS unknown_share, measured_count / nullif(account_count, 0) AS measured_share
FROM barometer.status AS s LEFT JOIN searches AS l USING (month, roster_id, territory_id)
LEFT JOIN barometer.audience AS a ON a.month = s.month AND a.roster_id = s.roster_id
    AND a.territory_id = s.territory_id AND a.network = s.network
GROUP BY GROUPING SETS ((s.month, s.roster_id, s.network), (s.month, s.roster_id, s.network, s.stratum))
