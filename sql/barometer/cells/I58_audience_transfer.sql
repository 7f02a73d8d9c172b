-- question: What part of their following do those who left a network find again where they went?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: followers there three months after the first silent month / followers at the end of the last active one
-- denominator: leavers with an account there (barometer.departures: first silent month m-5, m-4 or m-3)
-- exclusions: networks other than X, Bluesky, Mastodon and Threads; leavers without followers; either counter missing,
--   never imputed. No value without the months m-6 to m (no_history), under 80 % measured (low_coverage), and under
--   five (small_base). The list itself is not weighted; one that is worked out for each vintage goes on in January.
--   Areas have none: a quarter counts too few leavers there
-- reads: roster.months, barometer.departures, barometer.audience, barometer.status, roster.members
-- reach: 6
WITH networks AS (SELECT unnest(['x', 'bluesky', 'mastodon', 'threads']) AS network
), lists AS (
    SELECT month, roster_id, list_family(roster_id) AS family FROM roster.months
), history AS (
    SELECT m.month, m.roster_id, any_value(m.family) AS family, count(DISTINCT o.month) = 7 AS has_history
    FROM lists AS m LEFT JOIN lists AS o ON o.family = m.family
        AND o.month BETWEEN CAST(m.month - INTERVAL 6 MONTH AS DATE) AND m.month
    GROUP BY m.month, m.roster_id
), found AS (
    SELECT h.month, h.roster_id, d.network, 'vers_' || a.network AS variant, unnest([m.stratum, 'ALL']) AS cell,
        m.weight, a.followers_count / nullif(d.followers_count, 0) AS ratio,
        CASE WHEN ratio IS NOT NULL THEN a.followers_lo / d.followers_hi END AS ratio_lo,
        CASE WHEN ratio IS NOT NULL THEN a.followers_hi / nullif(d.followers_lo, 0) END AS ratio_hi
    FROM history AS h JOIN barometer.departures AS d ON list_family(d.roster_id) = h.family
        AND d.departure_status = 'left'
        AND d.month BETWEEN CAST(h.month - INTERVAL 2 MONTH AS DATE) AND h.month
    JOIN barometer.audience AS a ON a.month = d.month AND a.roster_id = d.roster_id
        AND a.territory_id = d.territory_id AND a.network <> d.network
    JOIN roster.members AS m ON m.roster_id = h.roster_id AND m.territory_id = d.territory_id
    WHERE d.network IN (SELECT network FROM networks) AND a.network IN (SELECT network FROM networks)
), counted AS (
    SELECT month, roster_id, network, variant, cell, count(*) AS member_count, count(ratio) AS measured_count,
        max(weight) > 1 AS is_drawn, median(ratio) AS middle, median(ratio_lo) AS middle_lo,
        CASE WHEN count(ratio_hi) = count(ratio) THEN median(ratio_hi) END AS middle_hi
    FROM found GROUP BY ALL
), cells AS (
    SELECT DISTINCT s.month, s.roster_id, s.network, unnest([s.stratum, 'ALL']) AS cell, h.has_history,
        'vers_' || n.network AS variant
    FROM barometer.status AS s JOIN history AS h USING (month, roster_id)
    JOIN networks AS o ON o.network = s.network JOIN networks AS n ON n.network <> s.network
), judged AS (
    SELECT c.*, k.* EXCLUDE (month, roster_id, network, variant, cell, member_count, measured_count),
        coalesce(member_count, 0) AS member_count, coalesce(measured_count, 0) AS measured_count,
        CASE WHEN NOT has_history THEN 'no_history' WHEN measured_count < 0.8 * member_count THEN 'low_coverage'
            WHEN coalesce(measured_count, 0) < 5 THEN 'small_base' ELSE 'observed' END AS value_status
    FROM cells AS c LEFT JOIN counted AS k USING (month, roster_id, network, variant, cell)
)
SELECT month, roster_id, 'I58' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code,
    cell AS stratum, 'median' AS aggregation, CASE WHEN value_status = 'observed' THEN middle END AS value,
    CASE WHEN value_status = 'observed' THEN middle_lo END AS value_lo,
    CASE WHEN value_status = 'observed' THEN middle_hi END AS value_hi,
    CASE WHEN NOT coalesce(is_drawn, false) THEN value_lo END AS ci_lo,
    CASE WHEN NOT coalesce(is_drawn, false) THEN value_hi END AS ci_hi,
    CASE WHEN coalesce(is_drawn, false) THEN 'none' ELSE 'census' END AS interval_method, value_status,
    NULL::DOUBLE AS numerator, CAST(measured_count AS DOUBLE) AS denominator, member_count, measured_count,
    member_count - measured_count AS unknown_count
FROM judged
