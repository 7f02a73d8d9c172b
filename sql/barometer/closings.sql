-- question: Between which two instants did each territory of a list live the month?
-- grain: month, roster_id, territory_id
-- unit: UTC instants; closed_at is the first one of the next month at the clock of the place
-- denominator: none
-- exclusions: none; a territory without a zone of its own lives at the hour of Paris
-- reach: 0
-- reads: roster.months, roster.members, reference.zones
WITH places AS (
    SELECT r.month, r.roster_id, m.territory_id, coalesce(z.time_zone, 'Europe/Paris') AS time_zone
    FROM roster.months AS r JOIN roster.members AS m USING (roster_id)
    LEFT JOIN reference.zones AS z ON z.area_level = if(m.departement_code IS NULL, 'region', 'departement')
        AND z.area_code = coalesce(m.departement_code, m.region_code)
), clocks AS (
    SELECT month, time_zone, timezone('UTC', timezone(time_zone, CAST(month AS TIMESTAMP))) AS opened_at,
        timezone('UTC', timezone(time_zone, month + INTERVAL 1 MONTH)) AS closed_at
    FROM (SELECT DISTINCT month, time_zone FROM places)
)
SELECT month, roster_id, territory_id, time_zone, opened_at, closed_at FROM places JOIN clocks USING (month, time_zone)
