-- question: What does the scene of the study give for each statement that its documents printed?
-- grain: statement_id, fact_id, place
-- unit: that of the printed figure; followers gained in twelve months for a podium
-- denominator: that of barometer.comparison, of barometer.ranking for a podium
-- exclusions: statements without a printed fact have no row. Podiums are of March 2013, in the geography of their time;
--   a ranked name that the study did not print differs
-- reads: reference.statement_facts, barometer.comparison, barometer.ranking, roster.members
SELECT f.statement_id, f.fact_id, CAST(1 AS BIGINT) AS place, c.month, c.network, c.stratum, c.indicator,
    c.published_value, c.measured_value, c.measured_pooled, c.unit, c.verdict, c.note_fr
FROM reference.statement_facts AS f JOIN barometer.comparison AS c ON c.figure_id = f.fact_id
WHERE f.kind = 'figure'
UNION ALL
SELECT f.statement_id, f.fact_id, r.rank, r.month, r.network, m.name, 'growth_abs_12m', NULL, r.value, NULL,
    'followers',
    CASE WHEN list_contains(string_split(f.names, ', '), m.name) THEN 'same' ELSE 'differs' END,
    format('Rang {} (de {} à {}) ; podium imprimé : {}.', r.rank, r.best_rank, r.worst_rank, f.names)
FROM reference.statement_facts AS f
JOIN barometer.ranking AS r ON r.network = f.network AND r.stratum = f.stratum AND r.roster_id = 'EQ2012'
    AND r.month = DATE '2013-03-01' AND r.window_months = 12 AND r.lens = 'absolute' AND r.rank <= 3
JOIN roster.members AS m ON m.roster_id = r.roster_id AND m.territory_id = r.territory_id
WHERE f.kind = 'podium'
