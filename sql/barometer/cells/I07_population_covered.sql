-- question: What part of the inhabitants lives in a territory that is present on the network?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; numerator and denominator in inhabitants
-- denominator: inhabitants of the territories whose status is known; the bounds are over all inhabitants of the list
-- exclusions: those of barometer.presence (withheld above 10 % of inhabitants unknown); members without a population.
--   Levels overlap: who lives in a commune lives in its département too. A stratum that was drawn adds the error of
--   its drawing as in I01. Areas have none: the communes of the list are not all their inhabitants
-- reads: barometer.presence, roster.members
WITH drawn AS (
    SELECT roster_id, stratum, max(stratum_size) AS size, bool_or(weight > 1) AS is_drawn,
        effective(population) AS alike
    FROM roster.members GROUP BY ALL
), cells AS (
    SELECT p.*, d.size, d.alike, coalesce(d.is_drawn, false) AS is_drawn,
        stratum = 'ALL' AND roster_id IN (SELECT roster_id FROM drawn WHERE is_drawn) AS is_sample
    FROM barometer.presence AS p LEFT JOIN drawn AS d USING (roster_id, stratum) WHERE aggregation = 'pop_weighted'
)
SELECT month, roster_id, 'I07' AS indicator_id, 'base' AS variant, network, area_level, area_code, stratum, aggregation,
    presence_share AS value, presence_share_lo AS value_lo, presence_share_hi AS value_hi,
    CASE WHEN is_drawn THEN wilson_lo(presence_share_lo * alike, alike, size)
        WHEN NOT is_sample THEN presence_share_lo END AS ci_lo,
    CASE WHEN is_drawn THEN wilson_hi(presence_share_hi * alike, alike, size)
        WHEN NOT is_sample THEN presence_share_hi END AS ci_hi,
    CASE WHEN is_drawn THEN 'wilson_fpc' WHEN is_sample THEN 'none' ELSE 'census' END AS interval_method,
    presence_share_status AS value_status, numerator, denominator, member_count,
    member_count - unknown_count AS measured_count, unknown_count
FROM cells
