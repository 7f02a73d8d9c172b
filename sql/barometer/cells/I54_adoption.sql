-- question: What part of the territories has come to each network so far?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1 (1 - S of Kaplan–Meier or Turnbull, barometer.adoption at the month itself)
-- denominator: territories of known history; numerator: their part that came, in territories of the list
-- exclusions: those of barometer.adoption; under five territories no value (small_base). Bounds are those of intervals
--   between two looks; sampling adds to ci: Greenwood, where all comings are dated and weights equal.
--   Areas have none: their entries and exits of each month are told
-- reads: barometer.adoption
SELECT month, roster_id, 'I54' AS indicator_id, 'base' AS variant, network, 'france' AS area_level, 'FR' AS area_code,
    stratum, 'pooled' AS aggregation, adopted_share AS value,
    CASE WHEN method = 'turnbull' THEN adopted_lo ELSE adopted_share END AS value_lo,
    CASE WHEN method = 'turnbull' THEN adopted_hi ELSE adopted_share END AS value_hi,
    CASE WHEN method = 'kaplan_meier' THEN adopted_lo END AS ci_lo,
    CASE WHEN method = 'kaplan_meier' THEN adopted_hi END AS ci_hi,
    CASE WHEN ci_lo IS NULL THEN 'none' ELSE 'greenwood' END AS interval_method,
    CASE adoption_status WHEN 'interval' THEN 'no_history' ELSE adoption_status END AS value_status,
    adopted_share * known_count AS numerator, CAST(known_count AS DOUBLE) AS denominator, known_count AS member_count,
    known_count AS measured_count, CAST(0 AS BIGINT) AS unknown_count
FROM barometer.adoption WHERE at_month = month
