-- question: What part of its posts repeats a page of its site?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; base is the threshold of 60 % of a post's five-word runs, other variants are thresholds in
--   hundredths
-- denominator: main accounts whose part is known; the median is over them
-- exclusions: accounts that cannot be measured are counted as unknown
-- reads: barometer.editorial
WITH members AS (
    SELECT month, roster_id, network, republication_share, republication_known_count, republication_status,
        unnest([stratum, 'ALL']) AS part, curve
    FROM (SELECT *, unnest([{v: '040', n: republication_40_count}, {v: '050', n: republication_50_count},
        {v: 'base', n: republication_count}, {v: '070', n: republication_70_count},
        {v: '080', n: republication_80_count}]) AS curve FROM barometer.editorial)
), shares AS (
    SELECT *, curve.v AS variant, curve.n AS found_count,
        CASE WHEN republication_share IS NOT NULL THEN curve.n / republication_known_count END AS found_share
    FROM members
)
SELECT month, roster_id, 'I32' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code,
    part AS stratum, 'median' AS aggregation,
    CASE WHEN count(found_share) >= 5 THEN median(found_share) END AS value,
    CAST(NULL AS DOUBLE) AS value_lo, CAST(NULL AS DOUBLE) AS value_hi, CAST(NULL AS DOUBLE) AS ci_lo,
    CAST(NULL AS DOUBLE) AS ci_hi,
    'none' AS interval_method,
    CASE WHEN count(found_share) >= 5 THEN 'observed'
        WHEN count(found_share) = 0
        THEN min(republication_status) ELSE 'small_base' END AS value_status,
    CAST(sum(found_count) AS DOUBLE) AS numerator,
    CAST(sum(republication_known_count) AS DOUBLE) AS denominator,
    count(*) AS member_count, count(found_share) AS measured_count,
    count(*) - count(found_share) AS unknown_count
FROM shares GROUP BY month, roster_id, variant, network, part
