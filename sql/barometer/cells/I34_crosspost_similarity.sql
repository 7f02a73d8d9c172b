-- question: What part of its posts also stands on another network of the territory, and on which?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts with eight judged posts at least (median); their posts, all together (pooled, as they were
--   read: no weight of the list)
-- exclusions: accounts with fewer than eight judged posts are outside the base; those of which nothing could be judged
--   (no text, a classifier that is withheld) are unknown. The median needs four accounts in five, and its bounds hold
--   whatever the unknown ones do; ALL gives each account its weight in the list. base: a post counts once, whatever the
--   number of networks that have it. A variant named after a network tells of territories with a main account on both,
--   eight judged posts on either side, and is there where posts of both were read in the month
-- reach: 2
-- reads: barometer.editorial, barometer.post_marks, roster.members
-- function: pipelines.indicators.cells:mixed
WITH told AS (SELECT month, network FROM barometer.editorial WHERE crosspost_known_count > 0 GROUP BY ALL
), twinned AS (
    SELECT month, network, account_id, unnest(string_split(crosspost_networks, ' ')) AS other
    FROM barometer.post_marks WHERE is_crosspost
), copied AS (
    SELECT CAST(month + to_months(later) AS DATE) AS month, network, account_id, other, count(*) AS copied_count
    FROM twinned CROSS JOIN (VALUES (0), (1), (2)) AS on_to(later) GROUP BY ALL
), accounts AS (
    SELECT * FROM barometer.editorial SEMI JOIN told USING (month, network)
), sided AS (
    SELECT month, roster_id, territory_id, network, stratum, 'base' AS variant, crosspost_status AS status,
        crosspost_count AS copied_count, crosspost_known_count AS known_count
    FROM barometer.editorial
    UNION ALL
    SELECT a.month, a.roster_id, a.territory_id, a.network, a.stratum, b.network,
        CASE WHEN 'few_posts' IN (a.crosspost_status, b.crosspost_status) THEN 'few_posts'
            WHEN a.crosspost_status = 'observed' THEN b.crosspost_status ELSE a.crosspost_status END,
        coalesce(p.copied_count, 0), a.crosspost_known_count
    FROM accounts AS a JOIN accounts AS b USING (month, roster_id, territory_id)
    LEFT JOIN copied AS p ON p.month = a.month AND p.network = a.network AND p.account_id = a.account_id
        AND p.other = b.network
    WHERE a.network <> b.network
)
SELECT t.month, t.roster_id, 'I34' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    if(variant = 'base', m.dense_areas, NULL) AS areas,
    variant, 'median pooled' AS ways, CASE WHEN status = 'observed' THEN copied_count END AS above,
    CASE WHEN status = 'observed' THEN known_count END AS below, above / below AS value,
    coalesce(value, 0) AS value_lo, coalesce(value, 1) AS value_hi, status
FROM sided AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
