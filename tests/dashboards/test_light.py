"""Light sheets as files: facts by département, words in both languages, tables of communes, the index of the search."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import polars as pl
import pytest

from dashboards.assets import STATIC
from dashboards.pages import Site, communes
from dashboards.pages.communes import Line
from dashboards.peers import compared
from dashboards.place import Place
from dashboards.render import environment, render
from dashboards.sheets.facts import Measure, by_departement
from dashboards.sheets.lexicon import SAID
from dashboards.sheets.paths import departement_of, is_page, territory_path
from dashboards.sheets.search import entrances, index
from dashboards.sheets.shards import FOLDER, Codes, shard
from dashboards.source import Edition
from dashboards.trail import shown
from dashboards.words import EN, FR, sort_key
from pipelines.config import Settings

LIGHTEST, SMALLEST = 200_000, 60_000


@pytest.fixture(scope="module")
def shards(site: Path) -> dict[str, dict[str, Any]]:
    return {path.stem: held(path) for path in (site / FOLDER).glob("*.js")}


@pytest.fixture(scope="module")
def sheets(shards: dict[str, dict[str, Any]]) -> dict[str, list[Any]]:
    return {code: facts for shard in shards.values() for code, facts in shard["communes"].items()}


@pytest.fixture(scope="module")
def today() -> pl.DataFrame:
    """All territories of the latest vintage."""
    territories = pl.read_parquet(Settings().reference_dir / "territories.parquet")
    return territories.filter(pl.col("vintage") == territories["vintage"].max())


def held(path: Path) -> Any:
    return json.loads(path.read_text("utf-8").partition("]=")[2].rstrip(";\n"))


@pytest.mark.parametrize(
    ("level", "population", "has_page"),
    [("commune", 19_999, False), ("commune", 20_000, True), ("commune", None, True), ("epci", 900, True)],
)
def test_only_communes_that_are_known_to_be_small_have_no_page(
    level: str, population: int | None, has_page: bool
) -> None:
    assert is_page(level, population) is has_page


def test_the_departement_of_a_commune_is_in_its_code(today: pl.DataFrame) -> None:
    rows = today.filter((pl.col("level") == "commune") & pl.col("departement_code").is_not_null())
    assert rows.height > 34_000
    assert [row for row in rows.select("code", "departement_code").rows() if departement_of(row[0]) != row[1]] == []


def test_each_commune_without_a_page_is_in_the_file_of_its_departement(
    shards: dict[str, dict[str, Any]], edition: Edition
) -> None:
    told = {f"commune:{code}": departement for departement, shard in shards.items() for code in shard["communes"]}
    assert set(told) == edition.light
    assert {territory_id for territory_id, place in told.items() if departement_of(territory_id[8:]) != place} == set()
    assert territory_path(edition, "commune:38185") != territory_path(edition, "commune:01025")


def test_facts_are_raw_and_an_unknown_is_never_a_zero(
    shards: dict[str, dict[str, Any]], sheets: dict[str, list[Any]], edition: Edition
) -> None:
    rows = edition.current("barometer.audience").filter(pl.col("territory_id").is_in(list(edition.light))).to_dicts()
    assert {row["followers_count"] is None for row in rows} == {True, False}
    observed = edition.observed_networks
    for row in rows:
        code = row["territory_id"][8:]
        networks, files = sheets[code][5], shards[departement_of(code)]["files"]
        (account,) = (item[3] for item in networks if observed[item[0]] == row["network"])
        _, _, record, *counts = [*account[6][0], None, None, None][:6]
        file, mark, place = record.partition("@")
        assert files[int(file)] + mark + place == row["record"]
        assert counts[0] == row["followers_count"]
        if row["followers_lo"] != row["followers_hi"]:
            assert counts[1:3] == [row["followers_lo"], row["followers_hi"]]


def test_a_light_sheet_names_its_peers_and_no_small_commune(sheets: dict[str, list[Any]], edition: Edition) -> None:
    peers: dict[str, list[str]] = {}
    for territory, peer in edition.frame("barometer.peers").sort("peer_rank").select("territory_id", "peer_id").rows():
        peers.setdefault(territory.partition(":")[2], []).append(peer.partition(":")[2])
    told, observed = compared(edition), edition.observed_networks
    populations = dict(edition.members.select("territory_id", "population").iter_rows())
    assert {len(peers.get(code, [])) for code in sheets} == {0, 5}
    for code, facts in sheets.items():
        networks, rows = [*(facts[10] if len(facts) > 10 else []), [], []][:2]
        assert [row[1] for row in rows] == peers.get(code, [])
        assert len(networks) <= 4
        for name, peer, population, low, high, cells in rows:
            assert (name, population) == (edition.names[f"commune:{peer}"], populations[f"commune:{peer}"])
            assert (low, high) == told.counts[f"commune:{peer}"]
            held = told.accounts.get(f"commune:{peer}", {})
            for place, cell in zip(networks, cells, strict=True):
                pair = held.get(observed[place])
                assert (cell == 0) is (pair is None)
                if pair is not None:
                    assert [*cell, None, None][:2] == pytest.approx(list(pair), abs=1e-8)


def test_a_light_sheet_names_the_archived_answers_of_its_accounts(
    shards: dict[str, dict[str, Any]], sheets: dict[str, list[Any]], edition: Edition
) -> None:
    asked = edition.frame("requests").filter(pl.col("territory_id").is_in(list(edition.light)))
    assert asked.height > 20
    found, observed = [], edition.observed_networks
    for code, facts in sheets.items():
        shard = shards[departement_of(code)]
        for place, rows in facts[11] if len(facts) > 11 else []:
            for _, url, when, _, http, record, digest in ([*row, None, None, None][:7] for row in rows):
                file, mark, span = (record or "").partition("@")
                told = shard["files"][int(file)] + mark + span if record else None
                found.append((code, observed[place], shard["urls"][url], when, http, told, digest))
    wanted = [
        (row["territory_id"][8:], row["network"], shown(row["url"]), f"{row['fetched_at']:%Y-%m-%dT%H:%M}",
         row["http_status"], row["record"], row["answer_sha256"] and row["answer_sha256"][:16])
        for row in asked.to_dicts()
    ]  # fmt: skip
    assert sorted(found, key=str) == sorted(wanted, key=str)


def test_an_address_that_asks_for_a_hundred_accounts_is_cut() -> None:
    assert shown("https://x.example/a") == "https://x.example/a"
    long = "https://api.x.example/by?usernames=" + "nom," * 100
    assert len(shown(long)) == 160
    assert shown(long).startswith("https://api.x.example/by?usernames=nom,")


def test_facts_hold_no_more_months_than_a_sheet_compares(edition: Edition) -> None:
    months = edition.frame("barometer.audience").filter(pl.col("territory_id").is_in(list(edition.light)))["month"]
    assert set(months) <= {edition.before(back) for back in (0, 1, 12)}
    light = [facts for _, every in by_departement(edition) for facts in every if not facts.is_page]
    assert {network.account.history == {} for facts in light for network in facts.networks if network.account} == {True}


def test_the_sheets_of_the_whole_country_would_fit(site: Path, edition: Edition) -> None:
    """What `tests/benchmarks/test_sheets.py` measures, from a roster of a thirty-sixth of it: asked 150 MB in 300 s.
    Each commune stands for those of its stratum that it was drawn from."""
    codes, spent = Codes(edition), process_time()
    light = [facts for _, every in by_departement(edition) for facts in every if not facts.is_page]
    told, facts, communes = compared(edition), 0.0, 0.0
    for stratum in {one.member["stratum"] for one in light}:
        own = [one for one in light if one.member["stratum"] == stratum]
        standing = sum(one.member["weight"] for one in own)
        facts += len(shard(codes, "01", own, told).encode()) * standing / len(own)
        communes += standing
    seconds = (process_time() - spent) / edition.members.height
    pages = [path.stat().st_size for path in site.glob("territoires/*/index.html")]
    beside = [path.stat().st_size for path in site.glob("territoires/*/faits.js")]
    held = 34_400 * facts / communes + 1_860 * (2 * sum(pages) / len(pages) + sum(beside) / len(beside))
    assert held <= 150_000_000
    assert 36_250 * seconds <= 300


def test_the_script_says_each_of_its_sentences_and_is_light() -> None:
    text = "".join((STATIC / name).read_text("utf-8") for name in ("told.js", "sheet.js"))
    said = set(re.findall(r'say(?:\(|\.)"?(\w+)', text)) | set(re.findall(r'"(\w+)"', text))
    assert sorted(set(SAID) - said) == []
    assert sorted(set(re.findall(r'say\("(\w+)"', text)) - set(SAID)) == []
    assert len(text.encode()) <= 18_000


def test_words_have_the_same_places_in_both_languages(site: Path, edition: Edition) -> None:
    french, english = (held(site / folder / "assets" / "sheet-words.js") for folder in ("", "en"))
    assert french.keys() == english.keys()
    assert {name: len(texts) for name, texts in french.items() if isinstance(texts, list)} == {
        name: len(texts) for name, texts in english.items() if isinstance(texts, list)
    }
    assert french["networks"][0][0] == english["networks"][0][0] == edition.observed_networks[0]
    assert french["months"] == ["octobre\u00a02026", "septembre\u00a02026", "octobre\u00a02025"]


def test_a_table_of_communes_is_whole_without_a_script(site: Path, edition: Edition) -> None:
    members = edition.members.filter((pl.col("level") == "commune") & (pl.col("departement_code") == "38"))
    for words in (FR, EN):
        text = (site / words.folder / "communes" / "38" / "index.html").read_text("utf-8")
        for row in members.to_dicts():
            cells = text.partition(f'<th id="{row["code"]}"')[2].partition("</tr>")[0]
            assert row["name"] in cells
            assert words.number(row["population"]) in cells
            has_link = "<a href" in cells
            assert has_link is (row["territory_id"] not in edition.light)


def test_each_light_sheet_is_reached_from_a_page_that_has_an_address_of_its_own(site: Path, edition: Edition) -> None:
    """A map of the site names pages: a place on the page of light sheets (`fiche/#commune-38185`) is none."""
    light = {row["territory_id"]: row for row in edition.members.to_dicts() if row["territory_id"] in edition.light}
    assert len(light) > 20
    for folder in (site, site / EN.folder):
        assert (folder / "fiche" / "index.html").is_file()
        index = (folder / "territoires" / "index.html").read_text("utf-8")
        named = {path.parent.name: path.read_text("utf-8") for path in (folder / "communes").glob("*/index.html")}
        for row in light.values():
            home = departement_of(row["code"])
            assert f'<th id="{row["code"]}"' in named[home]
            assert f'href="../communes/{home}/index.html"' in index


def test_the_largest_table_of_communes_is_light(
    site: Path, edition: Edition, today: pl.DataFrame, tmp_path: Path
) -> None:
    """Pas-de-Calais with every name of the COG, long cells, in the language whose page is the heavier."""
    rows = today.filter((pl.col("level") == "commune") & (pl.col("departement_code") == "62")).to_dicts()
    assert len(rows) > 880
    measure = Measure(None, "rounded", None, 12_300, 12_250, 12_349)
    kept = ("territory_id", "level", "code", "name", "stratum", "population")
    seen = {"present": 2, "unknown": 1, "network": "x", "measure": measure}
    lines = [Line(**{name: row[name] for name in kept}, **seen) for row in rows]
    light = frozenset(row["territory_id"] for row in rows if not is_page("commune", row["population"]))
    loaded = [site / "assets" / name for name in ("site.css", "site.js", "theme.js", "mark.svg")]
    beside = sum(path.stat().st_size for path in loaded)
    for words in (FR, EN):
        told = replace(edition, words=words, light=light)
        (page,) = communes.tables(Site(told, {}, frozenset(), tmp_path, tmp_path, Place("2026-10")), {"62": lines})
        text = render(environment(told), page, words, frozenset())
        assert text.count("<tr>") == len(rows) + 1
        assert len(text.encode()) + beside <= LIGHTEST, words.code


@pytest.mark.parametrize(
    ("name", "code", "found"),
    [
        ("L’Isle-d’Abeau", "38193", {"isle", "abeau", "38193"}),
        ("Saint-Égrève", "38382", {"egreve", "38382"}),
        ("Saintes", "17415", {"saintes", "17415"}),
        ("Bœurs-en-Othe", "89048", {"boeurs", "othe", "89048"}),
        ("Y", "80829", {"y", "80829"}),
        ("Bastia", "2B033", {"bastia", "2b033"}),
    ],
)
def test_a_name_is_found_by_its_significant_words_and_its_code(name: str, code: str, found: set[str]) -> None:
    assert entrances(name, code) == found


def test_files_of_the_search_are_light_and_hold_every_territory(today: pl.DataFrame) -> None:
    rows = today.select("territory_id", "level", "code", "name", "population").to_dicts()
    assert len(rows) > 36_000
    files = index(rows)
    assert max(len(text.encode()) for text in files.values()) <= SMALLEST
    assert all(re.fullmatch(r"recherche/[a-z0-9]{1,2}\.js", name) for name in files)
    lines = {name: set(json.loads(text.partition("]=")[2].rstrip(";\n")).split("\n")) for name, text in files.items()}
    assert {line.split("|")[1] for some in lines.values() for line in some} == {row["code"] for row in rows}
    assert "Grenoble|38185|c" in lines["recherche/gr.js"] & lines["recherche/38.js"]
    assert "Saint-Égrève|38382|l" in lines["recherche/eg.js"]


def test_names_are_sorted_without_accents_ligatures_or_signs() -> None:
    assert sort_key("L’Œil-d'Été ") == "l oeil d ete"
