-- question: By how much did the followers of the same accounts change from one month to the next?
-- grain: month, roster_id, network, stratum
-- unit: ratio of two sums of followers (1 = no change), each account with the weight of its territory
-- denominator: the followers, one month before, of the accounts that are measured in both months (matched_count)
-- exclusions: identities that changed (a rename is none), counters whose definition changed; territories whose
--   perimeter changed, or may have changed, in between (event_count). No link from fewer than five accounts or 100
--   followers (small_base).
-- reads: barometer.audience, roster.members, reference.territory_events
WITH breaks AS (
    SELECT DISTINCT unnest([from_id, to_id]) AS territory_id, earliest_date, effective_date
    FROM reference.territory_events WHERE is_break
), pairs AS NOT MATERIALIZED (
    SELECT a.month, a.roster_id, a.network, a.stratum, a.territory_id, a.followers_count, a.followers_lo,
        a.followers_hi, p.followers_count AS before_count, p.followers_lo AS before_lo, p.followers_hi AS before_hi,
        a.followers_count IS NOT NULL AND before_count IS NOT NULL AND a.identity_id = p.identity_id
            AND a.metric_def IS NOT DISTINCT FROM p.metric_def AS is_same,
        is_same AND EXISTS (SELECT 1 FROM breaks AS b WHERE b.territory_id = a.territory_id
            AND b.earliest_date <= last_day(a.month) AND b.effective_date >= a.month) AS is_event
    FROM barometer.audience AS a
    LEFT JOIN barometer.audience AS p ON p.month = CAST(a.month - INTERVAL 1 MONTH AS DATE)
        AND p.roster_id = a.roster_id AND p.territory_id = a.territory_id AND p.network = a.network
), matched AS (
    SELECT n.*, is_same AND NOT is_event AS is_matched, coalesce(o.was_matched, false) AS was_matched, m.weight,
        unnest([n.stratum, 'ALL']) AS league
    FROM pairs AS n JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN (SELECT month, roster_id, territory_id, network, is_same AND NOT is_event AS was_matched FROM pairs) AS o
        ON o.month = CAST(n.month - INTERVAL 1 MONTH AS DATE) AND o.roster_id = n.roster_id
        AND o.territory_id = n.territory_id AND o.network = n.network
), sums AS (
    SELECT month, roster_id, network, league AS stratum, count(*) FILTER (is_matched) AS matched_count,
        count(*) FILTER (is_event) AS event_count, count(*) FILTER (NOT is_same) AS unmatched_count,
        sum(weight * followers_count ORDER BY territory_id) FILTER (is_matched) AS total,
        sum(weight * followers_lo ORDER BY territory_id) FILTER (is_matched) AS total_lo,
        sum(weight * followers_hi ORDER BY territory_id) FILTER (is_matched) AS total_hi,
        sum(weight * before_count ORDER BY territory_id) FILTER (is_matched) AS before_total,
        sum(weight * before_lo ORDER BY territory_id) FILTER (is_matched) AS before_total_lo,
        sum(weight * before_hi ORDER BY territory_id) FILTER (is_matched) AS before_total_hi,
        sum(weight * before_lo ORDER BY territory_id) FILTER (is_matched AND was_matched) AS shared_total_lo,
        sum(weight * before_hi ORDER BY territory_id) FILTER (is_matched AND was_matched) AS shared_total_hi
    FROM matched GROUP BY month, roster_id, network, league
)
SELECT month, roster_id, network, stratum, matched_count, event_count, unmatched_count,
    CASE WHEN matched_count = 0 THEN 'no_reference' WHEN matched_count < 5 OR before_total < 100 THEN 'small_base'
        ELSE 'observed' END AS link_status,
    CASE WHEN link_status = 'observed' THEN total / before_total END AS link,
    CASE WHEN link_status = 'observed' THEN total_lo / before_total_hi END AS link_lo,
    CASE WHEN link_status = 'observed' THEN total_hi / nullif(before_total_lo, 0) END AS link_hi,
    total, total_lo, total_hi, before_total, before_total_lo, before_total_hi, shared_total_lo, shared_total_hi
FROM sums
