-- question: What would each collectivité of today have shown on each network in the month, through its predecessors?
-- grain: month, roster_id, territory_id, network
-- unit: one presence; followers added up over the predecessors, anywhere between the largest of them and their sum
-- denominator: the territories of 1 January of the year whose place the collectivité of today took
-- exclusions: territories that another body governed, or that were no more; followers as soon as a predecessor is not
--   in the list, was split since, or was not measured (an absent one counts for nothing). Present if one of them is;
--   absent only if all are. The map of a year serves all its months, the last map those after it.
-- reach: 0
-- reads: reference.territory_map, reference.territories, roster.months, roster.members, barometer.status,
--   barometer.audience
WITH months AS (
    SELECT month, roster_id, least(year(month), (SELECT max(last_vintage) FROM reference.territory_map)) AS vintage
    FROM roster.months
), placed AS (
    SELECT o.month, o.roster_id, m.territory_id, m.stratum, coalesce(g.current_id, m.territory_id) AS current_id,
        coalesce(g.relation, '') AS relation,
        CASE WHEN g.current_id IS NULL AND m.level <> 'epci' THEN 1
            WHEN g.first_vintage <= o.vintage THEN g.predecessor_count END AS expected_count,
        coalesce(g.successor_count, 1) > 1 AS is_split
    FROM months AS o JOIN roster.members AS m USING (roster_id)
    LEFT JOIN reference.territory_map AS g ON g.territory_id = m.territory_id AND g.last_vintage >= o.vintage
    WHERE g.current_id IS NOT NULL OR m.territory_id NOT IN (SELECT territory_id FROM reference.territory_map)
    QUALIFY g.first_vintage IS NOT DISTINCT FROM min(g.first_vintage) OVER (
        PARTITION BY o.month, o.roster_id, m.territory_id)
), today AS (
    SELECT territory_id AS current_id, stratum FROM reference.territories
    WHERE vintage = (SELECT max(vintage) FROM reference.territories)
), gathered AS (
    SELECT p.month, p.roster_id, current_id, coalesce(any_value(t.stratum), min(p.stratum)) AS stratum,
        count(*) AS listed_count, max(expected_count) AS predecessor_count,
        string_agg(territory_id, ' ' ORDER BY territory_id) AS predecessor_ids,
        CASE WHEN bool_or(expected_count IS NULL) THEN 'unmapped' WHEN bool_or(is_split) THEN 'split'
            WHEN listed_count < max(expected_count) THEN 'partial' ELSE 'whole' END AS geography_status
    FROM placed AS p LEFT JOIN today AS t USING (current_id) WHERE relation <> 'governed'
    GROUP BY p.month, p.roster_id, current_id
), shown AS (
    SELECT p.month, p.roster_id, p.current_id, s.network, count(*) AS shown_count,
        bool_or(s.status LIKE 'present%' AND NOT is_split) AS is_present, bool_and(is_absent) AS is_absent,
        count(a.account_id) AS account_count, min(a.metric_def) AS metric_def, max(a.metric_def) AS other_def,
        count(a.followers_count) AS value_count, sum(a.followers_count) AS total, max(a.followers_lo) AS total_lo,
        sum(a.followers_hi) AS total_hi, min(a.followers_status) FILTER (a.followers_count IS NOT NULL) AS value_status,
        min(CASE WHEN s.network = 'website' THEN 'not_given' ELSE coalesce(a.followers_status, 'not_attempted') END)
            FILTER (a.followers_count IS NULL AND NOT is_absent) AS missing_status
    FROM placed AS p JOIN (SELECT *, status = 'absent_confirmed' AS is_absent FROM barometer.status) AS s
        USING (month, roster_id, territory_id)
    LEFT JOIN barometer.audience AS a USING (month, roster_id, territory_id, network)
    WHERE p.relation <> 'governed' GROUP BY p.month, p.roster_id, p.current_id, s.network
), judged AS (
    SELECT *, CASE WHEN is_present THEN 'present'
            WHEN is_absent AND shown_count >= predecessor_count AND geography_status <> 'unmapped'
                THEN 'absent_confirmed' ELSE 'unknown' END AS presence_status,
        CASE WHEN geography_status <> 'whole' THEN 'geography_break' WHEN is_absent THEN 'no_account'
            WHEN missing_status IS NOT NULL THEN missing_status WHEN metric_def <> other_def THEN 'metric_break'
            WHEN value_count > 1 THEN 'summed' ELSE value_status END AS followers_status,
        followers_status IN ('observed', 'rounded', 'interpolated', 'summed') AS has_value
    FROM gathered JOIN shown USING (month, roster_id, current_id)
)
SELECT month, roster_id, current_id AS territory_id, network, stratum, geography_status, predecessor_ids,
    predecessor_count, presence_status, account_count, CASE WHEN has_value THEN metric_def END AS metric_def,
    CASE WHEN has_value THEN CAST(total AS BIGINT) END AS followers_count,
    CASE WHEN has_value THEN CAST(total_lo AS BIGINT) END AS followers_lo,
    CASE WHEN has_value THEN CAST(total_hi AS BIGINT) END AS followers_hi, followers_status,
    CASE WHEN has_value THEN followers_status = 'summed' END AS is_upper_bound
FROM judged
