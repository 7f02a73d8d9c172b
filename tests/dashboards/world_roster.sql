-- A plausible world for the tests of the site: lists, statuses of accounts, evidence. Every draw is an md5, so that it
-- is the same on every machine. `members_csv` is a variable; tables exist, empty, as in pipelines/model/fields.py.
CREATE MACRO draw(key) AS ('0x' || substr(md5(key), 1, 8))::UBIGINT / 4294967296.0;
CREATE TEMP TABLE networks AS SELECT * FROM (VALUES
    ('website', 0, 'Site officiel', 1.00, 2000, 9999), ('facebook', 10, 'Facebook', 0.90, 2008, 9999),
    ('x', 20, 'X (Twitter)', 0.62, 2009, 9999), ('instagram', 30, 'Instagram', 0.66, 2015, 9999),
    ('youtube', 40, 'YouTube', 0.48, 2014, 9999), ('linkedin', 50, 'LinkedIn', 0.58, 2014, 9999),
    ('tiktok', 60, 'TikTok', 0.12, 2019, 9999), ('snapchat', 70, 'Snapchat', 0.05, 2018, 9999),
    ('bluesky', 80, 'Bluesky', 0.16, 2024, 9999), ('threads', 90, 'Threads', 0.10, 2024, 9999),
    ('whatsapp', 100, 'WhatsApp (chaînes)', 0.18, 2023, 9999), ('telegram', 110, 'Telegram', 0.03, 2018, 9999),
    ('peertube', 185, 'PeerTube', 0.03, 2020, 9999), ('viadeo', 180, 'Viadeo', 0.10, 2010, 2018),
    ('mastodon', 190, 'Mastodon', 0.07, 2023, 9999)
) AS n (network, network_rank, label, ceiling, since, until);
CREATE MACRO by_link(code) AS code IN ('linkedin', 'tiktok');
CREATE TEMP TABLE strata AS SELECT * FROM (VALUES
    ('REG', 1.00, 0.01), ('DEP', 0.96, 0.03), ('METRO', 0.98, 0.02), ('CU', 0.95, 0.04), ('VILLE50', 0.95, 0.02),
    ('COM_100000_PLUS', 0.98, 0.02), ('COM_50000_100000', 0.94, 0.03), ('COM_20000_50000', 0.90, 0.04),
    ('COM_10000_20000', 0.82, 0.05), ('COM_3500_10000', 0.70, 0.06), ('COM_2000_3500', 0.58, 0.09),
    ('COM_500_2000', 0.42, 0.14), ('COM_0_500', 0.20, 0.42)
) AS s (stratum, reach, doubt);
INSERT INTO roster.members (roster_id, territory_id, level, code, name, stratum, population, pop_vintage, region_code,
        departement_code, weight) SELECT * FROM read_csv(getvariable('members_csv'), types = {
    'territory_id': 'VARCHAR', 'code': 'VARCHAR', 'region_code': 'VARCHAR', 'departement_code': 'VARCHAR'});
UPDATE roster.members SET body_id = territory_id;
UPDATE roster.members AS m SET body_id = b.body_id, body_name = b.body_name FROM (VALUES
    ('departement:2A', 'region:94', 'Collectivité de Corse'), ('departement:2B', 'region:94', 'Collectivité de Corse'),
    ('departement:67', 'departement:6AE', 'Collectivité européenne d’Alsace'),
    ('departement:68', 'departement:6AE', 'Collectivité européenne d’Alsace'),
    ('departement:75', 'commune:75056', 'Ville de Paris')) AS b (territory_id, body_id, body_name)
    WHERE m.territory_id = b.territory_id AND m.roster_id = 'DEMO2026';
INSERT INTO roster.months (month, roster_id) VALUES
    ('2012-03-01', 'EQ2012'), ('2013-02-01', 'EQ2012'), ('2013-03-01', 'EQ2012'),
    ('2025-10-01', 'DEMO2026'), ('2026-09-01', 'DEMO2026'), ('2026-10-01', 'DEMO2026');
INSERT INTO reference.territories (vintage, territory_id, level, code, name, population, stratum, region_code,
        departement_code, zone)
    SELECT pop_vintage, territory_id, level, code, name, population, stratum, region_code, departement_code, 'metro'
    FROM roster.members;
