-- question: Which territories make up one published rate, and what proves the status of each?
-- grain: roster_id, territory_id
-- unit: none
-- denominator: the whole list of the stratum, unknown ones too
-- exclusions: other months than the last one; change the values of `asked` for another rate
-- reads: barometer.status, barometer.audience, roster.members, roster.attributions, reference.codes
WITH asked AS (
    SELECT max(month) AS month, 'x' AS network, 'REG' AS stratum FROM barometer.status
)
SELECT s.roster_id, s.territory_id, m.name, s.status, s.reason, c.label_fr AS reason_fr, s.account_id, a.account_url,
    a.evidence_codes, a.evidence_score, f.observed_at, f.record
FROM barometer.status AS s JOIN asked USING (month, network, stratum)
JOIN roster.members AS m USING (roster_id, territory_id)
LEFT JOIN roster.attributions AS a ON a.month = s.month AND a.territory_id = s.territory_id
    AND a.account_id = s.account_id
LEFT JOIN barometer.audience AS f ON f.month = s.month AND f.roster_id = s.roster_id
    AND f.territory_id = s.territory_id AND f.network = s.network
LEFT JOIN reference.codes AS c ON c.kind IN ('outcome', 'reason') AND c.code = split_part(s.reason, ':', 1)
ORDER BY s.roster_id, s.status, s.territory_id
