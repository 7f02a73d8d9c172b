-- question: Who gained most followers on Facebook in twelve months among the régions, and which places are certain?
-- grain: month, roster_id, territory_id
-- unit: followers gained; ranks from 1
-- denominator: accounts of the stratum measured at both dates
-- exclusions: as barometer.ranking; change the three values of `asked` for another league
-- reads: barometer.ranking, barometer.growth, roster.members
WITH asked AS (SELECT 'REG' AS stratum, 'facebook' AS network, 'absolute' AS lens)
SELECT r.month, r.roster_id, r.territory_id, m.name, r.rank, r.best_rank, r.worst_rank, r.is_podium_certain,
    r.value AS gain, r.value_lo, r.value_hi, g.reference_count, g.followers_count, r.is_stock_flow_suspect,
    r.ranked_count, r.unranked_count
FROM barometer.ranking AS r JOIN asked AS a USING (stratum, network, lens)
JOIN roster.members AS m USING (roster_id, territory_id)
JOIN barometer.growth AS g USING (month, roster_id, territory_id, network, window_months)
WHERE r.window_months = 12 AND r.rank <= 10
ORDER BY r.month DESC, r.roster_id, r.rank, m.name
