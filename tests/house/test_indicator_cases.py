"""Each indicator has its rows in and rows out: its worked example, and the six things that can happen to a number.

What a case shows is read in its rows, not in its name. A file says what cannot happen to its numbers, and why, under
`not_applicable`: one of the reasons of tests/sql/not_applicable.toml, or a sentence of its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from support import read_yaml

from pipelines.warehouse.sql_files import SqlFile, read_sql_file

ROOT: Final = Path(__file__).resolve().parents[2]
CATALOGUE: Final = tomllib.loads((ROOT / "data" / "reference" / "indicators.toml").read_text("utf-8"))
REASONS: Final = tomllib.loads((ROOT / "tests" / "sql" / "not_applicable.toml").read_text("utf-8"))
PARTS: Final = {
    name: where if where.startswith("sql/") else f"sql/{where.replace('.', '/')}.sql"
    for name, where in ((name, told.get("computed_in", "")) for name, told in CATALOGUE.items())
    if where.startswith(("sql/", "barometer."))
}
PARTS |= {
    path.stem: f"sql/barometer/cells/{path.name}"
    for path in sorted((ROOT / "sql" / "barometer" / "cells").glob("*.sql"))
    if f"sql/barometer/cells/{path.name}" not in PARTS.values()
}
"""By indicator the file that the catalogue names; by its own name, a further file of one."""
KINDS: Final = ("worked example", "empty month", "one territory", "unknown", "rounded counts", "merger", "metric break")
OF_THE_COUNTRY_ALONE: Final = {
    "I17_chained_index": "its chains are tables by stratum; I14 over one month follows the same accounts",
    "I34_level_copies": "its variants are levels of one area",
    "I28_topic_mix": "what the classifier is worth in one is not established",
}
"""Indicators worked out account by account that no région has a cell of, and why."""
PRESENCE: Final = "barometer.presence"
"""It has areas of its own; the inhabitants covered (I07) and the mean of strata (I02) are read of the country alone."""
Row = dict[str, Any]


def content(name: str) -> Row:
    """The YAML file of an indicator."""
    path = ROOT / "tests" / PARTS[name].replace(".sql", ".yaml")
    found: Row = read_yaml(path)
    return found


def worlds(file: Row) -> Iterator[tuple[list[Row], list[Row]]]:
    """Given rows, completed by their defaults, and expected rows, case by case."""
    for case in file["cases"]:
        given = {**file.get("always", {}), **case.get("given", {})}
        rows = [
            {"table": table, **file.get("defaults", {}).get(table, {}), **row}
            for table in given
            for row in given[table]
        ]
        yield rows, case["expect"]


def is_near(value: Any, wanted: float) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and abs(value - wanted) <= 1e-4 * max(1, abs(wanted))


def is_rounded(row: Row) -> bool:
    stems = [key.removesuffix("_lo") for key in row if key.endswith("_lo") and f"{key[:-3]}_hi" in row]
    return any(row[f"{stem}_lo"] != row[f"{stem}_hi"] for stem in stems)


def shows_example(name: str) -> bool:
    """True when the worked example of the definition comes out of a case: of its own, or of a table that it reads."""
    reads = read_sql_file(ROOT / PARTS[name]).reads
    tables = [ROOT / "tests" / "sql" / f"{table.replace('.', '/')}.yaml" for table in reads]
    files = [content(name), *(read_yaml(path) for path in tables if path.is_file())]
    example = CATALOGUE[name.partition("_")[0]]["example_value"]
    return any(
        is_near(value, example) for file in files for _, rows in worlds(file) for row in rows for value in row.values()
    )


def shown(file: Row) -> set[str]:
    """What the cases of a file show."""
    kinds = set()
    for given, expected in worlds(file):
        texts = {value for row in (*given, *expected) for value in row.values() if isinstance(value, str)}
        definitions = {row["metric_def"] for row in given if "metric_def" in row}
        signs = {
            "empty month": bool(given) and expected == [],
            "one territory": any(
                row.get("value_status") == "small_base" or 1 in (row.get("member_count"), row.get("measured_count"))
                for row in expected
            ),
            "unknown": any(
                row.get("unknown_count", 0) > 0
                or row.get("unranked_count", 0) > 0
                or ("value" in row and row["value"] is None)
                for row in expected
            ),
            "rounded counts": any(map(is_rounded, given)) and any(map(is_rounded, expected)),
            "merger": "geography_break" in texts or any(row["table"] == "reference.territory_events" for row in given),
            "metric break": "metric_break" in texts or len(definitions) > 1,
        }
        kinds |= {kind for kind, is_shown in signs.items() if is_shown}
    return kinds


@pytest.mark.parametrize("name", PARTS)
def test_each_indicator_shows_what_can_happen_to_its_numbers(name: str) -> None:
    file = content(name)
    excused = file.get("not_applicable", {})
    there = shown(file) | ({"worked example"} if shows_example(name) else set())
    assert set(excused) <= set(KINDS)
    assert {kind for kind in KINDS if kind not in there and kind not in excused} == set(), PARTS[name]
    assert {kind for kind in excused if kind in there} == set(), "shown, and excused"
    assert all(why in REASONS or " " in why for why in excused.values()), "a reason is a sentence, or one of the shared"


def test_each_shared_reason_is_used() -> None:
    used = {why for name in PARTS for why in content(name).get("not_applicable", {}).values()}
    assert set(REASONS) <= used


def tells_of_areas(file: SqlFile) -> bool:
    return any(word in file.select for word in ("areas", "placed_members()"))


def test_what_is_worked_out_account_by_account_is_told_of_regions_too() -> None:
    files = [read_sql_file(ROOT / part) for part in PARTS.values() if "/cells/" in part]
    silent = {file.name for file in files if file.function is not None and not tells_of_areas(file)}
    assert silent == set(OF_THE_COUNTRY_ALONE)


def test_a_definition_that_excludes_regions_is_of_a_file_without_them() -> None:
    excluding = {name for name, told in CATALOGUE.items() if "(aucune par région ou département : " in told["grain_fr"]}
    files = {
        name: read_sql_file(ROOT / part) for name, part in PARTS.items() if name in CATALOGUE and "/cells/" in part
    }
    silent = {name for name, file in files.items() if not tells_of_areas(file) and PRESENCE not in file.reads}
    assert excluding == (silent | {"I07"}) - {"I02"}
    for name in excluding:
        file = read_sql_file(ROOT / PARTS[name])
        assert "Areas have none: " in " ".join(file.header["exclusions"].split())
        assert "areas" not in file.select, name
