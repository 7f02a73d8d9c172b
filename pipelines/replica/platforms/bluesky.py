"""public.api.bsky.app: profiles by batches of 25 and author feeds."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.replica.conversations import Exchange, visible
from pipelines.replica.hashing import unit
from pipelines.replica.names import Register, digits
from pipelines.replica.platform import Names, Platform, since
from pipelines.replica.platforms._feeds import feed_page
from pipelines.replica.platforms._shapes import milliseconds
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, Site, World, exists, is_closed
from pipelines.replica.territory import Territory
from pipelines.replica.visit import Reply, Visit, as_json, document

_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_THREAD = "app.bsky.feed.defs#threadViewPost"
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


def api(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/xrpc/app.bsky.actor.getProfiles`, `…getProfile`, `app.bsky.feed.getAuthorFeed` and `…getPostThread`."""
    method = visit.path.removeprefix("/xrpc/")
    if method == "app.bsky.actor.getProfiles":
        actors = visit.query.get("actors", [])
        if not 1 <= len(actors) <= 25:
            return _error("InvalidRequest", "Error: actors must not have more than 25 elements")
        found = [account for actor in actors if (account := find(world, actor, visit.month)) is not None]
        return as_json({"profiles": [_profile(world, account, visit) for account in found]})
    if method == "app.bsky.feed.getPostThread":
        return _thread(world, timeline, visit)
    account = find(world, visit.first("actor"), visit.month)
    if method in ("app.bsky.actor.getProfile", "app.bsky.feed.getAuthorFeed") and account is None:
        return _error("InvalidRequest", "Profile not found")
    if account is not None and method == "app.bsky.actor.getProfile":
        return as_json(_profile(world, account, visit))
    if account is not None and method == "app.bsky.feed.getAuthorFeed":
        return _feed(timeline, account, visit)
    return as_json({"error": "MethodNotImplemented", "message": "Method Not Implemented"}, 501)


