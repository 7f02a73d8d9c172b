"""Writing the DuckDB file of an edition so that the same rows give the same bytes, and nothing of our memory.

DuckDB copies memory that nobody has set into the blocks that it writes (duckdb issue 23382): two files of the same rows
differ, and what a process held (tokens of a run) could be published. So the file is written by a process of its own
(`python -m pipelines.warehouse.frozen`), which is given no token and whose allocators clear what they hand out, on
one thread, in a fixed storage format. What then stays different is the identifier that DuckDB draws for each file: it
is replaced by one that is derived from the content, and the checksum of the header by that of the new header.

Where allocators cannot be told so (a C library that is not GNU's) or the headers are not those that are known here, the
file is as good, and keeps the identifier that was drawn: `is_stamped` says which, and the manifest of the edition.
"""

from __future__ import annotations

import hashlib
import json
import platform
import struct
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO, Final

import duckdb

from pipelines.config import PROJECT_ROOT, starting_environment
from pipelines.model.errors import Refused, WarehouseError
from pipelines.model.months import Month
from pipelines.model.refusals import refusal
from pipelines.warehouse.connect import MEMORY_LIMIT
from pipelines.warehouse.published import Order, copy_database, quote

STORAGE_VERSION: Final = "v1.5.0"
ENVIRONMENT: Final = {
    "PYTHONPATH": str(PROJECT_ROOT),
    "PYTHONUTF8": "1",
    "DUCKDB_JE_MALLOC_CONF": "zero:true",
    "MALLOC_PERTURB_": "1",
}
"""All that the process is given: no token, no setting, no path of the machine."""

_REFUSED: Final = 3
_HEADER_SIZE: Final = 4096
_HEADER_COUNT: Final = 3
_IDENTIFIER: Final = slice(124, 140)
_SEED: Final = 5381
_FACTOR: Final = 0xBF58476D1CE4E5B9


def write_database(order: Order) -> None:
    """Write the DuckDB file of an edition, in a process of its own.

    Raises:
        Refused: the disk or its rights refuse the file.
        WarehouseError: as `copy_database`, or the process ended without a file.
    """
    told = json.dumps(asdict(order), default=str)
    command = [sys.executable, "-m", "pipelines.warehouse.frozen"]
    done = subprocess.run(  # noqa: S603 - our own module, our own interpreter
        command,
        input=told,
        env=starting_environment() | ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode and (refused := refusal(done.stderr)) is not None:
        raise Refused(refused)
    if done.returncode == _REFUSED:
        raise WarehouseError(done.stderr)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise WarehouseError(f"{order.database}: the process that writes it ended with code {done.returncode}: {last}")


def _write(order: Order) -> None:
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": MEMORY_LIMIT,
        "checkpoint_threshold": "1TB",
        "autoinstall_known_extensions": "false",
    }
    with duckdb.connect(config=config) as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute(f"ATTACH {quote(str(order.database))} AS published (STORAGE_VERSION '{STORAGE_VERSION}')")
        con.execute("USE published")
        copy_database(con, order)
        con.execute("CHECKPOINT published")
        con.execute("USE memory")
        con.execute("DETACH published")
    if platform.libc_ver()[0] == "glibc":
        stamp(order.database)


def stamp(path: Path) -> bool:
    """Give a file the identifier that is derived from its content. False, and nothing is written, when its headers are
    not those that are known here (three blocks; the first begins with its checksum and holds the identifier)."""
    with path.open("r+b") as file:
        headers = _headers(file)
        if not _are_known(headers):
            return False
        stamped = _identified(headers, _derived(headers, file))
        file.seek(0)
        file.write(b"".join(stamped))
    return True


def is_stamped(path: Path) -> bool:
    """True when the identifier of a DuckDB file is derived from its content: its bytes can be made again."""
    with path.open("rb") as file:
        headers = _headers(file)
        return _are_known(headers) and headers[0][_IDENTIFIER] == _derived(headers, file)


def _headers(file: BinaryIO) -> list[bytes]:
    return [file.read(_HEADER_SIZE) for _ in range(_HEADER_COUNT)]


def _are_known(headers: list[bytes]) -> bool:
    first = headers[0]
    return (
        len(b"".join(headers)) == _HEADER_COUNT * _HEADER_SIZE
        and first[8:12] == b"DUCK"
        and first[:8] == _checksum(first)
    )


def _identified(headers: list[bytes], identifier: bytes) -> list[bytes]:
    """The headers with another identifier, in each block that holds it (buffers are used again), and its checksum."""
    before = headers[0][_IDENTIFIER]
    changed = []
    for header in headers:
        if header[_IDENTIFIER] == before:
            header = header[: _IDENTIFIER.start] + identifier + header[_IDENTIFIER.stop :]
            header = _checksum(header) + header[8:]
        changed.append(header)
    return changed


def _derived(headers: list[bytes], file: BinaryIO) -> bytes:
    """Half of the sha256 of a file with an identifier of zeros; `file` stands after its headers."""
    digest = hashlib.sha256(b"".join(_identified(headers, bytes(16))))
    while part := file.read(1 << 20):
        digest.update(part)
    return digest.digest()[:16]


def _checksum(header: bytes) -> bytes:
    """The checksum that DuckDB keeps of a block: of its words of eight bytes, after the first."""
    mixed = _SEED
    for (word,) in struct.iter_unpack("<Q", header[8:]):
        mixed ^= word * _FACTOR % 2**64
    return struct.pack("<Q", mixed)


def _main() -> None:
    """The process: an order on its input, nothing on its output; what was refused, and why, as its error."""
    given = json.loads(sys.stdin.read())
    given["month"] = Month(**given["month"])
    for name in ("warehouse", "database"):
        given[name] = Path(given[name])
    try:
        _write(Order(**given))
    except WarehouseError as error:
        sys.stderr.write(str(error))
        raise SystemExit(_REFUSED) from error


if __name__ == "__main__":
    _main()
