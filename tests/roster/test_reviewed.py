"""Accounts that a person checked, brought without any reading: each is evidence E5, bad lines are told by number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.networks.registry import NETWORKS, account_named
from pipelines.roster.csv_lines import LineError
from pipelines.roster.decisions import Decision
from pipelines.roster.reviewed import Known, is_list, read_reviewed_csv

KNOWN = Known(
    set(NETWORKS) - {"website"}, account_named, {"commune:38185", "commune:84", "region:84"}, date(2026, 11, 30)
)
HEADER = "network,url,territory_code,level,reviewed_date,decided_role,from,until,source\n"
GOOD = "facebook,https://www.facebook.com/VilleDeGrenoble,38185,,2026-11-04,,,,\n"


def read(tmp_path: Path, text: str) -> tuple[list[Decision], list[LineError]]:
    path = tmp_path / "relus.csv"
    path.write_text(text, encoding="utf-8")
    return read_reviewed_csv(path, KNOWN)


def test_a_line_proves_an_account_from_the_month_of_the_review_on(tmp_path: Path) -> None:
    (one,), errors = read(tmp_path, HEADER + GOOD)
    assert errors == [] and one.account is not None
    assert (one.action, one.origin, one.territory_id, one.account.account_id) == (
        "ours", "list", "commune:38185", "facebook:villedegrenoble",
    )  # fmt: skip
    assert (one.first, one.last, one.role, one.evidence_url) == (Month(2026, 11), None, "relecture", "relus.csv")


def test_a_line_may_say_for_which_months_it_holds_by_whom_and_where_it_is_checked(tmp_path: Path) -> None:
    (one,), _ = read(
        tmp_path, HEADER + "x,@grenoble,38185,,2026-11-04,Collectivité,2020-01,2026-10,https://grenoble.fr\n"
    )
    assert (one.first, one.last, one.role) == (Month(2020, 1), Month(2026, 10), "collectivite")
    assert one.evidence_url == "https://grenoble.fr"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("myspace,ville,38185,,2026-11-04,,,,", "network 'myspace' is not known"),
        ("x,,38185,,2026-11-04,,,,", "the account is not named"),
        ("x,ville,99999,,2026-11-04,,,,", "territory_code '99999' is not in the list"),
        ("x,ville,84,,2026-11-04,,,,", "'84' is region:84 and commune:84: add a column level"),
        ("x,ville,38185,,04/11/2026,,,,", "reviewed_date '04/11/2026' is not a day"),
        ("x,ville,38185,,2031-11-04,,,,", "reviewed_date '2031-11-04' is in the future"),
        ("x,ville,38185,,2026-11-04,Jeanne,,,", "a role, never a name"),
        ("x,ville,38185,,2026-11-04,,octobre,,", "from 'octobre' is not a month"),
        ("x,ville,38185,,2026-11-04,,,2026-10,", "until 2026-10 is before from (2026-11)"),
        (GOOD.strip(), "facebook:villedegrenoble is on an earlier line"),
    ],
)
def test_a_bad_line_is_told_by_number_and_the_others_are_kept(tmp_path: Path, line: str, told: str) -> None:
    kept, errors = read(tmp_path, HEADER + GOOD + line + "\n")
    assert len(kept) == 1
    assert [error.line for error in errors] == [3] and told in str(errors[0])


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("network;url;territory_code;reviewed_date", True),
        ("network,url,territory_code", True),
        ("network,url,territory_code,observed_at,followers_count", False),
        ("network,url,territory_code,followers_count", False),
    ],
)
def test_a_file_without_any_column_of_a_reading_is_a_list(tmp_path: Path, header: str, *, expected: bool) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(header + "\n", encoding="utf-8")
    assert is_list(path) == expected


def test_a_list_without_the_day_of_the_review_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing columns: reviewed_date"):
        read(tmp_path, "network,url,territory_code\n")
