"""« Comme la vôtre »: five peers of the stratum by name, medians for all, and nobody beside a small commune."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards.pages import compare
from dashboards.pages.site import Site
from dashboards.peers import Compared, compared
from dashboards.place import Place
from dashboards.render import Page, page_file
from dashboards.sheets.paths import slug
from dashboards.source import Edition


@pytest.fixture(scope="module")
def held(edition: Edition) -> Compared:
    return compared(edition)


def block(site: Path, territory: str) -> str:
    text = (site / page_file(f"territoires/{slug(territory)}")).read_text("utf-8")
    part = text.partition('id="semblables"')[2].partition("</section>")[0]
    return html.unescape(part).replace("\u202f", " ").replace("\u00a0", " ")


def rows(text: str) -> list[list[str]]:
    body = text.partition("<tbody>")[2]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", body)]
    return [[re.sub("<[^>]+>", "", cell) for cell in row] for row in cells]


def test_a_sheet_stands_beside_its_five_peers_and_the_median_of_its_stratum(site: Path, edition: Edition) -> None:
    members = {member["territory_id"]: member for member in edition.members.to_dicts()}
    peers = edition.frame("barometer.peers").filter(territory_id="commune:38185").sort("peer_rank")["peer_id"].to_list()
    assert len(peers) == 5
    text = block(site, "commune:38185")
    told = rows(text)
    assert [row[0] for row in told[:6]] == [members[one]["name"] for one in ("commune:38185", *peers)]
    around = [f"{name} de la strate" for name in ("Premier quartile", "Médiane", "Troisième quartile")]
    assert [row[0] for row in told[6:]] == around
    first, middle, third = ([float(cell.split()[0].replace(",", ".")) for cell in row[3:]] for row in told[6:])
    assert [one / 2 for one in middle] == pytest.approx(first, abs=0.06)
    assert [2 * one for one in middle] == pytest.approx(third, abs=0.11)
    assert {members[one]["stratum"] for one in peers} == {members["commune:38185"]["stratum"]}
    assert [f'href="../{one.replace(":", "-")}/index.html"' in text for one in peers] == [True] * 5
    assert 'href="../../comparer/index.html"' in text


def test_a_commune_under_3500_inhabitants_is_compared_with_nobody_by_name(edition: Edition, tmp_path: Path) -> None:
    small = edition.members.filter((pl.col("level") == "commune") & (pl.col("population") < 3500)).to_dicts()
    assert len(small) > 5
    site = Site(edition, {}, frozenset(), tmp_path, tmp_path, Place("2026-10"))
    for sheet in compare.sheets(site, [member_page(member) for member in small]):
        alike = sheet.context["alike"]
        assert (alike["has_peers"], len(alike["rows"])) == (False, 1)
        assert len(alike["medians"]) == len(alike["networks"])
    named = edition.frame("barometer.peers").select("territory_id", "peer_id")
    codes = {member["territory_id"] for member in small}
    assert not codes & {*named["territory_id"], *named["peer_id"]}


def test_medians_are_the_published_ones_and_say_why_they_lack(edition: Edition, held: Compared, site: Path) -> None:
    """In the unit of I12, followers for 100 inhabitants; a median that is withheld stays so."""
    words, rows = edition.words, edition.frame("strata.medians").to_dicts()
    assert {row["value_status"] for row in rows} >= {"observed", "small_base", "low_coverage"}
    text = html.unescape((site / "comparer" / "index.html").read_text("utf-8")).partition('id="medianes"')[2]
    lines = re.findall(r'<tr><th scope="row">(.*?)</tr>', text)
    networks = sorted({row["network"] for row in rows} - {"any"}, key=edition.place)
    for stratum, line in zip(edition.strata, lines, strict=True):
        cells = re.findall(r"<td(?: class=\"u\")?>(.*?)</td>", line)
        for network, cell in zip(networks, cells, strict=True):
            row = held.medians[stratum].get(network)
            if row is None or row["value_status"] == "small_base":
                assert cell == "moins de 5"
            elif row["value"] is None:
                assert cell == "non publié"
            else:
                first, middle, third = cell.split("<br>")
                assert middle.startswith(words.number(row["value"], 2))
                assert first.startswith(f'<span class="interval">{words.number(row["value"] / 2, 2)}')
                assert third.startswith(f'<span class="interval">{words.number(2 * row["value"], 2)}')


def test_medians_stand_alone_where_no_quartile_is_published(edition: Edition, tmp_path: Path) -> None:
    frames = {**edition.frames, "strata.quartiles": edition.frame("strata.quartiles").clear()}
    site = Site(replace(edition, frames=frames), {}, frozenset(), tmp_path, tmp_path, Place("2026-10"))
    member = next(one for one in edition.members.to_dicts() if one["territory_id"] == "commune:38185")
    (sheet,) = compare.sheets(site, [member_page(member)])
    assert sheet.context["alike"]["quartiles"] == []
    page = compare.page(site)
    assert {len(around) for _, _, cells in page.context["lines"] for _, around in cells} == {0}


def test_the_count_of_networks_is_an_interval_where_a_status_is_unknown(edition: Edition, held: Compared) -> None:
    statuses = edition.current("barometer.status").filter(pl.col("network") != "website")
    unknown = statuses.filter(status="unknown")["territory_id"].unique().sort().to_list()
    low, high = held.counts[unknown[0]]
    assert low < high
    assert (
        high
        == statuses.filter((pl.col("territory_id") == unknown[0]) & (pl.col("status") != "absent_confirmed")).height
    )


def member_page(territory: dict[str, Any]) -> Page:
    return Page(
        f"territoires/{slug(territory['territory_id'])}", "fiche.html", territory["name"], "", {"member": territory}
    )


def test_what_is_not_measured_is_said_and_is_never_a_zero(edition: Edition, tmp_path: Path) -> None:
    blank = edition.frame("barometer.audience").with_columns(followers_count=pl.lit(None, pl.Int64))
    frames = {
        **edition.frames,
        "barometer.audience": blank,
        "barometer.status": edition.frame("barometer.status").clear(),
        "strata.medians": edition.frame("strata.medians").clear(),
    }
    site = Site(replace(edition, frames=frames), {}, frozenset(), tmp_path, tmp_path, Place("2026-10"))
    member = next(one for one in edition.members.to_dicts() if one["territory_id"] == "commune:38185")
    other = Page("territoires", "territoires.html", "Collectivités")
    index, sheet = compare.sheets(site, [other, member_page(member)])
    assert index is other
    alike = sheet.context["alike"]
    assert {row["count"] for row in alike["rows"]} == {"non observé"}
    assert {cell for row in alike["rows"] for cell in row["cells"]} <= {"non observé", "—"}
    assert alike["count"] == "moins de 5"


def test_the_page_of_comparison_has_every_stratum_and_leads_to_the_sheets(site: Path, edition: Edition) -> None:
    text = html.unescape((site / "comparer" / "index.html").read_text("utf-8")).replace("\u202f", " ")
    heads = re.findall(r'<tr><th scope="row">(.*?)(?: <span|</th>)', text.partition('id="medianes"')[2])
    assert heads == [edition.label("stratum", code) for code in edition.strata]
    assert 'class="button" href="../territoires/index.html"' in text
    assert f"{edition.frame('barometer.peers')['territory_id'].n_unique()} collectivités de la liste en ont" in text
