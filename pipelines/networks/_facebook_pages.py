"""Facebook's HTML, layout by layout; facebook.py chooses between this and the Graph API.

Belongs here: the like count of 2012–2017, the community box of 2016–2020, the og:description since 2014, JSON-LD and
`data-ft` of m.facebook, the page plugin, and the walls. A figure counts only where it stands in the page's own header
or box: names, biographies, posts and related pages have some.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.model.counts import plain_text
from pipelines.model.errors import LayoutError, Walled
from pipelines.model.outcomes import Outcome
from pipelines.model.records import NOT_GIVEN, AccountRef, Capture, Measure, Post, ProfileReading
from pipelines.networks import answers
from pipelines.networks.answers import Json, look, look_text
from pipelines.networks.markup import plain_of
from pipelines.networks.profiles import account_of, handle_asked, need_handle

FANS: Final = "facebook.fans"
FOLLOWERS: Final = "facebook.followers"

_NUMBER: Final = r"\d[\d.,']*(?: \d{3})*(?:,\d+)? ?(?:k|m|md|mille|millions?|b)?(?![\w])"
_UNITS: Final = {
    "fans": r"(?:mentions )?j'aime|likes?(?: this)?|(?:people|person) likes? this|"
    r"personnes? aiment? (?:ça|cela|cette page)|fans?",
    "followers": r"followers?|(?:people|person) follows? this|abonnée?s?|"
    r"personnes? (?:suivent|suit)(?: (?:ça|cela|cette page))?",
    "talking": r"(?:people )?talking about this|(?:personnes? )?en parlent?",
    "here": r"were here|(?:personnes? )?ét(?:aient|ait) ici",
}
_FIGURE: Final = re.compile(
    rf"(?P<number>{_NUMBER}) ?(?:de |d')?(?:"
    + "|".join(f"(?P<{name}>{unit})" for name, unit in _UNITS.items())
    + r")(?!\w)",
    re.IGNORECASE,
)
_FOLLOW_THIS: Final = re.compile(
    rf"(?P<number>{_NUMBER}) ?(?:de |d')?(?:(?:people|person) follows? this|"
    r"personnes? (?:suivent|suit) (?:ça|cela|cette page))",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(r"(?:,[^·•]{1,120}?)?\. ?(?=\d)")
_SEPARATOR: Final = re.compile(r" ?[·•|] ?")
_PROFILE_NUMBER: Final = re.compile(r"1000\d{11}|615\d{11}")
_APP_LINK: Final = re.compile(r"fb://(?:page|profile|group)/(?:\?id=)?(\d+)")
_LOGIN_TITLE: Final = re.compile(
    r"(?:log ?in (?:to|or sign up)|log into|connexion à|connectez-vous|se connecter à|connecte-toi).*facebook|"
    r"facebook ?[-–—:]? ?(?:log in|connexion|connectez-vous|se connecter)",
    re.IGNORECASE,
)
_CONSENT: Final = re.compile(r"cookies? (?:from|by|de|par) facebook|autoriser.*cookies", re.IGNORECASE)
_MISSING_TITLE: Final = re.compile(
    r"page (?:not found|introuvable)|this page isn't available|cette page n'est pas disponible", re.IGNORECASE
)
_REFUSED_TITLE: Final = re.compile(
    r"content isn't available|contenu n'est pas disponible|content not found|temporarily blocked|temporairement",
    re.IGNORECASE,
)
_COMMUNITY: Final = re.compile(rb"follows? this|(?:suivent|suit) (?:\xc3\xa7a|cela|cette)", re.IGNORECASE)


def read_page(capture: Capture, match_url: Callable[[str], AccountRef | None]) -> ProfileReading:
    """The reading of a public page; `match_url` tells the handle in the addresses that the page gives itself.

    Raises Walled for a wall or notice, LayoutError when no header figure is found."""
    page = answers.page_of(capture)
    _raise_wall(capture, page)
    posting = _posting_of_page(page)
    figures = _header_figures(page) or _likes_of_2012(page)
    if "followers" not in figures:
        figures = _community(capture, page) | figures
    followed = _counter(posting, "FollowAction")
    candidates = ((FOLLOWERS, followed), (FOLLOWERS, figures.get("followers")), (FANS, figures.get("fans")))
    stated = [(name, measure) for name, measure in candidates if measure and measure.count]
    if not stated:
        raise LayoutError(f"{answers.where(capture)}: no like or follower count in the header of this page")
    metric_def, followers = stated[0]
    accounts = [match_url(url) for url in _own_urls(page, posting)]
    own_handle = next((account.handle for account in accounts if account), None)
    handle = need_handle(capture, own_handle)
    return ProfileReading(
        account_id=account_of(capture, "facebook", handle),
        handle=handle,
        metric_def=metric_def,
        followers=followers,
        talking=figures.get("talking", NOT_GIVEN),
        platform_id=_page_id(page, posting),
        name=look_text(posting, "author", "name") or answers.meta(page, "og:title"),
        id_space=_id_space(page, posting),
    )


def read_plugin(capture: Capture, match_url: Callable[[str], AccountRef | None]) -> ProfileReading:
    """The reading of a page plugin: its one figure stands alone in `div._1drq`, as followers or (before 2023) as likes.

    Raises Walled for a wall, LayoutError when there is no such figure or it is of another page than the one asked."""
    page = answers.page_of(capture)
    _raise_wall(capture, page)
    texts = {plain_text(node.text()) for node in page.css("div._1drq")}
    found = _FIGURE.fullmatch(next(iter(texts))) if len(texts) == 1 else None
    if found is None or found.lastgroup not in ("fans", "followers"):
        raise LayoutError(f"{answers.where(capture)}: no single count of followers or likes in this plugin: {texts}")
    links = [match_url(node.attributes.get("href") or "") for node in page.css("a[href*='facebook.com']")]
    handles = {account.handle for account in links if account is not None}
    handle = need_handle(capture, handle_asked(capture) or next(iter(handles), None))
    return ProfileReading(
        account_id=account_of(capture, "facebook", handle),
        handle=next(iter(handles)) if len(handles) == 1 else handle,
        metric_def=FOLLOWERS if found.lastgroup == "followers" else FANS,
        followers=answers.display_count(found["number"].strip()),
        platform_id=next((account.platform_id for account in links if account and account.platform_id), None),
    )


def page_posts(capture: Capture) -> Iterator[Post]:
    """Posts in the articles of an m.facebook page (no figures), and the posting that its JSON-LD describes."""
    page = answers.page_of(capture)
    _raise_wall(capture, page)
    posting = _posting_of_page(page)
    if look_text(posting, "identifier") and look_text(posting, "dateCreated"):
        yield _posting(capture, posting)
    for article in page.css("article[data-ft]"):
        try:
            data = json.loads(article.attributes.get("data-ft") or "null")
        except (ValueError, RecursionError) as error:
            raise LayoutError(f"{answers.where(capture)}: data-ft of an article is no JSON: {error}") from error
        post_id, owner = look_text(data, "top_level_post_id"), look_text(data, "page_id")
        published = next(answers.walk(data, "publish_time"), None)
        if post_id and owner and published is not None:
            moment = answers.instant_of_seconds(answers.whole_number(published, "publish_time"))
            account_id = account_of(capture, "facebook", owner)
            yield Post(account_id, post_id, moment, "original", text=_words(article))


def _words(article: LexborNode) -> str | None:
    """What the page wrote (`tn: *s`), never what it shares: the place of that (`tn: H`) holds another `*s`."""
    node = article.css_first("[data-ft*='\"*s\"']")
    if node and any('"H"' in (one.attributes.get("data-ft") or "") for one in answers.holders(node)):
        return None
    return plain_of(node, ".text_exposed_hide")


def _posting(capture: Capture, posting: Json) -> Post:
    owner = look_text(posting, "author", "identifier") or ""
    return Post(
        account_id=account_of(capture, "facebook", owner),
        post_id=answers.need_text(posting, "identifier").partition(":")[0],
        created_at=answers.instant(look(posting, "dateCreated"), "dateCreated"),
        kind="original",
        likes=_counter(posting, "LikeAction"),
        comments=_counter(posting, "CommentAction"),
        shares=_counter(posting, "ShareAction"),
        text=answers.look_words(posting, "articleBody"),
    )


def _raise_wall(capture: Capture, page: LexborHTMLParser) -> None:
    title = answers.title_of(page)
    asked_path = capture.final_url.partition("facebook.com")[2]
    if asked_path.startswith(("/login", "/checkpoint")) or _LOGIN_TITLE.search(title):
        raise Walled(Outcome.LOGIN_WALL, title)
    if "/cookie/consent" in asked_path or _CONSENT.search(title):
        raise Walled(Outcome.CONSENT_WALL, title)
    if answers.meta(page, "og:title") is None:
        notice = _notice(page, title)
        if _MISSING_TITLE.search(notice):
            raise Walled(Outcome.NOT_FOUND, notice)
        if _REFUSED_TITLE.search(notice):
            raise Walled(Outcome.FORBIDDEN, notice)
    has_login_form = page.css_first("form#login_form, form[action*='/login/']") is not None
    if has_login_form and answers.meta(page, "og:description") is None and answers.meta(page, "description") is None:
        raise Walled(Outcome.LOGIN_WALL, title)


def _notice(page: LexborHTMLParser, title: str) -> str:
    """What a page that shows no account says: its title, or its first heading when the title is but the site's name."""
    if title.lower() not in ("", "facebook", "error", "erreur"):
        return title
    heading = page.css_first("h1, h2, .uiHeaderTitle")
    return plain_text(heading.text()) if heading else title


