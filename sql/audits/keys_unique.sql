-- question: Does a key stand twice in a table?
-- grain: month, table_name, row_key
-- unit: rows
-- denominator: none
-- exclusions: reference tables and lists, which have no month
-- reads: roster.lists, roster.looks, roster.evidence, roster.leads, roster.wikidata_counts, roster.accounts,
--   roster.attributions, observations.fetches, observations.snapshots, observations.posts, barometer.identities,
--   barometer.status, barometer.audience, barometer.presence, barometer.copresence, barometer.growth,
--   barometer.ranking, barometer.coverage, barometer.discovery, barometer.missed, barometer.unknowns,
--   barometer.politeness, barometer.comparison, barometer.current_geography, barometer.chain_links,
--   barometer.chained_index
WITH keys AS (
    SELECT month, 'roster.looks' AS table_name, concat_ws(' ', territory_id, source) AS row_key
    FROM roster.looks
    UNION ALL SELECT month, 'roster.evidence', concat_ws(' ', territory_id, account_id, evidence, source, source_url)
    FROM roster.evidence
    UNION ALL SELECT month, 'roster.lists', concat_ws(' ', source, part) FROM roster.lists
    UNION ALL SELECT month, 'roster.leads', concat_ws(' ', territory_id, account_id, statement_id) FROM roster.leads
    UNION ALL SELECT month, 'roster.wikidata_counts', concat_ws(' ', territory_id, statement_id)
    FROM roster.wikidata_counts
    UNION ALL SELECT month, 'roster.accounts', concat_ws(' ', territory_id, account_id) FROM roster.accounts
    UNION ALL SELECT month, 'roster.attributions', concat_ws(' ', territory_id, account_id) FROM roster.attributions
    UNION ALL SELECT month, 'barometer.identities', concat_ws(' ', network, account_id) FROM barometer.identities
    UNION ALL SELECT month, 'observations.fetches', concat_ws(' ', network, request_key)
    FROM observations.fetches
    UNION ALL SELECT month, 'observations.snapshots', concat_ws(' ', network, account_id, door, observed_at)
    FROM observations.snapshots
    UNION ALL SELECT month, 'observations.posts', concat_ws(' ', network, account_id, post_id, observed_at)
    FROM observations.posts
    UNION ALL SELECT month, 'barometer.status', concat_ws(' ', roster_id, territory_id, network)
    FROM barometer.status
    UNION ALL SELECT month, 'barometer.audience', concat_ws(' ', roster_id, territory_id, network)
    FROM barometer.audience
    UNION ALL SELECT month, 'barometer.presence',
        concat_ws(' ', roster_id, network, area_level, area_code, stratum, aggregation)
    FROM barometer.presence
    UNION ALL SELECT month, 'barometer.copresence', concat_ws(' ', roster_id, stratum, network_a, network_b)
    FROM barometer.copresence
    UNION ALL SELECT month, 'barometer.growth', concat_ws(' ', roster_id, territory_id, network, window_months)
    FROM barometer.growth
    UNION ALL SELECT month, 'barometer.ranking',
        concat_ws(' ', roster_id, stratum, network, window_months, lens, territory_id)
    FROM barometer.ranking
    UNION ALL SELECT month, 'barometer.coverage', concat_ws(' ', roster_id, network, stratum)
    FROM barometer.coverage
    UNION ALL SELECT month, 'barometer.discovery', concat_ws(' ', roster_id, network, stratum)
    FROM barometer.discovery
    UNION ALL SELECT month, 'barometer.missed', concat_ws(' ', roster_id, network, stratum) FROM barometer.missed
    UNION ALL SELECT month, 'barometer.unknowns', concat_ws(' ', roster_id, network, stratum, reason)
    FROM barometer.unknowns
    UNION ALL SELECT month, 'barometer.politeness', concat_ws(' ', network, host) FROM barometer.politeness
    UNION ALL SELECT month, 'barometer.current_geography', concat_ws(' ', roster_id, territory_id, network)
    FROM barometer.current_geography
    UNION ALL SELECT month, 'barometer.chain_links', concat_ws(' ', roster_id, network, stratum)
    FROM barometer.chain_links
    UNION ALL SELECT month, 'barometer.chained_index', concat_ws(' ', roster_id, network, stratum)
    FROM barometer.chained_index
    UNION ALL SELECT month, 'barometer.comparison', concat_ws(' ', figure_id) FROM barometer.comparison
)
SELECT month, table_name, row_key, count(*) AS row_count FROM keys
GROUP BY month, table_name, row_key HAVING count(*) > 1
