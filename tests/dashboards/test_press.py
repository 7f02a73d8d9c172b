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
from dashboards.findings.base import DRAWN, UNTOLD_IN_AREA
from dashboards.pages.press import press_path
from dashboards.pages.press_cells import ACTIVITY, AUDIENCE, WHY, activity, base, cell
from dashboards.render import page_file
from dashboards.source import Edition
from dashboards.words import FR
from pipelines.model.fields.base import MEASURE_STATUSES
from pipelines.model.fields.indicators import INTERVAL_METHODS


def plain(text: str) -> str:
    return html.unescape(text).replace("\u202f", " ").replace("\u00a0", " ")


def page(site: Path, level: str, code: str) -> str:
    return plain((site / page_file(press_path(level, code))).read_text("utf-8"))


def tables(text: str) -> list[str]:
    """The tables by network of a page: presence, then followers."""
    section = text.partition('id="reseaux"')[2].partition("</section>")[0]
    return re.findall(r"<table[^>]*>(.*?)</table>", section, re.DOTALL)


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
        assert all(("Non classés" in basis) is basis["n"].endswith(("classé", "classés")) for basis in terms)
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
    assert {code for _, code in rhone.cells} == {*AUDIENCE, *ACTIVITY}
    text = tables(page(site, "region", "84"))[1]
    line = text.partition(">Facebook ")[2].partition("</tr>")[0]
    median = rhone.cells["facebook", "I11"]["value"]
    shown = f'{median:,.0f} <span class="interval">[{0.9 * median:,.0f} ; {1.1 * median:,.0f}]</span></td>'
    assert f'data-label="Abonnés, médiane">{shown.replace(",", " ")}' in line
    assert '+25,0 %<span class="star">*</span></td>' in line
    assert "moins de 5" in text.partition(">Snapchat<")[2].partition("</tr>")[0]
    assert not re.search(r'<td class="n u"[^>]*>0', text)
    measured = rhone.cells["facebook", "I11"]
    assert f"{measured['measured_count']} mesurés sur {measured['member_count']}" in line


def told(**more: Any) -> dict[str, Any]:
    return {
        "value": 10.0, "value_lo": 9.0, "value_hi": 11.0, "ci_lo": None, "ci_hi": None, "interval_method": "none",
        "value_status": "observed", "variant": "base", "measured_count": 5, "member_count": 5, "unit_kind": "count",
        "aggregation": "median",
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (told(), ("10,0", "[9,0 ; 11,0]", False, "none")),
        (told(value_lo=10.0, value_hi=10.0), ("10,0", "", False, "none")),
        (told(ci_lo=5.0, ci_hi=15.0, interval_method="census"), ("10,0", "[9,0 ; 11,0]", False, "")),
        (told(ci_lo=5.0, ci_hi=15.0, interval_method="woodruff"), ("10,0", "[5,0 ; 15,0]", False, "")),
        (told(interval_method="too_few"), ("10,0", "[9,0 ; 11,0]", False, "too_few")),
        (told(value_lo=None, value_hi=None, interval_method="open"), ("10,0", "", False, "open")),
        (told(value=None, value_status="low_coverage"), ("moins de 80 % lus", "", True, "")),
        (told(value=None, value_status="metric_break"), ("non publié", "", True, "")),
        (None, ("moins de 5", "", True, "")),
    ],
)
def test_a_cell_has_the_interval_of_the_drawing_or_says_why_not(row: dict[str, Any] | None, shown: Any) -> None:
    found = cell(FR, "I11", row)
    assert (plain(found.text), plain(found.interval), *found[2:4]) == shown and found.note == ""


def test_every_way_of_an_interval_and_every_status_is_known() -> None:
    assert set(INTERVAL_METHODS) - DRAWN - set(UNTOLD_IN_AREA) == {"census"}
    assert set(WHY) <= set(MEASURE_STATUSES)