INSERT INTO reference.published_figures (figure_id, date, month, country, stratum, n, network, indicator, value, unit,
        aggregation, source, note)
    SELECT 'F' || lpad((row_number() OVER ())::VARCHAR, 3, '0'), strftime(m, '%Y-%m'), m::DATE, 'FR', stratum, n, network,
        indicator, value, '%', aggregation, source, NULL
    FROM (VALUES
    (DATE '2012-03-01', 'all', '176', 'facebook', 'presence_rate_mean_strata', 56.7, 'mean_of_strata_rounded', 'edgar-quinet.fr'),
    (DATE '2013-03-01', 'all', '176', 'facebook', 'presence_rate_mean_strata', 72.7, 'mean_of_strata_rounded', 'edgar-quinet.fr'),
    (DATE '2012-03-01', 'all', '176', 'facebook', 'presence_rate', 47, 'pooled', 'lecubevert.fr'),
    (DATE '2012-10-01', 'REG', '27', 'facebook', 'presence_rate', 85, 'pooled', 'archimag.com'),
    (DATE '2013-02-01', 'REG', '26', 'facebook', 'presence_rate', 85, 'pooled', 'ow.ly/1TLP5v'),
    (DATE '2013-02-01', 'VILLE50', '50', 'facebook', 'presence_rate', 78, 'pooled', 'ow.ly/1TLP5v'),
    (DATE '2013-02-01', 'DEP', '100', 'facebook', 'presence_rate', 55, 'pooled', 'ow.ly/1TLP5v'),
    (DATE '2013-02-01', 'REG', '26', 'x', 'presence_rate', 69, 'pooled', 'ow.ly/1TLP5v'),
    (DATE '2013-02-01', 'VILLE50', '50', 'x', 'presence_rate', 64, 'pooled', 'ow.ly/1TLP5v'),
    (DATE '2013-02-01', 'DEP', '100', 'x', 'presence_rate', 46, 'pooled', 'ow.ly/1TLP5v')
    ) AS f (m, stratum, n, network, indicator, value, aggregation, source);
INSERT INTO barometer.status (month, roster_id, territory_id, network, stratum, status, reason, account_id,
        post_count)
    SELECT r.month, m.roster_id, m.territory_id, n.network, m.stratum,
        CASE WHEN draw(concat_ws('|', m.territory_id, n.network, r.month, 'doubt')) < s.doubt THEN 'unknown'
             WHEN draw(concat_ws('|', m.territory_id, n.network)) >= n.ceiling * s.reach
                 * least(1, 0.35 + (year(r.month) + month(r.month) / 12 - n.since) * 0.09) THEN 'absent_confirmed'
             WHEN by_link(n.network) THEN 'present_unobserved'
             WHEN draw(concat_ws('|', m.territory_id, n.network, r.month, 'idle')) < 0.12 THEN 'present_dormant'
             WHEN n.network = 'facebook' AND draw(concat_ws('|', m.territory_id, r.month, 'wall')) < 0.2 THEN 'present_unobserved'
             ELSE 'present_active' END AS status,
        CASE status WHEN 'unknown' THEN list_value('timeout', 'site_unreachable:tls_error', 'policy_blocked', 'no_official_site')[1
                 + (draw(concat_ws('|', m.territory_id, n.network, 'why')) * 4)::INT % 4]
             WHEN 'absent_confirmed' THEN 'searched_everywhere' ELSE if(n.network = 'website', 'directory', 'E1+E4') END,
        CASE WHEN status LIKE 'present%' THEN concat(n.network, ':', lower(replace(strip_accents(m.name), ' ', '')), m.code) END,
        CASE WHEN status = 'present_dormant' THEN 0 WHEN status = 'present_active' THEN (1 + 60 * draw(concat_ws('|', m.territory_id, n.network, 'posts')))::BIGINT END
    FROM roster.months r JOIN roster.members m USING (roster_id) JOIN networks n ON year(r.month) BETWEEN n.since AND n.until
    JOIN strata s USING (stratum);
INSERT INTO roster.attributions (month, territory_id, network, account_id, handle, account_url, entity_kind, scope,
        evidence_codes, source_count, evidence_score, similarity_score, is_named, level_affinity, list_rank, claimant_count, owner_id, is_owner,
        is_official, is_main, rule, identity_id, identity_status, outcome, is_confirmed, is_contradicted)
    SELECT month, territory_id, network, account_id, split_part(account_id, ':', 2),
        'https://' || network || '.example/' || split_part(account_id, ':', 2), 'page', 'generaliste', 'E1+E4', 2, 0.8, 1,
        true, 0, 1, 1, territory_id, true, true, true, 'only', account_id, 'handle', 'ok', true, false
    FROM barometer.status WHERE account_id IS NOT NULL;
INSERT INTO roster.attributions BY NAME SELECT * REPLACE ('facebook:officetourisme' AS account_id, 'officetourisme' AS handle,
        'facebook:officetourisme' AS identity_id, 'tourisme' AS scope, false AS is_main, NULL AS rule)
    FROM roster.attributions WHERE network = 'facebook' AND territory_id = 'region:53';
UPDATE roster.attributions SET rule = 'scope', rival_account_id = 'facebook:officetourisme', rival_score = 0.3
    WHERE network = 'facebook' AND territory_id = 'region:53' AND is_main;
