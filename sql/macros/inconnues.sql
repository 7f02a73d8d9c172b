-- question: Which territories are unknown on a network in a month, and why?
-- text: Collectivités dont la présence sur un réseau n’est pas connue dans un mois, et pourquoi. Elles ne sont ni
--   présentes ni absentes : elles font l’écart entre les bornes d’un taux. Sans ligne : le statut de toutes est connu.
-- grain: roster_id, territory_id
-- unit: territories
-- denominator: the whole list
-- exclusions: territories whose status is known
-- reads: barometer.coverage, barometer.status, reference.codes, roster.members, roster.months
-- parameters: reseau, mois
WITH given AS (
    SELECT asked_month(mois, (SELECT list(DISTINCT month) FROM roster.months)) AS month,
        asked('Réseau', reseau, (SELECT list(DISTINCT network) FROM barometer.coverage)) AS network
)
SELECT s.roster_id, s.stratum, s.territory_id, m.name, s.reason, c.label_fr AS reason_fr, s.account_id, s.data_origin
FROM given AS g JOIN barometer.status AS s USING (month, network)
JOIN roster.members AS m USING (roster_id, territory_id)
LEFT JOIN reference.codes AS c ON c.kind IN ('outcome', 'reason') AND c.code = split_part(s.reason, ':', 1)
WHERE s.status = 'unknown'
ORDER BY s.roster_id, s.stratum, s.territory_id
