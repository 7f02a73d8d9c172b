-- question: By which list was each account found, who has no site, how many links lead to a dead account?
-- grain: month, roster_id, network, stratum
-- unit: territories, each with one main account at most; linked accounts for linked_count and dead_linked_count
-- denominator: the linked accounts whose state is known for dead_linked_share
-- exclusions: official sites; a main account known to be closed is counted apart, whatever named it. The columns base_*
--   count territories whose directory and official site were both read within 90 days, third_* those of their accounts
--   that Wikidata names
-- reach: 3
-- reads: barometer.closings, roster.looks, roster.sites, roster.attributions, barometer.status
WITH searches AS (
    SELECT i.month, i.roster_id, l.territory_id, bool_or(l.source = 'directory') AS is_listing_read,
        bool_or(l.source = 'site') AS is_site_read
    FROM barometer.closings AS i CROSS JOIN (VALUES (0), (1), (2), (3)) AS back(months)
    JOIN roster.looks AS l ON l.month = CAST(i.month - to_months(back.months) AS DATE)
        AND l.territory_id = i.territory_id
    WHERE l.source IN ('directory', 'site')
        AND (l.outcome IN ('ok', 'not_modified') OR (l.outcome = 'not_found' AND l.source = 'directory'))
        AND l.looked_at >= i.closed_at - INTERVAL 90 DAY
    GROUP BY ALL
), sites AS (SELECT DISTINCT month, territory_id, TRUE AS has_site FROM roster.sites
), accounts AS (
    SELECT month, territory_id, network, is_main, CASE WHEN outcome IN ('ok', 'not_modified', 'purged') THEN FALSE
            WHEN outcome IN ('not_found', 'gone', 'suspended') THEN TRUE END AS is_gone,
        contains(evidence_codes, 'E4') AS is_listed, contains(evidence_codes, 'E1') AS is_linked,
        contains(evidence_codes, 'W') AS is_third
    FROM roster.attributions
), links AS (
    SELECT month, territory_id, network, count(is_gone) AS known, count(*) FILTER (is_gone) AS gone
    FROM accounts WHERE is_linked GROUP BY ALL
), pairs AS (
    SELECT s.month, s.roster_id, s.network, s.stratum, coalesce(i.has_site, FALSE) AS has_site,
        coalesce(e.is_site_read, FALSE) AS is_site_read,
        coalesce(e.is_listing_read AND e.is_site_read, FALSE) AS is_base,
        CASE WHEN a.is_main IS NULL THEN 'neither' WHEN a.is_gone THEN 'closed'
            WHEN a.is_listed AND a.is_linked THEN 'both' WHEN a.is_listed THEN 'directory'
            WHEN a.is_linked THEN 'site' ELSE 'other' END AS found_by,
        coalesce(a.is_third, FALSE) AS is_third, coalesce(x.known, 0) AS known, coalesce(x.gone, 0) AS gone
    FROM barometer.status AS s LEFT JOIN searches AS e USING (month, roster_id, territory_id)
    LEFT JOIN sites AS i USING (month, territory_id) LEFT JOIN links AS x USING (month, territory_id, network)
    LEFT JOIN accounts AS a ON a.is_main AND a.month = s.month AND a.territory_id = s.territory_id
        AND a.network = s.network
    WHERE s.network <> 'website'
)
SELECT month, roster_id, network, CASE WHEN grouping(stratum) = 1 THEN 'ALL' ELSE stratum END AS stratum,
    count(*) FILTER (found_by = 'directory') AS directory_only_count,
    count(*) FILTER (found_by = 'site') AS site_only_count,
    count(*) FILTER (found_by = 'both') AS both_count, count(*) FILTER (found_by = 'other') AS other_only_count,
    count(*) FILTER (found_by = 'closed') AS closed_count, count(*) FILTER (found_by = 'neither') AS neither_count,
    count(*) AS member_count, count(*) FILTER (NOT has_site) AS no_site_count,
    count(*) FILTER (has_site AND NOT is_site_read) AS site_unread_count, count(*) FILTER (is_base) AS base_count,
    count(*) FILTER (is_base AND found_by = 'directory') AS base_directory_only_count,
    count(*) FILTER (is_base AND found_by = 'site') AS base_site_only_count,
    count(*) FILTER (is_base AND found_by = 'both') AS base_both_count,
    count(*) FILTER (is_base AND is_third AND found_by = 'directory') AS third_directory_only_count,
    count(*) FILTER (is_base AND is_third AND found_by = 'site') AS third_site_only_count,
    count(*) FILTER (is_base AND is_third AND found_by = 'both') AS third_both_count,
    count(*) FILTER (is_base AND is_third AND found_by = 'other') AS third_neither_count,
    CAST(sum(known) AS BIGINT) AS linked_count, CAST(sum(gone) AS BIGINT) AS dead_linked_count,
    dead_linked_count / nullif(linked_count, 0) AS dead_linked_share
FROM pairs
GROUP BY GROUPING SETS ((month, roster_id, network), (month, roster_id, network, stratum))
