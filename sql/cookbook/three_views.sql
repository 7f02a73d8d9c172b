-- question: What do the three views of geography in time show of one région and of the régions before it?
-- grain: month, roster_id, network, view, territory_id
-- unit: followers (historique, courante); index, 100 in base_month (indice)
-- denominator: none
-- exclusions: no growth goes from one view to another; the index is that of the whole stratum, in which
--   the région counts save in the link of its event; change the value of `asked` for another territory
-- reads: barometer.audience, barometer.current_geography, barometer.chained_index, reference.territory_map
WITH asked AS (
    SELECT 'region:32' AS current_id
), predecessors AS (
    SELECT DISTINCT territory_id FROM reference.territory_map JOIN asked USING (current_id) WHERE relation <> 'governed'
), today AS (
    SELECT c.* FROM barometer.current_geography AS c JOIN asked AS q ON q.current_id = c.territory_id
)
SELECT month, roster_id, network, 'historique' AS view, territory_id, followers_count AS value,
    followers_lo AS value_lo, followers_hi AS value_hi, followers_status AS status, CAST(NULL AS DATE) AS base_month,
    territory_id AS made_of
FROM barometer.audience JOIN predecessors USING (territory_id)
UNION ALL
SELECT month, roster_id, network, 'courante', territory_id, followers_count, followers_lo, followers_hi,
    followers_status, NULL, predecessor_ids
FROM today WHERE network <> 'website'
UNION ALL
SELECT i.month, i.roster_id, i.network, 'indice', t.territory_id, i.index_value, i.index_lo, i.index_hi, i.link_status,
    i.base_month, i.stratum
FROM barometer.chained_index AS i JOIN today AS t USING (month, roster_id, network, stratum)
ORDER BY roster_id, network, month, view, territory_id
