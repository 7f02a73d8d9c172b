-- question: What part of the list is present on at least one social network, in each aggregation mode?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; the variant names the networks that were asked for
-- denominator: territories known to be present on one, or absent from all; the bounds are over the whole list
-- exclusions: those of barometer.presence; the website is no network; the rounded mean of strata is I02. The error of a
--   drawing is added as in I01
-- reads: barometer.presence, roster.members
-- reach: 0
WITH drawn AS (
    SELECT roster_id, stratum, max(stratum_size) AS size, bool_or(weight > 1) AS is_drawn,
        effective(population) AS alike
    FROM roster.members GROUP BY ALL
), asked AS (
    SELECT month, roster_id, string_agg(DISTINCT network, '+' ORDER BY network) AS variant
    FROM barometer.presence WHERE network NOT IN ('any', 'website') GROUP BY ALL
), cells AS (
    SELECT p.*, coalesce(d.size, p.member_count) AS size, coalesce(d.is_drawn, false) AS is_drawn,
        roster_id IN (SELECT roster_id FROM drawn WHERE is_drawn) AS is_sample,
        CASE WHEN aggregation = 'pop_weighted' THEN alike END AS alike
    FROM barometer.presence AS p LEFT JOIN drawn AS d USING (roster_id, stratum)
    WHERE p.network = 'any' AND p.aggregation <> 'mean_of_strata_rounded'
), totals AS (
    SELECT month, roster_id, 'poststratified' AS aggregation,
        total_of(present_count, member_count, size, stratum) AS low,
        total_of(present_count + unknown_count, member_count, size, stratum) AS high
    FROM cells WHERE aggregation = 'pooled' AND area_level = 'france' AND stratum <> 'ALL'
    GROUP BY month, roster_id HAVING bool_or(is_drawn)
)
SELECT month, roster_id, 'I03' AS indicator_id, variant, network, area_level, area_code, stratum, aggregation,
    presence_share AS value, presence_share_lo AS value_lo, presence_share_hi AS value_hi,
    CASE WHEN is_drawn THEN 'wilson_fpc'
        WHEN t.low IS NOT NULL THEN 'wilson_poststratified'
        WHEN stratum = 'ALL' AND is_sample THEN 'none'
        ELSE 'census' END AS interval_method,
    CASE WHEN interval_method = 'none' THEN NULL
        WHEN is_drawn AND alike IS NOT NULL THEN wilson_lo(presence_share_lo * alike, alike, size)
        WHEN is_drawn THEN wilson_lo(present_count, member_count, size)
        ELSE coalesce(total_lo(t.low), presence_share_lo) END AS ci_lo,
    CASE WHEN interval_method = 'none' THEN NULL
        WHEN is_drawn AND alike IS NOT NULL THEN wilson_hi(presence_share_hi * alike, alike, size)
        WHEN is_drawn THEN wilson_hi(present_count + unknown_count, member_count, size)
        ELSE coalesce(total_hi(t.high), presence_share_hi) END AS ci_hi,
    presence_share_status AS value_status, numerator, denominator, member_count,
    member_count - unknown_count AS measured_count, unknown_count
FROM cells JOIN asked USING (month, roster_id) LEFT JOIN totals AS t USING (month, roster_id, aggregation)
