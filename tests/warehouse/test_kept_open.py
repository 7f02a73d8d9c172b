"""A file that is kept open: steps share it, and it is let go of at the end."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.model.errors import WarehouseError
from pipelines.warehouse.connect import connect, kept_open


def test_steps_share_the_file_and_see_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "kept.duckdb"
    with kept_open(path):
        with connect(path) as con:
            con.execute("CREATE TABLE t AS SELECT now() AS at")
        with connect(path, read_only=True) as con:
            assert con.sql("SELECT count(*) FROM t").fetchall() == [(1,)]
            assert con.sql("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]
    with duckdb.connect(str(path), read_only=True) as con:
        assert con.sql("SELECT count(*) FROM t").fetchall() == [(1,)]


def test_a_file_that_cannot_be_opened_is_told_by_each_step(tmp_path: Path) -> None:
    path = tmp_path / "no.duckdb"
    path.write_text("not a database", "utf-8")
    with kept_open(path), pytest.raises(WarehouseError, match="not a DuckDB file"):
        connect(path)
