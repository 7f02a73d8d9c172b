-- An edition of the whole country: statuses of every territory on fifteen networks over thirteen months, with as many
-- accounts by stratum as the demo has, twice as many for communes without a page, asked as its doors ask (interfaces for
-- a hundred accounts at once). `listed` holds the territories; peers come from their own SELECT.
CREATE TEMP TABLE months AS SELECT CAST(unnest(range(DATE '2025-10-01', DATE '2026-11-01', INTERVAL 1 MONTH)) AS DATE) AS month;
CREATE TEMP TABLE networks AS SELECT unnest(['website', 'facebook', 'x', 'instagram', 'youtube', 'linkedin', 'tiktok',
    'snapchat', 'bluesky', 'threads', 'whatsapp', 'telegram', 'mastodon', 'peertube', 'viadeo']) AS network;
CREATE TEMP TABLE held AS SELECT * FROM (VALUES ('COM_0_500', 0.4), ('COM_500_2000', 1.1), ('COM_2000_3500', 1.8),
    ('COM_3500_10000', 2.5), ('COM_10000_20000', 4.0), ('COM_20000_50000', 3.3), ('COM_50000_100000', 4.6),
    ('COM_100000_PLUS', 6.4), ('CC', 1.5), ('CA', 3.0), ('CU', 4.6), ('METRO', 5.8), ('DEP', 5.4), ('REG', 6.8)) AS s(stratum, accounts);
CREATE MACRO draw(key) AS hash(key) % 100000 / 100000.0;
CREATE MACRO record(network, key) AS concat('2026-10/', network, '/part-0000.warc.gz@', hash(key) % 9000000, '+', hash(key) % 4000);
INSERT INTO roster.months BY NAME SELECT month, 'FR2026' AS roster_id FROM months;
INSERT INTO roster.members BY NAME SELECT 'FR2026' AS roster_id, territory_id, level, code, name, stratum, population,
    vintage AS pop_vintage, region_code, departement_code, 1.0 AS weight FROM listed;
CREATE TEMP TABLE seen AS
    SELECT m.territory_id, m.stratum, m.code, n.network, concat(n.network, ':', m.level, m.code) AS account_id,
        CASE WHEN n.network = 'website' THEN 'present_active'
            WHEN draw(m.territory_id || n.network) < h.accounts / 14 THEN
                CASE WHEN draw(m.code || n.network) < 0.4 THEN 'present_active' ELSE 'present_unobserved' END
            WHEN draw(n.network || m.territory_id) < 0.1 THEN 'unknown' ELSE 'absent_confirmed' END AS status,
        CAST(1 + 90 * draw(m.code || n.network) * ln(10 + m.population) AS BIGINT) AS followers
    FROM roster.members AS m JOIN held AS h USING (stratum), networks AS n;
CREATE TEMP VIEW accounts AS SELECT * FROM seen WHERE network <> 'website' AND status LIKE 'present%';
INSERT INTO barometer.status BY NAME SELECT month, 'FR2026' AS roster_id, territory_id, network, stratum, status,
    CASE status WHEN 'absent_confirmed' THEN 'searched_everywhere' WHEN 'unknown' THEN 'no_official_site'
        ELSE if(network = 'website', 'directory', 'E1+E4') END AS reason,
    if(network <> 'website' AND status LIKE 'present%', account_id, NULL) AS account_id,
    if(status = 'present_active', 12, NULL) AS post_count FROM seen, months;
INSERT INTO barometer.audience BY NAME SELECT month, 'FR2026' AS roster_id, territory_id, network, stratum, account_id,
    account_id AS identity_id, concat(network, '.followers') AS metric_def, followers AS followers_count,
    followers AS followers_lo, followers + if(network = 'youtube', 99, 0) AS followers_hi,
    if(network = 'youtube', 'rounded', 'observed') AS followers_status, month + INTERVAL 27 DAY AS observed_at,
    'live' AS origin, record(network, account_id || month) AS record FROM accounts, months;
INSERT INTO barometer.posting BY NAME SELECT month, 'FR2026' AS roster_id, territory_id, network, stratum, account_id,
    12 AS post_count, 'observed' AS post_status, 'observed' AS active_30d_status, 'observed' AS dormant_90d_status
    FROM accounts, months WHERE status = 'present_active';
INSERT INTO barometer.growth BY NAME SELECT month, 'FR2026' AS roster_id, territory_id, network, stratum,
    w AS window_months, account_id, concat(network, '.followers') AS metric_def, followers AS followers_count,
    followers AS followers_lo, followers AS followers_hi, 0.1234 * w * followers AS growth_abs,
    0.12 * w * followers AS growth_abs_lo, 0.13 * w * followers AS growth_abs_hi, 0.1234 * w AS growth_rel,
    draw(account_id) AS growth_per_1000, 'observed' AS growth_status, false AS is_stock_flow_suspect, 'live' AS origin
    FROM accounts, months, (VALUES (1), (12)) AS windows(w);
