-- question: Which five collectivités of its stratum are nearest to each by population?
-- grain: month, roster_id, territory_id, peer_rank
-- unit: peer_rank from 1, the nearest by the gap of the logarithms of both populations
-- denominator: members of the stratum whose population is known
-- exclusions: communes under 3 500 inhabitants have no peers and are none, as they are not compared by name; of those
--   that are equally near, the first by code, among the five on each side in the order of population, then code
-- reach: 0
-- reads: roster.members, roster.months
WITH placed AS (
    SELECT m.month, m.roster_id, b.territory_id, b.stratum, ln(b.population) AS size,
        row_number() OVER (PARTITION BY m.month, m.roster_id, b.stratum ORDER BY b.population, b.territory_id) AS place
    FROM roster.months AS m JOIN roster.members AS b USING (roster_id)
    WHERE b.population > 0 AND (b.level <> 'commune' OR b.population >= 3500)
), pairs AS (
    SELECT p.month, p.roster_id, p.territory_id, o.territory_id AS peer_id,
        row_number() OVER (PARTITION BY p.month, p.roster_id, p.territory_id
            ORDER BY abs(o.size - p.size), o.territory_id) AS peer_rank
    FROM placed AS p, (SELECT unnest([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]) AS step) AS s
    JOIN placed AS o ON o.month = p.month AND o.roster_id = p.roster_id AND o.stratum = p.stratum
        AND o.place = p.place + s.step
)
SELECT month, roster_id, territory_id, peer_rank, peer_id
FROM pairs
WHERE peer_rank <= 5
