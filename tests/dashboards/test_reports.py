"""A reader who reports an error says where it was read: each page has the reference, the link too where it can."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from dashboards.place import Place
from dashboards.reports import edition_name, reference, report_url
from dashboards.source import Edition


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("https://exemple.fr/contact", "https://exemple.fr/contact"),
        ("mailto:a@exemple.fr", "mailto:a@exemple.fr?subject=2026-10%2Fpresse%2Fregion-84"),
        (
            "https://forge.example/a/b/issues/new",
            "https://forge.example/a/b/issues/new?title=2026-10%2Fpresse%2Fregion-84",
        ),
    ],
)
def test_the_link_carries_the_reference_where_the_contact_can(contact: str, address: str) -> None:
    assert report_url(contact, reference("2026-10", "presse/region-84")) == address


def test_the_reference_names_the_edition_and_the_page(edition: Edition) -> None:
    assert reference(edition_name(edition, None), "") == "2026-10/index"
    assert edition_name(edition, Place("2026-10-erratum-01")) == "2026-10-erratum-01"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("index.html", {"2026-10/index", "2026-10/carte-regions"}),
        ("presse/region-84/index.html", {"2026-10/presse/region-84"}),
        ("en/presse/region-84/index.html", {"2026-10/presse/region-84"}),
        ("fiche/index.html", {"2026-10/fiche"}),
        ("presence/index.html", {"2026-10/presence", "2026-10/presence-niveaux"}),
    ],
)
def test_a_page_and_each_of_its_figures_say_what_to_quote(site: Path, page: str, told: set[str]) -> None:
    text = html.unescape((site / page).read_text("utf-8"))
    assert set(re.findall(r"(?:en citant|quoting) <code>(.*?)</code>", text.replace("\u00a0", " "))) >= told


def test_a_sheet_says_it_once(site: Path) -> None:
    text = html.unescape((site / "territoires" / "commune-38185" / "index.html").read_text("utf-8"))
    assert re.findall(r"en citant <code>(.*?)</code>", text.replace("\u00a0", " ")) == ["2026-10/commune-38185"]


def test_a_light_sheet_says_its_own(site: Path) -> None:
    words = json.loads((site / "assets" / "sheet-words.js").read_text("utf-8").partition("]=")[2].rstrip(";\n"))
    assert "<code>2026-10/commune-{code}</code>" in words["say"]["mistake"]
    assert "{contact}" not in words["say"]["mistake"]
