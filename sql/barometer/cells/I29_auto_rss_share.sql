-- question: What part of its posts does a machine make from the feed of the site?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: main accounts with four judged posts at least (median); their posts, all together (pooled, as they were
--   read: no weight of the list)
-- exclusions: accounts with fewer than four judged posts are outside the base; those of which nothing could be judged
--   (no text, no feed of the site, a classifier that is withheld) are unknown. The median needs four accounts in five,
--   and its bounds hold whatever the unknown ones do; ALL gives each account its weight in the list
-- reads: barometer.editorial, roster.members
-- function: pipelines.indicators.cells:mixed
SELECT t.month, t.roster_id, 'I29' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    'base' AS variant, 'median pooled' AS ways, auto_share AS value, coalesce(auto_share, 0) AS value_lo,
    coalesce(auto_share, 1) AS value_hi, CASE WHEN auto_share IS NOT NULL THEN auto_count END AS above,
    CASE WHEN auto_share IS NOT NULL THEN auto_known_count END AS below, auto_status AS status
FROM barometer.editorial AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
