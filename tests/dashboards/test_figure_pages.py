"""The page of each figure: its files, the same numbers by other tools, its citation, what it is shown by elsewhere."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards.charts.base import Chart
from dashboards.charts.selection import rows_shown, selections, table_file
from dashboards.contours import FILES, read_contours
from dashboards.pages import Site, every_chart, figures, growth, indicators, presence
from dashboards.pages.figures import MISSING, PARENTS
from dashboards.pages.reuse import NAMES
from dashboards.place import Place
from dashboards.render import Page, environment, render
from dashboards.source import Edition
from dashboards.taken import zipped
from dashboards.words import EN, FR

PLACE = Place("2026-10")
KEYS = ("month", "network", "network_a", "network_b", "stratum", "area_code", "weekday", "hour", "reason", "status")
VALUES = (
    "present_count",
    "presence_share",
    "presence_share_lo",
    "both_share",
    "value",
    "share",
    "count",
    "published_value",
)


@pytest.fixture(scope="module")
def charts(edition: Edition, contours: Path) -> dict[str, Chart]:
    made, _ = every_chart(edition, {level: read_contours(contours, name) for level, name in FILES.items()})
    return made


@pytest.fixture(scope="module")
def tables(
    database: Path, edition: Edition, charts: dict[str, Chart], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The tables of the edition as Parquet, where the code that pages print looks for them."""
    folder = tmp_path_factory.mktemp("tables")
    names = {name for chart in charts.values() for one in selections(chart, edition) for name in one.tables}
    chosen = {name: folder / table_file(name) for name in names}
    with duckdb.connect(str(database), read_only=True) as con:
        for name, path in chosen.items():
            path.parent.mkdir(exist_ok=True)
            con.execute(f"COPY {name} TO '{path}' (FORMAT parquet)")
    return folder


def test_every_figure_that_may_be_drawn_has_a_name_and_a_reason_or_is_always_drawn(charts: dict[str, Chart]) -> None:
    assert set(charts) == set(NAMES)
    assert set(MISSING) <= set(NAMES)
    assert set(PARENTS) <= set(NAMES)


