"""Official sites as evidence: the accounts their pages link to (E1), whether they could be searched, their news.

Belongs here: which territory a page speaks for. Not here: how links are found in a page (networks/social_links).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Evidence, Outcome
from pipelines.model.records import AccountEvidence, Capture, SiteItem
from pipelines.networks import website
from pipelines.networks.social_links import SocialLink
from pipelines.networks.texts import item_texts, texts_frame
from pipelines.networks.urls import site_handle
from pipelines.roster import lists
from pipelines.roster.lists import Look, Matcher

PURPOSES: Final = (*website.HOME_PURPOSES, *website.PAGE_PURPOSES)


@dataclass(frozen=True, slots=True)
class LinkReading:
    """Frames roster.evidence (E1) and roster.looks (source site), and what was left out."""

    evidence: pl.DataFrame
    looks: pl.DataFrame
    problems: list[str]


@dataclass(frozen=True, slots=True)
class Sites:
    """Whose site is whose: territories by handle, and handles by host."""

    territories: dict[str, list[str]]
    hosts: dict[str, set[str]]

    @classmethod
    def of(cls, sites: pl.DataFrame) -> Sites:
        """The sites of frames with territory_id and site_url (rows of roster.sites)."""
        territories: dict[str, list[str]] = defaultdict(list)
        hosts: dict[str, set[str]] = defaultdict(set)
        for territory_id, url in sites.select("territory_id", "site_url").iter_rows():
            handle = site_handle(url)
            if handle is not None and territory_id not in territories[handle]:
                territories[handle].append(territory_id)
                hosts[_host(handle)].add(handle)
        return cls(territories, hosts)

    def owns(self, handle: str, page_url: str) -> bool:
        """Whether the page at `page_url` speaks for the site `handle`: on a host that several sites share, only pages
        under its own path; never a page that is another site's home."""
        page = site_handle(page_url) or ""
        if page != handle and page in self.territories:
            return False
        if len(self.hosts.get(_host(page), ())) < 2:
            return True
        return self._site_of(page) == handle

    def territories_at(self, address: str) -> list[str]:
        """Whose site an address leads to: that of its host; of several on one host, the one whose path it is under."""
        page = site_handle(address) or ""
        on_host = self.hosts.get(_host(page), set())
        site = next(iter(on_host)) if len(on_host) == 1 else self._site_of(page)
        return self.territories.get(site, [])

    def _site_of(self, page: str) -> str:
        return max((site for site in self.hosts.get(_host(page), ()) if _is_under(page, site)), key=len, default="")


def _host(handle: str) -> str:
    return handle.partition("/")[0]


def _is_under(page: str, site: str) -> bool:
    return page == site or page.startswith(f"{site}/")


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What one page of a site was read to link to. `capture` has lost its body; `problem` is empty when it was read."""

    capture: Capture
    outcome: Outcome
    links: tuple[SocialLink, ...]
    problem: str = ""


def read(captures: Iterable[Capture], sites: pl.DataFrame, month: Month, match: Matcher) -> LinkReading:
    """`gather` of the pages among `captures` (those of the website partition)."""
    return gather(read_pages(captures, match), sites, month)


def read_pages(captures: Iterable[Capture], match: Matcher) -> Iterator[PageLinks]:
    """The links of each page among `captures`; other captures are passed over."""
    for capture in captures:
        if capture.request.purpose in PURPOSES:
            yield _read_page(capture, match)


def gather(pages: Iterable[PageLinks], sites: pl.DataFrame, month: Month) -> LinkReading:
    """Evidence E1 and looks from what the pages of sites link to; `sites` are the rows of roster.sites.

    A territory has one look when it declares a site: ok when a home page of it was read (by https or http), else what
    came of the best attempt, not_attempted when none was made. A home page without any link could not be searched:
    parse_error. Requests carry the account ids of sites as subjects, which is how pages are told apart.
    """
    known = Sites.of(sites)
    evidence: list[AccountEvidence] = []
    looks: dict[str, Look] = {}
    problems: list[str] = []
    for page in pages:
        capture = page.capture
        problems += [page.problem] if page.problem else []
        address = capture.final_url or capture.request.url
        for handle in (subject.partition(":")[2] for subject in capture.request.subjects):
            is_own = known.owns(handle, address)
            for territory_id in known.territories.get(handle, ()):
                if capture.request.purpose in website.HOME_PURPOSES:
                    seen = Outcome.RENAMED if page.outcome.gives_page and not is_own else page.outcome
                    _keep_best(looks, territory_id, Look.of(capture, seen))
                if is_own:
                    evidence += [
                        lists.account_evidence(
                            territory_id, link.account, Evidence.E1, "site", capture.request.url, capture, link.where
                        )
                        for link in page.links
                        if not link.is_share
                    ]
    with_site = sites["territory_id"].unique(maintain_order=True).to_list()
    looks_frame = lists.looks_frame(month, "site", with_site, looks)
    return LinkReading(lists.evidence_frame(month, evidence), looks_frame, problems)


def _read_page(capture: Capture, match: Matcher) -> PageLinks:
    kept = replace(capture, body=b"")
    try:
        website.parse_profile(capture)
        if not capture.outcome.gives_page:
            return PageLinks(kept, capture.outcome, ())
        return PageLinks(kept, capture.outcome, tuple(website.parse_links(capture, match)))
    except Walled as wall:
        return PageLinks(kept, wall.outcome, ())
    except LayoutError as error:
        return PageLinks(kept, Outcome.PARSE_ERROR, (), f"Site : {error}")


def _keep_best(looks: dict[str, Look], territory_id: str, look: Look) -> None:
    """An answer that was read beats one that was not; otherwise the first attempt stands (https before http)."""
    known = looks.get(territory_id)
    if known is None or (look.outcome.gives_page and not known.outcome.gives_page):
        looks[territory_id] = look


@dataclass(frozen=True, slots=True)
class ItemReading:
    """Frames observations.site_items (by territory) and observations.texts (by site), and one sentence for each answer
    that is not a feed."""

    items: pl.DataFrame
    texts: pl.DataFrame
    problems: list[str]


def read_items(captures: Iterable[Capture], sites: pl.DataFrame, month: Month) -> ItemReading:
    """The items of the feeds of each territory's sites, the first occurrence of each address, and their texts. A feed
    of no declared site is passed over."""
    known = Sites.of(sites)
    rows: list[lists.Row] = []
    texts: list[lists.Row] = []
    problems: list[str] = []
    for capture in captures:
        subjects = [one for one in capture.request.subjects if one.partition(":")[2] in known.territories]
        if capture.request.purpose != "feed" or not capture.outcome.gives_page or not subjects:
            continue
        try:
            items = website.parse_items(capture)
        except LayoutError as error:
            problems.append(f"Site : {error}")
            continue
        for subject in subjects:
            owners = known.territories[subject.partition(":")[2]]
            rows += [_item_row(month, owner, item, capture) for owner in owners for item in items]
            texts += item_texts(website.MANIFEST, month, capture, subject, items)
    return ItemReading(lists.frame("observations.site_items", rows), texts_frame(texts), problems)


def _item_row(month: Month, territory_id: str, item: SiteItem, capture: Capture) -> lists.Row:
    published = None if item.published_at is None else lists.naive(item.published_at)
    return (month.first_day, territory_id, item.item_url, item.title, published, lists.record_of(capture))
