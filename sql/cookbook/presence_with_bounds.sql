-- question: What part of each stratum is present on each network, between which bounds, on which base?
-- grain: month, roster_id, network, stratum
-- unit: percentages
-- denominator: territories whose status is known for the point; the whole list for the bounds
-- exclusions: points withheld (the status says why)
-- reads: barometer.presence
SELECT month, roster_id, network, stratum, present_count, absent_count, unknown_count, member_count,
    round(100 * presence_share, 1) AS percent, round(100 * presence_share_lo, 1) AS percent_lo,
    round(100 * presence_share_hi, 1) AS percent_hi, presence_share_status
FROM barometer.presence
WHERE area_level = 'france' AND aggregation = 'pooled'
ORDER BY month DESC, roster_id, network, stratum
