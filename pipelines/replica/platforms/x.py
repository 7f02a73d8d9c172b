"""api.x.com (API v2). The public pages are in `_x_pages`, those of older years in `_x_history`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from pipelines.model.months import PARIS
from pipelines.replica.hashing import pick, seed, unit
from pipelines.replica.names import Register
from pipelines.replica.platform import Names, Platform, before_2019, no_limit
from pipelines.replica.platforms._shapes import milliseconds
from pipelines.replica.platforms._x_pages import page, snowflake, syndication
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, Site, World, exists, is_closed
from pipelines.replica.territory import Territory, camel
from pipelines.replica.visit import Reply, Visit, as_json, to_host

_PROBLEM = "https://api.twitter.com/2/problems/resource-not-found"


def api(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/2/users/by` and `/2/users/<id>/tweets`.

    Tokens: `replica-x`; `replica-x-limited` is over its rate, `replica-x-capped` over its monthly cap; all others are
    refused.
    """
    if visit.path.startswith(("/1/", "/1.1/")):
        return _version_gone(visit.path)
    if visit.has_token("x-limited"):
        return _busy(visit)
    if visit.has_token("x-capped"):
        return _capped()
    if not visit.has_token("x"):
        problem = {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}
        return as_json(problem, 401)
    if visit.path == "/2/users/by":
        return _users(world, visit)
    parts = visit.path.strip("/").split("/")
    if len(parts) == 4 and parts[:2] == ["2", "users"] and parts[3] == "tweets":
        account = world.of_id("x", parts[2], visit.month)
        if account is None or not exists(account, visit.month):
            return as_json({"errors": [_missing(parts[2], "id")]})
        return _tweets(timeline, account, visit)
    return as_json({"title": "Not Found", "type": "about:blank", "status": 404, "detail": "Not Found"}, 404)


def _version_gone(path: str) -> Reply:
    if path.startswith("/1/"):
        text = "The Twitter REST API v1 is no longer active. Please migrate to API v1.1."
        return as_json({"errors": [{"message": text, "code": 64}]}, 410)
    text = "You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints only."
    return as_json({"errors": [{"message": text, "code": 453}]}, 403)


def _capped() -> Reply:
    problem = {"account_id": 1234567890, "product_name": "pay-per-use", "title": "UsageCapExceeded",
               "period": "Monthly", "scope": "Product", "detail": "Usage cap exceeded: Monthly product cap",
               "type": "https://api.twitter.com/2/problems/usage-capped"}  # fmt: skip
    return as_json(problem, 429)


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
                    is_suspended=account is not None and account.is_suspended and is_closed(account, visit.month),
                )
            )
    answer: dict[str, object] = {"data": data} if data else {}
    if errors:
        answer["errors"] = errors
    return as_json(answer, headers={"x-rate-limit-limit": "300", "x-rate-limit-remaining": "299"})


def _user(world: World, account: Account, visit: Visit) -> dict[str, object]:
    site = world.sites.get(account.territory.territory_id)
    pictured = unit("picture", account.seed) < 0.95
    user: dict[str, object] = {
        "id": account.platform_id,
        "name": account.territory.label,
        "username": account.shown,
        "created_at": milliseconds(datetime(max(2009, account.first // 12), account.first % 12 + 1, 1, 9, tzinfo=UTC)),
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
        "profile_image_url": f"https://pbs.twimg.com/{'' if pictured else 'default_'}profile_images/simule_normal.png",
    }
    if unit("location", account.seed) < 0.8:
        user["location"] = account.territory.label
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
    shown = posts[start : start + size]
    rows = [_tweet(account, post) for post in shown]
    meta: dict[str, object] = {"result_count": len(rows)}
    if rows:
        meta |= {"newest_id": rows[0]["id"], "oldest_id": rows[-1]["id"]}
    if start + size < len(posts):
        meta["next_token"] = str(start + size)
    answer: dict[str, object] = {"data": rows, "meta": meta} if rows else {"meta": meta}
    media = [item for post in shown for item in _media(account, post)]
    if media and visit.first("expansions") == "attachments.media_keys":
        answer["includes"] = {"media": media}
    return as_json(answer)


def _media(account: Account, post: SimulatedPost) -> list[dict[str, str]]:
    """The media of an original post, with the text alternative of those that have one."""
    number = snowflake(account, post)
    return [
        {"media_key": f"3_{number + step}", "type": "photo"}
        | ({"alt_text": "Simulée"} if step < post.alt_texts else {})
        for step in range(post.media if post.kind == "original" else 0)
    ]


def _tweet(account: Account, post: SimulatedPost) -> dict[str, object]:
    name = str(snowflake(account, post))
    text = {"reply": "@voisin ", "repost": "RT @voisin: "}.get(post.kind, "") + post.text
    tweet: dict[str, object] = {
        "id": name,
        "edit_history_tweet_ids": [name],
        "text": text,
        "created_at": milliseconds(post.created),
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
        tweet["referenced_tweets"] = [{"type": relation, "id": str(snowflake(account, post) - 4_096_000_000)}]
    if post.link:
        tweet["entities"] = {"urls": [{"start": 0, "end": 23, "url": "https://t.co/simule", "expanded_url": post.link}]}
    if post.media and post.kind == "original":
        tweet["attachments"] = {"media_keys": [item["media_key"] for item in _media(account, post)]}
    return tweet


def _instant(text: str, default: datetime) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else default


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
    hosts={
        "api.x.com": api,
        "x.com": page,
        "twitter.com": page,
        "www.twitter.com": to_host("twitter.com"),
        "syndication.twitter.com": syndication,
    },
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
    interfaces=("api.x.com", "syndication.twitter.com"),
    hosts_since={"x.com": 2023 * 12 + 6},
    archived_address=lambda account: f"https://twitter.com/{account.shown}",
)
