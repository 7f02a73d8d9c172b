-- question: What part of the list is present on two social networks at once?
-- grain: month, roster_id, stratum, network_a, network_b
-- unit: territories; shares from 0 to 1; networks of a pair in alphabetical order
-- denominator: territories whose status is known on both networks; the bounds are over the whole list, and what is
--   unknown on one network and not absent from the other (open_count) may be on both. The point never leaves them
-- exclusions: the website; the point is withheld above 10 % unknown and below 5 members
-- reach: 0
-- reads: barometer.status
WITH known AS NOT MATERIALIZED (
    SELECT month, roster_id, territory_id, stratum, network, status LIKE 'present%' AS is_present,
        status = 'unknown' AS is_unknown
    FROM barometer.status WHERE network <> 'website'
), pairs AS (
    SELECT a.month, a.roster_id, a.stratum, a.network AS network_a, b.network AS network_b,
        a.is_present AS in_a, b.is_present AS in_b, NOT (a.is_unknown OR b.is_unknown) AS is_known,
        (a.is_present OR a.is_unknown) AND (b.is_present OR b.is_unknown) AS may_be_both
    FROM known AS a
    JOIN known AS b ON b.month = a.month AND b.roster_id = a.roster_id AND b.territory_id = a.territory_id
        AND b.network > a.network
), counted AS (
    SELECT month, roster_id, CASE WHEN grouping(stratum) = 1 THEN 'ALL' ELSE stratum END AS stratum,
        network_a, network_b, count(*) FILTER (is_known AND in_a) AS a_count,
        count(*) FILTER (is_known AND in_b) AS b_count, count(*) FILTER (is_known AND in_a AND in_b) AS both_count,
        count(*) FILTER (is_known AND (in_a OR in_b)) AS any_count, count(*) FILTER (is_known) AS known_count,
        count(*) FILTER (NOT is_known) AS unknown_count, count(*) FILTER (NOT is_known AND may_be_both) AS open_count,
        count(*) AS member_count, both_count / member_count AS both_share_lo,
        (both_count + open_count) / member_count AS both_share_hi
    FROM pairs
    GROUP BY GROUPING SETS ((month, roster_id, network_a, network_b), (month, roster_id, stratum, network_a, network_b))
)
SELECT *,
    CASE WHEN member_count < 5 THEN 'small_base' WHEN unknown_count * 10 > member_count THEN 'withheld'
        ELSE 'observed' END AS both_share_status,
    CASE WHEN both_share_status = 'observed' THEN least(both_count / nullif(known_count, 0), both_share_hi) END
        AS both_share,
    CASE WHEN both_share_status = 'observed' THEN any_count / nullif(known_count, 0) END AS any_share,
    a_count + b_count - both_count - any_count AS inclusion_exclusion_gap
FROM counted
