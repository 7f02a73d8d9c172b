"""The files of sql/: their headers, what they read, and the tables that they make.

Every file opens with the header `-- question: / grain: / unit: / denominator: / exclusions: / reads:` (a line that
starts with `--` and no key continues the one above). `reads` names the tables; it is checked against the text, so
that the graph of tables can be drawn from the files alone.

A table is one file (`sql/barometer/presence.sql`) or a folder of parts (`sql/barometer/cells/I03_presence_any.sql`),
whose rows are put together. A file with a `function` (`module:name`) gives the rows that this pure function of polars
frames makes the table's rows from. A file with a `reach` (`0`: the month itself; `12`: that and the twelve before it;
`12, 1`: and the one after) needs no other months of what it reads, so that a month costs the same whatever the history;
one of reach `all` works out the whole history each time, so that all months are asked of it at once.
A file of sql/macros is a question with arguments: `parameters` names them, and `text` says in French what it answers
(it is the comment that travels with the published file).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import Final, cast

import polars as pl

from pipelines.config import PROJECT_ROOT
from pipelines.model.errors import WarehouseError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.warehouse.lake import table_of
from pipelines.warehouse.macros import expanded

SQL_DIR: Final = PROJECT_ROOT / "sql"
KEYS: Final = ("question", "grain", "unit", "denominator", "exclusions", "reads")
FUNCTION: Final = "function"
PARAMETERS: Final = "parameters"
TEXT: Final = "text"
REACH: Final = "reach"
ALL: Final = "all"
_HEADER_LINE: Final = re.compile(r"--\s?(?:(?P<key>[a-z]+):)?\s*(?P<text>.*)")
_TABLE_NAME: Final = re.compile(r"\b(?:reference|roster|observations|barometer|audit)\.[a-z][a-z0-9_]*\b")


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One file of sql/: its header, the tables it reads and its SELECT (without the header, without semicolon)."""

    path: Path
    header: dict[str, str]
    reads: tuple[str, ...]
    select: str

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def call(self) -> str:
        """How a question with arguments is asked: `classement(reseau, niveau, mois, …)`."""
        return f"{self.name}({self.header[PARAMETERS]})"

    @property
    def reach(self) -> tuple[int, int] | None:
        """Months before and after a month that the SELECT reads for it; None: any."""
        if REACH not in self.header or self.reads_all:
            return None
        before, _, after = self.header[REACH].partition(",")
        return int(before), int(after or 0)

    @property
    def reads_all(self) -> bool:
        """It works out the whole history, whatever the months that are asked."""
        return self.header.get(REACH) == ALL

    def within(self, first: date, last: date) -> str:
        """The SELECT as it answers for the months from `first` to `last`, reading no others than its reach tells."""
        if self.reach is None:
            return self.select
        before, after = self.reach
        bounds = f"'{Month.of(first).plus(-before).first_day}' AND DATE '{Month.of(last).plus(after).first_day}'"

        def bounded(found: re.Match[str]) -> str:
            if "month" not in TABLES[found[0]].columns:
                return found[0]
            return f"(FROM {found[0]} WHERE month BETWEEN DATE {bounds})"

        return _TABLE_NAME.sub(bounded, self.select)

    @property
    def function(self) -> Callable[[pl.DataFrame], pl.DataFrame] | None:
        """What makes the table's rows from those of the SELECT, None when they are those of the SELECT.

        Raises:
            WarehouseError: the header names a function that does not exist.
        """
        named = self.header.get(FUNCTION)
        if named is None:
            return None
        module, _, name = named.partition(":")
        try:
            return cast("Callable[[pl.DataFrame], pl.DataFrame]", getattr(import_module(module), name))
        except (ImportError, AttributeError) as error:
            raise WarehouseError(f"{self.path}: the function {named} cannot be found ({error})") from error


def read_sql_file(path: Path) -> SqlFile:
    """The header and the SELECT of a file.

    Raises:
        WarehouseError: the file is missing, a header key is missing or unknown, or `reads` is not what the text reads.
    """
    if not path.is_file():
        raise WarehouseError(f"{path}: no such SQL file")
    lines = path.read_text(encoding="utf-8").splitlines()
    size = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = _header(path, lines[:size])
    select = "\n".join(lines[size:]).strip().removesuffix(";")
    reads = tuple(sorted(part.strip() for part in header["reads"].split(",")))
    used = tuple(sorted(set(_TABLE_NAME.findall(expanded(re.sub(r"--.*", "", select))))))
    unknown = [name for name in used if name not in TABLES]
    if unknown:
        raise WarehouseError(f"{path}: reads {unknown}, which the field dictionary does not know")
    if reads != used:
        raise WarehouseError(f"{path}: the header reads {', '.join(reads)} but the SELECT reads {', '.join(used)}")
    return SqlFile(path, header, reads, select)


def macro_files() -> tuple[SqlFile, ...]:
    """The questions with arguments of sql/macros, in order of name.

    Raises:
        WarehouseError: one of them says nothing of its arguments, or nothing in French.
    """
    files = tuple(map(read_sql_file, sorted((SQL_DIR / "macros").glob("*.sql"))))
    for file in files:
        missing = [f"-- {key}:" for key in (PARAMETERS, TEXT) if not file.header.get(key)]
        if missing:
            raise WarehouseError(f"{file.path}: the header lacks {', '.join(missing)}")
    return files


def _header(path: Path, lines: list[str]) -> dict[str, str]:
    header: dict[str, str] = {}
    key = ""
    for line in lines:
        found = _HEADER_LINE.fullmatch(line)
        if found and found["key"] in (*KEYS, FUNCTION, PARAMETERS, REACH, TEXT):
            key = found["key"]
            header[key] = found["text"]
        elif found and key:
            header[key] = f"{header[key]} {line.removeprefix('--').strip()}"
    missing = [name for name in KEYS if not header.get(name)]
    if missing:
        raise WarehouseError(f"{path}: the header lacks {', '.join(f'-- {name}:' for name in missing)}")
    return header


def table_files(full_name: str) -> tuple[SqlFile, ...]:
    """The files that compute a table: `sql/barometer/presence.sql`, or those of the folder `sql/barometer/cells/`.

    Raises:
        WarehouseError: there is none, or the grain of one is not that of the field dictionary.
    """
    table = table_of(full_name)
    folder = SQL_DIR / table.layer / table.name
    paths = sorted(folder.glob("*.sql")) if folder.is_dir() else [folder.with_suffix(".sql")]
    if not paths:
        raise WarehouseError(f"{folder}: no SQL file in this folder")
    files = tuple(map(read_sql_file, paths))
    for file in files:
        grain = tuple(part.strip() for part in file.header["grain"].split(","))
        if grain != table.grain:
            raise WarehouseError(
                f"{file.path}: grain {', '.join(grain)} but the dictionary says {', '.join(table.grain)}"
            )
    return files


def dependencies(full_name: str) -> tuple[str, ...]:
    """The tables that a table of the barometer is computed from, by full name."""
    return tuple(sorted({name for file in table_files(full_name) for name in file.reads}))


def computed_tables() -> tuple[str, ...]:
    """Every table of the barometer, each after the tables that it reads.

    Raises:
        WarehouseError: two tables read one another.
    """
    names = [table.full_name for table in TABLES.values() if table.layer == "barometer"]
    graph = {name: [read for read in dependencies(name) if read in names] for name in names}
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise WarehouseError(f"sql/barometer: tables read one another: {error.args[1]}") from error
