"""The sheet of an account: every line a value or a reason, in the words of a reader."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards.sheets.indicators import LABEL_FR, sheet
from dashboards.source import Edition
from dashboards.worth import CLASSIFIERS, notes
from pipelines.warehouse.sql_files import SQL_DIR


def line(indicator_id: str, value: float | None, unit_kind: str = "count", **more: Any) -> dict[str, Any]:
    gap = "no_value" if value is None else "no_reference"
    row = {"indicator_id": indicator_id, "network": "x", "variant": "base", "value": value, "value_lo": value,
           "value_hi": value, "unit_kind": unit_kind, "value_status": "observed", "change_m1": None,
           "change_m1_status": gap, "change_m12": None, "change_m12_status": gap}  # fmt: skip
    return row | more


def plain(text: str) -> str:
    return html.unescape(text).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (line("I11", 12300, value_lo=12250, value_hi=12349), "12 300 [12 250 ; 12 349]"),
        (line("I21", 20, value_hi=None, value_status="at_least"), "au moins 20"),
        (line("I22", 1, "share"), "oui"),
        (line("I22", 0, "share"), "non"),
        (line("I29", 0.254, "share"), "25,4 %"),
        (line("I24", 0.8, "unit_interval", value_lo=None, value_hi=None), "0,80"),
        (line("I12", 3.14, "per_100"), "3,14"),
        (line("I12", 0.04, "per_100"), "0,04"),
        (line("I50", 4, "level"), "4"),
    ],
)
def test_a_value_is_printed_in_its_unit_with_what_is_left_open(
    edition: Edition, row: dict[str, Any], told: str
) -> None:
    ((_, value, *_),) = sheet(edition, [row], {})["lines"]
    assert plain(value) == told


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (line("I29", 0.2, "share", change_m1=-3.0, change_m1_status="observed"), "−3,0 pts"),
        (line("I11", 500, change_m1=1200, change_m1_status="observed"), "+1 200"),
        (line("I22", 1, "share", change_m1=100, change_m1_status="observed"), "devenu actif"),
        (line("I22", 0, "share", change_m1=0, change_m1_status="observed"), "inchangé"),
        (line("I11", 500, change_m1_status="identity_break"), "autre compte"),
        (line("I11", 500, change_m1_status="geography_break"), "périmètre changé"),
    ],
)
def test_a_change_is_in_points_or_in_the_unit_or_says_why_it_is_missing(
    edition: Edition, row: dict[str, Any], told: str
) -> None:
    ((_, _, change, *_),) = sheet(edition, [row], {})["lines"]
    assert plain(change) == told


def test_what_has_no_value_is_named_under_its_reason(edition: Edition) -> None:
    rows = [
        line("I38", None, "share", value_status="few_posts", variant="d7"),
        line("I40", None, value_status="few_posts"),
    ]
    found = sheet(edition, rows, {})
    ((reason, names),) = found["missing"]
    assert reason.startswith("Trop peu de publications")
    assert names == f"{LABEL_FR['I38']}, compteurs à sept jours ; {LABEL_FR['I40']}"
    assert (found["lines"], found["total"]) == ([], 2)


def test_each_line_of_the_table_has_its_words() -> None:
    text = "".join(path.read_text("utf-8") for path in (SQL_DIR / "barometer" / "account_sheet").glob("*.sql"))
    told = {part[:3] for part in text.split("entry('")[1:]}
    assert told - {"I14", "I15"} == set(LABEL_FR)
    assert len(told) >= 15


def test_the_page_of_a_territory_holds_the_sheets_of_its_accounts(site: Path, edition: Edition) -> None:
    rows = edition.current("barometer.account_sheet").filter(pl.col("territory_id") == "region:53")
    page = plain((site / "territoires" / "region-53" / "index.html").read_text("utf-8"))
    accounts = rows["network"].n_unique()
    assert accounts > 1
    assert page.count("Indicateurs du mois (") == accounts
    assert (
        page.count('<th scope="row">Abonnés</th>')
        == rows.filter((pl.col("indicator_id") == "I11") & pl.col("value").is_not_null()).height
    )
    assert page.count("Taux d’engagement mensuel, compteurs à sept jours.") == accounts


def test_precision_recall_and_the_state_of_the_grid_stand_beside_each_value_that_they_bear(
    site: Path, edition: Edition
) -> None:
    """On the sheet, of the network concerned: not a range over all of them."""
    page = plain((site / "territoires" / "region-53" / "index.html").read_text("utf-8"))
    page = page.partition('aria-labelledby="facebook"')[2].partition("</section>")[0]
    (worth,) = (
        edition.frame("reference.classifiers").filter(classifier_id="republication", network="facebook").to_dicts()
    )
    shares = (f"{100 * worth[f'{stem}_share']:.1f}".replace(".", ",") for stem in ("precision", "recall"))
    assert "Part qui republie le site<small>précision {} %, rappel {} %</small></th>".format(*shares) in page
    assert "et rappel 82,6 % au moins ; grille non stable sur ce réseau</small></th><td>3,4" in page
    told = notes(edition)
    assert "stable sur ce réseau" in told["I52", "x"] and "non stable" not in told["I52", "x"]
    assert told["I52", "instagram"].endswith("grille non éprouvée (moins de dix comptes notés)")
    withheld = edition.frame("reference.classifiers").filter(pl.col("is_withheld")).to_dicts()
    alone = {"topics": "I28", "auto_rss": "I29"}
    assert not any((alone.get(row["classifier_id"]), row["network"]) in told for row in withheld)
    assert set(edition.frame("reference.classifiers")["classifier_id"]) == set(CLASSIFIERS)


def test_messages_of_two_levels_are_told_with_who_was_first_and_none_of_a_network_where_the_rule_is_withheld(
    site: Path,
) -> None:
    page = plain((site / "territoires/departement-38/index.html").read_text("utf-8"))
    section = page.partition('id="niveaux"')[2].partition("</section>")[0]
    name = '<a href="../region-84/index.html">Auvergne-Rhône-Alpes</a>'
    assert f"{name}</th><td>3</td><td>2</td><td>1</td>" in section
    assert 'href="../../indicateurs/index.html#level-copy"' in section
    other = (site / "territoires/departement-01/index.html").read_text("utf-8")
    assert 'id="niveaux"' not in other
