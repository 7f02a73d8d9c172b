-- question: Do present, absent and unknown add up to the list, and the strata to the whole?
-- grain: month, table_name, roster_id, network, stratum, problem
-- unit: territories
-- denominator: the list
-- exclusions: none
-- reads: barometer.presence, barometer.coverage
WITH cells AS (
    SELECT month, 'barometer.presence' AS table_name, roster_id, network, stratum, area_level, area_code,
        present_count, absent_count, unknown_count, member_count, presence_share
    FROM barometer.presence WHERE aggregation = 'pooled'
    UNION ALL
    SELECT month, 'barometer.coverage', roster_id, network, stratum, 'france', 'FR',
        present_count, absent_count, unknown_count, member_count, NULL
    FROM barometer.coverage
), margins AS (
    SELECT month, table_name, roster_id, network,
        sum(present_count) FILTER (stratum = 'ALL') - sum(present_count) FILTER (stratum <> 'ALL') AS present_gap,
        sum(unknown_count) FILTER (stratum = 'ALL') - sum(unknown_count) FILTER (stratum <> 'ALL') AS unknown_gap,
        sum(member_count) FILTER (stratum = 'ALL') - sum(member_count) FILTER (stratum <> 'ALL') AS member_gap
    FROM cells WHERE area_level = 'france' GROUP BY month, table_name, roster_id, network
)
SELECT month, table_name, roster_id, network, stratum, area_code, 'counts do not add up to the list' AS problem
FROM cells WHERE present_count + absent_count + unknown_count <> member_count
UNION ALL
SELECT month, table_name, roster_id, network, stratum, area_code, 'share is not present / known'
FROM cells WHERE abs(presence_share - present_count / nullif(present_count + absent_count, 0)) > 1e-9
UNION ALL
SELECT month, table_name, roster_id, network, 'ALL', 'FR', 'strata do not add up to the whole'
FROM margins WHERE present_gap IS DISTINCT FROM 0 OR unknown_gap IS DISTINCT FROM 0 OR member_gap IS DISTINCT FROM 0
