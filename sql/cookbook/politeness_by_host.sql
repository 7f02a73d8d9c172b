-- question: Which hosts received most requests, and was any of them pressed faster than once a second?
-- grain: month, host
-- unit: requests, octets, seconds
-- denominator: none
-- exclusions: none
-- reads: barometer.politeness
SELECT month, host, CAST(sum(request_count) AS BIGINT) AS request_count,
    CAST(sum(refused_count) AS BIGINT) AS refused_count,
    CAST(sum(failed_count) AS BIGINT) AS failed_count, round(sum(wire_bytes_count) / 1e6, 1) AS megabytes,
    min(least_gap_seconds) AS least_gap_seconds, coalesce(min(least_gap_seconds) < 1, false) AS is_pressed
FROM barometer.politeness
GROUP BY month, host
ORDER BY month DESC, request_count DESC, host
