"""twitter.com's own profile page from 2007 to 2020, layout by layout; the page itself says which of them it is.

Belongs here: where each layout shows the account's own counts and its posts. Not here: walls and the pages since 2021
(`_x_public.py`), imported JSON (`_x_older.py`). A count is told by the link, id or word beside it, never by its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.model.counts import plain_text
from pipelines.model.errors import LayoutError
from pipelines.model.records import NOT_GIVEN, Capture, Measure, Post, ProfileReading
from pipelines.networks import answers
from pipelines.networks._x_older import FOLLOWERS, instant_of_id, is_institution, outcome_for, post_of
from pipelines.networks.answers import Json, look, look_count, look_text
from pipelines.networks.markup import plain_of
from pipelines.networks.profiles import account_of

Cells = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """`mark` is what only this layout has; `cells` are selectors by count, the most exact first: `css`, `css @name`."""

    years: str
    mark: str
    cells: Cells
    label_box: str = ""


def _profile_nav(name: str) -> tuple[str, ...]:
    cell = f".ProfileNav-item--{name}"
    return f"{cell} .ProfileNav-value @data-count", f"{cell} a.ProfileNav-stat @title", f"{cell} .ProfileNav-value"


def _mini_stats(term: str, links: str) -> tuple[str, ...]:
    found = [f".stats a[data-element-term={term}_stats] strong", f".js-mini-profile-stats {links} strong"]
    return tuple(selector for one in found for selector in (f"{one} @title", one))


def _numbers(box: str, name: str, path: str) -> tuple[str, ...]:
    return f"{box} #{name}_count", f"{box} #{name}_count_link .stats_count", f'{box} a[href$="{path}"] .stats_count'


def _of_2009(years: str, mark: str, box: str) -> _Layout:
    cells = {
        "followers": _numbers(box, "follower", "/followers"),
        "following": (*_numbers(box, "following", "/following"), f'{box} a[href$="/friends"] .stats_count'),
        "posts": (f"{box} #update_count",),
    }
    return _Layout(years, mark, cells, box)


_MINI_STATS: Final[Cells] = {
    "followers": _mini_stats("follower", 'a[href$="/followers"]'),
    "following": _mini_stats("following", 'a[href$="/following"]'),
    "posts": _mini_stats("tweet", "a[data-nav=profile]"),
}
_LAYOUTS: Final = (
    _Layout(
        "2014-2020", "li.ProfileNav-item--followers",
        {name: _profile_nav(shown) for name, shown in
         (("followers", "followers"), ("following", "following"), ("posts", "tweets"))},
    ),
    _Layout(
        "2014", "ul.user-stats a.user-stats-followers",
        {name: (f"ul.user-stats a.user-stats-{shown}",) for name, shown in
         (("followers", "followers"), ("following", "following"), ("posts", "tweets"))},
    ),
    _Layout("2013-2014", "table.js-mini-profile-stats", _MINI_STATS),
    _Layout("2011-2013", "ul.js-mini-profile-stats, ul.stats a[data-element-term]", _MINI_STATS),
    _of_2009("2009-2011", "div.stats .stats_count", "div.stats"),
    _of_2009("2009-2010", "div#section table.stats .stats_count", "div#section table.stats"),
    _of_2009("2009", "table.stats .stats_count", "table.stats"),
    _of_2009("2008", "div#side ul.stats .stats_count", "div#side ul.stats"),
    _Layout("2007", "div#side ul li", {}, "div#side ul"),
)  # fmt: skip
_LABELS: Final = {
    "followers": r"followers?|abonnée?s?",
    "following": r"following|friends?|abonnements?",
    "posts": r"updates?|tweets?",
}
_LABELLED: Final = tuple(
    (name, re.compile(rf"(?:(?:{word}) ?:? ?)?(?P<shown>[0-9][0-9.,' ]*?)(?: ?(?:{word}))?", re.IGNORECASE), word)
    for name, word in _LABELS.items()
)
_LINK: Final = re.compile(r"(?:^|twitter\.com(?::80)?)/(?:#!/)?(\w{1,20})/followers/?$")
_TITLE: Final = re.compile(r"\(@?(\w{1,20})\) (?:on|sur|\|) Twitter|^Twitter / (\w{1,20})$")
_TIME_IN_DATA: Final = re.compile(r"time:\s*'([^']{10,40})'")


def has_layout(page: LexborHTMLParser) -> bool:
    return _layout_of(page) is not None


def _layout_of(page: LexborHTMLParser) -> _Layout | None:
    return next((layout for layout in _LAYOUTS if page.css_first(layout.mark) is not None), None)


def read_page(capture: Capture, page: LexborHTMLParser) -> ProfileReading:
    """The account of a profile page. Raises LayoutError when none of the layouts gives its own follower count."""
    layout = _layout_of(page)
    shown = {} if layout is None else _counts(page, layout)
    if layout is None or "followers" not in shown:
        years = layout.years if layout else "none known"
        raise LayoutError(f"{answers.where(capture)}: no follower count in the page's own statistics (layout {years})")
    user = _init_data_user(page)
    exact = look_count(user, "followers_count")
    if exact.count and not _agree(exact, shown["followers"]):
        raise LayoutError(f"{answers.where(capture)}: the page shows {shown['followers']} but its data say {exact}")
    handle = _own_handle(capture, page, user)
    return ProfileReading(
        account_id=account_of(capture, "x", handle),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=exact if exact.count else shown["followers"],
        following=shown.get("following", NOT_GIVEN),
        posts=shown.get("posts", NOT_GIVEN),
        platform_id=look_text(user, "id_str") or _own_id(page),
        name=look_text(user, "name") or _text_of(page.css_first(".ProfileHeaderCard-nameLink")),
        bio_url=look_text(user, "url") or _attribute(page.css_first(".ProfileHeaderCard-urlText a"), "title"),
        is_verified=is_institution(None, look(user, "verified")),
        created_at=answers.look_instant(user, "created_at"),
        outcome=outcome_for(capture, handle),
    )


def _counts(page: LexborHTMLParser, layout: _Layout) -> dict[str, Measure]:
    texts = {name: _cell(page, selectors) for name, selectors in layout.cells.items()}
    labelled = _labelled(page, layout.label_box) if layout.label_box else {}
    return {
        name: answers.display_count(text)
        for name in _LABELS
        if (text := texts.get(name) or labelled.get(name)) is not None
    }


def _cell(page: LexborHTMLParser, selectors: tuple[str, ...]) -> str | None:
    for selector in selectors:
        css, _, attribute = selector.partition(" @")
        node = page.css_first(css)
        text = _attribute(node, attribute) if attribute else _text_of(node)
        if text:
            return text
    return None


def _labelled(page: LexborHTMLParser, box: str) -> dict[str, str]:
    """Counts of a sidebar whose items are `66 Followers`, `Followers: 66`, or a number above its word."""
    found: dict[str, str] = {}
    for node in page.css(f"{box} li, {box} td"):
        text = _text_of(node) or ""
        for name, form, word in _LABELLED:
            match = form.fullmatch(text)
            if match and re.search(word, text, re.IGNORECASE):
                found.setdefault(name, match["shown"].strip())
    return found


def _own_handle(capture: Capture, page: LexborHTMLParser, user: Json) -> str:
    """The handle that the page's data, its own followers link, or its title names; they may not contradict."""
    links = {found[1].lower() for href in _hrefs(page) if (found := _LINK.search(href))}
    named = _named(page, user)
    if links and named and named not in links:
        raise LayoutError(f"{answers.where(capture)}: the page of {named!r} shows the counts of {sorted(links)}")
    handle = named or (links.pop() if len(links) == 1 else "")
    if not re.fullmatch(r"\w{1,20}", handle):
        raise LayoutError(f"{answers.where(capture)}: the page names no handle")
    return handle


