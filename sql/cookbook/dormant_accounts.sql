-- question: What part of the accounts of each network published nothing for ninety days?
-- grain: roster_id, network
-- unit: accounts; percentages
-- denominator: main accounts whose ninety days were seen whole (known_count)
-- exclusions: other months than the last one; accounts whose posts could not be read (unknown_count), never taken for
--   silent; no percentage under five known
-- reads: barometer.posting
SELECT month, roster_id, network, count(*) AS account_count, count(is_dormant_90d) AS known_count,
    count(*) - known_count AS unknown_count, count(*) FILTER (is_dormant_90d) AS dormant_count,
    CASE WHEN known_count >= 5 THEN round(100 * dormant_count / known_count, 1) END AS dormant_percent
FROM barometer.posting
WHERE month = (SELECT max(month) FROM barometer.posting)
GROUP BY month, roster_id, network
ORDER BY roster_id, dormant_percent DESC NULLS LAST, network
