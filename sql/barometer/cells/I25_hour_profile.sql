-- question: On which days and at which hours do accounts publish, at which hour on average, and how concentrated?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1: of a day (jour:1 is Monday), of an hour of the place (heure:09), length of the mean hour's
--   vector (concentration: 0 spread over the day, 1 all at one time); hours of the day for heure_moyenne (13,5 is half
--   past one in the afternoon), which goes round the clock: the mean of 23 and 1 is 0
-- denominator: accounts with 8 posts in three months or more, each with the same weight
-- exclusions: strata with fewer than five such accounts; a concentration under 0,05 points nowhere (undetermined). An
--   hour stands for its middle. The 168 cells are barometer.hours. Areas have none: I26 is their timetable in a number
-- reads: barometer.hours
WITH angles AS (
    SELECT month, roster_id, network, stratum, account_count,
        sum(share * sin((hour + 0.5) * pi() / 12) ORDER BY weekday, hour) AS s,
        sum(share * cos((hour + 0.5) * pi() / 12) ORDER BY weekday, hour) AS c, sqrt(s * s + c * c) AS r
    FROM barometer.hours GROUP BY ALL
), parts AS (
    SELECT month, roster_id, network, stratum, account_count, x.variant, sum(share ORDER BY weekday, hour) AS value
    FROM barometer.hours, LATERAL (VALUES ('jour:' || weekday), ('heure:' || lpad(CAST(hour AS VARCHAR), 2, '0')))
        AS x(variant) GROUP BY ALL
    UNION ALL
    SELECT month, roster_id, network, stratum, account_count, x.variant, x.value
    FROM angles, LATERAL (VALUES ('concentration', r),
        ('heure_moyenne', CASE WHEN r >= 0.05 THEN (atan2(s, c) * 12 / pi() + 24) % 24 END)) AS x(variant, value)
)
SELECT month, roster_id, 'I25' AS indicator_id, variant, network, 'france' AS area_level, 'FR' AS area_code, stratum,
    'mean' AS aggregation, value, 'none' AS interval_method,
    CASE WHEN value IS NULL THEN 'undetermined' ELSE 'observed' END AS value_status, account_count AS member_count,
    account_count AS measured_count, CAST(0 AS BIGINT) AS unknown_count
FROM parts
