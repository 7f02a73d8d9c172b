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
    SELECT month, network, account_id, text_id, kind, signature FROM observations.texts
), read AS (
    SELECT p.month, p.network, p.account_id, p.post_id, o.territory_id, p.created_at, g.kind AS generator_kind,
        t.signature, p.link_url IS NOT NULL AS has_link,
        rtrim(regexp_replace(regexp_replace(lower(p.link_url), '^https?://(www\.)?', ''),
            '[?&](utm_[a-z_]+|fbclid|xtor)=[^&#]*|#.*$', '', 'g'), '/?&') AS link
    FROM observations.posts AS p JOIN owners AS o USING (month, network, account_id)
    LEFT JOIN texts AS t ON t.month = p.month AND t.network = p.network AND t.account_id = p.account_id
        AND t.text_id = p.post_id AND t.kind = 'post'
    LEFT JOIN reference.generators AS g ON g.generator = lower(p.generator)
    WHERE p.kind = 'original'
    QUALIFY row_number() OVER (PARTITION BY p.month, p.network, p.account_id, p.post_id
        ORDER BY p.observed_at DESC) = 1
), posts AS MATERIALIZED (
    SELECT *, row_number() OVER () AS post FROM read
), item_texts AS (
    SELECT month, text_id, any_value(signature) AS signature FROM texts WHERE kind = 'item' GROUP BY ALL
), items AS MATERIALIZED (
    SELECT i.month, i.territory_id, i.item_url, i.title, i.published_at, t.signature, row_number() OVER () AS item,
        rtrim(regexp_replace(regexp_replace(lower(i.item_url), '^https?://(www\.)?', ''),
            '[?&](utm_[a-z_]+|fbclid|xtor)=[^&#]*|#.*$', '', 'g'), '/?&') AS link
    FROM observations.site_items AS i LEFT JOIN item_texts AS t ON t.month = i.month AND t.text_id = i.item_url
), feeds AS (
    SELECT month, territory_id, min(published_at) AS feed_from_at FROM items GROUP BY ALL
), least AS MATERIALIZED (
    SELECT post, month, territory_id, network, created_at, unnest(string_split(signature, ' ')[1:5]) AS hash FROM posts
), said AS (
    SELECT item, month, territory_id, unnest(string_split(signature, ' ')) AS hash FROM items
), pairs AS MATERIALIZED (
    SELECT p.post, i.item FROM posts AS p JOIN items AS i
        ON i.month = p.month AND i.territory_id = p.territory_id AND i.link = p.link
    UNION
    SELECT l.post, s.item FROM least AS l JOIN said AS s
        ON s.month = l.month AND s.territory_id = l.territory_id AND s.hash = l.hash
), twins AS MATERIALIZED (
    SELECT DISTINCT a.post, b.post AS other
    FROM least AS a JOIN least AS b ON b.month = a.month AND b.territory_id = a.territory_id AND b.hash = a.hash
        AND b.network <> a.network AND abs(date_diff('minute', a.created_at, b.created_at)) <= 48 * 60
)
SELECT p.month, p.network, p.account_id, p.post_id, p.created_at, p.signature, p.has_link, 'item' AS candidate,
    i.item_url, i.title, i.published_at, i.signature AS other_signature, i.link = p.link AS is_linked,
    CAST(NULL AS VARCHAR) AS other_network
FROM pairs JOIN posts AS p USING (post) JOIN items AS i USING (item)
UNION ALL BY NAME
SELECT p.month, p.network, p.account_id, p.post_id, p.signature, 'twin' AS candidate,
    o.signature AS other_signature, o.network AS other_network
FROM twins JOIN posts AS p USING (post) JOIN posts AS o ON o.post = twins.other
UNION ALL BY NAME
SELECT p.month, p.network, p.account_id, p.post_id, p.territory_id, p.created_at, p.generator_kind, p.signature,
    f.feed_from_at, 'none' AS candidate
FROM posts AS p LEFT JOIN feeds AS f USING (month, territory_id)
