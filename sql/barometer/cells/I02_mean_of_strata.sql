-- question: What is the mean of the strata's rates of presence, each rounded first, as the 2012 series printed it?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; the variant tells how many strata the mean is of
-- denominator: 100 points a stratum; the numerator is the sum of the rounded rates, in points
-- exclusions: those of barometer.presence; the point is withheld when that of a stratum is
-- reads: barometer.presence
SELECT month, roster_id, 'I02' AS indicator_id, 'strata=' || CAST(denominator // 100 AS BIGINT) AS variant, network,
    area_level, area_code, stratum, aggregation, presence_share AS value, presence_share_lo AS value_lo,
    presence_share_hi AS value_hi, CAST(NULL AS DOUBLE) AS ci_lo, CAST(NULL AS DOUBLE) AS ci_hi,
    'none' AS interval_method, presence_share_status AS value_status, numerator, denominator, member_count,
    member_count - unknown_count AS measured_count, unknown_count
FROM barometer.presence
WHERE aggregation = 'mean_of_strata_rounded'
