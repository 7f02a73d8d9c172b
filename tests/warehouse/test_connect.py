"""One writer at a time, said clearly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.model.errors import WarehouseError
from pipelines.warehouse.connect import connect

HOLDER = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_a_new_file_is_created_in_utc_and_bounded(tmp_path: Path) -> None:
    with connect(tmp_path / "new" / "w.duckdb") as con:
        found = con.execute("SELECT current_setting('TimeZone'), current_setting('threads')").fetchall()
    assert found[0][0] == "UTC"
    assert 1 <= found[0][1] <= 4


def test_a_file_that_another_process_holds_names_it(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        for read_only in (False, True):
            with pytest.raises(
                WarehouseError, match=rf"w\.duckdb: locked by process {holder.pid} \(.*wait for that run"
            ):
                connect(path, read_only=read_only)
        holder.communicate("")
    with connect(path):
        pass


def test_a_missing_file_is_not_created_by_a_reader(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="no such DuckDB file"):
        connect(tmp_path / "w.duckdb", read_only=True)
    assert not (tmp_path / "w.duckdb").exists()


def test_another_mode_in_the_same_process_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with connect(path), pytest.raises(WarehouseError, match="already open in this process"):
        connect(path, read_only=True)


def test_a_file_that_is_not_duckdb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    path.write_text("month,territory\n" * 1000)
    with pytest.raises(WarehouseError, match="not a DuckDB file"):
        connect(path)


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="DuckDB cannot open it"):
        connect(tmp_path)
