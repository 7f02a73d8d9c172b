-- question: What part of the accounts that official sites link to is dead: gone, moved away, or silent for a year?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; base counts silence, introuvable only what is gone (closed, suspended, moved)
-- denominator: accounts linked from a site, of which it is known whether they live; an account that two territories
--   link to is two links, one that ten pages of a site name is one. The bounds are over all links
-- exclusions: links found more than 35 days before the end of the month, and to accounts that are never asked (elected
--   persons, tourism). A refusal is unknown. An account that answers lives when it shows a post, of any kind, of the
--   twelve months; it is silent when whole lists of all twelve show none, else unknown (no_history). A drawn stratum,
--   and the weighted total of a drawn list, add the error of their drawing (Wilson, finite-population correction), the
--   links of one territory being drawn together
-- reads: barometer.closings, roster.members, roster.evidence, roster.accounts, roster.attributions, observations.posts,
--   observations.post_windows
-- function: pipelines.indicators.cells:shares
-- reach: 11
WITH links AS (
    SELECT e.month, r.roster_id, e.territory_id, e.network, e.account_id
    FROM roster.evidence AS e JOIN barometer.closings AS r USING (month, territory_id)
    WHERE e.evidence = 'E1' AND e.found_at >= r.closed_at - INTERVAL 35 DAY GROUP BY ALL
), back AS (
    SELECT month, account_id, CAST(month - to_months(n) AS DATE) AS read_month
    FROM (SELECT DISTINCT month, account_id FROM links) CROSS JOIN range(12) AS b(n)
), posted AS (SELECT DISTINCT month AS read_month, account_id FROM observations.posts
), listed AS (SELECT DISTINCT month AS read_month, account_id FROM observations.post_windows WHERE is_complete
), lives AS (
    SELECT b.month, b.account_id, count(p.account_id) AS posted_count, count(l.account_id) AS listed_count
    FROM back AS b LEFT JOIN posted AS p USING (read_month, account_id) LEFT JOIN listed AS l
        USING (read_month, account_id) GROUP BY ALL HAVING posted_count + listed_count > 0
)
SELECT t.month, t.roster_id, 'I37' AS indicator_id, t.network, m.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    t.territory_id AS cluster, x.variant, x.flag,
    CASE WHEN x.flag IS NOT NULL THEN 'observed' WHEN is_gone IS NULL THEN 'not_read' ELSE 'no_history' END AS status
FROM links AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
JOIN roster.accounts AS c ON c.month = t.month AND c.territory_id = t.territory_id AND c.account_id = t.account_id
    AND c.is_asked
LEFT JOIN roster.attributions AS a ON a.month = t.month AND a.territory_id = t.territory_id
    AND a.account_id = t.account_id
LEFT JOIN lives AS v ON v.month = t.month AND v.account_id = t.account_id, LATERAL (
    SELECT CASE WHEN a.outcome IN ('not_found', 'gone', 'suspended', 'renamed') THEN true
        WHEN a.outcome IN ('ok', 'not_modified', 'purged') THEN false END AS is_gone
) AS g, LATERAL (VALUES
    ('base', CASE WHEN is_gone THEN true WHEN is_gone IS NOT NULL AND posted_count > 0 THEN false
        WHEN is_gone IS NOT NULL AND listed_count = 12 THEN true END),
    ('introuvable', is_gone)
) AS x(variant, flag)
