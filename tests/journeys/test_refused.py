"""A month whose token is missing or refused: a line says so, the rest goes on, the gate holds the month back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest
from support import MONTH, run_barometre

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("interrupted")]

NEXT = "2026-09"


def run(month: str, *options: str, data: Path, roster: Path, **more: str) -> subprocess.CompletedProcess[str]:
    chosen = ["--month", month, "--web", "replica", "--roster", str(roster), *options]
    return run_barometre("run", *chosen, data=data, **more)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, undisturbed: Path, small_roster: Path) -> Path:
    """A data folder whose first month is published."""
    data = Path(shutil.copytree(undisturbed, tmp_path_factory.mktemp("published") / "data"))
    done = run(MONTH, "--steps", "publish", data=data, roster=small_roster)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (data / "editions" / "latest").resolve().name == MONTH
    return data


def root_files(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "editions").iterdir() if path.is_file()}


@pytest.mark.parametrize(("token", "word"), [("", "n’est pas défini"), ("expired", "est refusé")])
def test_a_month_without_the_token_of_x_is_held_back(
    published: Path, small_roster: Path, token: str, word: str
) -> None:
    before = root_files(published)
    assert {"index.html", "editions.json", "atom.xml", "differences.xml", "robots.txt"} <= before.keys()
    done = run(NEXT, data=published, roster=small_roster, BAROMETRE_TOKEN_X=token)
    told = done.stdout + done.stderr
    assert "Traceback" not in told
    assert f"x : BAROMETRE_TOKEN_X {word}" in told
    assert "measured_not_halved" in told or "chuté de moitié" in told
    assert f"{NEXT} n’est pas publié" in told
    assert done.returncode == 1

    assert (published / "editions" / "latest").resolve().name == MONTH
    assert not (published / "editions" / NEXT).exists()
    assert root_files(published) == before
    with duckdb.connect(str(published / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        measured = dict(
            con.execute(
                f"""SELECT network, count(followers_count) FROM barometer.audience
                    WHERE month = DATE '{NEXT}-01' GROUP BY 1"""
            ).fetchall()
        )
    assert measured["x"] == 0
    assert measured["facebook"] > 20 and measured["youtube"] > 10
