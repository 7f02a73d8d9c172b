"""The HTML tables of the pages against the CSV beside them."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import duckdb
import polars as pl

from dashboards.words import FR


def test_csv_tables_hold_the_rows_of_the_page(site: Path) -> None:
    for slug, name in (("presence-niveaux", "presence/index.html"), ("progressions", "progressions/index.html")):
        body = (site / name).read_text("utf-8").partition(f'data-chart="{slug}"')[2].partition("</figure>")[0]
        assert body.partition("<tbody>")[2].count("<tr>") == len(records(site, slug))


def test_every_csv_is_read_by_its_path_alone(site: Path) -> None:
    """DuckDB finds out how a file is written; polars supposes a comma, and looks at types as far as it is told."""
    read = 0
    for path in site.rglob("*.csv"):
        is_french = path.name.endswith(".fr.csv")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            head, *rows = csv.reader(lines, delimiter=";" if is_french else ",")
        told = duckdb.sql(f"FROM '{path}'").pl()
        assert (told.columns, told.height) == (head, len(rows)), path
        separator = {"separator": ";", "decimal_comma": True} if is_french else {}
        told = pl.read_csv(path, infer_schema_length=None, **separator)
        assert (told.columns, told.height) == (head, len(rows)), path
        read += 1
    assert read > 80


def test_tables_of_two_entries_hold_every_row_of_their_csv_at_its_place(site: Path) -> None:
    for slug, name, down, across, stem in (
        ("carte-regions", "carte-regions/index.html", "area_name", "network_label", "presence_share"),
        ("carte-departements", "carte-departements/index.html", "area_name", "network_label", "presence_share"),
        ("copresence", "copresence/index.html", "pair", "stratum_label", "both_share"),
    ):
        body = (site / name).read_text("utf-8").partition(f'data-chart="{slug}"')[2].partition("</figure>")[0]
        printed = cells(body)
        rows = records(site, slug)
        assert len(printed) == len(rows) == len({(row[down], row[across]) for row in rows})
        for row in rows:
            value, low, high = (row[f"{stem}{end}"] for end in ("", "_lo", "_hi"))
            drawn = (row.get("ci_lo"), row.get("ci_hi"))
            numbers = [plain_number(text) for text in (value, low, high, *drawn) if text]
            text, is_unknown = printed[spaced(row[down]), spaced(row[across])]
            assert is_unknown == (value == "")
            assert set(re.findall(r"[\d,]+", text)) == set(numbers), (slug, row)


def records(site: Path, slug: str) -> list[dict[str, str]]:
    with (site / slug / f"{slug}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def cells(body: str) -> dict[tuple[str, str], tuple[str, bool]]:
    """Cells of a table of two entries by their headings: what is printed, and whether it is hatched."""
    heads = [spaced(html.unescape(head)) for head in re.findall(r'<th scope="col">([^<]*)</th>', body)]
    found = {}
    for line in re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", body):
        first = spaced(html.unescape(re.findall(r'<th scope="row">([^<]*)</th>', line)[0]))
        for head, (unknown, text) in zip(heads[1:], re.findall(r'<td( class="u")?>([^<]*)</td>', line), strict=True):
            found[first, head] = (html.unescape(text), bool(unknown))
    return found


def spaced(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def plain_number(share: str) -> str:
    return FR.number(100 * float(share), 1)
