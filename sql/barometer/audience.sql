-- question: How many followers had each main account at the end of the month, and how surely?
-- grain: month, roster_id, territory_id, network
-- unit: followers at the last second of the month of the place, with the interval that the display leaves open
-- denominator: none
-- exclusions: websites; accounts known to be closed; readings of another identity, whatever handle they came under:
--   a rename goes on, a handle that changed hands begins anew (identity_break when it was taken over). A reading of 0,
--   or under a tenth of the identity's last earlier month's non-zero reading (at most 12 months back) when that was 100
--   or more, is quarantined. Readings more than 3 days away serve only when two of them, 35 days apart at most, stand
--   around the instant.
-- reach: 12, 1
-- reads: barometer.closings, barometer.status, barometer.identities, observations.snapshots
WITH accounts AS NOT MATERIALIZED (
    SELECT s.month, s.roster_id, s.territory_id, s.network, s.stratum, s.account_id, i.platform_id, i.id_space,
        coalesce(i.identity_id, s.account_id) AS identity_id, coalesce(i.state = 'hijacked', false) AS is_taken_over,
        c.closed_at - INTERVAL 1 SECOND AS end_at
    FROM barometer.closings AS c JOIN barometer.status AS s USING (month, roster_id, territory_id)
    LEFT JOIN barometer.identities AS i USING (month, network, account_id)
    WHERE s.account_id IS NOT NULL AND s.network <> 'website' AND s.status <> 'absent_confirmed'
), keys AS (
    SELECT k.*, back.step, CAST(k.month + to_months(CAST(back.step AS INTEGER)) AS DATE) AS read_month
    FROM (
        SELECT month, network, account_id, platform_id, id_space, end_at, identity_id AS key, false AS is_by_handle
        FROM accounts WHERE NOT is_taken_over
        UNION SELECT month, network, account_id, platform_id, id_space, end_at, account_id, true
        FROM accounts WHERE NOT is_taken_over
    ) AS k CROSS JOIN (SELECT unnest(generate_series(-12, 1)) AS step) AS back
), history AS (
    SELECT k.month, k.end_at, k.step, k.account_id, s.* EXCLUDE (month, account_id, key)
    FROM keys AS k JOIN (
        SELECT s.*, coalesce(i.identity_id, s.account_id) AS key, i.identity_id IS NULL AS is_by_handle
        FROM observations.snapshots AS s LEFT JOIN barometer.identities AS i USING (month, network, account_id)
    ) AS s ON s.month = k.read_month AND s.network = k.network AND s.key = k.key AND s.is_by_handle = k.is_by_handle
    WHERE NOT coalesce(s.id_space = k.id_space AND s.platform_id <> k.platform_id, false)
), previous AS (
    SELECT h.month, h.network, h.account_id, later.step, arg_max(h.followers_count, h.observed_at) AS previous_count
    FROM history AS h JOIN (SELECT unnest([-1, 0, 1]) AS step) AS later ON h.step < later.step
    WHERE h.followers_count > 0 GROUP BY h.month, h.network, h.account_id, later.step
), readings AS (
    SELECT *, abs(epoch(observed_at) - epoch(end_at)) AS distance,
        CASE WHEN followers_count * 10 < previous_count AND previous_count >= 100 THEN 'quarantined'
            ELSE followers_status END AS reading_status,
        followers_count IS NOT NULL AND reading_status <> 'quarantined' AS is_usable
    FROM history LEFT JOIN previous USING (month, network, account_id, step) WHERE step >= -1
), nearest AS (
    SELECT * FROM readings WHERE distance <= 3 * 86400
    QUALIFY row_number() OVER (PARTITION BY month, network, account_id ORDER BY is_usable DESC,
        floor(distance / 86400), followers_hi - followers_lo, distance, door) = 1
), brackets AS (
    SELECT month, network, account_id, any_value(end_at) AS end_at,
        arg_max({t: epoch(observed_at), v: followers_count, lo: followers_lo, hi: followers_hi, d: metric_def},
            observed_at) FILTER (observed_at <= end_at) AS b,
        arg_min({t: epoch(observed_at), v: followers_count, lo: followers_lo, hi: followers_hi, d: metric_def},
            observed_at) FILTER (observed_at > end_at) AS e
    FROM readings WHERE is_usable GROUP BY month, network, account_id
), between_two AS (
    SELECT month, network, account_id, b.d AS metric_def, (epoch(end_at) - b.t) / (e.t - b.t) AS part,
        CAST(round(b.v + (e.v - b.v) * part) AS BIGINT) AS v,
        CAST(floor(b.lo + (e.lo - b.lo) * part) AS BIGINT) AS lo,
        CAST(ceil(b.hi + (e.hi - b.hi) * part) AS BIGINT) AS hi
    FROM brackets WHERE e.t - b.t <= 35 * 86400 AND b.d IS NOT DISTINCT FROM e.d
)
SELECT a.month, a.roster_id, a.territory_id, a.network, a.stratum, a.account_id, a.identity_id,
    CASE WHEN n.is_usable THEN n.metric_def ELSE coalesce(i.metric_def, n.metric_def) END AS metric_def,
    CASE WHEN n.is_usable THEN n.followers_count ELSE i.v END AS followers_count,
    CASE WHEN n.is_usable THEN n.followers_lo ELSE i.lo END AS followers_lo,
    CASE WHEN n.is_usable THEN n.followers_hi ELSE i.hi END AS followers_hi,
    CASE WHEN n.is_usable THEN n.followers_status WHEN i.v IS NOT NULL THEN 'interpolated'
        WHEN a.is_taken_over THEN 'identity_break' ELSE coalesce(n.reading_status, 'not_attempted')
        END AS followers_status,
    CASE WHEN n.is_usable OR i.v IS NULL THEN n.observed_at END AS observed_at,
    CASE WHEN n.is_usable OR i.v IS NULL THEN n.origin END AS origin,
    CASE WHEN n.is_usable OR i.v IS NULL THEN n.record END AS record
FROM accounts AS a
LEFT JOIN nearest AS n ON n.month = a.month AND n.network = a.network AND n.account_id = a.account_id
LEFT JOIN between_two AS i ON i.month = a.month AND i.network = a.network AND i.account_id = a.account_id
