-- question: Where are those active who left a network in the quarter before?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1 of the leavers; a leaver may be active on several networks, so that parts may exceed 1
-- denominator: `vers_…`: leavers whose presence there is known; `aucun`, `inconnu`: all leavers. Leavers are those of
--   barometer.departures whose first silent month is m-5, m-4 or m-3; not among them, those not known to be silent
-- exclusions: networks other than X, Bluesky, Mastodon and Threads. Active there: an original post in one of the months
--   from six before the first silent one to three after; not active: each of the ten known, and no post. No value
--   without the months m-6 to m (no_history), under five leavers (small_base), above 10 % unknown (withheld).
--   A list that is worked out for each vintage goes on in January. Areas have none: too few leavers in a quarter
-- reads: roster.months, barometer.departures, barometer.status, roster.members
-- reach: 11
WITH networks AS (SELECT unnest(['x', 'bluesky', 'mastodon', 'threads']) AS network
), lists AS (
    SELECT month, roster_id, list_family(roster_id) AS family FROM roster.months
), history AS (
    SELECT m.month, m.roster_id, any_value(m.family) AS family, count(DISTINCT o.month) = 7 AS has_history
    FROM lists AS m LEFT JOIN lists AS o ON o.family = m.family
        AND o.month BETWEEN CAST(m.month - INTERVAL 6 MONTH AS DATE) AND m.month
    GROUP BY m.month, m.roster_id
), leavers AS (
    SELECT h.month, h.roster_id, h.family, d.territory_id, d.network, d.departed_month, n.network AS destination
    FROM history AS h JOIN barometer.departures AS d ON list_family(d.roster_id) = h.family
        AND d.departure_status = 'left'
        AND d.month BETWEEN CAST(h.month - INTERVAL 2 MONTH AS DATE) AND h.month
    JOIN networks AS n ON n.network <> d.network
    WHERE d.network IN (SELECT network FROM networks)
), states AS (
    SELECT l.month, l.roster_id, l.territory_id, l.network, l.departed_month, l.destination,
        coalesce(bool_or(s.status = 'present_active'), false) AS is_active, is_active
            OR count(*) FILTER (s.status IN ('present_dormant', 'absent_confirmed')) = 10 AS is_known
    FROM leavers AS l LEFT JOIN barometer.status AS s ON list_family(s.roster_id) = l.family
        AND s.territory_id = l.territory_id AND s.network = l.destination AND s.month BETWEEN
            CAST(l.departed_month - INTERVAL 6 MONTH AS DATE) AND CAST(l.departed_month + INTERVAL 3 MONTH AS DATE)
    GROUP BY ALL
), told AS (
    SELECT *, 'vers_' || destination AS variant FROM states
    UNION ALL
    SELECT month, roster_id, territory_id, network, departed_month, NULL, v.is_active, v.is_known, v.variant
    FROM (SELECT month, roster_id, territory_id, network, departed_month, bool_or(is_active) AS any_active,
            bool_and(is_known) AS all_known FROM states GROUP BY ALL),
        LATERAL (VALUES ('aucun', NOT any_active AND all_known, any_active OR all_known),
            ('inconnu', NOT any_active AND NOT all_known, true)) AS v(variant, is_active, is_known)
), counts AS (
    SELECT t.month, t.roster_id, t.network, t.variant, unnest([m.stratum, 'ALL']) AS cell, t.is_active,
        t.is_known, m.weight
    FROM told AS t JOIN roster.members AS m USING (roster_id, territory_id)
), summed AS (
    SELECT month, roster_id, network, variant, cell, count(*) AS base, count(*) FILTER (is_active) AS part,
        count(*) FILTER (NOT is_known) AS unknown, max(weight) AS weight
    FROM counts GROUP BY ALL
), cells AS (
    SELECT DISTINCT s.month, s.roster_id, s.network, unnest([s.stratum, 'ALL']) AS cell, h.has_history, v.variant
    FROM barometer.status AS s JOIN history AS h USING (month, roster_id) JOIN networks USING (network)
    CROSS JOIN (VALUES ('vers_x'), ('vers_bluesky'), ('vers_mastodon'), ('vers_threads'), ('aucun'), ('inconnu')) AS
        v(variant)
), rates AS (
    SELECT c.*, coalesce(base, 0) AS base, coalesce(part, 0) AS part, coalesce(unknown, 0) AS unknown, weight,
        coalesce(weight, 1) > 1 AS is_drawn, CASE WHEN NOT has_history THEN 'no_history' WHEN coalesce(base, 0) < 5
            THEN 'small_base' WHEN unknown * 10 > base THEN 'withheld' ELSE 'observed' END AS value_status
    FROM cells AS c LEFT JOIN summed USING (month, roster_id, network, variant, cell)
    WHERE c.variant <> 'vers_' || c.network
)
SELECT month, roster_id, 'I57' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code,
    cell AS stratum, 'pooled' AS aggregation,
    CASE WHEN value_status = 'observed' THEN part / (base - unknown) END AS value, part / nullif(base, 0) AS value_lo,
    (part + unknown) / nullif(base, 0) AS value_hi,
    CASE WHEN NOT is_drawn THEN value_lo WHEN cell <> 'ALL' THEN wilson_lo(part, base, base * weight) END AS ci_lo,
    CASE WHEN NOT is_drawn THEN value_hi WHEN cell <> 'ALL' THEN wilson_hi(part + unknown, base, base * weight)
        END AS ci_hi,
    CASE WHEN NOT is_drawn THEN 'census' WHEN cell = 'ALL' THEN 'none' ELSE 'wilson_fpc' END AS interval_method,
    value_status, CAST(part AS DOUBLE) AS numerator, CAST(base - unknown AS DOUBLE) AS denominator,
    base AS member_count, base - unknown AS measured_count, unknown AS unknown_count
FROM rates
