-- question: Do the published counts of networks, of pairs and of « one network at least » contradict one another?
-- grain: month, roster_id, stratum
-- unit: territories
-- denominator: the same list for all of them (base_count is 1)
-- exclusions: the website; areas. Who is present on both of a pair is known on both, so that the counts of pairs are
--   those of all that is present, and bounds hold whatever is unknown: the largest network ≤ any ≤ their sum;
--   sum − pairs ≤ any (Bonferroni); any ≤ sum − the pairs of one network (Kounias); a margin of a pair is the count of
--   its network, less those whose other status is unknown
-- reads: barometer.presence, barometer.copresence
WITH singles AS (
    SELECT month, roster_id, stratum, network, present_count, member_count FROM barometer.presence
    WHERE area_level = 'france' AND aggregation = 'pooled' AND network <> 'website'
), sums AS (
    SELECT month, roster_id, stratum, max(present_count) FILTER (network = 'any') AS any_count,
        max(present_count) FILTER (network <> 'any') AS largest_count,
        sum(present_count) FILTER (network <> 'any') AS single_sum, count(DISTINCT member_count) AS base_count
    FROM singles GROUP BY ALL
), sides AS (
    SELECT month, roster_id, stratum, network_a AS network, a_count AS margin_count, both_count, unknown_count
    FROM barometer.copresence
    UNION ALL SELECT month, roster_id, stratum, network_b, b_count, both_count, unknown_count FROM barometer.copresence
), networks AS (
    SELECT d.month, d.roster_id, d.stratum, d.network, sum(d.both_count) AS pair_sum,
        count(*) FILTER (d.margin_count > s.present_count OR d.margin_count + d.unknown_count < s.present_count
            OR s.present_count IS NULL) AS wrong_margin_count
    FROM sides AS d LEFT JOIN singles AS s USING (month, roster_id, stratum, network) GROUP BY ALL
), pairs AS (
    SELECT month, roster_id, stratum, sum(pair_sum) / 2 AS pair_sum, max(pair_sum) AS largest_pair_sum,
        sum(wrong_margin_count) AS wrong_margin_count
    FROM networks GROUP BY ALL
)
SELECT s.*, coalesce(p.pair_sum, 0) AS pair_sum, coalesce(p.largest_pair_sum, 0) AS largest_pair_sum,
    coalesce(p.wrong_margin_count, 0) AS wrong_margin_count
FROM sums AS s LEFT JOIN pairs AS p USING (month, roster_id, stratum)
WHERE coalesce(s.any_count < s.largest_count OR s.any_count > s.single_sum OR s.base_count > 1
    OR s.any_count < s.single_sum - coalesce(p.pair_sum, 0)
    OR s.any_count > s.single_sum - coalesce(p.largest_pair_sum, 0) OR coalesce(p.wrong_margin_count, 0) > 0, TRUE)
