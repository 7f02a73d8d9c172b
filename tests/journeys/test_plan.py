"""What a month will cost, said before anything is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import run_barometre

pytestmark = pytest.mark.xdist_group("undisturbed")


def lines_of(output: str) -> dict[str, list[str]]:
    """Cells of the printed table, by network."""
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in output.splitlines() if "│" in line]
    return {row[0]: row[1:] for row in rows if row and row[0]}


def test_a_plan_counts_requests_and_quota_and_asks_for_nothing(undisturbed: Path, small_roster: Path) -> None:
    before = sorted(path.stat().st_mtime_ns for path in (undisturbed / "archive").rglob("*"))
    chosen = ("run", "--month", "2026-09", "--web", "replica", "--roster", str(small_roster), "--plan")
    done = run_barometre(*chosen, data=undisturbed, BAROMETRE_TOKEN_YOUTUBE="replica-youtube")
    assert done.returncode == 0, done.stdout + done.stderr
    plan = lines_of(done.stdout)
    assert {"directory", "wikidata", "website", "facebook", "x", "youtube", "linkedin", "ensemble"} <= set(plan)
    accounts, requests, hosts, minutes, cost, note = plan["x"]
    assert int(accounts) > 20 and int(requests) >= int(accounts) and int(hosts) == 1
    assert minutes.endswith("min") and "réponse payée" in cost and note == ""
    assert "unité de quota" in plan["youtube"][4]
    assert plan["linkedin"][1] == "0" and "linkedin_sanctioned_access" in plan["linkedin"][5]
    assert sorted(path.stat().st_mtime_ns for path in (undisturbed / "archive").rglob("*")) == before


def test_a_plan_without_any_month_says_what_must_come_first(tmp_path: Path, small_roster: Path) -> None:
    done = run_barometre("plan", "--month", "2026-09", "--web", "replica", "--roster", str(small_roster), data=tmp_path)
    assert done.returncode == 0
    assert "comptes inconnus" in done.stdout
    assert int(lines_of(done.stdout)["wikidata"][1]) >= 4
