-- question: Where are territories on Facebook and X at once, on one of them, on neither?
-- grain: month, roster_id, stratum
-- unit: territories
-- denominator: territories whose status is known on both
-- exclusions: territories unknown on either, counted apart
-- reads: barometer.copresence
SELECT month, roster_id, stratum, a_count - both_count AS facebook_only_count, b_count - both_count AS x_only_count,
    both_count, known_count - any_count AS neither_count, unknown_count, round(100 * both_share, 1) AS both_percent
FROM barometer.copresence
WHERE network_a = 'facebook' AND network_b = 'x'
ORDER BY month DESC, roster_id, stratum