INSERT INTO roster.accounts (month, territory_id, network, account_id, handle, account_url, entity_kind, scope,
        evidence_codes, source_count, evidence_score, similarity_score, is_named, level_affinity, list_rank, claimant_count, owner_id, is_owner,
        is_official, is_main, rule, is_asked)
    SELECT month, territory_id, network, account_id, handle, account_url, entity_kind, scope, evidence_codes,
        source_count, evidence_score, similarity_score, is_named, level_affinity, list_rank, claimant_count, owner_id, is_owner, is_official,
        is_main, rule, true
    FROM roster.attributions;
INSERT INTO barometer.identities (month, network, account_id, identity_id, identity_status, state, spell_number,
        since_month) SELECT DISTINCT month, network, account_id, identity_id, identity_status, 'open', 1, month
    FROM roster.attributions;
UPDATE barometer.identities SET state = 'suspended', since_month = DATE '2026-09-01' WHERE (month, network, account_id) IN (
    SELECT s.month, network, max(account_id) FROM barometer.status s JOIN roster.members m USING (roster_id, territory_id)
    WHERE s.month = DATE '2026-10-01' AND m.population < 20000 AND level = 'commune' AND network IN ('facebook', 'linkedin') GROUP BY ALL);
INSERT INTO roster.evidence (month, territory_id, network, account_id, handle, account_url, evidence, source,
        source_url, list_rank, found_at, record, is_carried) SELECT month, territory_id, network, account_id, handle, account_url,
        e.code, e.source, 'https://mairie.example/' || e.source, 1, month + INTERVAL 27 DAY, 'warc/' || month || '.warc.gz@' || length(handle) || '+900', false
    FROM roster.accounts, (VALUES ('E1', 'site'), ('E4', 'directory')) AS e (code, source);
INSERT INTO roster.looks (month, territory_id, source, outcome, looked_at, record) SELECT r.month, m.territory_id, l.source,
        CASE WHEN draw(concat_ws('|', m.territory_id, r.month, l.source)) < 0.04 THEN 'timeout' ELSE 'ok' END,
        r.month + INTERVAL 27 DAY, 'warc/' || r.month || '-' || l.source || '.warc.gz@' || length(m.name) || '+700'
    FROM roster.months r JOIN roster.members m USING (roster_id), (VALUES ('directory'), ('wikidata'), ('site')) AS l (source);
INSERT INTO roster.sites (month, territory_id, site_url, source, record, found_at, is_carried) SELECT DISTINCT month, territory_id, 'https://www.' || m.code || '.example/', 'directory', NULL, month + INTERVAL 27 DAY, false
    FROM barometer.status JOIN roster.members m USING (territory_id, roster_id) WHERE network = 'website' AND account_id IS NOT NULL;
INSERT INTO roster.lists (month, source, part, outcome, read_at, asked_count, answered_count, record_count, previous_count,
        in_force_month, in_force_at, is_carried, content_hash, problem_fr, record)
    SELECT r.month, l.source, l.part, l.outcome, r.month + INTERVAL 27 DAY, 100, if(l.outcome = 'ok', 100, 0), l.records, 18,
        if(l.outcome = 'ok', r.month, r.month - INTERVAL 1 MONTH), r.month - INTERVAL 3 DAY, l.outcome <> 'ok', NULL, l.problem, NULL
    FROM (SELECT DISTINCT month FROM roster.months) r, (VALUES
        ('directory', 'mairie', 'parse_error', NULL, 'Annuaire, partie mairie : ce n’est pas du JSON, mais ''<!DOCTYPE html>''.'),
        ('directory', 'cr', 'ok', 18, NULL), ('wikidata', 'P374', 'ok', 97, NULL)) AS l (source, part, outcome, records, problem);
INSERT INTO barometer.discovery SELECT month, roster_id, network, 'ALL', 20, 30, 40, 2, 3, n - 95, n, 6, 4, n - 10, 18, 28, 38, 2, 4, 9, 1,
        if(network = 'tiktok', 0, 70), if(network = 'tiktok', 0, 3), if(network = 'tiktok', NULL, 3 / 70)
    FROM (SELECT month, roster_id, network, count(*) AS n FROM barometer.status WHERE network <> 'website' GROUP BY ALL);
INSERT INTO barometer.missed SELECT month, roster_id, network, stratum, base_count, 84, if(network = 'snapchat', NULL, 97),
        if(network = 'snapchat', NULL, 90), if(network = 'snapchat', NULL, 115), if(network = 'snapchat', 'small_base', 'observed'),
        if(network = 'snapchat', NULL, 1 - 84 / 97), if(network = 'snapchat', NULL, 1 - 84 / 90),
        if(network = 'snapchat', NULL, 1 - 84 / 115), 25, CASE network WHEN 'facebook' THEN 4.0 WHEN 'x' THEN 0.3 ELSE 1.1 END,
        CASE network WHEN 'facebook' THEN 1.5 WHEN 'x' THEN 0.1 ELSE 0.5 END, CASE network WHEN 'facebook' THEN 9.0 WHEN 'x' THEN 0.8 ELSE 2.4 END
    FROM barometer.discovery;
