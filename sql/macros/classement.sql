-- question: Who comes first on a network in each stratum of a level, and which places are certain?
-- text: Palmarès d’un réseau dans un mois, dans une strate (REG, COM_100000_PLUS…) ou dans chaque strate d’un niveau
--   (region, departement, epci, commune). fenetre : 1 ou 12 mois ; lecture : absolute, relative, per_1000 et,
--   pour 1 mois, engagement_d7 (compteurs lus au septième jour) ou engagement_as_read (à la visite). Le rang vrai est
--   entre best_rank et worst_rank. Sans ligne : moins de cinq comptes mesurés aux deux dates, rien n’est classé.
-- grain: roster_id, stratum, territory_id
-- unit: followers gained (absolute), part of 1 (relative), followers for 1 000 inhabitants (per_1000), part
--   of the followers (engagement); ranks from 1
-- denominator: accounts of the stratum measured at both dates (ranked_count; unranked_count are not)
-- exclusions: as barometer.ranking: strata of fewer than five measured accounts, communes under 3 500 inhabitants
-- reads: barometer.coverage, barometer.ranking, roster.members, roster.months
-- parameters: reseau, niveau, mois, fenetre := 12, lecture := 'absolute'
WITH given AS (
    SELECT asked_month(mois, (SELECT list(DISTINCT month) FROM roster.months)) AS month,
        asked('Réseau', reseau, (SELECT list(DISTINCT network) FROM barometer.coverage)) AS network,
        asked('Niveau ou strate', niveau,
            (SELECT list(DISTINCT level) || list(DISTINCT stratum) FROM roster.members)) AS part,
        CAST(asked('Fenêtre', fenetre, ['1', '12']) AS BIGINT) AS window_months,
        asked('Lecture', lecture, ['absolute', 'relative', 'per_1000', 'engagement_d7', 'engagement_as_read']) AS lens
)
SELECT r.roster_id, r.stratum, r.rank, r.best_rank, r.worst_rank, m.name, r.territory_id, r.value, r.value_lo,
    r.value_hi, r.lens, r.window_months, r.is_podium_certain, r.is_stock_flow_suspect, r.ranked_count, r.unranked_count,
    r.data_origin
FROM given AS g JOIN barometer.ranking AS r USING (month, network, window_months, lens)
JOIN roster.members AS m USING (roster_id, territory_id)
WHERE g.part IN (r.stratum, m.level)
ORDER BY r.roster_id, r.stratum, r.rank, r.territory_id
