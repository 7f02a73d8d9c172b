-- question: What do accounts speak of?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1 of an account's posts of the month; the variant is the topic, the value the mean of accounts
-- denominator: main accounts with five labelled posts at least
-- exclusions: networks on which the classifier is withheld have no value, and say so. Accounts with fewer posts are
--   outside the base; those whose posts were not read, or hold no text that was kept, are unknown: no value where they
--   are more than one in five. ALL gives each account its weight in the list. Areas have none: what the classifier is
--   worth in one is not established
-- reads: barometer.posting, observations.labels, reference.classifiers, roster.members
-- function: pipelines.indicators.cells:means
-- reach: 0
WITH worth AS (
    SELECT network, bool_and(is_withheld) AS is_withheld FROM reference.classifiers WHERE classifier_id = 'topics'
    GROUP BY network
), topics AS (SELECT unnest(['transports', 'urbanisme', 'education', 'budget', 'economie', 'culture', 'environnement',
    'sport', 'social', 'vie_democratique', 'pratique', 'crise', 'autre']) AS topic_code
), said AS (
    SELECT month, network, account_id, topic_code, count(*) AS topic_count,
        sum(count(*)) OVER (PARTITION BY month, network, account_id) AS label_count
    FROM observations.labels WHERE label_status = 'observed' GROUP BY month, network, account_id, topic_code
), labelled AS (SELECT month, network, account_id, any_value(label_count) AS label_count FROM said GROUP BY ALL
), accounts AS (
    SELECT p.*, CASE WHEN coalesce(w.is_withheld, true) THEN 'classifier_withheld'
        WHEN l.label_count >= 5 THEN 'observed' WHEN p.post_count IS NULL THEN p.post_status
        WHEN p.seen_share < 0.9 THEN 'window_incomplete' WHEN p.post_count < 5 THEN 'few_posts' ELSE 'not_given'
        END AS status
    FROM barometer.posting AS p LEFT JOIN worth AS w USING (network)
    LEFT JOIN labelled AS l USING (month, network, account_id)
)
SELECT t.month, t.roster_id, 'I28' AS indicator_id, t.network, t.stratum, m.weight, m.drawn, c.topic_code AS variant,
    CASE WHEN status = 'observed' THEN coalesce(s.topic_count / s.label_count, 0) END AS value,
    coalesce(value, 0) AS value_lo, coalesce(value, 1) AS value_hi, 1.0 AS ceiling, status
FROM accounts AS t JOIN drawn_members() AS m USING (roster_id, territory_id) CROSS JOIN topics AS c
LEFT JOIN said AS s ON s.month = t.month AND s.network = t.network AND s.account_id = t.account_id
    AND s.topic_code = c.topic_code
