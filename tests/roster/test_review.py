"""Cases as a reviewer gets them, answers as they come back from a spreadsheet, and which cases are settled."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.roster import lists
from pipelines.roster.answers import Answer, in_turn, is_settled, read_answers
from pipelines.roster.csv_lines import LineError
from pipelines.roster.review import ALWAYS, ANSWERS, CHOICES_FR, COLUMNS, QUESTIONS, complete, write_cases

OCTOBER, NOVEMBER, DECEMBER = Month(2026, 10), Month(2026, 11), Month(2026, 12)
GRENOBLE, METRO = "commune:38185", "epci:200040715"
PLACES = {GRENOBLE, METRO}
RULE_FR = {"score": "Preuves plus fortes."}
Row = dict[str, Any]


def found(question: str = "conflict", account: str = "x:a", rival: str | None = "x:b", **more: Any) -> Row:
    return {
        "month": OCTOBER.first_day, "roster_id": "R", "territory_id": GRENOBLE, "network": "x", "question": question,
        "account_id": account, "rival_account_id": rival, "rival_territory_id": None, "detail": "score", **more,
    }  # fmt: skip


def proof(
    account: str, code: str = "E1", page: str = "https://www.grenoble.fr/", territory: str = GRENOBLE
) -> lists.Row:
    source = {"E1": "site", "E4": "directory", "E5": "manual"}[code]
    where = "footer" if code == "E1" else None
    return (
        OCTOBER.first_day, territory, "x", account, account[2:], f"https://x.com/{account[2:]}", code, source, page,
        where, 1, datetime(2026, 10, 28), "2026-10/website/part-0000.warc.gz@1+2" if code == "E1" else None, False,
    )  # fmt: skip


def cases(rows: list[Row], proofs: list[lists.Row], names: dict[str, str] | None = None) -> list[Row]:
    names = names or {}
    accounts = [(GRENOBLE, "x:a"), (GRENOBLE, "x:b"), (GRENOBLE, "x:c"), (METRO, "x:a")]
    known = {
        "members": pl.DataFrame({
            "territory_id": [GRENOBLE, METRO], "name": ["Grenoble", "Métropole"], "stratum": ["S", "METRO"],
            "population": [158_000, 445_000],
        }),
        "attributions": pl.DataFrame(
            [
                (territory, "x", account, f"https://x.com/{account[2:]}", names.get(account), "7", "generaliste", 0.5)
                for territory, account in accounts
            ],
            schema=[
                "territory_id", "network", "account_id", "account_url", "account_name", "platform_id", "scope",
                "evidence_score",
            ],
            orient="row",
            infer_schema_length=None,
        ),
        "evidence": lists.frame("roster.evidence", proofs),
        "growth": pl.DataFrame({
            "territory_id": [GRENOBLE], "network": ["x"], "reference_count": [2000], "followers_count": [2700],
        }),
    }  # fmt: skip
    return complete(pl.DataFrame(rows, infer_schema_length=None), known, RULE_FR)


def test_a_case_shows_both_sides_with_page_place_and_record() -> None:
    (case,) = cases([found()], [proof("x:a"), proof("x:a", "E4", "https://annuaire"), proof("x:b", "E4", "https://d")])
    assert case["evidence"] == (
        "E1 https://www.grenoble.fr/ (footer) [2026-10/website/part-0000.warc.gz@1+2] | E4 https://annuaire"
    )
    assert (case["rival_evidence"], case["rival_url"]) == ("E4 https://d", "https://x.com/b")
    assert (case["territory_name"], case["population"], case["month"]) == ("Grenoble", 158_000, "2026-10-01")
    assert case["reason_fr"].endswith("le premier est retenu (Preuves plus fortes).")
    assert case["other_urls"] == "https://x.com/c"
    assert (case["followers_before"], case["followers_count"]) == (2000, 2700)
    assert "keep : ne rien changer" in case["choices"] and "main : " in case["choices"]


def test_a_contested_account_shows_the_evidence_of_the_other_territory() -> None:
    row = found("owner", rival=None, rival_territory_id=METRO, detail="E1")
    (case,) = cases([row], [proof("x:a"), proof("x:a", "E4", "https://d", METRO)])
    assert (case["rival_evidence"], case["rival_account_id"]) == ("E4 https://d", None)
    assert case["reason_fr"] == f"Des sources le donnent aussi à {METRO} (E1)."


def test_a_case_keeps_its_name_whichever_account_leads_and_whatever_was_answered() -> None:
    before = cases([found()], [proof("x:a"), proof("x:b")])[0]
    after = cases(
        [found(account="x:b", rival="x:a", detail="reviewed")], [proof("x:a"), proof("x:b"), proof("x:b", "E5")]
    )[0]
    assert (before["case_id"], before["evidence_hash"]) == (after["case_id"], after["evidence_hash"])


@pytest.mark.parametrize(
    ("proofs", "names"),
    [
        ([proof("x:a"), proof("x:b"), proof("x:b", "E4", "https://d")], {}),
        ([proof("x:a"), proof("x:b", page="https://autre.fr")], {}),
        ([proof("x:a")], {}),
        ([proof("x:a"), proof("x:b")], {"x:b": "Autre nom"}),
        ([proof("x:a"), proof("x:b"), proof("x:c")], {}),
    ],
)
def test_other_evidence_is_another_hash_of_the_same_case(proofs: list[lists.Row], names: dict[str, str]) -> None:
    before, after = cases([found()], [proof("x:a"), proof("x:b")])[0], cases([found()], proofs, names)[0]
    assert before["case_id"] == after["case_id"]
    assert before["evidence_hash"] != after["evidence_hash"]


def test_a_conflict_is_that_of_its_pair_and_a_verdict_on_a_handle_that_of_its_account() -> None:
    rivals = [cases([found(rival=rival)], [proof("x:a")])[0] for rival in ("x:b", "x:c")]
    assert rivals[0]["case_id"] == rivals[1]["case_id"]
    assert rivals[0]["evidence_hash"] == rivals[1]["evidence_hash"]
    verdicts = [cases([found(question, rival=None)], [proof("x:a")])[0] for question in ("hijacked", "reused")]
    assert verdicts[0]["case_id"] == verdicts[1]["case_id"] != rivals[0]["case_id"]


def test_a_jump_is_a_case_of_its_month() -> None:
    jumps = [found("jump", rival=None, detail="2000 → 2700", month=month.first_day) for month in (OCTOBER, NOVEMBER)]
    one, other = (cases([jump], [])[0] for jump in jumps)
    assert one["case_id"] != other["case_id"]


def test_every_question_says_what_may_be_answered() -> None:
    for question in QUESTIONS.values():
        assert set(question.choices) < set(CHOICES_FR) and not set(question.choices) & set(ALWAYS)


def written(tmp_path: Path, rows: list[Row], **filled: str) -> Path:
    """The CSV of some cases, once a reviewer filled the same cells of each line."""
    path = tmp_path / "revue.csv"
    write_cases(rows, path)
    lines = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, delimiter=";")
    writer.writeheader()
    writer.writerows([{**line, **filled} for line in lines])
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return path


def test_the_file_opens_in_a_spreadsheet_and_no_shown_name_is_a_formula(tmp_path: Path) -> None:
    rows = cases([found()], [proof("x:a")], {"x:a": '=HYPERLINK("http://mal")', "x:b": "Ville ; de\nGrenoble"})
    path = tmp_path / "revue.csv"
    write_cases(rows, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfcase_id;month;")
    (line,) = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";")
    assert line["account_name"] == '\'=HYPERLINK("http://mal")'
    assert line["rival_name"] == "Ville ; de Grenoble"
    assert [line[name] for name in ANSWERS] == [""] * len(ANSWERS)


FILLED = {"decided_role": "Relecture", "decided_date": "2026-11-04"}


def answers(tmp_path: Path, rows: list[Row], **filled: str) -> tuple[list[Answer], list[LineError]]:
    return read_answers(written(tmp_path, rows, **{**FILLED, **filled}), PLACES)


def test_a_line_that_was_not_answered_is_no_decision(tmp_path: Path) -> None:
    assert answers(tmp_path, cases([found()], [])) == ([], [])


@pytest.mark.parametrize(
    ("filled", "action", "account", "value"),
    [
        ({"decision": "main"}, "set_main", "x:a", None),
        ({"decision": "main", "decided_account": "https://x.com/B"}, "set_main", "x:b", None),
        ({"decision": "MAIN", "decided_account": "x:b"}, "set_main", "x:b", None),
        ({"decision": "not_main"}, "not_main", "x:a", None),
        ({"decision": "not_ours"}, "not_ours", "x:a", None),
        ({"decision": "other_territory", "decided_territory": METRO}, "reassign", "x:a", METRO),
        ({"decision": "scope", "decided_scope": "Équipement"}, "set_scope", "x:a", "equipement"),
        ({"decision": "same"}, "same_identity", "x:a", "x:b"),
    ],
)
def test_each_answer_makes_its_decision(
    tmp_path: Path, filled: dict[str, str], action: str, account: str, value: str | None
) -> None:
    (answer,), errors = answers(tmp_path, cases([found()], []), **filled)
    assert errors == [] and answer.decision is not None
    made = answer.decision
    assert made.account is not None
    assert (made.action, made.account.account_id, made.value, made.first) == (action, account, value, OCTOBER)
    assert (made.origin, made.role, made.decided_on) == ("review", "relecture", date(2026, 11, 4))
    assert made.decision_id == f"{answer.case_id}@2026-10"


@pytest.mark.parametrize("choice", ALWAYS)
def test_keeping_and_not_knowing_change_nothing(tmp_path: Path, choice: str) -> None:
    (answer,), _ = answers(tmp_path, cases([found()], []), decision=choice)
    assert (answer.choice, answer.decision) == (choice, None)


def test_dates_may_be_those_of_a_french_spreadsheet(tmp_path: Path) -> None:
    (answer,), errors = answers(
        tmp_path, cases([found()], []), decision="keep", month="01/10/2026", decided_date="04/11/2026"
    )
    assert (errors, answer.month, answer.decided_on) == ([], OCTOBER, date(2026, 11, 4))


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ({"decision": "oui"}, "decision 'oui' is not one of main, not_main"),
        ({"decision": "hijacked"}, "decision 'hijacked' is not one of"),
        ({"decision": "keep", "decided_role": "Jeanne D."}, "a role, never a name"),
        ({"decision": "keep", "decided_date": "demain"}, "decided_date 'demain' is not a date: write 2026-11-04"),
        ({"decision": "keep", "question": "autre"}, "question 'autre' of case"),
        ({"decision": "main", "decided_account": "https://x.com/intent/tweet"}, "is no account of x"),
        ({"decision": "same", "decided_account": "a"}, "is the account itself"),
        ({"decision": "scope", "decided_scope": "sport"}, "decided_scope 'sport' is not one of etat"),
        ({"decision": "other_territory"}, "decided_territory '' is not another territory"),
        ({"decision": "other_territory", "decided_territory": GRENOBLE}, "is not another territory"),
        ({"decision": "other_territory", "decided_territory": "commune:00000"}, "is not another territory"),
        ({"decision": "main", "territory_id": "commune:00000"}, "territory_id 'commune:00000' is not in the list"),
        ({"decision": "main", "network": "myspace"}, "network 'myspace' is not known"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_and_the_others_are_kept(tmp_path: Path, filled: dict[str, str], told: str) -> None:
    path = written(
        tmp_path, cases([found(), found("owner", rival=None, rival_territory_id=METRO)], []), **FILLED, decision="keep"
    )
    lines = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"))
    lines[0] |= filled
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, delimiter=";")
    writer.writeheader()
    writer.writerows(lines)
    path.write_text(text.getvalue(), encoding="utf-8")
    kept, errors = read_answers(path, PLACES)
    assert [answer.choice for answer in kept] == ["keep"]
    assert [error.line for error in errors] == [2] and told in str(errors[0])


def test_a_case_that_is_answered_twice_in_a_file_is_refused_the_second_time(tmp_path: Path) -> None:
    path = written(tmp_path, cases([found()], []), **FILLED, decision="keep")
    text = path.read_text("utf-8-sig")
    path.write_text(text + text.splitlines(keepends=True)[1], encoding="utf-8")
    kept, errors = read_answers(path, PLACES)
    assert len(kept) == 1 and "was answered on an earlier line" in errors[0].reason


def test_an_answer_holds_until_its_case_is_answered_again(tmp_path: Path) -> None:
    first = answers(tmp_path, cases([found()], []), decision="not_ours")[0][0]
    again = answers(tmp_path, cases([found(month=DECEMBER.first_day)], []), decision="main")[0][0]
    kept = answers(tmp_path, cases([found(month=NOVEMBER.first_day)], []), decision="keep")[0][0]
    spans = [(one.action, one.first, one.last) for one in in_turn([again, first])]
    assert spans == [("not_ours", OCTOBER, NOVEMBER), ("set_main", DECEMBER, None)]
    assert [(one.first, one.last) for one in in_turn([kept, first])] == [(OCTOBER, OCTOBER)]


@pytest.mark.parametrize(
    ("choice", "month", "evidence_hash", "settled"),
    [
        ("keep", OCTOBER, "h-1", True),
        ("keep", DECEMBER, "h-1", True),
        ("keep", DECEMBER, "h-2", False),
        ("keep", Month(2026, 9), "h-1", False),
        ("unsure", OCTOBER, "h-1", True),
        ("unsure", NOVEMBER, "h-1", False),
    ],
)
def test_a_settled_case_comes_back_when_its_evidence_changes_and_an_unsure_one_next_month(
    choice: str, month: Month, evidence_hash: str, *, settled: bool
) -> None:
    answer = Answer("c-1", "h-1", OCTOBER, choice, date(2026, 11, 4), None)
    assert is_settled([answer], "c-1", evidence_hash, month) == settled
    assert not is_settled([answer], "c-2", evidence_hash, month)
