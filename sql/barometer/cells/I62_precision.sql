-- question: How wide does the display of the followers leave the count of a typical account?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: followers, half of the interval from followers_lo to followers_hi
-- denominator: accounts whose followers are measured
-- exclusions: those of barometer.audience; small base below 5 measured accounts (an area then has no row)
-- reads: barometer.audience, roster.members
WITH counted AS (
    SELECT month, roster_id, network, m.area_level, m.area_code, m.stratum,
                median((followers_hi - followers_lo) / 2) FILTER (followers_count IS NOT NULL) AS half_width,
        count(*) AS member_count, count(followers_count) AS measured_count,
        CASE WHEN measured_count < 5 THEN 'small_base' ELSE 'observed' END AS value_status
    FROM barometer.audience AS a JOIN placed_members() AS m USING (roster_id, territory_id)
    GROUP BY ALL HAVING m.area_level = 'france' OR measured_count >= 5
)
SELECT month, roster_id, 'I62' AS indicator_id, 'base' AS variant, network, area_level, area_code, stratum,
    'median' AS aggregation, CASE WHEN value_status = 'observed' THEN half_width END AS value,
    CASE WHEN value_status = 'observed' THEN half_width END AS value_lo,
    CASE WHEN value_status = 'observed' THEN half_width END AS value_hi, CAST(NULL AS DOUBLE) AS ci_lo,
    CAST(NULL AS DOUBLE) AS ci_hi, 'none' AS interval_method,
    value_status, CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator, member_count, measured_count,
    member_count - measured_count AS unknown_count
FROM counted