INSERT INTO barometer.account_sheet BY NAME SELECT DATE '2026-10-01' AS month, 'FR2026' AS roster_id, territory_id, network,
    i.indicator AS indicator_id, 'base' AS variant, if(is_told, draw(account_id || i.indicator) * 40, NULL) AS value,
    value * 0.99 AS value_lo, value * 1.01 AS value_hi, 'per_1000' AS unit_kind,
    if(is_told, 'observed', 'not_given') AS value_status, value / 7 AS change_m1,
    if(is_told, 'observed', 'no_value') AS change_m1_status, NULL AS change_m12, 'no_reference' AS change_m12_status
    FROM (SELECT *, draw(account_id || i.indicator || 'told') < 0.4 AS is_told FROM accounts, (VALUES ('I11'), ('I12'),
        ('I20'), ('I21'), ('I24'), ('I26'), ('I27'), ('I29'), ('I32'), ('I34'), ('I38'), ('I40'), ('I41'), ('I42'),
        ('I43'), ('I44'), ('I50'), ('I52')) AS i(indicator)) AS i;
INSERT INTO roster.attributions BY NAME SELECT DATE '2026-10-01' AS month, territory_id, network, account_id,
    concat('mairie-de-', code) AS handle, concat('https://www.', network, '.example/mairie-de-', code) AS account_url,
    'page' AS entity_kind, 'generaliste' AS scope, 'E1+E4' AS evidence_codes, 2 AS source_count, 0.8 AS evidence_score,
    1.0 AS similarity_score, true AS is_named, 0 AS level_affinity, 1 AS list_rank, 1 AS claimant_count,
    territory_id AS owner_id, true AS is_owner, true AS is_official, true AS is_main, 'only' AS rule,
    account_id AS identity_id, 'handle' AS identity_status, 'ok' AS outcome, true AS is_confirmed, false AS is_contradicted
    FROM accounts;
INSERT INTO roster.evidence BY NAME SELECT DATE '2026-10-01' AS month, territory_id, network, account_id,
    concat('mairie-de-', code) AS handle, concat('https://www.', network, '.example/mairie-de-', code) AS account_url,
    e.evidence, e.source, concat('https://www.mairie-', code, '.example/contact') AS source_url, 1 AS list_rank,
    TIMESTAMP '2026-10-28 16:02:00' AS found_at, record(e.source, account_id) AS record, false AS is_carried
    FROM accounts, (VALUES ('E1', 'site'), ('E4', 'directory')) AS e(evidence, source);
INSERT INTO roster.looks BY NAME SELECT DATE '2026-10-01' AS month, territory_id, l.source, 'ok' AS outcome,
    TIMESTAMP '2026-10-28 16:00:00' AS looked_at, record(l.source, territory_id) AS record
    FROM roster.members, (VALUES ('directory'), ('site'), ('wikidata')) AS l(source);
INSERT INTO roster.sites BY NAME SELECT DATE '2026-10-01' AS month, territory_id,
    concat('https://www.mairie-', code, '.example/') AS site_url, 'directory' AS source,
    record('directory', territory_id) AS record, TIMESTAMP '2026-10-28 16:00:00' AS found_at, false AS is_carried
    FROM roster.members;
CREATE TEMP TABLE asked AS SELECT network, account_id, code,
    row_number() OVER (PARTITION BY network ORDER BY account_id) // 100 AS batch FROM accounts;
INSERT INTO observations.fetches BY NAME
    SELECT DATE '2026-10-01' AS month, network, url AS request_key, url, '' AS host, 'page' AS door, purpose, subject_ids,
        TIMESTAMP '2026-10-28 16:02:00' AS fetched_at, 'ok' AS outcome, 200 AS http_status, 1 AS attempt_count,
        0 AS redirect_count, 1 AS wire_bytes_count, record(network, url) AS record, sha256(url) AS answer_sha256
    FROM (
        SELECT network, account_id AS subject_ids, 'profile' AS purpose,
            concat('https://www.', network, '.example/mairie-de-', code) AS url
        FROM asked WHERE network NOT IN ('x', 'bluesky')
        UNION ALL
        SELECT network, string_agg(account_id, ' ' ORDER BY account_id), 'profile',
            concat('https://api.', network, '.example/2/users/by?names=', string_agg('mairie-' || code, ',' ORDER BY account_id))
        FROM asked WHERE network IN ('x', 'bluesky') GROUP BY network, batch
        UNION ALL
        SELECT network, account_id, 'posts',
            concat('https://api.', network, '.example/2/users/', code, '/posts?limit=100&fields=', repeat('metrics,', if(network = 'x', 26, 5)))
        FROM asked WHERE network IN ('x', 'bluesky', 'youtube', 'mastodon', 'peertube')
    );
INSERT INTO observations.snapshots BY NAME SELECT DATE '2026-10-01' AS month, network, '' AS account_id, 'page' AS door,
    TIMESTAMP '2026-10-28 16:02:00' AS observed_at, 'live' AS origin, 'ok' AS outcome, 'observed' AS followers_status,
    'not_given' AS following_status, 'not_given' AS posts_status, 'not_given' AS talking_status, network || '-4' AS parser_version FROM networks;
INSERT INTO barometer.indicators BY NAME SELECT DATE '2026-10-01' AS month, 'FR2026' AS roster_id, 'I12' AS indicator_id,
    'base' AS variant, network, 'france' AS area_level, 'FR' AS area_code, stratum, a.aggregation, a.value, a.value AS value_lo,
    a.value AS value_hi, 'observed' AS value_status, a.value * 0.9 AS ci_lo, a.value * 1.1 AS ci_hi, 90 AS member_count,
    90 AS measured_count, 0 AS unknown_count, 'linear' AS interval_method, '' AS unit_fr,
    'points' AS change_unit, 'no_reference' AS change_m1_status, 'no_reference' AS change_m12_status
    FROM networks, held, (VALUES ('p25', 4.2), ('median', 9.1), ('p75', 21.7)) AS a(aggregation, value);
