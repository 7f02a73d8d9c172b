-- question: What part of its posts repeats a page of its site?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; base is the threshold of 60 % of a post's five-word runs, other variants are thresholds in
--   hundredths
-- denominator: main accounts with four judged posts at least (median); their posts, all together (pooled, as they were
--   read: no weight of the list)
-- exclusions: accounts with fewer than four judged posts are outside the base; those of which nothing could be judged
--   (no text, no feed of the site, a classifier that is withheld) are unknown. The median needs four accounts in five,
--   and its bounds hold whatever the unknown ones do; ALL gives each account its weight in the list
-- reads: barometer.editorial, roster.members
-- function: pipelines.indicators.cells:mixed
SELECT t.month, t.roster_id, 'I32' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    if(variant = 'base', m.areas, NULL) AS areas,
    x.variant, 'median pooled' AS ways, CASE WHEN republication_share IS NOT NULL THEN x.repeated END AS above,
    CASE WHEN republication_share IS NOT NULL THEN republication_known_count END AS below, above / below AS value,
    coalesce(value, 0) AS value_lo, coalesce(value, 1) AS value_hi, republication_status AS status
FROM barometer.editorial AS t JOIN drawn_members() AS m USING (roster_id, territory_id), LATERAL (VALUES
    ('040', republication_40_count), ('050', republication_50_count), ('base', republication_count),
    ('070', republication_70_count), ('080', republication_80_count)
) AS x(variant, repeated)
