-- question: How many accounts are at each usage level (1 to 5)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts whose level nothing unknown can change; the bounds are over all of them
-- exclusions: a level that what is unknown could change is unknown. A drawn stratum adds the error of its drawing
--   (Wilson with finite-population correction); the whole list, drawn, has bounds only.
-- reads: barometer.practice, roster.members
WITH accounts AS (
    SELECT t.month, t.roster_id, t.network, t.stratum, m.weight, m.stratum_size, x.*
    FROM barometer.practice AS t JOIN roster.members AS m USING (roster_id, territory_id), LATERAL (VALUES
        ('niveau:1', usage_level = 1, usage_status),
        ('niveau:2', usage_level = 2, usage_status),
        ('niveau:3', usage_level = 3, usage_status),
        ('niveau:4', usage_level = 4, usage_status),
        ('niveau:5', usage_level = 5, usage_status)
    ) AS x(variant, flag, status)
), gathered AS (
    SELECT month, roster_id, network, variant, coalesce(stratum, 'ALL') AS stratum, count(*) AS members,
        count(flag) AS known, count(*) FILTER (flag) AS positive,
        count(*) FILTER (flag IS NULL AND is_unknown(status)) AS unknown, max(weight) AS weight,
        coalesce(sum(weight ORDER BY weight) FILTER (flag), 0) AS positive_weight,
        sum(weight ORDER BY weight) FILTER (flag IS NOT NULL) AS known_weight,
        coalesce(sum(weight ORDER BY weight) FILTER (flag IS NULL AND is_unknown(status)), 0) AS unknown_weight,
        max(stratum_size) AS size, min(status) FILTER (flag IS NULL AND is_unknown(status)) AS reason
    FROM accounts GROUP BY GROUPING SETS ((month, roster_id, network, variant),
        (month, roster_id, network, variant, stratum))
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
        WHEN weight = 1 THEN value_lo END AS ci_lo,
    CASE WHEN is_drawn THEN wilson_hi(positive + unknown, known + unknown, greatest(size, known + unknown))
        WHEN weight = 1 THEN value_hi END AS ci_hi,
    CASE WHEN is_drawn THEN 'wilson_fpc' WHEN weight = 1 THEN 'census' ELSE 'none' END AS interval_method, value_status,
    CAST(numerator AS DOUBLE) AS numerator, CAST(denominator AS DOUBLE) AS denominator, members AS member_count,
    known AS measured_count, unknown AS unknown_count
FROM cells
