"""api.x.com (API v2) and the public pages of twitter.com: the layout of 2012-13, and the empty shell of today."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from pipelines.model.months import PARIS
from pipelines.replica.hashing import pick, seed, unit
from pipelines.replica.names import Register
from pipelines.replica.platform import Names, Platform, before_2019, no_limit
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, Site, World, exists
from pipelines.replica.territory import Territory, camel
from pipelines.replica.visit import Reply, Visit, as_json, document, to_host

_EPOCH = 1_288_834_974_657
_PROBLEM = "https://api.twitter.com/2/problems/resource-not-found"


def api(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/2/users/by` and `/2/users/<id>/tweets`."""
    if not visit.has_token("x"):
        problem = {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}
        return as_json(problem, 401)
    if visit.path == "/2/users/by":
        return _users(world, visit)
    parts = visit.path.strip("/").split("/")
    if len(parts) == 4 and parts[:2] == ["2", "users"] and parts[3] == "tweets":
        account = world.by_platform_id.get(("x", parts[2]))
        if account is None or not exists(account, visit.month):
            return as_json({"errors": [_missing(parts[2], "id")]})
        return _tweets(timeline, account, visit)
    return as_json({"title": "Not Found", "type": "about:blank", "status": 404, "detail": "Not Found"}, 404)


def _users(world: World, visit: Visit) -> Reply:
    names = [name for name in visit.first("usernames").split(",") if name]
    if not 1 <= len(names) <= 100:
        detail = f"The number of values in the `usernames` query parameter list [{len(names)}] is not between 1 and 100"
        return as_json({"title": "Invalid Request", "detail": detail, "errors": [{"message": detail}]}, 400)
    data, errors = [], []
    for name in names:
        account = world.find("x", name.lower(), visit.month)
        if account is not None and exists(account, visit.month):
            data.append(_user(world, account, visit))
        else:
            errors.append(
                _missing(
                    name,
                    "usernames",
                    is_suspended=account is not None and account.is_suspended and visit.month >= account.gone,
                )
            )
    answer: dict[str, object] = {"data": data} if data else {}
    if errors:
        answer["errors"] = errors
    return as_json(answer, headers={"x-rate-limit-limit": "300", "x-rate-limit-remaining": "299"})


