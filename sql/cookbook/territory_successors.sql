-- question: What became of a territory of the past, and what happened on the way?
-- grain: first_vintage, current_id, effective_date, kind, to_id
-- unit: share of the inhabitants of the territory
-- denominator: inhabitants of the territory before the event
-- exclusions: events of the communes that joined it; change the value of `asked` for another territory
-- reads: reference.territory_map, reference.territory_events
WITH asked AS (SELECT 'commune:15141' AS territory_id)
SELECT m.territory_id, m.first_vintage, m.last_vintage, m.current_id, m.relation, m.predecessor_count,
    m.is_upper_bound, e.effective_date, e.earliest_date, e.kind, e.from_name, e.to_id, e.to_name, e.population_share
FROM reference.territory_map AS m JOIN asked USING (territory_id)
LEFT JOIN reference.territory_events AS e ON e.from_id = m.territory_id
    AND e.effective_date > make_date(m.last_vintage, 1, 1) AND e.effective_date <= make_date(m.last_vintage + 1, 1, 1)
ORDER BY m.first_vintage, m.current_id, e.effective_date, e.kind, e.to_id
