-- question: Where do the follower counts come from, and which gains compare two readings of the same origin?
-- grain: month, roster_id, network, window_months, origin, reference_origin
-- unit: accounts; followers gained
-- denominator: main accounts of the network (account_count, those without a gain too)
-- exclusions: none; an empty origin is a value that is missing, or interpolated between two readings
-- reads: barometer.growth
SELECT month, roster_id, network, window_months, origin, reference_origin, count(*) AS account_count,
    count(growth_abs) AS grown_count, median(growth_abs) AS median_gain,
    coalesce(origin = reference_origin, false) AS is_like_with_like
FROM barometer.growth
GROUP BY month, roster_id, network, window_months, origin, reference_origin
ORDER BY month DESC, roster_id, network, window_months, origin NULLS LAST, reference_origin NULLS LAST
