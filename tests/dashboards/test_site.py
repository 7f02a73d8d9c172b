"""The built site as files: well-formed pages, nothing loaded from elsewhere, honest words, same bytes twice."""

from __future__ import annotations

import csv
import hashlib
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb
import pytest

from dashboards.assets import BUNDLE, LICENCES
from dashboards.build import SiteReport
from dashboards.pages.data import FOLDERS, edition_files
from dashboards.pages.site import Site
from dashboards.place import Place
from dashboards.sheets.paths import BESIDE, LIGHT
from dashboards.sheets.told import spark
from dashboards.source import Edition
from pipelines.warehouse.sql_files import macro_files

VOID = {"base", "col", "meta", "link", "img", "br", "input", "hr", "path", "source", "wbr"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LOADING = {
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("source", "src"),
    ("iframe", "src"),
    ("object", "data"),
}
MAIN = (
    "index.html", "presence/index.html", "presence-temps/index.html", "copresence/index.html",
    "carte-regions/index.html", "carte-departements/index.html", "carte-statuts/index.html", "carte-epci/index.html",
    "carte-communes/index.html",
    "heures/index.html",
    "progressions/index.html",
    "territoires/index.html",
    "couverture/index.html",
    "comparaison/index.html", "etude/index.html", "methode/index.html", "indicateurs/index.html",
    "portes/index.html", "donnees/index.html",
    "dictionnaire-barometer/index.html", "dictionnaire-observations/index.html", "dictionnaire-roster/index.html",
    "dictionnaire-reference/index.html", "glossaire/index.html", "accessibilite/index.html", "journal/index.html",
    "differences/index.html", "calculs/index.html",
)  # fmt: skip


@dataclass
class Outline(HTMLParser):
    """What the tests ask of a page: open tags, headings, ids, links, loaded addresses and words."""

    stack: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    figures: list[dict[str, str | None]] = field(default_factory=list)
    unnamed_buttons: int = 0
    lang: str | None = None
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"<{tag}> repeats an attribute"
        if tag not in VOID:
            self.stack.append(tag)
        if tag in HEADINGS:
            self.headings.append(int(tag[1]))
        self.lang = given.get("lang") if tag == "html" else self.lang
        self.ids += [given["id"]] if given.get("id") else []
        self.links += [given["href"]] if tag == "a" and given.get("href") else []
        self.loads += [value or "" for name, value in attrs if (tag, name) in LOADING]
        if style := given.get("style"):
            self.loads += re.findall(r"url\(([^)]*)\)", style)
        if tag == "figure":
            self.figures.append(given)
        if tag == "img":
            assert "alt" in given

    def updatepos(self, i: int, j: int) -> int:
        """Nothing here asks for the line of a tag, and to count lines takes a tenth of the reading."""
        return j

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack, f"</{tag}> closes nothing"
        assert self.stack.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def outline(path: Path) -> Outline:
    parser = Outline()
    parser.feed(path.read_text("utf-8"))
    parser.close()
    assert parser.stack == [], f"{path} leaves {parser.stack} open"
    return parser


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Outline]:
    return {path.relative_to(site).as_posix(): outline(path) for path in sorted(site.rglob("*.html"))}


def test_every_page_is_there(pages: dict[str, Outline], edition: Edition) -> None:
    assert set(MAIN) <= set(pages)
    members = set(edition.members["territory_id"])
    sheets = {f"territoires/{row.replace(':', '-')}/index.html" for row in members - edition.light}
    assert sheets == {name for name in pages if name.startswith("territoires/")} - {"territoires/index.html"}
    assert members > edition.light > {"commune:01025"}
    assert "progressions/com-100000-plus/index.html" in pages
    assert "progressions/com-0-500/index.html" not in pages


def test_no_page_lies_in_a_folder_of_tables(site: Path) -> None:
    folders = {path.name for path in site.iterdir() if path.is_dir()}
    assert {"assets", "data", "en", "presence", "territoires"} <= folders
    assert not folders & set(FOLDERS)


def test_pages_are_well_formed_outlined_and_in_the_language_of_their_folder(pages: dict[str, Outline]) -> None:
    for name, page in pages.items():
        assert page.lang == ("en" if name.startswith("en/") else "fr"), name
        assert page.headings.count(1) == 1, name
        assert page.headings[0] == 1, name
        assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False)), name
        assert len(page.ids) == len(set(page.ids)), name


def test_nothing_is_loaded_from_another_origin(pages: dict[str, Outline], site: Path) -> None:
    for name, page in pages.items():
        for address in page.loads:
            assert not urlsplit(address).scheme, (name, address)
            assert not urlsplit(address).netloc, (name, address)
            assert ((site / name).parent / address).resolve().is_file(), (name, address)
    for path in site.rglob("*.css"):
        assert not re.findall(r"url\(|@import", path.read_text("utf-8"))