def _header_figures(page: LexborHTMLParser) -> dict[str, Measure]:
    """Figures of `Name[, Place]. 1,234 likes · 56 talking about this. Biography` in one of the two descriptions."""
    names = sorted(set(_possible_names(page)), key=len, reverse=True)
    for tag in ("og:description", "description"):
        description = plain_text(answers.meta(page, tag) or "")
        places = (_PLACE.match(description, len(name)) for name in names if description.startswith(name))
        place = next((place for place in places if place), None)
        figures = _figures_from(description, place.end()) if place else {}
        if figures:
            return figures
    return {}


def _figures_from(description: str, start: int) -> dict[str, Measure]:
    """The figures that follow each other from `start`, up to the first thing that is none."""
    figures: dict[str, Measure] = {}
    found = _FIGURE.match(description, start)
    while found:
        figures.setdefault(found.lastgroup or "", answers.display_count(found["number"].strip()))
        separator = _SEPARATOR.match(description, found.end())
        found = _FIGURE.match(description, separator.end()) if separator else None
    return figures


def _possible_names(page: LexborHTMLParser) -> Iterator[str]:
    """The page's name as titles give it: `Name`, `Name | Facebook`, `Name - Posts`, `Name - A post…`."""
    for title in (plain_text(answers.meta(page, "og:title") or ""), answers.title_of(page)):
        for mark in (" | ", " - ", " – "):
            pieces = title.split(mark)
            yield from (name for end in range(1, len(pieces) + 1) if (name := mark.join(pieces[:end])))


