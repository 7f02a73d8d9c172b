-- question: Does the barometer find again the figures that earlier studies printed, and which may not be compared?
-- grain: figure_id
-- unit: that of the printed figure
-- denominator: that of the printed figure: same month, same base (n), same aggregation mode, or no comparison
-- exclusions: none: a figure that is refused has its row and its reason; a rerun never continues a figure whose base
--   was not printed. followers_mean leaves Paris out (the printed means cannot hold it) and needs 80 % of accounts
--   measured.
-- reads: reference.published_figures, roster.months, roster.members, barometer.presence, barometer.copresence,
--   barometer.audience, barometer.growth
-- function: pipelines.indicators.comparable:judge
WITH printed AS (
    SELECT DISTINCT month, roster_id FROM reference.published_figures JOIN roster.months USING (month)
), cells AS (
    SELECT * REPLACE (CASE stratum WHEN 'ALL' THEN 'all' ELSE stratum END AS stratum)
    FROM barometer.presence JOIN printed USING (month, roster_id) WHERE area_level = 'france'
), groups AS (
    SELECT roster_id, 'all' AS stratum, count(*) AS member_count FROM roster.members GROUP BY ALL
    UNION ALL SELECT roster_id, stratum, count(*) FROM roster.members GROUP BY ALL
    UNION ALL SELECT roster_id, name, count(*) FROM roster.members GROUP BY ALL
), sizes AS (
    SELECT stratum, list(DISTINCT member_count ORDER BY member_count) AS sizes FROM groups GROUP BY stratum
), named AS (
    SELECT g.*, m.name FROM barometer.growth AS g JOIN printed USING (month, roster_id)
    JOIN roster.members AS m USING (roster_id, territory_id) WHERE g.window_months = 12
), followed AS (
    SELECT a.*, m.name FROM barometer.audience AS a JOIN printed USING (month, roster_id)
    JOIN roster.members AS m USING (roster_id, territory_id)
), means AS (
    SELECT month, roster_id, network, count(followers_count) / count(*) AS measured_share,
        avg(followers_count) AS with_paris, avg(followers_count) FILTER (name <> 'Paris') AS without_paris
    FROM followed GROUP BY ALL
), measured AS (
    SELECT month, roster_id, network, stratum, 'presence_rate' AS indicator, 100 * presence_share AS value,
        member_count AS base, NULL AS note
    FROM cells WHERE aggregation = 'pooled' AND network <> 'any'
    UNION ALL SELECT month, roster_id, network, stratum, 'presence_any_rate', 100 * presence_share, member_count, NULL
    FROM cells WHERE aggregation = 'pooled' AND network = 'any'
    UNION ALL SELECT month, roster_id, network, stratum, 'presence_rate_mean_strata', 100 * presence_share,
        member_count, format('Moyenne de taux de strate, chacun arrondi à l’entier : {:.0f} / {:.0f}.', numerator,
            denominator / 100)
    FROM cells WHERE aggregation = 'mean_of_strata_rounded'
    UNION ALL SELECT month, roster_id, network, stratum,
        CASE network WHEN 'any' THEN 'presence_any_count' ELSE 'presence_count' END,
        CASE WHEN presence_share_status <> 'withheld' THEN present_count END, member_count,
        CASE WHEN unknown_count > 0 THEN unknown_count || ' statut(s) inconnu(s).' END
    FROM cells WHERE aggregation = 'pooled'
    UNION ALL SELECT month, roster_id, network_a || '|' || network_b, 'all', 'presence_any_count',
        CASE WHEN both_share_status <> 'withheld' THEN any_count END, member_count, NULL
    FROM barometer.copresence JOIN printed USING (month, roster_id) WHERE stratum = 'ALL'
    UNION ALL SELECT month, roster_id, network_a || '+' || network_b, 'all', 'copresence_rate', 100 * both_share,
        member_count, format('Inclusion–exclusion : {} + {} − {} = {} sur {}.', a_count, b_count, any_count,
            both_count, known_count)
    FROM barometer.copresence JOIN printed USING (month, roster_id) WHERE stratum = 'ALL'
    UNION ALL SELECT month, roster_id, network, name, 'followers', followers_count, NULL, NULL FROM followed
    UNION ALL SELECT month, roster_id, network, name, 'growth_abs_12m', growth_abs, NULL, NULL FROM named
    UNION ALL SELECT month, roster_id, network, 'all', 'followers_mean',
        CASE WHEN measured_share >= 0.8 THEN without_paris END, NULL,
        'Hors Paris ; avec Paris : ' || CAST(round(with_paris) AS BIGINT) || '.' FROM means
)
SELECT f.*, r.roster_id, coalesce(v.base, b.member_count) AS base, CAST(v.value AS DOUBLE) AS measured,
    v.note AS measured_note, g.followers_count AS stock, p.presence_share * 100 AS pooled,
    coalesce(z.sizes, []) AS sizes
FROM reference.published_figures AS f
LEFT JOIN roster.months AS r USING (month)
LEFT JOIN groups AS b ON b.roster_id = r.roster_id AND b.stratum = f.stratum
LEFT JOIN sizes AS z ON z.stratum = f.stratum
LEFT JOIN measured AS v ON v.month = f.month AND v.roster_id = r.roster_id AND v.network = f.network
    AND v.stratum = f.stratum AND v.indicator = f.indicator
LEFT JOIN cells AS p ON p.month = f.month AND p.roster_id = r.roster_id AND p.network = f.network
    AND p.stratum = 'all' AND p.aggregation = 'pooled' AND f.unit = '%'
LEFT JOIN named AS g ON f.indicator = 'growth_abs_12m' AND g.month = f.month AND g.roster_id = r.roster_id
    AND g.network = f.network AND g.name = f.stratum
QUALIFY row_number() OVER (PARTITION BY f.figure_id
    ORDER BY measured IS NULL, base IS NULL, r.roster_id) = 1
