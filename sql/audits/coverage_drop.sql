-- question: Did the part of unknown statuses rise by more than ten points in a month?
-- grain: month, roster_id, network, stratum
-- unit: part from 0 to 1
-- denominator: the list
-- exclusions: strata under 10 members; months whose month before was not observed
-- reads: barometer.coverage
SELECT c.month, c.roster_id, c.network, c.stratum, p.unknown_share AS previous_share, c.unknown_share, c.member_count
FROM barometer.coverage AS c
JOIN barometer.coverage AS p ON p.month = CAST(c.month - INTERVAL 1 MONTH AS DATE) AND p.roster_id = c.roster_id
    AND p.network = c.network AND p.stratum = c.stratum
WHERE c.member_count >= 10 AND c.unknown_share - p.unknown_share > 0.10 + 1e-9
