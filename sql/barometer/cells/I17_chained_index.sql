-- question: Where do followings stand, at constant accounts from one month to the next?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: index, 100 in the month before the first link of the chain (barometer.chained_index: base_month)
-- denominator: followers, in the month before, of the accounts of the last link
-- exclusions: those of barometer.chained_index: a month without a link (no accounts, too few, or under
--   80 % of the followers) has no index, and the next chain begins at 100. A drawing is told from thirty accounts on.
--   Areas have none: their growth over one month (I14, panel) is that of the same accounts
-- reads: barometer.chain_links, barometer.chained_index, barometer.growth, roster.members
-- function: pipelines.indicators.sampled:chained
WITH strata AS (
    SELECT roster_id, stratum, count(*) AS drawn, greatest(sum(weight ORDER BY territory_id), count(*)) AS size
    FROM roster.members GROUP BY ALL
), lists AS (
    SELECT roster_id, coalesce(stratum, 'ALL') AS stratum, bool_or(size > drawn) AS is_drawn
    FROM strata GROUP BY roster_id, CUBE (stratum)
), moves AS (
    SELECT g.month AS link_month, g.roster_id, g.network, g.territory_id, g.stratum AS own, s.drawn, s.size,
        unnest([g.stratum, 'ALL']) AS stratum, g.followers_count AS n, g.reference_count AS n0
    FROM barometer.growth AS g JOIN strata AS s USING (roster_id, stratum)
    WHERE g.window_months = 1 AND g.growth_abs IS NOT NULL AND s.size > s.drawn
), parts AS (
    SELECT i.month, i.roster_id, i.network, i.stratum, v.own, any_value(v.drawn) AS drawn, any_value(v.size) AS size,
        sum(v.n / l.total - v.n0 / l.before_total ORDER BY l.month) AS x
    FROM barometer.chained_index AS i
    JOIN barometer.chain_links AS l ON l.roster_id = i.roster_id AND l.network = i.network AND l.stratum = i.stratum
        AND l.month > i.base_month AND l.month <= i.month
    JOIN moves AS v ON v.link_month = l.month AND v.roster_id = l.roster_id AND v.network = l.network
        AND v.stratum = l.stratum
    WHERE i.index_value IS NOT NULL
    GROUP BY i.month, i.roster_id, i.network, i.stratum, v.own, v.territory_id
), gathered AS (
    SELECT month, roster_id, network, stratum, list({own: own, drawn: drawn, size: size, x: x} ORDER BY own, x)
        AS accounts FROM parts GROUP BY ALL
)
SELECT i.month, i.roster_id, 'I17' AS indicator_id, 'base' AS variant, i.network, 'france' AS area_level,
    'FR' AS area_code, i.stratum, 'index' AS aggregation, i.index_value AS value, i.index_lo AS value_lo,
    i.index_hi AS value_hi, d.is_drawn, g.accounts, i.link_status AS value_status,
    l.total AS numerator, l.before_total AS denominator,
    i.matched_count + i.event_count + l.unmatched_count AS member_count, i.matched_count AS measured_count,
    i.event_count + l.unmatched_count AS unknown_count
FROM barometer.chained_index AS i JOIN barometer.chain_links AS l USING (month, roster_id, network, stratum)
JOIN lists AS d USING (roster_id, stratum) LEFT JOIN gathered AS g USING (month, roster_id, network, stratum)
