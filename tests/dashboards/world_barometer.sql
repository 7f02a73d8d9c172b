-- The barometer tables of the test world, from its statuses. They follow the shapes of the published tables; the SQL of
-- the project itself has its own tests.
INSERT INTO barometer.audience (month, roster_id, territory_id, network, stratum, account_id, identity_id,
        metric_def, followers_count, followers_lo, followers_hi, followers_status, observed_at, record)
    SELECT s.month, s.roster_id, s.territory_id, s.network, s.stratum, s.account_id, s.account_id, s.network || CASE WHEN s.network IN ('youtube', 'snapchat', 'telegram') THEN '.subscribers' ELSE '.followers' END,
        CASE WHEN blind THEN NULL WHEN coarse THEN value // 100 * 100 ELSE value END,
        CASE WHEN blind THEN NULL WHEN coarse THEN value // 100 * 100 ELSE value END,
        CASE WHEN blind THEN NULL WHEN coarse THEN value // 100 * 100 + 99 ELSE value END,
        CASE WHEN by_link(network) THEN 'not_attempted' WHEN blind THEN 'not_read' WHEN coarse THEN 'rounded' ELSE 'observed' END,
        CASE WHEN NOT blind THEN s.month + INTERVAL 30 DAY END, 'warc/' || s.month || '-' || s.network || '.warc.gz@' || value || '+1200'
    FROM (SELECT *, draw(concat_ws('|', account_id, month, 'blind')) < 0.06 OR by_link(network) AS blind, network IN ('youtube', 'whatsapp') OR draw(account_id) < 0.1 AS coarse,
            (coalesce(m.population, 1000) * (0.004 + 0.05 * draw(account_id) ** 2) * CASE network WHEN 'facebook' THEN 1 ELSE 0.3 END
             * (1 + (date_diff('month', DATE '2012-01-01', month) % 150) * 0.03 * draw(account_id || '|pace')))::BIGINT AS value
          FROM barometer.status JOIN roster.members m USING (roster_id, territory_id) WHERE account_id IS NOT NULL AND network <> 'website') s;
INSERT INTO barometer.posting (month, roster_id, territory_id, network, stratum, account_id, post_count, post_status,
        reply_count, repost_count, covered_from_at, active_30d_status, dormant_90d_status)
    SELECT month, roster_id, territory_id, network, stratum, account_id,
        CASE WHEN status <> 'present_unobserved' THEN post_count END,
        CASE WHEN status = 'present_unobserved' THEN 'not_given'
            WHEN network = 'youtube' AND post_count > 0 THEN 'at_least' ELSE 'observed' END,
        CASE WHEN status <> 'present_unobserved' THEN 0 END, CASE WHEN status <> 'present_unobserved' THEN 0 END, NULL,
        'not_given', 'not_given'
    FROM barometer.status WHERE status LIKE 'present%' AND network <> 'website';
INSERT INTO barometer.growth (month, roster_id, territory_id, network, stratum, window_months, account_id, metric_def,
        followers_count, followers_lo, followers_hi, reference_count, reference_lo, reference_hi, growth_abs,
        growth_abs_lo, growth_abs_hi, growth_rel, growth_rel_lo, growth_rel_hi, growth_per_1000, growth_per_1000_lo,
        growth_per_1000_hi, growth_status, is_stock_flow_suspect)
    SELECT a.month, a.roster_id, a.territory_id, a.network, a.stratum, w.window_months, a.account_id, a.metric_def,
        a.followers_count, a.followers_lo, a.followers_hi, b.followers_count, b.followers_lo, b.followers_hi,
        a.followers_count - b.followers_count AS growth_abs, a.followers_lo - b.followers_hi, a.followers_hi - b.followers_lo,
        CASE WHEN b.followers_count >= 100 THEN growth_abs / b.followers_count END,
        CASE WHEN b.followers_count >= 100 THEN a.followers_lo / b.followers_hi - 1 END,
        CASE WHEN b.followers_count >= 100 THEN a.followers_hi / b.followers_lo - 1 END,
        1000 * growth_abs / m.population, 1000 * (a.followers_lo - b.followers_hi) / m.population,
        1000 * (a.followers_hi - b.followers_lo) / m.population,
        CASE WHEN a.followers_count IS NULL THEN a.followers_status WHEN b.followers_count IS NULL THEN 'no_reference' ELSE 'observed' END,
        growth_abs >= 0.95 * a.followers_count
    FROM barometer.audience a JOIN roster.members m USING (roster_id, territory_id)
    CROSS JOIN (VALUES (1), (12)) AS w (window_months)
    LEFT JOIN barometer.audience b ON b.account_id = a.account_id AND b.month = a.month - to_months(w.window_months);
