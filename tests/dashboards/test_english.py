"""English beside French: every sentence has its twin, every page is whole, and numbers are written as in English."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import counted, sentences

from dashboards.contours import FILES, read_contours
from dashboards.english import write
from dashboards.findings import findings
from dashboards.pages import Site, doors, every_page, method
from dashboards.pages.figures import NAMES
from dashboards.place import Place
from dashboards.png import Order
from dashboards.render import COMPILED, Compiled, Page, environment, page_file, render
from dashboards.source import Edition
from dashboards.words import EN, FR, MINUS, NARROW, UNTRANSLATED, base, english
from pipelines.config import Settings
from pipelines.indicators.catalogue import read_catalogue
from pipelines.indicators.classifiers import read_classifiers
from pipelines.indicators.labels import versions
from pipelines.indicators.statements import read_statements
from pipelines.indicators.topics import read_lexicon
from pipelines.model.fields import PUBLISHED
from pipelines.model.quantities import Points, Relative
from pipelines.networks.registry import doors_frame
from pipelines.warehouse.reference_tables import codes, world
from pipelines.warehouse.sql_files import macro_files

PLACES = re.compile(r"{\w+}|<[^>]+>")
STOP = re.compile(
    r"«|\b(les|des|une|est|sont|sur|dans|pour|avec|par|qui|que|leur|ou|et|aucune?|inconnue?s?|abonnés|réseaux?)\b", re.I
)


def test_every_sentence_has_its_english_with_the_same_places() -> None:
    said, twins = sentences(), english.twins()
    assert len(said) > 600
    assert sorted(said - set(twins)) == [], "without English"
    assert sorted(set(twins) - said) == [], "English of nothing"
    assert [french for french in said if sorted(PLACES.findall(french)) != sorted(PLACES.findall(twins[french]))] == []
    assert sorted(counted()) == sorted(english.nouns())


def test_every_text_of_the_published_tables_has_its_english() -> None:
    known = set(english.texts())
    held = set(_published())
    names = {label for label in doors_frame()["label"] if label in known}
    assert sorted(text for text in held if text not in known) == []
    assert sorted(known - held - names) == [], "English of nothing"


def _published() -> Iterator[str]:
    folder = Settings().reference_dir
    told = read_statements(folder / "statements.toml")["reference.statements"]
    frames = (
        (codes(), ("label_fr",)),
        (world("simulated"), ("label_fr",)),
        (doors_frame(), ("precision_fr", "terms_fr")),
        (told, ("text_fr", "definition_fr", "unknown_fr")),
        (read_catalogue(folder / "indicators.toml"), _SHOWN),
    )
    for frame, columns in frames:
        for column in columns:
            yield from frame[column].drop_nulls().to_list()
    yield from (macro.header["text"] for macro in macro_files())
    for table in PUBLISHED.values():
        yield table.text_fr
        yield from (text for field in table.fields for text in (field.text_fr, field.unit, field.empty_fr) if text)


_SHOWN = tuple(
    f"{name}_fr"
    for name in (
        "label", "formula", "unit", "grain", "window", "default_aggregation", "null_policy", "interval", "example",
        "break",
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("french", "told"),
    [
        (
            "Part de 176 : 128. Moyenne de trois taux entiers : 218 / 3.",
            "A share of 176: 128. Mean of three whole rates: 218 / 3.",
        ),
        ("Part de 26 : 13 ou 14.", "A share of 26: 13 or 14."),
        ("précision 0,769 < 0,85 ; rappel 0,588 < 0,70", "precision 0.769 < 0.85; recall 0.588 < 0.70"),
        ("Base imprimée : 27 ; aucune liste ne l’a.", "Printed base: 27; no list has it."),
        (
            "Autre pays. Rang 1 (de 1 à 2) ; podium imprimé : Rhône, Ain.",
            "Other country. Rank 1 (from 1 to 2); printed top three: Rhône, Ain.",
        ),
        ("Un texte inconnu.", f"{UNTRANSLATED}Un texte inconnu."),
    ],
)
def test_a_text_with_figures_is_told_by_its_pattern(french: str, told: str) -> None:
    assert EN.data(french) == told


def test_what_classifiers_are_withheld_for_is_told_in_english() -> None:
    folder = Settings().reference_dir
    worth = read_classifiers(folder / "classifiers.csv", versions(read_lexicon(folder / "topics.toml")))
    reasons = worth["reason_fr"].drop_nulls().unique().to_list()
    assert reasons
    assert not [text for text in reasons if UNTRANSLATED in EN.data(text)]


@pytest.mark.parametrize("name", ["site", "methode", "portes", "glossaire", "accessibilite"])
def test_contents_have_the_same_keys(name: str) -> None:
    assert _shape(EN.content(name)) == _shape(FR.content(name))


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: item if key in ("path", "id") else _shape(item) for key, item in value.items()}
    return [_shape(item) for item in value] if isinstance(value, list) else type(value)


@given(st.integers(-(10**12), 10**12))
def test_a_printed_integer_reads_back(value: int) -> None:
    text = EN.number(value)
    assert int(text.replace(",", "").replace(MINUS, "-")) == value
    assert re.fullmatch(rf"{MINUS}?\d{{1,3}}(,\d{{3}})*", text)


@given(st.floats(-(10**9), 10**9), st.integers(1, 4))
def test_a_printed_decimal_reads_back_within_half_of_its_last_place(value: float, decimals: int) -> None:
    text = EN.number(value, decimals)
    assert abs(float(text.replace(",", "").replace(MINUS, "-")) - value) <= 0.5 * 10**-decimals + 1e-6
    assert text.replace(",", NARROW).replace(".", ",") == FR.number(value, decimals)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (EN.share(0.727), "72.7%"),
        (EN.points(Points(16)), f"+16.0{NARROW}pts"),
        (EN.relative(Relative(-0.282)), f"{MINUS}28.2%"),
        (EN.interval(12300, 12399), "[12,300 to\u00a012,399]"),
        (EN.interval(5, 5), "5"),
        (", ".join(EN.rank(place) for place in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)),
         "1st, 2nd, 3rd, 4th, 11th, 12th, 13th, 21st, 102nd, 111th"),
        (EN.rank_interval(2, 4), "2nd\u00a0to\u00a04th"),
        (EN.plural(0, "réseau", "réseaux"), "0\u00a0networks"),
        (EN.plural(1, "collectivité"), "1\u00a0authority"),
        (EN.gain(-1, "abonné"), f"{MINUS}1\u00a0follower"),
        (EN.month(date(2026, 10, 1)), "October\u00a02026"),
        (EN.instant(datetime(2026, 10, 31, 16, 2)), f"31\u00a0Oct\u00a02026, 16:02{NARROW}UTC"),
        (EN.bytes_size(4_800_000), f"4.8{NARROW}MB"),
        (EN.sentence_list(["a", "b", "c"]), "a, b and c"),
        (EN.or_missing(None), "not observed"),
    ],
)  # fmt: skip
def test_numbers_dates_and_lists_are_written_as_in_english(text: str, told: str) -> None:
    assert text == told


def test_five_findings_word_for_word(edition: Edition) -> None:
    told = [
        finding.sentence.replace("\u202f", " ").replace("\u00a0", " ") for finding in findings(edition.speaking(EN))
    ]
    assert told == [
        "The strongest change in presence over one month: Bluesky in metropolises, from 0.0% to 4.5% (+4.5 pts).",
        "The strongest change in presence over twelve months: Bluesky in metropolises, from 0.0% to 4.5% (+4.5 pts).",
        (
            "The strongest growth over twelve months, Paris aside: Auvergne-Rhône-Alpes on Facebook, +92,632 followers"
            " (1st among regions, certain)."
        ),
        "58.1% of departments are on both Facebook and Instagram; 100.0% are on at least one network.",
        (
            "5.0% of statuses remain unknown (202 of 4,018), above all in communes of fewer than 500 inhabitants"
            " (40.8%); first reason (28.2%): “robots.txt or the terms of use exclude reading; nothing was worked"
            " around”."
        ),
    ]


class Read(HTMLParser):
    """What an English reader reads of a page: its words and spoken attributes, but for what is marked as French."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.depth: list[bool] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_kept = not (self.depth and not self.depth[-1]) and given.get("lang", "en") == "en" and tag != "code"
        if tag not in EMPTY:
            self.depth.append(is_kept)
        if is_kept:
            self.words += [given[name] for name in ("aria-label", "alt", "title", "content") if name in given]

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            self.depth.pop()

    def handle_data(self, data: str) -> None:
        if not self.depth or self.depth[-1]:
            self.words.append(data)


