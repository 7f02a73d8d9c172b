-- question: Where do the account of a territory and its number of followers come from: which page, when, which record?
-- text: D’où viennent le compte d’une collectivité sur un réseau et son nombre d’abonnés : pages qui le nomment (part «
--   compte ») et lectures (part « lecture »), avec l’instant, l’enregistrement archivé
--   (fichier@position+longueur) et l’empreinte (sha256) de la réponse. code : '38185', ou 'commune:38185'. Sans ligne :
--   aucun compte principal sur ce réseau, fiche dit pourquoi.
-- grain: territory_id, account_id, part, seen_at, said_by, source_url
-- unit: followers
-- denominator: none
-- exclusions: accounts that are found for the territory and are not its main one
-- reads: barometer.coverage, observations.fetches, observations.snapshots, roster.attributions, roster.evidence,
--   roster.members, roster.months
-- parameters: code, reseau, mois
WITH asked_at AS (
    SELECT asked_month(mois, (SELECT list(DISTINCT month) FROM roster.months)) AS month,
        asked('Réseau', reseau, (SELECT list(DISTINCT network) FROM barometer.coverage)) AS network
), listed AS (
    SELECT month, network, list({code: m.code, territory_id: m.territory_id, name: m.name}) AS named
    FROM asked_at JOIN roster.months USING (month) JOIN roster.members AS m USING (roster_id) GROUP BY month, network
), given AS (
    SELECT month, network, asked_territory(code, named) AS territory FROM listed
), asked AS (
    SELECT a.* FROM given AS g JOIN roster.attributions AS a USING (month, network)
    WHERE a.is_main AND g.territory IN (a.territory_id, split_part(a.territory_id, ':', 2))
), asked_pages AS (
    SELECT month, record, min(url) AS url, min(answer_sha256) AS answer_sha256
    FROM given AS g JOIN observations.fetches AS f USING (month)
    WHERE f.record IS NOT NULL GROUP BY month, record
)
SELECT q.territory_id, q.account_id, 'compte' AS part, e.found_at AS seen_at,
    e.evidence || ' ' || e.source AS said_by, e.source_url, NULL AS outcome, NULL AS followers_display,
    NULL AS followers_count, NULL AS parser_version, e.record, p.answer_sha256, q.data_origin
FROM asked AS q JOIN roster.evidence AS e USING (month, territory_id, network, account_id)
LEFT JOIN asked_pages AS p ON p.month = e.month AND p.record = e.record
UNION ALL
SELECT q.territory_id, q.account_id, 'lecture', s.observed_at, s.door, p.url, s.outcome, s.followers_display,
    s.followers_count, s.parser_version, s.record, p.answer_sha256, q.data_origin
FROM asked AS q JOIN observations.snapshots AS s USING (month, network, account_id)
LEFT JOIN asked_pages AS p ON p.month = s.month AND p.record = s.record
ORDER BY q.territory_id, account_id, part, seen_at, said_by, source_url
