-- question: What part of the posts of each main account comes from a machine, from its site, or from another network?
-- grain: month, roster_id, territory_id, network
-- unit: parts from 0 to 1 of the original posts of the month and the two before
-- denominator: posts that could be judged (barometer.post_marks)
-- exclusions: websites. classifier_withheld where the classifier did not show its worth on that network;
--   few_posts under 4 judged posts (8 for cross-posts and posts of the account's own), also where the list of the month
--   is empty and no post of the two before is known
-- reach: 2
-- reads: barometer.post_marks, barometer.posting, barometer.status, reference.classifiers
WITH worth AS (
    SELECT network, bool_and(is_withheld) FILTER (classifier_id = 'auto_rss') AS is_auto_withheld,
        bool_and(is_withheld) FILTER (classifier_id = 'republication') AS is_republication_withheld,
        bool_and(is_withheld) FILTER (classifier_id = 'crosspost') AS is_crosspost_withheld
    FROM reference.classifiers GROUP BY network
), counted AS (
    SELECT s.month, s.roster_id, s.territory_id, s.network, s.stratum, s.account_id, count(k.post_id) AS post_count,
        count(k.is_auto) AS auto_known_count, count(*) FILTER (k.is_auto) AS auto_count,
        count(k.is_republication) AS republication_known_count,
        count(*) FILTER (k.is_republication) AS republication_count,
        count(*) FILTER (k.is_republication IS NOT NULL AND k.body_containment >= 0.4) AS republication_40_count,
        count(*) FILTER (k.is_republication IS NOT NULL AND k.body_containment >= 0.5) AS republication_50_count,
        count(*) FILTER (k.is_republication IS NOT NULL AND k.body_containment >= 0.7) AS republication_70_count,
        count(*) FILTER (k.is_republication IS NOT NULL AND k.body_containment >= 0.8) AS republication_80_count,
        count(k.is_crosspost) AS crosspost_known_count, count(*) FILTER (k.is_crosspost) AS crosspost_count,
        count(*) FILTER (k.is_republication IS NOT NULL AND k.is_crosspost IS NOT NULL) AS own_known_count,
        count(*) FILTER (NOT k.is_republication AND NOT k.is_crosspost) AS own_count
    FROM barometer.status AS s CROSS JOIN (VALUES (0), (1), (2)) AS back(months)
    LEFT JOIN barometer.post_marks AS k ON k.month = CAST(s.month - to_months(back.months) AS DATE)
        AND k.network = s.network AND k.account_id = s.account_id
    WHERE s.network <> 'website' AND s.status LIKE 'present%' AND s.account_id IS NOT NULL GROUP BY ALL
), judged AS (
    SELECT c.*, CASE WHEN c.post_count = 0 THEN nothing WHEN coalesce(is_auto_withheld, true)
            THEN 'classifier_withheld' WHEN auto_known_count = 0 THEN 'no_feed'
            WHEN auto_known_count < 4 THEN 'few_posts' ELSE 'observed' END AS auto_status,
        CASE WHEN c.post_count = 0 THEN nothing WHEN coalesce(is_republication_withheld, true)
            THEN 'classifier_withheld' WHEN republication_known_count = 0 THEN 'no_feed'
            WHEN republication_known_count < 4 THEN 'few_posts' ELSE 'observed' END AS republication_status,
        CASE WHEN c.post_count = 0 THEN nothing WHEN crosspost_known_count = 0 THEN 'not_given'
            WHEN coalesce(is_crosspost_withheld, true) THEN 'classifier_withheld'
            WHEN crosspost_known_count < 8 THEN 'few_posts' ELSE 'observed' END AS crosspost_status,
        CASE WHEN c.post_count = 0 THEN nothing WHEN coalesce(is_republication_withheld, true)
            OR coalesce(is_crosspost_withheld, true) THEN 'classifier_withheld' WHEN own_known_count = 0
            THEN 'no_feed' WHEN own_known_count < 8 THEN 'few_posts' ELSE 'observed' END AS own_status
    FROM counted AS c LEFT JOIN worth USING (network)
    LEFT JOIN barometer.posting AS p USING (month, roster_id, territory_id, network),
        LATERAL (SELECT CASE WHEN p.post_count = 0 AND p.post_status = 'observed' THEN 'few_posts' ELSE 'not_given' END
            AS nothing)
)
SELECT month, roster_id, territory_id, network, stratum, account_id, post_count,
    auto_known_count, auto_count, CASE WHEN auto_status = 'observed'
        THEN auto_count / auto_known_count END AS auto_share,
    auto_status, republication_known_count, republication_count, CASE WHEN republication_status = 'observed'
        THEN republication_count / republication_known_count END AS republication_share, republication_status,
    republication_40_count, republication_50_count, republication_70_count, republication_80_count,
    crosspost_known_count, crosspost_count, CASE WHEN crosspost_status = 'observed'
        THEN crosspost_count / crosspost_known_count END AS crosspost_share, crosspost_status,
    own_known_count, own_count, CASE WHEN own_status = 'observed' THEN own_count / own_known_count END AS own_share,
    own_status
FROM judged
