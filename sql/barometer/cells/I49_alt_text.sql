-- question: What part of the media of an account has a text alternative?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts with an image or a video in the month, on networks that show alternative texts; media for the
--   pooled part; variant `decrits:50`: the part of these accounts of which half of the media or more have one
-- exclusions: accounts without media, or whose network does not show it, are unknown. Captions of videos are not
--   read. ALL gives each account its weight in the list. The part of the accounts of a drawn stratum adds the error of
--   its drawing (Wilson with finite-population correction).
-- reads: barometer.posting, roster.members, barometer.practice
WITH accounts AS (
    SELECT t.month, t.roster_id, t.network, t.stratum, m.weight, m.stratum_size, 'base' AS variant,
        r.media_count, r.alt_text_count, r.c11_score AS value, CASE WHEN r.c11_score IS NOT NULL THEN 'observed'
            WHEN post_count IS NULL THEN post_status ELSE 'not_given' END AS status
    FROM barometer.posting AS t JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN barometer.practice AS r USING (month, roster_id, territory_id, network)
), ranked AS (
    SELECT *, sum(exact(CASE WHEN value IS NOT NULL THEN weight END)) OVER (cell ORDER BY value)
        / sum(exact(CASE WHEN value IS NOT NULL THEN weight END)) OVER cell AS reached
    FROM accounts WINDOW cell AS (PARTITION BY month, roster_id, network, variant)
), gathered AS (
    SELECT month, roster_id, network, variant, coalesce(stratum, 'ALL') AS stratum, count(*) AS members,
        count(value) AS measured, count(*) FILTER (is_unknown(status)) AS unknown, max(weight) = 1 AS is_census,
        max(weight) > 1 AND grouping(stratum) = 0 AS is_drawn, max(stratum_size) AS size,
        CAST(sum(alt_text_count) AS DOUBLE) AS described, CAST(sum(media_count) AS DOUBLE) AS media,
        count(*) FILTER (value >= 0.5) AS half,
        CASE WHEN max(weight) = 1 OR grouping(stratum) = 0 THEN median(value)
            ELSE min(value) FILTER (reached >= 0.5) END AS median,
        CASE WHEN unknown = 0 AND (max(weight) = 1 OR grouping(stratum) = 0) THEN median(value) END AS median_lo,
        CASE WHEN unknown = 0 AND (max(weight) = 1 OR grouping(stratum) = 0) THEN median(value) END AS median_hi,
        sum(weight * value ORDER BY weight * value) AS total,
        sum(weight ORDER BY weight) FILTER (value IS NOT NULL) AS weights,
        CASE WHEN unknown = 0 THEN sum(weight * value ORDER BY weight * value) END AS total_lo,
        CASE WHEN unknown = 0 THEN sum(weight * value ORDER BY weight * value) END AS total_hi,
        mean_status(count(value), count(*) FILTER (is_unknown(status)), min(status) FILTER (is_unknown(status)))
            AS value_status
    FROM ranked GROUP BY GROUPING SETS ((month, roster_id, network, variant),
        (month, roster_id, network, variant, stratum))
)
SELECT month, roster_id, 'I49' AS indicator_id, a.variant, network, 'france' AS area_level, 'FR' AS area_code, stratum,
    aggregation, CASE WHEN value_status = 'observed' THEN value END AS value,
    CASE WHEN value_status = 'observed' THEN lo END AS value_lo,
    CASE WHEN value_status = 'observed' THEN hi END AS value_hi,
    CASE WHEN is_census THEN value_lo WHEN is_share AND is_drawn AND value_status = 'observed'
        THEN wilson_lo(half, measured + unknown, greatest(size, measured + unknown)) END AS ci_lo,
    CASE WHEN is_census THEN value_hi WHEN is_share AND is_drawn AND value_status = 'observed'
        THEN wilson_hi(half + unknown, measured + unknown, greatest(size, measured + unknown)) END AS ci_hi,
    CASE WHEN is_census THEN 'census' WHEN is_share AND is_drawn THEN 'wilson_fpc' ELSE 'none' END AS interval_method,
    value_status, numerator,
    denominator, members AS member_count, measured AS measured_count, unknown AS unknown_count
FROM gathered, LATERAL (VALUES
    ('base', 'median', median, median_lo, median_hi, CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), false),
    ('base', 'mean', total / weights, total_lo / weights, total_hi / weights, total, weights, false),
    ('base', 'pooled', described / media, CASE WHEN unknown = 0 THEN described / media END, CASE WHEN unknown = 0
        THEN described / media END, described, media, false),
    ('decrits:50', 'pooled', half / measured, half / (measured + unknown), (half + unknown) / (measured + unknown),
        CAST(half AS DOUBLE), CAST(measured AS DOUBLE), true)
) AS a(variant, aggregation, value, lo, hi, numerator, denominator, is_share)
