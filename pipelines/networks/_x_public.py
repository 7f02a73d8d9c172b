"""X's HTML since 2021: the profile page of 2025-2026 (JSON-LD), the embedded timeline (syndication), walls and notices.

Belongs here: those layouts, and which reader a page is for. Not here: the layouts of 2007-2020 (`_x_pages.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from pipelines.model.counts import plain_text
from pipelines.model.errors import LayoutError, Walled
from pipelines.model.outcomes import Outcome
from pipelines.model.records import NOT_GIVEN, Capture, Measure, Post, ProfileReading
from pipelines.networks import _x_pages, answers
from pipelines.networks._x_older import FOLLOWERS, instant_of_id, outcome_for, post_of, v11_post, v11_reading
from pipelines.networks.answers import Json, look, look_count, look_list, look_text
from pipelines.networks.profiles import account_of

_LOGIN_PATH: Final = re.compile(
    r"//(?:[a-z]+\.)?(?:twitter|x)\.com/(?:login|i/flow/login|account/access|sessions)\b|[?&]redirect_after_login="
)
_LOGIN_TITLE: Final = re.compile(r"log ?in (?:to|on) (?:x|twitter)\b|(?:connexion|connectez-vous) à (?:x|twitter)\b")
_SUSPENDED: Final = re.compile(r"account suspended|compte suspendu")
_MISSING: Final = re.compile(r"/ \?$|page not found|page introuvable")
_SORRY: Final = re.compile(
    r"that page (?:doesn't|does not) exist|cette page n'existe pas|cette page est introuvable", re.IGNORECASE
)
_SHELL_TITLES: Final = frozenset({"x.com", "x", "twitter"})


def read_html(capture: Capture) -> ProfileReading:
    """The account of a page in whichever layout it is.

    Raises:
        Walled: a notice, a login page, the empty shell that X gives without login, an empty embedded timeline.
        LayoutError: anything else that gives no follower count of the page's own account.
    """
    page = answers.page_of(capture)
    _raise_wall(capture, page)
    profile = _profile_page(page)
    if profile is not None:
        return _json_ld_reading(capture, profile)
    timeline = _timeline(page)
    if timeline is not None:
        reading = v11_reading(capture, _author(_tweets(timeline)[0]))
        return replace(reading, outcome=outcome_for(capture, reading.handle))
    _raise_shell(page)
    return _x_pages.read_page(capture, page)


def html_posts(capture: Capture) -> Iterator[Post]:
    """Posts that a page shows. Raises Walled for an embedded timeline of favourites, which says nothing of a month."""
    page = answers.page_of(capture)
    _raise_wall(capture, page)
    profile, timeline = _profile_page(page), _timeline(page)
    if profile is not None:
        yield from _json_ld_posts(capture, page, _handle_in(profile))
    elif timeline is not None:
        tweets = _tweets(timeline)
        moments = [instant_of_id(answers.need_text(tweet, "id_str")) for tweet in tweets]
        if sum(later > earlier for earlier, later in pairwise(moments)) > 1:  # one: a pinned post
            raise Walled(Outcome.LOGIN_WALL, "the embedded timeline shows favourites: the latest posts need a login")
        yield from (v11_post(capture, tweet) for tweet in tweets)
    else:
        yield from _x_pages.page_posts(capture, page)


def _raise_wall(capture: Capture, page: LexborHTMLParser) -> None:
    title, address = answers.title_of(page).lower(), capture.final_url
    if _LOGIN_PATH.search(address) or _LOGIN_TITLE.search(title):
        raise Walled(Outcome.LOGIN_WALL, title)
    is_suspended = page.css_first("div.suspended, .route-account_suspended") or _SUSPENDED.search(title)
    if "/account/suspended" in address or is_suspended:
        raise Walled(Outcome.SUSPENDED, title)
    heading = page.css_first("h1, h2")
    is_missing = _MISSING.search(title) or page.css_first("body.error-page, .errorpage-topbar")
    if is_missing or (heading and _SORRY.search(plain_text(heading.text()))):
        raise Walled(Outcome.NOT_FOUND, title)


def _raise_shell(page: LexborHTMLParser) -> None:
    is_shell = page.css_first("#react-root, #placeholder") or answers.title_of(page).lower() in _SHELL_TITLES
    if is_shell and not _x_pages.has_layout(page):
        raise Walled(Outcome.LOGIN_WALL, "the empty shell that X gives without login")


def _profile_page(page: LexborHTMLParser) -> Json:
    return next((block for block in _blocks(page) if look(block, "@type") == "ProfilePage"), None)


def _blocks(page: LexborHTMLParser) -> Iterator[Json]:
    for block in answers.linked_data(page):
        for item in block if isinstance(block, list) else [block]:
            yield from look_list(item, "@graph") or [item]


def _handle_in(profile: Json) -> str:
    return answers.need_text(profile, "mainEntity", "additionalName").lower().removeprefix("@")


def _json_ld_reading(capture: Capture, profile: Json) -> ProfileReading:
    entity, handle = look(profile, "mainEntity"), _handle_in(profile)
    followers = _counter(entity, "FollowAction")
    if followers.count is None:
        raise LayoutError(f"{answers.where(capture)}: no FollowAction among the figures of the ProfilePage")
    return ProfileReading(
        account_id=account_of(capture, "x", handle),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=followers,
        following=_counter(entity, "SubscribeAction"),
        posts=_counter(entity, "WriteAction"),
        platform_id=look_text(entity, "identifier"),
        name=look_text(entity, "givenName") or look_text(entity, "name"),
        bio_url=next((link for link in _links(entity) if "//x.com/" not in link and "//t.co/" not in link), None),
        created_at=answers.look_instant(profile, "dateCreated"),
        outcome=outcome_for(capture, handle),
    )


def _links(entity: Json) -> Iterator[str]:
    same = look(entity, "sameAs")
    yield from (link for link in (same if isinstance(same, list) else [same]) if isinstance(link, str))


def _counter(node: Json, *actions: str) -> Measure:
    """The figure of the first interaction of one of the kinds; the kind is an address, a name, or a typed object."""
    for counter in look_list(node, "interactionStatistic"):
        kind = look_text(counter, "interactionType") or look_text(counter, "interactionType", "@type") or ""
        if kind.rpartition("/")[2] in actions:
            return look_count(counter, "userInteractionCount")
    return NOT_GIVEN


def _json_ld_posts(capture: Capture, page: LexborHTMLParser, own: str) -> Iterator[Post]:
    for block in _blocks(page):
        author = (look_text(block, "author", "additionalName") or "").lower().removeprefix("@")
        if look(block, "@type") != "SocialMediaPosting" or author != own:
            continue
        post_id = answers.need_text(block, "identifier")
        metrics = {
            "likes": _counter(block, "LikeAction"),
            "comments": _counter(block, "CommentAction", "ReplyAction"),
            "shares": _counter(block, "ShareAction"),
        }
        text = answers.look_words(block, "articleBody")
        yield post_of(
            account_of(capture, "x", own), post_id, instant_of_id(post_id), "original", metrics=metrics, text=text
        )


def _timeline(page: LexborHTMLParser) -> Json:
    """`props.pageProps.timeline` of the embedded timeline, None on any other page."""
    node = page.css_first("script#__NEXT_DATA__")
    if node is None:
        return None
    try:
        document = json.loads(node.text())
    except (ValueError, RecursionError) as error:
        raise LayoutError(f"__NEXT_DATA__ is broken or stops early: {error}") from error
    timeline = look(document, "props", "pageProps", "timeline")
    if not isinstance(look(timeline, "entries"), list):
        raise LayoutError("__NEXT_DATA__ holds no timeline with entries")
    return timeline


def _tweets(timeline: Json) -> list[Json]:
    """The account's own tweets. Raises Walled when there is none: since 2024 most timelines are empty without login."""
    contents = [look(entry, "content", "tweet") for entry in look_list(timeline, "entries")]
    tweets = [tweet for tweet in contents if _author(tweet) is not None]
    if not tweets:
        raise Walled(Outcome.LOGIN_WALL, "the embedded timeline is empty without login")
    names = {(look_text(tweet, "user", "screen_name") or "").lower() for tweet in tweets}
    if len(names) > 1:
        raise LayoutError(f"the embedded timeline is of several accounts: {sorted(names)}")
    return tweets


def _author(tweet: Json) -> Json:
    user = look(tweet, "user")
    return user if look(user, "followers_count") is not None else None
