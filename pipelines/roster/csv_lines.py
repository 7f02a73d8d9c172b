"""A CSV that a person brings, line by line: its charset, its delimiter, its columns, and what is wrong where.

Belongs here: what is the same for every file that people bring. Not here: what the cells of any one of them mean.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.model.errors import InputError


@dataclass(frozen=True, slots=True)
class LineError:
    """Why one line (1 is the header) was left out. Prints as `file.csv, line 7: …`."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


class LineRefused(ValueError):
    """The reason why a line is left out."""


class CsvLines:
    """The lines of a CSV (`,` or `;`, UTF-8 with or without BOM) as (line number, cells by column), without blank ones.

    A line with too few or too many values goes to `errors`, as do columns that are neither `required`, `optional` nor
    `ignored` (at line 1).

    Raises:
        InputError: the file is missing, empty, not in UTF-8, lacks a required column, or is not a CSV.
    """

    def __init__(
        self, path: Path, required: Sequence[str], optional: Sequence[str], ignored: Sequence[str] = ()
    ) -> None:
        self.path = path
        self.errors: list[LineError] = []
        text = _decode(path)
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        self._header = _header(path, self._next(), required)
        self.columns = tuple(self._header)
        unknown = [name for name in self._header if name not in {*required, *optional, *ignored}]
        known = ", ".join((*required, *optional))
        self.errors += [
            LineError(path.name, 1, f"column {name!r} is not read; known columns are {known}") for name in unknown
        ]

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        while values := self._next_line():
            if len(values) == len(self._header):
                yield self._reader.line_num, dict(zip(self._header, (value.strip() for value in values), strict=True))
            else:
                reason = f"{len(values)} values for {len(self._header)} columns"
                self.errors.append(LineError(self.path.name, self._reader.line_num, reason))

    def _next_line(self) -> list[str]:
        """The next line that is not blank, empty at the end."""
        while values := self._next():
            if any(value.strip() for value in values):
                return values
        return []

    def _next(self) -> list[str]:
        """The next line; blank lines are one empty value, and only the end is no value at all."""
        try:
            return next(self._reader) or [""]
        except StopIteration:
            return []
        except csv.Error as error:
            where = f"{self.path}, line {self._reader.line_num}"
            raise InputError(f"{where}: not a CSV line ({error}): check its quotes") from error


def _decode(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check its path") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}, line {line}: byte 0x{raw[error.start]:02x} is not UTF-8; "
            "save the file again as « CSV UTF-8 » (not « CSV » alone) and retry"
        ) from error


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _header(path: Path, names: list[str], required: Sequence[str]) -> list[str]:
    header = [name.strip().lower() for name in names]
    missing = [name for name in required if name not in header]
    if missing:
        raise InputError(
            f"{path}, line 1: missing columns: {', '.join(missing)}; "
            f"the header must hold {', '.join(required)}, separated by , or ;"
        )
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise InputError(f"{path}, line 1: columns given twice: {', '.join(twice)}; keep one of each")
    return header
