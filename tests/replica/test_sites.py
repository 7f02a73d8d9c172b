"""Official sites: links, traps, faults and feeds, over the same code that serves HTTP; and a site over real HTTP."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.replica.faults import site_fault
from pipelines.replica.records import bare_host, month_index, paris_month
from pipelines.replica.scenes import load_world
from pipelines.replica.site_markup import feed_path
from pipelines.replica.truth import truth
from pipelines.replica.visit import Reply, Visit
from pipelines.replica.web import Web

NOW = datetime(2026, 10, 31, 16, tzinfo=UTC)
MONTH = Month(2026, 10)


def visit(web: Web, url: str, now: datetime = NOW) -> Reply:
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    return web.answer(Visit(scheme, host, f"/{path}", {}, "", now, paris_month(now), {}))


def read(web: Web, url: str) -> Reply:
    """Follow redirects, ask three times, fall back to plain HTTP: what a patient visitor gets in the end."""
    seen, reply = 0, visit(web, url)
    while seen < 8 and (
        reply.status in (301, 302, 308, 429, 503) or reply.fault in ("tls_certificate", "tls_handshake")
    ):
        seen += 1
        url = url.replace("https://", "http://") if reply.fault else reply.headers.get("Location", url)
        reply = visit(web, url)
    return reply


@pytest.fixture(scope="module")
def homes() -> dict[str, Reply]:
    web = Web()
    return {name: read(web, site.url) for name, site in load_world("aujourdhui").sites.items()}


def test_truth_says_which_sites_can_be_read(homes) -> None:
    rows = truth("aujourdhui", MONTH)["sites"]
    told = dict(rows.filter(pl.col("site_url").is_not_null()).select("territory_id", "is_readable").rows())
    faults = dict(rows.select("territory_id", "fault").rows())
    for name, reply in homes.items():
        is_page = (
            reply.status == 200 and reply.fault is None and not reply.missing_bytes and len(reply.body) < 5_000_000
        )
        assert told[name] == (is_page and faults[name] != "robots_all"), (name, faults[name], reply.status, reply.fault)


def test_links_of_the_home_page_are_those_of_the_truth(homes) -> None:
    world, index = load_world("aujourdhui"), month_index(MONTH)
    checked = 0
    for name, reply in homes.items():
        if reply.status != 200 or reply.fault or reply.missing_bytes:
            continue
        text = reply.body.decode("utf-8", "replace")
        for account in world.by_territory.get(name, []):
            stem = account.shown if account.network != "youtube" else account.url.rpartition("/")[2]
            is_shown = re.search(rf"[/@=]{re.escape(stem)}[\"/?@]", text) is not None
            if account.place == "home" and account.first <= index:
                assert is_shown, (name, account.url)
                checked += 1
    assert checked > 1_000


def test_traps_are_on_the_pages(homes) -> None:
    text = b"".join(reply.body for reply in homes.values() if len(reply.body) < 5_000_000)
    for trap in (b"sharer/sharer.php", b"intent/tweet", b"OfficeTourisme", b".maire\"", b"<!-- <a href",
                 b"youtube.com/embed", b"ref_src=twsrc", b"fr-fr.facebook.com", b"http://www.facebook.com", b'rel="me"',
                 b'"sameAs"', b"twitter:site", b"aria-label", b"fr-follow__social"):  # fmt: skip
        assert trap in text, trap


def test_every_page_says_that_it_is_simulated(homes) -> None:
    for reply in homes.values():
        if reply.status == 200 and reply.fault is None and not reply.missing_bytes:
            assert reply.body.count(b"Page simul") >= 3


def test_the_book_of_faults_is_complete_over_a_year() -> None:
    world = load_world("aujourdhui")
    months = [month_index(Month(2026, number)) for number in range(1, 13)]
    seen = {site_fault(world.scene, site, month) for site in world.sites.values() for month in months}
    assert seen >= {
        None, "tls_certificate", "tls_handshake", "refused", "dns", "timeout", "read_timeout", "not_found", "forbidden",
        "server_error_once", "rate_limited", "rate_limited_once", "rate_limited_once_bare", "truncated", "charset",
        "giant", "redirect_loop", "robots_all", "robots_path", "robots_delay", "slow",
    }  # fmt: skip


def test_small_communes_fail_more_often_than_cities() -> None:
    rows = truth("aujourdhui", MONTH)["sites"].filter(pl.col("site_url").is_not_null())
    places = pl.DataFrame(
        [(place.territory_id, place.population) for place in load_world("aujourdhui").territories],
        schema=["territory_id", "population"],
        orient="row",
    )
    rows = rows.join(places, on="territory_id")
    assert 0.75 < rows.filter(pl.col("population") < 3_500)["is_readable"].mean() < 0.95
    assert rows.filter(pl.col("population") >= 20_000)["is_readable"].mean() > 0.97


def test_faults_and_pages_are_the_same_after_a_restart() -> None:
    sites = list(load_world("aujourdhui").sites.values())[::15]
    first, second = Web(), Web()
    for site in sites:
        one, other = visit(first, site.url), visit(second, site.url)
        assert (one.status, one.fault, one.body) == (other.status, other.fault, other.body)


def test_a_passing_failure_passes() -> None:
    world, index = load_world("aujourdhui"), month_index(MONTH)
    once = [
        site
        for site in world.sites.values()
        if site_fault(world.scene, site, index) in ("server_error_once", "rate_limited_once")
    ]
    web = Web()
    for site in once:
        assert visit(web, site.url).status in (429, 503)
        assert visit(web, site.url).status == 200


def test_the_other_host_name_leads_to_the_site() -> None:
    world, index = load_world("aujourdhui"), month_index(MONTH)
    web = Web()
    plain = [site for site in world.sites.values() if site_fault(world.scene, site, index) is None and site.base == "/"]
    for site in plain[::40]:
        other = bare_host(site.host) if site.host.startswith("www.") else f"www.{site.host}"
        reply = visit(web, f"{'https' if site.is_https else 'http'}://{other}/")
        assert reply.status in (301, 302, 308)
        assert reply.headers["Location"] == site.url


def test_feeds_hold_the_items_of_the_month_and_none_of_the_future() -> None:
    world, index = load_world("aujourdhui"), month_index(MONTH)
    web, middle, fewer = Web(), datetime(2026, 10, 15, 12, tzinfo=UTC), 0
    sites = [site for site in world.sites.values() if site_fault(world.scene, site, index) is None]
    for site in [site for site in sites if feed_path(site) != "sans-flux"][::60]:
        whole = visit(web, site.address(feed_path(site))).body.decode()
        half = visit(web, site.address(feed_path(site)), middle).body.decode()
        assert "actualites/2026-10-" in whole
        assert all(moment < "2026-10-15T12" for moment in re.findall(r"<published>([^<]+)", half))
        fewer += half.count("actualites/2026-10") < whole.count("actualites/2026-10")
    assert fewer > 5


def test_a_third_of_the_sites_confirm_the_version_that_a_visitor_has(visitor) -> None:
    world, index = load_world("aujourdhui"), month_index(MONTH)
    well = [site for site in world.sites.values() if site_fault(world.scene, site, index) is None][:120]
    firsts = [visitor.get(site.address("mentions-legales"), MONTH) for site in well]
    named = [(site, first) for site, first in zip(well, firsts, strict=True) if "ETag" in first.headers]
    assert 25 < len(named) < 60
    for site, first in named:
        page = site.address("mentions-legales")
        again = visitor.get(page, MONTH, If_None_Match=first.headers["ETag"])
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert visitor.get(page, MONTH, If_None_Match='"another"').content == first.content


def test_a_site_over_http(visitor) -> None:
    world = load_world("aujourdhui")
    for fault in ("charset", "truncated", "giant", "tls_certificate"):
        months = [Month(2026, number) for number in range(1, 13)]
        site, month = next(
            (site, month)
            for month in months
            for site in world.sites.values()
            if site_fault(world.scene, site, month_index(month)) == fault and site.is_https
        )
        if fault == "truncated":
            with pytest.raises(Exception, match="peer closed connection"):
                visitor.get(site.url, month)
            continue
        answer = visitor.get(site.url, month)
        if fault == "giant":
            assert len(answer.content) > 5 * 2**20
        elif fault == "tls_certificate":
            assert answer.headers["Replica-Fault"] == fault
        else:
            declared = answer.headers["Content-Type"].rpartition("=")[2]
            wrong = answer.content.decode(declared, "replace")
            assert "Page simulée" not in wrong
