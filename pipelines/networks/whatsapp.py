"""WhatsApp: channels only, whose public page shows a name and how many follow it.

Numbers (`wa.me`), groups (`chat.whatsapp.com`) and share links are no accounts: a phone number is personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from pipelines.model.counts import plain_text
from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Measure, Post, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks._figures import NUMBER
from pipelines.networks.planning import choose_door
from pipelines.networks.profiles import account_of, need_handle, own_account, steps_of
from pipelines.networks.protocol import Door, Manifest

FOLLOWERS: Final = "whatsapp.followers"

MANIFEST: Final = Manifest(
    name="whatsapp",
    label="WhatsApp (chaînes)",
    hosts=("www.whatsapp.com",),
    doors=(
        Door(
            "page",
            frozenset({"followers"}),
            "Page publique, lue seulement si robots.txt l’admet ; Meta interdit la collecte non autorisée.",
            "Nombres exacts sous mille, arrondis au-delà (« 1,2 k »).",
            first=Month(2023, 9),
        ),
    ),
    metric_defs=((FOLLOWERS, "Abonnés de la chaîne."),),
    pace=2.0,
    parser_version="whatsapp-1",
    rank=100,
    entity_kind="channel",
)

_CHANNEL: Final = re.compile(r"[A-Za-z0-9]{20,32}")
_FIGURE: Final = re.compile(
    rf"(?:channel|chaîne) ?[|•·] ?{NUMBER} (?:d'|de )?(?:followers?|abonnée?s?)(?!\w)(?P<rest>(?: ?[|•·] ?.*)?)",
    re.IGNORECASE,
)
_CLOSED: Final = re.compile(
    r"(?:channel|chaîne).*(?:no longer available|doesn't exist|n'est plus disponible|n'existe (?:plus|pas))",
    re.IGNORECASE,
)
_HEADINGS: Final = "h1, h2, h3, h4, h5, h6"


def match_url(url: str) -> AccountRef | None:
    """The channel at `https://www.whatsapp.com/channel/<id>`. The case of an id matters."""
    steps = steps_of(url)
    if steps is None or steps.host != "whatsapp.com" or len(steps.path) != 2 or steps.path[0].lower() != "channel":
        return None
    channel = steps.path[1]
    if not _CHANNEL.fullmatch(channel):
        return None
    return AccountRef("whatsapp", channel, f"https://www.whatsapp.com/channel/{channel}", channel)


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """One request per channel."""
    door = choose_door(MANIFEST, month, access)
    for account in accounts if door else ():
        url = f"https://www.whatsapp.com/channel/{account.handle}"
        yield Request(url, "whatsapp", "page", "profile", (account.account_id,))


def follow(capture: Capture, month: Month) -> Iterable[Request]:
    """Nothing: updates are shown in the application only."""
    return ()


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """The reading of a channel's page, found by the words « Channel | 1.2K followers »: its class names change.

    Raises LayoutError or Walled."""
    page = answers.page_of(capture)
    if "/login" in capture.final_url:
        raise Walled(Outcome.LOGIN_WALL, capture.final_url)
    followers = _followers(page)
    if followers is None:
        notice = next((text for node in page.css(_HEADINGS) if _CLOSED.search(text := plain_text(node.text()))), None)
        if notice:
            raise Walled(Outcome.GONE, notice[:100])
        raise LayoutError(f"{answers.where(capture)}: no « Channel | … followers » on this page")
    own = own_account(page, match_url)
    handle = need_handle(capture, own.handle if own else None)
    reading = ProfileReading(
        account_id=account_of(capture, "whatsapp", handle),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=followers,
        platform_id=handle,
        name=_name(page),
    )
    return [reading]


def parse_posts(capture: Capture) -> list[Post]:
    """None: the page shows no update."""
    return []


def _followers(page: LexborHTMLParser) -> Measure | None:
    """The figure that a heading is, or that a description begins with (the channel's own text follows it there)."""
    for node in page.css(_HEADINGS):
        found = _FIGURE.fullmatch(plain_text(node.text()))
        if found and not found["rest"]:
            return answers.display_count(found["number"].strip())
    for tag in ("og:description", "description"):
        found = _FIGURE.match(plain_text(answers.meta(page, tag) or ""))
        if found:
            return answers.display_count(found["number"].strip())
    return None


def _name(page: LexborHTMLParser) -> str | None:
    """The channel's name: `Name | WhatsApp Channel`."""
    name = plain_text(answers.meta(page, "og:title") or "").partition(" | WhatsApp")[0]
    return name or None
