-- question: Of the territories present on a social network at all, what part uses this one?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: territories present on a network at least, whose status on this one is known
-- exclusions: the website; territories known to be on none. Those that may be present, here or elsewhere, are unknown:
--   the low bound counts them present elsewhere only, the high bound present here. Withheld above 10 % unknown, below 5
--   members (of an area no row); a stratum that was drawn adds the error of its drawing, its population taken in
--   proportion, and so does the total weighted by these populations. Areas are pooled without weights: where members
--   were drawn, they tell of the list alone, without an interval
-- reads: barometer.status, roster.members
-- reach: 0
WITH anywhere AS (
    SELECT month, roster_id, territory_id, bool_or(status LIKE 'present%') AS is_anywhere,
        bool_or(status = 'unknown') AS is_open
    FROM barometer.status WHERE network <> 'website' GROUP BY month, roster_id, territory_id
), counted AS (
    SELECT s.month, s.roster_id, s.network, m.area_level, m.area_code, m.stratum,
        count(*) FILTER (s.status LIKE 'present%') AS here_count,
        count(*) FILTER (is_anywhere AND s.status <> 'unknown') AS measured_count,
        count(*) FILTER (s.status = 'unknown') AS may_count, count(*) FILTER (is_anywhere OR is_open) AS member_count,
        count(*) AS list_count, bool_or(m.weight > 1) AS is_sample
    FROM barometer.status AS s JOIN anywhere USING (month, roster_id, territory_id)
    JOIN placed_members() AS m ON m.roster_id = s.roster_id AND m.territory_id = s.territory_id
    WHERE s.network <> 'website' GROUP BY ALL
), sizes AS (
    SELECT roster_id, stratum, max(stratum_size) AS size FROM roster.members GROUP BY ALL
), cells AS (
    SELECT c.*, here_count / member_count AS low,
        coalesce((here_count + may_count) / nullif(measured_count + may_count, 0), 0.0) AS high,
        member_count - measured_count AS unknown_count, measured_count + may_count AS most_count,
        is_sample AND stratum <> 'ALL' AS is_drawn,
        size, size * member_count / list_count AS population,
        CASE WHEN member_count < 5 THEN 'small_base' WHEN unknown_count * 10 > member_count THEN 'withheld'
            ELSE 'observed' END AS value_status
    FROM counted AS c LEFT JOIN sizes USING (roster_id, stratum)
    WHERE member_count >= 5 OR member_count > 0 AND area_level = 'france'
), totals AS (
    SELECT month, roster_id, network,
        domain_total_of(here_count, member_count, population, list_count, stratum) AS least,
        domain_total_of(here_count + may_count, greatest(most_count, 1), size * most_count / list_count, list_count,
            stratum) AS most, sum(most_count) > 0 AS is_open,
        sum(size * here_count / list_count ORDER BY stratum) AS above,
        sum(size * measured_count / list_count ORDER BY stratum) AS below
    FROM cells WHERE stratum <> 'ALL' GROUP BY month, roster_id, network HAVING bool_or(is_drawn)
)
SELECT month, roster_id, 'I08' AS indicator_id, 'base' AS variant, network, area_level, area_code, stratum,
    'pooled' AS aggregation, CASE WHEN value_status = 'observed' THEN here_count / measured_count END AS value,
    low AS value_lo, high AS value_hi,
    CASE WHEN is_drawn THEN wilson_lo(here_count, member_count, population) WHEN NOT is_sample THEN low END AS ci_lo,
    CASE WHEN is_drawn THEN wilson_hi(high * member_count, member_count, population) WHEN NOT is_sample THEN high
        END AS ci_hi,
    CASE WHEN is_drawn THEN 'wilson_fpc' WHEN is_sample THEN 'none' ELSE 'census' END AS interval_method, value_status,
    CAST(here_count AS DOUBLE) AS numerator, CAST(measured_count AS DOUBLE) AS denominator, member_count,
    measured_count, unknown_count
FROM cells
UNION ALL
SELECT month, roster_id, 'I08', 'base', network, 'france', 'FR', 'ALL', 'poststratified',
    CASE WHEN value_status = 'observed' THEN above / below END, least.share,
    CASE WHEN is_open THEN most.share ELSE 0.0 END, total_lo(least),
    total_hi(CASE WHEN is_open THEN most ELSE least END), 'wilson_poststratified', value_status, above, below,
    member_count, measured_count, unknown_count
FROM totals JOIN cells USING (month, roster_id, network) WHERE stratum = 'ALL' AND area_level = 'france'
