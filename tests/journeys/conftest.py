"""Small rosters, so that a whole month runs in seconds."""

from __future__ import annotations

from pathlib import Path

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
