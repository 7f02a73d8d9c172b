"""What months went by, as the tables that were made then tell it: their lists, and the files that people brought."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.stages.rebuild import Brought, MonthPlan, plan_of
from pipelines.warehouse.load import create_tables

AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        create_tables(con, [TABLES[f"roster.{name}"] for name in ("members", "months", "lists")])
        yield con


def know(con: duckdb.DuckDBPyConnection, month: Month, *rosters: str) -> None:
    con.executemany("INSERT INTO roster.months VALUES (?, ?)", [(month.first_day, name) for name in rosters])


def tell(con: duckdb.DuckDBPyConnection, month: Month, source: str, part: str, record: str | None = None) -> None:
    con.execute(
        """INSERT INTO roster.lists (month, source, part, outcome, asked_count, answered_count, is_carried, record)
        VALUES (?, ?, ?, 'ok', 1, 1, false, ?)""",
        [month.first_day, source, part, record],
    )


def test_readings_without_a_list_do_not_take_the_one_that_the_crawl_went_by(con: duckdb.DuckDBPyConnection) -> None:
    know(con, AUGUST, "PETITE")
    tell(con, AUGUST, "directory", "mairie")
    tell(con, AUGUST, "roster", "PETITE", "p@0+1")
    tell(con, AUGUST, "import", "releves.csv", "r@0+1")
    plan = plan_of(con)
    assert plan.months == [MonthPlan(AUGUST, "PETITE", "p@0+1")]
    assert plan.brought == [Brought("r@0+1", None)]


def test_a_list_that_came_with_readings_is_not_one_that_was_crawled(con: duckdb.DuckDBPyConnection) -> None:
    know(con, AUGUST, "CONSEILS", "GB")
    tell(con, AUGUST, "wikidata", "P2002")
    tell(con, AUGUST, "roster", "CONSEILS")
    tell(con, AUGUST, "roster", "GB", "g@0+1")
    tell(con, AUGUST, "import", "britain.csv", "b@0+1")
    plan = plan_of(con)
    assert plan.months == [MonthPlan(AUGUST, "CONSEILS")]
    assert plan.brought == [Brought("b@0+1", "g@0+1")]


def test_a_month_that_nobody_crawled_goes_by_the_list_that_was_brought(con: duckdb.DuckDBPyConnection) -> None:
    know(con, AUGUST, "GB")
    tell(con, AUGUST, "roster", "GB", "g@0+1")
    tell(con, AUGUST, "import", "britain.csv", "b@0+1")
    know(con, SEPTEMBER, "GB")
    tell(con, SEPTEMBER, "roster", "GB", "g@0+1")
    tell(con, SEPTEMBER, "import", "britain.csv", "sept/b@0+1")
    plan = plan_of(con)
    assert plan.months == [MonthPlan(AUGUST, "GB", "g@0+1"), MonthPlan(SEPTEMBER, "GB", "g@0+1")]
    assert plan.brought == [Brought("b@0+1", "g@0+1")], "a file is brought once, whatever months it speaks of"
    assert plan_of(con, AUGUST).months == plan.months[:1]
    assert plan.months[0].month.first_day == date(2026, 8, 1)
