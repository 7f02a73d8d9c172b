"""The archive: every capture of a month and a network, written once, read back by position or by request.

`<root>/<YYYY-MM>/<network>/part-0000.warc.gz` holds the records, `index.jsonl` beside it one line per capture, in the
order of the file, written after the records it points at. Belongs here: files and positions. What a record looks like
is in `warc`; what a kill leaves behind is mended by `repair`.
"""

from __future__ import annotations

import fcntl
from collections.abc import Container, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from pipelines.fetch.guard import host_of
from pipelines.fetch.politeness import Mark
from pipelines.fetch.repair import Entry, cut_torn_end, is_revalidable, read_index, write_index
from pipelines.fetch.warc import BrokenRecord, Stored, archived_form, from_records, to_records
from pipelines.model.errors import ArchiveError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, RecordRef

if TYPE_CHECKING:
    from pipelines.fetch.client import Fetched

PART: Final = "part-0000.warc.gz"
INDEX: Final = "index.jsonl"
_NEVER_SENT: Final = frozenset({Outcome.NOT_ATTEMPTED, Outcome.TOKEN_MISSING})


class PartitionArchive:
    """The captures of one month and network, as a context manager.

    Opened for writing (the default) it takes the lock of the partition and mends what a kill left (`repairs` says
    what). With `is_read_only` nothing is touched and no lock is taken: a partition that is being written can be read.
    With `asks_again` what failed does not stand, nor do the answers to requests whose keys are `distrusted`: they are
    asked once more, and the last capture of a request is the one that is read.

    Raises:
        ArchiveError: on entering, when the partition is locked, missing (read-only), or not what its index says.
    """

    def __init__(
        self,
        root: Path,
        month: Month,
        network: str,
        *,
        is_read_only: bool = False,
        asks_again: bool = False,
        distrusted: Container[str] = (),
    ) -> None:
        self.root = root
        self.month = month
        self.network = network
        self.repairs: list[str] = []
        self.broken: list[str] = []
        self._is_read_only = is_read_only
        self._asks_again = asks_again
        self._distrusted = distrusted
        self._file = f"{month}/{network}/{PART}"
        self._entries: dict[str, Entry] = {}
        self._marks: dict[str, Mark] = {}
        self._warc: BinaryIO | None = None
        self._index: BinaryIO | None = None

    @property
    def path(self) -> Path:
        return self.root / self._file

    def __enter__(self) -> Self:
        if self._is_read_only:
            self._open_for_reading()
        else:
            self._open_for_writing()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _named(self.path), ExitStack() as closing:
            for file in (self._index, self._warc):
                if file is not None:
                    closing.callback(file.close)
            self._warc = self._index = None

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def append(
        self,
        capture: Capture,
        *,
        wire: bytes | None = None,
        marks: Mapping[str, Mark] | None = None,
        reuse: RecordRef | None = None,
    ) -> Capture:
        """Write a capture and its index line; gives it back as it will be read, with its record.

        `wire` is the body as received (the decoded one is kept without it); `marks` the pace of the hosts asked, by
        default that of the request's own host at `fetched_at`; `reuse` the record whose body a 304 confirms.

        Raises:
            ArchiveError: the request is archived already (write once), or a 304 does not say what it confirms.
        """
        if self._warc is None or self._index is None:
            raise ArchiveError(f"{self.path} is not open for writing: use `with PartitionArchive(…)`")
        key = capture.request.key
        if key in self._entries:
            raise ArchiveError(f"{self.path} already holds {key}: the archive is written once")
        if capture.outcome is Outcome.NOT_MODIFIED and reuse is None:
            raise ArchiveError(f"{key} was not modified since no known record: give the record that it confirms")
        kept = archived_form(capture, wire, reuse)
        marks = {host_of(kept.request.url): Mark(kept.fetched_at)} if marks is None else marks
        data = to_records(Stored(kept, marks, reuse), wire)
        entry = Entry(key, kept.outcome, self._warc.tell(), len(data), marks, is_revalidable(kept))
        with _named(self.path):
            self._warc.write(data)
            self._warc.flush()
            self._index.write(entry.to_line())
            self._index.flush()
        self._remember(entry)
        return replace(kept, record=self._ref(entry))

    def append_fetched(self, fetched: Fetched) -> Capture:
        """`append` for what the client gives."""
        return self.append(fetched.capture, wire=fetched.wire, marks=fetched.marks, reuse=fetched.reuse)

    def captures(self, *, skip_broken: bool = False, purposes: Container[str] | None = None) -> Iterator[Capture]:
        """Every capture in the order of the file, failures included, robots.txt files too (purpose `robots`).

        `purposes` reads no other records than those of requests with such a purpose. With `skip_broken` a record that
        cannot be read is listed in `broken` and the rest goes on.

        Raises:
            ArchiveError: a record cannot be read (file, offset, what to do); never with `skip_broken`.
        """
        self.broken = []
        entries = [entry for entry in self._entries.values() if purposes is None or entry.purpose in purposes]
        if not entries:
            return
        with self.path.open("rb") as file:
            for entry in entries:
                try:
                    capture = _read(self.root, file, self._ref(entry))
                except ArchiveError as error:
                    if not skip_broken:
                        raise
                    self.broken.append(str(error))
                    continue
                yield capture

    def entry(self, key: str) -> Entry | None:
        """What the index says of a request (`Request.key`), without reading its record; None when it is not there."""
        return self._entries.get(key)

    def find(self, key: str) -> Capture | None:
        """The capture of a request (`Request.key`), or None.

        Raises:
            ArchiveError: it is indexed and cannot be read.
        """
        entry = self._entries.get(key)
        return None if entry is None else read_capture(self.root, self._ref(entry))

    def last_instant(self, host: str) -> datetime | None:
        """The last archived slot of a host, or None when it was never asked."""
        mark = self._marks.get(host)
        return None if mark is None else mark.last

    @property
    def marks(self) -> Mapping[str, Mark]:
        """The pace of each archived host, to continue from."""
        return self._marks

    def _open_for_reading(self) -> None:
        index = self.path.with_name(INDEX)
        if not index.exists():
            raise ArchiveError(f"{index} does not exist: nothing was collected for {self.month} × {self.network}")
        for entry in read_index(index)[0]:
            self._remember(entry)

    def _open_for_writing(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        index = self.path.with_name(INDEX)
        if not index.exists() and self.path.exists() and self.path.stat().st_size:
            raise ArchiveError(f"{index} is missing beside {self.path}: run rebuild_index on this partition")
        self._index = index.open("ab")
        try:
            fcntl.flock(self._index, fcntl.LOCK_EX | fcntl.LOCK_NB)
            entries, self.repairs = cut_torn_end(self.path, index)
            for entry in entries:
                self._remember(entry)
            self._entries = {key: entry for key, entry in self._entries.items() if self._stands(entry)}
            if entries:
                read_capture(self.root, self._ref(entries[-1]))
            self._warc = self.path.open("ab")
        except BlockingIOError as error:
            self.__exit__(None, None, None)
            raise ArchiveError(f"{self.path} is being written by another process: wait for its end") from error
        except ArchiveError:
            self.__exit__(None, None, None)
            raise

    def _stands(self, entry: Entry) -> bool:
        if entry.outcome in _NEVER_SENT:
            return False
        return not self._asks_again or (entry.outcome.is_answer and entry.key not in self._distrusted)

    def _remember(self, entry: Entry) -> None:
        self._entries[entry.key] = entry
        for host, mark in entry.marks.items():
            known = self._marks.get(host)
            if known is None or mark.last >= known.last:
                self._marks[host] = mark

    def _ref(self, entry: Entry) -> RecordRef:
        return RecordRef(self._file, entry.offset, entry.length)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """The block's refusals of the machine name the file: those of an open file, a disk that is full, name none."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def read_capture(root: Path, record: RecordRef) -> Capture:
    """The capture that lies at `record`, whatever its partition.

    Raises:
        ArchiveError: the file is missing, or the record is truncated, corrupt, or not one capture.
    """
    path = root / record.file
    try:
        with path.open("rb") as file:
            return _read(root, file, record)
    except FileNotFoundError as error:
        raise ArchiveError(f"{path} does not exist: restore it, or collect its month again") from error


def rebuild_index(root: Path, month: Month, network: str) -> tuple[int, list[str]]:
    """Make the index of a partition again from its WARC.

    Gives the number of captures found and one sentence for each stretch of bytes that holds none. What lies beyond
    the last whole capture is cut off the next time the partition is opened for writing.

    Raises:
        ArchiveError: the partition has no WARC.
    """
    path = root / str(month) / network / PART
    if not path.exists():
        raise ArchiveError(f"{path} does not exist: there is nothing to index")
    return write_index(path, path.with_name(INDEX))


def _read(root: Path, file: BinaryIO, record: RecordRef) -> Capture:
    file.seek(record.offset)
    data = file.read(record.length)
    try:
        if len(data) < record.length:
            raise BrokenRecord(f"the file ends after {len(data)} of {record.length} bytes")
        stored = from_records(data)
    except BrokenRecord as error:
        advice = "restore the file from a copy, or take the partition away and collect its month again"
        raise ArchiveError(f"{root / record.file}, offset {record.offset}: {error}; {advice}") from error
    capture = replace(stored.capture, record=record)
    if stored.reuse is not None:
        capture = replace(capture, body=read_capture(root, stored.reuse).body)
    return capture
