"""What editions promise is what `contract.json` holds, and changes only with its version (`pipelines.model.contract`).

`PYTHONPATH=. python tests/warehouse/test_contract.py` writes the snapshot again, once the version moved as it must.
"""

from __future__ import annotations

import copy
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.model.contract import CONTRACT_VERSION, VERSIONS
from pipelines.model.fields import PUBLISHED
from pipelines.warehouse.describe import all_tables
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.published import add_data_origin, create_question
from pipelines.warehouse.sql_files import PARAMETERS, macro_files

SNAPSHOT = Path(__file__).with_name("contract.json")
PARTS = ("major", "minor", "patch")
MAJOR, MINOR, PATCH = PARTS
Contract = dict[str, Any]


def contract(con: duckdb.DuckDBPyConnection) -> Contract:
    """What is promised: of each table its key and columns (type, can be empty, unit, closed list), of each macro its
    parameters and the columns that it gives (`con` has the macros)."""
    tables = {
        table.full_name: {
            "grain": list(table.grain),
            "columns": {f.name: [f.type, f.is_null, f.unit, " ".join(f.allowed)] for f in table.fields},
        }
        for table in all_tables()
    }
    macros = {
        file.name: {"parameters": file.header[PARAMETERS].split(", "), "columns": _given(con, file.call)}
        for file in macro_files()
    }
    return {"version": CONTRACT_VERSION, "tables": tables, "macros": macros}


def _given(con: duckdb.DuckDBPyConnection, call: str) -> dict[str, str]:
    name, _, parameters = call.removesuffix(")").partition("(")
    required = ["'2026-10'" for parameter in parameters.split(", ") if ":=" not in parameter]
    return {row[0]: row[1] for row in con.execute(f"DESCRIBE FROM {name}({', '.join(required)})").fetchall()}


def changes(before: Contract, after: Contract) -> Iterator[tuple[str, str]]:
    """Each change with the part of the version that it moves."""
    for kind in ("tables", "macros"):
        old, new = before[kind], after[kind]
        yield from ((MAJOR, f"{name} is gone") for name in sorted(old.keys() - new.keys()))
        yield from ((MINOR, f"{name} is new") for name in sorted(new.keys() - old.keys()))
        for name in sorted(old.keys() & new.keys()):
            yield from _changes_of(name, old[name], new[name])


def _changes_of(name: str, old: Any, new: Any) -> Iterator[tuple[str, str]]:
    if old.get("grain") != new.get("grain"):
        yield MAJOR, f"{name}: another key"
    kept = new.get("parameters", [])[: len(old.get("parameters", []))]
    if kept != old.get("parameters", []):
        yield MAJOR, f"{name}: other parameters"
    for parameter in new.get("parameters", [])[len(kept) :]:
        yield (MINOR if ":=" in parameter else MAJOR), f"{name}: parameter {parameter} is new"
    columns, others = old["columns"], new["columns"]
    yield from ((MAJOR, f"{name}.{column} is gone") for column in columns if column not in others)
    yield from ((MINOR, f"{name}.{column} is new") for column in others if column not in columns)
    for column in sorted(columns.keys() & others.keys()):
        yield from _changes_of_column(f"{name}.{column}", columns[column], others[column])


def _changes_of_column(name: str, old: Any, new: Any) -> Iterator[tuple[str, str]]:
    if isinstance(old, str):
        if old != new:
            yield MAJOR, f"{name}: {old} → {new}"
        return
    if old[0] != new[0] or (old[2] and old[2] != new[2]):
        yield MAJOR, f"{name}: {old[0]} {old[2]} → {new[0]} {new[2]}"
    elif old[2] != new[2]:
        yield MINOR, f"{name}: its unit is told, {new[2]}"
    if old[1] != new[1]:
        yield (MAJOR, f"{name} may be empty") if new[1] else (MINOR, f"{name} is never empty")
    values, others = set(old[3].split()), set(new[3].split())
    if others and values - others:
        yield MAJOR, f"{name} no longer has {', '.join(sorted(values - others)) or 'any value'}"
    if values and (others - values or not others):
        yield MINOR, f"{name} has other values: {', '.join(sorted(others - values)) or 'any'}"


def least(before: str, found: list[tuple[str, str]]) -> str:
    """The least version that may follow `before` after these changes."""
    major, minor, patch = map(int, before.split("."))
    parts = {part for part, _ in found}
    if MAJOR in parts:
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if MINOR in parts else f"{major}.{minor}.{patch}"


def complaint(before: Contract, after: Contract) -> str:
    """Why the version of `after` cannot be what it is, empty when it can."""
    found = list(changes(before, after))
    wanted = least(before["version"], found)
    if _parts(after["version"]) >= _parts(wanted):
        return ""
    told = "\n".join(f"  {part}: {change}" for part, change in found)
    return (
        f"the contract changed and its version is still {after['version']}:\n{told}\n"
        f"add version {wanted} to pipelines/model/contract.py, or leave the columns as they were"
    )


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def written(found: Contract) -> str:
    """The snapshot as text, a column a line, so that a change is a line of a diff."""
    text = json.dumps(found, ensure_ascii=False, indent=1)
    return re.sub(r"\[\s+([^\[\]]*?)\s+\]", lambda held: f"[{' '.join(held[1].split())}]", text) + "\n"


