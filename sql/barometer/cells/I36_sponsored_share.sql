-- question: What part of the territories paid for an advertisement of their official page in the month?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts that the advertisement library was asked for, and answered about; the bounds are over all
-- exclusions: networks whose library no door reads. A page that the library was not asked for (no token) is
--   not_collected, one without an answer not_read: unknown, never without advertisement. One advertisement shown is
--   enough, also where the list stops. A drawn stratum, and the weighted total of a drawn list, add the error of their
--   drawing (Wilson, finite-population correction)
-- reads: barometer.status, reference.networks, roster.members, observations.fetches, observations.ads
-- function: pipelines.indicators.cells:shares
-- reach: 0
WITH libraries AS (
    SELECT DISTINCT network FROM reference.networks WHERE list_contains(string_split(gives, ' '), 'ads')
), asked AS (
    SELECT month, network, account_id, bool_and(outcome IN ('ok', 'not_modified')) AS is_read
    FROM observations.fetches, unnest(string_split(subject_ids, ' ')) AS subject(account_id)
    WHERE purpose = 'ads' GROUP BY ALL
), shown AS (
    SELECT DISTINCT month, network, account_id FROM observations.ads
)
SELECT t.month, t.roster_id, 'I36' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    'base' AS variant, CASE WHEN a.account_id IS NOT NULL THEN true WHEN is_read THEN false END AS flag,
    CASE WHEN flag IS NOT NULL THEN 'observed' WHEN is_read IS NULL THEN 'not_collected' ELSE 'not_read' END AS status
FROM barometer.status AS t JOIN libraries USING (network) JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN asked USING (month, network, account_id)
LEFT JOIN shown AS a USING (month, network, account_id)
WHERE t.status LIKE 'present%' AND t.account_id IS NOT NULL
