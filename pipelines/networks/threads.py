"""Threads: Profile Discovery of the Threads API, and the public page (og:description, JSON with the latest posts).

Profile Discovery (`profile_lookup`, `profile_posts`) is documented by Meta for applications that passed its review, and
knows public accounts of a hundred followers or more; no recording of it was at hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from pipelines.model.counts import plain_text
from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import NOT_GIVEN, AccountRef, Capture, Measure, Post, Presentation, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks._graph import next_page, raise_graph_error
from pipelines.networks._instagram_posts import alt_texts, caption
from pipelines.networks.answers import Json, look, look_count, look_list, look_text
from pipelines.networks.formats import format_of, told
from pipelines.networks.planning import choose_door, follow_profile, month_bounds
from pipelines.networks.profiles import HIDDEN, account_of, bio_chars, handle_asked, need_handle, steps_of
from pipelines.networks.protocol import Door, Manifest, Token

FOLLOWERS: Final = "threads.followers"
_API: Final = "https://graph.threads.net/v1.0"
_POST_FIELDS: Final = "id,text,timestamp,permalink,media_type,alt_text,link_attachment_url"

MANIFEST: Final = Manifest(
    name="threads",
    label="Threads",
    hosts=("www.threads.com", "graph.threads.net"),
    doors=(
        Door(
            "profile_discovery",
            frozenset({"followers", "post_dates", "alt_texts", "texts", "name"}),
            "Interface officielle, soumise à l’examen de Meta ; comptes publics d’au moins cent abonnés.",
            "Nombres exacts ; les compteurs des publications ne sont pas donnés.",
            token=Token("threads", daily_units=1000),
            first=Month(2025, 7),
            is_interface=True,
        ),
        Door(
            "page",
            frozenset({"followers", "posts", "post_dates", "post_counts", "texts", "name"}),
            "Page publique, lue seulement si robots.txt l’admet ; Meta interdit la collecte non autorisée.",
            "Nombres exacts, ou arrondis pour les grands comptes (« 12,3 k »).",
            first=Month(2023, 12),
        ),
    ),
    metric_defs=((FOLLOWERS, "Abonnés du compte."),),
    pace=2.0,
    parser_version="threads-4",
    rank=90,
    api_hosts=("graph.threads.net",),
    wikidata=(("P11892", "https://www.threads.com/@{}"),),
    requests_per_account=1.0,
)

_HOSTS: Final = frozenset({"threads.com", "threads.net"})
_HANDLE: Final = re.compile(r"@([A-Za-z0-9_](?:[A-Za-z0-9_.]{0,28}[A-Za-z0-9_])?)")
_SECTIONS: Final = frozenset({"media", "replies", "reposts"})
_NUMBER: Final = r"\d[\d.,' ]*?(?: ?(?:k|m|mn|md|mille|millions?|b))?"
_HEADER: Final = re.compile(
    rf"(?P<followers>{_NUMBER}) (?:de |d')?(?:followers?|abonnée?s?|abonné\(e\)s)"
    rf"(?: • (?P<posts>{_NUMBER}) (?:threads?|fils))? •",
    re.IGNORECASE,
)
_LOGIN_TITLE: Final = re.compile(r"\b(?:log ?in|connexion|connectez-vous|se connecter)\b", re.IGNORECASE)
_MISSING: Final = re.compile(
    r"page not found|page introuvable|page isn't available|page n'est (?:malheureusement )?pas disponible|"
    r"page doesn't exist|page n'existe pas",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(.+?) \(@([\w.]+)\)")


def match_url(url: str) -> AccountRef | None:
    """The account at `https://www.threads.com/@<handle>` (threads.net until 2025), or one of its tabs."""
    steps = steps_of(url)
    if steps is None or steps.host not in _HOSTS or not steps.path:
        return None
    found = _HANDLE.fullmatch(steps.path[0])
    if not found or len(steps.path) > 2 or (len(steps.path) == 2 and steps.path[1] not in _SECTIONS):
        return None
    handle = found[1].lower()
    return AccountRef("threads", handle, f"https://www.threads.com/@{handle}")


def past_addresses(account: AccountRef) -> list[str]:
    """Where the web archive may have its page: threads.net until April 2025."""
    return [account.url, f"https://www.threads.net/@{account.handle}"]


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """One request per account."""
    door = choose_door(MANIFEST, month, access)
    if door is None:
        return
    for account in accounts:
        url = {
            "profile_discovery": f"{_API}/profile_lookup?username={account.handle}",
            "page": f"https://www.threads.com/@{account.handle}",
        }[door.name]
        yield Request(url, "threads", door.name, "profile", (account.account_id,), auth=door.auth)


def follow(capture: Capture, month: Month) -> Iterator[Request]:
    """The posts of the month, page after page, where the interface gave the profile."""
    if capture.request.door == "profile_discovery":
        yield from follow_profile(capture, parse_profile, lambda reading: [_posts_request(reading, month)], _next_posts)


def _posts_request(reading: ProfileReading, month: Month) -> Request:
    start, end = (int(moment.timestamp()) for moment in month_bounds(month))
    url = f"{_API}/profile_posts?username={reading.handle}&fields={_POST_FIELDS}&since={start}&until={end}&limit=100"
    return Request(url, "threads", "profile_discovery", "posts", (reading.account_id,), auth="threads")


def _next_posts(capture: Capture) -> Iterator[Request]:
    url, asked = next_page(capture.request.url, answers.load_json(capture)), capture.request
    if url is not None:
        yield Request(url, "threads", asked.door, "posts", asked.subjects, auth="threads")


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """The reading of an answer of the interface or of a public page. Raises LayoutError or Walled."""
    if answers.is_json(capture):
        account = answers.load_json(capture)
        raise_graph_error(account)
        return [_reading(capture, account, {}, look_text(account, "name"))]
    page = answers.page_of(capture)
    shown, named = _header_figures(page), _NAME.match(plain_text(answers.meta(page, "og:title") or ""))
    own = (named[2].lower() if named else None) or handle_asked(capture)
    account = _own_account(capture, page, own)
    if account is None and not shown:
        _raise_wall(capture, page)
    name = look_text(account, "full_name") or (named[1] if named else None)
    return [_reading(capture, account or {"username": own}, shown, name)]


def _reading(capture: Capture, account: Json, shown: dict[str, Measure], name: str | None) -> ProfileReading:
    stated = look_count(account, "follower_count")
    followers = stated if stated.count else shown.get("followers", NOT_GIVEN)
    if followers.count is None:
        raise LayoutError(f"{answers.where(capture)}: no follower count of the page's own account")
    handle = need_handle(capture, look_text(account, "username")).lower()
    return ProfileReading(
        account_id=account_of(capture, "threads", handle),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=followers,
        posts=shown.get("posts", NOT_GIVEN),
        platform_id=look_text(account, "pk"),
        name=name,
        bio_url=look_text(account, "bio_links", 0, "url"),
        presentation=Presentation(bio_chars=bio_chars(answers.look_words(account, "biography"))),
    )


def _header_figures(page: LexborHTMLParser) -> dict[str, Measure]:
    """The figures with which a description begins: the biography after them may hold some too."""
    found = _HEADER.match(plain_text(answers.meta(page, "og:description") or answers.meta(page, "description") or ""))
    shown = found.groupdict() if found else {}
    return {name: answers.display_count(number.strip()) for name, number in shown.items() if number}


def _documents(page: LexborHTMLParser) -> Iterator[Json]:
    for node in page.css('script[type="application/json"]'):
        text = node.text()
        if "follower_count" in text or "thread_items" in text:
            try:
                yield json.loads(text)
            except (ValueError, RecursionError):
                continue


def _own_account(capture: Capture, page: LexborHTMLParser, own: str | None) -> Json:
    """The account object with a follower count; of several, the page's own. A visitor's or a suggested one is none."""
    users = [user for document in _documents(page) for user in answers.walk(document, "user")]
    counted = {
        (look_text(user, "username") or "").lower(): user
        for user in reversed(users)
        if look(user, "follower_count") is not None
    }
    if counted and own is not None and own not in counted:
        raise LayoutError(f"{answers.where(capture)}: {', '.join(sorted(counted))} in this page, not {own}")
    if own is None and len(counted) > 1:
        raise LayoutError(f"{answers.where(capture)}: several accounts in this page: {', '.join(sorted(counted))}")
    return counted.get(own or "") or next(iter(counted.values()), None)


def _raise_wall(capture: Capture, page: LexborHTMLParser) -> None:
    title, path = answers.title_of(page), capture.final_url.partition("//")[2].partition("/")[2]
    heading = page.css_first("h1, h2")
    notice = f"{title} {plain_text(heading.text()) if heading else ''}"
    if path.startswith("login") or _LOGIN_TITLE.search(title):
        raise Walled(Outcome.LOGIN_WALL, title)
    if _MISSING.search(notice):
        raise Walled(Outcome.NOT_FOUND, notice)
    if title.lower() == "threads":
        raise Walled(Outcome.LOGIN_WALL, "a page without account, as it is served without a session")


def parse_posts(capture: Capture) -> list[Post]:
    """Posts: all of them from the interface, the latest ones from a page."""
    if answers.is_json(capture):
        document = answers.load_json(capture)
        raise_graph_error(document)
        posts = _listed(capture, document)
    else:
        posts = _shown(capture, answers.page_of(capture))
    return list(posts)


def _listed(capture: Capture, document: Json) -> Iterator[Post]:
    if capture.request.purpose == "posts" and not isinstance(look(document, "data"), list):
        raise LayoutError(f"{answers.where(capture)}: no list of posts in this answer")
    for node in look_list(document, "data"):
        kind, medium = look_text(node, "media_type") or "", look(node, "alt_text")
        is_single = kind in ("IMAGE", "VIDEO")
        yield Post(
            account_id=account_of(capture, "threads", look_text(node, "username") or ""),
            post_id=answers.need_text(node, "id"),
            created_at=answers.instant(look(node, "timestamp"), "timestamp"),
            kind="repost" if kind == "REPOST_FACADE" else "original",
            url=look_text(node, "permalink"),
            link_url=look_text(node, "link_attachment_url"),
            media_count=1 if is_single else 0 if kind == "TEXT_POST" else None,
            alt_text_count=int(bool(medium)) if is_single else None,
            format=_format(kind, look_text(node, "link_attachment_url")),
            text=answers.look_words(node, "text"),
        )


def _shown(capture: Capture, page: LexborHTMLParser) -> Iterator[Post]:
    named = _NAME.match(plain_text(answers.meta(page, "og:title") or ""))
    own, seen = (named[2].lower() if named else None) or handle_asked(capture), set()
    threads = [items for document in _documents(page) for items in answers.walk(document, "thread_items")]
    for item in (item for items in threads if isinstance(items, list) for item in items):
        node = look(item, "post")
        post_id = look_text(node, "pk")
        is_own = (look_text(node, "user", "username") or "").lower() == own
        if is_own and post_id and post_id not in seen:
            seen.add(post_id)
            yield _post(capture, node, post_id, own or "")


def _post(capture: Capture, node: Json, post_id: str, own: str) -> Post:
    info, code = look(node, "text_post_app_info"), look_text(node, "code")
    moment = answers.instant_of_seconds(answers.whole_number(look(node, "taken_at"), "taken_at"), "taken_at")
    account_id = account_of(capture, "threads", own)
    url = f"https://www.threads.com/@{own}/post/{code}" if code else None
    if look(info, "share_info", "reposted_post") is not None:
        return Post(account_id, post_id, moment, "repost", url=url)
    media = look_list(node, "carousel_media") or ([node] if _holds_a_medium(node) else [])
    target = _target(look_text(info, "link_preview_attachment", "url"))
    return Post(
        account_id=account_id,
        post_id=post_id,
        created_at=moment,
        kind="reply" if look(info, "is_reply") is True else "original",
        likes=HIDDEN if look(node, "like_and_view_counts_disabled") is True else look_count(node, "like_count"),
        comments=look_count(info, "direct_reply_count"),
        shares=look_count(info, "repost_count"),
        url=url,
        link_url=target,
        media_count=len(media),
        alt_text_count=alt_texts(media),
        format=format_of(map(_medium_format, media), target),
        text=caption(node),
    )


def _format(kind: str, cited: str | None) -> str | None:
    """Of what the interface names a post: a text that cites an address is a link, parts of an album are not named."""
    return format_of((), cited) if kind == "TEXT_POST" else told(kind)


def _medium_format(node: Json) -> str | None:
    return "video" if look_list(node, "video_versions") else "image" if _holds_a_medium(node) else None


def _holds_a_medium(node: Json) -> bool:
    return bool(look_list(node, "image_versions2", "candidates") or look_list(node, "video_versions"))


def _target(url: str | None) -> str | None:
    """Where a link goes: Threads leads through `l.threads.com/?u=…`."""
    steps = steps_of(url) if url else None
    return steps.query.get("u", url) if steps is not None and steps.host.startswith("l.threads.") else url
