-- question: What does each indicator of audience say of each main account, and how did it move in 1 and in 12 months?
-- grain: month, roster_id, territory_id, network, indicator_id, variant
-- unit: that of the indicator (unit_kind); changes of a share in points of percentage, else in the unit itself
-- denominator: that of the indicator, for one account
-- exclusions: websites. The gain itself is the change of I11 (its interval: barometer.growth). No change across two
--   identities, an event of perimeter, another definition of the counter
-- reach: 13, 1
-- reads: roster.months, roster.members, reference.indicators, reference.territory_events, observations.snapshots,
--   barometer.audience, barometer.growth
WITH windows AS (
    SELECT month AS sheet_month, roster_id AS list_id, back, CAST(month - to_months(back) AS DATE) AS month
    FROM roster.months CROSS JOIN (VALUES (0), (1), (12)) AS w(back)
), broken AS (
    SELECT DISTINCT sheet_month, back, unnest([from_id, to_id]) AS territory_id, true AS has_break FROM windows
    JOIN reference.territory_events ON is_break AND earliest_date <= last_day(sheet_month)
        AND effective_date > last_day(month)
), followed AS (
    SELECT network, account_id, observed_at, max(following_count) AS following,
        min(following_status) AS following_status
    FROM observations.snapshots GROUP BY ALL
), accounts AS NOT MATERIALIZED (
    SELECT sheet_month AS month, list_id AS roster_id, a.territory_id, a.network, back, {identity: a.identity_id,
        def: a.metric_def, is_broken: coalesce(has_break, false)} AS same, [
        entry('I11', 'base', a.followers_count, a.followers_lo, a.followers_hi, followers_status),
        entry('I12', 'base', 100 * a.followers_count / nullif(population, 0),
            100 * a.followers_lo / nullif(population, 0), 100 * a.followers_hi / nullif(population, 0),
            if(a.followers_count IS NULL OR population > 0, followers_status, 'not_given')),
        entry('I14', 'm1', m.growth_rel, m.growth_rel_lo, m.growth_rel_hi, m.growth_status),
        entry('I14', 'm12', y.growth_rel, y.growth_rel_lo, y.growth_rel_hi, y.growth_status),
        entry('I15', 'm12', y.growth_per_1000, y.growth_per_1000_lo, y.growth_per_1000_hi,
            if(y.growth_abs IS NULL OR population > 0, y.growth_status, 'not_given')),
        entry('I20', 'base', following / nullif(a.followers_count, 0), following / nullif(a.followers_hi, 0),
            following / nullif(a.followers_lo, 0), CASE WHEN a.followers_count IS NULL THEN followers_status
            WHEN a.followers_count = 0 THEN 'small_base' ELSE coalesce(following_status, 'not_attempted') END)
        ] AS entries, [told.x FOR told IN entries] AS past
    FROM windows JOIN barometer.audience AS a USING (month) JOIN roster.members USING (roster_id, territory_id)
    LEFT JOIN broken USING (sheet_month, back, territory_id)
    LEFT JOIN followed USING (network, account_id, observed_at)
    LEFT JOIN (FROM barometer.growth WHERE window_months = 1) AS m USING (month, roster_id, territory_id, network)
    LEFT JOIN (FROM barometer.growth WHERE window_months = 12) AS y USING (month, roster_id, territory_id, network)
    WHERE list_family(a.roster_id) = list_family(list_id)
), compared AS (
    SELECT month, roster_id, territory_id, network, unnest(o.entries) AS e, unnest(m.past) AS x1, unnest(y.past) AS x12,
        o.same AS a, m.same AS a1, y.same AS a12
    FROM (FROM accounts WHERE back = 0) AS o
    LEFT JOIN (FROM accounts WHERE back = 1) AS m USING (month, roster_id, territory_id, network)
    LEFT JOIN (FROM accounts WHERE back = 12) AS y USING (month, roster_id, territory_id, network)
), judged AS (
    SELECT *, change_status(e, x1, a, a1, a1.def <> a.def) AS s1,
        change_status(e, x12, a, a12, a12.def <> a.def) AS s12
    FROM compared JOIN (SELECT indicator_id, unit_kind, if(unit_kind = 'share', 100, 1) AS scale
        FROM reference.indicators) ON indicator_id = e.i
)
SELECT month, roster_id, territory_id, network, indicator_id, e.v AS variant, e.x AS value, e.lo AS value_lo,
    e.hi AS value_hi, unit_kind, e.s AS value_status, if(s1 = 'observed', scale * (e.x - x1), NULL) AS change_m1,
    s1 AS change_m1_status, if(s12 = 'observed', scale * (e.x - x12), NULL) AS change_m12, s12 AS change_m12_status
FROM judged
