-- question: Does a value leave its own interval, or a rank its bounds?
-- grain: month, table_name, row_key
-- unit: that of the value
-- denominator: none
-- exclusions: values that are withheld or missing
-- reads: barometer.audience, barometer.growth, barometer.presence, barometer.copresence, barometer.ranking
WITH intervals AS (
    SELECT month, 'barometer.audience' AS table_name, concat_ws(' ', roster_id, territory_id, network) AS row_key,
        followers_lo AS lo, followers_count AS value, followers_hi AS hi
    FROM barometer.audience
    UNION ALL
    SELECT month, 'barometer.growth', concat_ws(' ', roster_id, territory_id, network, window_months, v.name), v.lo,
        v.value, v.hi
    FROM barometer.growth, LATERAL (VALUES ('growth_abs', growth_abs_lo, growth_abs, growth_abs_hi),
        ('growth_rel', growth_rel_lo, growth_rel, growth_rel_hi),
        ('growth_per_1000', growth_per_1000_lo, growth_per_1000, growth_per_1000_hi)) AS v(name, lo, value, hi)
    UNION ALL
    SELECT month, 'barometer.presence', concat_ws(' ', roster_id, network, area_level, area_code, stratum, aggregation),
        presence_share_lo, presence_share, presence_share_hi
    FROM barometer.presence
    UNION ALL
    SELECT month, 'barometer.copresence', concat_ws(' ', roster_id, stratum, network_a, network_b), both_share_lo,
        both_share, both_share_hi
    FROM barometer.copresence
    UNION ALL
    SELECT month, 'barometer.ranking', concat_ws(' ', roster_id, stratum, network, window_months, lens, territory_id),
        best_rank, rank, worst_rank
    FROM barometer.ranking
)
SELECT * FROM intervals
WHERE lo > hi + 1e-9 OR value < lo - 1e-9 OR value > hi + 1e-9 OR (value IS NOT NULL AND (lo IS NULL OR hi IS NULL))
