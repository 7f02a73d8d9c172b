-- question: What do accounts speak of?
-- grain: month, roster_id, indicator_id, variant, network, area_level, area_code, stratum, aggregation
-- unit: part from 0 to 1 of an account's posts of the month; the variant is the topic, the value the mean of accounts
-- denominator: main accounts with five labelled posts at least
-- exclusions: networks on which the classifier is withheld have no value, and say so. Areas have none: what the
--   classifier is worth in one is not established
-- reads: barometer.status, observations.labels, reference.classifiers
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
    SELECT s.month, s.roster_id, s.network, unnest([s.stratum, 'ALL']) AS part, s.account_id,
        coalesce(l.label_count, 0) >= 5 AS is_measured
    FROM barometer.status AS s LEFT JOIN labelled AS l USING (month, network, account_id)
    WHERE s.network <> 'website' AND s.status LIKE 'present%' AND s.account_id IS NOT NULL
), bases AS (
    SELECT a.month, a.roster_id, a.network, a.part, coalesce(w.is_withheld, true) AS is_withheld,
        count(*) AS member_count, count(*) FILTER (is_measured) AS measured_count
    FROM accounts AS a LEFT JOIN worth AS w ON w.network = a.network GROUP BY ALL
), shares AS (
    SELECT a.month, a.roster_id, a.network, a.part, l.topic_code,
        sum(l.topic_count / l.label_count ORDER BY a.account_id) AS total
    FROM accounts AS a JOIN said AS l USING (month, network, account_id) WHERE is_measured GROUP BY ALL
), counted AS (
    SELECT b.*, t.topic_code, coalesce(s.total, 0) / nullif(measured_count, 0) AS mean_share
    FROM bases AS b CROSS JOIN topics AS t LEFT JOIN shares AS s USING (month, roster_id, network, part, topic_code)
)
SELECT month, roster_id, 'I28' AS indicator_id, topic_code AS variant, network, 'france' AS area_level,
    'FR' AS area_code, part AS stratum, 'mean' AS aggregation,
    CASE WHEN NOT is_withheld AND measured_count >= 5 THEN mean_share END AS value, CAST(NULL AS DOUBLE) AS value_lo,
    CAST(NULL AS DOUBLE) AS value_hi, CAST(NULL AS DOUBLE) AS ci_lo, CAST(NULL AS DOUBLE) AS ci_hi,
    'none' AS interval_method, CASE WHEN is_withheld THEN 'classifier_withheld' WHEN measured_count < 5
        THEN 'small_base' ELSE 'observed' END AS value_status,
    CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator, member_count, measured_count,
    member_count - measured_count AS unknown_count
FROM counted