EMPTY = ("base", "col", "meta", "link", "img", "br", "input", "polyline", "path")
SHEETS_READ = 15


@pytest.fixture(scope="module")
def paths(site: Path) -> list[str]:
    home = site / "en"
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*.html"))


def test_both_languages_have_the_same_pages_and_lead_to_each_other(site: Path, paths: list[str]) -> None:
    every = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {f"en/{path}" for path in paths} | set(paths) == every
    for name in paths:
        own, other = site / "en" / name, site / name
        for here, there in ((own, other), (other, own)):
            head = here.read_text("utf-8").partition("<main")[0]
            led = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)">', head)
            assert {code: (here.parent / href).resolve() for code, href in led} == {"en": own, "fr": other}, name
            switch = re.findall(r'<a class="language" rel="alternate" href="([^"]+)"', head)
            assert [(here.parent / href).resolve() for href in switch] == [there], name


@pytest.fixture(scope="module")
def known(edition: Edition) -> re.Pattern[str]:
    """Names of territories and of files, and what is joined by hyphens or cut short: handles, names on an axis."""
    names = sorted(edition.members["name"].to_list(), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, names), r"[\w./-]+\.csv", r"\w+(?:-\w+)+", r"[\w’' -]{,24}…"]))


def _french(text: str, known: re.Pattern[str]) -> list[str]:
    """Where a text holds a French word that is no part of a known name."""
    found = []
    for word in STOP.finditer(text):
        first = max(0, word.start() - AROUND)
        around = text[first : word.end() + AROUND]
        if not any(name.start() <= word.start() - first < name.end() for name in known.finditer(around)):
            found.append(around)
    return found


