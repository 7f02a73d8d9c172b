-- question: Is a growth published across a change of perimeter, or a former territory shown among those of today?
-- grain: month, roster_id, table_name, territory_id, network, window_months
-- unit: followers
-- denominator: none
-- exclusions: changes of name, of code or of kind, which leave the perimeter as it is; growths without a value
-- reads: barometer.growth, barometer.current_geography, reference.territory_events, reference.territory_map
WITH breaks AS (
    SELECT event_id, earliest_date, effective_date, unnest([from_id, to_id]) AS territory_id
    FROM reference.territory_events WHERE is_break
)
SELECT g.month, g.roster_id, 'barometer.growth' AS table_name, g.territory_id, g.network, g.window_months,
    g.growth_abs AS value, min(b.event_id) AS event_id
FROM barometer.growth AS g JOIN breaks AS b ON b.territory_id = g.territory_id
    AND b.earliest_date < CAST(g.month + INTERVAL 1 MONTH AS DATE)
    AND b.effective_date >= CAST(g.month - to_months(CAST(g.window_months - 1 AS INTEGER)) AS DATE)
WHERE g.growth_abs IS NOT NULL OR g.growth_rel IS NOT NULL
GROUP BY ALL
UNION ALL
SELECT c.month, c.roster_id, 'barometer.current_geography', c.territory_id, c.network, NULL, c.followers_count, NULL
FROM barometer.current_geography AS c
WHERE c.territory_id IN (SELECT territory_id FROM reference.territory_map)
    AND c.territory_id NOT IN (SELECT current_id FROM reference.territory_map)
