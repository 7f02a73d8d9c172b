"""Mastodon instances: account lookup, statuses and the profile page."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from pipelines.replica.conversations import Exchange, visible
from pipelines.replica.faults import PASSING_ON_PAGES, account_fault
from pipelines.replica.hashing import pick, seed, unit
from pipelines.replica.names import Register
from pipelines.replica.platform import Names, Platform, since
from pipelines.replica.platforms._feeds import feed_page
from pipelines.replica.platforms._shapes import milliseconds
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, Site, World, is_closed
from pipelines.replica.territory import Territory, camel
from pipelines.replica.visit import Reply, Visit, as_json, document

INSTANCES = ("social.collectivites-simulees.fr", "mastodon.territoires.fr", "pouet.communes.fr", "toot.regions.fr")
_LEFT_OUT = {"repost": "exclude_reblogs", "reply": "exclude_replies"}
_LIMITS = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "299"}


def answer(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/api/v1/accounts/lookup`, `/api/v1/accounts/<id>/statuses`, `/api/v1/statuses/<id>/context` and `/@user`."""
    if visit.path == "/api/v1/accounts/lookup":
        account = find(world, visit.first("acct"), visit)
        return _missing() if account is None else as_json(_profile(world, timeline, account, visit), headers=_LIMITS)
    parts = visit.path.strip("/").split("/")
    if len(parts) == 5 and parts[:3] == ["api", "v1", "accounts"] and parts[4] == "statuses":
        account = world.of_id("mastodon", parts[3], visit.month)
        if account is None or account.first > visit.month or is_closed(account, visit.month):
            return _missing()
        return _statuses(timeline, account, visit)
    if len(parts) == 5 and parts[:3] == ["api", "v1", "statuses"] and parts[4] == "context":
        return _context(world, timeline, parts[3], visit)
    if len(parts) == 1 and parts[0].startswith("@"):
        account = find(world, parts[0][1:], visit)
        return _page(world, account, visit)
    return _missing()


def find(world: World, name: str, visit: Visit) -> Account | None:
    """The local account of that name on the visited instance, unless it was closed."""
    account = world.find("mastodon", f"{name.lower().partition('@')[0]}@{visit.host}", visit.month)
    return account if account is not None and not is_closed(account, visit.month) else None


