"""Official sites as evidence: which territory a page speaks for, and whether its site could be searched."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Request
from pipelines.networks.urls import site_handle
from pipelines.roster import lists, site_links

MONTH = Month(2026, 10)
AT = datetime(2026, 10, 31, 16, tzinfo=UTC)
HOME = "<html><title>Site</title><body><a href='/'>Accueil</a>{}</body></html>"


def match(url: str) -> AccountRef | None:
    """A stand-in for the networks: addresses of facebook.com are Facebook accounts."""
    handle = url.rpartition("facebook.com/")[2].strip("/").lower()
    return AccountRef("facebook", handle, url) if "facebook.com/" in url and handle else None


def sites(**urls: str) -> pl.DataFrame:
    listed = ("directory", None, AT.replace(tzinfo=None), False)
    rows = [(MONTH.first_day, f"commune:{name.rstrip('_')}", url, *listed) for name, url in urls.items()]
    return lists.frame("roster.sites", rows)


def capture(
    url: str,
    *handles: str,
    purpose: str = "home",
    outcome: Outcome = Outcome.OK,
    of: str = "",
    final: str = "",
    body: str = HOME,
) -> Capture:
    links = "".join(f"<a href='https://www.facebook.com/{handle}'>f</a>" for handle in handles)
    request = Request(url, "website", "site", purpose, (f"website:{site_handle(of or url)}",))
    content = body.format(links).encode() if outcome is Outcome.OK else b""
    return Capture(request, outcome, AT, 200, final or url, {"content-type": "text/html"}, content)


def read(sites_: pl.DataFrame, *captures: Capture) -> tuple[list[tuple[str, str, str]], dict[str, str], list[str]]:
    reading = site_links.read(captures, sites_, MONTH, match)
    assert reading.evidence.columns == TABLES["roster.evidence"].columns
    assert set(reading.evidence["evidence"]) <= {"E1"}
    evidence = reading.evidence.select("territory_id", "handle", "source_url").rows()
    return evidence, dict(reading.looks.select("territory_id", "outcome").rows()), reading.problems


def test_home_and_contact_pages_give_evidence() -> None:
    evidence, looks, problems = read(
        sites(a="https://www.a.fr"),
        capture("https://www.a.fr", "villea"),
        capture("https://www.a.fr/contact", "villea", "autrea", purpose="contact", of="https://www.a.fr"),
        capture("https://www.a.fr/feed", "nothing", purpose="feed", of="https://www.a.fr"),
    )
    assert evidence == [
        ("commune:a", "villea", "https://www.a.fr"),
        ("commune:a", "villea", "https://www.a.fr/contact"),
        ("commune:a", "autrea", "https://www.a.fr/contact"),
    ]
    assert looks == {"commune:a": "ok"}
    assert problems == []


def test_a_site_that_fails_is_a_look_with_its_outcome_and_no_site_is_no_look() -> None:
    _, looks, _ = read(
        sites(a="https://a.fr", b="https://b.fr", c="https://c.fr"),
        capture("https://a.fr", outcome=Outcome.TIMEOUT),
        capture("https://b.fr", outcome=Outcome.POLICY_BLOCKED),
    )
    assert looks == {"commune:a": "timeout", "commune:b": "policy_blocked", "commune:c": "not_attempted"}


def test_http_after_a_tls_failure_counts_as_read() -> None:
    failed = capture("https://a.fr", outcome=Outcome.TLS_ERROR)
    evidence, looks, _ = read(sites(a="https://a.fr"), failed, capture("http://a.fr", "villea", purpose="home_http"))
    assert looks == {"commune:a": "ok"}
    assert evidence == [("commune:a", "villea", "http://a.fr")]
    _, looks, _ = read(
        sites(a="https://a.fr"), failed, capture("http://a.fr", purpose="home_http", outcome=Outcome.UNREACHABLE)
    )
    assert looks == {"commune:a": "tls_error"}


def test_one_site_read_out_of_two_is_enough() -> None:
    _, looks, _ = read(
        sites(a="https://a.fr", a_="https://mairie-a.fr"),
        capture("https://a.fr", outcome=Outcome.DNS_ERROR),
        capture("https://mairie-a.fr", "villea"),
    )
    assert looks == {"commune:a": "ok"}


def test_a_page_that_cannot_be_searched_is_not_an_absence() -> None:
    shell = "<html><title>Ville</title><body><div id='root'></div><script src='a.js'></script>{}</body></html>"
    parked = "<html><body>Ce domaine est à vendre {}</body></html>"
    _, looks, problems = read(
        sites(a="https://a.fr", b="https://b.fr"),
        capture("https://a.fr", body=shell),
        capture("https://b.fr", body=parked),
    )
    assert looks == {"commune:a": "parse_error", "commune:b": "gone"}
    assert "https://a.fr" in problems[0]


def test_territories_of_one_host_are_told_apart_by_path() -> None:
    of = sites(cc="https://cc.fr/", alpha="https://cc.fr/communes/alpha", beta="https://cc.fr/communes/beta/")
    evidence, looks, _ = read(
        of,
        capture("https://cc.fr/", "cc"),
        capture("https://cc.fr/communes/alpha", "alpha"),
        capture("https://cc.fr/contact", "cc2", purpose="contact", of="https://cc.fr/communes/alpha"),
        capture("https://cc.fr/communes/alpha/contact", "alpha2", purpose="contact", of="https://cc.fr/communes/alpha"),
        capture("https://cc.fr/communes/beta/", "cc", final="https://cc.fr/"),
    )
    assert [row[:2] for row in evidence] == [
        ("commune:cc", "cc"),
        ("commune:alpha", "alpha"),
        ("commune:alpha", "alpha2"),
    ]
    assert looks == {"commune:cc": "ok", "commune:alpha": "ok", "commune:beta": "renamed"}


def test_a_site_declared_by_two_territories_speaks_for_both() -> None:
    of = sites(a="https://www.a.fr", b="http://a.fr/")
    evidence, looks, _ = read(of, capture("https://www.a.fr", "villea"))
    assert [row[0] for row in evidence] == ["commune:a", "commune:b"]
    assert looks == {"commune:a": "ok", "commune:b": "ok"}


def test_a_site_that_moved_to_another_domain_still_speaks_for_its_territory() -> None:
    evidence, looks, _ = read(sites(a="http://old.fr"), capture("http://old.fr", "villea", final="https://new.fr/"))
    assert evidence == [("commune:a", "villea", "http://old.fr")]
    assert looks == {"commune:a": "ok"}


def test_a_site_that_leads_to_another_territorys_site_speaks_for_nobody_else() -> None:
    of = sites(a="https://a.fr", b="https://b.fr")
    evidence, looks, _ = read(
        of, capture("https://a.fr", "villeb", final="https://b.fr/"), capture("https://b.fr", "villeb")
    )
    assert evidence == [("commune:b", "villeb", "https://b.fr")]
    assert looks == {"commune:a": "renamed", "commune:b": "ok"}


def test_an_account_named_by_a_share_button_is_no_evidence() -> None:
    def match_x(url: str) -> AccountRef | None:
        return AccountRef("x", "villea", url) if url == "https://x.com/VilleA" else None

    body = "<a href='https://twitter.com/intent/tweet?text=t&via=VilleA'>Partager</a>{}"
    reading = site_links.read([capture("https://a.fr", body=body)], sites(a="https://a.fr"), MONTH, match_x)
    assert reading.evidence.is_empty()
    assert reading.looks["outcome"].to_list() == ["ok"]


def test_items_of_feeds_are_kept_by_territory() -> None:
    feed = (
        "<rss version='2.0'><channel><item><title>T</title><link>https://a.fr/1</link>"
        "<description>Dit le site</description><pubDate>Tue, 06 Oct 2026 18:30:00 +0200</pubDate></item>"
        "</channel></rss>{}"
    )
    of = sites(a="https://a.fr", b="https://www.a.fr/")
    captures = [
        capture("https://a.fr/feed", purpose="feed", of="https://a.fr", body=feed),
        capture("https://a.fr/feed2", purpose="feed", of="https://a.fr", body=HOME),
        capture("https://a.fr", "villea"),
        capture("https://nobody.fr/feed", purpose="feed", of="https://nobody.fr", body=feed),
    ]
    reading = site_links.read_items(captures, of, MONTH)
    frame, problems = reading.items, reading.problems
    assert len(problems) == 1 and "https://a.fr/feed2" in problems[0]
    assert frame.columns == TABLES["observations.site_items"].columns
    assert frame.select("territory_id", "item_url", "title", "published_at").rows() == [
        (territory_id, "https://a.fr/1", "T", AT.replace(day=6, minute=30, tzinfo=None))
        for territory_id in ("commune:a", "commune:b")
    ]
    (text,) = reading.texts.to_dicts()
    assert (text["account_id"], text["text_id"], text["kind"], text["text"], text["text_status"]) == (
        "website:a.fr", "https://a.fr/1", "item", "T Dit le site", "observed",
    )  # fmt: skip
    assert text["created_at"] == AT.replace(day=6, minute=30, tzinfo=None)


def test_evidence_says_where_in_the_page_the_link_is_and_in_which_place() -> None:
    page = (
        "<html><title>Site</title><body><a href='/'>Accueil</a>{}<footer><a href='https://facebook.com/pied'>f</a>"
        "</footer><article><p><a rel='me' href='https://facebook.com/moi'>f</a></p></article></body></html>"
    )
    reading = site_links.read([capture("https://a.fr", "corps", body=page)], sites(a="https://a.fr"), MONTH, match)
    shown = reading.evidence.select("handle", "found_where", "list_rank").rows()
    assert shown == [("corps", "body", 1), ("pied", "footer", 2), ("moi", "rel_me", 3)]
