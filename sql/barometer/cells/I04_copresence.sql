-- question: What part of the list is present on two networks at once?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; the variant names the second network
-- denominator: territories whose status is known on both networks; the bounds are over the whole list
-- exclusions: those of barometer.copresence; a stratum that was drawn adds the error of its drawing to both bounds, and
--   then only there is a total weighted by the strata's own sizes (withheld above 10 % of the weight unknown). Areas
--   have none: too few of their territories are on two networks at once
-- reads: barometer.copresence, roster.members
WITH drawn AS (
    SELECT roster_id, stratum, max(stratum_size) AS size, bool_or(weight > 1) AS is_drawn
    FROM roster.members GROUP BY ALL
), pairs AS (
    SELECT c.*, coalesce(d.size, c.member_count) AS size, coalesce(d.is_drawn, false) AS is_drawn,
        roster_id IN (SELECT roster_id FROM drawn WHERE is_drawn) AS is_sample
    FROM barometer.copresence AS c LEFT JOIN drawn AS d USING (roster_id, stratum)
), totals AS (
    SELECT month, roster_id, network_a, network_b, CASE WHEN min(known_count) > 0
            THEN sum(size * both_count / nullif(known_count, 0) ORDER BY stratum) END AS n,
        CAST(sum(size) AS DOUBLE) AS size, sum(member_count) AS member_count, sum(known_count) AS known_count,
        sum(unknown_count) AS unknown_count, total_of(both_count, member_count, size, stratum) AS low,
        total_of(both_count + open_count, member_count, size, stratum) AS high,
        CASE WHEN sum(member_count) < 5 THEN 'small_base' WHEN min(known_count) = 0
            OR sum(size * unknown_count / member_count) * 10 > sum(size) THEN 'withheld' ELSE 'observed' END AS status
    FROM pairs WHERE stratum <> 'ALL' GROUP BY month, roster_id, network_a, network_b HAVING bool_or(is_drawn)
), cells AS (
    SELECT month, roster_id, network_a, network_b, stratum, 'pooled' AS aggregation, both_share AS value,
        both_share_lo AS value_lo, both_share_hi AS value_hi, both_share_status AS value_status,
        CASE WHEN is_drawn THEN 'wilson_fpc' WHEN stratum = 'ALL' AND is_sample THEN 'none' ELSE 'census'
            END AS interval_method,
        CASE interval_method WHEN 'wilson_fpc' THEN wilson_lo(both_count, member_count, size)
            WHEN 'census' THEN both_share_lo END AS ci_lo,
        CASE interval_method WHEN 'wilson_fpc' THEN wilson_hi(both_count + open_count, member_count, size)
            WHEN 'census' THEN both_share_hi END AS ci_hi,
        CAST(both_count AS DOUBLE) AS numerator, CAST(known_count AS DOUBLE) AS denominator, member_count, known_count,
        unknown_count FROM pairs
    UNION ALL
    SELECT month, roster_id, network_a, network_b, 'ALL', 'poststratified', CASE WHEN status = 'observed'
        THEN least(greatest(n / size, low.share), high.share) END, low.share, high.share, status,
        'wilson_poststratified', total_lo(low), total_hi(high), n, size, CAST(member_count AS BIGINT),
        CAST(known_count AS BIGINT), CAST(unknown_count AS BIGINT) FROM totals
)
SELECT month, roster_id, 'I04' AS indicator_id, 'avec:' || network_b AS variant, network_a AS network,
    'france' AS area_level, 'FR' AS area_code, stratum, aggregation, value, value_lo, value_hi, ci_lo, ci_hi,
    interval_method, value_status, numerator, denominator, member_count, known_count AS measured_count, unknown_count
FROM cells
