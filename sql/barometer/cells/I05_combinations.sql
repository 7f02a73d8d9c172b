-- question: Which exact set of networks does each part of the list use?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; the variant names the networks used (`aucun`: none), then those counted: `x|facebook+x`
-- denominator: territories whose status is known on every network counted; the bounds are over the whole list
-- exclusions: the website; networks of which fewer than 90 % of the statuses are known in the stratum are not counted,
--   and when none is left one cell without a value says so (`|`). Sets that nobody uses have no row. A stratum that was
--   drawn adds the error of its drawing to both bounds, and so does the total weighted by the strata's own sizes. Areas
--   have none: the networks counted would change from one to the other
-- reads: barometer.status, roster.members
-- reach: 0
WITH territories AS (
    SELECT month, roster_id, territory_id, unnest([any_value(stratum), 'ALL']) AS stratum, any_value(stratum) AS own,
        coalesce(list(network) FILTER (status LIKE 'present%'), []) AS used,
        coalesce(list(network) FILTER (status = 'unknown'), []) AS unknown
    FROM barometer.status WHERE network <> 'website' GROUP BY month, roster_id, territory_id
), shares AS (
    SELECT month, roster_id, network, CASE WHEN grouping(stratum) = 1 THEN 'ALL' ELSE stratum END AS stratum
    FROM barometer.status WHERE network <> 'website'
    GROUP BY GROUPING SETS ((month, roster_id, network), (month, roster_id, network, stratum))
    HAVING count(*) FILTER (status = 'unknown') * 10 <= count(*)
), counted AS (
    SELECT month, roster_id, stratum, list(network ORDER BY network) AS netset FROM shares GROUP BY ALL
), sets AS (
    SELECT month, roster_id, stratum, own, array_to_string(netset, '+') AS netset,
        coalesce(nullif(array_to_string(list_filter(netset, n -> list_contains(used, n)), '+'), ''), 'aucun') AS used,
        netset IS NULL OR list_has_any(netset, unknown) AS is_dropped
    FROM territories LEFT JOIN counted USING (month, roster_id, stratum)
), sizes AS (
    SELECT roster_id, CASE WHEN grouping(stratum) = 1 THEN 'ALL' ELSE stratum END AS stratum,
        max(stratum_size) AS size, bool_or(weight > 1) AS is_sample
    FROM roster.members GROUP BY GROUPING SETS ((roster_id), (roster_id, stratum))
), bases AS (
    SELECT month, roster_id, stratum, count(*) AS member_count, count(*) FILTER (is_dropped) AS dropped_count
    FROM sets GROUP BY ALL
), uses AS (
    SELECT month, roster_id, stratum, used || '|' || netset AS variant, count(*) AS set_count
    FROM sets WHERE NOT is_dropped GROUP BY ALL
), cells AS (
    SELECT b.*, coalesce(variant, '|') AS variant, coalesce(u.set_count, 0) AS set_count, size, is_sample,
        is_sample AND stratum <> 'ALL' AS is_drawn, member_count - dropped_count AS measured_count,
        CASE WHEN member_count < 5 THEN 'small_base' WHEN dropped_count * 10 > member_count THEN 'withheld'
            ELSE 'observed' END AS value_status,
        coalesce(u.set_count, 0) / member_count AS value_lo,
        (coalesce(u.set_count, 0) + dropped_count) / member_count AS value_hi
    FROM bases AS b LEFT JOIN uses AS u USING (month, roster_id, stratum) LEFT JOIN sizes USING (roster_id, stratum)
), own_bases AS (
    SELECT month, roster_id, own, count(*) AS member_count, count(*) FILTER (is_dropped) AS dropped_count
    FROM sets WHERE stratum = 'ALL' GROUP BY ALL
), own_uses AS (
    SELECT month, roster_id, own, used || '|' || netset AS variant, count(*) AS set_count
    FROM sets WHERE stratum = 'ALL' AND NOT is_dropped GROUP BY ALL
), totals AS (
    SELECT month, roster_id, v.variant, total_of(coalesce(u.set_count, 0), member_count, size, own) AS least,
        total_of(coalesce(u.set_count, 0) + dropped_count, member_count, size, own) AS most,
        sum(size * coalesce(u.set_count, 0) / (member_count - dropped_count) ORDER BY own)
            FILTER (member_count > dropped_count) AS above,
        sum(size ORDER BY own) FILTER (member_count > dropped_count) AS below
    FROM uses AS v JOIN own_bases AS b USING (month, roster_id)
    LEFT JOIN own_uses AS u USING (month, roster_id, own, variant)
    JOIN sizes AS s ON s.roster_id = v.roster_id AND s.stratum = b.own
    WHERE v.stratum = 'ALL' GROUP BY month, roster_id, v.variant HAVING bool_or(is_sample)
)
SELECT month, roster_id, 'I05' AS indicator_id, variant, 'any' AS network, 'france' AS area_level, 'FR' AS area_code,
    stratum, 'pooled' AS aggregation,
    CASE WHEN value_status = 'observed' THEN set_count / measured_count END AS value, value_lo, value_hi,
    CASE WHEN is_drawn THEN wilson_lo(set_count, member_count, size) WHEN NOT is_sample THEN value_lo END AS ci_lo,
    CASE WHEN is_drawn THEN wilson_hi(set_count + dropped_count, member_count, size)
        WHEN NOT is_sample THEN value_hi END AS ci_hi,
    CASE WHEN is_drawn THEN 'wilson_fpc' WHEN is_sample THEN 'none' ELSE 'census' END AS interval_method, value_status,
    CAST(set_count AS DOUBLE) AS numerator, CAST(measured_count AS DOUBLE) AS denominator, member_count, measured_count,
    dropped_count AS unknown_count
FROM cells
UNION ALL
SELECT month, roster_id, 'I05', variant, 'any', 'france', 'FR', 'ALL', 'poststratified',
    CASE WHEN value_status = 'observed' THEN above / below END, least.share, most.share, total_lo(least),
    total_hi(most), 'wilson_poststratified', value_status, above, below, member_count, measured_count, dropped_count
FROM totals JOIN cells USING (month, roster_id, variant) WHERE stratum = 'ALL'
