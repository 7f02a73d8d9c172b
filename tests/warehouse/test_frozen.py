"""The DuckDB file of an edition: written apart, with nothing of ours, and stamped only when it can be made again."""

from __future__ import annotations

import platform
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.model.errors import Refused, WarehouseError
from pipelines.model.fields import CONTRACT_VERSION
from pipelines.model.months import Month
from pipelines.warehouse import frozen
from pipelines.warehouse.frozen import is_stamped, stamp, write_database
from pipelines.warehouse.published import Order
from pipelines.warehouse.seal import read_manifest, write_manifest

DATABASE = "barometre-2026-10.duckdb"


def order(warehouse: Path, folder: Path) -> Order:
    return Order(warehouse, folder / DATABASE, Month(2026, 10), "provisional", True, CONTRACT_VERSION)


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A DuckDB file with the identifier that DuckDB drew for it."""
    path = tmp_path / "drawn.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE t AS SELECT range AS n FROM range(1000)")
    return path


def test_the_process_that_writes_it_is_given_nothing_of_ours(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAROMETRE_TOKEN_X", "un-jeton-qui-ne-sort-pas")
    given: list[dict[str, Any]] = []
    run = subprocess.run

    def spy(*arguments: Any, **options: Any) -> subprocess.CompletedProcess[str]:
        given.append(options)
        return run(*arguments, **options)

    monkeypatch.setattr(frozen.subprocess, "run", spy)
    write_database(order(warehouse, tmp_path))
    (options,) = given
    assert set(options["env"]) == {"PYTHONPATH", "PYTHONUTF8", "DUCKDB_JE_MALLOC_CONF", "MALLOC_PERTURB_"}
    assert "un-jeton-qui-ne-sort-pas" not in options["input"]
    held = (tmp_path / DATABASE).read_bytes()
    assert b"un-jeton-qui-ne-sort-pas" not in held
    assert str(warehouse.parent).encode() not in held


@pytest.mark.parametrize("code", [1, frozen._REFUSED])
def test_a_full_disk_is_what_is_told_and_no_fault_of_the_base(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    told = (
        f"{warehouse}: observations.fetches is not what the field dictionary says: TransactionContext Error: Failed to "
        f'commit: Could not write file "{tmp_path / DATABASE}.wal": No space left on device\n'
    )
    full = subprocess.CompletedProcess([], code, stdout="", stderr=told)
    monkeypatch.setattr(frozen.subprocess, "run", lambda *_, **__: full)
    with pytest.raises(Refused, match=rf"^{tmp_path / DATABASE}\.wal: No space left on device; barometre doctor"):
        write_database(order(warehouse, tmp_path))


def test_a_machine_that_cannot_make_the_bytes_again_says_so_in_the_manifest(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    frozen._write(order(warehouse, tmp_path))
    write_manifest(tmp_path)
    assert read_manifest(tmp_path)["not_reproducible"] == [DATABASE]
    with duckdb.connect(str(tmp_path / DATABASE), read_only=True) as con:
        assert con.sql("SELECT count(*) FROM barometer.status").fetchall() == [(4,)]


def test_a_stamped_file_opens_and_any_other_content_has_another_stamp(drawn: Path) -> None:
    assert not is_stamped(drawn)
    before = drawn.read_bytes()
    assert stamp(drawn) and is_stamped(drawn)
    stamped = drawn.read_bytes()
    assert len(stamped) == len(before) and stamped[12_288:] == before[12_288:]
    assert stamp(drawn) and drawn.read_bytes() == stamped
    with duckdb.connect(str(drawn), read_only=True) as con:
        assert con.sql("SELECT sum(n) FROM t").fetchall() == [(499_500,)]
    drawn.write_bytes(stamped[:-1] + bytes([stamped[-1] ^ 1]))
    assert not is_stamped(drawn)


@pytest.mark.parametrize("spoil", [lambda held: held[:5000], lambda held: b"\0" + held[1:], lambda _: b"not DuckDB"])
def test_a_header_that_is_not_known_is_left_alone(drawn: Path, spoil: Any) -> None:
    drawn.write_bytes(spoil(drawn.read_bytes()))
    held = drawn.read_bytes()
    assert not stamp(drawn) and not is_stamped(drawn)
    assert drawn.read_bytes() == held


def test_what_the_process_meets_is_told(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WarehouseError, match=r"^\S+no\.duckdb: no such DuckDB file; run the pipeline that writes it$"):
        write_database(order(tmp_path / "no.duckdb", tmp_path))
    monkeypatch.setattr(frozen.sys, "executable", "/bin/false")
    with pytest.raises(WarehouseError, match="the process that writes it ended with code 1: no message"):
        write_database(order(warehouse, tmp_path))
