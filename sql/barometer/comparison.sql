-- question: Does the barometer find again the figures that earlier studies printed?
-- grain: figure_id
-- unit: that of the printed figure
-- denominator: that of the printed figure: same month, same base (n), same aggregation mode, or no comparison
-- exclusions: figures of months that have no list; a rerun never continues a figure whose base was not printed.
--   followers_mean leaves Paris out (the printed means cannot hold it) and needs 80 % of accounts measured.
-- reads: reference.published_figures, roster.months, roster.members, barometer.presence, barometer.copresence,
--   barometer.audience, barometer.growth
WITH cells AS (
    SELECT * REPLACE (CASE stratum WHEN 'ALL' THEN 'all' ELSE stratum END AS stratum)
    FROM barometer.presence WHERE area_level = 'france'
), named AS (
    SELECT g.*, m.name FROM barometer.growth AS g JOIN roster.members AS m USING (roster_id, territory_id)
    WHERE g.window_months = 12
), means AS (
    SELECT a.month, a.roster_id, a.network, count(a.followers_count) / count(*) AS measured_share,
        any_value(b.member_count) AS base,
        avg(a.followers_count) AS with_paris, avg(a.followers_count) FILTER (m.name <> 'Paris') AS without_paris
    FROM barometer.audience AS a JOIN roster.members AS m USING (roster_id, territory_id)
    JOIN (SELECT roster_id, count(*) AS member_count FROM roster.members GROUP BY ALL) AS b USING (roster_id)
    GROUP BY ALL
), measured AS (
    SELECT month, roster_id, network, stratum, 'presence_rate' AS indicator, aggregation, 100 * presence_share AS value,
        member_count AS base, NULL AS note
    FROM cells WHERE aggregation = 'pooled'
    UNION ALL SELECT month, roster_id, network, stratum, 'presence_rate_mean_strata', aggregation,
        100 * presence_share, member_count, 'Moyenne de taux de strate, chacun arrondi à l’entier.'
    FROM cells WHERE aggregation = 'mean_of_strata_rounded'
    UNION ALL SELECT month, roster_id, network, stratum, 'presence_count', 'count',
        CASE WHEN presence_share_status <> 'withheld' THEN present_count END, member_count,
        CASE WHEN unknown_count > 0 THEN unknown_count || ' statut(s) inconnu(s).' END
    FROM cells WHERE aggregation = 'pooled'
    UNION ALL SELECT month, roster_id, network_a || '|' || network_b, 'all', 'presence_any_count', 'count',
        CASE WHEN both_share_status <> 'withheld' THEN any_count END, member_count, NULL
    FROM barometer.copresence WHERE stratum = 'ALL'
    UNION ALL SELECT month, roster_id, network_a || '+' || network_b, 'all', 'copresence_rate', 'pooled',
        100 * both_share, member_count, format('Inclusion–exclusion : {} + {} − {} = {} sur {}.', a_count, b_count,
            any_count, both_count, known_count)
    FROM barometer.copresence WHERE stratum = 'ALL'
    UNION ALL SELECT a.month, a.roster_id, a.network, m.name, 'followers', a.followers_status,
        a.followers_count, 1, NULL
    FROM barometer.audience AS a JOIN roster.members AS m USING (roster_id, territory_id)
    UNION ALL SELECT month, roster_id, network, name, 'growth_abs_12m', growth_status, growth_abs, 1, NULL FROM named
    UNION ALL SELECT month, roster_id, network, 'all', 'followers_mean', 'mean', CASE WHEN measured_share >= 0.8 THEN
        without_paris END, base, 'Hors Paris ; avec Paris : ' || CAST(round(with_paris) AS BIGINT) || '.' FROM means
), compared AS (
    SELECT f.*, r.roster_id, coalesce(v.aggregation, f.aggregation) AS mode, p.presence_share * 100 AS pooled,
        v.indicator IS NOT NULL AS is_found, v.base, v.note AS measured_note, g.followers_count AS stock,
        coalesce(TRY_CAST(f.n AS BIGINT) <> v.base, f.n IS NOT NULL AND v.base > 1) AS is_other_base,
        CASE WHEN NOT is_other_base THEN CAST(v.value AS DOUBLE) END AS measured_value,
        CASE WHEN f.aggregation = 'rounded' OR f.note = 'rounded' THEN
            0.5 * pow(10, length(CAST(CAST(f.value AS BIGINT) AS VARCHAR))
                - length(rtrim(CAST(CAST(f.value AS BIGINT) AS VARCHAR), '0')))
            ELSE 0.5 * pow(10, -length(rtrim(split_part(CAST(f.value AS VARCHAR), '.', 2), '0'))) END AS tolerance
    FROM reference.published_figures AS f JOIN roster.months AS r USING (month)
    LEFT JOIN measured AS v USING (month, roster_id, network, stratum, indicator)
    LEFT JOIN cells AS p ON p.month = f.month AND p.roster_id = r.roster_id AND p.network = f.network
        AND p.stratum = 'all' AND p.aggregation = 'pooled' AND f.unit = '%'
    LEFT JOIN named AS g ON f.indicator = 'growth_abs_12m' AND g.month = f.month AND g.roster_id = r.roster_id
        AND g.network = f.network AND g.name = f.stratum
    QUALIFY row_number() OVER (PARTITION BY f.figure_id ORDER BY measured_value IS NULL, r.roster_id) = 1
)
SELECT figure_id, month, roster_id, network, stratum, indicator, mode AS aggregation, value AS published_value,
    measured_value, pooled AS measured_pooled, unit, measured_value - value AS difference,
    CASE WHEN measured_value IS NULL THEN 'not_measured' WHEN abs(difference) <= tolerance + 1e-9 THEN 'same'
        ELSE 'differs' END AS verdict,
    CASE WHEN value >= 0.95 * stock THEN format('Le gain imprimé atteint 95 % du stock mesuré ({}) : '
            || 'un stock est peut-être imprimé comme un gain.', stock)
        WHEN NOT is_found THEN 'Indicateur, strate, collectivité ou réseau sans mesure ce mois-là.'
        WHEN is_other_base THEN format('Base imprimée : {} ; liste : {}.', n, base)
        WHEN measured_value IS NULL THEN 'Mesure retenue ou manquante : voir les inconnues du mois.'
        ELSE measured_note END AS note_fr, source
FROM compared
