"""Headers, dependencies and replacement of months; the numbers themselves are in tests/sql."""

from __future__ import annotations

import json
import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.indicators.intervals import presence_bounds
from pipelines.model.errors import WarehouseError
from pipelines.model.fields import (
    ACCOUNT_STATES,
    COMPARISON_VERDICTS,
    DECISION_ACTIONS,
    MAIN_RULES,
    REFUSALS,
    SCOPES,
    TABLES,
)
from pipelines.model.months import Month
from pipelines.warehouse import sql_files
from pipelines.warehouse.connect import connect
from pipelines.warehouse.load import create_tables, transaction
from pipelines.warehouse.reference_tables import codes, world
from pipelines.warehouse.run_sql import SLOW_PACKINGS, compute_barometer, compute_table, packed_quickly, run_audits
from pipelines.warehouse.sql_files import computed_tables, dependencies, table_files

VALUES = {
    "VARCHAR": "'v' || row",
    "BIGINT": "row",
    "DOUBLE": "row",
    "BOOLEAN": "row % 2 = 0",
    "DATE": "CAST(DATE '2024-06-01' + to_months(CAST(step AS INTEGER)) AS DATE)",
    "TIMESTAMP": "TIMESTAMP '2026-10-31 16:00:00'",
}
HEADER = "-- question: q\n-- grain: month, roster_id, network, stratum, reason\n-- unit: u\n-- denominator: none\n"
UNKNOWNS = f"{HEADER}-- exclusions: none\n-- reads: barometer.status\n"
OCTOBER = Month(2026, 10)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "w.duckdb"
    with connect(path) as con, transaction(con):
        create_tables(con)
    return path