def _named(page: LexborHTMLParser, user: Json) -> str:
    titled = _TITLE.search(answers.title_of(page))
    declared = look_text(user, "screen_name") or answers.meta(page, "page-user-screen_name")
    return (declared or (titled[1] or titled[2] if titled else "")).lower()


def _hrefs(page: LexborHTMLParser) -> Iterator[str]:
    boxes = ".ProfileNav-item--followers, .user-stats, .stats, #side"
    for node in page.css(boxes):
        for link in node.css('a[href*="/followers"]'):
            yield _attribute(link, "href") or ""


def _own_id(page: LexborHTMLParser) -> str | None:
    node = page.css_first(".ProfileNav[data-user-id], ul.stats[data-user-id], table.stats[data-user-id]")
    return _attribute(node, "data-user-id") or answers.meta(page, "page-user_id")


def _text_of(node: LexborNode | None) -> str | None:
    return (plain_text(node.text(separator=" ")) or None) if node else None


def _attribute(node: LexborNode | None, name: str) -> str | None:
    return ((node.attributes.get(name) or "").strip() or None) if node else None


def _agree(exact: Measure, shown: Measure) -> bool:
    return bool(exact.count and shown.count and shown.count.lo <= exact.count.value <= shown.count.hi)


def _init_data_user(page: LexborHTMLParser) -> Json:
    node = page.css_first("input#init-data")
    try:
        data = json.loads(_attribute(node, "value") or "null")
    except (ValueError, RecursionError):
        return None
    return look(data, "profile_user")


