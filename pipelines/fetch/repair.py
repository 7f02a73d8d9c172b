"""The index of a partition's WARC: reading it, checking it against the file after a kill, making it again.

Belongs here: what may be cut off without a question, and what must be said instead. Records themselves are for `warc`.
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.fetch.politeness import Mark
from pipelines.fetch.warc import BrokenRecord, from_records, marks_from_json, marks_to_json
from pipelines.model.errors import ArchiveError
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture

_MAGIC: Final = b"\x1f\x8b\x08"
_CHUNK: Final = 1 << 20
_ADVICE: Final = "run rebuild_index on this partition to index what the WARC holds, or restore both files from a copy"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the index: a capture, its outcome, where it lies in the WARC, and the pace of the hosts it asked.

    `is_revalidable`: its server can be asked whether it changed (True where an older index does not say).
    """

    key: str
    outcome: Outcome
    offset: int
    length: int
    marks: Mapping[str, Mark]
    is_revalidable: bool = True

    @property
    def door(self) -> str:
        return self.key.partition(" ")[0]

    @property
    def purpose(self) -> str:
        return self.key.split(" ", 2)[1]

    @property
    def end(self) -> int:
        return self.offset + self.length

    def to_line(self) -> bytes:
        fields = {
            "key": self.key,
            "outcome": self.outcome.value,
            "offset": self.offset,
            "length": self.length,
            "marks": marks_to_json(self.marks),
            "is_revalidable": self.is_revalidable,
        }
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Entry:
        fields = json.loads(line)
        return cls(
            fields["key"],
            Outcome(fields["outcome"]),
            int(fields["offset"]),
            int(fields["length"]),
            marks_from_json(fields["marks"]),
            bool(fields.get("is_revalidable", True)),
        )


def is_revalidable(capture: Capture) -> bool:
    """Whether the server of a capture can be asked if the page changed: it gave a page, and a validator with it."""
    return capture.outcome.gives_page and ("etag" in capture.headers or "last-modified" in capture.headers)


def read_index(path: Path) -> tuple[list[Entry], int]:
    """The entries of an index, and the number of bytes of a torn last line (0 when it is whole).

    Raises:
        ArchiveError: a line other than the last cannot be read, or the entries do not follow each other.
    """
    data = path.read_bytes()
    whole, _, torn = data.rpartition(b"\n")
    entries: list[Entry] = []
    for number, line in enumerate(whole.split(b"\n") if whole else (), start=1):
        try:
            entry = Entry.from_line(line)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ArchiveError(f"{path}, line {number}: not an index entry ({error}); {_ADVICE}") from error
        if entry.offset < (entries[-1].end if entries else 0) or entry.length <= 0:
            raise ArchiveError(f"{path}, line {number}: offset {entry.offset} overlaps the line before; {_ADVICE}")
        entries.append(entry)
    return entries, len(torn)


def cut_torn_end(warc: Path, index: Path) -> tuple[list[Entry], list[str]]:
    """Make a partition whole again after a kill: what was being written when it came is cut off.

    Gives the entries that stand and one sentence for each cut. A kill leaves at most one capture without its index
    line; more than that is not its work, and is never thrown away.

    Raises:
        ArchiveError: the index and the file disagree in a way that a kill does not explain.
    """
    entries, torn = read_index(index)
    end = entries[-1].end if entries else 0
    size = warc.stat().st_size if warc.exists() else 0
    if size < end:
        raise ArchiveError(f"{warc}: {size} bytes, but its index goes on to offset {end}; {_ADVICE}")
    said = []
    if torn:
        with index.open("r+b") as file:
            file.truncate(index.stat().st_size - torn)
        said.append(f"{index}: a torn last line of {torn} bytes was cut off")
    if size > end:
        unindexed = sum(1 for _ in _whole_captures(warc, end))
        if unindexed > 1:
            raise ArchiveError(f"{warc}: {unindexed} captures from offset {end} are not in its index; {_ADVICE}")
        with warc.open("r+b") as file:
            file.truncate(end)
        said.append(f"{warc}: {size - end} bytes beyond the last indexed record, at offset {end}, were cut off")
    return entries, said


def write_index(warc: Path, index: Path) -> tuple[int, list[str]]:
    """Make the index again from the WARC alone; gives the number of captures and what could not be read."""
    temporary = index.with_suffix(".rebuilt")
    count, reached, said = 0, 0, []
    with temporary.open("wb") as file:
        for entry in _whole_captures(warc, 0):
            if entry.offset > reached:
                said.append(f"{warc}: bytes {reached} to {entry.offset} hold no whole capture")
            file.write(entry.to_line())
            count, reached = count + 1, entry.end
    if warc.stat().st_size > reached:
        said.append(f"{warc}: bytes {reached} to {warc.stat().st_size} hold no whole capture")
    temporary.replace(index)
    return count, said


def _whole_captures(warc: Path, start: int) -> Iterator[Entry]:
    """Every whole capture from `start` on, in order; stretches that hold none are passed over."""
    if warc.stat().st_size <= start:
        return
    with warc.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        offset = start
        while (offset := data.find(_MAGIC, offset)) >= 0:
            entry = _capture_at(data, offset)
            if entry is None:
                offset += 1
            else:
                yield entry
                offset = entry.end


def _capture_at(data: mmap.mmap, offset: int) -> Entry | None:
    """The capture that begins at `offset`: one member, or two when the first is not a metadata record."""
    end = offset
    for _ in range(2):
        end = _member_end(data, end)
        if end < 0:
            return None
        try:
            stored = from_records(data[offset:end])
        except BrokenRecord:
            continue
        capture = stored.capture
        marks, can_be_asked = stored.marks, is_revalidable(capture)
        return Entry(capture.request.key, capture.outcome, offset, end - offset, marks, can_be_asked)
    return None


def _member_end(data: mmap.mmap, offset: int) -> int:
    """Where the gzip member that begins at `offset` ends, or -1 when it is broken."""
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    position = offset
    try:
        while position < len(data):
            chunk = data[position : position + _CHUNK]
            inflater.decompress(chunk)
            position += len(chunk)
            if inflater.eof:
                return position - len(inflater.unused_data)
    except zlib.error:
        return -1
    return -1
