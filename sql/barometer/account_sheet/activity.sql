-- question: What does each indicator of activity say of each main account, and how did it move in 1 and in 12 months?
-- grain: month, roster_id, territory_id, network, indicator_id, variant
-- unit: that of the indicator (unit_kind); changes of a share in points of percentage, else in the unit itself
-- denominator: that of the indicator, for one account; a yes or no is 1 or 0
-- exclusions: websites. Counters are those of the age of a week (d7) where nine posts in ten were read then, else the
--   last ones (as_read). No change across two identities, an event of perimeter, or, of engagement, between these two
--   or two definitions of followers. What an account without a list of posts cannot say has the status of the list
-- reach: 12
-- reads: roster.months, reference.indicators, reference.territory_events, barometer.audience, barometer.posting,
--   barometer.rhythm, barometer.engagement, barometer.editorial, barometer.practice
WITH windows AS (
    SELECT month AS sheet_month, roster_id AS list_id, back, CAST(month - to_months(back) AS DATE) AS month
    FROM roster.months CROSS JOIN (VALUES (0), (1), (12)) AS w(back)
), broken AS (
    SELECT DISTINCT sheet_month, back, unnest([from_id, to_id]) AS territory_id, true AS has_break FROM windows
    JOIN reference.territory_events ON is_break AND earliest_date <= last_day(sheet_month)
        AND effective_date > last_day(month)
), engagement AS (
    SELECT *, variant = 'd7' AND measured_post_count > 0 AND p_status <> 'window_incomplete' AS is_frozen
    FROM barometer.engagement QUALIFY row_number() OVER (PARTITION BY month, roster_id, territory_id, network
        ORDER BY is_frozen DESC, variant) = 1
), accounts AS NOT MATERIALIZED (
    SELECT sheet_month AS month, list_id AS roster_id, a.territory_id, a.network, back,
        coalesce(variant, 'as_read') AS how, {identity: a.identity_id, def: a.metric_def, is_broken: coalesce(has_break,
        false), variant: how, post_status: if(p.post_count IS NULL, coalesce(post_status, 'not_read'),
        'not_given')} AS same, [
        entry('I21', 'base', p.post_count, p.post_count, if(post_status = 'observed', p.post_count, NULL), post_status),
        entry('I22', 'base', is_active_30d, is_active_30d, is_active_30d, active_30d_status),
        entry('I24', 'base', regularity_score, NULL, NULL, regularity_status),
        entry('I26', 'base', office_share, NULL, NULL, office_status),
        entry('I27', 'base', mix_score, mix_score_lo, mix_score_hi, mix_status),
        entry('I29', 'base', auto_share, NULL, NULL, auto_status),
        entry('I32', 'base', republication_share, NULL, NULL, republication_status),
        entry('I34', 'base', crosspost_share, NULL, NULL, crosspost_status),
        entry('I38', how, engagement_month_rate, engagement_month_rate_lo, engagement_month_rate_hi,
            engagement_month_status),
        entry('I40', how, p3, p3_lo, p3_hi, rate_status(p_status, base_status)),
        entry('I41', how, c3, c3_lo, c3_hi, rate_status(c_status, base_status)),
        entry('I42', how, v3, v3_lo, v3_hi, rate_status(v_status, base_status)),
        entry('I43', how, e.e, e.e_lo, e.e_hi, rate_status(p_status, rate_status(c_status,
            rate_status(v_status, base_status)))),
        entry('I44', how, apparent_reach_rate, NULL, NULL, apparent_reach_status),
        entry('I50', 'base', usage_level, usage_level_lo, usage_level_hi, usage_status),
        entry('I52', 'base', bp_score, bp_least_score, bp_most_score, bp_status)
        ] AS entries, [if(told.s = 'at_least', NULL, told.x) FOR told IN entries] AS past
    FROM windows JOIN barometer.audience AS a USING (month) LEFT JOIN broken USING (sheet_month, back, territory_id)
    LEFT JOIN barometer.posting AS p USING (month, roster_id, territory_id, network)
    LEFT JOIN barometer.rhythm USING (month, roster_id, territory_id, network)
    LEFT JOIN barometer.editorial USING (month, roster_id, territory_id, network)
    LEFT JOIN barometer.practice USING (month, roster_id, territory_id, network)
    LEFT JOIN engagement AS e USING (month, roster_id, territory_id, network)
    WHERE list_family(a.roster_id) = list_family(list_id)
), compared AS (
    SELECT month, roster_id, territory_id, network, unnest(o.entries) AS e, unnest(m.past) AS x1, unnest(y.past) AS x12,
        o.same AS a, m.same AS a1, y.same AS a12
    FROM (FROM accounts WHERE back = 0) AS o
    LEFT JOIN (FROM accounts WHERE back = 1) AS m USING (month, roster_id, territory_id, network)
    LEFT JOIN (FROM accounts WHERE back = 12) AS y USING (month, roster_id, territory_id, network)
), judged AS (
    SELECT *, change_status(e, x1, a, a1, break_month = month OR is_rate AND (a1.def <> a.def
            OR a1.variant <> a.variant)) AS s1,
        change_status(e, x12, a, a12, break_month <= month AND break_month > month - INTERVAL 12 MONTH
            OR is_rate AND (a12.def <> a.def OR a12.variant <> a.variant)) AS s12
    FROM compared JOIN (SELECT indicator_id, unit_kind, break_month, if(unit_kind = 'share', 100, 1) AS scale,
        family = 'engagement' AS is_rate FROM reference.indicators) ON indicator_id = e.i
)
SELECT month, roster_id, territory_id, network, indicator_id, e.v AS variant, e.x AS value, e.lo AS value_lo,
    e.hi AS value_hi, unit_kind, coalesce(e.s, a.post_status) AS value_status,
    if(s1 = 'observed', scale * (e.x - x1), NULL) AS change_m1, s1 AS change_m1_status,
    if(s12 = 'observed', scale * (e.x - x12), NULL) AS change_m12, s12 AS change_m12_status
FROM judged