@pytest.mark.parametrize("slug", NAMES)
def test_sql_and_polars_find_the_rows_of_the_csv(
    charts: dict[str, Chart], edition: Edition, database: Path, tables: Path, site: Path, slug: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    chart = charts[slug]
    with (site / slug / f"{slug}.csv").open(encoding="utf-8", newline="") as lines:
        shown = list(csv.DictReader(lines))
    assert len(shown) == len(chart.rows)
    monkeypatch.chdir(tables)
    found = []
    for one in selections(chart, edition):
        with duckdb.connect(str(database), read_only=True) as con:
            by_sql = con.sql(one.sql.rstrip(";")).pl()
        made: dict[str, Any] = {}
        exec(one.polars, made)  # noqa: S102 what the page prints, to be copied
        assert sorted(map(repr, by_sql.iter_rows())) == sorted(
            map(repr, made["rows"].select(by_sql.columns).iter_rows())
        )
        found.append(by_sql)
    if slug == "presence-publies":
        printed, measured = found
        assert sorted(printed["value"] / 100) == pytest.approx(
            sorted(r["share"] for r in chart.rows if r["origin"] == "printed")
        )
        assert measured["presence_share"].drop_nulls().len() == sum(r["origin"] == "measured" for r in chart.rows)
        return
    rows, *intervals = found
    if intervals:
        _told_intervals(chart, edition, *intervals)
    if slug == "couverture-reseaux":  # a status that nobody has is a line of the figure and no row of the table
        assert sorted(rows.rows()) == sorted((r["network"], r["state"], r["count"]) for r in chart.rows if r["count"])
        return
    assert rows.height == len(chart.rows)
    keys = [key for key in (*KEYS, "territory_id", "figure_id") if key in rows.columns and key in chart.rows[0]]
    values = [value for value in VALUES if value in rows.columns]
    assert keys and (values or slug in ("carte-statuts", "carte-epci"))
    names = [*keys, *values]
    assert sorted(map(repr, rows.select(names).iter_rows())) == sorted(
        repr(tuple(row[name] for name in names)) for row in chart.rows
    )


def _told_intervals(chart: Chart, edition: Edition, found: Any) -> None:
    """The intervals of the draw are those of the second selection."""
    shown = ("month", "stratum", "ci_lo", "ci_hi")
    told = [(_networks(row), *(row[key] for key in shown)) for row in chart.rows if row["ci_lo"] is not None]
    assert told
    assert [one["table"] for one in rows_shown(selections(chart, edition))] == [chart.source.partition(", ")[0]]
    assert sorted((_networks(row), *(row[key] for key in shown)) for row in found.to_dicts()) == sorted(told)


def _networks(row: dict[str, Any]) -> tuple[str, ...]:
    if "network_a" in row:
        return row["network_a"], row["network_b"]
    return (row["network"], row["variant"][5:]) if row.get("indicator_id") == "I04" else (row["network"],)


def test_a_page_offers_what_is_shown_the_whole_and_how_to_find_it_again(site: Path, charts: dict[str, Chart]) -> None:
    for slug, chart in charts.items():
        text = html.unescape((site / slug / "index.html").read_text("utf-8")).replace("\u00a0", " ")
        assert f"Ce qui est montré ({FR.number(len(chart.rows))} ligne" in text
        assert "Toute la table " in text
        assert f"https://ADRESSE-DU-SITE/2026-10/{slug}/{slug}.csv" in text
        assert (
            "@dataset{barometre202610" in text
            and FR.typeset(chart.title).replace("\u00a0", " ") in text.partition('id="citer"')[2]
        )
        for part in ("SELECT ", "pl.read_parquet(", "DBI::dbGetQuery(", "curl -fO "):
            assert part in text, (slug, part)
        asked = text.count("DBI::dbGetQuery(")
        names = set(re.findall(r"\b(rows\w*) (?:=|<-) ", text))
        assert names == {"rows", "rows_2"} if asked == 2 else names == {"rows"}, slug
        assert text.count("import polars as pl") == 1, slug
        english = (site / "en" / slug / "index.html").read_text("utf-8")
        assert "SITE-ADDRESS/latest/en/embed/" in english


def test_embeds_of_both_kinds_are_offered_and_stand_alone(site: Path) -> None:
    for slug in NAMES:
        text = html.unescape((site / slug / "index.html").read_text("utf-8"))
        codes = re.findall(r"<textarea[^>]*readonly>(<iframe src=\"([^\"]+)\"[^<]*</iframe>)</textarea>", text)
        assert [address for _, address in codes] == [
            f"https://ADRESSE-DU-SITE/{name}/embed/{slug}/" for name in ("latest", "2026-10")
        ]
        assert all(re.search(r' height="\d{3,4}" ', code) and 'title="' in code for code, _ in codes)
        assert f'title="{NAMES[slug]}"' in codes[0][0].replace("\u2019", "’"), "the latest is of no month"
        for folder in ("", "en/"):
            embed = (site / folder / "embed" / slug / "index.html").read_text("utf-8")
            assert "<nav" not in embed and embed.count("<h1") == 1
            assert f'data-chart="{slug}"' in embed and "<noscript>" in embed and "<table>" in embed


def test_the_zip_holds_numbers_words_and_what_to_know(site: Path, charts: dict[str, Chart], edition: Edition) -> None:
    for slug in charts:
        held = zipfile.ZipFile(site / slug / f"{slug}.zip")
        assert held.namelist() == [f"{slug}.csv", f"{slug}.fr.csv", f"{slug}.json", "README.md"]
        for entry in held.infolist():
            assert (entry.compress_type, entry.date_time) == (zipfile.ZIP_DEFLATED, (1980, 1, 1, 0, 0, 0))
            if entry.filename != "README.md":
                assert held.read(entry) == (site / slug / entry.filename).read_bytes()
        told = held.read("README.md").decode("utf-8")
        assert charts[slug].title in told and "**données simulées**" in told and "@dataset{" in told
        assert all(f"`{column.key}`" in told for column in charts[slug].columns)
        english = zipfile.ZipFile(site / "en" / slug / f"{slug}.zip").read("README.md").decode("utf-8")
        assert "## What to know" in english and "simulated data" in english
    told = zipfile.ZipFile(site / "presence-niveaux" / "presence-niveaux.zip").read("README.md").decode("utf-8")
    assert "* `presence_share` : Part de présentes (part de 0 à 1). " in told


def test_a_zip_is_made_of_its_texts_alone() -> None:
    files = {"a.csv": "é\n", "b.json": "{}\n"}
    files["long.csv"] = "".join(f"{number},commune:{number % 97:05},{number * number}\n" for number in range(3000))
    made = zipped(files)
    assert made == zipped(dict(files))
    assert sha256(made).hexdigest() == "4d9524020331c8904ef41b97b4b02ca026f3bb1b91768a0959bfe49aa4e20978"
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        assert held.testzip() is None
        assert {name: held.read(name).decode("utf-8") for name in held.namelist()} == files
    assert len(made) < len(files["long.csv"]) / 3


def test_units_and_definitions_are_in_the_json(site: Path) -> None:
    told = json.loads((site / "presence-niveaux" / "presence-niveaux.json").read_text("utf-8"))
    share = next(column for column in told["columns"] if column["name"] == "presence_share")
    assert share["unit"] == "share" and share["definition"]


def test_what_is_not_drawn_has_a_page_and_an_embed_that_say_why(
    edition: Edition, charts: dict[str, Chart], tmp_path: Path
) -> None:
    drawn = {slug: chart for slug, chart in charts.items() if slug not in MISSING}
    site = Site(edition, drawn, frozenset(), tmp_path, tmp_path / "barometre.duckdb", PLACE)
    others = (*presence.pages(site), *indicators.pages(site), next(growth.pages(site)))
    found = (*others, *figures.pages(site, {page.path for page in others}), *figures.embeds(site))
    pages = {page.path: page for page in found}
    assert set(NAMES) | {f"embed/{slug}" for slug in NAMES} <= set(pages)
    for slug, why in MISSING.items():
        for page in (pages[slug], pages[f"embed/{slug}"]):
            assert page.context["charts"] == [] and page.context["about"] is None
        assert pages[f"embed/{slug}"].context["empty"] == why
        if slug != "progressions":  # whose page says it where its podiums would be
            assert pages[slug].context["empty"] == why


def test_the_tables_of_an_edition_are_offered_where_they_lie_beside(
    edition: Edition, charts: dict[str, Chart], tmp_path: Path
) -> None:
    (tmp_path / "barometer").mkdir()
    (tmp_path / "barometer" / "presence.parquet").touch()
    site = Site(edition, charts, frozenset(), tmp_path, tmp_path / "barometre.duckdb", Place("2026-10", "https://a.fr"))
    page = next(figures.pages(site, set(NAMES) - {"presence-niveaux"}))
    facts = page.context["about"]
    assert [whole["path"] for whole in facts["wholes"]] == ["barometer/presence.parquet", None]
    assert "url = {https://a.fr/2026-10/presence-niveaux/}" in facts["cited"]["bibtex"]
    assert 'src="https://a.fr/latest/embed/presence-niveaux/"' in facts["embeds"][0][2]


def test_selections_read_as_one_writes_them(charts: dict[str, Chart], edition: Edition) -> None:
    (one,) = selections(charts["heures"], edition)
    assert one.sql.startswith(
        "SELECT network, weekday, hour, share, account_count, month_count\nFROM barometer.hours\n"
    )
    assert "\n  AND stratum = 'ALL'\n" in one.sql
    assert all(len(line) <= 120 for line in (*one.sql.split("\n"), *one.polars.split("\n")))


def test_pages_name_their_own_address_where_it_is_known(edition: Edition) -> None:
    page = Page("methode", "embed.html", "Méthode", "", {"charts": [], "contours": [], "empty": "", "of": "methode"})
    known = Place("2026-10", "https://a.fr/b")
    for words, folder in ((FR, ""), (EN, "en/")):
        env = environment(edition.speaking(words), known)
        head = render(env, page, words, {"methode"}).partition("</head>")[0]
        assert f'<link rel="canonical" href="https://a.fr/b/2026-10/{folder}methode/">' in head
    assert "canonical" not in render(environment(edition, PLACE), page, FR, {"methode"})
    assert known.address("") == "https://a.fr/b/2026-10/" and PLACE.address("") is None