def test_every_internal_link_leads_somewhere(pages: dict[str, Outline], site: Path, edition: Edition) -> None:
    light = {row.replace(":", "-") for row in edition.light}
    members = {row.replace(":", "-") for row in edition.members["territory_id"]}
    for name, page in pages.items():
        for address in page.links:
            parts = urlsplit(address)
            if parts.scheme:
                assert parts.scheme == "https", (name, address)
                continue
            target = ((site / name).parent / unquote(parts.path)).resolve() if parts.path else site / name
            assert target.is_file(), (name, address)
            if parts.fragment and target.suffix == ".html":
                key = target.relative_to(site.resolve()).as_posix() if parts.path else name
                chart, _, variant = parts.fragment.removeprefix("figure-").partition("=")
                is_light = key.endswith(f"{LIGHT}/index.html") and parts.fragment in light
                is_choice = key.endswith(f"{BESIDE}/index.html") and set(parts.fragment.split(",")) <= members
                assert chart in pages[key].ids or is_light or is_choice, (name, address)
                figures = (site / key).parents[1] / "assets" / "figures"
                assert not variant or (figures / chart / f"{variant}.js").is_file(), (name, address)


def test_simulated_data_says_so_on_every_page_figure_and_file(pages: dict[str, Outline], site: Path) -> None:
    for name, page in pages.items():
        mention = "simulated data" if name.startswith("en/") else "données simulées"
        assert page.text.lower().count(mention) >= 2, name
        assert f"[{mention}]" in page.text, name
    for folder, mention in ((site, "DONNÉES SIMULÉES"), (site / "en", "SIMULATED DATA")):
        figures = sorted((folder / "assets" / "figures").glob("*.js"))
        assert len(figures) == 15
        for path in sorted((folder / "assets" / "figures").rglob("*.js")):
            held = json.loads(path.read_text("utf-8").partition("]=")[2].rstrip(";\n"))
            variants = held["variants"] if path in figures else [held]
            assert variants, path
            assert all(f'"{mention}"' in json.dumps(v["figure"], ensure_ascii=False) for v in variants), path
    for path in site.rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines, delimiter=";" if path.name.endswith(".fr.csv") else ","))
        assert rows[0][-1] == "mention", path
        assert {row[-1] for row in rows[1:]} <= {"données simulées"}, path
        assert len({len(row) for row in rows}) == 1, path
    for path in site.rglob("*.json"):
        mention = "simulated data" if path.is_relative_to(site / "en") else "données simulées"
        assert json.loads(path.read_text("utf-8"))["data_mention"] == mention, path


def test_real_data_is_not_called_simulated(database: Path, build: Callable[..., SiteReport], tmp_path: Path) -> None:
    live = tmp_path / "live.duckdb"
    live.write_bytes(database.read_bytes())
    with duckdb.connect(str(live)) as connection:
        connection.execute("UPDATE reference.world SET is_simulated = false")
        connection.execute("DELETE FROM roster.members WHERE level IN ('commune', 'epci')")
        connection.execute(
            "DELETE FROM barometer.status WHERE territory_id NOT IN (SELECT territory_id FROM roster.members)"
        )
        for table in ("barometer.growth", "barometer.audience", "barometer.ranking"):
            connection.execute(
                f"DELETE FROM {table} WHERE territory_id NOT IN (SELECT territory_id FROM roster.members)"
            )
    out = tmp_path / "site"
    build(live, out)
    for path in out.rglob("*"):
        if path.suffix in (".html", ".csv", ".json"):
            assert "données simulées" not in path.read_text("utf-8").lower(), path


def test_each_figure_has_a_name_a_table_and_its_files(pages: dict[str, Outline], site: Path) -> None:
    seen = set()
    for name in MAIN:
        page, text = pages[name], (site / name).read_text("utf-8")
        for figure in page.figures:
            slug = figure["data-chart"]
            assert "role" not in figure
            assert figure["aria-labelledby"] in page.ids
            body = text.partition(f'data-chart="{slug}"')[2].partition("</figure>")[0]
            for mark in ("<figcaption>", "<table>", "<caption>", 'role="img" aria-label="', "<noscript>", "<dl>"):
                assert mark in body, (slug, mark)
            for suffix in (".csv", ".fr.csv", ".json", ".zip"):
                assert (site / slug / f"{slug}{suffix}").is_file()
            seen.add(slug)
    assert len(seen) == 14


def test_the_state_identity_is_neither_used_nor_imitated(site: Path) -> None:
    for path in site.rglob("*"):
        if path.suffix in (".html", ".css", ".js", ".svg") and path.name != BUNDLE.name:
            text = path.read_text("utf-8").lower()
            for word in ("dsfr", "marianne", "fr-header", "fr-btn", "république française", "gouv.fr/dsfr", "#000091"):
                assert word not in text, (path, word)


def test_licences_lie_beside_what_they_cover(site: Path) -> None:
    held = (site / "assets" / LICENCES.name).read_text("utf-8")
    assert {"plotly.js 4.1.1 (MIT)", "@plotly/d3 3.8.2 (BSD-3-Clause)", "topojson-client 3.1.0 (ISC)"} <= set(
        held.split("\n")
    )
    assert (site / "assets" / BUNDLE.name).read_bytes() == BUNDLE.read_bytes()


