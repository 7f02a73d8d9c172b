"""What reviewers answered to the cases of a month: a CSV read back, line by line.

Belongs here: reading the lines, and the decision that each makes. Not here: what a case shows (`review`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from pipelines.model.months import Month
from pipelines.model.records import AccountRef
from pipelines.networks.registry import NETWORKS, account_named
from pipelines.roster.csv_lines import CsvLines, LineError, LineRefused
from pipelines.roster.decisions import ROLES, Decision
from pipelines.roster.lists import plain
from pipelines.roster.review import ALWAYS, ANSWERS, QUESTIONS, SHOWN
from pipelines.roster.scope import SCOPES

REQUIRED: Final = (
    "case_id", "month", "question", "territory_id", "network", "account_id", "decision", "decided_role", "decided_date",
    "evidence_hash",
)  # fmt: skip
OPTIONAL: Final = tuple(name for name in (*SHOWN, *ANSWERS) if name not in REQUIRED)
_ACTIONS: Final = {
    "main": "set_main", "not_main": "not_main", "not_ours": "not_ours", "other_territory": "reassign",
    "scope": "set_scope", "same": "same_identity", "hijacked": "hijacked", "closed": "closed",
}  # fmt: skip
_DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y")
_MONTHS: Final = ("%Y-%m", "%Y-%m-%d", "%d/%m/%Y", "%m/%Y")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one case, as it was shown in a month; `decision` is None when nothing is to change."""

    case_id: str
    evidence_hash: str
    month: Month
    choice: str
    decided_on: date
    decision: Decision | None


def read_answers(path: Path, territory_ids: Container[str] | None) -> tuple[list[Answer], list[LineError]]:
    """The answers of a file, and the lines left out, by number, with the reason; lines without a decision are none.

    `territory_ids` are those that may be named; None: they were checked when the file was first read.

    Raises:
        InputError: the file is missing, empty, not in UTF-8, lacks a column, or is not a CSV.
    """
    found: dict[str, Answer] = {}
    errors: list[LineError] = []
    lines = CsvLines(path, REQUIRED, OPTIONAL)
    for line, cells in lines:
        if not cells["decision"]:
            continue
        try:
            answer = _answer(cells, path.name, territory_ids)
            if answer.case_id in found:
                raise LineRefused(f"case {answer.case_id} was answered on an earlier line")
            found[answer.case_id] = answer
        except LineRefused as reason:
            errors.append(LineError(path.name, line, str(reason)))
    return list(found.values()), sorted([*lines.errors, *errors], key=lambda error: error.line)


def _answer(cells: Mapping[str, str], file: str, territory_ids: Container[str] | None) -> Answer:
    question, choice = cells["question"], cells["decision"].lower()
    if question not in QUESTIONS or not cells["case_id"].startswith("c-"):
        raise LineRefused(
            f"question {question!r} of case {cells['case_id']!r} is not known: leave these columns as they are"
        )
    known = (*QUESTIONS[question].choices, *ALWAYS)
    if choice not in known:
        raise LineRefused(f"decision {cells['decision']!r} is not one of {', '.join(known)}")
    month = Month.of(_date(cells, "month", _MONTHS))
    day = _date(cells, "decided_date", _DAYS)
    role = plain(cells["decided_role"])
    if role not in ROLES:
        raise LineRefused(
            f"decided_role {cells['decided_role']!r} is not one of {', '.join(ROLES)}: a role, never a name"
        )
    decision = None if choice in ALWAYS else _decision(cells, choice, month, day, role, file, territory_ids)
    return Answer(cells["case_id"], cells["evidence_hash"], month, choice, day, decision)


def _decision(
    cells: Mapping[str, str],
    choice: str,
    month: Month,
    day: date,
    role: str,
    file: str,
    territory_ids: Container[str] | None,
) -> Decision:
    if territory_ids is not None and cells["territory_id"] not in territory_ids:
        raise LineRefused(f"territory_id {cells['territory_id']!r} is not in the list")
    account, value = _account(cells, cells["account_id"]), None
    if choice == "main" and cells.get("decided_account"):
        account = _account(cells, cells["decided_account"])
    elif choice == "same":
        other = cells.get("decided_account") or cells.get("rival_account_id") or ""
        value = _account(cells, other).account_id
        if value == account.account_id:
            raise LineRefused(f"decided_account {other!r} is the account itself: write the other one")
    elif choice == "scope":
        value = plain(cells.get("decided_scope", "")).replace(" ", "_")
        if value not in SCOPES:
            raise LineRefused(f"decided_scope {cells.get('decided_scope')!r} is not one of {', '.join(SCOPES)}")
    elif choice == "other_territory":
        value = cells.get("decided_territory") or cells.get("rival_territory_id") or ""
        is_known = bool(value) and (territory_ids is None or value in territory_ids)
        if not is_known or value == cells["territory_id"]:
            raise LineRefused(
                f"decided_territory {value!r} is not another territory: write commune:38185, epci:200040715…"
            )
    return Decision(
        f"{cells['case_id']}@{month}", "review", _ACTIONS[choice], cells["territory_id"], month, day, role,
        QUESTIONS[cells["question"]].question_fr, file, account, value,
    )  # fmt: skip


def _account(cells: Mapping[str, str], text: str) -> AccountRef:
    network = cells["network"]
    if network not in NETWORKS or network == "website":
        raise LineRefused(f"network {network!r} is not known: leave the column as it is")
    found = account_named(network, text.removeprefix(f"{network}:")) if text else None
    if found is None:
        raise LineRefused(f"{text!r} is no account of {network}: write {network}:handle, or its address")
    return found


def _date(cells: Mapping[str, str], column: str, forms: Iterable[str]) -> date:
    for form in forms:
        try:
            return datetime.strptime(cells[column], form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise LineRefused(f"{column} {cells[column]!r} is not a date: write 2026-11-04 or 04/11/2026")


def in_turn(answers: Iterable[Answer]) -> list[Decision]:
    """The decisions of answers to the cases of several months: each holds until its case is answered again."""
    by_case: dict[str, list[Answer]] = {}
    for answer in sorted(answers, key=lambda one: (one.month, one.decided_on)):
        others = [one for one in by_case.get(answer.case_id, []) if one.month != answer.month]
        by_case[answer.case_id] = [*others, answer]
    found = []
    for turn in by_case.values():
        lasts = [*(later.month.plus(-1) for later in turn[1:]), None]
        found += [
            replace(one.decision, last=last) for one, last in zip(turn, lasts, strict=True) if one.decision is not None
        ]
    return found


def is_settled(answers: Iterable[Answer], case_id: str, evidence_hash: str, month: Month) -> bool:
    """Whether a case needs no answer in a month: it was answered as it is shown now; « unsure » for its month only."""
    return any(
        one.case_id == case_id
        and one.evidence_hash == evidence_hash
        and one.month <= month
        and (one.choice != "unsure" or one.month == month)
        for one in answers
    )
