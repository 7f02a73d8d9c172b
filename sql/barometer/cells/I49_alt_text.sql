-- question: What part of the media of an account has a text alternative?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1
-- denominator: accounts with an image or a video in the month, on networks that show alternative texts
-- exclusions: accounts without media, or whose network does not show it, are unknown. Captions of videos are not
--   read. ALL gives each account its weight in the list.
-- reads: barometer.posting, roster.members, barometer.practice
-- function: pipelines.indicators.cells:centres
WITH members AS (
    SELECT roster_id, territory_id, weight, count(*) OVER (PARTITION BY roster_id, stratum) AS drawn
    FROM roster.members
)
SELECT t.month, t.roster_id, 'I49' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    'base' AS variant, r.c11_score AS value, CASE WHEN r.c11_score IS NOT NULL THEN 'observed' WHEN post_count IS NULL
        THEN post_status ELSE 'not_given' END AS status
FROM barometer.posting AS t JOIN members AS m USING (roster_id, territory_id)
LEFT JOIN barometer.practice AS r USING (month, roster_id, territory_id, network)
