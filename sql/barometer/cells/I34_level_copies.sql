-- question: What part of its posts also stands in the EPCI, the département or the région, and how much came after?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1, over the month and the two before
-- denominator: main accounts of eight posts of eight words or more; the mean and the median are over them
-- exclusions: territories whose EPCI (département, région) the list does not hold are outside the base; one of which
--   no post was read on any network leaves its members unknown. niveau:… counts what stands in both, whoever was first,
--   repris:… what came after. What stands on networks that no door shows is not seen: the part is a least value, and
--   has no bounds. Memberships are those of the list of each month
-- function: pipelines.indicators.cells:centres
-- reach: 2
-- reads: barometer.level_copies, barometer.post_marks, barometer.status, observations.texts, reference.classifiers,
--   roster.members
WITH members AS (
    SELECT roster_id, territory_id, weight, count(*) OVER (PARTITION BY roster_id, stratum) AS drawn,
        unnest([{high_level: 'epci', code: CASE WHEN level = 'commune' THEN epci_code END},
            {high_level: 'departement', code: CASE WHEN level IN ('commune', 'epci') THEN departement_code END},
            {high_level: 'region', code: CASE WHEN level <> 'region' THEN region_code END}], recursive := true)
    FROM roster.members
), nested AS (
    SELECT m.* EXCLUDE (code), h.territory_id AS high_id FROM members AS m
    JOIN roster.members AS h ON h.roster_id = m.roster_id AND h.level = m.high_level AND h.code = m.code
), read AS (
    SELECT s.month, s.roster_id, s.territory_id, s.network, s.stratum, s.account_id, count(k.post_id) AS post_count,
        count(t.text_id) AS judged_count
    FROM barometer.status AS s CROSS JOIN (VALUES (0), (1), (2)) AS back(months)
    LEFT JOIN barometer.post_marks AS k ON k.month = CAST(s.month - to_months(back.months) AS DATE)
        AND k.network = s.network AND k.account_id = s.account_id AND k.crosspost_status = 'observed'
    LEFT JOIN observations.texts AS t ON t.month = k.month AND t.network = k.network AND t.account_id = k.account_id
        AND t.text_id = k.post_id AND t.kind = 'post' AND t.word_count >= 8
    WHERE s.network <> 'website' AND s.status LIKE 'present%' AND s.account_id IS NOT NULL GROUP BY ALL
), told AS (SELECT DISTINCT month, network FROM read WHERE judged_count > 0
), speaking AS (
    SELECT DISTINCT month, roster_id, territory_id FROM read WHERE judged_count > 0
), copied AS (
    SELECT r.month, r.roster_id, r.network, r.account_id, c.other_level AS high_level,
        count(DISTINCT (c.month, c.post_id)) AS same_count,
        count(DISTINCT (c.month, c.post_id)) FILTER (c.lag_minutes > 0) AS taken_count
    FROM read AS r CROSS JOIN (VALUES (0), (1), (2)) AS back(months)
    JOIN barometer.level_copies AS c ON c.month = CAST(r.month - to_months(back.months) AS DATE)
        AND list_family(c.roster_id) = list_family(r.roster_id) AND c.network = r.network
        AND c.account_id = r.account_id
    GROUP BY ALL
), worth AS (
    SELECT network, bool_and(is_withheld) AS is_withheld FROM reference.classifiers
    WHERE classifier_id = 'level_copy' GROUP BY network
), judged AS (
    SELECT r.*, n.high_level, n.weight, n.drawn, coalesce(c.same_count, 0) AS same_count,
        coalesce(c.taken_count, 0) AS taken_count, CASE WHEN post_count = 0 THEN 'not_given'
            WHEN coalesce(w.is_withheld, true) THEN 'classifier_withheld' WHEN judged_count < 8 THEN 'few_posts'
            WHEN h.territory_id IS NULL THEN 'other_unread' ELSE 'observed' END AS status
    FROM read AS r SEMI JOIN told USING (month, network)
    JOIN nested AS n USING (roster_id, territory_id) LEFT JOIN worth AS w USING (network)
    LEFT JOIN speaking AS h ON h.month = r.month AND h.roster_id = r.roster_id AND h.territory_id = n.high_id
    LEFT JOIN copied AS c ON c.month = r.month AND c.roster_id = r.roster_id AND c.network = r.network
        AND c.account_id = r.account_id AND c.high_level = n.high_level
)
SELECT month, roster_id, 'I34' AS indicator_id, variant || ':' || high_level AS variant, network, stratum, weight,
    drawn, status, CASE WHEN status = 'observed' THEN count / judged_count END AS value,
    CAST(NULL AS DOUBLE) AS value_hi
FROM judged CROSS JOIN LATERAL (VALUES ('niveau', same_count), ('repris', taken_count)) AS told(variant, count)
