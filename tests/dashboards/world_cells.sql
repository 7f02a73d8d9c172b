-- Cells of the test world: followers, penetration, growth, activity and practice of régions and départements, with the
-- interval of a drawing for medians, without for sums; medians and quartiles of penetration and medians of the number of networks by stratum.
INSERT INTO barometer.indicators (month, roster_id, indicator_id, variant, network, area_level, area_code, stratum,
        aggregation, value, value_lo, value_hi, ci_lo, ci_hi, interval_method, value_status, member_count,
        measured_count, unknown_count)
    SELECT month, roster_id, x.indicator_id, x.variant, network, area_level, area_code, 'ALL', x.aggregation, x.value,
        x.value, x.value, if(x.aggregation = 'median', 0.9 * x.value, NULL),
        if(x.aggregation = 'median', 1.1 * x.value, NULL),
        CASE WHEN x.value IS NULL THEN 'none' WHEN x.aggregation = 'median' THEN 'woodruff' ELSE 'too_few' END,
        CASE WHEN x.value IS NOT NULL THEN 'observed' WHEN x.indicator_id = 'I22' THEN 'withheld' ELSE 'not_given' END,
        n, measured, n - measured
    FROM (
        SELECT a.month, a.roster_id, a.network, p.area_level, p.area_code, count(*) AS n,
            count(a.followers_count) AS measured, median(a.followers_count) AS middle,
            100 * sum(a.followers_count) / sum(m.population) FILTER (a.followers_count IS NOT NULL) AS part
        FROM barometer.audience AS a JOIN roster.members AS m USING (roster_id, territory_id), LATERAL (
            SELECT unnest(['region', 'departement']) AS area_level,
                unnest([m.region_code, m.departement_code]) AS area_code
        ) AS p
        WHERE p.area_code IS NOT NULL GROUP BY ALL HAVING count(*) >= 5
    ), LATERAL (VALUES
        ('I11', 'base', 'median', middle), ('I12', 'base', 'pooled', part), ('I14', 'm12', 'panel', 0.25),
        ('I22', 'base', 'pooled', if(measured >= 0.9 * n, 0.8, NULL)), ('I13', 'm12', 'sum', 1234.0),
        ('I15', 'm12', 'pooled', 5.6), ('I21', 'base', 'median', if(network IN ('facebook', 'x'), 12.0, NULL)),
        ('I32', 'base', 'pooled', NULL), ('I39', 'LCS:as_read', 'median', if(network = 'facebook', 0.0123, NULL)),
        ('I52', 'base', 'median', if(network = 'facebook', 3.4, NULL))
    ) AS x(indicator_id, variant, aggregation, value);
INSERT INTO barometer.indicators (month, roster_id, indicator_id, variant, network, area_level, area_code, stratum,
        aggregation, value, value_lo, value_hi, ci_lo, ci_hi, value_status, member_count, measured_count, unknown_count)
    SELECT month, roster_id, 'I12', 'base', network, 'france', 'FR', stratum, 'median', x, x, x, 0.9 * x, 1.1 * x,
        CASE WHEN measured < 5 THEN 'small_base' WHEN measured < 0.8 * n THEN 'low_coverage' ELSE 'observed' END, n,
        measured, n - measured
    FROM (
        SELECT *, CASE WHEN measured >= 5 AND measured >= 0.8 * n THEN middle END AS x
        FROM (SELECT a.month, a.roster_id, a.network, a.stratum, count(*) AS n, count(a.followers_count) AS measured,
                median(100 * a.followers_count / m.population) AS middle
            FROM barometer.audience AS a JOIN roster.members AS m USING (roster_id, territory_id) GROUP BY ALL)
    );