def test_no_page_shows_an_unknown_status_as_zero(pages: dict[str, Outline], edition: Edition) -> None:
    found = edition.current("barometer.status").filter(network="website", status="unknown")["territory_id"].to_list()
    unknown = [row for row in found if row not in edition.light]
    assert unknown
    text = pages[f"territoires/{unknown[0].replace(':', '-')}/index.html"].text
    assert "Inconnue" in text
    index = pages["territoires/index.html"].text
    assert "inconnu" in index


def test_sheets_show_evidence_interval_and_archive(pages: dict[str, Outline], edition: Edition) -> None:
    rows = edition.current("barometer.audience").filter(followers_status="rounded").to_dicts()
    rounded = next(row for row in rows if row["territory_id"] not in edition.light)
    text = pages[f"territoires/{rounded['territory_id'].replace(':', '-')}/index.html"].text
    assert rounded["record"] in text
    assert "Valeur affichée arrondie" in text
    assert "inscrit à l’annuaire de l’administration" in text
    assert "octobre 2025" in text


def test_sheets_say_why_an_account_is_the_main_one_and_what_the_others_are(pages: dict[str, Outline]) -> None:
    text = " ".join(pages["territoires/region-53/index.html"].text.split())
    assert "Un autre compte trouvé est celui d’un service, d’un équipement, d’une personne élue" in text
    assert "que cette fiche ne nomme pas : 1 (le tourisme 1)" in text
    assert "officetourisme" not in text


def history(*rows: tuple[int, str, str]) -> dict[date, dict[str, Any]]:
    """Followers by month of 2026, from (month, identity, definition of the count)."""
    return {
        date(2026, month, 1): {"followers_count": 100 * month, "identity_id": identity, "metric_def": metric}
        for month, identity, metric in rows
    }


def test_a_line_of_followers_never_goes_on_from_one_account_to_another() -> None:
    def letters(*identities: str) -> str:
        return re.sub("[^ML]", "", spark(history(*[(at, one, "m") for at, one in enumerate(identities, start=1)])))

    assert letters("a", "a", "a", "a") == "MLLL"
    assert letters("b", "a", "a", "a", "a") == "MLLL"
    assert letters("a", "a", "a", "a", "b") == ""
    assert letters("a", "a", "a") == "", "dots are no line"


def test_a_line_of_followers_stops_where_a_month_is_missing_or_counts_another_thing() -> None:
    gone = spark(history((1, "a", "m"), (2, "a", "m"), (4, "a", "m"), (5, "a", "m"), (12, "a", "m")))
    assert re.sub("[^ML]", "", gone) == "MLMLM"
    assert gone.split()[-1] == "M118.0,2.0h0"
    assert re.sub("[^ML]", "", spark(history((1, "a", "m"), *((month, "a", "n") for month in (2, 3, 4))))) == "MMLL"


def test_paris_is_also_shown_out_of_the_ranking(pages: dict[str, Outline]) -> None:
    assert "Hors classement : Paris" in pages["progressions/com-100000-plus/index.html"].text


def test_two_builds_give_the_same_bytes_and_pictures_need_a_browser(
    site: Path, database: Path, build: Callable[..., SiteReport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboards.png.find_chromium", lambda: None)
    report = build(database, tmp_path / "again", with_png=True, with_english=True)
    assert len(report.warnings) == 1
    assert "no Chromium" in report.warnings[0]
    assert dict(digests(tmp_path / "again")) == dict(digests(site))
    assert set(report.files) == {name for name, _ in digests(site)}
    assert set(report.pages) == {name for name in report.files if name.endswith(".html")}


def digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()


def test_files_of_the_edition_are_linked_when_the_site_lies_beside_them(edition: Edition, tmp_path: Path) -> None:
    folder = tmp_path / "2026-10"
    (folder / "barometer").mkdir(parents=True)
    (folder / "presence").mkdir()
    for name in ("barometre.duckdb", "barometer/presence.parquet", "barometer/notes.tmp", "presence/presence.csv"):
        (folder / name).touch()
    beside = Site(edition, {}, frozenset(), folder, folder / "barometre.duckdb", Place("2026-10"))
    assert edition_files(beside) == ["barometer/presence.parquet", "barometre.duckdb"]
    elsewhere = Site(edition, {}, frozenset(), tmp_path / "site", folder / "barometre.duckdb", Place("2026-10"))
    assert edition_files(elsewhere) == []


def test_queries_to_copy_run_on_the_published_file(site: Path, database: Path) -> None:
    text = html.unescape((site / "donnees/index.html").read_text("utf-8"))
    queries = re.findall(r"<pre[^>]*><code>(SELECT .*?)</code>", text, re.DOTALL)
    assert len(queries) == 2
    with duckdb.connect(str(database), read_only=True) as connection:
        for query in queries:
            assert connection.execute(query).fetchall(), query
    assert [file.name for file in macro_files() if file.call not in text] == []
