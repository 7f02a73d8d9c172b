-- question: Where do the account of a territory and its number of followers come from: which page, when, which record?
-- text: D’où viennent le compte d’une collectivité sur un réseau et son nombre d’abonnés : pages qui le nomment (part «
--   compte ») et lectures (part « lecture »), avec l’instant, l’enregistrement archivé
--   (fichier@position+longueur) et l’empreinte (sha256) de la réponse. code : '38185', ou 'commune:38185'.
-- grain: territory_id, account_id, part, seen_at, said_by, source_url
-- unit: followers
-- denominator: none
-- exclusions: accounts that are found for the territory and are not its main one
-- reads: roster.attributions, roster.evidence, observations.snapshots, observations.fetches
-- parameters: code, reseau, mois
WITH asked AS (
    SELECT * FROM roster.attributions
    WHERE is_main AND month = CAST(left(CAST(mois AS VARCHAR), 7) || '-01' AS DATE) AND network = lower(reseau)
        AND (territory_id = code OR split_part(territory_id, ':', 2) = code)
), asked_pages AS (
    SELECT month, record, min(url) AS url, min(answer_sha256) AS answer_sha256
    FROM observations.fetches WHERE record IS NOT NULL GROUP BY month, record
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
