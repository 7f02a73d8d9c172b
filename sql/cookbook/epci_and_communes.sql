-- question: Is an EPCI followed more than its communes, and on which networks are it and they present?
-- grain: roster_id, epci_id, network
-- unit: followers; communes
-- denominator: communes of the EPCI that are in the list (commune_count), often few of them
-- exclusions: other months than the last one; EPCI without a commune in the list; a sum is of the measured communes
-- reads: barometer.status, barometer.audience, roster.members
WITH seen AS (
    SELECT s.roster_id, s.network, m.territory_id, m.level, m.code, m.name, m.epci_code, s.status, a.followers_count
    FROM barometer.status AS s JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN barometer.audience AS a USING (month, roster_id, territory_id, network)
    WHERE s.month = (SELECT max(month) FROM barometer.status) AND s.network <> 'website'
)
SELECT e.roster_id, e.territory_id AS epci_id, e.name, e.network, e.status, e.followers_count,
    count(*) AS commune_count, count(*) FILTER (c.status LIKE 'present%') AS present_count,
    count(*) FILTER (c.status = 'unknown') AS unknown_count, count(c.followers_count) AS measured_count,
    CAST(sum(c.followers_count) AS BIGINT) AS communes_total,
    arg_max(c.name, (c.followers_count, c.territory_id)) FILTER (c.followers_count IS NOT NULL) AS largest_commune,
    max(c.followers_count) AS largest_count
FROM seen AS e JOIN seen AS c ON c.roster_id = e.roster_id AND c.network = e.network AND c.level = 'commune'
    AND c.epci_code = e.code
WHERE e.level = 'epci'
GROUP BY e.roster_id, e.territory_id, e.name, e.network, e.status, e.followers_count
ORDER BY e.roster_id, e.followers_count DESC NULLS LAST, e.territory_id, e.network