AROUND = 80


def test_no_word_of_an_english_page_is_french(site: Path, paths: list[str], known: re.Pattern[str]) -> None:
    sheets = [path for path in paths if path.startswith("territoires/") and path != "territoires/index.html"]
    for name in [*sorted(set(paths) - set(sheets)), *sheets[:: len(sheets) // SHEETS_READ]]:
        text = " ".join(Read((site / "en" / name).read_text("utf-8")).words)
        assert UNTRANSLATED not in text, name
        assert _french(text, known) == [], name


def test_no_word_of_an_english_figure_is_french(site: Path, known: re.Pattern[str]) -> None:
    files = [*(site / "en" / "assets" / "figures").rglob("*.js"), *(site / "en").rglob("*.json")]
    assert len(files) > 100
    for path in files:
        text = re.sub(r'"(slug|key|table|name)": ?"[^"]*"|\["[\w/-]+"\]=', "", path.read_text("utf-8"))
        assert UNTRANSLATED not in text
        assert _french(text, known) == [], path


def test_french_texts_and_names_are_marked_as_french(site: Path) -> None:
    lists = (site / "en" / "couverture/index.html").read_text("utf-8")
    assert re.search(r'<span lang="fr">[^<]*ce n’est pas du JSON', lists)
    sheet = (site / "en" / "territoires" / "region-53" / "index.html").read_text("utf-8")
    assert '<h1><span lang="fr">Bretagne</span></h1>' in sheet
    home = (site / "en" / "index.html").read_text("utf-8")
    assert '<span lang="fr">Auvergne-Rhône-Alpes</span> on Facebook' in home
    assert '<th scope="row"><span lang="fr">Bretagne</span></th>' in (
        site / "en" / "carte-regions/index.html"
    ).read_text("utf-8")


def test_one_csv_serves_both_languages_with_the_codes_of_its_labels(site: Path, edition: Edition) -> None:
    assert {path.suffix for path in (site / "en" / "presence-niveaux").iterdir()} == {".html", ".json", ".zip"}
    told = json.loads((site / "en" / "presence-niveaux" / "presence-niveaux.json").read_text("utf-8"))
    assert told["data_mention"] == "simulated data"
    assert told["columns"][0] == {"name": "network_label", "label": "Network", "unit": "text", "definition": None}
    assert told["codes"] == ["area_code", "network", "stratum"]
    rows = pl.read_csv(site / "presence-niveaux" / "presence-niveaux.csv")
    assert set(rows["stratum"]) == {"ALL", *edition.strata}
    shown = html.unescape((site / "en" / "presence/index.html").read_text("utf-8"))
    assert 'href="../../presence-niveaux/presence-niveaux.csv"' in shown
    assert 'href="../presence-niveaux/presence-niveaux.json"' in shown


def _main(pages: Iterator[Page]) -> Iterator[Page]:
    return (page for page in pages if "/" not in page.path)


def test_a_page_whose_words_are_not_all_translated_is_not_written(
    edition: Edition, contours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_out = {"Ce qui a servi", "Contrôle"}
    twins = {french: told for french, told in english.twins().items() if french not in left_out}
    monkeypatch.setattr(english, "twins", lambda: twins)
    monkeypatch.setattr(base, "_spaced", base._spaced.__wrapped__)
    monkeypatch.setitem(COMPILED, "en", Compiled())
    monkeypatch.setattr(
        "dashboards.english.every_page", lambda site: (page for page in every_page(site) if "/" not in page.path)
    )
    site = Site(edition, {}, frozenset(), tmp_path, tmp_path / "barometre.duckdb", Place("2026-10"))
    drawn: Future[Order] = Future()
    told = write(site, {level: read_contours(contours, name) for level, name in FILES.items()}, drawn)
    missing = {"portes", "copresence"}
    order = drawn.result(timeout=0)
    assert {chart.slug for chart in order.charts} == set(NAMES) - {"copresence"} and order.out == tmp_path / "en"
    assert 'href="../carte-regions/carte-regions.png"' in (tmp_path / "en/carte-regions/index.html").read_text("utf-8")
    assert not missing & told.paths and "methode" in told.paths
    assert {path.relative_to(tmp_path / "en").as_posix() for path in told.pages} == set(map(page_file, told.paths))
    assert {warning.split(" ")[0] for warning in told.warnings} == missing
    assert not (tmp_path / "en" / "assets" / "figures" / "copresence.js").exists()
    assert 'href="../../portes/index.html"' in (tmp_path / "en" / "methode/index.html").read_text("utf-8")
    env = environment(edition)
    french = {page.path: render(env, page, FR, told.paths) for page in (method.page(site), doors.page(site))}
    assert "hreflang" in french["methode"] and "hreflang" not in french["portes"]
