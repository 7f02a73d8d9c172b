-- question: On what part of the accounts does a machine make four posts in five?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts with four judged posts at least; the bounds are over the unknown too
-- exclusions: accounts with fewer than four judged posts are outside the base; those of which nothing could be judged
--   (no text, no feed of the site, a classifier that is withheld) are unknown: withheld above a tenth of them. A drawn
--   stratum, and the weighted total of a drawn list, add the error of their drawing (Wilson, finite-population
--   correction)
-- reads: barometer.editorial, roster.members
-- function: pipelines.indicators.cells:shares
SELECT t.month, t.roster_id, 'I30' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    'base' AS variant, auto_share >= 0.8 AS flag, auto_status AS status
FROM barometer.editorial AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
