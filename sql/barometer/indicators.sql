-- question: What does each indicator say of the month, and how did it move in one and in twelve months?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: unit_fr; changes in change_unit (points of percentage for a part, else the unit itself). A mean hour (I25,
--   heure_moyenne) is an hour of the day, its change the shorter way round the clock. P1, C1, V1 (I40 to I42) and the
--   levels of I50 are parts, whatever their indicator is
-- denominator: that of the cell
-- exclusions: no change where a value is missing or a least value (at_least), or where the definition changed for
--   everybody in between; nor of followers, or for followers, where the counter of more than a tenth of the accounts of
--   both months had another definition then (metric_break). The chained index (I17) is compared along one chain, whose
--   base month stands at 100: never with a month of another chain
-- reach: 12
-- reads: barometer.cells, barometer.chained_index, barometer.audience, reference.indicators
WITH chains AS (
    SELECT 'I17' AS indicator_id, month, roster_id, network, stratum, base_month FROM barometer.chained_index
), counters AS (
    SELECT a.month, a.roster_id, a.network, w.back, count(*) FILTER (a.metric_def <> p.metric_def) * 10 > count(*)
            AS is_other
    FROM barometer.audience AS a CROSS JOIN (VALUES (1), (12)) AS w(back) JOIN barometer.audience AS p
        ON p.month = CAST(a.month - to_months(w.back) AS DATE) AND list_family(p.roster_id) = list_family(a.roster_id)
        AND p.territory_id = a.territory_id AND p.network = a.network AND p.identity_id = a.identity_id
    WHERE a.followers_count IS NOT NULL AND p.followers_count IS NOT NULL GROUP BY ALL HAVING is_other
), cells AS (
    SELECT c.*, c.variant = 'heure_moyenne' AS is_hour, i.break_month, h.base_month,
        left(c.variant, 3) IN ('p1:', 'c1:', 'v1:') OR i.unit_kind = 'level' AND c.variant LIKE 'niveau:%' AS is_among,
        (i.unit_kind = 'share' AND NOT is_hour) OR is_among AS is_part,
        CASE WHEN is_hour THEN 'heure du lieu, de 0 à 24' WHEN is_among THEN 'part de 0 à 1' ELSE i.unit_fr
            END AS unit_fr,
        CASE i.family WHEN 'audience' THEN indicator_id <> 'I17' WHEN 'engagement' THEN indicator_id < 'I45'
            AND left(c.variant, 2) NOT IN ('p1', 'p2', 'c1', 'c2', 'v1', 'v2') END AS is_of_counters,
        CASE WHEN is_part THEN 100 ELSE 1 END AS scale, CASE WHEN is_part THEN 'points' ELSE 'unit' END AS change_unit
    FROM barometer.cells AS c JOIN reference.indicators AS i USING (indicator_id)
    LEFT JOIN chains AS h USING (indicator_id, month, roster_id, network, stratum)
), compared AS (
    SELECT c.*,
        CASE WHEN p.month = c.base_month THEN 100 WHEN p.month < c.base_month THEN NULL ELSE p.value END AS value_m1,
        CASE WHEN y.month = c.base_month THEN 100 WHEN y.month < c.base_month THEN NULL ELSE y.value END AS value_m12,
        CASE WHEN c.value IS NULL THEN 'no_value' WHEN value_m1 IS NULL THEN 'no_reference'
            WHEN 'at_least' IN (c.value_status, p.value_status) THEN 'at_least'
            WHEN c.break_month = c.month OR is_of_counters AND n.is_other THEN 'metric_break' ELSE 'observed'
            END AS change_m1_status,
        CASE WHEN c.value IS NULL THEN 'no_value' WHEN value_m12 IS NULL THEN 'no_reference'
            WHEN 'at_least' IN (c.value_status, y.value_status) THEN 'at_least'
            WHEN c.break_month <= c.month AND c.break_month > y.month OR is_of_counters AND o.is_other
                THEN 'metric_break' ELSE 'observed' END AS change_m12_status,
        CASE WHEN is_hour THEN (c.value - p.value + 36) % 24 - 12 ELSE scale * (c.value - value_m1) END AS d1,
        scale * (c.value_lo - if(p.month = c.base_month, 100, p.value_hi)) AS d1_lo,
        scale * (c.value_hi - if(p.month = c.base_month, 100, p.value_lo)) AS d1_hi,
        CASE WHEN is_hour THEN (c.value - y.value + 36) % 24 - 12 ELSE scale * (c.value - value_m12) END AS d12,
        scale * (c.value_lo - if(y.month = c.base_month, 100, y.value_hi)) AS d12_lo,
        scale * (c.value_hi - if(y.month = c.base_month, 100, y.value_lo)) AS d12_hi
    FROM cells AS c
    LEFT JOIN counters AS n ON n.month = c.month AND n.roster_id = c.roster_id AND n.network = c.network
        AND n.back = 1
    LEFT JOIN counters AS o ON o.month = c.month AND o.roster_id = c.roster_id AND o.network = c.network
        AND o.back = 12
    LEFT JOIN barometer.cells AS p ON p.month = CAST(c.month - INTERVAL 1 MONTH AS DATE)
        AND list_family(p.roster_id) = list_family(c.roster_id) AND p.indicator_id = c.indicator_id
        AND p.variant = c.variant AND p.network = c.network AND p.area_level = c.area_level
        AND p.area_code = c.area_code AND p.stratum = c.stratum AND p.aggregation = c.aggregation
    LEFT JOIN barometer.cells AS y ON y.month = CAST(c.month - INTERVAL 12 MONTH AS DATE)
        AND list_family(y.roster_id) = list_family(c.roster_id) AND y.indicator_id = c.indicator_id
        AND y.variant = c.variant AND y.network = c.network AND y.area_level = c.area_level
        AND y.area_code = c.area_code AND y.stratum = c.stratum AND y.aggregation = c.aggregation
)
SELECT month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation,
    value, value_lo, value_hi, ci_lo, ci_hi, interval_method, value_status, numerator, denominator,
    member_count, measured_count, unknown_count, unit_fr, change_unit, value_m1,
    CASE WHEN change_m1_status = 'observed' THEN d1 END AS change_m1,
    CASE WHEN change_m1_status = 'observed' THEN d1_lo END AS change_m1_lo,
    CASE WHEN change_m1_status = 'observed' THEN d1_hi END AS change_m1_hi, change_m1_status, value_m12,
    CASE WHEN change_m12_status = 'observed' THEN d12 END AS change_m12,
    CASE WHEN change_m12_status = 'observed' THEN d12_lo END AS change_m12_lo,
    CASE WHEN change_m12_status = 'observed' THEN d12_hi END AS change_m12_hi, change_m12_status
FROM compared