def page_posts(capture: Capture, page: LexborHTMLParser) -> Iterator[Post]:
    """Posts in the stream of the page; a repost is dated by its own id where the page gives it, and has no figures."""
    own = _named(page, _init_data_user(page))
    for node in page.css("li.js-stream-item div.js-stream-tweet[data-tweet-id]"):
        yield _stream_post(capture, node, own)
    for node in page.css('li.hentry.status[id^="status_"]'):
        post_id = (_attribute(node, "id") or "").removeprefix("status_")
        generator = _text_of(node.css_first(".entry-meta a[rel=nofollow], .meta a[rel=nofollow]"))
        yield post_of(
            account_of(capture, "x", own), post_id, _older_instant(node, post_id), "original",
            metrics={}, generator=generator, text=plain_of(node.css_first(".entry-content")),
        )  # fmt: skip


def _stream_post(capture: Capture, node: LexborNode, own: str) -> Post:
    post_id, repost_id = _attribute(node, "data-tweet-id") or "", _attribute(node, "data-retweet-id")
    author = (_attribute(node, "data-screen-name") or "").lower()
    is_repost = "data-retweet-id" in node.attributes or (own != "" and author != own)
    is_reply = "data-is-reply-to" in node.attributes
    moment = instant_of_id(repost_id) if repost_id else _stream_instant(node, post_id)
    counters = {"comments": "reply", "shares": "retweet", "likes": "favorite"}
    return post_of(
        account_of(capture, "x", own or author), repost_id or post_id, moment,
        "repost" if is_repost else "reply" if is_reply else "original",
        metrics={name: _stat(node, action) for name, action in counters.items()},
        text=plain_of(node.css_first(".js-tweet-text"), ".u-hidden, .tco-ellipsis"),
    )  # fmt: skip


def _stat(node: LexborNode, action: str) -> Measure:
    count = node.css_first(f".ProfileTweet-action--{action} [data-tweet-stat-count]")
    shown = _attribute(count, "data-tweet-stat-count")
    return NOT_GIVEN if shown is None else answers.look_count({"count": shown}, "count")


def _stream_instant(node: LexborNode, post_id: str) -> datetime:
    seconds = _attribute(node.css_first("[data-time]"), "data-time")
    if seconds and seconds.isdigit():
        return answers.instant_of_seconds(answers.whole_number(seconds, "data-time"))
    return instant_of_id(post_id)


def _older_instant(node: LexborNode, post_id: str) -> datetime:
    """Before November 2010 ids tell no instant: the page has `data="{time:'…'}"`, or an ISO date in `title`."""
    published = node.css_first(".published")
    said = _TIME_IN_DATA.search(_attribute(published, "data") or "")
    if said:
        return answers.instant(said[1], "published")
    dated = _attribute(published, "title")
    return answers.instant(dated, "published") if dated else instant_of_id(post_id)
