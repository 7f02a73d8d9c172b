-- question: What part of the territories paid for an advertisement of their official page in the month?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts that the advertisement library was asked for, and answered about; the bounds are over all
-- exclusions: networks whose library no door reads. A page that the library was not asked for (no token) is
--   not_collected, one without an answer not_read: unknown, never without advertisement. One advertisement shown is
--   enough, also where the list stops. A drawn stratum adds the error of its drawing (Wilson with finite-population
--   correction)
-- reads: barometer.status, reference.networks, roster.members, observations.fetches, observations.ads
WITH libraries AS (
    SELECT DISTINCT network FROM reference.networks WHERE list_contains(string_split(gives, ' '), 'ads')
), asked AS (
    SELECT month, network, account_id, bool_and(outcome IN ('ok', 'not_modified')) AS is_read
    FROM observations.fetches, unnest(string_split(subject_ids, ' ')) AS subject(account_id)
    WHERE purpose = 'ads' GROUP BY ALL
), shown AS (
    SELECT DISTINCT month, network, account_id FROM observations.ads
), accounts AS (
    SELECT s.month, s.roster_id, s.network, s.stratum, m.weight, m.stratum_size,
        CASE WHEN a.account_id IS NOT NULL THEN true WHEN is_read THEN false END AS flag,
        CASE WHEN flag IS NOT NULL THEN 'observed' WHEN is_read IS NULL THEN 'not_collected' ELSE 'not_read' END
            AS status
    FROM barometer.status AS s JOIN libraries USING (network) JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN asked USING (month, network, account_id)
    LEFT JOIN shown AS a USING (month, network, account_id)
    WHERE s.status LIKE 'present%' AND s.account_id IS NOT NULL
), gathered AS (
    SELECT month, roster_id, network, coalesce(stratum, 'ALL') AS stratum, count(*) AS members, count(flag) AS known,
        count(*) FILTER (flag) AS positive, count(*) - count(flag) AS unknown, max(weight) AS weight,
        coalesce(sum(weight ORDER BY weight) FILTER (flag), 0) AS positive_weight,
        sum(weight ORDER BY weight) FILTER (flag IS NOT NULL) AS known_weight,
        coalesce(sum(weight ORDER BY weight) FILTER (flag IS NULL), 0) AS unknown_weight,
        max(stratum_size) AS size, min(status) FILTER (flag IS NULL) AS reason
    FROM accounts GROUP BY GROUPING SETS ((month, roster_id, network), (month, roster_id, network, stratum))
), cells AS (
    SELECT *, weight > 1 AND stratum <> 'ALL' AS is_drawn, share_status(known, unknown, reason) AS value_status,
        CASE aggregation WHEN 'pooled' THEN positive ELSE positive_weight END AS numerator,
        CASE aggregation WHEN 'pooled' THEN known ELSE known_weight END AS denominator,
        CASE aggregation WHEN 'pooled' THEN unknown ELSE unknown_weight END AS open
    FROM gathered, (VALUES ('pooled'), ('poststratified')) AS a(aggregation)
    WHERE aggregation = 'pooled' OR stratum = 'ALL'
)
SELECT month, roster_id, 'I36' AS indicator_id, 'base' AS variant, network, 'france' AS area_level, 'FR' AS area_code,
    stratum, aggregation, CASE WHEN value_status = 'observed' THEN numerator / denominator END AS value,
    numerator / (coalesce(denominator, 0) + open) AS value_lo,
    (numerator + open) / (coalesce(denominator, 0) + open) AS value_hi,
    CASE WHEN is_drawn THEN wilson_lo(positive, known + unknown, greatest(size, known + unknown))
        WHEN weight = 1 THEN value_lo END AS ci_lo,
    CASE WHEN is_drawn THEN wilson_hi(positive + unknown, known + unknown, greatest(size, known + unknown))
        WHEN weight = 1 THEN value_hi END AS ci_hi,
    CASE WHEN is_drawn THEN 'wilson_fpc' WHEN weight = 1 THEN 'census' ELSE 'none' END AS interval_method, value_status,
    CAST(numerator AS DOUBLE) AS numerator, CAST(denominator AS DOUBLE) AS denominator, members AS member_count,
    known AS measured_count, unknown AS unknown_count
FROM cells
