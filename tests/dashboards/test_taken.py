"""What pages give to take away: the rows that they show, in files that say what they are."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards.charts.drawn import stratum_name
from dashboards.pages.whole import WHOLES
from dashboards.source import Edition
from dashboards.taken import published
from dashboards.words import FR
from pipelines.model.fields import TABLES

FOLDERS = ("indicateurs", "territoires", "reseaux", "progressions", "presse", "communes")
LISTS = {"indicateurs", "territoires", "progressions", "presse"}
"""Pages that are lists of others, catalogues or figures; a page under them shows rows of its own."""
FILES = (".csv", ".fr.csv", ".json", ".zip")


def plain(text: str) -> str:
    return html.unescape(text).replace("\u202f", " ").replace("\u00a0", " ")


def page(site: Path, path: str) -> str:
    return plain((site / path / "index.html").read_text("utf-8"))


def records(site: Path, path: str) -> list[dict[str, str]]:
    with (site / path / f"{path.rpartition('/')[2]}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def bare(edition: Edition) -> set[str]:
    """Indicators without a value by stratum or région: their pages have no table."""
    every, valued = (edition.frame(name)["indicator_id"] for name in ("reference.indicators", "indicators.cells"))
    return {f"indicateurs/{code}" for code in set(every) - set(valued)}


@pytest.fixture(scope="module")
def paths(site: Path, bare: set[str]) -> list[str]:
    """The pages that show rows, but for figures."""
    found = {p.parent.relative_to(site).as_posix() for folder in FOLDERS for p in (site / folder).rglob("index.html")}
    return sorted(found - LISTS - bare)


def test_every_page_that_shows_rows_has_its_files_and_links_them_in_both_languages(
    site: Path, paths: list[str], bare: set[str]
) -> None:
    assert {path.partition("/")[0] for path in paths} == set(FOLDERS)
    assert len(paths) > 100
    for path in paths:
        slug = path.rpartition("/")[2]
        for folder, far in ((site, ""), (site / "en", "../" * (path.count("/") + 2) + f"{path}/")):
            text = (folder / path / "index.html").read_text("utf-8")
            section = text.partition('<h2 id="prendre">')[2].partition("</section>")[0]
            linked = re.findall(r'href="([^"]+)"', section)[: len(FILES)]
            own = "" if folder == site else far
            assert linked == [f"{own}{slug}.csv", f"{own}{slug}.fr.csv", f"{slug}.zip", f"{slug}.json"], path
            assert all((folder / path / address).resolve().is_file() for address in linked), path
    assert bare
    for path in bare:
        assert not list((site / path).glob("*.csv")) and 'id="prendre"' not in page(site, path)


def test_the_zip_holds_the_files_and_what_must_be_known_of_them(site: Path, paths: list[str]) -> None:
    for path in paths:
        slug = path.rpartition("/")[2]
        for folder, mention, base in (
            (site, "**données simulées**", "Dénominateur :"), (site / "en", "**simulated data**", "Denominator:"),
        ):  # fmt: skip
            with zipfile.ZipFile(folder / path / f"{slug}.zip") as held:
                assert held.namelist() == [f"{slug}.csv", f"{slug}.fr.csv", f"{slug}.json", "README.md"]
                for name in held.namelist()[:2]:
                    whole = (site / path / name).read_bytes()
                    assert folder != site or held.read(name) == whole, path
                    one, other = ([*csv.reader(io.StringIO(text.decode("utf-8")))] for text in (held.read(name), whole))
                    assert (one[0], len(one)) == (other[0], len(other)), path
                assert held.read(f"{slug}.json") == (folder / path / f"{slug}.json").read_bytes(), path
                readme = held.read("README.md").decode("utf-8")
            told = json.loads((folder / path / f"{slug}.json").read_text("utf-8"))
            assert readme.startswith(f"# {told['title']}\n") and mention in readme, path
            assert f"\n* {base} " in readme and "@dataset{barometre202610" in readme, path
            colon = base.removeprefix(base.rstrip(" :"))
            assert all(f"\n* `{column['name']}`{colon} " in readme for column in told["columns"]), path


def test_the_json_tells_unit_denominator_aggregation_month_licence_and_source(site: Path, paths: list[str]) -> None:
    for folder, terms, mention in (
        (site, ("Mesure", "Dénominateur", "Agrégation", "Mois"), "données simulées"),
        (site / "en", ("Measure", "Denominator", "Aggregation", "Month"), "simulated data"),
    ):
        for path in paths:
            told = _json(folder, path)
            assert all(told["method"][term] for term in terms), path
            assert told["title"] and told["subtitle"] and told["table"] and told["shown"] and told["sql"], path
            assert (told["licence"], told["data_mention"]) == ("Licence Ouverte 2.0", mention), path
            assert all(column["unit"] and column["label"] for column in told["columns"]), path
            shown = [*(column["name"] for column in told["columns"]), *told["codes"], "mention"]
            rows = records(site, path)
            assert (list(rows[0]), len(rows)) == (shown, told["rows"]), path


def _json(folder: Path, path: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / path / f"{path.rpartition('/')[2]}.json").read_text("utf-8"))
    return told


def test_the_sql_of_a_page_finds_its_rows(site: Path, paths: list[str], database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        for path in paths:
            told = _json(site, path)
            for one in told["shown"]:  # what `barometre evidence` asks of its base
                asked = {name for columns, *_ in one["conditions"] for name in columns.split(", ")}
                assert asked <= set(TABLES[one["table"]].columns), path
            found = [connection.execute(sql).fetchall() for sql in told["sql"].split("\n\n")]
            if path.startswith(("indicateurs", "reseaux", "progressions")):
                assert sum(map(len, found)) == told["rows"], path
            elif path.startswith("presse"):
                assert len(found[0]) <= told["rows"] <= sum(map(len, found)), path


def test_a_sheet_gives_each_number_that_it_prints_and_why_one_is_missing(site: Path, paths: list[str]) -> None:
    read = 0
    for path in (path for path in paths if path.startswith("territoires/")):
        text, rows = page(site, path), records(site, path)
        for row in rows:
            section = text.partition(f'<h2 id="{row["network"]}">')[2].partition("</section>")[0]
            months = re.findall(r'<tr><th scope="row">([^<]+)</th><td>([^<]+)</td><td>([^<]+)</td>', section)
            told = {month: (value, span) for month, value, span in months}
            if row["followers_count"]:
                value, span = told[plain(_month(row["month"]))]
                bounds = FR.interval(int(row["followers_lo"]), int(row["followers_hi"]))
                assert value == plain(FR.number(int(row["followers_count"]))), (path, row)
                assert span in (plain(bounds), "—") and (span != "—" or "[" not in bounds), (path, row)
                read += 1
            else:
                assert row["reading"], (path, row)
            assert bool(row["growth_status"]) or not row["growth_abs"]
        now = {row["network"]: row for row in rows if row["status"]}
        printed = re.findall(r'<a href="#([a-z]+)">[^<]+</a></th><td><span class="state ([a-z_]+)">', text)
        assert {network: row["status"] for network, row in now.items()} == dict(printed), path
    assert read > 100


def _month(day: str) -> str:
    year, month, _ = day.split("-")
    return f"{FR.months[int(month) - 1]} {year}"


def test_a_network_gives_the_rates_of_its_strata_and_months(site: Path, paths: list[str], edition: Edition) -> None:
    for path in (path for path in paths if path.startswith("reseaux/")):
        table = page(site, path).partition('id="strates"')[2].partition("</table>")[0]
        lines = re.findall(r'<tr><th scope="row">([^<]+)</th>.*?<td class="[nu]">([^<]+)</td>', table, re.DOTALL)
        rows = [row for row in records(site, path) if row["month"] == f"{edition.month}"]
        assert [name for name, _ in lines] == [plain(stratum_name(edition, row["stratum"])) for row in rows], path
        for (_, share), row in zip(lines, rows, strict=True):
            value = row["presence_share"]
            assert share.startswith("taux retenu") if not value else share == plain(FR.share(float(value))), path
    assert len(records(site, "reseaux")) == sum(path.startswith("reseaux/") for path in paths)


def test_leagues_give_the_lines_of_their_tables(site: Path, paths: list[str]) -> None:
    for path in (path for path in paths if path.startswith("progressions/")):
        text = page(site, path)
        shown = sum(body.count("<tr>") for body in re.findall(r"<tbody>(.*?)</tbody>", text, re.DOTALL))
        paris = len(re.findall("Hors classement : ", text))
        rows = records(site, path)
        assert shown <= len(rows) <= shown + paris, path
        first = re.search(r'<tbody>\s*<tr><td>[^<]+</td><th scope="row">.*?>([^<]+)</a>', text)
        assert first is not None and first[1] == plain(rows[0]["name"]), path


def test_a_press_page_gives_the_values_of_its_tables(site: Path) -> None:
    text = page(site, "presse/region-84")
    rows = {(row["network"], row["indicator_id"]): row for row in records(site, "presse/region-84")}
    whole = rows["any", "I03"]
    assert f"{plain(FR.share(float(whole['value'])))}" in text.partition('id="reseaux"')[2].partition("</table>")[0]
    audience = text.partition('aria-label="Abonnés, par réseau"')[2].partition("</table>")[0]
    value = rows["facebook", "I11"]["value"]
    line = audience.partition('<th scope="row">Facebook')[2].partition("</tr>")[0]
    assert plain(FR.number(float(value))) in line


def test_a_table_of_communes_gives_each_of_them_with_what_is_unknown(site: Path) -> None:
    text, rows = page(site, "communes/38"), records(site, "communes/38")
    printed = re.findall(r'<tr><th id="(\w+)">.*?</th><td>([^<]+)</td><td>([^<]+)</td>', text)
    assert [code for code, *_ in printed] == [row["code"] for row in rows]
    for (_, population, networks), row in zip(printed, rows, strict=True):
        assert population == (plain(FR.number(int(row["population"]))) if row["population"] else "non publiée")
        assert (row["unknown_count"] != "0") == ("inconnu" in networks)


def test_whole_tables_have_the_same_files_under_data(site: Path, database: Path) -> None:
    names = sorted(path.name.removesuffix(".csv") for path in (site / "data").glob("*.csv") if ".fr." not in path.name)
    assert names == sorted(WHOLES)
    for name in names:
        with zipfile.ZipFile(site / "data" / f"{name}.zip") as held:
            assert held.namelist() == [f"{name}.csv", f"{name}.fr.csv", f"{name}.json", "README.md"]
            assert all(held.read(file) == (site / "data" / file).read_bytes() for file in held.namelist()[:-1])
            assert "\n* Dénominateur : " in held.read("README.md").decode("utf-8")
        told = json.loads((site / "data" / f"{name}.json").read_text("utf-8"))
        rows = list(csv.reader((site / "data" / f"{name}.csv").read_text("utf-8").splitlines()))
        assert told["rows"] == len(rows) - 1 and rows[0] == [*(one["name"] for one in told["columns"]), "mention"]
        assert told["method"]["Dénominateur"] and told["method"]["Agrégation"] and told["licence"]
        with zipfile.ZipFile(site / "en" / "data" / f"{name}.zip") as held:
            assert "\n* Denominator: " in held.read("README.md").decode("utf-8")
        assert json.loads((site / "en" / "data" / f"{name}.json").read_text("utf-8"))["method"]["Denominator"]
        with duckdb.connect(str(database), read_only=True) as connection:
            found = [len(connection.execute(sql).fetchall()) for sql in told["sql"].split("\n\n")]
        count = rows[0].index("row_count") if name == "differences" else None
        assert sum(found) == sum(1 if count is None else int(row[count]) for row in rows[1:]), name
        assert told["shown"], name


def test_a_column_that_no_table_publishes_is_refused() -> None:
    assert [column.head(FR) for column in published("barometer.presence", "month")] == ["month"]
    with pytest.raises(KeyError):
        published("barometer.presence", "followers_count")
