"""The glossary and the accessibility statement: whole, the same in both languages, reached from method boxes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboards.glossary import forms, glossed, terms
from dashboards.source import Edition
from dashboards.words import EN, FR, Words
from pipelines.config import CONTACT

LINK = re.compile(r'<a href="([^"]+)">([^<]+)</a>')


@pytest.mark.parametrize("words", [FR, EN], ids=["fr", "en"])
def test_each_term_is_defined_once_and_leads_to_others_that_exist(words: Words) -> None:
    told = terms(words)
    ids = [term["id"] for term in told]
    assert len(ids) == len(set(ids)) >= 50
    assert sorted(ids) == sorted(term["id"] for term in terms(FR))
    for term in told:
        assert len(term["text"]) > 60, term["id"]
        assert term["see"], term["id"]
        assert {other for other, _ in term["see"]} <= set(ids) - {term["id"]}


def test_terms_of_the_method_are_there() -> None:
    names = " | ".join(term["name"] for term in terms(FR))
    for word in (
        "Inconnue", "Absence confirmée", "Taux groupé", "Moyenne des strates", "Strate", "Indice chaîné",
        "Rupture de série", "Porte", "Édition provisoire", "Édition définitive", "Édition scellée", "Erratum", "Bornes",
        "Intervalle", "Dénominateur", "PCV", "Points (pts)",
    ):  # fmt: skip
        assert word in names, word


@pytest.mark.parametrize("words", [FR, EN], ids=["fr", "en"])
def test_a_form_belongs_to_one_term(words: Words) -> None:
    held = [form for term in words.content("glossaire")["term"] for form in forms(term)]
    assert len(held) == len(set(held)) > 60
    assert all(form == form.lower() for form in held)


def test_the_first_use_of_a_term_in_a_box_leads_to_it_and_the_longest_form_wins() -> None:
    box = [
        ("Agrégation", "Taux groupé <b>, sans pondération."),
        ("Inconnues", "Les statuts inconnus ; un taux groupé."),
    ]
    (first, text), (second, rest) = glossed(FR, box, lambda path: f"../{path}")
    assert LINK.findall(first) == [("../glossaire#agregation", "Agrégation")]
    assert LINK.findall(text) == [
        ("../glossaire#groupe", "Taux groupé"),
        ("../glossaire#poids", "pondération"),
    ]
    assert "&lt;b&gt;" in text
    assert LINK.findall(second) == [("../glossaire#inconnue", "Inconnues")]
    assert LINK.findall(rest) == []
    assert LINK.sub(r"\2", rest) == "Les statuts inconnus\u202f; un taux groupé."


@pytest.mark.parametrize("folder", ["", "en/"])
def test_boxes_of_figures_lead_to_the_glossary_and_every_page_to_the_statement(site: Path, folder: str) -> None:
    shown = (site / folder / "presence/index.html").read_text("utf-8")
    box = shown.partition('<details class="method">')[2].partition("</dl>")[0]
    places = {address.partition("#")[2] for address, _ in LINK.findall(box)}
    assert {"denominateur", "agregation", "inconnue", "liste"} <= places
    for path in (site / folder).glob("*/index.html"):
        foot = path.read_text("utf-8").partition("<footer>")[2]
        assert 'glossaire/index.html"' in foot, path
        assert 'accessibilite/index.html"' in foot, path


def test_the_statement_says_its_month_its_limits_and_whom_to_turn_to(site: Path, edition: Edition) -> None:
    text = (site / "accessibilite/index.html").read_text("utf-8").replace("\u00a0", " ").replace("\u202f", " ")
    assert "partiellement conforme, non audité" in text
    assert f"l’édition {FR.of_month(edition.month)}".replace("\u00a0", " ") in text
    for mark in ("ne s’atteignent pas au clavier", "Défenseur des droits", CONTACT):
        assert mark in text, mark
    told = (site / "en" / "accessibilite/index.html").read_text("utf-8")
    assert f"the edition {EN.of_month(edition.month)}" in told
