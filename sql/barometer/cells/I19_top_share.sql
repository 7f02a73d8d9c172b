-- question: What part of the followers of a network do its largest accounts have?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; numerator and denominator in followers
-- denominator: followers of the accounts measured, each with the weight of its territory
-- exclusions: accounts not measured: no value under 80 % measured (low_coverage), nor of k accounts among k or fewer
--   (small_base); areas of fewer than five accounts. Where one of the k largest was drawn (weight above 1), larger ones
--   were perhaps not: no value (undetermined). Bounds: the k accounts at their least and all
--   others at their most; the k highest bounds, beside the least of all but the k highest low bounds, which no choice
--   of k accounts exceeds. A drawing is told from thirty accounts on, where none drawn has more than half of the
--   followers of the last of the k (not_estimated)
-- reads: barometer.audience, roster.members
-- function: pipelines.indicators.sampled:largest
WITH accounts AS (
    SELECT a.month, a.roster_id, a.network, a.territory_id, m.own, m.drawn, m.size, m.weight AS w,
        a.followers_count AS f, a.followers_lo AS lo, a.followers_hi AS hi, a.followers_status, m.area_level,
        m.area_code, m.stratum
    FROM barometer.audience AS a JOIN placed_members() AS m USING (roster_id, territory_id)
), largest AS (
    SELECT month, roster_id, network, area_level, area_code, stratum, count(*) AS member_count,
        count(f) AS measured_count,
        max({f: f, w: w, lo: lo, hi: hi, id: territory_id}, 10) FILTER (f IS NOT NULL) AS top,
        max(hi, 10) FILTER (f IS NOT NULL) AS high, max(lo, 10) FILTER (f IS NOT NULL) AS low, sum(f * w
            ORDER BY f * w) AS total,
        sum(lo * w ORDER BY lo * w) AS total_lo, sum(hi * w ORDER BY hi * w) AS total_hi, max(w) > 1 AS is_drawn,
        coalesce(sum(f), 0) AS seen, list({own: own, drawn: drawn, size: size, x: CAST(f AS DOUBLE)} ORDER BY own, f)
            FILTER (f IS NOT NULL AND size > drawn) AS accounts,
        mode(followers_status ORDER BY followers_status) FILTER (f IS NULL) AS missing_status
    FROM accounts GROUP BY month, roster_id, network, area_level, area_code, stratum
    HAVING area_level = 'france' OR count(*) >= 5
), shares AS (
    SELECT l.*, k, CAST(list_sum(list_transform(top[:k], lambda a: a.f)) AS DOUBLE) AS top_f,
        list_sum(list_transform(top[:k], lambda a: a.lo)) AS top_lo,
        list_sum(list_transform(top[:k], lambda a: a.hi)) AS top_hi,
        list_sum(high[:k]) AS most, list_sum(low[:k]) AS least,
        CASE WHEN measured_count = 0 THEN missing_status WHEN measured_count < 0.8 * member_count THEN 'low_coverage'
            WHEN measured_count <= k OR total = 0 THEN 'small_base' WHEN has_drawn THEN 'undetermined'
            ELSE 'observed' END AS value_status
    FROM largest AS l, (VALUES (1), (4), (10)) AS tops(k),
        LATERAL (SELECT coalesce(list_max(list_transform(top[:k], lambda a: a.w)) > 1, is_drawn) AS has_drawn)
)
SELECT month, roster_id, 'I19' AS indicator_id, 'top' || k AS variant, network, area_level, area_code, stratum,
    'pooled' AS aggregation,
    CASE WHEN value_status = 'observed' THEN top_f / total END AS value,
    CASE WHEN value_status = 'observed' THEN top_lo / (top_lo + total_hi - top_hi) END AS value_lo,
    CASE WHEN value_status = 'observed' THEN most / (most + total_lo - least) END AS value_hi,
    is_drawn, accounts, seen, top[k].f AS kth, value_status, top_f AS numerator,
    CAST(total AS DOUBLE) AS denominator, member_count, measured_count, member_count - measured_count AS unknown_count
FROM shares
