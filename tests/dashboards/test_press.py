"""The press pages: what may be quoted of an area, what is withheld and why, and that a page is a sheet of paper."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards.areas import Area, areas
from dashboards.findings import Finding
from dashboards.findings.area import sentences
from dashboards.pages.press import CELLS, press_path
from dashboards.render import page_file
from dashboards.source import Edition


def plain(text: str) -> str:
    return html.unescape(text).replace("\u202f", " ").replace("\u00a0", " ")


def page(site: Path, level: str, code: str) -> str:
    return plain((site / page_file(press_path(level, code))).read_text("utf-8"))


def tables(text: str) -> list[str]:
    """The tables by network of a page: presence, then followers."""
    section = text.partition('id="reseaux"')[2].partition("</section>")[0]
    return re.findall(r"<table>(.*?)</table>", section, re.DOTALL)


@pytest.fixture(scope="module")
def found(edition: Edition) -> dict[tuple[str, str], Area]:
    return {(area.level, area.code): area for area in areas(edition)}


def test_each_region_and_departement_has_its_page_and_sheets_and_maps_lead_to_them(
    site: Path, edition: Edition
) -> None:
    members = edition.members.filter(pl.col("level").is_in(["region", "departement"]))
    index = plain((site / "presse" / "index.html").read_text("utf-8"))
    for level, code in members.select("level", "code").iter_rows():
        assert f'href="{level}-{code}/index.html"' in index
        assert (site / page_file(press_path(level, code))).is_file()
    sheet = (site / "territoires" / "region-84" / "index.html").read_text("utf-8")
    assert 'href="../../presse/region-84/index.html"' in sheet
    assert 'href="../presse/index.html"' in (site / "carte-departements" / "index.html").read_text("utf-8")
    assert "presse/commune" not in (site / "territoires" / "commune-38185" / "index.html").read_text("utf-8")


def test_three_to_five_sentences_stand_with_n_month_and_interval(
    edition: Edition, found: dict[tuple[str, str], Area]
) -> None:
    for area in found.values():
        told = sentences(edition, area, area.name, "presse")
        assert 2 <= len(told) <= 5, area.territory_id
        is_measured = any(row["followers_count"] is not None for row in area.accounts.values())
        assert len(told) >= 3 or not is_measured or not area.rates, area.territory_id
        assert {terms[0] for terms in (one.basis[0] for one in told)} == {"n"}
        assert {one.basis[-1] for one in told} == {("Mois", "octobre\u00a02026")}
        terms = [dict(one.basis) for one in told]
        assert all("Bornes" in basis or "Intervalle" in basis for basis in terms)


def any_rate(status: str, **more: Any) -> dict[str, Any]:
    return {
        "network": "any", "presence_share": 0.5 if status == "observed" else None, "presence_share_status": status,
        "presence_share_lo": 0.4, "presence_share_hi": 0.6, "present_count": 4, "absent_count": 4, "unknown_count": 2,
        "member_count": 10, "aggregation": "pooled",
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (any_rate("observed"), "50,0 % des communes et intercommunalités suivies ont un compte officiel"),
        (
            any_rate("withheld"),
            "de 40,0 % à 60,0 % des 10 communes et intercommunalités suivies ont un compte officiel",
        ),
        (any_rate("withheld"), "plus de 10 % d’inconnues (2) ne permettent pas de taux plus précis."),
        (
            any_rate("small_base", member_count=4, present_count=3, absent_count=1, unknown_count=0),
            "pour 3 des 4 communes et intercommunalités suivies ; à moins de cinq, aucun taux n’est publié.",
        ),
        (None, "la liste ne suit ni commune ni intercommunalité."),
    ],
)
def test_a_withheld_rate_is_told_by_its_bounds_and_the_sentence_says_why(
    edition: Edition, row: dict[str, Any] | None, told: str
) -> None:
    area = Area("departement", "01", "Ain", {} if row is None else {"any": row})
    (only,) = sentences(edition, area, "Ain", "presse")
    assert plain(only.sentence).startswith("Dans l’Ain, ") and told in plain(only.sentence)
    assert isinstance(only, Finding) and only.names == ("Ain",)


def test_no_network_leads_where_more_accounts_are_known_on_one_whose_rate_is_withheld(edition: Edition) -> None:
    rare = any_rate("observed", network="whatsapp", present_count=1, absent_count=6, presence_share=1 / 7)
    rates = {"whatsapp": rare, "facebook": any_rate("withheld", network="facebook", present_count=6)}
    told = [plain(one.sentence) for one in sentences(edition, Area("departement", "01", "Ain", rates), "Ain", "presse")]
    assert not any("le plus répandu" in one for one in told)
    assert "Le réseau où le plus de comptes officiels sont connus dans l’Ain est Facebook : 6 communes" in told[1]


def test_the_page_says_which_rates_are_withheld_and_shows_bounds_and_counts_for_all(
    site: Path, found: dict[tuple[str, str], Area]
) -> None:
    kinds = set()
    for (level, code), area in found.items():
        if level != "region":
            continue
        text = page(site, level, code)
        social = [row for network, row in area.rates.items() if network != "website"]
        hidden = [row for row in social if row["presence_share"] is None]
        kinds |= {row["presence_share_status"] for row in social}
        assert ("par leurs seules bornes" in text or "seules leurs bornes" in text) == bool(hidden), code
        table = tables(text)[0]
        lines = re.findall(r'<tr><th scope="row">(.*?)</tr>', table, re.DOTALL)
        assert len(lines) == len(social)
        cells = [re.findall(r'</td><td class="n[ u]*">(.*?)</td>', line)[0] for line in lines]
        assert sum(cell.startswith('non publié <span class="interval">[') for cell in cells) == len(hidden), code
        assert all(re.search(r"présentes?, \d+ absences?, \d+ inconnue", line) for line in lines)
    assert {"observed", "withheld"} <= kinds


def test_an_area_of_fewer_than_five_accounts_has_no_cell_and_says_so(
    site: Path, found: dict[tuple[str, str], Area]
) -> None:
    rhone = found["region", "84"]
    assert {code for _, code in rhone.cells} == set(CELLS)
    text = tables(page(site, "region", "84"))[1]
    line = text.partition(">Facebook<")[2].partition("</tr>")[0]
    median = rhone.cells["facebook", "I11"]["value"]
    assert f'<td class="n">{median:,.0f}</td>'.replace(",", " ") in line
    assert "+25,0 %" in line
    assert "moins de 5" in text.partition(">Snapchat<")[2].partition("</tr>")[0]
    assert '<td class="n u">0' not in text


def test_movers_are_inside_the_area_and_name_no_small_commune(
    edition: Edition, found: dict[tuple[str, str], Area]
) -> None:
    members = {member["territory_id"]: member for member in edition.members.to_dicts()}
    ranking = edition.current("barometer.ranking").filter(
        (pl.col("window_months") == 12) & (pl.col("lens") == "absolute")
    )
    named = 0
    for (level, code), area in found.items():
        for row in area.movers:
            member = members[row["territory_id"]]
            assert member[f"{level}_code"] == code and member["level"] != level
            assert member["level"] != "commune" or member["population"] >= 3500
            assert row["ranked_count"] >= 5
            inside = [
                other["rank"] for other in ranking.filter(
                    (pl.col("stratum") == row["stratum"]) & (pl.col("network") == row["network"])
                ).to_dicts() if members[other["territory_id"]][f"{level}_code"] == code
            ]  # fmt: skip
            assert row["rank"] == min(inside)
            named += 1
        if level == "departement" and int(code[:2] if code.isdigit() else 0) > 20:
            break
    assert named > 20


def test_a_list_without_the_institution_still_has_its_page(edition: Edition) -> None:
    members = edition.members.filter(pl.col("territory_id") != "region:84")
    area = next(one for one in areas(replace(edition, frames={**edition.frames, "roster.members": members}))
                if one.territory_id == "region:84")  # fmt: skip
    assert (area.name, bool(area.rates)) == ("", True)


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_press_page_is_two_sheets_of_paper_at_most_and_hatches_what_is_unknown(read: Any) -> None:
    reader = read()
    page = reader.open(page_file(press_path("region", "84")))
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") in (1, 2)
    page.emulate_media(media="print")
    assert page.locator(".press .u").first.evaluate("(one) => getComputedStyle(one).printColorAdjust") == "exact"
    assert (reader.outside, reader.complaints) == ([], [])
