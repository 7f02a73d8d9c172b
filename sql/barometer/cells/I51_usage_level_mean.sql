-- question: What is the mean usage level of the accounts (scale of 2012)?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: level from 1 to 5
-- denominator: accounts whose level nothing unknown can change, ten at least; variant `absentes`: all territories of
--   the list, one whose absence is confirmed being of level 1
-- exclusions: a level that what is unknown could change is unknown; the bounds hold its lowest and its highest.
--   `absentes` needs the levels of four in five of the accounts there are (low_coverage), or the absent alone would
--   make it. ALL gives each account its weight in the list
-- reads: barometer.posting, barometer.status, roster.members, barometer.practice
-- function: pipelines.indicators.cells:means
-- reach: 0
WITH pages AS (
    SELECT month, roster_id, network, stratum, territory_id, usage_level AS value, usage_level_lo AS value_lo,
        usage_level_hi AS value_hi, usage_status AS status
    FROM barometer.practice
    UNION ALL SELECT month, roster_id, network, stratum, territory_id, NULL, 1, 5, post_status
    FROM barometer.posting WHERE post_count IS NULL
), others AS (
    SELECT month, roster_id, network, stratum, territory_id,
        CASE WHEN s.status = 'absent_confirmed' THEN 1 END AS value, 1 AS value_lo, coalesce(value, 5) AS value_hi,
        CASE WHEN s.status = 'absent_confirmed' THEN 'observed' ELSE 'undetermined' END AS status
    FROM barometer.status AS s ANTI JOIN pages USING (month, roster_id, network, territory_id)
    WHERE s.network <> 'website'
), accounts AS (
    SELECT *, true AS is_account, unnest(['base', 'absentes']) AS variant FROM pages
    UNION ALL SELECT *, false, 'absentes' FROM others
)
SELECT t.month, t.roster_id, 'I51' AS indicator_id, t.network, t.stratum, m.weight, m.drawn,
    if(variant = 'base', m.areas, NULL) AS areas,
    variant, value, value_lo, value_hi, is_account, 10 AS least, 1.0 AS floor, 5.0 AS ceiling, status
FROM accounts AS t JOIN drawn_members() AS m USING (roster_id, territory_id)
