-- question: What is known of each territory of the list on each network in the month?
-- grain: month, roster_id, territory_id, network
-- unit: one status; post_count in original posts of the month of the place (items of the feed of a website)
-- denominator: none
-- exclusions: networks neither asked for nor found; accounts not official or not main (services, persons) prove nothing
--   Absence needs directory, Wikidata and site read within 90 days, a body of its own, nothing listed or removed.
-- reach: 3
-- reads: reference.networks, reference.removals, roster.months, roster.members, roster.looks, roster.sites,
--   roster.attributions, observations.fetches, observations.site_items, barometer.closings, barometer.posts
WITH asked AS (SELECT month, network FROM observations.fetches UNION SELECT month, network FROM roster.attributions
), targets AS (
    SELECT i.month, i.roster_id, m.territory_id, m.stratum, m.body_id <> m.territory_id AS is_governed, a.network
    FROM barometer.closings AS i JOIN roster.members AS m USING (roster_id, territory_id) JOIN asked AS a USING (month)
    WHERE a.network IN (SELECT network FROM reference.networks)
), searches AS (
    SELECT i.month, i.roster_id, l.territory_id,
        list(DISTINCT l.source) FILTER (l.looked_at >= i.closed_at - INTERVAL 90 DAY
            AND (l.outcome IN ('ok', 'not_modified') OR (l.outcome = 'not_found' AND l.source <> 'site'))) AS read,
        bool_or(l.source = 'directory' AND l.outcome IN ('ok', 'not_modified')) AS is_listed,
        max(l.outcome) FILTER (l.source = 'site' AND l.month = i.month) AS site_outcome
    FROM barometer.closings AS i CROSS JOIN range(4) AS back(n) JOIN roster.looks AS l
        ON l.month = CAST(i.month - to_months(n) AS DATE) AND l.territory_id = i.territory_id GROUP BY ALL
), sites AS (SELECT month, territory_id, string_agg(DISTINCT source, '+' ORDER BY source) AS lists FROM roster.sites
    GROUP BY ALL
), news AS (SELECT month, roster_id, territory_id, count(*) AS item_count FROM observations.site_items
    JOIN barometer.closings USING (month, territory_id) WHERE published_at >= opened_at AND published_at < closed_at
    GROUP BY ALL
), claims AS (
    SELECT *, bool_or(is_main) OVER (PARTITION BY month, territory_id, network) AS has_main,
        CASE WHEN outcome IN ('ok', 'not_modified', 'purged') THEN 'exists'
            WHEN outcome IN ('not_found', 'gone', 'suspended') THEN 'gone' ELSE 'unknown' END AS existence
    FROM roster.attributions
), chosen AS (
    SELECT month, territory_id, network, account_id, evidence_codes, outcome,
        CASE WHEN is_main AND identity_status = 'disputed' THEN 'disputed' WHEN is_main AND is_official
            THEN CASE WHEN outcome = 'policy_blocked' AND network IN (SELECT network FROM reference.networks
                WHERE is_present_by_link) THEN 'exists' ELSE existence END
            WHEN existence = 'gone' OR NOT is_owner THEN NULL WHEN is_main OR scope = 'generaliste' AND NOT is_official
                THEN 'unproven_account' WHEN has_main AND scope = 'generaliste' THEN 'other_account'
            WHEN NOT has_main AND contains(evidence_codes, 'E4') THEN 'excluded_account' END AS finding
    FROM claims WHERE finding IS NOT NULL
    WINDOW pair AS (PARTITION BY month, territory_id, network ORDER BY list_position(['exists', 'unknown', 'disputed',
        'unproven_account', 'other_account', 'excluded_account', 'gone'], finding), account_id)
    QUALIFY row_number() OVER pair = 1 AND (finding <> 'other_account' OR bool_or(finding = 'gone') OVER (
        PARTITION BY month, territory_id, network))
), doors AS (SELECT month, network, account_id, bool_and(outcome IN ('ok', 'not_modified')) AS is_read
    FROM observations.fetches, unnest(string_split(subject_ids, ' ')) AS subject(account_id)
    WHERE purpose = 'posts' GROUP BY ALL
), originals AS (
    SELECT m.month, network, account_id, count(*) AS post_count
    FROM (SELECT DISTINCT month FROM roster.months) AS m CROSS JOIN range(2) AS back(n) JOIN barometer.posts AS p
        ON p.month = CAST(m.month - to_months(n) AS DATE) AND date_trunc('month', local_at) = m.month GROUP BY ALL
), judged AS (
    SELECT t.*, account_id, c.evidence_codes, c.outcome,
        CASE WHEN t.network <> 'website' THEN c.finding WHEN si.lists IS NULL THEN NULL
            WHEN s.site_outcome IN ('ok', 'not_modified') THEN 'exists' ELSE 'unknown' END AS finding, si.lists,
        'site_unreachable:' || coalesce(s.site_outcome, 'not_attempted') AS site_reason,
        CASE WHEN (t.territory_id, t.network) IN (SELECT territory_id, network FROM reference.removals)
            THEN 'removed_on_request' WHEN t.is_governed AND NOT coalesce(s.is_listed, false) THEN 'other_body'
            WHEN NOT coalesce(list_contains(s.read, 'directory'), false) THEN 'directory_not_read'
            WHEN NOT list_contains(s.read, 'wikidata') THEN 'wikidata_not_read'
            WHEN t.network = 'website' OR list_contains(s.read, 'site') THEN NULL
            WHEN si.lists IS NULL THEN 'no_official_site' ELSE site_reason END AS gap,
        CASE WHEN t.network = 'website' THEN n.item_count ELSE o.post_count END AS found_count, is_read
    FROM targets AS t LEFT JOIN searches AS s USING (month, roster_id, territory_id)
    LEFT JOIN sites AS si USING (month, territory_id) LEFT JOIN news AS n USING (month, roster_id, territory_id)
    LEFT JOIN chosen AS c USING (month, territory_id, network)
    LEFT JOIN doors USING (month, network, account_id) LEFT JOIN originals AS o USING (month, network, account_id)
)
SELECT month, roster_id, territory_id, network, stratum,
    CASE WHEN finding = 'exists' AND found_count > 0 THEN 'present_active'
        WHEN finding = 'exists' AND is_read THEN 'present_dormant' WHEN finding = 'exists' THEN 'present_unobserved'
        WHEN finding <> 'gone' OR gap IS NOT NULL THEN 'unknown' ELSE 'absent_confirmed' END AS status,
    CASE WHEN finding = 'exists' AND network = 'website' THEN lists WHEN finding = 'exists' THEN evidence_codes
        WHEN finding = 'unknown' AND network = 'website' THEN site_reason WHEN finding = 'unknown' THEN outcome
        WHEN finding = 'disputed' THEN 'hijacked' WHEN finding LIKE '%account' THEN finding
        WHEN gap IS NOT NULL THEN gap WHEN finding = 'gone' THEN outcome ELSE 'searched_everywhere' END AS reason,
    CASE WHEN finding NOT LIKE '%account' THEN account_id END AS account_id,
    CASE status WHEN 'present_active' THEN found_count WHEN 'present_dormant' THEN 0 END AS post_count
FROM judged