INSERT INTO barometer.ranking (month, roster_id, stratum, network, window_months, lens, territory_id, value, value_lo,
        value_hi, rank, best_rank, worst_rank, ranked_count, unranked_count, is_podium_certain, is_stock_flow_suspect)
    SELECT g.month, g.roster_id, g.stratum, g.network, g.window_months, g.lens, g.territory_id, g.value, g.value_lo, g.value_hi,
        count(*) FILTER (o.value > g.value) + 1, count(*) FILTER (o.value_lo > g.value_hi) + 1 AS best,
        count(*) FILTER (o.value_hi > g.value_lo AND o.territory_id <> g.territory_id) + 1 AS worst, count(*),
        any_value(u.unranked), worst <= 3, any_value(coalesce(g.is_stock_flow_suspect, false))
    FROM lenses g JOIN lenses o USING (month, roster_id, stratum, network, window_months, lens)
    JOIN (SELECT month, roster_id, stratum, network, window_months, count(*) FILTER (growth_abs IS NULL) AS unranked
          FROM barometer.growth GROUP BY ALL) u USING (month, roster_id, stratum, network, window_months)
    GROUP BY ALL HAVING count(*) >= 5;
INSERT INTO barometer.presence (month, roster_id, network, area_level, area_code, stratum, aggregation, present_count,
        absent_count, unknown_count, member_count, numerator, denominator, presence_share, presence_share_lo,
        presence_share_hi, presence_share_status)
    SELECT month, roster_id, network, area_level, area_code, stratum, 'pooled', present, absent, unknown, n, present, present + absent,
        CASE WHEN n >= 5 AND unknown <= 0.1 * n THEN present / (present + absent) END, present / n, (present + unknown) / n,
        CASE WHEN n < 5 THEN 'small_base' WHEN unknown > 0.1 * n THEN 'withheld' ELSE 'observed' END
    FROM tallies;
INSERT INTO barometer.presence (month, roster_id, network, area_level, area_code, stratum, aggregation, present_count,
        absent_count, unknown_count, member_count, numerator, denominator, presence_share, presence_share_lo,
        presence_share_hi, presence_share_status)
    SELECT month, roster_id, network, 'france', 'FR', 'ALL', mode, sum(present_count), sum(absent_count), sum(unknown_count),
        sum(member_count), avg(value), 1, CASE WHEN count(value) = count(*) THEN avg(value) END, avg(presence_share_lo), avg(presence_share_hi),
        CASE WHEN count(value) = count(*) THEN 'observed' ELSE 'withheld' END
    FROM (SELECT *, CASE mode WHEN 'mean_of_strata' THEN presence_share ELSE round(presence_share, 2) END AS value
          FROM barometer.presence, (VALUES ('mean_of_strata'), ('mean_of_strata_rounded')) AS a (mode)
          WHERE area_level = 'france' AND stratum <> 'ALL' AND aggregation = 'pooled')
    GROUP BY month, roster_id, network, mode;