def _profile(world: World, timeline: Timeline, account: Account, visit: Visit) -> dict[str, object]:
    host, site = visit.host, world.sites.get(account.territory.territory_id)
    fields = []
    if site is not None:
        link = f'<a href="{site.url}" rel="me nofollow noopener" target="_blank">{site.host}</a>'
        fields = [
            {
                "name": "Site",
                "value": link,
                "verified_at": "2024-05-02T08:00:00.000+00:00" if account.seed % 2 else None,
            }
        ]
    opened = datetime(account.first // 12, account.first % 12 + 1, 5, tzinfo=UTC)
    last = timeline.latest(account, visit.month, visit.now, 1)
    profile: dict[str, object] = {
        "id": account.platform_id, "username": account.shown, "acct": account.shown,
        "display_name": account.territory.label, "locked": False, "bot": False, "discoverable": True, "group": False,
        "created_at": f"{opened:%Y-%m-%dT00:00:00.000Z}", "note": "<p>Compte officiel (simulé)</p>",
        "url": f"https://{host}/@{account.shown}", "uri": f"https://{host}/users/{account.shown}",
        "followers_count": world.followers(visit.month)[account.index], "following_count": account.seed % 300,
        "statuses_count": 30 + account.seed % 2_000, "last_status_at": f"{last[0].created:%Y-%m-%d}" if last else None,
        "emojis": [], "roles": [], "fields": fields,
        **{name: f"https://{host}/{name}s/original/{'missing' if unit(name, account.seed) > part else account.seed}.png"
           for name, part in (("avatar", 0.95), ("header", 0.7))},
    }  # fmt: skip
    if account_fault(world.scene, account, visit.month) == "renamed":
        moved = f"{account.shown}_officiel"
        profile["moved"] = {"username": moved, "acct": moved, "url": f"https://{host}/@{moved}"}
    return profile


def _statuses(timeline: Timeline, account: Account, visit: Visit) -> Reply:
    limit, last = min(40, int(visit.first("limit", "20"))), visit.first("max_id")
    without = [kind for kind, name in _LEFT_OUT.items() if visit.first(name) == "true"]
    shown, has_more = feed_page(
        timeline, account, visit, limit, is_older=lambda post: not last or _status_id(post) < int(last), without=without
    )
    reply = as_json([_status(account, post, visit.host) for post in shown], headers=_LIMITS)
    if has_more:
        address = f"https://{visit.host}{visit.path}?limit={limit}&max_id={_status_id(shown[-1])}"
        reply.headers["Link"] = f'<{address}>; rel="next"'
    return reply


def _status(account: Account, post: SimulatedPost, host: str) -> dict[str, object]:
    number = str(_status_id(post))
    address = f"https://{host}/@{account.shown}/{number}"
    link = f' <a href="{post.link}" rel="nofollow">{post.link}</a>' if post.link else ""
    status: dict[str, object] = {
        "id": number, "created_at": milliseconds(post.created),
        "in_reply_to_id": "110000000000000001" if post.kind == "reply" else None,
        "in_reply_to_account_id": "110000000000000002" if post.kind == "reply" else None,
        "sensitive": False, "spoiler_text": "", "visibility": "public", "language": "fr",
        "uri": address, "url": address, "replies_count": post.comments, "reblogs_count": post.shares,
        "favourites_count": post.likes, "quotes_count": 0, "edited_at": None,
        "content": f"<p>{escape(post.text)}{link}</p>", "reblog": None,
        "account": {"id": account.platform_id, "username": account.shown, "acct": account.shown},
        "media_attachments": [
            {"id": f"{number}{step}", "type": "image", "description": "Simulée" if step < post.alt_texts else None}
            for step in range(post.media)
        ],
        "mentions": [], "tags": [], "emojis": [],
        "card": {"url": post.link, "title": post.text, "type": "link"} if post.link else None, "poll": None,
    }  # fmt: skip
    if post.kind == "repost":
        other = {"id": "110000000000000003", "username": "voisin", "acct": "voisin@pouet.communes.fr"}
        status |= {"content": "", "replies_count": 0, "reblogs_count": 0, "favourites_count": 0,
                   "reblog": {"id": str(int(number) - 65_536), "account": other, "content": ""}}  # fmt: skip
    return status


def _context(world: World, timeline: Timeline, number: str, visit: Visit) -> Reply:
    """What citizens wrote under a status of the instance, and what its account answered."""
    instant = datetime.fromtimestamp((int(number) >> 16) / 1000, UTC) if number.isdigit() else None
    for account in world.accounts if instant is not None else ():
        if account.network != "mastodon" or not account.handle.endswith(f"@{visit.host}"):
            continue
        latest = timeline.latest(account, visit.month, visit.now, 2_000, 2)
        post = next((one for one in latest if str(_status_id(one)) == number), None)
        if post is not None and not is_closed(account, visit.month):
            told = [note for one in visible(account, post, visit.now) for note in _notes(account, number, one)]
            return as_json({"ancestors": [], "descendants": told}, headers=_LIMITS)
    return _missing()


def _notes(account: Account, root: str, one: Exchange) -> list[dict[str, object]]:
    """A message under a status and, where there is one, the answer of the account."""
    own = {"id": account.platform_id, "username": account.shown, "acct": account.shown}
    name = f"usager{one.number}"
    who = {"id": f"4{one.number}", "username": name, "acct": f"{name}@pouet.ailleurs.fr"}
    mention = f'<p><span class="h-card"><a href="#" class="u-url mention">@<span>{account.shown}</span></a></span> '
    asked: dict[str, object] = {
        "id": f"{root}{one.number}1", "in_reply_to_id": root, "created_at": milliseconds(one.written),
        "account": who, "content": f"{mention}{escape(one.text)}</p>", "visibility": "public",
    }  # fmt: skip
    if one.answered is None:
        return [asked]
    answer: dict[str, object] = {
        "id": f"{root}{one.number}2", "in_reply_to_id": asked["id"], "created_at": milliseconds(one.answered),
        "account": own, "content": "<p>Bonjour, voici.</p>", "visibility": "public",
    }  # fmt: skip
    return [asked, answer]


def _page(world: World, account: Account | None, visit: Visit) -> Reply:
    if account is None:
        return document("Introuvable", "<h1>La page que vous recherchez n’existe pas.</h1>", status=404)
    count = world.followers(visit.month)[account.index]
    about = f"{30 + account.seed % 2_000} Posts, {account.seed % 300} Following, {count} Followers · Compte simulé"
    head = f'<meta property="og:description" content="{about}">'
    return document(
        f"{escape(account.territory.label)} (@{account.shown}@{visit.host})", "<div id='mastodon'></div>", head=head
    )


def _status_id(post: SimulatedPost) -> int:
    return (post.milliseconds << 16) + post.number


def _missing() -> Reply:
    return as_json({"error": "Record not found"}, 404)


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    key = ("mastodon", place.territory_id)
    host = pick(INSTANCES, *key)
    shown = register.take(f"mastodon {host}", camel(place.slug), place.code, 30)
    number = str(108_000 * 10**12 + seed("id", *key) % 10**16)
    return Names(f"{shown.lower()}@{host}", shown, f"https://{host}/@{shown}", number)


def _asked(world: World, visit: Visit) -> Account | None:
    return find(world, visit.first("acct"), visit) if visit.path.endswith("/lookup") else None


_SHARES = {
    "REG": 0.3, "DEP": 0.12, "METRO": 0.2, "CU": 0.08, "CA": 0.03, "CC": 0.01,
    "COM_100000_PLUS": 0.2, "COM_50000_100000": 0.07, "COM_20000_50000": 0.03, "COM_10000_20000": 0.01,
    "COM_3500_10000": 0.005, "COM_2000_3500": 0.0, "COM_500_2000": 0.0, "COM_0_500": 0.0,
}  # fmt: skip

PLATFORM = Platform(
    name="mastodon",
    rank=50,
    label="Mastodon",
    directory_label="Mastodon",
    hosts=dict.fromkeys(INSTANCES, answer),
    shares=_SHARES,
    relative_size=0.02,
    opened=since(2022, 11),
    rename_share=0.03,
    pace=10.0,
    replies=0.15,
    reposts=0.20,
    names=_names,
    directory_share=0.08,
    wikidata={"P4033": lambda names: names.handle},
    page_faults=PASSING_ON_PAGES,
    asked=_asked,
)
