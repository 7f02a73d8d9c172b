-- question: How many accounts are at each usage level (1 to 5)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts that nothing unknown can bring to this level, or take from it; the bounds are over all of them
-- exclusions: an account that may be of this level or of another is unknown; so is one whose posts nobody shows.
--   An account that is closed while the site still leads to it is of level 1. A drawn stratum adds the error of its
--   drawing (Wilson with finite-population correction); so does the total weighted by the strata's own accounts
-- reads: barometer.posting, barometer.practice, roster.members
WITH accounts AS (
    SELECT month, roster_id, network, stratum, m.weight, max(m.stratum_size) AS size, lo, hi, status, count(*) AS n
    FROM (SELECT month, roster_id, network, stratum, territory_id, usage_level_lo AS lo, usage_level_hi AS hi,
            usage_status AS status FROM barometer.practice
        UNION ALL SELECT month, roster_id, network, stratum, territory_id, 1, 5, post_status
        FROM barometer.posting WHERE post_count IS NULL)
    JOIN roster.members AS m USING (roster_id, territory_id, stratum) GROUP BY ALL
), flagged AS (
    SELECT a.*, 'niveau:' || i AS variant, CASE WHEN i NOT BETWEEN lo AND hi THEN false WHEN lo = hi THEN true END
        AS flag, flag IS NULL AND is_unknown(status) AS is_open
    FROM accounts AS a CROSS JOIN range(1, 6) AS levels(i)
), gathered AS (
    SELECT month, roster_id, network, variant, coalesce(stratum, 'ALL') AS stratum,
        CAST(sum(n) AS BIGINT) AS members, CAST(coalesce(sum(n) FILTER (flag IS NOT NULL), 0) AS BIGINT) AS known,
        CAST(coalesce(sum(n) FILTER (flag), 0) AS BIGINT) AS positive,
        CAST(coalesce(sum(n) FILTER (is_open), 0) AS BIGINT) AS unknown, max(weight) AS weight,
        coalesce(sum(weight * n ORDER BY weight * n) FILTER (flag), 0) AS positive_weight,
        sum(weight * n ORDER BY weight * n) FILTER (flag IS NOT NULL) AS known_weight,
        coalesce(sum(weight * n ORDER BY weight * n) FILTER (is_open), 0) AS unknown_weight,
        max(size) AS size, min(status) FILTER (is_open) AS reason
    FROM flagged GROUP BY GROUPING SETS ((month, roster_id, network, variant),
        (month, roster_id, network, variant, stratum))
), totals AS (
    SELECT month, roster_id, network, variant, 'poststratified' AS aggregation, 'ALL' AS stratum,
        total_of(positive, known + unknown, (known + unknown) * weight, g.stratum) AS low,
        total_of(positive + unknown, known + unknown, (known + unknown) * weight, g.stratum) AS high
    FROM gathered AS g WHERE g.stratum <> 'ALL' AND known + unknown > 0
    GROUP BY month, roster_id, network, variant HAVING max(weight) > 1
), cells AS (
    SELECT *, weight > 1 AND stratum <> 'ALL' AS is_drawn, share_status(known, unknown, reason) AS value_status,
        CASE aggregation WHEN 'pooled' THEN positive ELSE positive_weight END AS numerator,
        CASE aggregation WHEN 'pooled' THEN known ELSE known_weight END AS denominator,
        CASE aggregation WHEN 'pooled' THEN unknown ELSE unknown_weight END AS open
    FROM gathered, (VALUES ('pooled'), ('poststratified')) AS a(aggregation)
    WHERE known + unknown > 0 AND (aggregation = 'pooled' OR stratum = 'ALL')
)
SELECT month, roster_id, 'I50' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code, stratum,
    aggregation, CASE WHEN value_status = 'observed' THEN numerator / denominator END AS value,
    numerator / (coalesce(denominator, 0) + open) AS value_lo,
    (numerator + open) / (coalesce(denominator, 0) + open) AS value_hi,
    CASE WHEN is_drawn THEN wilson_lo(positive, known + unknown, greatest(size, known + unknown))
        WHEN weight = 1 THEN value_lo ELSE total_lo(t.low) END AS ci_lo,
    CASE WHEN is_drawn THEN wilson_hi(positive + unknown, known + unknown, greatest(size, known + unknown))
        WHEN weight = 1 THEN value_hi ELSE total_hi(t.high) END AS ci_hi,
    CASE WHEN is_drawn THEN 'wilson_fpc' WHEN weight = 1 THEN 'census' WHEN t.low IS NOT NULL
        THEN 'wilson_poststratified' ELSE 'none' END AS interval_method, value_status,
    CAST(numerator AS DOUBLE) AS numerator, CAST(denominator AS DOUBLE) AS denominator, members AS member_count,
    known AS measured_count, unknown AS unknown_count
FROM cells LEFT JOIN totals AS t USING (month, roster_id, network, variant, aggregation, stratum)