INSERT INTO barometer.copresence (month, roster_id, stratum, network_a, network_b, a_count, b_count, both_count,
        any_count, known_count, unknown_count, open_count, member_count, both_share, both_share_lo, both_share_hi, any_share,
        inclusion_exclusion_gap, both_share_status)
    SELECT a.month, a.roster_id, z.stratum, a.network, b.network, count(*) FILTER (known AND a_in) AS a_n, count(*) FILTER (known AND b_in) AS b_n,
        count(*) FILTER (known AND a_in AND b_in) AS both_n, count(*) FILTER (known AND (a_in OR b_in)) AS any_n,
        count(*) FILTER (known) AS k, count(*) FILTER (NOT known) AS u,
        count(*) FILTER (NOT known AND (a_in OR NOT a_known) AND (b_in OR NOT b_known)) AS o, count(*),
        CASE WHEN u <= 0.1 * count(*) THEN least(both_n / k, (both_n + o) / count(*)) END, both_n / count(*), (both_n + o) / count(*), any_n / k, a_n + b_n - both_n - any_n, CASE WHEN u <= 0.1 * count(*) THEN 'observed' ELSE 'withheld' END
    FROM (SELECT *, status LIKE 'present%' AS a_in, status <> 'unknown' AS a_known FROM barometer.status WHERE network <> 'website') a
    JOIN (SELECT *, status LIKE 'present%' AS b_in, status <> 'unknown' AS b_known FROM barometer.status WHERE network <> 'website') b
        ON a.month = b.month AND a.roster_id = b.roster_id AND a.territory_id = b.territory_id AND a.network < b.network,
    LATERAL (SELECT unnest(['ALL', a.stratum]) AS stratum, a_known AND b_known AS known) z GROUP BY a.month, a.roster_id, z.stratum, a.network, b.network;
INSERT INTO barometer.coverage (month, roster_id, network, stratum, present_count, absent_count, unknown_count,
        member_count, searched_count, account_count, measured_count, searched_share, unknown_share, measured_share)
    SELECT t.month, t.roster_id, t.network, t.stratum, present, absent, unknown, n, n - unknown, present, coalesce(m.measured, 0),
        (n - unknown) / n, unknown / n, CASE WHEN present > 0 THEN coalesce(m.measured, 0) / present END
    FROM tallies t LEFT JOIN (SELECT month, network, z.stratum, count(followers_count) AS measured FROM barometer.audience a,
        LATERAL (SELECT unnest(['ALL', a.stratum]) AS stratum) z GROUP BY ALL) m USING (month, network, stratum)
    WHERE area_level = 'france' AND network <> 'any';
INSERT INTO barometer.unknowns (month, roster_id, network, stratum, reason, territory_count) SELECT month, roster_id, network, z.stratum, reason, count(*) FROM barometer.status s,
    LATERAL (SELECT unnest(['ALL', s.stratum]) AS stratum) z WHERE status = 'unknown' GROUP BY ALL;
INSERT INTO barometer.politeness (month, network, host, request_count, ok_count, refused_count, failed_count,
        wire_bytes_count, least_gap_seconds) SELECT month, network, host, sum(n), sum(n) - sum(n) // 20, sum(n) // 30, sum(n) // 20 - sum(n) // 30, sum(n) * 48000, 1.0
    FROM (SELECT month, network, network || '.example' AS host, 1 AS n FROM barometer.status) GROUP BY ALL;
INSERT INTO barometer.comparison (figure_id, month, roster_id, network, stratum, indicator, aggregation,
        published_value, measured_value, measured_pooled, unit, difference, verdict, note_fr, source, date, published_n,
        measured_n, refusal)
    SELECT f.figure_id, f.month, r.roster_id, f.network, f.stratum, f.indicator, f.aggregation, f.value, 100 * p.presence_share, 100 * q.presence_share,
        f.unit, 100 * p.presence_share - f.value, CASE WHEN r.roster_id IS NULL THEN 'refused' WHEN p.presence_share IS NULL THEN 'not_measured'
        WHEN abs(100 * p.presence_share - f.value) < 1 THEN 'same' ELSE 'differs' END AS v,
        CASE v WHEN 'refused' THEN 'Mois qui n’est pas observé.' WHEN 'not_measured' THEN 'Mesure retenue ou manquante.' END, f.source, f.date,
        f.n, p.member_count, CASE v WHEN 'refused' THEN 'not_observed' WHEN 'not_measured' THEN 'not_measured' END
    FROM reference.published_figures f LEFT JOIN roster.months r USING (month)
    LEFT JOIN barometer.presence p ON p.month = f.month AND p.network = f.network AND p.area_level = 'france'
        AND p.stratum = replace(f.stratum, 'all', 'ALL') AND p.aggregation = f.aggregation
    LEFT JOIN barometer.presence q ON q.month = f.month AND q.network = f.network AND q.area_level = 'france'
        AND q.stratum = replace(f.stratum, 'all', 'ALL') AND q.aggregation = 'pooled';
