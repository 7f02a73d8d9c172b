-- question: Which posts did a machine make from the site's feed, repeat a page of it, or stand on two networks?
-- grain: month, network, account_id, post_id
-- unit: minutes after the item; shares from 0 to 1 of five-word runs (pipelines/indicators/editorial.py)
-- denominator: original posts of main accounts
-- exclusions: items are those of the feeds read in the post's month; what they no longer show cannot be matched
-- function: pipelines.indicators.editorial:mark
-- reach: 0
-- reads: observations.posts, observations.site_items, observations.texts, reference.generators, roster.attributions
WITH owners AS (
    SELECT month, network, account_id, min(territory_id) AS territory_id FROM roster.attributions
    WHERE is_main GROUP BY ALL
), texts AS (
    SELECT month, network, account_id, text_id, kind, text_status, word_count, signature FROM observations.texts
), posts AS (
    SELECT p.month, p.network, p.account_id, p.post_id, o.territory_id, p.created_at, g.kind AS generator_kind,
        t.text_status, t.word_count, t.signature, p.link_url IS NOT NULL AS has_link,
        rtrim(regexp_replace(regexp_replace(lower(p.link_url), '^https?://(www\.)?', ''),
            '[?&](utm_[a-z_]+|fbclid|xtor)=[^&#]*|#.*$', '', 'g'), '/?&') AS link
    FROM observations.posts AS p JOIN owners AS o USING (month, network, account_id)
    LEFT JOIN texts AS t ON t.month = p.month AND t.network = p.network AND t.account_id = p.account_id
        AND t.text_id = p.post_id AND t.kind = 'post'
    LEFT JOIN reference.generators AS g ON g.generator = lower(p.generator)
    WHERE p.kind = 'original'
    QUALIFY row_number() OVER (PARTITION BY p.month, p.network, p.account_id, p.post_id
        ORDER BY p.observed_at DESC) = 1
), item_texts AS (
    SELECT month, text_id, any_value(signature) AS signature FROM texts WHERE kind = 'item' GROUP BY ALL
), items AS (
    SELECT i.month, i.territory_id, i.item_url, i.title, i.published_at, t.signature,
        rtrim(regexp_replace(regexp_replace(lower(i.item_url), '^https?://(www\.)?', ''),
            '[?&](utm_[a-z_]+|fbclid|xtor)=[^&#]*|#.*$', '', 'g'), '/?&') AS link
    FROM observations.site_items AS i LEFT JOIN item_texts AS t ON t.month = i.month AND t.text_id = i.item_url
), feeds AS (
    SELECT month, territory_id, min(published_at) AS feed_from_at FROM items GROUP BY ALL
), least AS (
    SELECT month, territory_id, network, account_id, post_id, created_at, signature,
        unnest(string_split(signature, ' ')[1:5]) AS hash FROM posts
), said AS (
    SELECT month, territory_id, item_url, unnest(string_split(signature, ' ')) AS hash FROM items
), pairs AS (
    SELECT p.month, p.network, p.account_id, p.post_id, i.item_url FROM posts AS p JOIN items AS i
        ON i.month = p.month AND i.territory_id = p.territory_id AND i.link = p.link
    UNION
    SELECT l.month, l.network, l.account_id, l.post_id, s.item_url FROM least AS l JOIN said AS s
        ON s.month = l.month AND s.territory_id = l.territory_id AND s.hash = l.hash
), twins AS (
    SELECT DISTINCT a.month, a.network, a.account_id, a.post_id, b.network AS other_network, b.signature
    FROM least AS a JOIN least AS b ON b.month = a.month AND b.territory_id = a.territory_id AND b.hash = a.hash
        AND b.network <> a.network AND abs(date_diff('minute', a.created_at, b.created_at)) <= 48 * 60
)
SELECT p.*, f.feed_from_at, 'item' AS candidate, i.item_url, i.title, i.published_at, i.signature AS other_signature,
    i.link = p.link AS is_linked, CAST(NULL AS VARCHAR) AS other_network
FROM pairs JOIN posts AS p USING (month, network, account_id, post_id)
JOIN items AS i ON i.month = p.month AND i.territory_id = p.territory_id AND i.item_url = pairs.item_url
LEFT JOIN feeds AS f ON f.month = p.month AND f.territory_id = p.territory_id
UNION ALL BY NAME
SELECT p.*, 'twin' AS candidate, w.signature AS other_signature, w.other_network
FROM twins AS w JOIN posts AS p USING (month, network, account_id, post_id)
UNION ALL BY NAME
SELECT p.*, f.feed_from_at, 'none' AS candidate FROM posts AS p LEFT JOIN feeds AS f USING (month, territory_id)
