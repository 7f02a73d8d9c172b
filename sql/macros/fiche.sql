-- question: What is known of one territory in a month, network by network?
-- text: Fiche d’une collectivité dans un mois : statut, compte, abonnés avec leurs bornes, gains sur 1 et 12 mois,
--   preuve archivée. code : celui de l’INSEE ou le SIREN ('38185'), ou avec son niveau ('commune:38185') quand deux
--   le portent. Une valeur vide a son statut ; une collectivité inconnue (unknown) n’est pas absente.
-- grain: roster_id, territory_id, network
-- unit: followers, original posts
-- denominator: none
-- exclusions: none
-- reads: barometer.status, barometer.audience, barometer.growth, roster.members, roster.months
-- parameters: code, mois
WITH asked_at AS (
    SELECT asked_month(mois, (SELECT list(DISTINCT month) FROM roster.months)) AS month
), listed AS (
    SELECT month, list({code: m.code, territory_id: m.territory_id, name: m.name}) AS named
    FROM asked_at JOIN roster.months USING (month) JOIN roster.members AS m USING (roster_id) GROUP BY month
), given AS (
    SELECT month, asked_territory(code, named) AS territory FROM listed
), gained AS (
    SELECT month, roster_id, territory_id, network, any_value(growth_abs) FILTER (window_months = 1) AS gain_m1,
        any_value(growth_status) FILTER (window_months = 1) AS gain_m1_status,
        any_value(growth_abs) FILTER (window_months = 12) AS gain_m12,
        any_value(growth_abs_lo) FILTER (window_months = 12) AS gain_m12_lo,
        any_value(growth_abs_hi) FILTER (window_months = 12) AS gain_m12_hi,
        any_value(growth_status) FILTER (window_months = 12) AS gain_m12_status
    FROM barometer.growth GROUP BY month, roster_id, territory_id, network
)
SELECT s.roster_id, m.level, s.territory_id, m.name, s.stratum, s.network, s.status, s.reason, s.account_id,
    a.followers_count, a.followers_lo, a.followers_hi, a.followers_status, a.observed_at, d.gain_m1, d.gain_m1_status,
    d.gain_m12, d.gain_m12_lo, d.gain_m12_hi, d.gain_m12_status, s.post_count, a.record, s.data_origin
FROM given AS g JOIN barometer.status AS s USING (month) JOIN roster.members AS m USING (roster_id, territory_id)
LEFT JOIN barometer.audience AS a USING (month, roster_id, territory_id, network)
LEFT JOIN gained AS d USING (month, roster_id, territory_id, network)
WHERE g.territory IN (m.code, m.territory_id)
ORDER BY s.roster_id, m.level, s.territory_id, s.network
