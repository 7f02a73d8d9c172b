-- question: How many followers do the accounts of each stratum add up to, with and without the largest?
-- grain: month, roster_id, network, stratum
-- unit: followers (accounts added up, the same person counted once for each account)
-- denominator: measured accounts (measured_count of account_count); no total under 80 % measured
-- exclusions: accounts not measured, never imputed
-- reads: barometer.audience
SELECT month, roster_id, network, stratum, count(*) AS account_count, count(followers_count) AS measured_count,
    CASE WHEN measured_count >= 0.8 * account_count THEN CAST(sum(followers_count) AS BIGINT) END AS total,
    CASE WHEN measured_count >= 0.8 * account_count THEN CAST(sum(followers_lo) AS BIGINT) END AS total_lo,
    CASE WHEN measured_count >= 0.8 * account_count THEN CAST(sum(followers_hi) AS BIGINT) END AS total_hi,
    total - max(followers_count) AS total_without_largest, median(followers_count) AS median_count
FROM barometer.audience
GROUP BY month, roster_id, network, stratum
ORDER BY month DESC, roster_id, network, stratum