INSERT INTO barometer.replay (statement_id, fact_id, place, month, network, stratum, indicator, published_value,
        measured_value, measured_pooled, unit, verdict, note_fr)
    SELECT 'S02', figure_id, 1, month, network, stratum, indicator, published_value, measured_value, measured_pooled, unit, verdict, note_fr
    FROM barometer.comparison;
INSERT INTO barometer.account_sheet (month, roster_id, territory_id, network, indicator_id, variant, value, value_lo,
        value_hi, unit_kind, value_status, change_m1, change_m1_status, change_m12, change_m12_status)
    SELECT a.month, a.roster_id, a.territory_id, a.network, x.*, CASE WHEN x.value IS NULL THEN 'no_value' ELSE 'identity_break' END
    FROM barometer.audience AS a LEFT JOIN barometer.posting AS p USING (month, roster_id, territory_id, network), LATERAL (VALUES
        ('I11', 'base', CAST(a.followers_count AS DOUBLE), a.followers_lo, a.followers_hi, 'count', a.followers_status,
            CASE WHEN a.followers_count IS NOT NULL THEN 12.0 END,
            CASE WHEN a.followers_count IS NOT NULL THEN 'observed' ELSE 'no_value' END, CAST(NULL AS DOUBLE)),
        ('I21', 'base', p.post_count, p.post_count, p.post_count, 'count', coalesce(p.post_status, 'not_read'), NULL,
            CASE WHEN p.post_count IS NULL THEN 'no_value' ELSE 'no_reference' END, NULL),
        ('I22', 'base', p.post_count, NULL, NULL, 'share', coalesce(p.post_status, 'not_read'), NULL,
            CASE WHEN p.post_count IS NULL THEN 'no_value' ELSE 'no_reference' END, NULL),
        ('I32', 'base', 0.25, 0.25, 0.25, 'share', 'observed', NULL, 'no_reference', NULL),
        ('I38', 'd7', NULL, NULL, NULL, 'share', 'window_incomplete', NULL, 'no_value', NULL),
        ('I52', 'base', 3.4, 3.1, 3.7, 'score', 'observed', NULL, 'no_reference', NULL)
    ) AS x(indicator_id, variant, value, value_lo, value_hi, unit_kind, value_status, change_m1, change_m1_status, change_m12);
INSERT INTO barometer.practice_sensitivity BY NAME SELECT m.month, m.roster_id, g.*, v.variant,
        'observed' AS tau_status FROM roster.months AS m, (VALUES ('facebook', 40, 0.84, 0.7, false),
        ('x', 30, 0.9, 0.5, true)) AS g(network, account_count, kendall_tau, width_median, is_accepted),
        (VALUES ('equal'), ('geometric')) AS v(variant);
INSERT INTO barometer.hours (month, roster_id, network, stratum, weekday, hour, share, account_count, month_count)
    SELECT DISTINCT m.month, m.roster_id, n.network, s.stratum, d.weekday, h.hour,
        CASE WHEN weekday = 2 AND hour = 9 THEN 0.25 WHEN weekday = 7 OR hour < 8 OR hour > 19 THEN 0 ELSE 0.75 / 71 END,
        CASE n.network WHEN 'facebook' THEN 40 ELSE 12 END, 2
    FROM roster.months AS m, (VALUES ('facebook'), ('x')) AS n(network), (VALUES ('ALL'), ('DEP')) AS s(stratum),
        (SELECT unnest(generate_series(1, 7)) AS weekday) AS d, (SELECT unnest(generate_series(0, 23)) AS hour) AS h;
INSERT INTO barometer.level_copies (month, roster_id, network, account_id, post_id, territory_id, level,
        other_territory_id, other_level, other_network, other_account_id, other_post_id, lag_minutes, similarity)
    SELECT s.month, s.roster_id, n.network, concat(n.network, ':isere'), p.post_id, 'departement:38', 'departement',
        'region:84', 'region', 'x', 'x:region', 'r' || p.post_id, p.lag_minutes, 0.9
    FROM roster.months AS s, (VALUES ('x'), ('linkedin')) AS n(network),
        (VALUES ('a', 90.0), ('b', 30.0), ('c', -60.0)) AS p(post_id, lag_minutes) WHERE s.roster_id = 'DEMO2026';
