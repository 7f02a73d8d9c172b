-- Cells of régions and départements of the test world: followers, penetration, growth and active accounts.
INSERT INTO barometer.indicators (month, roster_id, indicator_id, variant, network, area_level, area_code, stratum,
        aggregation, value, value_lo, value_hi, value_status, member_count, measured_count, unknown_count)
    SELECT month, roster_id, x.indicator_id, x.variant, network, area_level, area_code, 'ALL', x.aggregation, x.value,
        x.value, x.value, if(x.value IS NULL, 'withheld', 'observed'), n, measured, n - measured
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
        ('I22', 'base', 'pooled', if(measured >= 0.9 * n, 0.8, NULL))
    ) AS x(indicator_id, variant, aggregation, value);
