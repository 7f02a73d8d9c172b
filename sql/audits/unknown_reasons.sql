-- question: Is an unknown status left without a reason, or counted under two?
-- grain: month, roster_id, network, stratum
-- unit: territories
-- denominator: none
-- exclusions: none
-- reads: barometer.coverage, barometer.unknowns
SELECT c.month, c.roster_id, c.network, c.stratum, c.unknown_count, coalesce(sum(u.territory_count), 0) AS reason_count
FROM barometer.coverage AS c LEFT JOIN barometer.unknowns AS u USING (month, roster_id, network, stratum)
GROUP BY ALL HAVING reason_count <> c.unknown_count
