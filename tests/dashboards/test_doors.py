"""The page of the doors: every door in order and in words, and which of them served the month."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from dashboards.pages import doors
from dashboards.pages.site import Site
from dashboards.place import Place
from dashboards.source import Edition
from dashboards.words import FR
from pipelines.networks.registry import doors_frame

WORDS = FR.content("portes")


@pytest.fixture(scope="module")
def text(site: Path) -> str:
    return html.unescape((site / "portes/index.html").read_text("utf-8"))


def lines(text: str, region: str) -> list[list[str]]:
    """Cells of each line of one table, with the network's name on each of its lines."""
    body = text.partition(f'aria-label="{region}"')[2].partition("</table>")[0]
    found = []
    for block in re.findall(r"<tbody>(.*?)</tbody>", body, re.DOTALL):
        rows = [
            [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
            for row in re.findall(r"<tr>(.*?)</tr>", block, re.DOTALL)
        ]
        found += [rows[0], *([rows[0][0], *row] for row in rows[1:])]
    return found


def plain(cell: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", cell).replace("\u202f", " ").replace("\u00a0", " ").split())


def test_doors_are_listed_by_rank_of_network_then_of_trial(text: str, database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT label, door FROM reference.networks ORDER BY network = 'website', network_rank, door_rank"
        ).fetchall()
    shown = lines(text, "Table des portes")
    assert [(line[0].removesuffix(" présence par lien"), line[1]) for line in shown] == [
        (label, WORDS["doors"][door]) for label, door in rows
    ]
    assert {line[0] for line in shown if line[0].endswith("présence par lien")} == {
        "LinkedIn présence par lien",
        "TikTok présence par lien",
    }


def test_a_door_says_what_it_gives_needs_and_lets_keep(text: str) -> None:
    found = {(line[0], line[1]): line[2:] for line in lines(text, "Table des portes")}
    assert found["TikTok présence par lien", "interface de recherche"] == [
        "Abonnés, nombre de publications, vérification par le réseau",
        "Nombres exacts.",
        "Interface réservée à la recherche à but non lucratif, sur dossier ; données à rafraîchir sous 15 jours.",
        "un jeton et la déclaration « dossier de recherche TikTok »",
        "15 jours, sauf déclaration « rafraîchissement TikTok »",
    ]
    assert found["Bluesky", "interface publique AppView"][-2:] == ["rien", "sans limite"]


def test_every_declaration_has_its_sentence_on_the_page(text: str, edition: Edition) -> None:
    frame = edition.frame("reference.networks")
    codes = {code for name in ("needs", "lifted_by") for code in frame[name].drop_nulls()}
    assert codes
    for code in codes:
        assert WORDS["declarations"][code]["text"] in plain(text)
        assert f"<code>{code}</code>" in text


def test_codes_of_the_real_networks_have_french_words() -> None:
    frame = doors_frame()
    assert {code for text in frame["gives"] for code in text.split()} <= set(WORDS["gives"])
    assert set(frame["door"]) <= set(WORDS["doors"])
    named = {code for name in ("needs", "lifted_by") for code in frame[name].drop_nulls()}
    assert named <= set(WORDS["declarations"])


def test_a_reader_sees_which_door_really_served(text: str, database: Path, edition: Edition) -> None:
    found = {(line[0], line[1]): line[2:] for line in lines(text, "Portes qui ont servi, par réseau")}
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT network, door, count(DISTINCT account_id) FROM observations.snapshots "
            "WHERE month = ? AND outcome IN ('ok', 'not_modified') GROUP BY ALL",
            [edition.month],
        ).fetchall()
    read = {(edition.network(network), WORDS["doors"][door]): str(count) for network, door, count in rows}
    assert {key: line[1] for key, line in found.items() if line[1] != "—"} == read
    assert {line[0] for key, line in found.items() if key in read} == {"a servi"}
    assert f"{len(read)} portes ont donné" in plain(text), "neither a robots.txt nor an account that was refused"
    assert found["LinkedIn", "page publique"] == ["n’a rien donné", "—", "—", "—", "robots.txt ou conditions : 136"]
    assert found["LinkedIn", "import de relevés"] == ["a servi", "6", "6", "import", "—"]
    assert found["Viadeo", "page d’alors, archives du web"][0] == "non utilisée"
    assert found["Facebook", "interface Graph de Meta"][-1] == "jeton absent : 220"


def test_a_month_without_requests_says_so_and_gives_no_zero(edition: Edition, tmp_path: Path) -> None:
    empty = {name: edition.frame(name).clear() for name in ("doors.requests", "doors.readings")}
    page = doors.page(
        Site(
            replace(edition, frames={**edition.frames, **empty}), {}, frozenset(), tmp_path, tmp_path, Place("2026-10")
        )
    )
    assert page.context["served"] == 0
    lines = [line for _, rows in page.context["use"] for line in rows]
    assert {(line["verdict"], line["accounts_text"]) for line in lines} == {("non utilisée", "—")}


def test_a_code_without_words_is_shown_as_it_is(edition: Edition) -> None:
    assert doors.word(FR, "doors", "essai") == "essai"
    assert doors.declared(FR, "essai")["short"] == "essai"
    assert doors.outcome(FR, "essai") == "essai"
    assert isinstance(edition.frame("doors.readings"), pl.DataFrame)
