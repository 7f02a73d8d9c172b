-- question: What part of the list is present on each network, in each aggregation mode?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1; numerator and denominator in the mode's own weights
-- denominator: territories whose status is known; the bounds are over the whole list
-- exclusions: those of barometer.presence; `any` is I03, the rounded mean of strata is I02. A stratum that was drawn
--   (weight above 1) adds the error of its drawing: Wilson with finite-population correction on both bounds
-- reads: barometer.presence, roster.members
WITH drawn AS (
    SELECT roster_id, stratum, max(stratum_size) AS size, bool_or(weight > 1) AS is_drawn
    FROM roster.members GROUP BY ALL
), cells AS (
    SELECT p.*, d.size, coalesce(d.is_drawn, false) AS is_drawn
    FROM barometer.presence AS p LEFT JOIN drawn AS d USING (roster_id, stratum)
    WHERE p.network <> 'any' AND p.aggregation <> 'mean_of_strata_rounded'
)
SELECT month, roster_id, 'I01' AS indicator_id, 'base' AS variant, network, area_level, area_code, stratum, aggregation,
    presence_share AS value, presence_share_lo AS value_lo, presence_share_hi AS value_hi,
    CASE WHEN is_drawn THEN wilson_lo(present_count, member_count, size) ELSE presence_share_lo END AS ci_lo,
    CASE WHEN is_drawn THEN wilson_hi(present_count + unknown_count, member_count, size) ELSE presence_share_hi
        END AS ci_hi,
    CASE WHEN is_drawn THEN 'wilson_fpc' WHEN stratum = 'ALL' AND EXISTS (FROM drawn AS a WHERE a.roster_id =
        cells.roster_id AND a.is_drawn) THEN 'none' ELSE 'census' END AS interval_method,
    presence_share_status AS value_status, numerator, denominator, member_count,
    member_count - unknown_count AS measured_count, unknown_count
FROM cells
