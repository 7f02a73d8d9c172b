-- The table of doors of the test world, and what came through each: requests and readings of every month.
INSERT INTO reference.networks BY NAME
    SELECT d.network, n.label, n.network_rank, door, door_rank, gives, precision_fr, terms_fr, is_token_needed, needs,
        retention_days_count, lifted_by, by_link(d.network) AS is_present_by_link
    FROM (VALUES
    ('website', 'site', 1, 'items links name', 'Aucun compteur d’abonnés.', 'Page publique, lue si robots.txt le permet.', false, NULL, NULL, NULL),
    ('facebook', 'graph', 1, 'followers talking verified', 'Nombres exacts.', 'Interface officielle, accès soumis à l’examen de Meta.', true, NULL, NULL, NULL),
    ('facebook', 'page', 2, 'followers talking', 'Nombres exacts ou arrondis selon la page.', 'Page publique, lue si robots.txt l’admet.', false, NULL, NULL, NULL),
    ('facebook', 'page_2012', 3, 'followers talking', 'Nombres exacts.', 'Page de 2012 et 2013, rendue par les archives du web.', false, NULL, NULL, NULL),
    ('x', 'api', 1, 'followers following posts post_dates', 'Nombres exacts.', 'Interface officielle, payée à l’usage.', true, NULL, NULL, NULL),
    ('instagram', 'graph', 1, 'followers following posts', 'Nombres exacts.', 'Interface officielle : jeton d’un compte professionnel lié à une page ; comptes professionnels seulement.', true, NULL, NULL, NULL),
    ('instagram', 'page', 2, 'followers posts', 'Arrondis au-delà de dix mille.', 'Page publique, lue si robots.txt l’admet.', false, NULL, NULL, NULL),
    ('youtube', 'api', 1, 'followers posts created post_dates', 'Trois chiffres significatifs.', 'À rafraîchir ou à effacer sous trente jours, sauf avenant.', true, NULL, 30, 'youtube_analytics_amendment'),
    ('youtube', 'page', 2, 'followers posts post_dates', 'Trois chiffres significatifs.', 'Page et flux publics, lus si robots.txt l’admet.', false, NULL, NULL, NULL),
    ('linkedin', 'page', 1, 'followers post_dates', 'Nombres exacts.', 'LinkedIn interdit la collecte non autorisée.', false, 'linkedin_sanctioned_access', NULL, NULL),
    ('tiktok', 'research_api', 1, 'followers posts verified', 'Nombres exacts.', 'Recherche à but non lucratif, sur dossier.', true, 'tiktok_research', 15, 'tiktok_research_refresh'),
    ('tiktok', 'page', 2, 'followers posts', 'Arrondis à la centaine dès dix mille.', 'TikTok interdit la collecte non autorisée.', false, 'tiktok_sanctioned_access', NULL, NULL),
    ('snapchat', 'page', 1, 'followers created', 'Nombres exacts ; beaucoup sont masqués.', 'Page publique, lue si robots.txt l’admet.', false, NULL, NULL, NULL),
    ('bluesky', 'appview', 1, 'followers following posts verified', 'Nombres exacts.', 'Interface publique sans jeton.', false, NULL, NULL, NULL),
    ('threads', 'page', 1, 'followers', 'Nombres exacts.', 'Page publique, lue si robots.txt l’admet.', false, NULL, NULL, NULL),
    ('whatsapp', 'page', 1, 'followers', 'Exacts sous mille, arrondis au-delà.', 'Page publique, lue si robots.txt l’admet.', false, NULL, NULL, NULL),
    ('telegram', 'page', 1, 'followers post_dates post_counts', 'Nombres exacts.', 'Pages publiques, lues si robots.txt l’admet.', false, NULL, NULL, NULL),
    ('peertube', 'api', 1, 'followers posts created', 'Nombres exacts sur l’instance.', 'Interface publique de l’instance.', false, NULL, NULL, NULL),
    ('viadeo', 'page_2016', 1, 'name', 'Aucun compteur.', 'Réseau fermé : archives du web.', false, NULL, NULL, NULL),
    ('mastodon', 'api', 1, 'followers posts alt_texts', 'Nombres exacts sur l’instance.', 'Interface publique de l’instance.', false, NULL, NULL, NULL)
    ) AS d (network, door, door_rank, gives, precision_fr, terms_fr, is_token_needed, needs, retention_days_count, lifted_by)
    JOIN networks n USING (network);
CREATE TEMP TABLE tries AS
    SELECT s.month, s.network, s.account_id, d.door, s.month + INTERVAL 30 DAY AS answered_at, CASE
            WHEN d.needs IS NOT NULL THEN 'policy_blocked' WHEN d.is_token_needed AND s.network NOT IN ('x', 'youtube') THEN 'token_missing'
            WHEN chance < 0.03 THEN 'timeout' WHEN chance < 0.06 AND s.network = 'facebook' THEN 'login_wall' WHEN chance < 0.08 THEN 'not_modified' ELSE 'ok' END AS outcome
    FROM (SELECT *, draw(account_id || month) AS chance FROM barometer.status WHERE account_id IS NOT NULL) s JOIN reference.networks d USING (network)
    WHERE ((year(s.month) < 2020) = (d.door LIKE 'page\_20%' ESCAPE '\') OR s.network IN ('website', 'x'))
        AND (d.door_rank = 1 OR s.network IN ('facebook', 'instagram', 'tiktok'));
INSERT INTO observations.fetches (month, network, request_key, url, host, door, purpose, subject_ids, fetched_at, outcome, http_status,
        final_url, attempt_count, redirect_count, wire_bytes_count, error, answer_sha256, record)
    SELECT month, network, door || ' ' || account_id, 'https://' || network || '.example/' || account_id, network || '.example', door, 'profile',
        account_id, answered_at, outcome, if(outcome = 'ok', 200, NULL), NULL, 1, 0, 48000, NULL,
        if(outcome = 'ok', sha256(account_id || month), NULL), if(outcome = 'ok', strftime(month, '%Y-%m') || '/' || network || '/part-0000.warc.gz@5760+1156', NULL) FROM tries
    UNION ALL SELECT DISTINCT month, network, 'robots', 'https://' || network || '.example/robots.txt', network || '.example', 'robots', 'robots',
        NULL, min(answered_at), 'ok', 200, NULL, 1, 0, 200, NULL, NULL, NULL FROM tries GROUP BY ALL;
INSERT INTO observations.snapshots BY NAME
    SELECT month, network, account_id, door, answered_at AS observed_at,
        CASE WHEN door LIKE 'page\_20%' ESCAPE '\' THEN 'archive' WHEN door IN ('page', 'site') THEN 'live' ELSE 'api' END AS origin, outcome,
        CASE WHEN network <> 'website' AND outcome <> 'policy_blocked' THEN 1000 END AS followers_count,
        CASE WHEN outcome = 'policy_blocked' THEN 'not_read' WHEN network <> 'website' THEN 'observed' ELSE 'not_given' END AS followers_status,
        'not_given' AS following_status, 'not_given' AS posts_status, 'not_given' AS talking_status, 'test-1' AS parser_version
    FROM tries WHERE outcome IN ('ok', 'not_modified', 'policy_blocked')
    UNION ALL SELECT month, network, account_id, 'import', answered_at - INTERVAL 2 DAY, 'import', 'ok', 900, 'observed', 'not_given', 'not_given', 'not_given', 'import-1'
    FROM tries WHERE network = 'linkedin' AND draw(account_id) < 0.05;
