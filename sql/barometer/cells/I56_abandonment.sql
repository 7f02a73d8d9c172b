-- question: What part of the accounts that posted four to six months ago fell silent, and how many came back?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; `net`: those that fell silent less those that came back, in parts of the same base
-- denominator: base and net: pairs of territory and network active in one of the months m-6 to m-4, whose last three
--   months are known; `retour`: pairs silent in all of m-6 to m-4, whose last three months are known
-- exclusions: websites; months of which one of m-6 to m-4 or m-2 to m was not observed (no_history). Silent, 90 days:
--   no original post in m-2, m-1 and m, each of them read, or a closed account. No value under five pairs
--   (small_base), of an area no row; nor above 10 % unknown (withheld). A farewell is not read. The list itself, and
--   areas, are pooled without weights; one that is worked out for each vintage goes on in January
-- reads: roster.months, barometer.status, roster.members
-- reach: 6
WITH lists AS (
    SELECT month, roster_id, list_family(roster_id) AS family FROM roster.months
), seen AS (
    SELECT m.month, m.roster_id, back, o.month AS seen_month, o.roster_id AS seen_roster_id
    FROM lists AS m CROSS JOIN (SELECT unnest([0, 1, 2, 4, 5, 6]) AS back)
    JOIN lists AS o ON o.family = m.family AND o.month = CAST(m.month - to_months(CAST(back AS INTEGER)) AS DATE)
), history AS (
    SELECT month, roster_id FROM seen GROUP BY ALL HAVING count(DISTINCT back) = 6
), pairs AS (
    SELECT s.month, s.roster_id, t.territory_id, t.network,
        bool_or(t.status = 'present_active' AND back >= 4) AS was_active,
        bool_or(t.status = 'present_active' AND back < 4) AS is_active,
        count(*) FILTER (back >= 4 AND (t.status = 'present_dormant' OR t.status = 'absent_confirmed'
            AND t.reason <> 'searched_everywhere')) AS then_count,
        count(*) FILTER (back < 4 AND t.status IN ('present_dormant', 'absent_confirmed')) AS now_count
    FROM seen AS s JOIN history AS h USING (month, roster_id)
    JOIN barometer.status AS t ON t.month = s.seen_month AND t.roster_id = s.seen_roster_id AND t.network <> 'website'
    GROUP BY s.month, s.roster_id, t.territory_id, t.network
), judged AS (
    SELECT p.*, m.weight, then_count = 3 AS was_silent, is_active OR now_count = 3 AS is_known, m.area_level,
        m.area_code, m.stratum AS cell
    FROM pairs AS p JOIN placed_members() AS m USING (roster_id, territory_id)
), counts AS (
    SELECT month, roster_id, network, area_level, area_code, cell, max(weight) AS weight,
        count(*) FILTER (was_active) AS active,
        count(*) FILTER (was_active AND NOT is_known) AS active_unknown,
        count(*) FILTER (was_active AND now_count = 3 AND NOT is_active) AS gone,
        count(*) FILTER (was_silent) AS silent, count(*) FILTER (was_silent AND NOT is_known) AS silent_unknown,
        count(*) FILTER (was_silent AND is_active) AS returned
    FROM judged GROUP BY month, roster_id, network, area_level, area_code, cell
), cells AS (
    SELECT DISTINCT s.month, s.roster_id, s.network, 'france' AS area_level, 'FR' AS area_code,
        unnest([s.stratum, 'ALL']) AS cell, h.month IS NOT NULL AS has_history
    FROM barometer.status AS s LEFT JOIN history AS h USING (month, roster_id) WHERE s.network <> 'website'
    UNION ALL
    SELECT month, roster_id, network, area_level, area_code, cell, true FROM counts WHERE area_level <> 'france'
), rates AS (
    SELECT c.*, n.weight, v.*, CASE WHEN NOT has_history THEN 'no_history' WHEN coalesce(base, 0) < 5 THEN 'small_base'
        WHEN unknown * 10 > base THEN 'withheld' ELSE 'observed' END AS value_status,
        coalesce(n.weight, 1) > 1 AS is_drawn
    FROM cells AS c LEFT JOIN counts AS n USING (month, roster_id, network, area_level, area_code, cell),
        LATERAL (VALUES
            ('base', gone, active, active_unknown, gone, gone + active_unknown),
            ('retour', returned, silent, silent_unknown, returned, returned + silent_unknown),
            ('net', gone - returned, active, active_unknown, gone - returned - silent_unknown,
                gone + active_unknown - returned)) AS v(variant, part, base, unknown, low, high)
)
SELECT month, roster_id, 'I56' AS indicator_id, variant, network, area_level, area_code, cell AS stratum,
    'pooled' AS aggregation,
    CASE WHEN value_status = 'observed' THEN least(greatest(part / (base - unknown), low / base), high / base)
        END AS value, low / nullif(base, 0) AS value_lo, high / nullif(base, 0) AS value_hi,
    CASE WHEN NOT is_drawn THEN value_lo WHEN cell <> 'ALL' AND variant <> 'net'
        THEN wilson_lo(low, base, base * weight) END AS ci_lo,
    CASE WHEN NOT is_drawn THEN value_hi WHEN cell <> 'ALL' AND variant <> 'net'
        THEN wilson_hi(high, base, base * weight) END AS ci_hi,
    CASE WHEN NOT is_drawn THEN 'census' WHEN ci_lo IS NULL THEN 'none' ELSE 'wilson_fpc' END AS interval_method,
    value_status, CAST(part AS DOUBLE) AS numerator, CAST(base - unknown AS DOUBLE) AS denominator,
    coalesce(base, 0) AS member_count, coalesce(base - unknown, 0) AS measured_count,
    coalesce(unknown, 0) AS unknown_count
FROM rates WHERE area_level = 'france' OR base >= 5
