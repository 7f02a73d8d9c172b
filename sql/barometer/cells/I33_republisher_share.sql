-- question: What part of the territories does little else than repeat its site?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; the variant is the threshold in hundredths
-- denominator: main accounts with four judged posts at least; the bounds are over the unknown too
-- exclusions: accounts with fewer than four judged posts are outside the base; those of which nothing could be judged
--   (no text, no feed of the site, a classifier that is withheld) are unknown: withheld above a tenth of them. A drawn
--   stratum, and the weighted total of a drawn list, add the error of their drawing (Wilson, finite-population
--   correction)
-- reads: barometer.editorial, roster.members
-- function: pipelines.indicators.cells:shares
SELECT t.month, t.roster_id, 'I33' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    if(x.variant = '080', m.dense_areas, NULL) AS areas,
    x.variant, republication_share >= x.threshold AS flag, republication_status AS status
FROM barometer.editorial AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
CROSS JOIN (VALUES ('050', 0.5), ('080', 0.8), ('095', 0.95)) AS x(variant, threshold)
