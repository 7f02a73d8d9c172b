"""www.threads.net, www.threads.com since 2025: the public page of a profile with its latest posts.

The interface is in `_threads_api`.
"""

from __future__ import annotations

from pipelines.replica.faults import PASSING_ON_PAGES, account_fault
from pipelines.replica.hashing import pick, seed
from pipelines.replica.names import Register
from pipelines.replica.platform import Names, Platform, since
from pipelines.replica.platforms import _threads_api
from pipelines.replica.platforms._shapes import described, general_fault, login_redirect, not_found, script
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, Site, World
from pipelines.replica.territory import Territory
from pipelines.replica.visit import Reply, Visit, document, redirect, to_host

_COM_FROM = 2025 * 12 + 3
_SHOWN = 10


def page(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/@<handle>`. A login wall leads from the page to the login and back, without end."""
    host = "www.threads.com" if visit.month >= _COM_FROM else "www.threads.net"
    if visit.host != host:
        return redirect(f"https://{host}{visit.path}{'?' if visit.raw_query else ''}{visit.raw_query}")
    if visit.path.startswith("/login"):
        return redirect(visit.first("next") or f"https://{host}/", 302)
    account = _asked(world, visit)
    fault = account_fault(world.scene, account, visit.month) if account is not None else None
    if account is None or fault in ("removed", "suspended", "renamed"):
        return not_found("Threads")
    if fault == "login_wall":
        return login_redirect(visit, "/login/")
    general = general_fault("Threads", fault, account)
    if general is not None:
        return general
    count, label = world.followers(visit.month)[account.index], account.territory.label
    follower = "Follower" if count == 1 else "Followers"
    number = 5 + account.seed % 400
    about = f"{count:,} {follower} • {number} Threads • Compte officiel (simulé). See the latest conversations."
    posts = timeline.latest(account, visit.month, visit.now, _SHOWN, 3)
    head = described(f"{label} (@{account.shown}) • Threads, Say more", about, f"https://{host}/@{account.shown}")
    return document(f"{label} (@{account.shown}) • Threads", _script(account, count, posts), head=head, lang="en")


def _script(account: Account, count: int, posts: list[SimulatedPost]) -> str:
    user = {"pk": account.platform_id, "username": account.shown, "full_name": account.territory.label,
            "is_verified": False, "follower_count": count, "text_post_app_is_private": False}  # fmt: skip
    items = [{"node": {"thread_items": [{"post": _post(account, post)}]}} for post in posts]
    data = {"user": user, "mediaData": {"edges": items}}
    box = {"__bbox": {"result": {"data": data}}}
    return script({"require": [["ScheduledServerJS", "handle", None, [box]]]}, 'type="application/json" data-sjs')


def _post(account: Account, post: SimulatedPost) -> dict[str, object]:
    return {
        "pk": str(3 * 10**18 + seed("thread", account.seed, post.milliseconds) % 10**17),
        "code": _threads_api.shortcode(account, post),
        "taken_at": post.milliseconds // 1000,
        "user": {"username": account.shown, "pk": account.platform_id},
        "caption": {"text": post.text},
        "like_count": post.likes,
        "text_post_app_info": {"direct_reply_count": post.comments, "repost_count": post.shares, "quote_count": 0},
    }


def _asked(world: World, visit: Visit) -> Account | None:
    return world.find("threads", visit.path.strip("/").lower().removeprefix("@"), visit.month)


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    key = ("threads", place.territory_id)
    shown = register.take(
        "threads", place.slug.replace("-", pick(("_", "", "."), "stem", *key)), place.code.lower(), 30
    )
    host = pick(("www.threads.net", "www.threads.net", "www.threads.com"), "host", *key)
    return Names(shown, shown, f"https://{host}/@{shown}", str(63 * 10**9 + seed("id", *key) % 10**9))


_SHARES = {
    "REG": 0.30, "DEP": 0.12, "METRO": 0.16, "CU": 0.05, "CA": 0.02, "CC": 0.003,
    "COM_100000_PLUS": 0.22, "COM_50000_100000": 0.08, "COM_20000_50000": 0.03, "COM_10000_20000": 0.01,
    "COM_3500_10000": 0.002,
}  # fmt: skip

PLATFORM = Platform(
    name="threads",
    rank=45,
    label="Threads",
    directory_label="Threads",
    hosts={
        **dict.fromkeys(("www.threads.net", "www.threads.com"), page),
        "threads.net": to_host("www.threads.net"),
        "threads.com": to_host("www.threads.com"),
        **dict.fromkeys(_threads_api.HOSTS, _threads_api.answer),
    },
    shares=_SHARES,
    relative_size=0.03,
    opened=since(2023, 12),
    rename_share=0.02,
    pace=5.0,
    most_posts=lambda month: _SHOWN - 1,
    names=_names,
    answers_renamed=False,
    directory_share=0.06,
    wikidata={"P11892": lambda names: names.shown},
    page_faults=(("login_wall", 0.04), ("empty_shell", 0.01), ("unknown_layout", 0.005), *PASSING_ON_PAGES),
    asked=_asked,
    busy=dict.fromkeys(_threads_api.HOSTS, _threads_api.busy),
    interfaces=_threads_api.HOSTS,
    hosts_since={"www.threads.com": _COM_FROM, "threads.com": _COM_FROM},
)
