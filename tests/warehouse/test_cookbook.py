"""Recipes and notebooks run beside the published file; what they answer on the demo is in tests/journeys."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import polars as pl
import pytest
from support import run_notebook

from pipelines.warehouse.run_sql import query
from pipelines.warehouse.sql_files import SQL_DIR, read_sql_file

COOKBOOK = SQL_DIR / "cookbook"


def test_every_recipe_runs_on_the_published_file_and_is_on_the_page(edition: Path) -> None:
    page = (COOKBOOK / "README.md").read_text(encoding="utf-8")
    files = [read_sql_file(path) for path in sorted(COOKBOOK.glob("*.sql"))]
    assert len({file.header["question"] for file in files}) == len(files) >= 12
    assert [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")] == [
        file.name for file in files
    ]
    with duckdb.connect(str(edition / "barometre-2026-10.duckdb"), read_only=True) as con:
        for file in files:
            columns = query(con, file).columns
            assert ",".join(columns) in page, file.name
            assert file.header["question"] in page and file.header["question"].endswith("?")


@pytest.mark.parametrize("name", ["carnet-polars.ipynb", "carnet-sql.ipynb"])
def test_a_notebook_runs_where_it_lies_and_holds_no_output(edition: Path, name: str) -> None:
    """In the form of Jupyter 4.5, with nothing in it that a run would leave."""
    notebook = json.loads((edition / name).read_bytes())
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    for cell in notebook["cells"]:
        wanted = {"cell_type", "id", "metadata", "source"}
        if cell["cell_type"] == "code":
            wanted |= {"execution_count", "outputs"}
            assert (cell["execution_count"], cell["outputs"]) == (None, [])
        assert set(cell) == wanted and all(isinstance(line, str) for line in cell["source"])
    files = sorted(path.name for path in edition.iterdir())
    shown = run_notebook(edition / name)
    assert {type(answer) for answer in shown} <= {pl.DataFrame, bool}
    assert "simul" in str(shown[0].rows())
    assert sorted(path.name for path in edition.iterdir()) == files
