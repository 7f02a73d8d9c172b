-- question: What part of the list is present on each network, by stratum and by area, in each aggregation mode?
-- grain: month, roster_id, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; numerator and denominator in the mode's own weights (territories, strata, inhabitants)
-- denominator: territories whose status is known; the bounds are over the whole list
-- exclusions: the point is withheld above 10 % unknown (weights of the mode; in a mean of strata, in any stratum) and
--   below 5 members (in a mean of strata, in any stratum); `any` is at least one social network (no website); areas
--   hold communes and EPCI only; pop_weighted leaves out members without a population
-- reach: 0
-- reads: barometer.status, roster.members
WITH known AS NOT MATERIALIZED (
    SELECT month, roster_id, territory_id, network, status LIKE 'present%' AS is_present,
        status = 'unknown' AS is_unknown
    FROM barometer.status
    UNION ALL
    SELECT month, roster_id, territory_id, 'any', bool_or(status LIKE 'present%'),
        bool_or(status = 'unknown') AND NOT bool_or(status LIKE 'present%')
    FROM barometer.status WHERE network <> 'website' GROUP BY month, roster_id, territory_id
), weighed AS NOT MATERIALIZED (
    SELECT k.*, m.stratum, m.level, m.population, m.weight, m.region_code, m.departement_code
    FROM known AS k JOIN roster.members AS m USING (roster_id, territory_id)
), areas AS NOT MATERIALIZED (
    SELECT *, 'france' AS area_level, 'FR' AS area_code FROM weighed
    UNION ALL SELECT *, 'region', region_code FROM weighed
    WHERE level IN ('commune', 'epci') AND region_code IS NOT NULL
    UNION ALL SELECT *, 'departement', departement_code FROM weighed
    WHERE level IN ('commune', 'epci') AND departement_code IS NOT NULL
), cells AS NOT MATERIALIZED (
    SELECT month, roster_id, network, area_level, area_code,
        CASE WHEN grouping(stratum) = 1 THEN 'ALL' ELSE stratum END AS stratum,
        count(*) FILTER (is_present) AS present_count, count(*) FILTER (is_unknown) AS unknown_count,
        count(*) AS member_count, member_count < 5 AS is_small, member_count - unknown_count AS known_count,
        present_count / nullif(known_count, 0) AS p, present_count / member_count AS lo,
        (present_count + unknown_count) / member_count AS hi, unknown_count * 10 > member_count AS is_withheld,
        coalesce(sum(population) FILTER (is_present), 0) AS pop_present,
        coalesce(sum(population) FILTER (is_unknown), 0) AS pop_unknown, sum(population) AS pop,
        sum(weight ORDER BY territory_id) AS n
    FROM areas
    GROUP BY GROUPING SETS ((month, roster_id, network, area_level, area_code),
        (month, roster_id, network, area_level, area_code, stratum))
), strata AS NOT MATERIALIZED (
    SELECT month, roster_id, network, count(*) AS stratum_count, bool_or(is_withheld) AS is_withheld,
        bool_or(is_small) AS is_small,
        sum(p ORDER BY stratum) AS p, sum(lo ORDER BY stratum) AS lo, sum(hi ORDER BY stratum) AS hi,
        min(known_count) > 0 AS is_whole,
        sum((200 * present_count + known_count) // nullif(2 * known_count, 0)) AS p_round,
        sum((200 * present_count + member_count) // (2 * member_count)) AS lo_round,
        sum((200 * (present_count + unknown_count) + member_count) // (2 * member_count)) AS hi_round,
        sum(n ORDER BY stratum) AS n, sum(n * p ORDER BY stratum) AS np, sum(n * lo ORDER BY stratum) AS n_lo,
        sum(n * hi ORDER BY stratum) AS n_hi,
        sum(n * unknown_count / member_count ORDER BY stratum) * 10 > sum(n ORDER BY stratum) AS is_n_withheld
    FROM cells WHERE area_level = 'france' AND stratum <> 'ALL' GROUP BY month, roster_id, network
), modes AS (
    SELECT *, 'pooled' AS aggregation, present_count AS num, known_count AS den, lo AS low, hi AS high,
        is_withheld AS is_hidden FROM cells
    WHERE area_level = 'france' OR stratum = 'ALL'
    UNION ALL
    SELECT *, 'pop_weighted', pop_present, pop - pop_unknown, pop_present / nullif(pop, 0),
        (pop_present + pop_unknown) / nullif(pop, 0), pop_unknown * 10 > pop
    FROM cells WHERE area_level = 'france' AND pop IS NOT NULL
    UNION ALL
    SELECT c.* REPLACE (small AS is_small), mode, CASE WHEN s.is_whole THEN num END, den, low, high, hidden
    FROM strata AS s JOIN cells AS c USING (month, roster_id, network),
    LATERAL (VALUES
        ('mean_of_strata', s.p, s.stratum_count, s.lo / s.stratum_count, s.hi / s.stratum_count, s.is_withheld,
            s.is_small),
        ('mean_of_strata_rounded', s.p_round, 100 * s.stratum_count, s.lo_round / (100 * s.stratum_count),
            s.hi_round / (100 * s.stratum_count), s.is_withheld, s.is_small),
        ('poststratified', s.np, s.n, s.n_lo / s.n, s.n_hi / s.n, s.is_n_withheld, c.is_small)
    ) AS v(mode, num, den, low, high, hidden, small)
    WHERE c.area_level = 'france' AND c.stratum = 'ALL'
)
SELECT month, roster_id, network, area_level, area_code, stratum, aggregation, present_count,
    known_count - present_count AS absent_count, unknown_count, member_count,
    CAST(num AS DOUBLE) AS numerator, CAST(den AS DOUBLE) AS denominator,
    CASE WHEN member_count < 5 THEN 'small_base' WHEN is_hidden OR num IS NULL OR den = 0 THEN 'withheld'
        WHEN is_small THEN 'small_base' ELSE 'observed' END AS presence_share_status,
    CASE WHEN presence_share_status = 'observed' THEN least(greatest(num / nullif(den, 0), low), high)
        END AS presence_share,
    CAST(low AS DOUBLE) AS presence_share_lo, CAST(high AS DOUBLE) AS presence_share_hi
FROM modes
