"""Snapchat: the public profile page, which states the subscribers of a public profile (`__NEXT_DATA__`, JSON-LD).

Stories vanish in a day and Spotlight is a part of what is published: no door tells the posts of a month.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Measure, Post, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks._figures import perhaps_rounded
from pipelines.networks.answers import Json, look, look_text
from pipelines.networks.planning import choose_door
from pipelines.networks.profiles import HIDDEN, account_of, need_handle, steps_of
from pipelines.networks.protocol import Door, Manifest

SUBSCRIBERS: Final = "snapchat.subscribers"

MANIFEST: Final = Manifest(
    name="snapchat",
    label="Snapchat",
    hosts=("www.snapchat.com",),
    doors=(
        Door(
            "page",
            frozenset({"followers", "created"}),
            "Page publique, lue seulement si robots.txt l’admet.",
            "Nombres exacts, ou arrondis à la centaine ; beaucoup de comptes masquent le leur.",
        ),
    ),
    metric_defs=((SUBSCRIBERS, "Abonnés du profil public."),),
    pace=2.0,
    parser_version="snapchat-1",
    rank=70,
    wikidata=(("P2984", "https://www.snapchat.com/add/{}"),),
)

_HOSTS: Final = frozenset({"snapchat.com", "story.snapchat.com"})
_HANDLE: Final = re.compile(r"[a-z][a-z0-9._-]{1,14}", re.IGNORECASE)
_MISSING_TITLE: Final = re.compile(r"not found|introuvable|n'existe pas|404", re.IGNORECASE)


def match_url(url: str) -> AccountRef | None:
    """The account at `/add/name` or `/@name`."""
    steps = steps_of(url)
    if steps is None or steps.host not in _HOSTS:
        return None
    if len(steps.path) == 2 and steps.path[0].lower() == "add":
        name = steps.path[1].removeprefix("@")
    elif len(steps.path) == 1 and steps.path[0].startswith("@"):
        name = steps.path[0][1:]
    else:
        return None
    handle = name.lower()
    return AccountRef("snapchat", handle, f"https://www.snapchat.com/add/{handle}") if _HANDLE.fullmatch(name) else None


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """One request per account, at the address that has held since the first profile pages."""
    door = choose_door(MANIFEST, month, access)
    for account in accounts if door else ():
        url = f"https://www.snapchat.com/add/{account.handle}"
        yield Request(url, "snapchat", "page", "profile", (account.account_id,))


def follow(capture: Capture, month: Month) -> Iterable[Request]:
    """Nothing: what the page shows is all that a visitor sees."""
    return ()


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """The reading of a profile page. A profile that is not public, or shows "0", hides its count.

    Raises LayoutError or Walled."""
    page = answers.page_of(capture)
    if "/login" in capture.final_url or "accounts.snapchat.com" in capture.final_url:
        raise Walled(Outcome.LOGIN_WALL, capture.final_url)
    if answers.asks_consent(page):
        raise Walled(Outcome.CONSENT_WALL, answers.title_of(page))
    profile = look(_next_data(capture, page), "props", "pageProps", "userProfile")
    public, personal = look(profile, "publicProfileInfo"), look(profile, "userInfo")
    if isinstance(public, dict):
        return [_reading(capture, public, _followers(public))]
    if isinstance(personal, dict):
        return [_reading(capture, personal, HIDDEN)]
    described = next((one for one in map(_described, answers.linked_data(page)) if one), None)
    if described:
        return [_reading(capture, described, _followers(described))]
    title = answers.title_of(page)
    if _MISSING_TITLE.search(title):
        raise Walled(Outcome.NOT_FOUND, title)
    raise LayoutError(f"{answers.where(capture)}: no public profile in the scripts of this page")


def parse_posts(capture: Capture) -> list[Post]:
    """None: a page holds the stories of the day and some Spotlight videos, not the posts of a month."""
    return []


def _next_data(capture: Capture, page: LexborHTMLParser) -> Json:
    node = page.css_first("script#__NEXT_DATA__")
    if node is None:
        return None
    try:
        return json.loads(node.text())
    except (ValueError, RecursionError) as error:
        raise LayoutError(f"{answers.where(capture)}: the JSON of the page is broken: {error}") from error


def _described(block: Json) -> Json:
    """The account of a JSON-LD ProfilePage that states subscribers, in the words of `__NEXT_DATA__`."""
    entity = look(block, "mainEntity")
    for counter in answers.look_list(entity, "interactionStatistic"):
        action = look_text(counter, "interactionType", "@type") or look_text(counter, "interactionType") or ""
        count = look(counter, "userInteractionCount")
        if action.rpartition("/")[2] in ("FollowAction", "SubscribeAction") and count is not None:
            return {
                "username": look_text(entity, "alternateName"),
                "title": look_text(entity, "name"),
                "subscriberCount": count,
            }
    return None


def _followers(profile: Json) -> Measure:
    """Subscribers, "0" standing for a hidden count. Raises LayoutError when the profile states none."""
    count = answers.whole_number(look(profile, "subscriberCount"), "subscriberCount")
    return Measure.of(perhaps_rounded(count, 100)) if count else HIDDEN


def _reading(capture: Capture, profile: Json, followers: Measure) -> ProfileReading:
    handle = need_handle(capture, (look_text(profile, "username") or "").lower().removeprefix("@"))
    created = look(profile, "creationTimestampMs", "value")
    return ProfileReading(
        account_id=account_of(capture, "snapchat", handle),
        handle=handle,
        metric_def=SUBSCRIBERS,
        followers=followers,
        platform_id=look_text(profile, "businessProfileId") or look_text(profile, "userId"),
        name=look_text(profile, "title") or look_text(profile, "displayName"),
        bio_url=look_text(profile, "websiteUrl"),
        created_at=None
        if created is None
        else answers.instant_of_seconds(answers.whole_number(created, "creationTimestampMs") / 1000, "created"),
        id_space=None if look_text(profile, "businessProfileId") else "user",
    )
