-- question: Which figures printed by earlier studies are found again, which are not, which cannot be compared, and why?
-- grain: figure_id
-- unit: that of the printed figure (unit)
-- denominator: published_n as printed, measured_n as measured
-- exclusions: none
-- reads: barometer.comparison, reference.codes
SELECT c.date, c.source, c.network, c.indicator, c.stratum, c.aggregation, c.published_value, c.measured_value, c.unit,
    c.published_n, c.measured_n, v.label_fr AS verdict_fr, r.label_fr AS refusal_fr, c.note_fr, c.figure_id
FROM barometer.comparison AS c
LEFT JOIN reference.codes AS v ON v.kind = 'verdict' AND v.code = c.verdict
LEFT JOIN reference.codes AS r ON r.kind = 'refusal' AND r.code = c.refusal
ORDER BY c.date, c.figure_id
