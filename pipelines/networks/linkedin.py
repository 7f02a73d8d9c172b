"""LinkedIn: the public page of a company, showcase or school, which shows its followers and its ten latest posts.

Its terms forbid collection that it did not allow: without a declared access nothing is asked, and a link from the
official site proves presence. Pages of persons (`/in/…`) are never accounts of a local authority.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.model.counts import plain_text
from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Measure, Post, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks._figures import NUMBER
from pipelines.networks.answers import Json, look_text
from pipelines.networks.markup import plain_of
from pipelines.networks.planning import choose_door
from pipelines.networks.profiles import account_of, handle_asked, need_handle, own_account, steps_of
from pipelines.networks.protocol import Door, Manifest

FOLLOWERS: Final = "linkedin.followers"

MANIFEST: Final = Manifest(
    name="linkedin",
    label="LinkedIn",
    hosts=("fr.linkedin.com",),
    doors=(
        Door(
            "page",
            frozenset({"followers", "post_dates", "post_counts", "texts"}),
            "Page publique ; LinkedIn interdit la collecte non autorisée : présence par le lien officiel seulement.",
            "Nombres exacts, arrondis pour les plus grandes pages ; les dix dernières publications seulement.",
            needs="linkedin_sanctioned_access",
        ),
    ),
    metric_defs=((FOLLOWERS, "Abonnés de la page."),),
    pace=5.0,
    parser_version="linkedin-2",
    rank=50,
    wikidata=(("P4264", "https://www.linkedin.com/company/{}"),),
    is_present_by_link=True,
    entity_kind="page",
)

_HOST: Final = re.compile(r"(?:(?:[a-z]{2}|m)\.)?linkedin\.com")
_KINDS: Final = frozenset({"company", "school", "showcase"})
_SLUG: Final = re.compile(r"[^\s/?#<>\"]{1,120}")
_SECTIONS: Final = frozenset({
    "about", "alumni", "events", "jobs", "life", "mycompany", "people", "posts", "products", "services", "videos",
})  # fmt: skip


def match_url(url: str) -> AccountRef | None:
    """The page at `/company/…`, `/school/…` or `/showcase/…`, on any regional host. Its handle is `company/slug`."""
    steps = steps_of(url)
    if steps is None or not _HOST.fullmatch(steps.host):
        return None
    path = steps.path[1:] if steps.path[:1] == ("organization-guest",) else steps.path
    if len(path) < 2 or path[0].lower() not in _KINDS or not _SLUG.fullmatch(path[1]):
        return None
    kind, slug, *rest = (step.lower() for step in path)
    if slug == "unavailable" or len(rest) > 1 or (rest and rest[0] not in _SECTIONS and len(rest[0]) != 2):
        return None
    handle = f"{kind}/{slug}"
    return AccountRef("linkedin", handle, f"https://www.linkedin.com/{quote(handle)}", slug if slug.isdigit() else None)


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """One request per page, on the host that answers in French."""
    door = choose_door(MANIFEST, month, access)
    for account in accounts if door else ():
        url = f"https://fr.linkedin.com/{quote(account.handle)}"
        yield Request(url, "linkedin", "page", "profile", (account.account_id,))


def follow(capture: Capture, month: Month) -> Iterable[Request]:
    """Nothing: earlier posts are shown to members only."""
    return ()


_UNIT: Final = r"(?:d'|de )?(?:followers?|abonnée?s?)"
_FIGURE: Final = re.compile(rf"{NUMBER} {_UNIT}", re.IGNORECASE)
_IN_DESCRIPTION: Final = re.compile(rf" \| {NUMBER} {_UNIT} (?:on|sur) linkedin(?!\w)", re.IGNORECASE)
_TITLE_END: Final = re.compile(
    r"(?: ?[|:–-] (?:overview|présentation|jobs|emplois))? ?[|:–-] ?linkedin$", re.IGNORECASE
)
_WALL_PATH: Final = re.compile(
    r"https?://[^/]*linkedin\.com/(?:authwall|login|uas/login|signup|checkpoint)", re.IGNORECASE
)
_WALL_TITLE: Final = re.compile(
    r"(?:sign ?(?:up|in)|log ?in|join|s'inscrire|s'identifier|identifiez-vous|connexion|inscription)\b.*linkedin"
    r"|linkedin ?[:|–-]? ?(?:log ?in|sign|connexion|s'identifier|identifiez)"
    r"|security verification|vérification de sécurité",
    re.IGNORECASE,
)
_MISSING_TITLE: Final = re.compile(r"page not found|page introuvable|profile not found", re.IGNORECASE)
_ORGANIZATION: Final = re.compile(r"urn:li:(?:organization|company|school|showcase):(\d+)")
_ACTIVITY: Final = re.compile(r"urn:li:(?:activity|share|ugcPost):(\d{16,20})")


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """The reading of a public page. A page as a signed-in member sees it is no answer of this door: LayoutError.

    Raises LayoutError or Walled."""
    page = answers.page_of(capture)
    _raise_wall(capture, page)
    name = _name_of(page)
    shown = [measure for measure in (_described(page, name), _in_card(page)) if measure]
    if not shown:
        raise LayoutError(f"{answers.where(capture)}: no follower count beside the name of this page")
    own = own_account(page, match_url)
    handle = need_handle(capture, own.handle if own else None)
    reading = ProfileReading(
        account_id=account_of(capture, "linkedin", handle),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=next((measure for measure in shown if measure.count and measure.count.is_exact), shown[0]),
        platform_id=_organization_id(page) or (own.platform_id if own else None),
        name=name or None,
        bio_url=_website(page),
    )
    return [reading]


def parse_posts(capture: Capture) -> list[Post]:
    """Posts among those that the page shows, dated by their id ("4 j" is all that it displays)."""
    page = answers.page_of(capture)
    _raise_wall(capture, page)
    own = own_account(page, match_url)
    handle = own.handle if own else handle_asked(capture)
    posts: dict[str, Post] = {}
    for article in page.css("article[data-activity-urn]"):
        if _is_quoted(article):
            continue
        found = _ACTIVITY.fullmatch(article.attributes.get("data-activity-urn") or "")
        if not found or handle is None:
            raise LayoutError(f"{answers.where(capture)}: an article of this page has no activity id or no author")
        posts.setdefault(found[1], _post(article, found[0], found[1], account_of(capture, "linkedin", handle)))
    return list(posts.values())


def _is_quoted(article: LexborNode) -> bool:
    """True for an article inside another one: what a post shares, of whoever wrote it."""
    return any(one.tag == "article" for one in answers.holders(article))


def _post(article: LexborNode, urn: str, post_id: str, account_id: str) -> Post:
    return Post(
        account_id=account_id,
        post_id=post_id,
        created_at=answers.instant_of_seconds((int(post_id) >> 22) / 1000, "activity id"),
        kind="original",
        likes=_number_in(article, "data-num-reactions"),
        comments=_number_in(article, "data-num-comments"),
        url=f"https://www.linkedin.com/feed/update/{urn}",
        text=_commentary(article),
    )


def _commentary(article: LexborNode) -> str | None:
    """What the page wrote, not what it shares: a shared post is an article inside this one."""
    for node in article.css('[data-test-id="main-feed-activity-card__commentary"]'):
        nearest = next((one for one in answers.holders(node) if one.tag == "article"), article)
        if nearest.mem_id == article.mem_id:
            return plain_of(node)
    return None


def _number_in(article: LexborNode, name: str) -> Measure:
    """The figure of the article itself or of its social counts; a page leaves it out when there is none to show."""
    holder = article if name in article.attributes else article.css_first(f"[{name}]")
    figures = {name: holder.attributes.get(name)} if holder else {}
    return answers.look_count(figures, name)


def _raise_wall(capture: Capture, page: LexborHTMLParser) -> None:
    title = answers.title_of(page)
    if _WALL_PATH.match(capture.final_url):
        raise Walled(Outcome.LOGIN_WALL, capture.final_url)
    if "/company/unavailable" in capture.final_url:
        raise Walled(Outcome.NOT_FOUND, capture.final_url)
    if page.css_first(".top-card-layout") is not None or _IN_DESCRIPTION.search(_description(page)):
        return
    if _MISSING_TITLE.search(title):
        raise Walled(Outcome.NOT_FOUND, title)
    if _WALL_TITLE.search(title) or any("/authwall?" in script.text() for script in page.css("script")):
        raise Walled(Outcome.LOGIN_WALL, title)


def _description(page: LexborHTMLParser) -> str:
    return plain_text(answers.meta(page, "og:description") or answers.meta(page, "description") or "")


def _name_of(page: LexborHTMLParser) -> str:
    """The name as the title gives it (`Name | LinkedIn`); empty when there is none."""
    return _TITLE_END.sub("", plain_text(answers.meta(page, "og:title") or "") or answers.title_of(page))


def _described(page: LexborHTMLParser, name: str) -> Measure | None:
    """The figure of `Name | 1,234 followers on LinkedIn. Tagline | About`, right after the name."""
    description = _description(page)
    found = _IN_DESCRIPTION.match(description, len(name)) if name and description.startswith(name) else None
    return answers.display_count(found["number"].strip()) if found else None


def _in_card(page: LexborHTMLParser) -> Measure | None:
    """The figure of the page's own card; a place stands before it, so that it must fill an element or a segment."""
    card = page.css_first("h3.top-card-layout__first-subline")
    if card is None:
        return None
    texts = [plain_text(node.text()) for node in card.css("*")]
    for text in (*texts, *(segment.strip() for segment in plain_text(card.text()).split("·"))):
        found = _FIGURE.fullmatch(text)
        if found:
            return answers.display_count(found["number"].strip())
    return None


def _organization_id(page: LexborHTMLParser) -> str | None:
    """The number of the organisation, as the link to report its page gives it."""
    for node in page.css("[data-semaphore-content-urn]"):
        found = _ORGANIZATION.fullmatch(node.attributes.get("data-semaphore-content-urn") or "")
        if found:
            return found[1]
    return None


def _website(page: LexborHTMLParser) -> str | None:
    """The site that the organisation declares: `sameAs` of its JSON-LD, alone or in a `@graph`."""
    blocks = answers.linked_data(page)
    nested: list[Json] = [item for block in blocks for item in answers.look_list(block, "@graph")]
    organizations = (block for block in (*blocks, *nested) if look_text(block, "@type") == "Organization")
    return next((site for block in organizations if (site := look_text(block, "sameAs"))), None)
