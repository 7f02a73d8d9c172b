-- question: By how much did the followers of the same accounts change from one month to the next?
-- grain: month, roster_id, network, stratum
-- unit: ratio of two sums of followers (1 = no change), each account with the weight of its territory
-- denominator: the followers, one month before, of the accounts that are measured in both months (matched_count)
-- exclusions: identities that changed (a rename is none), counters whose definition changed; territories whose
--   perimeter changed, or may have changed, in between (event_count). No link from fewer than five accounts or 100
--   followers (small_base), nor where the matched accounts hold under 80 % of the followers measured in either month
--   of the accounts of this one: the chain breaks (low_coverage). A counter whose definition changed is never spliced.
-- reach: 2
-- reads: barometer.audience, roster.members, reference.territory_events
WITH broken AS (
    SELECT DISTINCT territory_id, CAST(unnest(generate_series(date_trunc('month', earliest_date),
        date_trunc('month', effective_date), INTERVAL 1 MONTH)) AS DATE) AS month
    FROM (SELECT unnest([from_id, to_id]) AS territory_id, earliest_date, effective_date
        FROM reference.territory_events WHERE is_break)
), compared AS (
    SELECT a.month, a.roster_id, a.network, a.followers_count, a.followers_lo, a.followers_hi, m.weight,
        p.followers_count AS before_count, p.followers_lo AS before_lo, p.followers_hi AS before_hi,
        unnest([a.stratum, 'ALL']) AS league, coalesce(a.identity_id = p.identity_id
            AND a.metric_def IS NOT DISTINCT FROM p.metric_def AND a.followers_count IS NOT NULL
            AND p.followers_count IS NOT NULL, false) AS is_same,
        is_same AND now.territory_id IS NOT NULL AS is_event, is_same AND NOT is_event AS is_matched,
        is_matched AND q.followers_count IS NOT NULL AND p.identity_id = q.identity_id
            AND p.metric_def IS NOT DISTINCT FROM q.metric_def AND last.territory_id IS NULL AS is_shared
    FROM barometer.audience AS a JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN barometer.audience AS p ON p.month = CAST(a.month - INTERVAL 1 MONTH AS DATE)
        AND list_family(p.roster_id) = list_family(a.roster_id) AND p.territory_id = a.territory_id
        AND p.network = a.network
    LEFT JOIN barometer.audience AS q ON q.month = CAST(a.month - INTERVAL 2 MONTH AS DATE)
        AND list_family(q.roster_id) = list_family(a.roster_id) AND q.territory_id = a.territory_id
        AND q.network = a.network
    LEFT JOIN broken AS now ON now.territory_id = a.territory_id AND now.month = a.month
    LEFT JOIN broken AS last ON last.territory_id = a.territory_id
        AND last.month = CAST(a.month - INTERVAL 1 MONTH AS DATE)
), weighed AS (
    SELECT *, CAST(weight * followers_count AS DECIMAL(28, 6)) AS n,
        CAST(weight * followers_lo AS DECIMAL(28, 6)) AS lo, CAST(weight * followers_hi AS DECIMAL(28, 6)) AS hi,
        CAST(weight * before_count AS DECIMAL(28, 6)) AS n0, CAST(weight * before_lo AS DECIMAL(28, 6)) AS lo0,
        CAST(weight * before_hi AS DECIMAL(28, 6)) AS hi0
    FROM compared
), sums AS (
    SELECT month, roster_id, network, league AS stratum, count(*) FILTER (is_matched) AS matched_count,
        count(*) FILTER (is_event) AS event_count, count(*) FILTER (NOT is_same) AS unmatched_count,
        CAST(sum(n) AS DOUBLE) AS audience, CAST(sum(n0) AS DOUBLE) AS before_audience,
        CAST(sum(n) FILTER (is_matched) AS DOUBLE) AS total, CAST(sum(lo) FILTER (is_matched) AS DOUBLE) AS total_lo,
        CAST(sum(hi) FILTER (is_matched) AS DOUBLE) AS total_hi,
        CAST(sum(n0) FILTER (is_matched) AS DOUBLE) AS before_total,
        CAST(sum(lo0) FILTER (is_matched) AS DOUBLE) AS before_total_lo,
        CAST(sum(hi0) FILTER (is_matched) AS DOUBLE) AS before_total_hi,
        CAST(sum(lo0) FILTER (is_shared) AS DOUBLE) AS shared_total_lo,
        CAST(sum(hi0) FILTER (is_shared) AS DOUBLE) AS shared_total_hi
    FROM weighed GROUP BY month, roster_id, network, league
)
SELECT month, roster_id, network, stratum, matched_count, event_count, unmatched_count,
    CASE WHEN matched_count = 0 THEN 'no_reference' WHEN matched_count < 5 OR before_total < 100 THEN 'small_base'
        WHEN total < 0.8 * audience OR before_total < 0.8 * before_audience THEN 'low_coverage' ELSE 'observed'
        END AS link_status,
    CASE WHEN link_status = 'observed' THEN total / before_total END AS link,
    CASE WHEN link_status = 'observed' THEN total_lo / before_total_hi END AS link_lo,
    CASE WHEN link_status = 'observed' THEN total_hi / nullif(before_total_lo, 0) END AS link_hi,
    total, total_lo, total_hi, before_total, before_total_lo, before_total_hi, shared_total_lo, shared_total_hi
FROM sums
