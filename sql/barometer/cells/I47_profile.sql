-- question: What part of the fields of its profile has each main account filled?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1 of six fields: avatar, banner, presentation of 50 characters, link, contact, place or category
-- denominator: main accounts of which three fields at least are shown; a field that no door of the network shows is
--   left out of the mean
-- exclusions: accounts of which fewer fields are shown are unknown (not_given), and so are those that were not read:
--   the bounds hold whatever they have filled. ALL gives each account its weight in the list
-- reads: barometer.status, observations.snapshots, roster.members
-- function: pipelines.indicators.cells:means
-- reach: 0
WITH shown AS (
    SELECT month, network, account_id, profile_share(network, has_avatar, has_banner, bio_char_count, bio_url,
        has_contact, has_category) AS value, 'not_given' AS status
    FROM observations.snapshots WHERE outcome IN ('ok', 'not_modified') GROUP BY ALL
)
SELECT t.month, t.roster_id, 'I47' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    'base' AS variant, p.value, coalesce(p.value, 0) AS value_lo, coalesce(p.value, 1) AS value_hi, 1.0 AS ceiling,
    CASE WHEN p.value IS NULL THEN coalesce(p.status, 'not_read') ELSE 'observed' END AS status
FROM barometer.status AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN shown AS p USING (month, network, account_id)
WHERE t.network <> 'website' AND t.status LIKE 'present%' AND t.account_id IS NOT NULL
