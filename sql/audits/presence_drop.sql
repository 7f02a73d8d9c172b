-- question: Did a rate of presence fall by more than ten points in a month?
-- grain: month, roster_id, network, stratum
-- unit: part from 0 to 1
-- denominator: territories whose status is known
-- exclusions: strata under 10 members; withheld points; months whose month before was not observed
-- reads: barometer.presence
WITH rates AS (
    SELECT month, roster_id, network, stratum, presence_share, member_count FROM barometer.presence
    WHERE area_level = 'france' AND aggregation = 'pooled' AND member_count >= 10
)
SELECT r.month, r.roster_id, r.network, r.stratum, p.presence_share AS previous_share, r.presence_share
FROM rates AS r
JOIN rates AS p ON p.month = CAST(r.month - INTERVAL 1 MONTH AS DATE) AND p.roster_id = r.roster_id
    AND p.network = r.network AND p.stratum = r.stratum
WHERE p.presence_share - r.presence_share > 0.10 + 1e-9