def _community(capture: Capture, page: LexborHTMLParser) -> dict[str, Measure]:
    """`N people follow this` of the community box (2016–2020), where the page holds exactly one such figure.

    `N people like this` beside it is not read alone: until 2017 the same words stood under posts and comments."""
    if not _COMMUNITY.search(capture.body):
        return {}
    leaves = (node for node in page.css("div, span") if node.child and node.child.next is None)
    stated = ((node, _FOLLOW_THIS.fullmatch(plain_text(node.text()))) for node in leaves)
    found = {match["number"].strip() for node, match in stated if match and not _is_in_a_post(node)}
    if len(found) > 1:
        raise LayoutError(f"{answers.where(capture)}: several counts of people who follow this: {sorted(found)}")
    return {"followers": answers.display_count(found.pop())} if found else {}


def _is_in_a_post(node: LexborNode) -> bool:
    return any(one.tag in ("article", "form") or "data-ft" in one.attributes for one in answers.holders(node))


def _likes_of_2012(page: LexborHTMLParser) -> dict[str, Measure]:
    node = page.css_first("#PagesLikesCountDOMID")
    if node is None:
        return {}
    pieces = [piece for piece in _SEPARATOR.split(plain_text(node.text())) if piece]
    figures: dict[str, Measure] = {}
    for piece in pieces:
        found = _FIGURE.fullmatch(piece)
        if not found:
            raise LayoutError(f"PagesLikesCountDOMID holds {piece!r:.80}, which is not a count of fans")
        figures[found.lastgroup or ""] = answers.display_count(found["number"].strip())
    return figures


def _posting_of_page(page: LexborHTMLParser) -> Json:
    """The JSON-LD posting of an organisation (a person's posting or a comment is not the page's)."""
    for block in answers.linked_data(page):
        if look_text(block, "@type") == "SocialMediaPosting" and look_text(block, "author", "@type") == "Organization":
            return block
    return None


def _counter(posting: Json, action: str) -> Measure:
    for counter in answers.look_list(posting, "interactionStatistic"):
        if (look_text(counter, "interactionType") or "").endswith(f"/{action}"):
            return answers.look_count(counter, "userInteractionCount")
    return NOT_GIVEN


def _page_id(page: LexborHTMLParser, posting: Json) -> str | None:
    for name in ("al:android:url", "al:ios:url"):
        found = _APP_LINK.match(answers.meta(page, name) or "")
        if found:
            return found[1]
    identifier = look(posting, "author", "identifier")
    if isinstance(identifier, int | str) and str(identifier).isdigit():
        return str(identifier)
    for article in page.css("article[data-ft]"):
        found = re.search(r'"page_id":"?(\d+)', article.attributes.get("data-ft") or "")
        if found:
            return found[1]
    return None


def _id_space(page: LexborHTMLParser, posting: Json) -> str | None:
    """`profile` for the number of a profile, which a New Page has beside its own as a page; None for a page's."""
    links = [answers.meta(page, name) or "" for name in ("al:android:url", "al:ios:url")]
    if any(_APP_LINK.match(link) for link in links):
        return "profile" if any(link.startswith("fb://profile/") for link in links) else None
    return "profile" if _PROFILE_NUMBER.fullmatch(_page_id(page, posting) or "") else None


def _own_urls(page: LexborHTMLParser, posting: Json) -> list[str]:
    canonical = page.css_first('link[rel="canonical"]')
    urls = (
        look_text(posting, "author", "url"),
        answers.meta(page, "og:url"),
        canonical.attributes.get("href") if canonical else None,
    )
    return [url for url in urls if url]
