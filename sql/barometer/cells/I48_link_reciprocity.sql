-- question: Do the site and the account lead to one another?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: ½ for each direction, from 0 to 1
-- denominator: accounts whose site was read in the month and whose network shows the link of the presentation
-- exclusions: accounts of which one side is unknown are unknown. ALL gives each account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.practice
-- function: pipelines.indicators.cells:means
SELECT t.month, t.roster_id, 'I48' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, m.dense_areas AS areas,
    'base' AS variant, r.c02_score AS value, coalesce(value, 0) AS value_lo, coalesce(value, 1) AS value_hi,
    CASE WHEN r.c02_score IS NOT NULL THEN 'observed' WHEN post_count IS NULL THEN post_status ELSE 'not_given'
        END AS status
FROM barometer.posting AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
LEFT JOIN barometer.practice AS r USING (month, roster_id, territory_id, network)
