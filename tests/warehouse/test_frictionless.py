"""Frictionless reads an edition: its data package as a whole, and each table with the Table Schema that lies beside it.

In a process of its own: it warns when it is imported.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipelines.warehouse.describe import all_tables


def validate(folder: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", *arguments, "--json"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    report: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == report["valid"]
    return report


def test_the_data_package_is_valid(edition: Path) -> None:
    report = validate(edition, "datapackage.json")
    assert report["valid"], [task for task in report["tasks"] if not task["valid"]][:3]
    kinds = [task["type"] for task in report["tasks"]]
    assert (kinds.count("table"), kinds.count("file")) == (len(all_tables()), len(all_tables()) + 1)


def test_a_cell_that_the_schema_does_not_admit_is_found(edition: Path, tmp_path: Path) -> None:
    for name in ("status.csv", "status.schema.json"):
        shutil.copy(edition / "barometer" / name, tmp_path)
    text = (tmp_path / "status.csv").read_text(encoding="utf-8")
    (tmp_path / "status.csv").write_text(text.replace("present_active", "perhaps", 1), encoding="utf-8")
    report = validate(tmp_path, "status.csv", "--schema", "status.schema.json")
    (error,) = report["tasks"][0]["errors"]
    assert (error["type"], error["fieldName"]) == ("constraint-error", "status")


def test_a_list_of_nobody_is_no_missing_value(edition: Path, tmp_path: Path) -> None:
    for name in ("fetches.csv", "fetches.schema.json"):
        shutil.copy(edition / "observations" / name, tmp_path)
    rows = (tmp_path / "fetches.csv").read_text(encoding="utf-8").splitlines()
    place = rows[0].split(",").index('"subject_ids"')
    cells = rows[1].split(",")
    (tmp_path / "fetches.csv").write_text(
        "\n".join([rows[0], ",".join([*cells[:place], '""', *cells[place + 1 :]])]) + "\n", encoding="utf-8"
    )
    assert validate(tmp_path, "fetches.csv", "--schema", "fetches.schema.json")["valid"]
