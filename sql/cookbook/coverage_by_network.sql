-- question: How much of the last month was really seen on each network: searched, known, measured?
-- grain: roster_id, network
-- unit: territories, accounts; percentages
-- denominator: the whole list (member_count); main accounts of the network for measured_percent
-- exclusions: other months than the last one
-- reads: barometer.coverage
SELECT month, roster_id, network, member_count, searched_count, present_count + absent_count AS known_count,
    unknown_count, account_count, measured_count, round(100 * searched_share, 1) AS searched_percent,
    round(100 * unknown_share, 1) AS unknown_percent, round(100 * measured_share, 1) AS measured_percent
FROM barometer.coverage
WHERE stratum = 'ALL' AND month = (SELECT max(month) FROM barometer.coverage)
ORDER BY roster_id, unknown_percent DESC, network
