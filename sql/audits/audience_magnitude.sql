-- question: Did the followers of the same accounts move by less than −20 % or more than +30 % in a month?
-- grain: month, roster_id, network, stratum
-- unit: followers; change as a part of the month before
-- denominator: the same accounts one month before, at least 10 of them
-- exclusions: accounts not measured in both months under the same definition
-- reads: barometer.growth
SELECT month, roster_id, network, stratum, count(*) AS account_count, sum(reference_count) AS previous_total,
    sum(followers_count) AS total, total / previous_total - 1 AS change
FROM barometer.growth
WHERE window_months = 1 AND growth_abs IS NOT NULL
GROUP BY month, roster_id, network, stratum
HAVING account_count >= 10 AND (change < -0.20 OR change > 0.30)