def test_networks_without_a_value_are_named_with_their_reason(
    edition: Edition, found: dict[tuple[str, str], Area], site: Path
) -> None:
    cells = {
        ("linkedin", "I21"): told(value=None, value_status="not_given"),
        ("linkedin", "I52"): told(value=None, value_status="not_given"),
        ("facebook", "I39"): told(value=0.0123, variant="LCS:as_read", unit_kind="share"),
    }
    notes = {("I39", "facebook"): "classifieur", ("I21", "facebook"): "rien", ("I39", "viadeo"): "rien"}
    area = Area("region", "84", cells=cells)
    lines, silent = activity(edition, area, ("facebook", "linkedin", "viadeo"), notes)
    assert [line["label"] for line in lines] == ["Facebook"]
    assert [one.note for one in lines[0]["cells"]] == ["", "", "", "", "classifieur", ""]
    assert [plain(one) for one in silent] == ["LinkedIn (moins de 5 ; non donné par la porte)", "Viadeo (moins de 5)"]
    text = page(site, "region", "84").partition('id="activite"')[2].partition("</section>")[0]
    line = text.partition('<th scope="row">Facebook ')[2].partition("</tr>")[0]
    told_of = [re.sub(r"<.*?>", "", one) for one in re.findall(r"<td.*?</td>", line)]
    assert told_of == [
        "+1 234*", "+5,6*", "12,0 [10,8 ; 13,2]", "non donné par la porte", "1,23 % [1,11 % ; 1,35 %]",
        "3,4 [3,1 ; 3,7]précision 86,4 % et rappel 82,6 % au moins ; grille non stable sur ce réseau",
    ]  # fmt: skip
    assert "mentions j’aime, commentaires et partages (Facebook)." in text
    assert "Snapchat" in text.partition("Sans valeur ici : ")[2]
    assert "sans cet intervalle : trop peu de comptes y sont tirés" in page(site, "region", "84")


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


def test_rates_of_an_area_say_how_many_were_drawn_and_that_they_have_no_interval_of_the_draw(
    edition: Edition, found: dict[tuple[str, str], Area], site: Path
) -> None:
    sampled = edition.members.filter(pl.col("level").is_in(["commune", "epci"]) & (pl.col("weight") > 1))
    counts = dict(sampled.group_by("region_code").len().iter_rows())
    assert found["region", "84"].drawn_count == counts["84"] > 0
    told = dict(sentences(edition, found["region", "84"], "Auvergne-Rhône-Alpes", "presse")[0].basis)["Tirage"]
    assert plain(told).startswith(f"{counts['84']} des collectivités suivies sont tirées au sort")
    assert plain(told) in page(site, "region", "84").partition("<caption>")[2].partition("</caption>")[0]
    whole = replace(found["region", "84"], drawn_count=0)
    assert "Tirage" not in dict(sentences(edition, whole, "Auvergne-Rhône-Alpes", "presse")[0].basis)


def test_every_sentence_names_its_aggregation(edition: Edition, found: dict[tuple[str, str], Area]) -> None:
    for area in found.values():
        for one in sentences(edition, area, area.name, "presse"):
            assert "Agrégation" in dict(one.basis) or "la liste ne suit ni" in one.sentence, one.sentence


def test_a_line_says_on_how_many_accounts_its_values_rest() -> None:
    rows = [told(measured_count=58, member_count=69), told(measured_count=12, member_count=69), None]
    assert plain(base(FR, rows[:1])) == "58 mesurés sur 69"
    assert plain(base(FR, rows)) == "12 à 58 mesurés sur 69"
    assert base(FR, [None, told(value=None, measured_count=0, member_count=69)]) == ""


@pytest.mark.browser
def test_no_table_of_a_press_page_is_wider_than_a_telephone_and_cells_keep_their_heading(read: Any) -> None:
    reader = read(viewport={"width": 320, "height": 800})
    page = reader.open(page_file(press_path("region", "84")))
    wider = "[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).length"
    assert page.evaluate(wider) == 0
    cell = page.locator("#activite ~ .scroll td").first
    assert cell.evaluate("(one) => getComputedStyle(one, '::before').content") == '"Abonnés gagnés"'


@pytest.mark.browser
def test_a_press_page_is_two_sheets_of_paper_at_most_and_hatches_what_is_unknown(read: Any) -> None:
    reader = read()
    page = reader.open(page_file(press_path("region", "84")))
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") in (1, 2)
    page.emulate_media(media="print")
    assert page.locator(".press .u").first.evaluate("(one) => getComputedStyle(one).printColorAdjust") == "exact"
    assert (reader.outside, reader.complaints) == ([], [])
