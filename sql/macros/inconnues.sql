-- question: Which territories are unknown on a network in a month, and why?
-- text: Collectivités dont la présence sur un réseau n’est pas connue dans un mois, et pourquoi. Elles ne sont ni
--   présentes ni absentes : elles font l’écart entre les bornes d’un taux.
-- grain: roster_id, territory_id
-- unit: territories
-- denominator: the whole list
-- exclusions: territories whose status is known
-- reads: barometer.status, roster.members, reference.codes
-- parameters: reseau, mois
SELECT s.roster_id, s.stratum, s.territory_id, m.name, s.reason, c.label_fr AS reason_fr, s.account_id, s.data_origin
FROM barometer.status AS s JOIN roster.members AS m USING (roster_id, territory_id)
LEFT JOIN reference.codes AS c ON c.kind IN ('outcome', 'reason') AND c.code = split_part(s.reason, ':', 1)
WHERE s.network = lower(reseau) AND s.status = 'unknown'
    AND s.month = CAST(left(CAST(mois AS VARCHAR), 7) || '-01' AS DATE)
ORDER BY s.roster_id, s.stratum, s.territory_id
