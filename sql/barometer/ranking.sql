-- question: Which accounts of a stratum gained most, or engaged most, and between which ranks may each truly stand?
-- grain: month, roster_id, stratum, network, window_months, lens, territory_id
-- unit: rank from 1; value in the unit of the lens (followers, part of the reference, followers per 1 000 inhabitants,
--   part of the followers for the two engagements)
-- denominator: accounts of the stratum whose growth is known (ranked_count); the others are counted (unranked_count)
-- exclusions: communes under 3 500 inhabitants (and of unknown population) are never ranked by name, nor are leagues of
--   fewer than five accounts; ties share a rank. Engagement is that of the month (window 1), of the accounts that have
--   the commonest code of their league: interactions of other kinds are not compared, nor counters of other ages
-- reach: 0
-- reads: barometer.growth, barometer.engagement, roster.members
WITH engaged AS (
    SELECT month, roster_id, territory_id, network, account_id, variant, engagement_month_rate AS value,
        engagement_month_rate_lo AS value_lo, engagement_month_rate_hi AS value_hi
    FROM (SELECT *, count(engagement_month_rate) OVER (
        PARTITION BY month, roster_id, stratum, network, variant, code) AS alike_count FROM barometer.engagement)
    QUALIFY code = first_value(code) OVER (PARTITION BY month, roster_id, stratum, network, variant
        ORDER BY alike_count DESC, code)
), named AS NOT MATERIALIZED (
    SELECT g.* FROM barometer.growth AS g JOIN roster.members AS m USING (roster_id, territory_id)
    WHERE m.level <> 'commune' OR m.population >= 3500
), lenses AS (
    SELECT month, roster_id, stratum, network, window_months, territory_id, is_stock_flow_suspect, origin,
        reference_origin, unnest([
            {lens: 'absolute', value: growth_abs, value_lo: growth_abs_lo, value_hi: growth_abs_hi},
            {lens: 'relative', value: growth_rel, value_lo: growth_rel_lo, value_hi: growth_rel_hi},
            {lens: 'per_1000', value: growth_per_1000, value_lo: growth_per_1000_lo, value_hi: growth_per_1000_hi}
        ], recursive := true)
    FROM named
    UNION ALL BY NAME
    SELECT n.month, n.roster_id, n.stratum, n.network, n.window_months, n.territory_id,
        false AS is_stock_flow_suspect, n.origin, n.reference_origin, 'engagement_' || n.variant AS lens,
        e.value, e.value_lo, e.value_hi
    FROM (SELECT *, unnest(if(window_months = 1, ['d7', 'as_read'], [])) AS variant FROM named) AS n
    LEFT JOIN engaged AS e USING (month, roster_id, territory_id, network, account_id, variant)
), counted AS (
    SELECT *, value IS NOT NULL AND value_lo IS NOT NULL AND value_hi IS NOT NULL AS is_ranked,
        count(*) FILTER (is_ranked) OVER league AS ranked_count,
        count(*) FILTER (NOT is_ranked) OVER league AS unranked_count
    FROM lenses
    WINDOW league AS (PARTITION BY month, roster_id, stratum, network, window_months, lens)
), points AS (
    SELECT month, roster_id, stratum, network, window_months, lens, kind,
        if(kind = 'lo', value_lo, value_hi) AS at_value
    FROM counted CROSS JOIN (VALUES ('lo'), ('hi')) AS p(kind)
    WHERE is_ranked
), steps AS (
    SELECT month, roster_id, stratum, network, window_months, lens, at_value,
        sum(count(*) FILTER (kind = 'lo')) OVER higher AS surely_above,
        sum(count(*) FILTER (kind = 'hi')) OVER higher AS maybe_above
    FROM points GROUP BY month, roster_id, stratum, network, window_months, lens, at_value
    WINDOW higher AS (PARTITION BY month, roster_id, stratum, network, window_months, lens ORDER BY at_value DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT c.month, c.roster_id, c.stratum, c.network, c.window_months, c.lens, c.territory_id,
    c.value, c.value_lo, c.value_hi,
    rank() OVER (PARTITION BY c.month, c.roster_id, c.stratum, c.network, c.window_months, c.lens
        ORDER BY c.value DESC) AS rank,
    CAST(1 + coalesce(hi.surely_above, 0) AS BIGINT) AS best_rank,
    CAST(1 + coalesce(lo.maybe_above, 0) AS BIGINT) - CAST(c.value_hi > c.value_lo AS BIGINT) AS worst_rank,
    c.ranked_count, c.unranked_count, worst_rank <= 3 AS is_podium_certain,
    coalesce(c.is_stock_flow_suspect, false) AS is_stock_flow_suspect, c.origin, c.reference_origin
FROM counted AS c
JOIN steps AS hi ON hi.month = c.month AND hi.roster_id = c.roster_id AND hi.stratum = c.stratum
    AND hi.network = c.network AND hi.window_months = c.window_months AND hi.lens = c.lens AND hi.at_value = c.value_hi
JOIN steps AS lo ON lo.month = c.month AND lo.roster_id = c.roster_id AND lo.stratum = c.stratum
    AND lo.network = c.network AND lo.window_months = c.window_months AND lo.lens = c.lens AND lo.at_value = c.value_lo
WHERE c.is_ranked AND c.ranked_count >= 5
