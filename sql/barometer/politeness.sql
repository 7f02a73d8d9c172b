-- question: How gently did the crawl treat each host?
-- grain: month, network, host
-- unit: requests, octets, seconds between two requests sent to the host (whatever network they were for)
-- denominator: none
-- exclusions: requests that were never sent (robots refusal, no token, refused address, not attempted) leave no gap;
--   an instant is that of the last host of a redirection, which is where the gap is taken;
--   not_found, gone, suspended, renamed and parse_error are answers that were read; not_attempted is in no class
-- reach: 0
-- reads: observations.fetches
WITH gaps AS (
    SELECT month, network, host, outcome, wire_bytes_count,
        attempt_count > 0 AND outcome NOT IN ('policy_blocked', 'token_missing', 'address_refused', 'not_attempted')
            AS is_sent,
        regexp_extract(lower(coalesce(final_url, url)), '^https?://([^/:?#]+)', 1) AS last_host,
        CASE WHEN is_sent THEN epoch(fetched_at) - epoch(lag(fetched_at) OVER (PARTITION BY month, last_host, is_sent
            ORDER BY fetched_at, network, request_key)) END AS gap_seconds
    FROM observations.fetches
)
SELECT month, network, host, count(*) AS request_count,
    count(*) FILTER (outcome IN ('ok', 'not_modified', 'not_found', 'gone', 'suspended', 'renamed', 'parse_error'))
        AS ok_count,
    count(*) FILTER (outcome IN ('policy_blocked', 'forbidden', 'rate_limited', 'quota_exceeded', 'login_wall',
        'consent_wall', 'token_missing', 'token_rejected')) AS refused_count,
    count(*) FILTER (outcome IN ('server_error', 'unreachable', 'dns_error', 'timeout', 'tls_error', 'too_large',
        'truncated', 'too_many_redirects', 'address_refused')) AS failed_count,
    CAST(sum(wire_bytes_count) AS BIGINT) AS wire_bytes_count, min(gap_seconds) AS least_gap_seconds
FROM gaps GROUP BY month, network, host
