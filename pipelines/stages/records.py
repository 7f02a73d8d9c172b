"""An archived answer, as who doubts a number wants it: where it lies, what it holds, what is read in it today."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pipelines.fetch.archive import read_capture
from pipelines.fetch.warc import record_id
from pipelines.model.errors import ArchiveError, InputError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, RecordRef
from pipelines.networks import wayback
from pipelines.networks.reading import read_partition
from pipelines.networks.registry import NETWORKS

_FORM: Final = re.compile(r"(?P<file>[^@]+)@(?P<offset>\d+)\+(?P<length>\d+)")
_FILE_OF_A_PERSON: Final = "lists"


@dataclass(frozen=True, slots=True)
class Record:
    """One archived answer. `sha256` is that of its decoded body, `problem` says why it cannot be read; `readings` are
    the rows of observations.snapshots that today's parser makes of it."""

    record: str
    path: str
    offset: int
    length: int
    record_id: str | None = None
    url: str | None = None
    door: str | None = None
    purpose: str | None = None
    fetched_at: datetime | None = None
    outcome: str | None = None
    http_status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    byte_count: int = 0
    sha256: str | None = None
    readings: list[dict[str, Any]] = field(default_factory=list)
    problem: str | None = None

    @property
    def is_lost(self) -> bool:
        """Whether it cannot be read any more, though nobody emptied it."""
        return self.problem is not None and self.outcome != Outcome.PURGED.value


def is_record(text: str) -> bool:
    """Whether a text is written as a record is in tables and pages: `2026-10/x/part-0000.warc.gz@0+450`."""
    return _FORM.fullmatch(text) is not None


def reference_of(text: str) -> RecordRef:
    """The place that such a text names.

    Raises:
        InputError: it is not written so, or leads out of the archive.
    """
    found = _FORM.fullmatch(text)
    if found is None or Path(found["file"]).is_absolute() or ".." in Path(found["file"]).parts:
        raise InputError(f"{text!r} is no record of the archive: write it as 2026-10/x/part-0000.warc.gz@0+450")
    return RecordRef(found["file"], int(found["offset"]), int(found["length"]))


def body_of(archive_dir: Path, text: str) -> bytes:
    """The decoded body of a record, or the bytes of a file that a person brought.

    Raises:
        InputError: the text is no record.
        ArchiveError: it cannot be read, or it was emptied.
    """
    place = reference_of(text)
    if _is_brought(place):
        return _brought(archive_dir, place)
    capture = read_capture(archive_dir, place)
    if capture.outcome is Outcome.PURGED:
        raise ArchiveError(_emptied(text))
    return capture.body


def _emptied(text: str) -> str:
    return f"{text}: emptied on request, or when the terms of its door said so: its body is gone"


def read_record(archive_dir: Path, text: str) -> Record:
    """What lies at a record; `problem` when it was emptied, and instead of an error when it cannot be read (then it
    has no URL).

    Raises:
        InputError: the text is no record.
    """
    place = reference_of(text)
    where = (text, str(archive_dir / place.file), place.offset, place.length)
    try:
        if _is_brought(place):
            content = _brought(archive_dir, place)
            return Record(*where, byte_count=len(content), sha256=sha256(content).hexdigest())
        capture = read_capture(archive_dir, place)
    except ArchiveError as error:
        return Record(*where, problem=str(error))
    request = capture.request
    return Record(
        *where, record_id(capture), request.url, request.door, request.purpose, capture.fetched_at,
        capture.outcome.value, capture.status, dict(capture.headers), len(capture.body),
        sha256(capture.body).hexdigest(), _readings(capture, place),
        None if capture.outcome is not Outcome.PURGED else _emptied(text),
    )  # fmt: skip


def _readings(capture: Capture, place: RecordRef) -> list[dict[str, Any]]:
    """Rows of observations.snapshots as today's parser of the network reads them."""
    network = NETWORKS.get(capture.request.network)
    if network is None or (capture.request.door, capture.request.purpose) == (wayback.DOOR, "index"):
        return []
    month = Month.parse(place.file.partition("/")[0])
    return read_partition([capture], network, month)["observations.snapshots"].to_dicts()


def _is_brought(place: RecordRef) -> bool:
    return Path(place.file).parent.name == _FILE_OF_A_PERSON


def _brought(archive_dir: Path, place: RecordRef) -> bytes:
    path = archive_dir / place.file
    try:
        return path.read_bytes()[place.offset : place.offset + place.length]
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}; restore it from a copy, or import the file again") from error
