"""Small rosters, so that a whole month runs in seconds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support import MONTH, ROOT, run_barometre


@pytest.fixture(scope="session")
def small_roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty members of DEMO2026 of every stratum, as a hand-made list."""
    members = pl.read_csv(
        ROOT / "data" / "reference" / "rosters" / "DEMO2026.csv",
        schema_overrides={"code": pl.String, "region_code": pl.String, "departement_code": pl.String},
    )
    chosen = members.group_by("stratum", maintain_order=True).head(6)
    path = tmp_path_factory.mktemp("roster") / "PETITE.csv"
    chosen.select(
        "code", "level", "name", "population", "stratum", "region_code", "departement_code", "weight"
    ).write_csv(path)
    return path


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, small_roster: Path) -> Path:
    """The data folder of one month of the small roster, collected, parsed and computed without a hitch."""
    data = tmp_path_factory.mktemp("undisturbed")
    done = run_barometre(
        "run", "--month", MONTH, "--web", "replica", "--roster", str(small_roster),
        "--steps", "collect,parse,compute", data=data,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return data


@pytest.fixture(scope="session")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the roster whose accounts are easily mistaken for others' (`trapped` fills it)."""
    return tmp_path_factory.mktemp("pieges")


@pytest.fixture(scope="session")
def trapped(traps: Path) -> dict[str, Any]:
    """The figures of 2026-10, which the command makes with the month before, as they are missing."""
    done = run_barometre(
        "accuracy", "--month", "2026-10", "--roster", "TRAPS2026", "--data-dir", str(traps), "--json", data=traps
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["is_good"] == (done.returncode == 0)
    return found
