-- question: How many territories came to a network or left it since the month before?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: territories; variants: entries, exits, net (entries − exits), from_unknown (unknown, then present) and
--   to_unknown (present, then unknown)
-- denominator: none; measured are the territories known in both months
-- exclusions: a territory that the list did not hold before is not known of both months; the bounds count each unknown
--   status as the move that it may hide; without this network in the month before there is no reference. A list that is
--   worked out for each vintage goes on in January. Change of present territories: net + from_unknown − to_unknown
-- reads: barometer.status, roster.members
-- reach: 1
WITH lists AS (
    SELECT roster_id, list_family(roster_id) AS family FROM (SELECT DISTINCT roster_id FROM barometer.status)
), known AS NOT MATERIALIZED (
    SELECT month, roster_id, family, territory_id, network, stratum,
        CASE WHEN status LIKE 'present%' THEN 'p' WHEN status = 'unknown' THEN 'u' ELSE 'a' END AS s
    FROM barometer.status JOIN lists USING (roster_id)
), moves AS (
    SELECT n.month, n.roster_id, n.network, CASE WHEN grouping(n.stratum) = 1 THEN 'ALL' ELSE n.stratum END AS stratum,
        CASE WHEN grouping(region) = 0 THEN 'region' WHEN grouping(departement) = 0 THEN 'departement' ELSE 'france'
            END AS area_level,
        CASE area_level WHEN 'region' THEN region WHEN 'departement' THEN departement ELSE 'FR' END AS area_code,
        count(*) AS member_count, count(*) FILTER (b.s <> 'u' AND n.s <> 'u') AS measured_count,
        count(*) FILTER (b.s = 'a' AND n.s = 'p') AS ap, count(*) FILTER (b.s = 'p' AND n.s = 'a') AS pa,
        count(*) FILTER (b.s = 'u' AND n.s = 'p') AS up, count(*) FILTER (b.s = 'p' AND n.s = 'u') AS pu,
        count(*) FILTER (b.s = 'a' AND n.s = 'u') AS au, count(*) FILTER (b.s = 'u' AND n.s = 'a') AS ua,
        count(*) FILTER (b.s = 'u' AND n.s = 'u') AS uu
    FROM (
        SELECT k.*, m.dense_areas.region_code AS region, m.dense_areas.departement_code AS departement
        FROM known AS k LEFT JOIN drawn_members() AS m USING (roster_id, territory_id)
    ) AS n LEFT JOIN known AS b ON b.month = CAST(n.month - INTERVAL 1 MONTH AS DATE) AND b.family = n.family
        AND b.network = n.network AND b.territory_id = n.territory_id
    GROUP BY GROUPING SETS ((n.month, n.roster_id, n.network), (n.month, n.roster_id, n.network, n.stratum),
        (n.month, n.roster_id, n.network, region), (n.month, n.roster_id, n.network, departement))
    HAVING area_code IS NOT NULL
), judged AS (
    SELECT m.*, p.month IS NOT NULL AS has_before FROM moves AS m
    LEFT JOIN (SELECT DISTINCT month, family, network FROM known) AS p
        ON p.month = CAST(m.month - INTERVAL 1 MONTH AS DATE) AND p.family = list_family(m.roster_id)
        AND p.network = m.network
)
SELECT month, roster_id, 'I55' AS indicator_id, variant, network, area_level, area_code, stratum,
    'sum' AS aggregation, CASE WHEN has_before THEN CAST(moved AS DOUBLE) END AS value,
    CASE WHEN has_before THEN CAST(low AS DOUBLE) END AS value_lo,
    CASE WHEN has_before THEN CAST(high AS DOUBLE) END AS value_hi, CAST(NULL AS DOUBLE) AS ci_lo,
    CAST(NULL AS DOUBLE) AS ci_hi, 'none' AS interval_method,
    CASE WHEN has_before THEN 'observed' ELSE 'no_reference' END AS value_status, CAST(NULL AS DOUBLE) AS numerator,
    CAST(NULL AS DOUBLE) AS denominator, member_count, measured_count, member_count - measured_count AS unknown_count
FROM judged, LATERAL (VALUES ('entries', ap, ap, ap + up + au + uu), ('exits', pa, pa, pa + pu + ua + uu),
    ('net', ap - pa, ap - pa - pu - ua - uu, ap - pa + up + au + uu), ('from_unknown', up, up, up),
    ('to_unknown', pu, pu, pu)) AS v(variant, moved, low, high)
