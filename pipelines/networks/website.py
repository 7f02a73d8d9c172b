"""The official site as a network: its home page, the pages that say who it is, its feed of news.

A site is known by the lists that declare it (directory, Wikidata), never by an address alone. What a page links to is
read in `social_links`; this file says which pages are asked for and what a home page proves.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import feedparser
from selectolax.lexbor import LexborHTMLParser

from pipelines.model.errors import InputError, LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import NOT_GIVEN, AccountRef, Capture, Post, ProfileReading, Request, SiteItem
from pipelines.model.texts import tidy
from pipelines.networks import social_links
from pipelines.networks.charset import decode_capture
from pipelines.networks.markup import plain_of_feed
from pipelines.networks.protocol import Door, Manifest
from pipelines.networks.site_notices import check_is_a_site
from pipelines.networks.social_links import SocialLink
from pipelines.networks.urls import canonicalise, host_of, is_same_site, join, site_handle, web_address

MANIFEST = Manifest(
    name="website",
    label="Site officiel",
    hosts=(),
    doors=(
        Door(
            name="site",
            gives=frozenset({"name", "links", "items", "texts"}),
            terms_fr="Page publique de la collectivité, lue si robots.txt le permet.",
            precision_fr="Aucun compteur d’abonnés.",
        ),
    ),
    metric_defs=(("website.none", "Un site n’a pas d’abonnés publics."),),
    pace=5.0,
    parser_version="website-2",
    rank=0,
)

HOME_PURPOSES: Final = ("home", "home_http")
PAGE_PURPOSES: Final = ("networks", "contact", "legal", "site_map")
_MAX_PAGES: Final = 2

_PAGE_HINTS: Final = (
    ("networks", re.compile(r"r[ée]seaux[\s_-]*sociaux|social-?media", re.IGNORECASE)),
    ("contact", re.compile(r"contact", re.IGNORECASE)),
    ("legal", re.compile(r"mentions?[\s_-]*l[ée]gales?|legal", re.IGNORECASE)),
    ("site_map", re.compile(r"plan[\s_-]*(?:du|de)[\s_-]*(?:la[\s_-]*)?site|site-?map", re.IGNORECASE)),
)
_NOT_A_PAGE: Final = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|zip|jpe?g|png|gif|mp[34]|xml|ics)\Z", re.IGNORECASE)
_FEED_PATH: Final = re.compile(r"/(?:feed|rss|atom)(?:\.xml|\.php)?/?(?:\?|\Z)|page=backend(?:\Z|&)", re.IGNORECASE)
_COMMENTS: Final = re.compile(r"comment", re.IGNORECASE)
_TOLERANT_PARSER_FAULTS: Final = (ValueError, TypeError, AttributeError, LookupError, OverflowError, AssertionError)


def match_url(url: str) -> AccountRef | None:
    """The site that a *declared* address is the home page of.

    Any public web address qualifies: callers that do not know what an address is must ask the other networks first.
    """
    handle, address = site_handle(url), web_address(url)
    return AccountRef("website", handle, address) if handle and address else None


def site_account(url: str) -> AccountRef:
    """The site declared at `url`.

    Raises:
        InputError: `url` is not the address of a public page.
    """
    account = match_url(url)
    if account is None:
        raise InputError(f"{url!r} is not the address of a site: write it as https://www.ville.fr")
    return account


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterable[Request]:
    """One home page per site, at the declared address; https is preferred when a site is declared twice."""
    del month, access
    chosen: dict[str, AccountRef] = {}
    for account in accounts:
        known = chosen.get(account.account_id)
        if known is None or (account.url.startswith("https:") and not known.url.startswith("https:")):
            chosen[account.account_id] = account
    for account in chosen.values():
        yield _request(account.url, "home", (account.account_id,))


def follow(capture: Capture, month: Month) -> Iterable[Request]:
    """After a home page: up to two pages that say whose site it is, then its feed. After a TLS failure: plain http,
    once, and for the other pages of that host too."""
    del month
    request = capture.request
    if request.purpose == "home" and capture.outcome is Outcome.TLS_ERROR and request.url.startswith("https://"):
        yield _request(_by_http(request.url), "home_http", request.subjects)
    if request.purpose not in HOME_PURPOSES or not capture.outcome.gives_page or not _is_html(capture):
        return
    tree = LexborHTMLParser(decode_capture(capture).text)
    page = capture.final_url or request.url
    base = social_links.base_address(tree, page)
    wanted = _identity_pages(tree, base, page)[:_MAX_PAGES]
    wanted += [("feed", feed) for feed in itertools.islice(_feeds(tree, base, page), 1)]
    for purpose, url in wanted:
        is_tls_broken = request.purpose == "home_http" and host_of(url) == host_of(request.url)
        yield _request(_by_http(url) if is_tls_broken else url, purpose, request.subjects)


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """One reading per site of a home page: it exists and has a name; it has no followers to count. Other pages of the
    site hold no profile: an empty list.

    Raises:
        Walled: the capture failed, the domain is parked (gone) or the hosting is suspended.
        LayoutError: not a page of the body (not HTML, empty, under construction, a server's default page).
    """
    if capture.request.purpose not in HOME_PURPOSES:
        return []
    if not capture.outcome.gives_page:
        raise Walled(capture.outcome, capture.error)
    url = capture.request.url
    if not _is_html(capture):
        raise LayoutError(f"{url} is not an HTML page: {capture.headers.get('content-type') or 'empty body'}")
    tree = LexborHTMLParser(decode_capture(capture).text)
    title = tree.css_first("title")
    name = " ".join(title.text().split()) if title is not None else ""
    check_is_a_site(tree, name, url)
    handle = site_handle(capture.final_url or url) or ""
    return [
        ProfileReading(subject, handle, "website.none", NOT_GIVEN, name=name or None)
        for subject in capture.request.subjects
    ]


def parse_posts(capture: Capture) -> list[Post]:
    """None: the news of a site are `SiteItem`s, what its accounts may republish, not posts."""
    del capture
    return []


def parse_links(capture: Capture, match: social_links.Matcher) -> list[SocialLink]:
    """The accounts that a page of the site presents as its own; `match` is `registry.match_url`.

    Raises:
        LayoutError: there is nothing in the page where a link could be.
    """
    return social_links.parse_links(capture, match)


def parse_items(capture: Capture) -> list[SiteItem]:
    """The items of a feed (RSS, Atom, RDF), first occurrence of each address. A date that cannot be read is None; an
    item without address is left out, for nothing can be compared with it. The text is the title, the summary and the
    content, cut at LONGEST_TEXT characters; a summary with which the content begins is left out.

    Raises:
        Walled: the capture failed.
        LayoutError: the answer is not a feed.
    """
    if not capture.outcome.gives_page:
        raise Walled(capture.outcome, capture.error)
    url = capture.final_url or capture.request.url
    parsed = _parse_feed(decode_capture(capture).text, url)
    items: dict[str, SiteItem] = {}
    for entry in parsed.entries:
        address = join(url, entry.get("link") or entry.get("id") or "")
        if address is not None and address not in items:
            title = plain_of_feed(entry.get("title") or "")
            items[address] = SiteItem(address, title, _instant(entry), _words(title, entry))
    return list(items.values())


def _words(title: str, entry: Any) -> str:
    """RSS description and content:encoded, Atom summary and content; feedparser gives the one it lacks as the other."""
    summary = plain_of_feed(entry.get("summary") or "")
    content = plain_of_feed(" ".join(part.get("value") or "" for part in entry.get("content") or ()))
    is_begun = content.startswith(summary.rstrip("[…. ]"))
    return tidy(" ".join((title, content) if is_begun else (title, summary, content)))


def _parse_feed(text: str, url: str) -> Any:
    """The feed in `text`, whatever charset its XML declaration names: it was decoded already."""
    body = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace")
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        parsed = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except _TOLERANT_PARSER_FAULTS as error:
        raise LayoutError(f"{url} is not a feed that can be read: {error!r}") from error
    if not parsed.get("version"):
        raise LayoutError(f"{url} is not a feed: {parsed.get('bozo_exception', 'no feed element')}")
    return parsed


def _by_http(url: str) -> str:
    return f"http://{url.removeprefix('https://')}" if url.startswith("https://") else url


def _request(url: str, purpose: str, subjects: tuple[str, ...]) -> Request:
    return Request(url, "website", "site", purpose, subjects)


def _is_html(capture: Capture) -> bool:
    content_type = capture.headers.get("content-type", "").lower()
    if content_type and "html" not in content_type and "text/plain" not in content_type:
        return False
    return b"<" in capture.body


def _identity_pages(tree: LexborHTMLParser, base: str, page: str) -> list[tuple[str, str]]:
    """One page per purpose in the order of PAGE_PURPOSES: the first link whose text or path names it."""
    pages: dict[str, str] = {}
    seen = {canonicalise(page)}
    for node in tree.css("a[href]"):
        href = node.attributes.get("href") or ""
        label = f"{node.text(strip=True)[:80]} {node.attributes.get('title') or ''} {href}"
        purpose = next((name for name, hint in _PAGE_HINTS if name not in pages and hint.search(label)), None)
        if purpose is None:
            continue
        url = (join(base, href) or "").partition("#")[0]
        if url and is_same_site(url, page) and not _NOT_A_PAGE.search(url) and canonicalise(url) not in seen:
            seen.add(canonicalise(url))
            pages[purpose] = url
    return [(purpose, pages[purpose]) for purpose in PAGE_PURPOSES if purpose in pages]


def _feeds(tree: LexborHTMLParser, base: str, page: str) -> Iterator[str]:
    """Feeds declared by `<link rel=alternate>`, then those only linked; feeds of comments are not news."""
    declared = [
        node
        for node in tree.css("link[rel~=alternate][href]")
        if (node.attributes.get("type") or "").lower().strip() in ("application/rss+xml", "application/atom+xml")
    ]
    linked = [node for node in tree.css("a[href]") if _FEED_PATH.search(node.attributes.get("href") or "")]
    for node in [*declared, *linked]:
        url = join(base, node.attributes.get("href") or "")
        if url and is_same_site(url, page) and not _COMMENTS.search(f"{url} {node.attributes.get('title') or ''}"):
            yield url


def _instant(entry: Any) -> datetime | None:
    for name in ("published_parsed", "updated_parsed"):
        parts = dict.get(entry, name)
        if parts:
            try:
                year, month, day, hour, minute, second = parts[:6]
                return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
            except ValueError:
                continue
    return None
