"""Which accounts a page of a site links to as its own: anchors, `rel=me`, JSON-LD, meta tags and page plugins.

Share or profile is decided on the address, by the networks' own `match_url`. The place in the page only tells a site's
own account from one that it quotes: the author of an article, the author of an embedded post (SOURCES, section 4).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.model.errors import LayoutError
from pipelines.model.records import AccountRef, Capture
from pipelines.networks.charset import decode_capture
from pipelines.networks.urls import join, parse_address

Matcher = Callable[[str], AccountRef | None]

WHERE: Final = ("rel_me", "jsonld", "social", "header", "nav", "footer", "aside", "embed", "head", "body", "article")

# A cheap superset of what `match` can accept, for every network of the registry: only 2 links in 100 go further.
HINT: Final = re.compile(
    r"facebook\.|fb\.(?:com|me)|twitter\.com|[/.]x\.com|youtu\.?be|bsky\.|/@|/users/|/web/"
    r"|instagr\.?am|linkedin\.|lnkd\.in|threads\.|tiktok\.|snapchat\.|whatsapp\.|[/.]wa\.me|[/.]t\.me|telegram\.|viadeo\."
    r"|peertube|tube\.|/video-channels|/c/|/a/|/accounts/",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(
    r"/share(?:r|article|-offsite)?\b|/intent/(?:tweet|post)|/dialog/(?:share|feed)|/compose/", re.IGNORECASE
)
_QUOTED: Final = re.compile(
    r"(?:^|[\s_-])(?:tweet|tweets-item|author|auteurs?|byline|vcard|signature|credits?|caption|comments?-(?:list|body|area)|commentaires?"
    r"|commentlist|live-item)(?:$|[\s_-])|twitter-tweet|(?:article|post|entry)[_-]+authors?"
)
_SOCIAL: Final = re.compile(
    r"social|r[ée]seaux|reseau|rezo|follow|suivre|suivez|networks?(?:$|[\s_-])|(?:^|[\s_-])rs(?:$|[\s_-])"
)
_ARTICLE: Final = re.compile(
    r"(?:entry|post|article|texte?|body)[_-]*(?:content|body|text|texte|article)|postcontent|articlebody|field--name-body"
)
_REGIONS: Final = (
    ("footer", re.compile(r"foot(?:er)?(?:$|[\s_-])|(?:^|[\s_-])pied|contentinfo")),
    ("header", re.compile(r"(?:^|[\s_-])(?:site-?|page-?|main-?)?header(?:$|[\s_-])|top-?bar|masthead|entete|banner")),
    ("nav", re.compile(r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu)(?:$|[\s_-])")),
    ("aside", re.compile(r"sidebar|widget|(?:^|[\s_-])aside")),
)
_TAGS: Final = {"footer": "footer", "header": "header", "nav": "nav", "aside": "aside", "article": "article"}
_LABEL: Final = re.compile(
    r"facebook|twitter|youtube|mastodon|bluesky|linkedin|instagram|threads|tiktok|snapchat|whatsapp|telegram|viadeo"
    r"|peertube|(?:^|\W)(?:fb|x|tw|yt|ig|insta)(?:$|\W)|suiv|retrouve|rejoi|abonne|page|compte"
    r"|cha[îi]ne|follow|like|j['’]aime|actualit|commune|mairie|ville",
    re.IGNORECASE,
)
_QUOTED_LABEL: Final = re.compile(r"^\s*@|^\s*(?:https?://)?(?:www\.)?\w+\.\w{2,}/")
_HANDLE: Final = re.compile(r"@?(\w{1,15})", re.ASCII)
_FEDIVERSE: Final = re.compile(r"@?([\w.-]+)@([\w-]+(?:\.[\w-]+)+)", re.ASCII)
_PERSONAL_KEYS: Final = frozenset(
    {"author", "creator", "contributor", "editor", "mentions", "about", "citation", "review", "comment"}
)


@dataclass(frozen=True, slots=True)
class SocialLink:
    """An account that a page names. `where` is one of WHERE; `is_share` marks an account named only by a share button
    (`via=`), which proves nothing."""

    account: AccountRef
    url: str
    where: str
    is_share: bool = False


def parse_links(capture: Capture, match: Matcher) -> list[SocialLink]:
    """The accounts that the page presents as its own, one link per account, in the order of the page.

    When an account is linked several times the most telling place of WHERE is kept. Accounts of article authors and of
    embedded posts are left out.

    Raises:
        LayoutError: there is nothing in the page where a link could be (frames, script only, not HTML).
    """
    tree = LexborHTMLParser(decode_capture(capture).text)
    base = base_address(tree, capture.final_url or capture.request.url)
    if tree.css_first("a[href], link[rel~=me]") is None:
        raise LayoutError(f"no link at all in the page {capture.request.url}: frames, or a page that only scripts fill")
    links = [link for link in _candidates(tree, base, match) if link.account.network != "website"]
    found: dict[str, SocialLink] = {}
    for link in [*links, *_from_twitter_meta(tree, match, links)]:
        known = found.get(link.account.account_id)
        if known is None or _rank(link) < _rank(known):
            found[link.account.account_id] = link
    return list(found.values())


def _rank(link: SocialLink) -> tuple[bool, int]:
    return link.is_share, WHERE.index(link.where)


def base_address(tree: LexborHTMLParser, page: str) -> str:
    """What relative links of the page at `page` are relative to."""
    declared = tree.css_first("base[href]")
    href = declared.attributes.get("href") if declared is not None else None
    return (join(page, href) if href else None) or page


def _candidates(tree: LexborHTMLParser, base: str, match: Matcher) -> Iterator[SocialLink]:
    for node in tree.css("a[href], area[href], link[rel~=me]"):
        href = node.attributes.get("href") or ""
        if not HINT.search(href):
            continue
        url = join(base, href)
        if url is not None:
            yield from _from_anchor(node, url, match)
    yield from _from_plugins(tree, base, match)
    yield from _from_jsonld(tree, match)
    for node in tree.css('meta[name="fediverse:creator"]'):
        found = _FEDIVERSE.fullmatch((node.attributes.get("content") or "").strip())
        account = match(f"https://{found[2]}/@{found[1]}") if found else None
        if account is not None:
            yield SocialLink(account, account.url, "head")


def _from_anchor(node: LexborNode, url: str, match: Matcher) -> Iterator[SocialLink]:
    address = parse_address(url)
    if address is None:
        return
    if _SHARE.search(address.path):
        speaker = parse_qs(address.query).get("via", [""])[0]
        account = match(f"https://x.com/{speaker}") if _HANDLE.fullmatch(speaker) else None
        if account is not None:
            yield SocialLink(account, url, "body", is_share=True)
        return
    account = match(url)
    where = None if account is None else _place(node)
    if account is not None and where is not None:
        yield SocialLink(account, url, where)


def _place(node: LexborNode) -> str | None:
    """The kind of block that holds the link, the nearest telling ancestor first; None for a quoted account."""
    relations = (node.attributes.get("rel") or "").lower().split()
    if "me" in relations:
        return "rel_me"
    if "author" in relations:
        return None
    classes = node.attributes.get("class") or ""
    ancestor: LexborNode | None = node if "twitter-timeline" not in classes else node.parent
    while ancestor is not None and ancestor.tag not in ("body", "html", "-document"):
        place = _region(ancestor)
        if place == "article":
            return "article" if _is_own_label(node) else None
        if place is not None:
            return None if place == "quoted" else place
        ancestor = ancestor.parent
    return "body"


def _region(node: LexborNode) -> str | None:
    attributes = node.attributes
    marks = " ".join(filter(None, (attributes.get("class"), attributes.get("id"), attributes.get("role")))).lower()
    if marks and _QUOTED.search(marks):
        return "quoted"
    if marks and node.tag != "a" and _SOCIAL.search(marks):
        return "social"
    if node.tag in _TAGS:
        return _TAGS[node.tag]
    if attributes.get("itemprop") == "articleBody" or (marks and _ARTICLE.search(marks)):
        return "article"
    return next((name for name, pattern in _REGIONS if marks and pattern.search(marks)), None)


def _is_own_label(node: LexborNode) -> bool:
    """An icon or « Suivez-nous sur Facebook » is the site speaking of itself; a name or @handle is a quotation."""
    attributes = node.attributes
    image = node.css_first("img[alt]")
    texts = [node.text(strip=True), attributes.get("title"), attributes.get("aria-label")]
    texts.append(image.attributes.get("alt") if image is not None else None)
    label = " ".join(text for text in texts if text).strip()
    return label == "" or (_QUOTED_LABEL.search(label) is None and _LABEL.search(label) is not None)


def _from_plugins(tree: LexborHTMLParser, base: str, match: Matcher) -> Iterator[SocialLink]:
    """Facebook's page plugin shows one page, the one in `href`."""
    addresses = [node.attributes.get("data-href") for node in tree.css(".fb-page[data-href], .fb-like-box[data-href]")]
    for node in tree.css(
        "iframe[src*='/plugins/page.php'], iframe[src*='/plugins/likebox.php'], iframe[src*='/plugins/fan.php']"
    ):
        plugin = parse_address(join(base, node.attributes.get("src") or "") or "")
        addresses += parse_qs(plugin.query).get("href", []) if plugin else []
    for address in addresses:
        url = join(base, address) if address else None
        account = match(url) if url else None
        if url and account is not None:
            yield SocialLink(account, url, "embed")


