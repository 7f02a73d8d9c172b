-- question: What part of the list is present on two networks at once?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; the variant names the second network
-- denominator: territories whose status is known on both networks; the bounds are over the whole list
-- exclusions: those of barometer.copresence; a stratum that was drawn adds the error of its drawing to both bounds
-- reads: barometer.copresence, roster.members
WITH drawn AS (
    SELECT roster_id, stratum, max(stratum_size) AS size, bool_or(weight > 1) AS is_drawn
    FROM roster.members GROUP BY ALL
)
SELECT c.month, c.roster_id, 'I04' AS indicator_id, 'avec:' || network_b AS variant, network_a AS network,
    'france' AS area_level, 'FR' AS area_code, c.stratum, 'pooled' AS aggregation, both_share AS value,
    both_share_lo AS value_lo, both_share_hi AS value_hi,
    CASE WHEN is_drawn THEN wilson_lo(both_count, member_count, size) ELSE both_share_lo END AS ci_lo,
    CASE WHEN is_drawn THEN wilson_hi(both_count + unknown_count, member_count, size) ELSE both_share_hi END AS ci_hi,
    CASE WHEN is_drawn THEN 'wilson_fpc' WHEN c.stratum = 'ALL' AND EXISTS (FROM drawn AS a WHERE
        a.roster_id = c.roster_id AND a.is_drawn) THEN 'none' ELSE 'census' END AS interval_method,
    both_share_status AS value_status, CAST(both_count AS DOUBLE) AS numerator,
    CAST(known_count AS DOUBLE) AS denominator, member_count, known_count AS measured_count, unknown_count
FROM barometer.copresence AS c LEFT JOIN drawn AS d ON d.roster_id = c.roster_id AND d.stratum = c.stratum
