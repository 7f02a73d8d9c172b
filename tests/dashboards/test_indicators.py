"""The page of the indicators: each of the catalogue once, with its definition, its rules and its example."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from dashboards.source import Edition
from dashboards.words import FR
from pipelines.indicators.catalogue import FAMILY_FR


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
    }  # fmt: skip
    assert all(text.count(f'<tr id="{code}">') == 1 for codes in beside.values() for code in codes)
    shares = edition.frame("reference.classifiers").filter(classifier_id="auto_rss")["recall_share"]
    assert f"rappel de {plain(FR.share(shares.min()))} à {plain(FR.share(shares.max()))}" in rows["I29"]
