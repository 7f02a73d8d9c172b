-- question: Is anything left of an account whose removal was asked for?
-- grain: month, table_name, territory_id, network
-- unit: rows
-- denominator: none
-- exclusions: none; names are compared by their hash, and the answer does not show them
-- reads: reference.removals, roster.evidence, roster.leads, roster.wikidata_counts, roster.accounts,
--   roster.attributions, roster.decisions, observations.fetches, observations.snapshots, observations.posts,
--   observations.post_windows, observations.ads, observations.messages, observations.texts, barometer.identities,
--   barometer.status, barometer.audience, barometer.growth, barometer.posting, barometer.replies
WITH named AS (
    SELECT month, 'roster.evidence' AS table_name, territory_id, network, account_id AS name FROM roster.evidence
    UNION ALL SELECT month, 'roster.leads', territory_id, network, account_id FROM roster.leads
    UNION ALL SELECT month, 'roster.wikidata_counts', territory_id, network, account_id FROM roster.wikidata_counts
    UNION ALL SELECT month, 'roster.accounts', territory_id, network, account_id FROM roster.accounts
    UNION ALL SELECT month, 'roster.accounts', territory_id, network, rival_account_id FROM roster.accounts
    UNION ALL SELECT month, 'roster.attributions', territory_id, network,
        unnest([account_id, identity_id, rival_account_id, network || ':' || handle_seen]) FROM roster.attributions
    UNION ALL SELECT month, 'roster.decisions', territory_id, network, unnest([account_id, value])
    FROM roster.decisions
    UNION ALL SELECT month, 'observations.fetches', NULL, network, unnest(string_split(subject_ids, ' '))
    FROM observations.fetches
    UNION ALL SELECT month, 'observations.snapshots', NULL, network, unnest([account_id,
        network || ':' || handle_seen, network || '#' || id_space || ':' || platform_id]) FROM observations.snapshots
    UNION ALL SELECT month, 'observations.posts', NULL, network, account_id FROM observations.posts
    UNION ALL SELECT month, 'observations.post_windows', NULL, network, account_id FROM observations.post_windows
    UNION ALL SELECT month, 'observations.ads', NULL, network, account_id FROM observations.ads
    UNION ALL SELECT month, 'observations.messages', NULL, network, account_id FROM observations.messages
    UNION ALL SELECT month, 'observations.texts', NULL, network, account_id FROM observations.texts
    UNION ALL SELECT month, 'barometer.identities', NULL, network, unnest([account_id, identity_id,
        previous_account_id, previous_identity_id]) FROM barometer.identities
    UNION ALL SELECT month, 'barometer.status', territory_id, network, account_id FROM barometer.status
    UNION ALL SELECT month, 'barometer.audience', territory_id, network, unnest([account_id, identity_id])
    FROM barometer.audience
    UNION ALL SELECT month, 'barometer.growth', territory_id, network, account_id FROM barometer.growth
    UNION ALL SELECT month, 'barometer.posting', territory_id, network, account_id FROM barometer.posting
    UNION ALL SELECT month, 'barometer.replies', territory_id, network, account_id FROM barometer.replies
)
SELECT n.month, n.table_name, n.territory_id, n.network, count(*) AS row_count
FROM named AS n JOIN reference.removals AS r ON r.subject_hash = left(sha256(n.name), 32)
GROUP BY ALL