INSERT INTO barometer.indicators (month, roster_id, indicator_id, variant, network, area_level, area_code, stratum,
        aggregation, value, value_lo, value_hi, ci_lo, ci_hi, interval_method, value_status, member_count, measured_count,
        unknown_count)
    SELECT p.month, p.roster_id, p.indicator_id, p.variant, p.network, 'france', 'FR', p.stratum, 'pooled', p.value, p.low,
        p.high, greatest(0, p.low - 0.125), least(1, p.high + 0.125), 'wilson_fpc', p.status, p.n, p.n - p.unknown_n,
        p.unknown_n
    FROM (SELECT month, roster_id, if(network = 'any', 'I03', 'I01') AS indicator_id, 'base' AS variant, network, stratum,
            presence_share AS value, presence_share_lo AS low, presence_share_hi AS high, presence_share_status AS status,
            member_count AS n, unknown_count AS unknown_n
        FROM barometer.presence WHERE area_level = 'france' AND aggregation = 'pooled'
        UNION ALL
        SELECT month, roster_id, 'I04', 'avec:' || network_b, network_a, stratum, both_share, both_share_lo, both_share_hi,
            both_share_status, member_count, unknown_count FROM barometer.copresence) AS p
    JOIN (SELECT roster_id, stratum FROM roster.members GROUP BY ALL HAVING max(weight) > 1) USING (roster_id, stratum);
INSERT INTO barometer.indicators BY NAME
    SELECT m.* REPLACE (p.name AS aggregation, p.part * value AS value, p.part * value_lo AS value_lo,
        p.part * value_hi AS value_hi, p.part * ci_lo AS ci_lo, p.part * ci_hi AS ci_hi)
    FROM barometer.indicators AS m, (VALUES ('p25', 0.5), ('p75', 2.0)) AS p(name, part)
    WHERE indicator_id = 'I12' AND aggregation = 'median';
INSERT INTO barometer.indicators (month, roster_id, indicator_id, variant, network, area_level, area_code, stratum,
        aggregation, value, value_lo, value_hi, ci_lo, ci_hi, value_status, member_count, measured_count, unknown_count)
    SELECT month, roster_id, 'I06', 'base', 'any', 'france', 'FR', stratum, 'median', median(n), median(n), median(n + u),
        median(n), median(n + u), 'observed', count(*), count(*), 0
    FROM (SELECT month, roster_id, stratum, territory_id, count_if(status LIKE 'present%') AS n,
            count_if(status = 'unknown') AS u FROM barometer.status WHERE network <> 'website' GROUP BY ALL) GROUP BY ALL;
INSERT INTO barometer.indicators (month, roster_id, indicator_id, variant, network, area_level, area_code, stratum,
        aggregation, value, value_lo, value_hi, interval_method, value_status, member_count, measured_count,
        unknown_count, unit_fr, change_unit, change_m1, change_m1_lo, change_m1_hi, change_m1_status, change_m12_status)
    SELECT month, roster_id, 'I22', 'base', network, 'france', 'FR', 'ALL', 'pooled', measured / n, measured / n, 1,
        'none', 'observed', n, measured, n - measured, 'part de 0 à 1', 'points', 1.5, -2.0, 4.0, 'observed', 'no_reference'
    FROM (SELECT month, roster_id, network, count(*) AS n, count(followers_count) AS measured
        FROM barometer.audience GROUP BY ALL);
INSERT INTO barometer.indicators (month, roster_id, indicator_id, variant, network, area_level, area_code, stratum,
        aggregation, value, value_lo, value_hi, interval_method, value_status, member_count, measured_count, unknown_count,
        unit_fr, change_unit, change_m1_status, change_m12_status)
    SELECT '2013-03-01', 'EQ2012', i.*, 'census', if(i.value IS NULL, 'not_given', 'observed'), 26, 22, 4,
        'part de 0 à 1', 'points', 'no_reference', 'no_reference'
    FROM (VALUES ('I14', 'm12', 'facebook', 'france', 'FR', 'REG', 'panel', 1.05, 1.05, 1.05),
        ('I14', 'm12', 'facebook', 'france', 'FR', 'REG', 'mean', 1.804, 1.8, 1.81),
        ('I14', 'm1', 'facebook', 'france', 'FR', 'REG', 'mean', 0.5, 0.5, 0.5),
        ('I29', 'base', 'x', 'france', 'FR', 'ALL', 'pooled', 0.0, NULL, NULL),
        ('I29', 'base', 'facebook', 'france', 'FR', 'ALL', 'pooled', NULL, NULL, NULL)) AS i(
            indicator_id, variant, network, area_level, area_code, stratum, aggregation, value, lo, hi);
