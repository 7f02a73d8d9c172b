"""Viadeo: a closed network. Archived pages of companies prove that an account existed; no layout of a count is known.

Viadeo went to the Figaro group in December 2016 and its company pages were later redirected to job offers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import quote

from pipelines.model.counts import plain_text
from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import NOT_GIVEN, AccountRef, Capture, Post, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks.planning import choose_door
from pipelines.networks.profiles import account_of, own_account, steps_of
from pipelines.networks.protocol import Door, Manifest

FOLLOWERS: Final = "viadeo.followers"

MANIFEST: Final = Manifest(
    name="viadeo",
    label="Viadeo",
    hosts=("fr.viadeo.com",),
    doors=(
        Door(
            "page_2016",
            frozenset({"name"}),
            "Réseau fermé : pages publiques d’alors, telles que les archives du web les rendent.",
            "Aucun compteur n’est lu ; la page prouve la présence.",
            last=Month(2018, 12),
        ),
    ),
    metric_defs=((FOLLOWERS, "Abonnés de la page ; aucune porte ne les donne."),),
    pace=2.0,
    parser_version="viadeo-1",
    rank=180,
    entity_kind="page",
)

_HOST: Final = re.compile(r"(?:[a-z]{2}\.)?viadeo\.com")
_SLUG: Final = re.compile(r"[^\s/?#<>\"@]{1,120}")
_SITE_IN_TITLE: Final = re.compile(r"(?:^viadeo ?[|:–-] ?)|(?: ?[|:–-] ?viadeo(?:\.com)?$)", re.IGNORECASE)
_LOGIN: Final = re.compile(r"/(?:[a-z]{2}/)?(?:signin|connexion|login|join|inscription)(?:[/?#]|$)", re.IGNORECASE)
_LOGIN_TITLE: Final = re.compile(r"^(?:connexion|connectez|identifi|inscri|sign ?(?:in|up)|log ?in)", re.IGNORECASE)
_MISSING: Final = re.compile(r"page introuvable|page not found|n'existe (?:pas|plus)|erreur 404", re.IGNORECASE)


def match_url(url: str) -> AccountRef | None:
    """The company at `fr.viadeo.com/fr/company/<slug>`; profiles are of persons."""
    steps = steps_of(url)
    if steps is None or not _HOST.fullmatch(steps.host):
        return None
    path = steps.path[1:] if steps.path and len(steps.path[0]) <= 2 else steps.path
    if len(path) != 2 or path[0].lower() != "company" or not _SLUG.fullmatch(path[1]):
        return None
    slug = path[1].lower()
    return AccountRef("viadeo", slug, f"https://fr.viadeo.com/fr/company/{quote(slug)}")


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """One request per company, in the months when the network was open."""
    door = choose_door(MANIFEST, month, access)
    for account in accounts if door else ():
        url = f"http://fr.viadeo.com/fr/company/{quote(account.handle)}"
        yield Request(url, "viadeo", "page_2016", "profile", (account.account_id,))


def follow(capture: Capture, month: Month) -> Iterable[Request]:
    """Nothing: the news of a company was for members."""
    return ()


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """The presence of a company whose page names its own address. Raises LayoutError or Walled."""
    page = answers.page_of(capture)
    title = answers.title_of(page)
    if _LOGIN.search(capture.final_url) or _LOGIN_TITLE.match(title):
        raise Walled(Outcome.LOGIN_WALL, f"{capture.final_url} {title}")
    if "lefigaro.fr" in capture.final_url:
        raise Walled(Outcome.GONE, capture.final_url)
    own = own_account(page, match_url)
    if own is None and _MISSING.search(title):
        raise Walled(Outcome.NOT_FOUND, title)
    name = _SITE_IN_TITLE.sub("", plain_text(answers.meta(page, "og:title") or "") or title)
    if own is None or not name:
        raise LayoutError(f"{answers.where(capture)}: the page does not say which company it is of")
    return [ProfileReading(account_of(capture, "viadeo", own.handle), own.handle, FOLLOWERS, NOT_GIVEN, name=name)]


def parse_posts(capture: Capture) -> list[Post]:
    """None: the page shows no dated post."""
    return []