@pytest.fixture
def con(tmp_path: Path, template: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(Path(shutil.copy(template, tmp_path / "w.duckdb"))) as opened:
        yield opened


@pytest.fixture
def own_sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "sql"
    (folder / "barometer").mkdir(parents=True)
    monkeypatch.setattr(sql_files, "SQL_DIR", folder)
    return folder / "barometer" / "unknowns.sql"


def give_status(con: duckdb.DuckDBPyConnection, month: Month, reason: str = "gone") -> None:
    con.execute("INSERT INTO roster.months VALUES (?, 'R')", [month.first_day])
    con.execute(
        "INSERT INTO barometer.status VALUES (?, 'R', 'region:1', 'x', 'REG', 'unknown', ?, NULL, NULL)",
        [month.first_day, reason],
    )


def reasons(con: duckdb.DuckDBPyConnection) -> list[tuple[date, str]]:
    return con.execute("SELECT month, reason FROM barometer.unknowns WHERE stratum = 'ALL' ORDER BY ALL").fetchall()


def test_dependencies_come_from_the_file_and_order_the_tables() -> None:
    assert dependencies("barometer.audience") == (
        "barometer.closings", "barometer.identities", "barometer.status", "observations.snapshots",
    )  # fmt: skip
    order = computed_tables()
    assert len(set(order)) == len(order) == 35
    assert order.index("barometer.discovery") < order.index("barometer.missed")
    for name in order:
        for read in dependencies(name):
            assert read not in order or order.index(read) < order.index(name)


def test_a_month_is_replaced_and_the_others_stay(con: duckdb.DuckDBPyConnection) -> None:
    for month in (OCTOBER.plus(-1), OCTOBER):
        give_status(con, month)
    assert compute_table(con, "barometer.unknowns", None) == 4
    con.execute("UPDATE barometer.status SET reason = 'timeout'")
    assert compute_table(con, "barometer.unknowns", [OCTOBER]) == 2
    assert compute_table(con, "barometer.unknowns", [OCTOBER]) == 2
    assert reasons(con) == [(date(2026, 9, 1), "gone"), (date(2026, 10, 1), "timeout")]


def test_a_month_that_left_the_roster_leaves_the_table(con: duckdb.DuckDBPyConnection) -> None:
    give_status(con, OCTOBER)
    compute_table(con, "barometer.unknowns", None)
    con.execute("DELETE FROM roster.months")
    assert compute_table(con, "barometer.unknowns", None) == 0
    assert reasons(con) == []


def test_everything_is_computed_on_an_empty_warehouse(con: duckdb.DuckDBPyConnection) -> None:
    assert set(compute_barometer(con, [OCTOBER]).values()) == {0}
    audits = run_audits(con, OCTOBER)
    assert len(audits) == 13
    assert all(audit.is_clean and audit.question.endswith("?") for audit in audits)


def test_an_audit_speaks_of_its_month_only(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "INSERT INTO barometer.presence BY NAME SELECT DATE '2026-10-01' AS month, 'R' AS roster_id, 'x' AS network, "
        "'france' AS area_level, 'FR' AS area_code, 'ALL' AS stratum, 'pooled' AS aggregation, 1 AS present_count, "
        "0 AS absent_count, 0 AS unknown_count, 5 AS member_count, 'withheld' AS presence_share_status"
    )
    dirty = {audit.name: audit.rows.height for audit in run_audits(con, OCTOBER) if not audit.is_clean}
    assert dirty == {"any_and_pairs": 1, "counts_sum": 2}
    assert all(audit.is_clean for audit in run_audits(con, OCTOBER.plus(1)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (UNKNOWNS.replace("-- unit: u\n", "") + "SELECT 1 FROM barometer.status", r"the header lacks -- unit:"),
        (
            UNKNOWNS + "SELECT 1 FROM barometer.growth",
            r"reads barometer\.status but the SELECT reads barometer\.growth",
        ),
        (UNKNOWNS + "SELECT 1 FROM barometer.nothing", r"which the field dictionary does not know"),
        (
            UNKNOWNS.replace("stratum, ", "") + "SELECT 1 FROM barometer.status",
            r"grain month, roster_id, network, reason",
        ),
        (UNKNOWNS + "SELECT month FROM barometer.status", r"columns or types differ from the field dictionary"),
        (UNKNOWNS + "SELECT nothing FROM barometer.status", r"nothing"),
    ],
)
def test_a_file_that_does_not_say_what_it_does_is_refused(
    con: duckdb.DuckDBPyConnection, own_sql: Path, text: str, message: str
) -> None:
    own_sql.write_text(text, encoding="utf-8")
    with pytest.raises(WarehouseError, match=message):
        compute_table(con, "barometer.unknowns", [OCTOBER])


def test_a_null_where_none_is_admitted_keeps_the_old_rows(con: duckdb.DuckDBPyConnection, own_sql: Path) -> None:
    give_status(con, OCTOBER)
    select = (
        "SELECT month, roster_id, network, stratum, {} AS reason, 1::BIGINT AS territory_count FROM barometer.status"
    )
    own_sql.write_text(UNKNOWNS + select.format("reason"), encoding="utf-8")
    assert compute_table(con, "barometer.unknowns", [OCTOBER]) == 1
    own_sql.write_text(UNKNOWNS + select.format("NULL::VARCHAR"), encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"unknowns\.sql: month 2026-10.*NOT NULL"):
        compute_table(con, "barometer.unknowns", [OCTOBER])
    assert con.execute("SELECT count(*) FROM barometer.unknowns").fetchall() == [(1,)]


def part_of(text: str, *, stratum: str, count: str = "1::BIGINT AS territory_count") -> str:
    return f"{text}SELECT month, roster_id, network, '{stratum}' AS stratum, reason, {count} FROM barometer.status"


def test_the_parts_of_a_folder_are_put_together(con: duckdb.DuckDBPyConnection, own_sql: Path) -> None:
    give_status(con, OCTOBER)
    folder = own_sql.with_suffix("")
    folder.mkdir()
    with pytest.raises(WarehouseError, match=r"unknowns: no SQL file in this folder"):
        table_files("barometer.unknowns")
    (folder / "b.sql").write_text(part_of(UNKNOWNS, stratum="REG"), encoding="utf-8")
    (folder / "a.sql").write_text(part_of(UNKNOWNS, stratum="ALL"), encoding="utf-8")
    assert [file.name for file in table_files("barometer.unknowns")] == ["a", "b"]
    for _ in range(2):
        assert compute_table(con, "barometer.unknowns", [OCTOBER]) == 2
    assert con.execute("SELECT stratum FROM barometer.unknowns ORDER BY 1").fetchall() == [("ALL",), ("REG",)]
    (folder / "b.sql").write_text(part_of(UNKNOWNS, stratum="REG", count="1.5 AS territory_count"), encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"b\.sql: columns or types differ"):
        compute_table(con, "barometer.unknowns", [OCTOBER])


def test_a_table_is_computed_on_one_thread_and_the_others_come_back(
    con: duckdb.DuckDBPyConnection, own_sql: Path
) -> None:
    give_status(con, OCTOBER)
    count = "CAST(current_setting('threads') AS BIGINT) AS territory_count"
    own_sql.write_text(part_of(UNKNOWNS, stratum="ALL", count=count), encoding="utf-8")
    con.execute("SET threads = 2")
    compute_table(con, "barometer.unknowns", [OCTOBER])
    assert con.execute("SELECT territory_count, current_setting('threads') FROM barometer.unknowns").fetchall() == [
        (1, 2)
    ]


def test_a_table_is_packed_quickly_and_what_else_is_written_as_before(con: duckdb.DuckDBPyConnection) -> None:
    def left_out() -> object:
        return con.execute("SELECT current_setting('disabled_compression_methods')").fetchall()[0][0]

    before = left_out()
    with packed_quickly(con):
        assert left_out() == SLOW_PACKINGS
    assert left_out() == before


def give_months(con: duckdb.DuckDBPyConnection, months: list[Month]) -> None:
    for month in months:
        give_status(con, month)


def test_a_part_that_fails_keeps_the_old_rows_of_all(con: duckdb.DuckDBPyConnection, own_sql: Path) -> None:
    give_status(con, OCTOBER)
    folder = own_sql.with_suffix("")
    folder.mkdir()
    (folder / "a.sql").write_text(part_of(UNKNOWNS, stratum="ALL"), encoding="utf-8")
    assert compute_table(con, "barometer.unknowns", [OCTOBER]) == 1
    wrong = "CAST(stratum AS BIGINT) AS territory_count"
    (folder / "b.sql").write_text(part_of(UNKNOWNS, stratum="REG", count=wrong), encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"b\.sql: month 2026-10"):
        compute_table(con, "barometer.unknowns", [OCTOBER])
    assert con.execute("SELECT stratum FROM barometer.unknowns").fetchall() == [("ALL",)]


@pytest.mark.parametrize(("reach", "seen"), [(None, 6), ("all", 6), ("0", 1), ("2", 3), ("1, 1", 3)])
def test_a_select_reads_no_further_than_its_reach(
    con: duckdb.DuckDBPyConnection, own_sql: Path, reach: str | None, seen: int
) -> None:
    give_months(con, [OCTOBER.plus(-back) for back in range(6)])
    header = UNKNOWNS if reach is None else f"{UNKNOWNS}-- reach: {reach}\n"
    count = "(SELECT count(DISTINCT month) FROM barometer.status) AS territory_count"
    own_sql.write_text(part_of(header, stratum="ALL", count=count), encoding="utf-8")
    compute_table(con, "barometer.unknowns", [OCTOBER.plus(-2)])
    assert con.execute("SELECT territory_count FROM barometer.unknowns").fetchall() == [(seen,)]


YEARS = [OCTOBER.plus(-back) for back in reversed(range(60))]


@pytest.mark.parametrize(("reach", "statements"), [("0", 4), ("all", 1)])
def test_many_months_are_worked_out_at_once_and_written_in_order(
    con: duckdb.DuckDBPyConnection, own_sql: Path, monkeypatch: pytest.MonkeyPatch, reach: str, statements: int
) -> None:
    give_months(con, YEARS)
    asked: list[tuple[date, int]] = []

    def noted(rows: pl.DataFrame) -> pl.DataFrame:
        asked.append((min(rows["month"].to_list()), threading.get_ident()))
        return rows

    monkeypatch.setattr(sys.modules[__name__], "doubled", noted)
    header = f"{UNKNOWNS}-- reach: {reach}\n-- function: {__name__}:doubled\n"
    own_sql.write_text(part_of(header, stratum="ALL") + " ORDER BY month", encoding="utf-8")
    assert compute_table(con, "barometer.unknowns", YEARS) == len(YEARS)
    assert len(asked) == len({first for first, _ in asked}) == statements
    rows = con.execute("SELECT month FROM barometer.unknowns").fetchall()
    assert rows == [(month.first_day,) for month in YEARS]
    assert compute_table(con, "barometer.unknowns", [OCTOBER]) == 1
    assert (
        con.execute("FROM barometer.unknowns ORDER BY month").fetchall()
        == con.execute("SELECT month, 'R', 'x', 'ALL', 'gone', 1 FROM roster.months ORDER BY month").fetchall()
    )


def test_of_many_months_one_that_fails_keeps_the_old_rows_of_all(con: duckdb.DuckDBPyConnection, own_sql: Path) -> None:
    give_months(con, YEARS)
    own_sql.write_text(part_of(f"{UNKNOWNS}-- reach: 0\n", stratum="ALL"), encoding="utf-8")
    compute_table(con, "barometer.unknowns", YEARS)
    wrong = f"CAST(if(month = DATE '{OCTOBER.first_day}', stratum, '2') AS BIGINT) AS territory_count"
    own_sql.write_text(part_of(f"{UNKNOWNS}-- reach: 0\n", stratum="ALL", count=wrong), encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"unknowns\.sql: month 2025-08, .*, 2026-10: Conversion"):
        compute_table(con, "barometer.unknowns", YEARS)
    assert con.execute("SELECT count(*), max(territory_count) FROM barometer.unknowns").fetchall() == [(60, 1)]


def doubled(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(territory_count=pl.col("territory_count") * 2)


@pytest.mark.parametrize("name", ["nothing", "unknown_module:doubled"])
def test_a_function_that_does_not_exist_is_said(con: duckdb.DuckDBPyConnection, own_sql: Path, name: str) -> None:
    own_sql.write_text(part_of(f"{UNKNOWNS}-- function: {name}\n", stratum="ALL"), encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"unknowns\.sql: the function .* cannot be found"):
        compute_table(con, "barometer.unknowns", [OCTOBER])


def test_a_function_makes_the_rows_of_the_table_from_those_of_the_select(
    con: duckdb.DuckDBPyConnection, own_sql: Path
) -> None:
    give_status(con, OCTOBER)
    own_sql.write_text(part_of(f"{UNKNOWNS}-- function: {__name__}:doubled\n", stratum="ALL"), encoding="utf-8")
    assert compute_table(con, "barometer.unknowns", [OCTOBER]) == 1
    assert con.execute("SELECT territory_count FROM barometer.unknowns").fetchall() == [(2,)]


def give_figures(con: duckdb.DuckDBPyConnection, *ids: str) -> None:
    con.executemany(
        "INSERT INTO reference.published_figures VALUES (?, '2013-03', DATE '2013-03-01', 'FR', 'all', '176', "
        "'facebook', 'presence_rate', 66, '%', 'pooled', 'étude', NULL)",
        [[figure_id] for figure_id in ids],
    )


def test_a_table_without_a_month_in_its_grain_is_replaced_whole(con: duckdb.DuckDBPyConnection) -> None:
    give_figures(con, "a", "b")
    assert compute_table(con, "barometer.comparison", [OCTOBER]) == 2
    con.execute("DELETE FROM reference.published_figures WHERE figure_id = 'a'")
    assert compute_table(con, "barometer.comparison", [OCTOBER, OCTOBER.plus(1)]) == 1
    found = con.execute("SELECT figure_id, month, verdict, refusal FROM barometer.comparison").fetchall()
    assert found == [("b", date(2013, 3, 1), "refused", "other_population")]
    assert compute_table(con, "barometer.comparison", None) == 1


def test_rows_of_a_function_are_held_against_the_dictionary(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_figures(con, "a")
    monkeypatch.setattr("pipelines.indicators.comparable.judge", lambda rows: rows)
    with pytest.raises(WarehouseError, match=r"barometer.comparison: columns differ from the field dictionary"):
        compute_table(con, "barometer.comparison", [OCTOBER])


def test_a_missing_file_is_said(own_sql: Path) -> None:
    with pytest.raises(WarehouseError, match=r"unknowns\.sql: no such SQL file"):
        dependencies("barometer.unknowns")


@settings(max_examples=15, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.sampled_from(["present_active", "absent_confirmed", "unknown"]), min_size=5, max_size=60))
def test_presence_and_its_audits_agree_with_the_plain_functions(
    con: duckdb.DuckDBPyConnection, cells: list[str]
) -> None:
    con.execute("DELETE FROM barometer.status")
    con.execute("DELETE FROM roster.members")
    con.execute(
        "INSERT INTO roster.members BY NAME SELECT 'R' AS roster_id, 'region:' || i AS territory_id, "
        "'region' AS level, '1' AS code, 'N' AS name, 'REG' AS stratum, 10 AS population, 1 AS weight "
        "FROM range(?) AS r(i)",
        [len(cells)],
    )
    con.execute(
        "INSERT INTO barometer.status "
        "SELECT DATE '2026-10-01', 'R', 'region:' || (i - 1), 'x', 'REG', ?[i], 'r', NULL, NULL "
        "FROM range(1, ? + 1) AS r(i)",
        [cells, len(cells)],
    )
    compute_table(con, "barometer.presence", [OCTOBER])
    found = con.execute(
        "SELECT DISTINCT presence_share_lo, presence_share, presence_share_hi FROM barometer.presence "
        "WHERE network = 'x' AND aggregation IN ('pooled', 'mean_of_strata', 'pop_weighted', 'poststratified')"
    ).fetchall()
    counts = [cells.count(status) for status in ("present_active", "absent_confirmed", "unknown")]
    assert len({tuple(None if v is None else round(v, 9) for v in row) for row in found}) == 1
    assert found[0] == pytest.approx(tuple(presence_bounds(*counts)))
    ran = {audit.name: audit.is_clean for audit in run_audits(con, OCTOBER)}
    assert ran["interval_order"]
    assert ran["counts_sum"]
    assert ran["any_and_pairs"]


@settings(max_examples=15, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(st.tuples(*[st.sampled_from(["present_active", "absent_confirmed", "unknown"])] * 3), min_size=5),
    wrong=st.integers(1, 5),
)
def test_any_and_pairs_hold_whatever_is_unknown_and_a_wrong_count_is_found(
    con: duckdb.DuckDBPyConnection, cells: list[tuple[str, str, str]], wrong: int
) -> None:
    con.execute("DELETE FROM barometer.status")
    con.execute("DELETE FROM roster.members")
    con.execute(
        "INSERT INTO roster.members BY NAME SELECT 'R' AS roster_id, 'region:' || i AS territory_id, "
        "'region' AS level, '1' AS code, 'N' AS name, 'REG' AS stratum, 10 AS population, 1 AS weight "
        "FROM range(?) AS r(i)",
        [len(cells)],
    )
    con.executemany(
        "INSERT INTO barometer.status VALUES (DATE '2026-10-01', 'R', ?, ?, 'REG', ?, 'r', NULL, NULL)",
        [
            [f"region:{place}", network, status]
            for place, row in enumerate(cells)
            for network, status in zip(("facebook", "tiktok", "x"), row, strict=True)
        ],
    )
    for table in ("barometer.presence", "barometer.copresence"):
        compute_table(con, table, [OCTOBER])
    assert next(audit.is_clean for audit in run_audits(con, OCTOBER) if audit.name == "any_and_pairs")
    con.execute(
        "UPDATE barometer.presence SET present_count = present_count + ? WHERE network = 'x' AND stratum = 'ALL'",
        [wrong + len(cells)],
    )
    assert not next(audit.is_clean for audit in run_audits(con, OCTOBER) if audit.name == "any_and_pairs")


def scans(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Table and filters of every scan of a plan."""
    if "Table" in node["extra_info"]:
        table = node["extra_info"]["Table"].split(".", 1)[1]
        yield table, str(node["extra_info"].get("Filters", ""))
    for child in node["children"]:
        yield from scans(child)


@pytest.mark.parametrize(
    ("full_name", "unfiltered"),
    [
        (
            "barometer.status",
            {"reference.networks", "reference.removals", "roster.members", "roster.looks", "barometer.posts"},
        ),
        ("barometer.identities", {"roster.attributions"}),
        ("barometer.audience", {"barometer.identities", "barometer.status", "observations.snapshots"}),
        ("barometer.presence", {"roster.members"}),
        ("barometer.copresence", set()),
        ("barometer.growth", {"roster.members", "barometer.audience", "reference.territory_events"}),
        (
            "barometer.current_geography",
            {"reference.territory_map", "reference.territories", "roster.members", "roster.months"},
        ),
        ("barometer.chain_links", {"roster.members", "barometer.audience", "reference.territory_events"}),
        ("barometer.ranking", {"roster.members"}),
        ("barometer.coverage", {"roster.looks"}),
        ("barometer.politeness", set()),
    ],
)
def test_the_month_reaches_the_scans(con: duckdb.DuckDBPyConnection, full_name: str, unfiltered: set[str]) -> None:
    """Tables read across months (by a join on the offset, which narrows the scan) are the only exceptions."""
    for table in (table for table in TABLES.values() if table.full_name in dependencies(full_name)):
        values = ", ".join(VALUES[field.type] for field in table.fields)
        months = "range(36) AS m(step), range(20) AS r(row)"
        con.execute(f"INSERT INTO {table.full_name} SELECT {values} FROM {months}")
    select = f"SELECT * FROM ({table_files(full_name)[0].select}) WHERE month = DATE '2026-10-01'"
    plan = json.loads(con.execute(f"EXPLAIN (FORMAT json) {select}").fetchall()[0][1])
    found = [(table.replace('"', ""), filters) for table, filters in scans(plan[0])]
    assert found
    assert {table for table, filters in found if "month=" not in filters} <= unfiltered


def test_codes_explain_every_value_that_is_published() -> None:
    frame = codes()
    kinds = set(frame["kind"])
    assert kinds == {
        "outcome", "measure_status", "presence_status", "aggregation", "evidence", "reason", "stratum", "event",
        "relation", "geography", "zone", "scope", "account_state", "indicator_family", "main_rule", "verdict",
        "refusal", "decision", "decision_status", "topic", "animation", "mark_status", "metric",
        "journal_kind", "lens", "unit_kind", "interval_method", "change_status", "grid_variant",
    }  # fmt: skip
    published = {
        "aggregation": "barometer.indicators.aggregation", "lens": "barometer.ranking.lens",
        "unit_kind": "reference.indicators.unit_kind", "interval_method": "barometer.indicators.interval_method",
        "grid_variant": "barometer.practice_sensitivity.variant",
    }  # fmt: skip
    for kind, column in published.items():
        table, _, name = column.rpartition(".")
        (values,) = (field.allowed for field in TABLES[table].fields if field.name == name)
        assert set(frame.filter(kind=kind)["code"]) == set(values), kind
    sets = {
        "scope": SCOPES, "account_state": ACCOUNT_STATES, "main_rule": MAIN_RULES, "verdict": COMPARISON_VERDICTS,
        "refusal": REFUSALS, "decision": DECISION_ACTIONS,
    }  # fmt: skip
    for kind, values in sets.items():
        assert set(frame.filter(kind=kind)["code"]) == set(values)
    assert frame.filter(frame.select("kind", "code").is_duplicated()).is_empty()
    assert frame["label_fr"].str.len_chars().min() > 3  # type: ignore[operator]


def test_a_simulated_world_says_so() -> None:
    assert world("simulated").row(0, named=True)["is_simulated"] is True
    assert "simulées" in world("simulated")["label_fr"][0]
    assert world("live").row(0, named=True)["is_simulated"] is False
