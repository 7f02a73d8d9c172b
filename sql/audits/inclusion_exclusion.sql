-- question: Do the counts of a pair of networks contradict one another?
-- grain: month, roster_id, stratum, network_a, network_b
-- unit: territories
-- denominator: territories known on both networks
-- exclusions: none
-- reads: barometer.copresence
SELECT month, roster_id, stratum, network_a, network_b, a_count, b_count, both_count, any_count,
    a_count + b_count - any_count AS both_expected_count
FROM barometer.copresence
WHERE a_count + b_count - both_count - any_count <> 0 OR inclusion_exclusion_gap <> 0
    OR both_count > least(a_count, b_count) OR both_count < greatest(0, a_count + b_count - known_count)
