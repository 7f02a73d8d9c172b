"""Opening the DuckDB file: bounded, in UTC, without network, and with errors that say what to do.

Calls keep to forms that DuckDB 1.5 and 2.0 share: `execute(q).fetchall()`, `sql(q, params={…}).pl()`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from pipelines.model.errors import Locked, Refused, WarehouseError
from pipelines.model.refusals import refusal

MAX_THREADS: Final = 4
MEMORY_LIMIT: Final = "2GB"
CHECKPOINT_AFTER: Final = "1GB"
"""Of a log that was written since the last checkpoint; closing makes one. At 16 MB, DuckDB's own measure, checkpoints
were a tenth of what all months of the barometer take."""
_HOLDER: Final = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")


_KEPT: Final[dict[Path, duckdb.DuckDBPyConnection]] = {}


@contextmanager
def kept_open(path: Path) -> Iterator[None]:
    """Keep the file open for writing through a run of many short steps: to open and close it costs each of them a
    twentieth of a second. Connections made meanwhile, `read_only` or not, share it. When it cannot be opened, nothing
    is kept, and each step says so itself.
    """
    key = path.resolve()
    try:
        con = connect(path)
    except WarehouseError:
        yield
        return
    _KEPT[key] = con
    try:
        yield
    finally:
        _KEPT.pop(key).close()


def connect(path: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection to the DuckDB file at `path`, which is created when it is missing and `read_only` is false.

    Raises:
        Locked: another process holds the file (it is named).
        Refused: the disk or its rights refuse it.
        WarehouseError: the file is missing, or it is not a DuckDB file that this version reads.
    """
    if (kept := _KEPT.get(path.resolve())) is not None:
        return cursor_of(kept)
    if read_only and not path.is_file():
        raise WarehouseError(f"{path}: no such DuckDB file; run the pipeline that writes it, or check the path")
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": min(MAX_THREADS, os.cpu_count() or 1),
        "memory_limit": MEMORY_LIMIT,
        "checkpoint_threshold": CHECKPOINT_AFTER,
        "autoinstall_known_extensions": "false",
    }
    try:
        con = duckdb.connect(str(path), read_only=read_only, config=config)
    except (duckdb.IOException, duckdb.ConnectionException) as error:
        if (refused := refusal(str(error))) is not None:
            raise Refused(refused) from error
        kind = Locked if _HOLDER.search(str(error)) else WarehouseError
        raise kind(_explain(path, str(error))) from error
    con.execute("SET TimeZone = 'UTC'")
    return con


@contextmanager
def first_readable(paths: Sequence[Path]) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A connection to the first of `paths` that opens for reading, and which it is: the working base, then published
    copies, which nobody writes.

    Raises:
        WarehouseError: none does; as `connect` says of the first.
    """
    refused: list[WarehouseError] = []
    for path in paths:
        try:
            con = connect(path, read_only=True)
        except WarehouseError as error:
            refused.append(error)
            continue
        with con:
            yield con, path
        return
    raise refused[0]


def cursor_of(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Another connection to the same open file: it sees what was committed, and may be used by another thread."""
    cursor = con.cursor()
    cursor.execute("SET TimeZone = 'UTC'")
    return cursor


def _explain(path: Path, message: str) -> str:
    holder = _HOLDER.search(message)
    if holder:
        return (
            f"{path}: locked by process {holder['pid']} ({holder['program']}). DuckDB admits one writer and no reader "
            "beside it: wait for that run to end, or open the published copy of an edition instead"
        )
    if "different configuration" in message:
        return f"{path}: already open in this process, in another mode (read-only or not): close that connection first"
    if "not a valid DuckDB database" in message:
        return f"{path}: not a DuckDB file; move it away, the warehouse is rebuilt from the lake"
    return f"{path}: DuckDB cannot open it: {message}"