def snapshot() -> Contract:
    return dict(json.loads(SNAPSHOT.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def current(edition: Path) -> Contract:
    with duckdb.connect(str(edition / "barometre-2026-10.duckdb"), read_only=True) as con:
        return contract(con)


def test_what_editions_promise_changes_only_with_its_version(current: Contract) -> None:
    problem = complaint(snapshot(), current)
    assert not problem, problem
    assert snapshot() == current, "write the snapshot again: PYTHONPATH=. python tests/warehouse/test_contract.py"


def test_every_version_has_its_line_in_the_dictionary_newest_first(edition: Path) -> None:
    numbers = [version.number for version in VERSIONS]
    assert sorted(numbers, key=_parts, reverse=True) == numbers and len(set(numbers)) == len(numbers)
    told = (edition / "dictionnaire.md").read_text(encoding="utf-8").partition("## Versions du contrat\n")[2]
    assert [line.split("**")[1] for line in told.splitlines() if line.startswith("* ")] == numbers
    assert snapshot()["version"] in numbers


def _edit(path: str, value: Any = None) -> Callable[[Contract], None]:
    """Set (or, without a value, take away) what stands at a path like `tables/barometer.status/columns/reason`."""

    def change(held: Any) -> None:
        *parents, last = path.split("/")
        for parent in parents:
            held = held[parent]
        if value is None:
            del held[last]
        else:
            held[last] = value

    return change


STATUS = "tables/barometer.status/columns"
CLASSEMENT = "macros/classement"


@pytest.mark.parametrize(
    ("change", "part", "told"),
    [
        (_edit(f"{STATUS}/reason"), MAJOR, "barometer.status.reason is gone"),
        (_edit("tables/barometer.status"), MAJOR, "barometer.status is gone"),
        (_edit("tables/barometer.status/grain", ["month"]), MAJOR, "barometer.status: another key"),
        (_edit(f"{STATUS}/post_count", ["DOUBLE", True, "", ""]), MAJOR, "barometer.status.post_count: BIGINT "),
        (_edit(f"{STATUS}/month", ["DATE", True, "", ""]), MAJOR, "barometer.status.month may be empty"),
        (_edit(f"{STATUS}/status", ["VARCHAR", False, "", "unknown"]), MAJOR, "barometer.status.status no longer has"),
        (_edit(f"{STATUS}/post_count", ["BIGINT", True, "semaines", ""]), MAJOR, "publications → BIGINT semaines"),
        (
            _edit(f"{STATUS}/month", ["DATE", False, "mois", ""]),
            MINOR,
            "barometer.status.month: its unit is told, mois",
        ),
        (_edit(f"{STATUS}/new_count", ["BIGINT", True, "", ""]), MINOR, "barometer.status.new_count is new"),
        (_edit("tables/barometer.new", {"grain": [], "columns": {}}), MINOR, "barometer.new is new"),
        (_edit(CLASSEMENT), MAJOR, "classement is gone"),
        (_edit(f"{CLASSEMENT}/parameters", ["reseau", "mois"]), MAJOR, "classement: other parameters"),
        (_edit(f"{CLASSEMENT}/columns/rank", "DOUBLE"), MAJOR, "classement.rank: BIGINT → DOUBLE"),
    ],
)
def test_each_change_moves_its_part_of_the_version(change: Callable[[Contract], None], part: str, told: str) -> None:
    before = snapshot()
    after = copy.deepcopy(before)
    change(after)
    (found,) = (found for found in changes(before, after) if told in found[1])
    assert found[0] == part
    assert told in complaint(before, after)
    after["version"] = least(before["version"], [found])
    assert _parts(after["version"]) > _parts(before["version"]) and complaint(before, after) == ""


def test_one_more_value_or_option_is_an_addition() -> None:
    before = snapshot()
    after = copy.deepcopy(before)
    after["macros"]["classement"]["parameters"].append("limite := 10")
    after["tables"]["barometer.status"]["columns"]["status"][3] += " new_status"
    assert {part for part, _ in changes(before, after)} == {MINOR}
    assert complaint(before, {**before, "version": "9.0.0"}) == ""


def main() -> int:
    with duckdb.connect() as con:
        create_tables(con, PUBLISHED.values())
        add_data_origin(con, "observed")
        for file in macro_files():
            create_question(con, file)
        found = contract(con)
    problem = complaint(snapshot(), found) if SNAPSHOT.exists() else ""
    if problem:
        print(problem, file=sys.stderr)
        return 1
    SNAPSHOT.write_text(written(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
