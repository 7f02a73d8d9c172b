-- question: What does the sheet of one account say, and what is missing from it, with the reason?
-- grain: roster_id, indicator_id, variant
-- unit: that of the indicator (unit_fr); a share is a part from 0 to 1, its change is in points
-- denominator: that of the indicator
-- exclusions: other months than the last one computed; change the values of `asked` for another account
-- reads: barometer.account_sheet, reference.indicators, reference.codes, roster.members
WITH asked AS (SELECT 'region:53' AS territory_id, 'facebook' AS network)
SELECT s.roster_id, m.name, s.network, s.indicator_id, i.label_fr, s.variant, s.value, s.value_lo, s.value_hi,
    i.unit_fr, CASE WHEN s.value IS NULL THEN c.label_fr END AS reason_fr, s.change_m1, s.change_m12
FROM barometer.account_sheet AS s JOIN asked USING (territory_id, network)
JOIN reference.indicators AS i USING (indicator_id) JOIN roster.members AS m USING (roster_id, territory_id)
LEFT JOIN reference.codes AS c ON c.kind = 'measure_status' AND c.code = s.value_status
WHERE s.month = (SELECT max(month) FROM barometer.account_sheet)
ORDER BY s.roster_id, s.indicator_id, s.variant
