-- question: Which posts also stand at another level (commune, EPCI, département, région), and who was first?
-- grain: month, roster_id, network, account_id, post_id, other_territory_id
-- unit: minutes after the other post; part from 0 to 1 of five-word runs (pipelines/indicators/levels.py)
-- denominator: original posts of main accounts, of eight words at least
-- exclusions: pairs of territories of which one contains the other in the list of the month, at 72 hours at most, on
--   whatever networks. Five words that are read in three régions in the month are a formula, and count for neither
-- function: pipelines.indicators.levels:judge
-- reach: 0
-- reads: observations.posts, observations.texts, roster.attributions, roster.members, roster.months
WITH areas AS (
    SELECT month, territory_id, max(CASE WHEN level = 'region' THEN code ELSE region_code END) AS area
    FROM roster.months JOIN roster.members USING (roster_id) GROUP BY ALL
), nested AS (
    SELECT l.roster_id, l.territory_id AS low_id, l.level AS low_level, h.territory_id AS high_id, h.level AS high_level
    FROM (SELECT roster_id, territory_id, level, unnest([
            {l: 'epci', c: CASE WHEN level = 'commune' THEN epci_code END},
            {l: 'departement', c: CASE WHEN level IN ('commune', 'epci') THEN departement_code END},
            {l: 'region', c: CASE WHEN level <> 'region' THEN region_code END}], recursive := true)
        FROM roster.members) AS l
    JOIN roster.members AS h ON h.roster_id = l.roster_id AND h.level = l.l AND h.code = l.c
), owners AS (
    SELECT month, network, account_id, min(territory_id) AS territory_id FROM roster.attributions
    WHERE is_main GROUP BY ALL
), posts AS (
    SELECT p.month, p.network, p.account_id, p.post_id, any_value(o.territory_id) AS territory_id,
        min(p.created_at) AS created_at, string_split(any_value(t.signature), ' ') AS hashes
    FROM observations.posts AS p JOIN owners AS o USING (month, network, account_id)
    JOIN observations.texts AS t ON t.month = p.month AND t.network = p.network AND t.account_id = p.account_id
        AND t.text_id = p.post_id AND t.kind = 'post'
    WHERE p.kind = 'original' AND t.word_count >= 8 GROUP BY ALL
), runs AS (
    SELECT * EXCLUDE (hashes), CASE WHEN len(hashes) >= 512 THEN hashes[-1] ELSE 'g' END AS reach,
        unnest(hashes) AS hash FROM posts
), formulas AS (
    SELECT r.month, r.hash FROM runs AS r JOIN areas AS a USING (month, territory_id)
    GROUP BY r.month, r.hash HAVING count(DISTINCT a.area) >= 3
), own AS (
    SELECT * FROM runs ANTI JOIN formulas USING (month, hash)
), listed AS (
    SELECT m.month, n.* FROM nested AS n JOIN roster.months AS m USING (roster_id)
), lists AS (
    SELECT month, network, account_id, post_id, list(hash) AS hashes FROM own GROUP BY ALL
), pairs AS (
    SELECT n.month, n.roster_id, n.low_level, n.high_level, l.territory_id AS low_territory_id,
        l.network AS low_network, l.account_id AS low_account_id, l.post_id AS low_post_id, l.reach AS low_reach,
        l.created_at AS low_created_at, h.territory_id AS high_territory_id, h.network AS high_network,
        h.account_id AS high_account_id, h.post_id AS high_post_id, h.created_at AS high_created_at,
        h.reach AS high_reach, count(*) AS shared
    FROM own AS l JOIN listed AS n ON n.month = l.month AND n.low_id = l.territory_id
    JOIN own AS h ON h.month = l.month AND h.territory_id = n.high_id AND h.hash = l.hash
    WHERE abs(date_diff('second', l.created_at, h.created_at)) <= 72 * 3600 GROUP BY ALL
)
SELECT p.*, len(list_filter(l.hashes, lambda x: x <= p.high_reach)) AS low_runs,
    len(list_filter(h.hashes, lambda x: x <= p.low_reach)) AS high_runs
FROM pairs AS p
JOIN lists AS l ON l.month = p.month AND l.network = p.low_network AND l.account_id = p.low_account_id
    AND l.post_id = p.low_post_id
JOIN lists AS h ON h.month = p.month AND h.network = p.high_network AND h.account_id = p.high_account_id
    AND h.post_id = p.high_post_id
