"""What the terms of an interface allow to keep for a time only: records are emptied in place when it is over.

Belongs here: how a record loses its answer without moving the others, so that every position in the archive stays true.
Which records are due is for the caller, who knows doors and terms.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from pipelines.fetch.archive import INDEX, PartitionArchive
from pipelines.fetch.repair import write_index
from pipelines.fetch.warc import Stored, members, to_records
from pipelines.model.errors import ArchiveError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture

_COMMENTED: Final = b"\x1f\x8b\x08\x10" + bytes(4) + b"\x00\xff"
"""Head of a gzip member (RFC 1952) that carries a comment: what fills the room of the answer that was there."""


def purge_partition(root: Path, month: Month, network: str, is_due: Callable[[Capture], bool]) -> int:
    """Empty the records of one partition that are due; gives their number. What was asked, when, and with which outcome
    in the index becomes `purged`; the answer is gone for good.

    Raises:
        ArchiveError: the partition is being written, or a record cannot be read.
    """
    with PartitionArchive(root, month, network) as archive:
        due = [
            capture
            for capture in archive.captures()
            if capture.status is not None and capture.outcome is not Outcome.PURGED and is_due(capture)
        ]
        for capture in due:
            _overwrite(archive, capture)
        if due:
            write_index(archive.path, archive.path.with_name(INDEX))
    return len(due)


def _overwrite(archive: PartitionArchive, capture: Capture) -> None:
    record = capture.record
    if record is None:
        raise ArchiveError(f"{capture.request.key} has no record: it cannot be purged")
    emptied = replace(
        capture, outcome=Outcome.PURGED, status=None, headers={}, body=b"", record=None, error="purged: see the terms"
    )
    (metadata,) = members(to_records(Stored(emptied, {}, None), None))
    with archive.path.open("r+b") as file:
        file.seek(record.offset)
        file.write(filled_member(metadata, record.length))


def filled_member(data: bytes, length: int) -> bytes:
    """`data` as one gzip member of exactly `length` bytes, filled up by a comment in its head.

    Raises:
        ArchiveError: it does not fit.
    """
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflater.compress(data) + deflater.flush()
    tail = packed + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    room = length - len(_COMMENTED) - 1 - len(tail)
    if room < 0:
        raise ArchiveError(f"a record of {length} bytes has no room for what must stay of it ({length - room} bytes)")
    return _COMMENTED + b" " * room + b"\x00" + tail