def page(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """bsky.app: a page without counts."""
    return document("Bluesky", f'<noscript><p id="bsky_profile_summary">{visit.path[1:]}</p></noscript>')


def find(world: World, actor: str, month: int) -> Account | None:
    """The account of a did or of a handle that still is its own."""
    if actor.startswith("did:"):
        account = world.of_id("bluesky", actor, month)
        return account if account is not None and account.first <= month and not is_closed(account, month) else None
    account = world.find("bluesky", actor.lower(), month)
    return account if account is not None and exists(account, month) else None


def _handle(account: Account, month: int) -> str:
    return f"{account.shown.split('.')[0]}-officiel.bsky.social" if month >= account.renamed else account.shown


def _profile(world: World, account: Account, visit: Visit) -> dict[str, object]:
    site = world.sites.get(account.territory.territory_id)
    opened = datetime(account.first // 12, account.first % 12 + 1, 3, 8, 30, tzinfo=UTC)
    profile: dict[str, object] = {
        "did": account.platform_id,
        "handle": _handle(account, visit.month),
        "displayName": account.territory.label,
        "associated": {"lists": 0, "feedgens": 0, "starterPacks": 0, "labeler": False},
        "labels": [],
        "createdAt": milliseconds(opened),
        "description": f"Compte officiel (simulé). {site.url if site is not None and account.seed % 4 else ''}".strip(),
        "indexedAt": milliseconds(opened),
        "followersCount": world.followers(visit.month)[account.index],
        "followsCount": account.seed % 500,
        "postsCount": 20 + account.seed % 1_500,
    }
    pictures = {"avatar": 0.95, "banner": 0.7}
    for name in (name for name, part in pictures.items() if unit(name, account.seed) < part):
        profile[name] = f"https://cdn.bsky.app/img/{name}/plain/{account.platform_id}/simule@jpeg"
    if account.seed % 5 == 0:
        profile["verification"] = {"verifications": [], "verifiedStatus": "valid", "trustedVerifierStatus": "none"}
    return profile


def _feed(timeline: Timeline, account: Account, visit: Visit) -> Reply:
    limit = int(visit.first("limit", "50"))
    if not 1 <= limit <= 100:
        return _error("InvalidRequest", "Error: limit must be between 1 and 100")
    cursor = visit.first("cursor")
    before = datetime.fromisoformat(cursor.replace("Z", "+00:00")) if cursor else visit.now
    without = ("reply",) if visit.first("filter") == "posts_no_replies" else ()
    shown, has_more = feed_page(
        timeline, account, visit, limit, is_older=lambda post: post.created < before, without=without
    )
    answer: dict[str, object] = {"feed": [_item(account, post, visit.month) for post in shown]}
    if has_more:
        answer["cursor"] = milliseconds(shown[-1].created)
    return as_json(answer)


def _item(account: Account, post: SimulatedPost, month: int) -> dict[str, object]:
    own = {"did": account.platform_id, "handle": _handle(account, month), "displayName": account.territory.label}
    other = {"did": "did:plc:" + digits(_SORTABLE, 24, "other", account.seed), "handle": "voisin.bsky.social"}
    author = other if post.kind == "repost" else own
    key, created = _record_key(post), milliseconds(post.created)
    record: dict[str, object] = {"$type": "app.bsky.feed.post", "createdAt": created, "langs": ["fr"]}
    view: dict[str, object] = {
        "uri": f"at://{author['did']}/app.bsky.feed.post/{key}",
        "cid": "bafyrei" + digits(_SORTABLE, 52, "cid", account.seed, key),
        "author": author,
        "record": record | {"text": post.text},
        "replyCount": post.comments, "repostCount": post.shares, "likeCount": post.likes,
        "quoteCount": post.shares // 6, "bookmarkCount": post.likes // 25,
        "indexedAt": created, "labels": [],
    }  # fmt: skip
    embed = _embed(post)
    if embed is not None:
        view["record"] = record | {"text": post.text, "embed": embed}
        view["embed"] = embed | {"$type": f"{embed['$type']}#view"}
    item: dict[str, object] = {"post": view}
    if post.kind == "reply":
        parent = {
            "uri": f"at://{other['did']}/app.bsky.feed.post/3simulated000",
            "cid": "bafyreisimulated",
            "author": other,
        }
        references = {side: {"uri": parent["uri"], "cid": parent["cid"]} for side in ("root", "parent")}
        view["record"] = {**record, "text": post.text, "reply": references}
        item["reply"] = {"root": parent, "parent": parent}
    if post.kind == "repost":
        item["reason"] = {"$type": "app.bsky.feed.defs#reasonRepost", "by": own, "indexedAt": created}
    return item


def _thread(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """A post, what citizens wrote under it, and what the account answered."""
    did, _, key = visit.first("uri").removeprefix("at://").partition("/app.bsky.feed.post/")
    account = find(world, did, visit.month)
    latest = timeline.latest(account, visit.month, visit.now, 2_000, 2) if account is not None else []
    post = next((one for one in latest if one.kind == "original" and _record_key(one) == key), None)
    if account is None or post is None:
        return _error("NotFound", f"Post not found: {visit.first('uri')}")
    root = _item(account, post, visit.month)["post"]
    replies = [_citizen(account, key, one, visit.month) for one in visible(account, post, visit.now)]
    return as_json({"thread": {"$type": _THREAD, "post": root, "replies": replies}})


def _citizen(account: Account, root: str, one: Exchange, month: int) -> dict[str, object]:
    name = f"usager{one.number}-{account.seed % 997}"
    who = {"did": "did:plc:" + digits(_SORTABLE, 24, "citizen", name), "handle": f"{name}.bsky.social"}
    own = {"did": account.platform_id, "handle": _handle(account, month), "displayName": account.territory.label}
    answers = [_note(own, f"{root[:-2]}a{one.number + 2}", one.answered, "Bonjour, voici.")] if one.answered else []
    return _note(who, f"{root[:-2]}z{one.number + 2}", one.written, one.text) | {"replies": answers}


def _note(author: dict[str, str], key: str, moment: datetime, text: str) -> dict[str, object]:
    created = milliseconds(moment)
    record = {"$type": "app.bsky.feed.post", "createdAt": created, "langs": ["fr"], "text": text}
    uri = f"at://{author['did']}/app.bsky.feed.post/{key}"
    post = {"uri": uri, "author": author, "record": record, "replyCount": 0, "indexedAt": created, "labels": []}
    return {"$type": _THREAD, "post": post, "replies": []}


def _embed(post: SimulatedPost) -> dict[str, object] | None:
    if post.link and not post.media:
        external = {"uri": post.link, "title": post.text, "description": "Page simulée"}
        return {"$type": "app.bsky.embed.external", "external": external}
    if post.media:
        images = [{"alt": "Description simulée" if step < post.alt_texts else ""} for step in range(post.media)]
        return {"$type": "app.bsky.embed.images", "images": images}
    return None


def _record_key(post: SimulatedPost) -> str:
    number, letters = post.milliseconds * 1000 << 10, []
    for _ in range(13):
        number, rest = divmod(number, 32)
        letters.append(_SORTABLE[rest])
    return "".join(reversed(letters))


def _error(name: str, message: str) -> Reply:
    return as_json({"error": name, "message": message}, 400)


def _busy(visit: Visit) -> Reply:
    return as_json({"error": "UpstreamFailure", "message": "Upstream Failure"}, 502)


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    """Three accounts in ten take the domain of their site as handle."""
    key = ("bluesky", place.territory_id)
    did = "did:plc:" + digits(_BASE32, 24, "did", *key)
    if site is not None and site.base == "/" and unit("domain handle", *key) < 0.3:
        shown = site.host.removeprefix("www.")
    else:
        shown = f"{register.take('bluesky', place.slug[:18], place.code)}.bsky.social"
    return Names(shown.lower(), shown, f"https://bsky.app/profile/{shown}", did)


_SHARES = {
    "REG": 0.6, "DEP": 0.3, "METRO": 0.4, "CU": 0.2, "CA": 0.08, "CC": 0.02,
    "COM_100000_PLUS": 0.4, "COM_50000_100000": 0.18, "COM_20000_50000": 0.08, "COM_10000_20000": 0.03,
    "COM_3500_10000": 0.01, "COM_2000_3500": 0.005, "COM_500_2000": 0.0, "COM_0_500": 0.0,
}  # fmt: skip

PLATFORM = Platform(
    name="bluesky",
    rank=40,
    label="Bluesky",
    directory_label="Bluesky",
    hosts={"public.api.bsky.app": api, "bsky.app": page},
    shares=_SHARES,
    relative_size=0.04,
    opened=since(2024, 10),
    rename_share=0.03,
    pace=14.0,
    replies=0.12,
    reposts=0.15,
    names=_names,
    answers_renamed=False,
    directory_share=0.12,
    wikidata={"P12361": lambda names: names.shown},
    busy={"public.api.bsky.app": _busy},
    interfaces=("public.api.bsky.app",),
)
