"""The gate on whole tables: what passes, what the dictionary refuses, how it is reported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from pipelines.model.errors import GateError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.quality.gate import Partition, check_partitions, check_table
from pipelines.quality.rules import Minimum
from pipelines.quality.suites import LAYER_RULES, MINIMUMS

MONTH = Month(2026, 10)


def test_every_table_has_rules_and_a_minimum() -> None:
    assert LAYER_RULES.keys() == TABLES.keys()
    assert MINIMUMS.keys() == TABLES.keys()


@pytest.mark.parametrize("full_name", ["reference.world", "roster.members", "observations.fetches", "barometer.status"])
def test_plausible_rows_pass(con: duckdb.DuckDBPyConnection, full_name: str) -> None:
    report = check_table(con, full_name, MONTH)
    assert report.passed, report.as_markdown()
    assert report.row_count > 0
    assert report.expectations_count > 3
    report.raise_if_blocking()


def test_an_empty_partition_passes_for_posts_and_fails_for_fetches(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("DELETE FROM observations.posts WHERE month = '2026-10-01'")
    con.execute("DELETE FROM observations.fetches WHERE month = '2026-10-01'")
    assert check_table(con, "observations.posts", MONTH, "facebook").passed
    report = check_table(con, "observations.fetches", MONTH, "facebook")
    with pytest.raises(GateError, match="des comptes ou des sites sont à visiter : rien n’a été demandé"):
        report.raise_if_blocking()


def test_a_network_without_any_account_needs_no_fetch(con: duckdb.DuckDBPyConnection) -> None:
    assert check_table(con, "observations.fetches", MONTH, "mastodon").passed
    assert not check_table(con, "observations.fetches", MONTH, "website").passed


def test_the_minimum_is_configurable(con: duckdb.DuckDBPyConnection) -> None:
    report = check_table(con, "observations.posts", MONTH, "facebook", minimum=Minimum(2, "deux comptes publient"))
    assert [failure.expectation for failure in report.failures] == ["expect_table_row_count_to_be_between"]
    assert "deux comptes publient" in report.failures[0].text_fr
    assert report.failures[0].observed == "trouvé : 1"


def test_only_the_partition_is_checked(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("UPDATE observations.posts SET alt_text_count = 9 WHERE month = '2026-09-01'")
    assert check_table(con, "observations.posts", MONTH, "facebook").passed
    assert not check_table(con, "observations.posts", Month(2026, 9), "facebook").passed
    assert check_table(con, "observations.posts", Month(2026, 9), "x").row_count == 0


DICTIONARY_FAULTS = {
    "required_columns_given": {"rank": None},
    "expect_column_values_to_be_in_set": {"lens": "feeling"},
    "expect_column_values_to_be_between": {"unranked_count": -1},
    "numbers_are_finite": {"value": float("inf"), "value_hi": float("inf")},
    "month_is_partition": {"month": "2026-10-15"},
    "expect_compound_columns_to_be_unique": {},
}


def test_the_dictionary_refuses(con: duckdb.DuckDBPyConnection, tiny: ModuleType) -> None:
    con.execute("ALTER TABLE barometer.ranking ALTER rank DROP NOT NULL")
    template = tiny.ROWS["barometer.ranking"][-1]
    faults = {name: (tiny.spare(number), changes) for number, (name, changes) in enumerate(DICTIONARY_FAULTS.items())}
    rows = [{**template, "territory_id": territory, **changes} for territory, changes in faults.values()]
    tiny.insert(con, "barometer.ranking", [*rows, rows[-1]])
    report = check_table(con, "barometer.ranking", MONTH)
    with pytest.raises(GateError) as caught:
        report.raise_if_blocking()
    for name, (territory, _) in faults.items():
        failure = next(failure for failure in report.failures if failure.expectation == name)
        assert failure.severity == "critical"
        assert {row["territory_id"] for row in failure.rows} == {territory}
        assert failure.unexpected_count == (2 if name.endswith("unique") else 1)
        assert f"rule {name} (" in str(caught.value) or name.endswith("unique")
        assert f"territory_id={territory}" in str(caught.value)
    json.dumps(report.as_dict(), allow_nan=False)


def test_a_single_column_key_is_unique(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("INSERT INTO reference.world FROM reference.world")
    (failure,) = check_table(con, "reference.world", MONTH).failures
    assert (failure.expectation, failure.unexpected_count) == ("expect_column_values_to_be_unique", 2)


def test_an_unexplained_code_is_named(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("DELETE FROM reference.codes WHERE code = 'login_wall'")
    (failure,) = check_table(con, "reference.codes", MONTH).failures
    assert failure.observed == "manquent : login_wall"


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE barometer.unknowns ALTER territory_count TYPE INTEGER",
        "ALTER TABLE barometer.unknowns DROP territory_count",
        "ALTER TABLE barometer.unknowns ADD COLUMN remark VARCHAR",
    ],
)
def test_another_structure_is_refused_before_anything_else(con: duckdb.DuckDBPyConnection, change: str) -> None:
    con.execute(change)
    (failure,) = check_table(con, "barometer.unknowns", MONTH).failures
    assert failure.expectation == "expect_table_columns_to_match_ordered_list"


def test_a_warning_does_not_block(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("UPDATE barometer.politeness SET least_gap_seconds = 0.2")
    report = check_table(con, "barometer.politeness", MONTH)
    assert (report.passed, report.severity, report.is_blocking) == (False, "warn", False)
    report.raise_if_blocking()


def test_the_report_shows_keys_values_and_record(con: duckdb.DuckDBPyConnection, tiny: ModuleType) -> None:
    con.execute("UPDATE barometer.audience SET followers_lo = 99999 WHERE month = '2026-10-01'")
    report = check_table(con, "barometer.audience", MONTH)
    failure = report.failures[0]
    assert (failure.expectation, failure.unexpected_count) == ("followers_count_in_bounds", 1)
    assert dict(failure.rows[0]) == {
        "month": "2026-10-01", "roster_id": "TINY", "territory_id": "commune:69123", "network": "facebook",
        "followers_lo": 99999, "followers_count": 12400, "followers_hi": 12450, "record": tiny.RECORD,
    }  # fmt: skip
    with pytest.raises(GateError) as caught:
        report.raise_if_blocking()
    assert "gate closed on barometer.audience (2026-10, 1 rows): 1 critical rule(s) failed" in str(caught.value)
    assert f"followers_lo=99999, followers_count=12400, followers_hi=12450, archive record {tiny.RECORD}" in str(
        caught.value
    )
    assert json.loads(json.dumps(report.as_dict()))["failures"][0]["rows"][0]["followers_lo"] == 99999
    markdown = report.as_markdown()
    assert "(bloquant, 1 lignes en défaut) : followers_count est entre followers_lo et followers_hi." in markdown
    assert "| 2026-10-01 | TINY | commune:69123 | facebook | 99999 | 12400 | 12450 |" in markdown


def test_no_report_shows_what_somebody_wrote(con: duckdb.DuckDBPyConnection, tiny: ModuleType) -> None:
    con.execute("UPDATE observations.texts SET word_count = NULL, record = NULL, char_count = 5000, kind = 'item'")
    report = check_table(con, "observations.texts", MONTH)
    assert len(report.failures) > 4
    assert "reconnaissable" not in report.as_markdown() + json.dumps(report.as_dict(), ensure_ascii=False)
    with pytest.raises(GateError) as caught:
        report.raise_if_blocking()
    assert "reconnaissable" not in str(caught.value) and "text_id=p1" in str(caught.value)


def test_at_most_twenty_rows_are_kept(con: duckdb.DuckDBPyConnection, tiny: ModuleType) -> None:
    template = tiny.ROWS["observations.posts"][-1]
    bad = [{**template, "post_id": f"q{number:02d}", "alt_text_count": 9} for number in range(25)]
    tiny.insert(con, "observations.posts", bad)
    (failure,) = check_table(con, "observations.posts", MONTH, "facebook").failures
    assert failure.unexpected_count == 25
    assert [row["post_id"] for row in failure.rows] == [f"q{number:02d}" for number in range(20)]


def test_an_unknown_table_has_no_gate(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(GateError, match=r"'barometer\.mood' is not a table"):
        check_table(con, "barometer.mood", MONTH)


def test_great_expectations_is_imported_at_the_first_validation_only() -> None:
    script = (
        "import sys, pipelines.quality.gate, pipelines.quality.audits; sys.exit('great_expectations' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-W", "error", "-c", script], check=False).returncode == 0


def test_a_gate_prints_nothing_and_writes_nothing(
    con: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    check_table(con, "roster.months", MONTH)
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_only_the_partition_that_breaks_a_rule_is_read_rule_by_rule(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("UPDATE observations.posts SET alt_text_count = 9 WHERE month = '2026-09-01'")
    con.execute("ALTER TABLE barometer.coverage DROP COLUMN member_count")
    asked = [
        Partition("observations.posts", MONTH, "facebook"),
        Partition("barometer.coverage", MONTH),
        Partition("observations.posts", Month(2026, 9), "facebook"),
        Partition("reference.codes", MONTH),
    ]
    kept, other_columns, broken, whole = check_partitions(con, asked)
    assert (kept.passed, kept.row_count) == (True, 1)
    assert [failure.expectation for failure in other_columns.failures] == ["expect_table_columns_to_match_ordered_list"]
    assert [failure.unexpected_count for failure in broken.failures] == [1]
    assert whole.passed and whole.row_count > 0
    assert [check_table(con, part.full_name, part.month, part.network) for part in asked] == [
        kept, other_columns, broken, whole,
    ]  # fmt: skip
    assert check_partitions(con, []) == []
