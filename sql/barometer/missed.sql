-- question: How many accounts did the directory and the official sites both miss, and how surely is that known?
-- grain: month, roster_id, network, stratum
-- unit: accounts of territories searched in both lists; shares from 0 to 1
-- denominator: the accounts that are estimated to exist among those territories
-- exclusions: a stratum with under 7 accounts in both lists has no estimate (small_base); ALL is the sum over strata,
--   those under 7 together. Members of a sample count once. Dual-list estimate: Chapman (n1+1)(n2+1)/(m+1)-1, interval
--   of Sadinle (2009) at 95 %, within found and searched. It assumes that the month is closed, accounts are told apart
--   rightly, chances are equal inside a stratum, and the two lists independent. dependence_ratio is their odds ratio
--   among the accounts of Wikidata, all strata together: over 1 the estimate is a lower bound, under 1 an upper one
-- reach: 0
-- reads: barometer.discovery
WITH strata AS (
    SELECT month, roster_id, network, stratum, base_count AS base, base_directory_only_count AS a,
        base_site_only_count AS b, base_both_count AS m
    FROM barometer.discovery WHERE stratum <> 'ALL'
), cells AS (
    SELECT * FROM strata
    UNION ALL SELECT month, roster_id, network, 'ALL', sum(base), sum(a), sum(b), sum(m) FROM strata
    GROUP BY month, roster_id, network, CASE WHEN m < 7 THEN 'rest' ELSE stratum END
), odds AS (
    SELECT *, a * b / (m + 1) AS missed, (a + 0.5) * (b + 0.5) / (m + 0.5) AS centre,
        1 / (m + 0.5) + 1 / (a + 0.5) + 1 / (b + 0.5) + (m + 0.5) / ((a + 0.5) * (b + 0.5)) AS variance
    FROM cells
), sums AS (
    SELECT month, roster_id, network, stratum, CAST(sum(base) AS BIGINT) AS base,
        CAST(sum(a + b + m) AS BIGINT) AS found, bool_and(m >= 7 OR a + b + m = 0) AND found > 0 AS is_enough,
        sum(missed ORDER BY m, a, b) FILTER (a + b + m > 0) AS unseen,
        sum(centre ORDER BY m, a, b) FILTER (a + b + m > 0) AS middle, count(*) FILTER (a + b + m > 0) / 2 AS half,
        sqrt(sum(centre * centre * variance ORDER BY m, a, b) FILTER (a + b + m > 0)) / middle AS deviation
    FROM odds GROUP BY month, roster_id, network, stratum
), thirds AS (
    SELECT month, roster_id, network, third_directory_only_count + 0.5 AS d, third_site_only_count + 0.5 AS l,
        third_both_count + 0.5 AS dl, third_neither_count + 0.5 AS n, CAST(d + l + dl + n - 2 AS BIGINT) AS third_count,
        CASE WHEN third_count >= 20 THEN dl * n / (d * l) END AS dependence_ratio,
        exp(1.96 * sqrt(1 / d + 1 / l + 1 / dl + 1 / n)) AS factor
    FROM barometer.discovery WHERE stratum = 'ALL'
), bounded AS (
    SELECT *, CAST(round(least(found + unseen, base)) AS BIGINT) AS estimate,
        CAST(greatest(floor(least(found - half + middle * exp(-1.96 * deviation), base)), found) AS BIGINT) AS lo,
        CAST(greatest(ceil(least(found - half + middle * exp(1.96 * deviation), base)), found) AS BIGINT) AS hi
    FROM sums
)
SELECT month, roster_id, network, stratum, base AS searched_count, found AS found_count,
    CASE WHEN is_enough THEN greatest(least(estimate, hi), lo) END AS estimated_count,
    CASE WHEN is_enough THEN lo END AS estimated_lo, CASE WHEN is_enough THEN hi END AS estimated_hi,
    CASE WHEN is_enough THEN 'observed' ELSE 'small_base' END AS estimated_status,
    1 - found_count / estimated_count AS missed_share, 1 - found_count / estimated_lo AS missed_share_lo,
    1 - found_count / estimated_hi AS missed_share_hi,
    third_count, dependence_ratio, dependence_ratio / factor AS dependence_ratio_lo,
    dependence_ratio * factor AS dependence_ratio_hi
FROM bounded JOIN thirds USING (month, roster_id, network)
