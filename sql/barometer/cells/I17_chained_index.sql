-- question: Where do followings stand, at constant accounts from one month to the next?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: index, 100 in the month before the first link of the chain (barometer.chained_index: base_month)
-- denominator: followers, in the month before, of the accounts of the last link
-- exclusions: those of barometer.chained_index: a month without a link (no accounts, too few, or under
--   80 % of the followers) has no index, and the next chain begins at 100. The error of a drawing is not estimated
-- reads: barometer.chain_links, barometer.chained_index, roster.members
WITH drawn AS (
    SELECT roster_id, coalesce(stratum, 'ALL') AS stratum, max(weight) > 1 AS is_drawn
    FROM roster.members GROUP BY roster_id, CUBE (stratum)
)
SELECT i.month, i.roster_id, 'I17' AS indicator_id, 'base' AS variant, i.network, 'france' AS area_level,
    'FR' AS area_code, i.stratum, 'index' AS aggregation, i.index_value AS value, i.index_lo AS value_lo,
    i.index_hi AS value_hi, CASE WHEN NOT d.is_drawn THEN i.index_lo END AS ci_lo,
    CASE WHEN NOT d.is_drawn THEN i.index_hi END AS ci_hi,
    CASE WHEN d.is_drawn AND i.index_value IS NULL THEN 'none'
        WHEN d.is_drawn THEN 'not_estimated' ELSE 'census' END AS interval_method, i.link_status AS value_status,
    l.total AS numerator, l.before_total AS denominator,
    i.matched_count + i.event_count + l.unmatched_count AS member_count, i.matched_count AS measured_count,
    i.event_count + l.unmatched_count AS unknown_count
FROM barometer.chained_index AS i JOIN barometer.chain_links AS l USING (month, roster_id, network, stratum)
JOIN drawn AS d USING (roster_id, stratum)