def _from_jsonld(tree: LexborHTMLParser, match: Matcher) -> Iterator[SocialLink]:
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            document = json.loads(node.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for value in _same_as(document):
            account = match(value) if HINT.search(value) and parse_address(value) else None
            if account is not None:
                yield SocialLink(account, value, "jsonld")


def _same_as(node: Any) -> Iterator[str]:
    """`sameAs` of the bodies and sites that a JSON-LD document describes; persons and quoted works are left out."""
    if isinstance(node, list):
        for item in node:
            yield from _same_as(item)
    elif isinstance(node, dict):
        types = node.get("@type")
        if "Person" not in (types if isinstance(types, list) else [types]):
            values = node.get("sameAs")
            yield from (value for value in (values if isinstance(values, list) else [values]) if isinstance(value, str))
            for key, value in node.items():
                if key not in _PERSONAL_KEYS:
                    yield from _same_as(value)


def _from_twitter_meta(tree: LexborHTMLParser, match: Matcher, links: list[SocialLink]) -> Iterator[SocialLink]:
    """`twitter:site` holds a handle, but also names, addresses and blanks: a bare word counts only when no other link
    to X contradicts it."""
    others = {link.account.account_id for link in links if link.account.network == "x" and not link.is_share}
    for node in tree.css('meta[name="twitter:site"], meta[property="twitter:site"]'):
        content = (node.attributes.get("content") or "").strip()
        found = _HANDLE.fullmatch(content)
        account = match(f"https://x.com/{found[1]}" if found else content) if content else None
        if account is None or account.network != "x":
            continue
        if content.startswith("@") or not others or account.account_id in others:
            yield SocialLink(account, account.url, "head")
