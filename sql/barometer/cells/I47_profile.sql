-- question: What part of the fields of its profile has each main account filled?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1 of six fields: avatar, banner, presentation of 50 characters, link, contact, place or category
-- denominator: main accounts of which three fields at least are shown; a field that no door of the network shows is
--   left out of the mean
-- exclusions: accounts of which fewer fields are shown are unknown (not_given), and so are those that were not read.
--   ALL gives each account its weight in the list.
-- reads: barometer.status, observations.snapshots, roster.members
WITH shown AS (
    SELECT month, network, account_id, profile_share(network, has_avatar, has_banner, bio_char_count, bio_url,
        has_contact, has_category) AS value, 'not_given' AS status
    FROM observations.snapshots WHERE outcome IN ('ok', 'not_modified') GROUP BY ALL
), accounts AS (
    SELECT s.month, s.roster_id, s.network, s.stratum, m.weight, p.value,
        CASE WHEN p.value IS NULL THEN coalesce(p.status, 'not_read') ELSE 'observed' END AS status
    FROM barometer.status AS s JOIN roster.members AS m USING (roster_id, territory_id)
    LEFT JOIN shown AS p USING (month, network, account_id)
    WHERE s.network <> 'website' AND s.status LIKE 'present%' AND s.account_id IS NOT NULL
), gathered AS (
    SELECT month, roster_id, network, coalesce(stratum, 'ALL') AS stratum, count(*) AS members,
        count(value) AS measured, count(*) FILTER (is_unknown(status)) AS unknown, max(weight) = 1 AS is_census,
        sum(weight * value ORDER BY weight * value) AS total,
        sum(weight ORDER BY weight) FILTER (value IS NOT NULL) AS weights,
        sum(weight ORDER BY weight) AS all_weights,
        sum(weight ORDER BY weight) FILTER (value IS NULL) AS unknown_weights,
        mean_status(count(value), count(*) FILTER (is_unknown(status)), min(status) FILTER (is_unknown(status)))
            AS value_status
    FROM accounts GROUP BY GROUPING SETS ((month, roster_id, network), (month, roster_id, network, stratum))
)
SELECT month, roster_id, 'I47' AS indicator_id, 'base' AS variant, network, 'france' AS area_level,
    'FR' AS area_code, stratum, 'mean' AS aggregation,
    CASE WHEN value_status = 'observed' THEN total / weights END AS value,
    CASE WHEN value_status = 'observed' THEN total / all_weights END AS value_lo,
    CASE WHEN value_status = 'observed' THEN (total + coalesce(unknown_weights, 0)) / all_weights END AS value_hi,
    CASE WHEN is_census THEN value_lo END AS ci_lo, CASE WHEN is_census THEN value_hi END AS ci_hi,
    CASE WHEN is_census THEN 'census' ELSE 'none' END AS interval_method, value_status, total AS numerator,
    weights AS denominator, members AS member_count, measured AS measured_count, unknown AS unknown_count
FROM gathered