def _user(world: World, account: Account, visit: Visit) -> dict[str, object]:
    site = world.sites.get(account.territory.territory_id)
    user: dict[str, object] = {
        "id": account.platform_id,
        "name": account.territory.label,
        "username": account.shown,
        "created_at": _iso(datetime(max(2009, account.first // 12), account.first % 12 + 1, 1, 9, tzinfo=UTC)),
        "description": f"Compte officiel. {account.territory.label}. (Compte simulé)",
        "verified": account.seed % 4 == 0,
        "verified_type": "government" if account.seed % 4 == 0 else "none",
        "public_metrics": {
            "followers_count": world.followers(visit.month)[account.index],
            "following_count": account.seed % 900,
            "tweet_count": 400 + account.seed % 20_000,
            "listed_count": account.seed % 300,
            "like_count": account.seed % 2_000,
            "media_count": account.seed % 1_500,
        },
        "url": "",
    }
    if site is not None and unit("bio url", account.seed) < 0.8:
        short = f"https://t.co/{account.seed % 16**10:010x}"
        link = {"start": 0, "end": len(short), "url": short, "expanded_url": site.url, "display_url": site.host}
        user |= {"url": short, "entities": {"url": {"urls": [link]}}}
    return user


def _missing(value: str, parameter: str, *, is_suspended: bool = False) -> dict[str, str]:
    fact = "User has been suspended" if is_suspended else f"Could not find user with {parameter}"
    return {
        "value": value,
        "detail": f"{fact}: [{value}].",
        "title": "Forbidden" if is_suspended else "Not Found Error",
        "resource_type": "user",
        "parameter": parameter,
        "resource_id": value,
        "type": _PROBLEM,
    }


def _tweets(timeline: Timeline, account: Account, visit: Visit) -> Reply:
    first = _instant(visit.first("start_time"), datetime(2006, 3, 21, tzinfo=UTC))
    last = min(_instant(visit.first("end_time"), visit.now), visit.now)
    size, start = int(visit.first("max_results", "10")), int(visit.first("pagination_token", "0"))
    oldest = first.astimezone(PARIS)
    back = min(6, visit.month - (oldest.year * 12 + oldest.month - 1) + 1)
    latest = timeline.latest(account, visit.month, visit.now, 3_200, back)
    posts = [post for post in latest if first <= post.created < last]
    rows = [_tweet(account, post) for post in posts[start : start + size]]
    meta: dict[str, object] = {"result_count": len(rows)}
    if rows:
        meta |= {"newest_id": rows[0]["id"], "oldest_id": rows[-1]["id"]}
    if start + size < len(posts):
        meta["next_token"] = str(start + size)
    return as_json({"data": rows, "meta": meta} if rows else {"meta": meta})


def _tweet(account: Account, post: SimulatedPost) -> dict[str, object]:
    name = str(_snowflake(account, post))
    text = {"reply": "@voisin ", "repost": "RT @voisin: "}.get(post.kind, "") + post.text
    tweet: dict[str, object] = {
        "id": name,
        "edit_history_tweet_ids": [name],
        "text": text,
        "created_at": _iso(post.created),
        "lang": "fr",
        "public_metrics": {
            "retweet_count": post.shares,
            "reply_count": 0 if post.kind == "repost" else post.comments,
            "like_count": 0 if post.kind == "repost" else post.likes,
            "quote_count": post.shares // 6,
            "bookmark_count": post.likes // 20,
            "impression_count": post.views,
        },
    }
    if post.kind != "original":
        relation = {"reply": "replied_to", "repost": "retweeted"}[post.kind]
        tweet["referenced_tweets"] = [{"type": relation, "id": str(_snowflake(account, post) - 4_096_000_000)}]
    if post.link:
        tweet["entities"] = {"urls": [{"start": 0, "end": 23, "url": "https://t.co/simule", "expanded_url": post.link}]}
    if post.media and post.kind == "original":
        tweet["attachments"] = {"media_keys": [f"3_{int(name) + step}" for step in range(post.media)]}
    return tweet


def _snowflake(account: Account, post: SimulatedPost) -> int:
    return ((post.milliseconds - _EPOCH) << 22) + (account.seed + post.number) % 2**22


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _instant(text: str, default: datetime) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else default


def page(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """The profile page: counts and the last tweets until 2014, an empty shell since."""
    handle = visit.path.strip("/").lower()
    if visit.month > 2014 * 12 + 11:
        return document("x.com", '<div id="react-root"></div><noscript>JavaScript is not available.</noscript>')
    account = world.find("x", handle, visit.month)
    if account is None:
        return document(
            "Twitter / ?", '<h1>Sorry, that page doesn’t exist!</h1><p class="error">Erreur 404</p>', status=404
        )
    counts = {
        "tweet": 300 + account.seed % 6_000,
        "following": account.seed % 900,
        "follower": world.followers(visit.month)[account.index],
    }
    names = {"tweet": "Tweets", "following": "Following", "follower": "Followers"}
    path = {"tweet": "", "following": "/following", "follower": "/followers"}
    items = "\n".join(
        f'<li><a class="js-nav" href="/{account.shown}{path[kind]}" data-element-term="{kind}_stats">\n'
        f"<strong>{count:,}</strong> {names[kind]}</a></li>"
        for kind, count in counts.items()
    )
    user = {"id_str": account.platform_id, "screen_name": account.shown, "statuses_count": counts["tweet"],
            "friends_count": counts["following"], "followers_count": counts["follower"]}  # fmt: skip
    stream = "\n".join(_stream_item(account, post) for post in timeline.latest(account, visit.month, visit.now, 20, 2))
    body = (
        f'<div class="profile-card-inner" data-screen-name="{account.shown}" data-user-id="{account.platform_id}">'
        f'<h1 class="fullname">{escape(account.territory.label)}</h1></div>\n'
        f'<ul class="stats js-mini-profile-stats" data-user-id="{account.platform_id}">\n{items}\n</ul>\n'
        f'<ol class="stream-items" id="stream-items-id">\n{stream}\n</ol>\n'
        f'<input type="hidden" id="init-data" class="json-data" value="{escape(json.dumps({"profile_user": user}))}">'
    )
    title = f"{escape(account.territory.label)} ({account.shown}) on Twitter"
    return document(title, body, lang="en")


def _stream_item(account: Account, post: SimulatedPost) -> str:
    number, seconds = _snowflake(account, post), post.milliseconds // 1000
    reply = ' data-is-reply-to="true"' if post.kind == "reply" else ""
    return (
        f'<li class="js-stream-item stream-item" data-item-id="{number}"><div class="tweet js-stream-tweet" '
        f'data-tweet-id="{number}" data-screen-name="{account.shown if post.kind != "repost" else "voisin"}"'
        f"{reply}>"
        f'<a href="/{account.shown}/status/{number}" class="tweet-timestamp"><span class="_timestamp" '
        f'data-time="{seconds}">{post.created:%d %b %y}</span></a>'
        f'<p class="js-tweet-text">{escape(post.text)}</p></div></li>'
    )


def _busy(visit: Visit) -> Reply:
    """429 without Retry-After: the end of the window is in a header of its own."""
    problem = {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}
    reset = str(int(visit.now.timestamp()) + 60)
    return as_json(problem, 429, headers={"x-rate-limit-remaining": "0", "x-rate-limit-reset": reset})


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    key = ("x", place.territory_id)
    shapes = ("{}", "Ville{}", "{}_Officiel", "Mairie{}") if place.level == "commune" else ("{}", "{}_fr")
    shown = register.take("x", pick(shapes, *key).format(camel(place.slug)), place.code, 15)
    host = pick(("x.com", "twitter.com", "twitter.com"), "x host", place.territory_id)
    return Names(shown.lower(), shown, f"https://{host}/{shown}", str(10**8 + seed("id", *key) % 10**9))


def _links(account: Account, month: int) -> Sequence[str]:
    url = account.url
    if month <= 2013 * 12 + 11:
        return (url, url.replace("https:", "http:"), url.replace("twitter.com/", "twitter.com/#!/"))
    return (url, url, f"{url}?lang=fr", f"{url}/", url.replace("https:", "http:"))


_SHARES = {
    "REG": 0.98, "DEP": 0.92, "METRO": 0.95, "CU": 0.75, "CA": 0.45, "CC": 0.12,
    "COM_100000_PLUS": 0.95, "COM_50000_100000": 0.82, "COM_20000_50000": 0.58, "COM_10000_20000": 0.32,
    "COM_3500_10000": 0.14, "COM_2000_3500": 0.07, "COM_500_2000": 0.02, "COM_0_500": 0.005,
}  # fmt: skip

PLATFORM = Platform(
    name="x",
    rank=20,
    label="X (ex-Twitter)",
    directory_label="Twitter",
    hosts={"api.x.com": api, "x.com": page, "twitter.com": page, "www.twitter.com": to_host("twitter.com")},
    shares=_SHARES,
    relative_size=0.45,
    opened=before_2019(40),
    closing_share=0.06,
    suspended_share=0.3,
    pace=28.0,
    replies=0.18,
    reposts=0.22,
    most_posts=lambda month: 11 if month <= 2014 * 12 + 11 else no_limit(month),
    names=_names,
    answers_renamed=False,
    links=_links,
    directory_share=0.50,
    wikidata={"P2002": lambda names: names.shown},
    robots=dict.fromkeys(("x.com", "twitter.com"), ("/search", "/i/")),
    busy={"api.x.com": _busy},
)
