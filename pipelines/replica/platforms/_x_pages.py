"""Public pages of X: the profile by year (`_x_history`; an empty shell since 2020-06), and the syndicated timeline."""

from __future__ import annotations

import json
from html import escape

from pipelines.replica.hashing import unit
from pipelines.replica.platforms._shapes import empty_shell, iso, json_ld, milliseconds, next_data, not_found
from pipelines.replica.platforms._x_history import Profile, counts, layout_of
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, World, exists
from pipelines.replica.visit import Reply, Visit, document, plain

_EPOCH = 1_288_834_974_657
_JSON_LD_FROM = 2026 * 12 + 5
_SCRAMBLED_FROM = 2024 * 12


def snowflake(account: Account, post: SimulatedPost) -> int:
    return ((post.milliseconds - _EPOCH) << 22) + (account.seed + post.number) % 2**22


def page(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """The profile page: counts and the last tweets until 2020-05; since 2026-06 structured data on every second one."""
    layout, handle = layout_of(visit.month), visit.path.strip("/").lower()
    account = world.find("x", handle, visit.month)
    if not layout:
        is_there = account is not None and exists(account, visit.month)
        if account is not None and is_there and has_structured_data(account, visit.month):
            return _structured(world, timeline, account, visit)
        return document("x.com", '<div id="react-root"></div><noscript>JavaScript is not available.</noscript>')
    if account is None or (visit.month > 2013 * 12 + 11 and not exists(account, visit.month)):
        text = '<h1>Sorry, that page doesn’t exist!</h1><p class="error">Erreur 404</p>'
        return document("Twitter / ?", text, status=404)
    return _old_page(world, timeline, account, layout, visit)


def has_structured_data(account: Account, month: int) -> bool:
    return month >= _JSON_LD_FROM and unit("json-ld", account.seed, month) < 0.5


def _old_page(world: World, timeline: Timeline, account: Account, layout: str, visit: Visit) -> Reply:
    profile = Profile(
        account.shown, account.territory.label, account.platform_id, 300 + account.seed % 6_000, account.seed % 900,
        world.followers(visit.month)[account.index],
        is_french=layout != "mini-list" and visit.month >= 2009 * 12 + 10 and account.seed % 2 == 0,
    )  # fmt: skip
    listed = timeline.latest(account, visit.month, visit.now, 20, 2)
    stream = "\n".join(_stream_item(account, post) for post in listed)
    block = _mini_list(profile) if layout == "mini-list" else counts(profile, layout, visit.month)
    user = {"id_str": profile.platform_id, "screen_name": profile.shown, "statuses_count": profile.tweets,
            "friends_count": profile.following, "followers_count": profile.followers}  # fmt: skip
    has_data = layout in ("mini-list", "mini-table", "nav")
    data = escape(json.dumps({"profile_user": user}))
    last = f'\n<input type="hidden" id="init-data" class="json-data" value="{data}">' if has_data else ""
    body = (
        f'<div class="profile-card-inner" data-screen-name="{account.shown}" data-user-id="{account.platform_id}">'
        f'<h1 class="fullname">{escape(profile.label)}</h1></div>\n{block}\n'
        f'<ol class="stream-items" id="stream-items-id">\n{stream}\n</ol>{last}'
    )
    title = f"{escape(profile.label)} ({account.shown}) {profile.word('on Twitter', 'sur Twitter')}"
    return document(title, body, lang=profile.word("en", "fr"))


def _mini_list(profile: Profile) -> str:
    """The layout of 2012-2013."""
    items = "\n".join(
        f'<li><a class="js-nav" href="/{profile.shown}{path}" data-element-term="{kind}_stats">\n'
        f"<strong>{count:,}</strong> {label}</a></li>"
        for kind, path, count, label in (
            ("tweet", "", profile.tweets, "Tweets"),
            ("following", "/following", profile.following, "Following"),
            ("follower", "/followers", profile.followers, "Followers"),
        )
    )
    return f'<ul class="stats js-mini-profile-stats" data-user-id="{profile.platform_id}">\n{items}\n</ul>'


def _stream_item(account: Account, post: SimulatedPost) -> str:
    number, seconds = snowflake(account, post), post.milliseconds // 1000
    reply = ' data-is-reply-to="true"' if post.kind == "reply" else ""
    return (
        f'<li class="js-stream-item stream-item" data-item-id="{number}"><div class="tweet js-stream-tweet" '
        f'data-tweet-id="{number}" data-screen-name="{account.shown if post.kind != "repost" else "voisin"}"'
        f"{reply}>"
        f'<a href="/{account.shown}/status/{number}" class="tweet-timestamp"><span class="_timestamp" '
        f'data-time="{seconds}">{post.created:%d %b %y}</span></a>'
        f'<p class="js-tweet-text">{escape(post.text)}</p></div></li>'
    )


def _counter(action: str, count: int) -> dict[str, object]:
    return {"@type": "InteractionCounter", "interactionType": f"https://schema.org/{action}",
            "userInteractionCount": count}  # fmt: skip


def _structured(world: World, timeline: Timeline, account: Account, visit: Visit) -> Reply:
    """The page of mid-2026: an empty shell with a description for search engines."""
    posts = [post for post in timeline.latest(account, visit.month, visit.now, 12, 2) if post.kind == "original"][:5]
    person = {
        "@type": "Person", "identifier": account.platform_id, "additionalName": account.shown,
        "name": account.territory.label, "url": f"https://x.com/{account.shown}",
        "interactionStatistic": [
            _counter("FollowAction", world.followers(visit.month)[account.index]),
            _counter("SubscribeAction", account.seed % 900),
            _counter("WriteAction", 400 + account.seed % 20_000),
        ],
    }  # fmt: skip
    parts = [
        {
            "@type": "SocialMediaPosting", "identifier": str(snowflake(account, post)), "articleBody": post.text,
            "dateCreated": milliseconds(post.created), "author": {"@type": "Person", "additionalName": account.shown},
            "interactionStatistic": [
                _counter("LikeAction", post.likes), _counter("ShareAction", post.shares),
                _counter("CommentAction", post.comments),
            ],
        }
        for post in posts
    ]  # fmt: skip
    data = {"@context": "https://schema.org", "@type": "ProfilePage", "mainEntity": person, "hasPart": parts}
    title = f"{escape(account.territory.label)} (@{account.shown}) / X"
    return document(title, f'<div id="react-root"></div>{json_ld(data)}')


def syndication(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/srv/timeline-profile/screen-name/<handle>`: often 429; since 2024 whole for gold marks, else empty or old."""
    if visit.attempt == 0 and unit("syndication", visit.path, visit.month) < 0.3:
        return plain("Rate limit exceeded (simulated)", 429)
    path = visit.path.rstrip("/")
    account = world.find("x", path.rpartition("/")[2].lower(), visit.month)
    if not path.startswith("/srv/timeline-profile/screen-name/"):
        return not_found("X")
    if account is None or not exists(account, visit.month):
        return document("Twitter", next_data({"props": {"pageProps": {"timeline": {"entries": []}}}}))
    posts = timeline.latest(account, visit.month, visit.now, 20, 2)
    if visit.month >= _SCRAMBLED_FROM and account.seed % 4:
        if account.seed % 8 < 4:
            return empty_shell("Twitter")
        posts = timeline.latest(account, visit.month - 9, visit.now, 60, 6)[::3]
    count = world.followers(visit.month)[account.index]
    entries = [_entry(account, post, count) for post in posts if post.kind != "repost"]
    props = {"timeline": {"entries": entries}, "headerProps": {"screenName": account.shown}}
    return document(f"@{account.shown}", next_data({"props": {"pageProps": props}}))


def _entry(account: Account, post: SimulatedPost, followers: int) -> dict[str, object]:
    name = str(snowflake(account, post))
    user = {"id_str": account.platform_id, "screen_name": account.shown, "name": account.territory.label,
            "followers_count": followers, "statuses_count": 400 + account.seed % 20_000}  # fmt: skip
    tweet = {"id_str": name, "full_text": post.text, "created_at": iso(post.created, "%a %b %d %H:%M:%S +0000 %Y"),
             "favorite_count": post.likes, "retweet_count": post.shares, "reply_count": post.comments,
             "in_reply_to_name": "voisin" if post.kind == "reply" else None, "user": user}  # fmt: skip
    return {"type": "tweet", "entry_id": f"tweet-{name}", "content": {"tweet": tweet}}
