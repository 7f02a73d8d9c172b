"""The way from a figure to its archived answers: its SELECT as a file and on a page, the requests on each sheet."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards.pages.computed import examples
from dashboards.source import Edition
from dashboards.trail import selects, tables
from pipelines.warehouse.sql_files import SQL_DIR

RECORD = "2026-10/facebook/part-0000.warc.gz@5760+1156"


def test_each_figure_leads_to_the_select_of_its_table_which_is_published_as_it_is(site: Path) -> None:
    text = (site / "calculs" / "index.html").read_text("utf-8")
    linked = set()
    for page in site.glob("*/index.html"):
        linked |= set(re.findall(r'href="[^"]*calculs/index\.html#([^"]+)"', page.read_text("utf-8")))
    assert {"barometer-presence", "barometer-ranking", "barometer-status", "barometer-comparison"} <= linked
    for place in linked:
        assert f'id="{place}"' in text, place
    for path in re.findall(r'href="\.\./(sql/[^"]+)"', text):
        assert (site / path).read_bytes() == (SQL_DIR / path.removeprefix("sql/")).read_bytes()
    assert "-- question: " in text
    assert len(list((site / "sql" / "barometer").rglob("*.sql"))) > 60


@pytest.mark.parametrize(("folder", "words"), [("", "le compte"), ("en", "the account")])
def test_a_sheet_tells_where_each_answer_is_archived_and_how_to_read_it(
    site: Path, edition: Edition, folder: str, words: str
) -> None:
    rows = edition.frame("requests").filter(network="facebook", outcome="ok").to_dicts()
    row = next(row for row in rows if row["territory_id"].startswith("departement"))
    place = row["territory_id"].replace(":", "-")
    text = (site / folder / "territoires" / place / "index.html").read_text("utf-8")
    section = text.partition('aria-labelledby="preuves"')[2].partition("</section>")[0]
    block = section.partition('id="preuve-facebook"')[2].partition("</tbody>")[0]
    file, _, where = RECORD.partition("@")
    offset, _, length = where.partition("+")
    for mark in (
        words,
        row["url"],
        file,
        f"{offset} + {length}",
        ">200<",
        "test-1",
        f"<code>{row['answer_sha256'][:16]}</code>",
    ):
        assert mark in block, mark
    assert row["answer_sha256"] not in text
    assert "answer_sha256" in section
    assert f"barometre evidence {row['territory_id']} --network facebook --month 2026-10" in section


def test_an_example_stands_for_each_stratum_and_names_no_small_commune(edition: Edition) -> None:
    found = examples(edition, "barometer.presence")
    assert [row["stratum"] for row in found][:2] == [edition.label("stratum", code) for code in ("REG", "DEP")]
    small = edition.members.filter((edition.members["level"] == "commune") & (edition.members["population"] < 20_000))
    assert not {row["name"] for row in found if "commune" in row["path"]} & set(small["name"])


def test_without_an_archived_answer_nothing_is_promised(edition: Edition) -> None:
    none = edition.frame("requests").with_columns(pl.lit(None, pl.String).alias("record"))
    assert examples(replace(edition, frames={**edition.frames, "requests": none}), "barometer.presence") == []


def test_each_table_leads_to_rows_that_stand_behind_it(site: Path, edition: Edition) -> None:
    firsts = {
        edition.names[row["territory_id"]]
        for row in edition.current("barometer.ranking").filter(rank=1, window_months=12, lens="absolute").to_dicts()
    }
    found = {row["name"] for row in examples(edition, "barometer.ranking")}
    assert found and found <= firsts
    unknown = set(edition.current("barometer.status").filter(status="unknown").select("territory_id", "network").rows())
    for row in examples(edition, "barometer.unknowns"):
        slug, _, network = row["path"].rpartition("/")[2].partition("#preuve-")
        assert (slug.replace("-", ":", 1), network) in unknown
    text = (site / "calculs" / "index.html").read_text("utf-8")
    for table in ("barometer.presence", "barometer.ranking", "barometer.status"):
        section = text.partition(f'id="{table.replace(".", "-")}"')[2].partition("</section>")[0]
        assert section.count("#preuve-") == len(examples(edition, table)) > 1, table


def test_tables_that_nobody_computes_have_no_select() -> None:
    assert tables("reference.published_figures, barometer.presence") == ["barometer.presence"]
    assert selects("roster.members") == []


@pytest.mark.long
@pytest.mark.browser
def test_three_clicks_lead_from_a_finding_to_an_archived_answer(browser: Any, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri(), wait_until="load")
    page.locator(".findings a").last.click()
    page.get_by_role("link", name="Retrouver ce chiffre").first.click()
    page.locator("section:has(:target) .examples a[href*='#preuve-']").first.click()
    block = page.locator(":target")
    block.wait_for(state="visible")
    assert RECORD.partition("@")[0] in block.inner_text()
    page.close()
