"""What earlier months archived of the same requests: what a server is asked to confirm instead of sending again.

Belongs here: which earlier capture stands for a request, and what a confirmation changes of it. Not here: how a
server is asked (the client), nor how a confirmed body is kept (the archive).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pipelines.fetch.archive import INDEX, PartitionArchive
from pipelines.fetch.repair import is_revalidable
from pipelines.model.errors import ArchiveError
from pipelines.model.months import Month
from pipelines.model.records import Capture, Request

MONTHS_BACK: Final = 3


class EarlierCaptures:
    """The partitions of a network in the MONTHS_BACK months before `month`, those that exist, as a context manager.

    A partition or a record that cannot be read is passed over: its page is then asked for whole.
    """

    def __init__(self, root: Path, month: Month, network: str) -> None:
        months = (month.plus(-back) for back in range(1, MONTHS_BACK + 1))
        self._archives = [
            PartitionArchive(root, before, network, is_read_only=True)
            for before in months
            if (root / str(before) / network / INDEX).exists()
        ]
        self._opened: list[PartitionArchive] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for archive in self._archives:
            try:
                self._opened.append(self._stack.enter_context(archive))
            except ArchiveError:
                continue
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def find(self, request: Request) -> Capture | None:
        """The latest earlier capture of the same request that gave a page, None when its server cannot be asked whether
        it changed: the records of such pages are not read."""
        for archive in self._opened:
            entry = archive.entry(request.key)
            if entry is None or not entry.outcome.gives_page:
                continue
            if not entry.is_revalidable:
                return None
            try:
                return archive.find(request.key)
            except ArchiveError:
                continue
        return None


def revalidable(previous: Capture | None) -> Capture | None:
    """`previous` when a server can be asked whether it changed: archived, with a body and a validator."""
    return previous if previous is not None and previous.record is not None and is_revalidable(previous) else None


def renewed(known: Mapping[str, str], confirmed: Mapping[str, str]) -> dict[str, str]:
    """Headers of a page that a 304 confirms: its own, renewed by those of the 304, except the ones that describe a body
    (RFC 9111, section 3.2). The body that was kept is decoded."""
    kept = {name: value for name, value in known.items() if name != "content-encoding"}
    return kept | {name: value for name, value in confirmed.items() if not name.startswith("content-")}
