-- question: When was each post published at the clock of its place, and what had it got at the age of a week, and last?
-- grain: month, network, account_id, post_id
-- unit: posts; local_at is the wall clock of the territory; a counter that the door does not give is empty
-- denominator: none
-- exclusions: replies and reposts. A post that several doors or visits show is one: counters are those of the reading
--   nearest to seven days old (between six and eight), and of the last one. The format is what the latest
--   door that tells it said; else image and video are one (visual), and what has neither is a link or a text
-- reach: 0
-- reads: observations.posts, roster.attributions, roster.members, reference.territories, reference.zones,
--   reference.holidays
WITH areas AS (
    SELECT territory_id, max(departement_code) AS departement_code, max(region_code) AS region_code
    FROM (SELECT territory_id, departement_code, region_code FROM roster.members
        UNION ALL SELECT territory_id, departement_code, region_code FROM reference.territories
            WHERE zone <> 'metro' OR departement_code IN ('57', '67', '68'))
    GROUP BY territory_id
), places AS (
    SELECT territory_id, CASE WHEN departement_code IS NULL THEN 'region' ELSE 'departement' END AS area_level,
        coalesce(departement_code, region_code, 'FR') AS area_code FROM areas
), owners AS (
    SELECT a.month, a.network, a.account_id, min(p.area_level) AS area_level, min(p.area_code) AS area_code
    FROM roster.attributions AS a JOIN places AS p USING (territory_id) WHERE a.is_owner GROUP BY ALL
), accounts AS (
    SELECT o.*, coalesce(z.time_zone, 'Europe/Paris') AS time_zone
    FROM owners AS o LEFT JOIN reference.zones AS z USING (area_level, area_code)
), posts AS (
    SELECT month, network, account_id, post_id, max({t: observed_at, l: like_count, c: comment_count, s: share_count,
            v: view_count, k: link_url IS NOT NULL, m: media_count}) AS last,
        arg_min({a: age, l: like_count, c: comment_count, s: share_count, v: view_count}, abs(age - 7))
            FILTER (age BETWEEN 6 AND 8) AS week, min(created_at) AS created_at,
        max({t: observed_at, f: format}) FILTER (format IS NOT NULL) AS told
    FROM (SELECT *, date_diff('second', created_at, observed_at) / 86400 AS age FROM observations.posts
        WHERE kind = 'original') GROUP BY ALL
), placed AS (
    SELECT p.*, a.area_level, a.area_code, coalesce(a.time_zone, 'Europe/Paris') AS time_zone,
        date_trunc('hour', p.created_at) AS utc_hour
    FROM posts AS p LEFT JOIN accounts AS a USING (month, network, account_id)
), clocks AS (
    SELECT month, time_zone, utc_hour, timezone(time_zone, timezone('UTC', utc_hour)) - utc_hour AS ahead
    FROM (SELECT DISTINCT month, date_trunc('hour', created_at) AS utc_hour FROM observations.posts)
    CROSS JOIN (SELECT time_zone FROM reference.zones UNION SELECT 'Europe/Paris')
), timed AS (
    SELECT p.*, p.created_at + c.ahead AS local_at FROM placed AS p JOIN clocks AS c USING (month, time_zone, utc_hour)
)
SELECT p.month, p.network, p.account_id, p.post_id, p.local_at,
    isodow(p.local_at) <= 5 AND hour(p.local_at) BETWEEN 9 AND 17 AND n.holiday_date IS NULL
        AND h.holiday_date IS NULL AS is_office_hour,
    CASE WHEN told IS NOT NULL THEN told.f WHEN last.m > 0 THEN 'visual'
        WHEN last.m = 0 THEN CASE WHEN last.k THEN 'link' ELSE 'text' END END AS format,
    date_diff('second', p.created_at, last.t) / 86400 AS read_age_days, last.l AS like_count, last.c AS comment_count,
    last.s AS share_count, last.v AS view_count, week.a AS d7_age_days, week.l AS d7_like_count,
    week.c AS d7_comment_count, week.s AS d7_share_count, week.v AS d7_view_count
FROM timed AS p
LEFT JOIN reference.holidays AS n ON n.area_level = 'france' AND n.holiday_date = CAST(p.local_at AS DATE)
LEFT JOIN reference.holidays AS h ON h.area_level = p.area_level AND h.area_code = p.area_code
    AND h.holiday_date = CAST(p.local_at AS DATE)
