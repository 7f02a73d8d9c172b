-- question: Which towns of 100 000 inhabitants and more have most followers for their size, between which bounds?
-- grain: roster_id, territory_id
-- unit: followers for 1 000 inhabitants (an account is followed from elsewhere too)
-- denominator: inhabitants (population, census of pop_vintage)
-- exclusions: other months than the last one; accounts without a measured audience; change `asked` for another league
-- reads: barometer.audience, roster.members
WITH asked AS (
    SELECT max(month) AS month, 'facebook' AS network, 'COM_100000_PLUS' AS stratum FROM barometer.audience
)
SELECT a.roster_id, a.territory_id, m.name, round(1000 * a.followers_count / m.population, 1) AS per_1000,
    round(1000 * a.followers_lo / m.population, 1) AS per_1000_lo,
    round(1000 * a.followers_hi / m.population, 1) AS per_1000_hi, a.followers_count, a.followers_status, m.population,
    m.pop_vintage
FROM barometer.audience AS a JOIN asked USING (month, network, stratum)
JOIN roster.members AS m USING (roster_id, territory_id)
WHERE a.followers_count IS NOT NULL AND m.population > 0
ORDER BY a.roster_id, per_1000 DESC, a.territory_id
