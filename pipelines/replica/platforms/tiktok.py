"""www.tiktok.com: the page of a profile by era, and its embedded list of videos. The Research API lies beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pipelines.replica.faults import PASSING_ON_PAGES, account_fault
from pipelines.replica.hashing import pick, seed
from pipelines.replica.names import URL_SAFE, Register, digits
from pipelines.replica.platform import Names, Platform, since
from pipelines.replica.platforms import _tiktok_research
from pipelines.replica.platforms._shapes import described, general_fault, next_data, not_found, script, short
from pipelines.replica.platforms._tiktok_research import hearts, video_id
from pipelines.replica.posts import Timeline
from pipelines.replica.records import Account, Site, World
from pipelines.replica.territory import Territory
from pipelines.replica.visit import Reply, Visit, document, to_host

_SIGI_FROM, _UNIVERSAL_FROM = 2022 * 12 + 2, 2023 * 12 + 8
_SHOWN = 10
_GONE = {"removed": (10202, "user doesn't exist"), "suspended": (10221, "user banned")}


def page(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/@<handle>` and `/embed/@<handle>`; other paths are not there."""
    account = _asked(world, visit)
    if account is None and not visit.path.startswith(("/@", "/embed/@")):
        return not_found("TikTok")
    fault = account_fault(world.scene, account, visit.month) if account is not None else "removed"
    if account is None or fault in ("removed", "suspended", "renamed"):
        code, text = _GONE.get(fault or "", _GONE["removed"])
        return _with_data("TikTok", {"statusCode": code, "statusMsg": text, "needFix": False}, "")
    general = general_fault("TikTok", fault, account)
    if general is not None:
        return general
    if visit.path.startswith("/embed/"):
        return _embedded(timeline, account, visit)
    count = world.followers(visit.month)[account.index]
    return _profile(account, count, visit)


def _profile(account: Account, count: int, visit: Visit) -> Reply:
    user = {
        "id": account.platform_id, "uniqueId": account.shown, "nickname": account.territory.label,
        "secUid": "MS4wLjABAAAA" + digits(URL_SAFE, 40, "sec", account.seed), "signature": "Compte officiel (simulé)",
        "verified": account.seed % 5 == 0, "privateAccount": False,
    }  # fmt: skip
    exact = {"followerCount": count, "followingCount": account.seed % 300, "heart": hearts(account),
             "heartCount": hearts(account), "videoCount": 10 + account.seed % 400, "diggCount": 0}  # fmt: skip
    stats = {key: rounded(value) for key, value in exact.items()}
    if account.seed % 40 == 0:
        stats["heartCount"] = -1_625_611_536
    info = {"user": user, "stats": stats, "statsV2": {key: str(value) for key, value in exact.items()}, "itemList": []}
    about = f"@{account.shown} {short(count)} Followers, {account.seed % 300} Following, {short(hearts(account))} Likes"
    title = f"{account.territory.label} (@{account.shown}) | TikTok"
    head = described(title, about, account.url)
    if visit.month < _SIGI_FROM:
        data: dict[str, object] = {
            "props": {"pageProps": {"statusCode": 0, "userInfo": {"user": user, "stats": exact}}}
        }
        return document(escape(title), next_data(data), head=head)
    if visit.month < _UNIVERSAL_FROM:
        data = {"UserModule": {"users": {account.shown: user}, "stats": {account.shown: exact}}}
        return document(escape(title), script(data, 'id="SIGI_STATE" type="application/json"'), head=head)
    detail = {"userInfo": info, "shareMeta": {"title": title, "desc": about}, "statusCode": 0, "statusMsg": ""}
    return _with_data(escape(title), detail, head)


def _with_data(title: str, detail: dict[str, object], head: str) -> Reply:
    data = {"__DEFAULT_SCOPE__": {"webapp.app-context": {"language": "fr"}, "webapp.user-detail": detail}}
    attributes = 'id="__UNIVERSAL_DATA_FOR_REHYDRATION__" type="application/json"'
    return document(title, f'<div id="app"></div>{script(data, attributes)}', head=head)


def rounded(count: int) -> int:
    """`stats` holds what the page shows: `783427` → `783400`, `1234` stays."""
    if count < 10_000:
        return count
    return count // 100 * 100 if count < 1_000_000 else count // 100_000 * 100_000


def _embedded(timeline: Timeline, account: Account, visit: Visit) -> Reply:
    """The newest videos without dates: those are in their ids."""
    boxes = "\n".join(
        f'<div data-e2e="common-videoList-VideoContainer"><a href="https://www.tiktok.com/@{account.shown}/video/'
        f'{video_id(account, post)}"></a><div data-e2e="common-Video-Count">{short(post.views)}</div></div>'
        for post in timeline.latest(account, visit.month, visit.now, _SHOWN, 4)
    )
    return document(f"@{account.shown}", f'<div data-e2e="Container">\n{boxes}\n</div>')


def _asked(world: World, visit: Visit) -> Account | None:
    name = visit.path.removeprefix("/embed").strip("/").lower()
    return world.find("tiktok", name.removeprefix("@"), visit.month) if name.startswith("@") else None


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    key = ("tiktok", place.territory_id)
    stem = place.slug.replace("-", pick(("_", "", "."), "stem", *key))
    shapes = ("{}", "ville{}", "ville.{}") if place.level == "commune" else ("{}", "{}.officiel")
    shown = register.take("tiktok", pick(shapes, *key).format(stem), place.code.lower(), 24)
    return Names(shown, shown, f"https://www.tiktok.com/@{shown}", str(68 * 10**17 + seed("id", *key) % 10**17))


def _links(account: Account, month: int) -> Sequence[str]:
    url = account.url
    return (url, url, f"{url}?lang=fr", f"{url}?is_from_webapp=1&sender_device=pc", url.replace("www.", ""))


_SHARES = {
    "REG": 0.55, "DEP": 0.18, "METRO": 0.22, "CU": 0.06, "CA": 0.02, "CC": 0.004,
    "COM_100000_PLUS": 0.42, "COM_50000_100000": 0.12, "COM_20000_50000": 0.04, "COM_10000_20000": 0.01,
    "COM_3500_10000": 0.003,
}  # fmt: skip

PLATFORM = Platform(
    name="tiktok",
    rank=32,
    label="TikTok",
    directory_label="TikTok",
    hosts={
        "www.tiktok.com": page,
        "tiktok.com": to_host("www.tiktok.com"),
        "open.tiktokapis.com": _tiktok_research.answer,
    },
    shares=_SHARES,
    relative_size=0.15,
    opened=since(2020, 3, 60),
    closing_share=0.08,
    suspended_share=0.3,
    rename_share=0.02,
    pace=5.0,
    most_posts=lambda month: _SHOWN - 1,
    names=_names,
    answers_renamed=False,
    links=_links,
    directory_share=0.10,
    wikidata={"P7085": lambda names: names.shown},
    robots={"www.tiktok.com": ("/search", "/api/", "/foryou")},
    page_faults=(
        ("empty_shell", 0.03), ("consent_wall", 0.01), ("unknown_layout", 0.005), *PASSING_ON_PAGES,
    ),
    asked=_asked,
    interfaces=("open.tiktokapis.com",),
)  # fmt: skip
