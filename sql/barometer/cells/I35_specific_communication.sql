-- question: What part of the territories speaks on each of its networks in words of its own?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; the variant is the part of own posts that every network must reach, in hundredths
-- denominator: territories with two networks at least of which eight posts could be judged; the bounds are over the
--   unknown too
-- exclusions: territories that would not have two such networks, whatever the unknown ones (few_posts), are outside the
--   base; those with fewer than two, that an unknown network might give, are unknown: withheld above a tenth of them. A
--   drawn stratum, and the weighted total of a drawn list, add the error of their drawing (Wilson, finite-population
--   correction)
-- reads: barometer.editorial, roster.members
-- function: pipelines.indicators.cells:shares
-- reach: 0
WITH territories AS (
    SELECT month, roster_id, territory_id, stratum, min(own_share) AS least_share,
        CASE WHEN count(own_share) >= 2 THEN 'observed' WHEN count(*) FILTER (own_status <> 'few_posts') < 2
            THEN 'few_posts' ELSE min(own_status) FILTER (own_status NOT IN ('few_posts', 'observed')) END AS status
    FROM barometer.editorial GROUP BY ALL HAVING count(*) >= 2
)
SELECT t.month, t.roster_id, 'I35' AS indicator_id, 'any' AS network, t.stratum, m.weight, m.drawn,
    if(x.variant = '070', m.dense_areas, NULL) AS areas,
    x.variant, CASE WHEN t.status = 'observed' THEN t.least_share >= x.threshold END AS flag, t.status
FROM territories AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
CROSS JOIN (VALUES ('050', 0.5), ('060', 0.6), ('070', 0.7), ('080', 0.8), ('090', 0.9)) AS x(variant, threshold)
