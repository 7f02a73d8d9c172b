"""The official site as a network: what is asked, what a page proves, which accounts it links to, its feed."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.model.errors import InputError, LayoutError, ReadingError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import MeasureStatus, Outcome
from pipelines.model.records import AccountRef, Capture, Request
from pipelines.networks import social_links, website
from pipelines.networks.registry import NETWORKS, match_url
from pipelines.networks.urls import site_handle

MONTH = Month(2026, 10)
CASES = sorted(path for path in (Path(__file__).parent / "website").iterdir() if path.is_dir())


def capture_of(url: str, body: bytes, *, purpose: str = "home", outcome: str = "ok", content_type: str = "") -> Capture:
    subject = f"website:{site_handle(url)}"
    return Capture(
        Request(url, "website", "site", purpose, (subject,)),
        Outcome(outcome),
        datetime(2026, 10, 31, 16, tzinfo=UTC),
        200 if outcome == "ok" else None,
        url if outcome == "ok" else "",
        {"content-type": content_type} if content_type else {},
        body,
    )


def read_case(folder: Path) -> tuple[Capture, dict[str, Any]]:
    meta = tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8"))
    body = next(folder.glob("page.*")).read_bytes()
    capture = capture_of(
        meta["url"], body, purpose=meta["purpose"], outcome=meta["outcome"], content_type=meta["content_type"]
    )
    return capture, json.loads((folder / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_case(folder: Path) -> None:
    capture, expected = read_case(folder)
    if "error" in expected:
        kind, text = expected["error"]
        with pytest.raises(LayoutError if kind == "LayoutError" else Walled, match=text) as raised:
            website.parse_profile(capture)
        if kind == "Walled":
            assert raised.value.outcome is Outcome(text)  # type: ignore[attr-defined]
    if "profile" in expected:
        seen = [{"name": reading.name, "handle": reading.handle} for reading in website.parse_profile(capture)]
        assert seen == ([] if expected["profile"] is None else [expected["profile"]])
    if "links" in expected:
        links = website.parse_links(capture, match_url)
        assert [[link.account.account_id, link.where, link.is_share] for link in links] == expected["links"]
    if "links_error" in expected:
        with pytest.raises(LayoutError, match=expected["links_error"]):
            website.parse_links(capture, match_url)
    if "follow" in expected:
        follow = website.follow(capture, MONTH)
        assert [[request.purpose, request.url] for request in follow] == expected["follow"]
    if "items" in expected:
        items = website.parse_items(capture)
        dates = [item.published_at.isoformat() if item.published_at else None for item in items]
        seen = [[item.item_url, item.title, date, item.text] for item, date in zip(items, dates, strict=True)]
        assert seen == expected["items"]
    if "items_error" in expected:
        with pytest.raises(LayoutError, match=expected["items_error"]):
            website.parse_items(capture)


def test_a_reading_has_no_followers_to_count() -> None:
    body = b"<html><title>Ville</title><body><a href='/'>Accueil</a></body></html>"
    (reading,) = website.parse_profile(capture_of("https://www.ville.fr/", body))
    assert reading.account_id == "website:ville.fr"
    assert reading.metric_def == "website.none"
    assert reading.followers.count is None
    assert reading.followers.status is MeasureStatus.NOT_GIVEN
    assert website.parse_posts(capture_of("https://www.ville.fr/", body)) == []


def test_plan_asks_each_declared_address_once() -> None:
    accounts = [website.site_account(url) for url in ("http://www.ville.fr", "https://ville.fr/", "autre.fr/Mairie")]
    requests = list(website.plan(accounts, MONTH, frozenset()))
    assert [(request.url, request.purpose, request.subjects) for request in requests] == [
        ("https://ville.fr/", "home", ("website:ville.fr",)),
        ("https://autre.fr/Mairie", "home", ("website:autre.fr/mairie",)),
    ]


def test_an_address_that_is_no_site_is_refused_by_name() -> None:
    assert website.match_url("mairie@ville.fr") is None
    with pytest.raises(InputError, match=r"mairie@ville\.fr"):
        website.site_account("mairie@ville.fr")


def test_pages_of_another_site_are_never_asked() -> None:
    body = b"<a href='https://agence.example/contact'>Contact</a><a href='http://m.ville.fr/contact'>Contact</a>"
    requests = list(website.follow(capture_of("https://www.ville.fr/", body), MONTH))
    assert [request.url for request in requests] == ["http://m.ville.fr/contact"]


def test_pages_of_a_host_whose_tls_fails_are_asked_by_http() -> None:
    body = b"<a href='https://www.ville.fr/contact'>Contact</a><a href='https://infos.ville.fr/mentions-legales'>M</a>"
    requests = list(website.follow(capture_of("http://www.ville.fr/", body, purpose="home_http"), MONTH))
    assert [request.url for request in requests] == [
        "http://www.ville.fr/contact",
        "https://infos.ville.fr/mentions-legales",
    ]


def test_links_never_return_a_site_as_an_account() -> None:
    def match_anything(url: str) -> AccountRef | None:
        return match_url(url) or website.match_url(url)

    body = b"<a href='https://media.example/@x/1'>x</a><a href='https://www.facebook.com/VilleA'>f</a>"
    links = website.parse_links(capture_of("https://www.ville.fr/", body), match_anything)
    assert [link.account.account_id for link in links] == ["facebook:villea"]


def test_the_cheap_filter_lets_the_hosts_of_every_network_pass() -> None:
    manifests = [network.MANIFEST for network in NETWORKS.values()]
    pages = [host for manifest in manifests for host in manifest.hosts if host not in manifest.api_hosts]
    assert [host for host in pages if not social_links.HINT.search(f"https://{host}/a")] == []


MARKUP = st.lists(
    st.sampled_from(["<a href='", "https://x.com/", "http://[", "@a", "'>", "<script type='application/ld+json'>", "{",
                     "}", "<rss version='2.0'>", "<item>", "<link>", "&#x110000;", "\0",
                     "<meta name='twitter:site' content='"]),
    max_size=30,
).map("".join)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.binary(max_size=200), MARKUP.map(str.encode)))
def test_any_bytes_are_read_or_refused_with_a_reading_error(body: bytes) -> None:
    home, feed = capture_of("https://www.ville.fr/", body), capture_of("https://www.ville.fr/f", body, purpose="feed")
    assert isinstance(list(website.follow(home, MONTH)), list)
    for read in (
        lambda: website.parse_profile(home),
        lambda: website.parse_links(home, match_url),
        lambda: website.parse_items(feed),
    ):
        try:
            assert isinstance(read(), list)
        except ReadingError as error:
            assert str(error)
