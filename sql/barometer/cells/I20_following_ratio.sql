-- question: How many accounts does an account follow, for one that follows it?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: accounts followed / followers, both as the reading of the reference instant gave them
-- denominator: accounts measured, each with the weight of its territory
-- exclusions: accounts without followers, and those whose counter of accounts followed is hidden or given by no door;
--   followers interpolated between two readings; no value under 80 % measured (low_coverage) and under 5 (small_base)
-- reads: barometer.audience, observations.snapshots, roster.members
-- function: pipelines.indicators.distribution:following
-- reach: 1, 1
WITH read AS (
    SELECT network, account_id, observed_at, max(following_count) AS following_count,
        min(following_status) AS following_status
    FROM observations.snapshots GROUP BY ALL
)
SELECT a.month, a.roster_id, 'I20' AS indicator_id, 'base' AS variant, a.network, a.stratum, m.drawn, m.size,
    m.dense_areas AS areas,
    CASE WHEN a.followers_count > 0 THEN r.following_count / a.followers_count END AS x,
    CASE WHEN a.followers_count > 0 THEN r.following_count / a.followers_hi END AS x_lo,
    CASE WHEN a.followers_count > 0 THEN r.following_count / nullif(a.followers_lo, 0) END AS x_hi,
    CASE WHEN a.followers_count IS NULL THEN a.followers_status
        WHEN r.following_count IS NULL THEN coalesce(r.following_status, 'not_attempted')
        ELSE 'small_base' END AS x_status, 1e0 AS base
FROM barometer.audience AS a
JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN read AS r ON r.network = a.network AND r.account_id = a.account_id AND r.observed_at = a.observed_at
