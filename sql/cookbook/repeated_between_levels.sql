-- question: Who repeats whom between levels: how many messages of one territory stand in the other, and who was first?
-- grain: month, roster_id, territory_id, other_territory_id
-- unit: original posts of main accounts, of eight words at least
-- denominator: none
-- exclusions: what stands on networks that no door shows; pairs without a message in common have no row
-- reads: barometer.level_copies, roster.members
SELECT c.month, c.roster_id, c.territory_id, any_value(m.name) AS name, c.other_territory_id,
    any_value(o.name) AS other_name, count(*) AS post_count, count(*) FILTER (c.lag_minutes > 0) AS later_count,
    count(*) FILTER (c.lag_minutes < 0) AS earlier_count, median(abs(c.lag_minutes)) / 60 AS median_hours
FROM barometer.level_copies AS c
JOIN roster.members AS m USING (roster_id, territory_id)
JOIN roster.members AS o ON o.roster_id = c.roster_id AND o.territory_id = c.other_territory_id
GROUP BY ALL ORDER BY c.month, c.roster_id, later_count DESC, post_count DESC, c.territory_id, c.other_territory_id
