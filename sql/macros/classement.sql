-- question: Who comes first on a network in each stratum of a level, and which places are certain?
-- text: Palmarès d’un réseau dans un mois, dans une strate (REG, COM_100000_PLUS…) ou dans chaque strate d’un niveau
--   (region, departement, epci, commune). fenetre : 1 ou 12 mois ; lecture : absolute, relative, per_1000 et,
--   pour 1 mois, engagement_d7 (compteurs lus au septième jour) ou engagement_as_read (à la visite). Le rang vrai est
--   entre best_rank et worst_rank.
-- grain: roster_id, stratum, territory_id
-- unit: followers gained (absolute), part of 1 (relative), followers for 1 000 inhabitants (per_1000), part
--   of the followers (engagement); ranks from 1
-- denominator: accounts of the stratum measured at both dates (ranked_count; unranked_count are not)
-- exclusions: as barometer.ranking: strata of fewer than five measured accounts, communes under 3 500 inhabitants
-- reads: barometer.ranking, roster.members
-- parameters: reseau, niveau, mois, fenetre := 12, lecture := 'absolute'
SELECT r.roster_id, r.stratum, r.rank, r.best_rank, r.worst_rank, m.name, r.territory_id, r.value, r.value_lo,
    r.value_hi, r.lens, r.window_months, r.is_podium_certain, r.is_stock_flow_suspect, r.ranked_count, r.unranked_count,
    r.data_origin
FROM barometer.ranking AS r JOIN roster.members AS m USING (roster_id, territory_id)
WHERE r.network = lower(reseau) AND (r.stratum = upper(niveau) OR m.level = lower(niveau))
    AND r.month = CAST(left(CAST(mois AS VARCHAR), 7) || '-01' AS DATE)
    AND r.window_months = fenetre AND r.lens = lecture
ORDER BY r.roster_id, r.stratum, r.rank, r.territory_id
