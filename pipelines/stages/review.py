"""Review: the doubtful cases of a month are written for a person, and the answers are read back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb

from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.roster.answers import is_settled, read_answers
from pipelines.roster.decisions import Decision
from pipelines.roster.review import QUESTIONS, complete, write_cases
from pipelines.roster.reviewed import read_reviewed_csv
from pipelines.stages import decided, roster
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import partitions
from pipelines.warehouse.reference_tables import RULE_FR
from pipelines.warehouse.run_sql import review_cases

MONTHS = "months"
_KNOWN = {
    "members": "SELECT * FROM roster.members WHERE roster_id = $roster",
    "attributions": "SELECT * FROM roster.attributions WHERE month = $month",
    "evidence": "SELECT * FROM roster.evidence WHERE month = $month",
    "growth": """SELECT * FROM barometer.growth
        WHERE month = $month AND roster_id = $roster AND window_months = 1""",
}


def write(world: World, month: Month, path: Path) -> StepReport:
    """Write the cases of a month that nobody settled yet as a CSV; the report counts them by question.

    Raises:
        InputError: the month was not computed for the list.
    """
    roster_id = world.roster_id(month)
    given = {"month": month.first_day, "roster": roster_id}
    with connect(world.settings.warehouse_path, read_only=True) as con:
        _check_computed(con, month, roster_id)
        found = review_cases(con, month, roster_id)
        known = {
            name: con.sql(query, params={key: value for key, value in given.items() if f"${key}" in query}).pl()
            for name, query in _KNOWN.items()
        }
    answers = decided.answers(world)
    cases = complete(found, known, RULE_FR)
    left = [case for case in cases if not is_settled(answers, case["case_id"], case["evidence_hash"], month)]
    write_cases(left, path)
    counts = Counter(case["question"] for case in left)
    rows = {question: counts[question] for question in QUESTIONS if counts[question]}
    return StepReport(f"review {month}", rows=rows, facts={"cases": len(left), "settled": len(cases) - len(left)})


def _check_computed(con: duckdb.DuckDBPyConnection, month: Month, roster_id: str) -> None:
    query = "SELECT DISTINCT roster_id FROM barometer.status WHERE month = $month ORDER BY 1"
    there = [name for (name,) in con.execute(query, {"month": month.first_day}).fetchall()]
    if roster_id not in there:
        lists = f"; the lists of that month are {', '.join(there)}" if there else ""
        raise InputError(f"{month} was not computed for {roster_id}{lists}: barometre run --month {month} first")


def read(world: World, path: Path) -> StepReport:
    """Read the answers of a CSV back: what they decide holds from the month of their case on.

    The same file again takes its own place. `facts[MONTHS]` names the months that are to be computed again.

    Raises:
        InputError: the file cannot be read as a whole, or no line that was answered is good.
    """
    before = decided.known(world)
    answers, errors = read_answers(path, decided.what_may_be_named(world).territory_ids)
    if not answers:
        told = f"the first says: {errors[0]}" if errors else "fill in the column decision"
        raise InputError(f"{path}: no line could be kept; {told}")
    decided.keep(world, path, decided.CASES)
    report = StepReport(f"review {path.name}", problems=[str(error) for error in errors])
    report.rows = dict(sorted(Counter(answer.choice for answer in answers).items()))
    return _settled(world, before, report)


def bring_list(world: World, path: Path) -> StepReport:
    """Take a list of accounts that a person checked as evidence (E5), from the month of the review on.

    Raises:
        InputError: the file cannot be read as a whole, or none of its lines is good.
    """
    before = decided.known(world)
    found, errors = read_reviewed_csv(path, decided.what_may_be_named(world))
    if not found:
        told = f"the first says: {errors[0]}" if errors else "add one line for each account below the header"
        raise InputError(f"{path}: no line could be kept; {told}")
    decided.keep(world, path, decided.LISTS)
    report = StepReport(f"import {path.name}", {"E5": len(found)}, [str(error) for error in errors])
    return _settled(world, before, report)


def _settled(world: World, before: list[Decision], report: StepReport) -> StepReport:
    """Attribute again the months that a change of decisions touches, before they are computed."""
    after = decided.known(world)
    changed = [one for one in (*before, *after) if (one in before) != (one in after)]
    months: list[Month] = []
    if changed:
        since = min(one.first for one in changed)
        there = {found.month for found in partitions(world.lake_dir, "roster.evidence") if found.month is not None}
        months = sorted(month for month in there if month >= since)
    for month in months:
        roster.settle(world, month, StepReport("settle"))
    report.facts[MONTHS] = ", ".join(str(month) for month in months)
    return report
