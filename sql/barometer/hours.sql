-- question: On which day and at which hour of the place do the accounts of a stratum publish?
-- grain: month, roster_id, network, stratum, weekday, hour
-- unit: part of the posts; the 168 parts of a stratum sum to 1
-- denominator: accounts with 8 original posts or more in three months, each with the same weight, whatever it publishes
-- exclusions: strata with fewer than 5 such accounts have no row. Months that nobody collected are missing from the
--   three: month_count. ALL gives each account its weight in the list
-- reach: 2
-- reads: barometer.posting, barometer.posts, roster.members
WITH accounts AS (
    SELECT a.month, a.roster_id, a.network, a.stratum, a.account_id, m.weight
    FROM barometer.posting AS a JOIN roster.members AS m USING (roster_id, territory_id) WHERE post_count IS NOT NULL
), keys AS (
    SELECT DISTINCT month, network, account_id, CAST(month - to_months(n) AS DATE) AS read_month
    FROM accounts CROSS JOIN (VALUES (0), (1), (2)) AS b(n)
), slots AS (
    SELECT k.month, k.network, k.account_id, isodow(p.local_at) AS weekday, hour(p.local_at) AS hour, count(*) AS n
    FROM keys AS k JOIN barometer.posts AS p ON p.month = k.read_month AND p.network = k.network
        AND p.account_id = k.account_id GROUP BY ALL
), profiles AS (
    SELECT *, sum(n) OVER account AS total FROM slots
    WINDOW account AS (PARTITION BY month, network, account_id) QUALIFY total >= 8
), weights AS (
    SELECT month, roster_id, network, coalesce(stratum, 'ALL') AS stratum, count(*) AS account_count,
        sum(weight ORDER BY weight) AS weight
    FROM accounts JOIN (SELECT DISTINCT month, network, account_id FROM profiles) USING (month, network, account_id)
    GROUP BY GROUPING SETS ((month, roster_id, network), (month, roster_id, network, stratum)) HAVING count(*) >= 5
), shares AS (
    SELECT a.month, a.roster_id, a.network, coalesce(a.stratum, 'ALL') AS stratum, weekday, hour,
        list_sum([x.part for x in list_sort(list({account_id: account_id, part: a.weight * n / total}))]) AS part
    FROM accounts AS a JOIN profiles USING (month, network, account_id)
    GROUP BY GROUPING SETS ((a.month, a.roster_id, a.network, weekday, hour),
        (a.month, a.roster_id, a.network, a.stratum, weekday, hour))
), observed AS (SELECT k.month, k.network, count(DISTINCT read_month) AS month_count FROM keys AS k
    JOIN (SELECT DISTINCT month, network FROM barometer.posts) AS p ON p.month = k.read_month AND p.network = k.network
    GROUP BY ALL
)
SELECT w.month, w.roster_id, w.network, w.stratum, d.weekday, h.hour, coalesce(s.part / w.weight, 0) AS share,
    w.account_count, o.month_count
FROM weights AS w CROSS JOIN (SELECT unnest(generate_series(1, 7)) AS weekday) AS d
CROSS JOIN (SELECT unnest(generate_series(0, 23)) AS hour) AS h
JOIN observed AS o USING (month, network)
LEFT JOIN shares AS s USING (month, roster_id, network, stratum, weekday, hour)
