"""The page of the indicators: each of the catalogue once, with its definition, its rules and its example."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest

from dashboards.pages.indicator_tables import WEIGHTED, Block, block, groups, headlines, line_of
from dashboards.pages.variants import named
from dashboards.source import Edition
from dashboards.words import FR
from pipelines.indicators.catalogue import FAMILY_FR

READING = {"I28", "I29", "I30", "I32", "I33", "I34", "I35", "I50", "I51", "I52", "I53"}
"""Indicators that classifiers of texts bear."""


@pytest.fixture(scope="module")
def text(site: Path) -> str:
    return plain(html.unescape((site / "indicateurs/index.html").read_text("utf-8")))


def plain(words: str) -> str:
    """Spaces as they are typed."""
    return words.replace("\u202f", " ").replace("\u00a0", " ")


def test_each_indicator_is_there_once_and_can_be_linked_to(text: str, edition: Edition) -> None:
    rows = edition.frame("reference.indicators").to_dicts()
    assert re.findall(r'<tr id="(I\d\d)"', text) == [row["indicator_id"] for row in rows]
    assert len(rows) == 63
    for row in rows:
        for name in ("label_fr", "formula_fr", "example_fr", "grain_fr", "window_fr", "default_aggregation_fr"):
            assert plain(row[name]) in text, (row["indicator_id"], name)


def test_families_are_tables_with_a_name_and_their_count(text: str) -> None:
    assert re.findall(r'aria-label="Indicateurs : ([^"]+)"', text) == list(FAMILY_FR.values())
    assert sum(int(count) for count in re.findall(r"<caption>(\d+) indicateurs? sur 63", text)) == 63


def test_what_changed_and_what_is_not_computed_yet_are_said(text: str, edition: Edition) -> None:
    rows = edition.frame("reference.indicators").to_dicts()
    assert all(plain(row["break_fr"]) in text for row in rows if row["break_fr"])
    assert text.count("pas encore calculé") == sum(row["computed_in"] is None for row in rows)
    assert "sql/barometer/cells/I05_combinations.sql" in text


def test_the_method_leads_there_and_the_words_of_the_page_exist(site: Path) -> None:
    assert 'href="../indicateurs/index.html"' in (site / "methode/index.html").read_text("utf-8")
    assert FR.content("site")["pages"]["indicateurs"]["lead"].endswith(".")


def test_each_classifier_says_what_it_is_worth_on_each_network_and_on_what(text: str, edition: Edition) -> None:
    table = text.partition('aria-label="Classifieurs de textes"')[2]
    rows = edition.frame("reference.classifiers").to_dicts()
    assert len(re.findall(r'<tr(?: id="[a-z-]+")?><th scope="row">', table)) == len(rows) == 66
    assert table.count("retenu : ") == sum(row["is_withheld"] for row in rows)
    assert "textes écrits pour le projet, jamais sur de vrais messages" in text


def test_precision_and_recall_stand_beside_each_indicator_that_reads_texts(text: str, edition: Edition) -> None:
    """With a link to the rows of the classifiers that it needs, network by network."""
    rows = {found[:3]: found for found in re.split(r'<tr id="(?=I\d\d")', text)[1:]}
    beside = {name: re.findall(r'href="#([a-z-]+)">[^<]+</a> : \d+ réseaux sur', row) for name, row in rows.items()}
    assert {name: codes for name, codes in beside.items() if codes} == {
        "I28": ["topics"], "I29": ["auto-rss"], "I30": ["auto-rss"], "I32": ["republication"], "I33": ["republication"],
        "I34": ["crosspost", "level-copy"], "I35": ["crosspost", "republication"],
        "I50": ["animation", "auto-rss", "republication"], "I51": ["animation", "auto-rss", "republication"],
        "I52": ["animation", "auto-rss", "crosspost", "republication"],
        "I53": ["auto-rss", "crosspost", "republication"],
    }  # fmt: skip
    assert all(text.count(f'<tr id="{code}">') == 1 for codes in beside.values() for code in codes)
    shares = edition.frame("reference.classifiers").filter(classifier_id="auto_rss")["recall_share"]
    assert f"rappel de {plain(FR.share(shares.min()))} à {plain(FR.share(shares.max()))}" in rows["I29"]


def page(site: Path, code: str) -> str:
    return plain(html.unescape((site / f"indicateurs/{code}/index.html").read_text("utf-8")))


def test_each_indicator_has_its_page_with_its_rules(site: Path, text: str, edition: Edition) -> None:
    for row in edition.frame("reference.indicators").to_dicts():
        code = row["indicator_id"]
        assert f'href="{code}/index.html"' in text
        own = page(site, code)
        assert f"<h1>{plain(row['label_fr'])} ({code})</h1>" in own
        for name in ("formula_fr", "null_policy_fr", "interval_fr", "example_fr"):
            assert plain(row[name]) in own, (code, name)
        assert ("Précision et rappel, par réseau" in own) == (code in READING)


def test_cells_of_a_page_are_the_rows_of_the_base_and_its_file_has_them_all(site: Path, edition: Edition) -> None:
    rows = (
        edition.frame("indicators.cells")
        .filter(indicator_id="I12", aggregation="median", area_level="france")
        .to_dicts()
    )
    table = page(site, "I12").partition("<caption>Médiane")[2].partition("</table>")[0]
    heads = re.findall(r'<th scope="col" class="n">([^<]+)</th>', table)
    lines = {
        found[0]: re.findall(r'<td class="(n|n u)">([^<]+?) ?(?:<|$)', found[1])
        for found in re.findall(r'<tr><th scope="row">([^<]+)</th>(.+?)</tr>', table)
    }
    assert rows
    for row in rows:
        label = plain(edition.label("stratum", row["stratum"]))
        line = next(cells for name, cells in lines.items() if name.removesuffix(", tirées au sort") == label)
        if (head := edition.network(row["network"])) in heads:
            kind, shown = line[heads.index(head)]
            assert (kind == "n u") == (row["value"] is None)
            assert row["value"] is None or shown == plain(FR.number(row["value"], 2))
        else:
            assert row["value"] is None
    file = (site / "indicateurs/I12/I12.csv").read_text("utf-8").splitlines()
    assert len(file) - 1 == edition.frame("indicators.cells").filter(indicator_id="I12").height
    keys = ("area_level", "area_code", "indicator_id", "variant", "network", "stratum", "aggregation", "value")
    assert file[0].startswith(",".join(f'"{key}"' for key in keys))


def test_regions_stand_below_with_their_names(site: Path, edition: Edition) -> None:
    rows = edition.frame("indicators.cells").filter(indicator_id="I12", area_level="region").to_dicts()
    told = page(site, "I12").partition("Par région")[2].partition("</details>")[0]
    assert rows
    for row in rows:
        name = edition.names.get(f"region:{row['area_code']}") or row["area_code"]
        line = told.partition(f'<th scope="row">{plain(name)}</th>')[2].partition("</tr>")[0]
        assert row["value"] is None or re.search(rf">{plain(FR.number(row['value'], 2))}[ <]", line)


def test_what_has_no_value_says_why(site: Path) -> None:
    assert "Cet indicateur n’a pas de valeur d’ensemble : il se lit par chiffre publié." in page(site, "I63")


def _rows(**values: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "area_level": "france", "area_code": "FR", "indicator_id": "I22", "variant": "base",
        "network": "facebook", "stratum": "REG", "aggregation": "pooled",
        "value": 0.5, "value_lo": 0.4, "value_hi": 0.6, "ci_lo": 0.5, "ci_hi": 0.5, "interval_method": "census",
        "value_status": "observed", "member_count": 12, "measured_count": 10, "change_unit": "points",
        "change_m1": None, "change_m1_lo": None, "change_m1_hi": None, "change_m1_status": "no_reference",
        "change_m12": 3.0, "change_m12_lo": 1.0, "change_m12_hi": 5.0, "change_m12_status": "observed",
    }  # fmt: skip
    return base | values


def _blocks(edition: Edition, about: dict[str, Any], *rows: dict[str, Any]) -> list[Block]:
    return [block(edition, about, group) for group in groups(about, list(rows))]


def test_a_table_has_bounds_reasons_bases_and_moves(edition: Edition) -> None:
    about = {"indicator_id": "I22", "unit_kind": "share"}
    none = {"value": None, "value_status": "not_given", "measured_count": 0, "change_m12": None}
    (told,) = _blocks(
        edition, about, _rows(), _rows(stratum="ALL", value=347 / 348, value_lo=347 / 348, value_hi=1.0),
        _rows(stratum="ALL", aggregation=WEIGHTED, interval_method="wilson_poststratified", ci_lo=0.25, ci_hi=0.75),
        _rows(network="x", stratum="ALL", **none), _rows(network="youtube", value=1.0, value_lo=1.0, value_hi=1.0),
    )  # fmt: skip
    assert (told.label, told.aggregation, told.heads) == ("", "taux groupé", ["Facebook", "YouTube"])
    cells = {label: [(plain(one.text), plain(one.interval)) for one in cells] for label, cells in told.lines}
    assert [label.partition(",")[0] for label in cells] == ["Ensemble", "Ensemble de la liste", "Régions"]
    assert cells["Ensemble, redressé par strate"] == [("50,0 %", "[25,0 % ; 75,0 %]"), ("—", "")]
    assert cells["Régions"] == [("50,0 %", "[40,0 % ; 60,0 %]"), ("100,0 %", "")]
    assert told.bases[-1] == ["10 sur 12", "10 sur 12"]
    assert told.silent == ["X (Twitter) (non donné par la porte)"]
    ((window, moves),) = told.moves
    assert window == "Variation sur douze mois"
    assert plain(moves[-1][1][0].text) == "+3,0 pts"
    assert plain(moves[-1][1][0].interval) == "[+1,0 pts ; +5,0 pts]"


def test_a_least_value_is_told_as_one_and_so_is_what_is_of_all_networks(edition: Edition) -> None:
    about = {"indicator_id": "I06", "unit_kind": "count"}
    least = {"indicator_id": "I06", "network": "any", "aggregation": "mean", "value_status": "at_least"}
    (told,) = _blocks(
        edition, about,
        _rows(**least, value=6.3, value_lo=6.3, value_hi=7.2, change_m12=None, change_m12_status="at_least"),
        _rows(**least, stratum="DEP", value=5.0, change_m12=1.0),
    )  # fmt: skip
    assert told.heads == ["Tous réseaux"]
    ((_, (cell,)), *_) = told.lines
    assert (plain(cell.text), plain(cell.interval)) == ("au moins 6,3", "[6,3 ; 7,2]")
    assert next(plain(one[0].text) for _, one in told.moves[0][1]) == "minimum seul connu"


def test_a_network_has_a_line_of_the_whole_list_weighted_where_it_is(edition: Edition) -> None:
    about = {"indicator_id": "I22", "unit_kind": "share", "label_fr": "Comptes actifs"}
    rows = [
        _rows(stratum="ALL", value=0.8),
        _rows(stratum="ALL", aggregation=WEIGHTED, value=0.7),
        _rows(stratum="REG"),
    ]
    line = line_of(edition, about, rows, "facebook")
    assert line is not None
    assert (line["label"], line["mode"], line["base"]) == ("Comptes actifs", "redressé par strate", "10 sur 12")
    assert (plain(line["cell"].text), plain(line["m12"].text), line["m1"].text) == (
        "70,0 %",
        "+3,0 pts",
        "pas de valeur alors",
    )
    assert line_of(edition, about, rows, "x") is None
    assert line_of(edition, about, rows[2:], "facebook") is None


def test_pages_of_networks_tell_the_indicators_that_have_a_value(site: Path, edition: Edition) -> None:
    told = (
        (site / "reseaux/facebook/index.html")
        .read_text("utf-8")
        .partition('id="chiffres"')[2]
        .partition("</section>")[0]
    )
    lines = {about["indicator_id"]: line_of(edition, about, rows, "facebook") for about, rows in headlines(edition)}
    above = ("I01", "I04", "I60")
    expected = [code for code, line in lines.items() if line and not line["cell"].is_unknown and code not in above]
    assert re.findall(r'href="../../indicateurs/(I\d\d)/index.html"', told) == expected
    assert expected


def test_medians_come_before_means_and_the_headline_before_all(edition: Edition) -> None:
    about = {"indicator_id": "I14", "unit_kind": "share"}
    rows = [_rows(variant=variant, aggregation=mode) for variant in ("m1", "m12") for mode in ("mean", "panel")]
    told = [(one.label, one.aggregation) for one in _blocks(edition, about, *rows)]
    assert told[0] == ("Sur douze mois", "comptes mesurés aux deux dates")
    posts = {"indicator_id": "I21", "unit_kind": "count"}
    modes = [_rows(aggregation=mode, value=12.34, change_unit="unit") for mode in ("mean", "median")]
    shown = _blocks(edition, posts, *modes)
    assert [one.aggregation for one in shown] == ["médiane", "moyenne"]
    assert [one.lines[0][1][0].text for one in shown] == ["12,3", "12,3"]


def test_a_number_that_is_not_0_is_not_written_as_0(edition: Edition) -> None:
    about = {"indicator_id": "I43", "unit_kind": "per_1000"}
    (told,) = _blocks(edition, about, _rows(value=0.004, value_lo=0.0, value_hi=0.01, change_unit="unit"))
    assert (told.lines[0][1][0].text, plain(told.lines[0][1][0].interval)) == ("0,004", "[0,0 ; 0,01]")


@pytest.mark.parametrize(
    ("indicator", "code", "label"),
    [
        ("I22", "base", ""),
        ("I22", "90j", "depuis 90 jours"),
        ("I32", "070", "seuil 0,70"),
        ("I39", "LCS:as_read", "mentions j’aime, commentaires et partages, au jour de la visite"),
        ("I40", "p1:d7", "P1, au septième jour"),
        ("I04", "avec:facebook", "et aussi sur Facebook"),
        ("I05", "facebook+x|facebook", "Facebook et X (Twitter) ; Facebook"),
        ("I34", "niveau:region", "lu aussi dans la région"),
        ("I50", "niveau:3", "niveau 3"),
        ("I06", "n=1", "1 réseau"),
        ("I25", "heure:07", "de 7 h à 7 h 59"),
        ("I25", "jour:1", "le lundi"),
        ("I55", "net", "solde"),
        ("I56", "net", "abandons nets des retours"),
        ("I57", "vers_x", "vers X (Twitter)"),
        ("I19", "top10", "10 premiers comptes"),
    ],
)
def test_variants_are_named_in_words(edition: Edition, indicator: str, code: str, label: str) -> None:
    assert plain(named(edition, indicator, code)) == label


def test_the_practice_score_says_on_which_networks_its_grid_fails_its_own_rule(site: Path, text: str) -> None:
    rows = {found[:3]: found for found in re.split(r'<tr id="(?=I\d\d")', text)[1:]}
    told = {
        "largeur médiane de 0,6 au plus) sur Facebook (τ médian 0,84, largeur médiane 0,70, 40 comptes).",
        "Grille stable sur X (Twitter) (τ médian 0,90, largeur médiane 0,50, 30 comptes).",
    }
    assert {name for name, row in rows.items() if all(one in row for one in told)} == {"I52", "I53"}
    assert text.count("Grille non stable") == 2
    assert all(one in page(site, "I52") for one in told) and "Grille" not in page(site, "I50")


def test_every_star_of_a_page_is_explained(site: Path) -> None:
    pages = [path.read_text("utf-8") for path in sorted(site.glob("indicateurs/I*/index.html"))]
    starred = [text for text in pages if 'class="star"' in text]
    assert starred
    assert all("L’astérisque" in text for text in starred)
