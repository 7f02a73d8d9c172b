-- question: Why are statuses unknown, and what does each reason mean?
-- grain: month, roster_id, network, reason
-- unit: territories
-- denominator: the whole list
-- exclusions: none
-- reads: barometer.unknowns, barometer.coverage, reference.codes
SELECT u.month, u.roster_id, u.network, u.reason, c.label_fr, u.territory_count,
    round(100 * u.territory_count / v.member_count, 1) AS percent_of_list
FROM barometer.unknowns AS u
JOIN barometer.coverage AS v USING (month, roster_id, network, stratum)
LEFT JOIN reference.codes AS c ON c.kind IN ('outcome', 'reason') AND c.code = split_part(u.reason, ':', 1)
WHERE u.stratum = 'ALL'
ORDER BY u.month DESC, u.roster_id, u.network, u.territory_count DESC, u.reason
