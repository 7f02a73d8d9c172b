-- Two steps that several tables of the test world share.
CREATE TEMP VIEW lenses AS
    SELECT g.month, g.roster_id, g.stratum, g.network, g.window_months, l.lens, g.territory_id, g.is_stock_flow_suspect,
        CASE l.lens WHEN 'absolute' THEN growth_abs WHEN 'relative' THEN growth_rel ELSE growth_per_1000 END AS value,
        CASE l.lens WHEN 'absolute' THEN growth_abs_lo WHEN 'relative' THEN growth_rel_lo ELSE growth_per_1000_lo END AS value_lo,
        CASE l.lens WHEN 'absolute' THEN growth_abs_hi WHEN 'relative' THEN growth_rel_hi ELSE growth_per_1000_hi END AS value_hi
    FROM barometer.growth g, (VALUES ('absolute'), ('relative'), ('per_1000')) AS l (lens)
    WHERE value IS NOT NULL;
CREATE TEMP VIEW tallies AS
    WITH each AS (
        SELECT month, roster_id, network, territory_id, stratum, status LIKE 'present%' AS is_in, status <> 'unknown' AS is_known
        FROM barometer.status
        UNION ALL
        SELECT month, roster_id, 'any', territory_id, any_value(stratum), bool_or(status LIKE 'present%'),
            bool_or(status LIKE 'present%') OR bool_and(status <> 'unknown')
        FROM barometer.status WHERE network <> 'website' GROUP BY month, roster_id, territory_id
    ), placed AS (
        SELECT e.*, unnest([
            {'area_level': 'france', 'area_code': 'FR', 'cell': 'ALL'}, {'area_level': 'france', 'area_code': 'FR', 'cell': e.stratum},
            {'area_level': 'region', 'area_code': m.region_code, 'cell': 'ALL'},
            {'area_level': 'departement', 'area_code': m.departement_code, 'cell': 'ALL'}]) AS place
        FROM each e JOIN roster.members m USING (roster_id, territory_id)
    )
    SELECT month, roster_id, network, place.area_level AS area_level, place.area_code AS area_code, place.cell AS stratum,
        count(*) FILTER (is_in) AS present, count(*) FILTER (is_known AND NOT is_in) AS absent,
        count(*) FILTER (NOT is_known) AS unknown, count(*) AS n
    FROM placed WHERE place.area_code IS NOT NULL GROUP BY ALL;
