-- question: On which combinations of social networks are territories present?
-- grain: month, roster_id, combination
-- unit: territories; percentages
-- denominator: territories whose status is known on every network of the month (complete_count)
-- exclusions: territories with an unknown status on any network (dropped_count)
-- reads: barometer.status
WITH sets AS (
    SELECT month, roster_id, territory_id, bool_or(status = 'unknown') AS is_dropped,
        coalesce(string_agg(network, '+' ORDER BY network) FILTER (status LIKE 'present%'), 'none') AS combination
    FROM barometer.status WHERE network <> 'website' GROUP BY month, roster_id, territory_id
), counted AS (
    SELECT *, count(*) FILTER (NOT is_dropped) OVER list AS complete_count, count(*) FILTER (is_dropped) OVER list
        AS dropped_count
    FROM sets WINDOW list AS (PARTITION BY month, roster_id)
)
SELECT month, roster_id, combination, count(*) AS territory_count, complete_count, dropped_count,
    round(100 * count(*) / complete_count, 1) AS percent
FROM counted WHERE NOT is_dropped
GROUP BY month, roster_id, combination, complete_count, dropped_count
ORDER BY month DESC, roster_id, territory_count DESC, combination
