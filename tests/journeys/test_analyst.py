"""An analyst's session: the published file is read while a month is being run, and gives the documented answers.

`PYTHONPATH=.:tests python tests/journeys/test_analyst.py data/demo/editions/2026-10` writes the answers of
`sql/cookbook/README.md` again, after a change of the demo that is meant.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest
from support import BAROMETRE, ROOT, Demo, environment_of, run_notebook

from pipelines.model.months import Month
from pipelines.warehouse.export import export_edition, file_hash
from pipelines.warehouse.run_sql import query
from pipelines.warehouse.seal import read_manifest, write_manifest
from pipelines.warehouse.sql_files import SQL_DIR, SqlFile, read_sql_file

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.long]

PAGE = SQL_DIR / "cookbook" / "README.md"
SHOWN = 5
HEAD = """# Cookbook

Questions that come up, each with its SELECT beside this page. They read the published file (DuckDB 1.5 or later), and
take no argument: the territory, network or stratum that a recipe speaks of stands in its `asked`. From the root of the
project, after `make demo`:

```sh
.venv/bin/python -c "
import duckdb
con = duckdb.connect('data/demo/editions/latest/barometre-2026-10.duckdb', read_only=True)
print(con.sql(open('sql/cookbook/presence_with_bounds.sql').read()))"
```

Under each question, the first rows of its answer on the demo, **whose data is simulated** (an empty cell is a value
that is missing, never a zero). The tests ask every recipe again and compare. Questions with arguments are macros of the
file: `sql/macros/`.
"""


def answer(con: duckdb.DuckDBPyConnection, file: SqlFile) -> str:
    """What the page says of a recipe: its question, what a row is, the first rows of its answer, how many there are."""
    rows = query(con, file)
    shown = rows.head(SHOWN).with_columns(pl.col(pl.Float64).round(6)).write_csv()
    facts = "".join(f"* {key}: {file.header[key]}\n" for key in ("grain", "unit", "denominator", "exclusions"))
    return f"## {file.name}\n{file.header['question']}\n\n{facts}\n```csv\n{shown}```\n{rows.height} rows.\n"


def page(edition: Path) -> str:
    (database,) = edition.glob("barometre-*.duckdb")
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        files = map(read_sql_file, sorted(PAGE.parent.glob("*.sql")))
        return "\n".join([HEAD, *(answer(con, file) for file in files)])


def test_the_published_file_answers_while_another_month_is_run(demo: Demo, tmp_path: Path) -> None:
    """Another month is computed again meanwhile, by a process that writes the warehouse beside the edition."""
    data = Path(shutil.copytree(demo.data, tmp_path / "data", symlinks=True))
    edition = data / "editions" / "2026-10"
    before = file_hash(edition / "barometre-2026-10.duckdb")
    written = data / "warehouse"
    written_at = written.stat().st_mtime_ns
    command = [str(BAROMETRE), "run", "--month", "2026-09", "--web", "replica", "--steps", "compute"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment_of(data), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        deadline = time.monotonic() + 300
        while run.poll() is None and written.stat().st_mtime_ns == written_at:
            assert time.monotonic() < deadline, "the run never wrote the warehouse"
            time.sleep(0.05)
        assert run.poll() is None, "the run ended before the reading began"
        answers = page(edition)
        output, _ = run.communicate(timeout=500)
    assert run.returncode == 0, output
    assert answers == PAGE.read_text(encoding="utf-8")
    assert file_hash(edition / "barometre-2026-10.duckdb") == before


def test_the_files_of_the_edition_are_the_same_bytes_when_they_are_written_again(demo: Demo, tmp_path: Path) -> None:
    sealed = read_manifest(demo.edition)
    export_edition(
        demo.warehouse, tmp_path / "again", month=Month(2026, 10), kind=sealed["edition"]["kind"], is_simulated=True,
        version=sealed["edition"]["contract_version"],
    )  # fmt: skip
    write_manifest(tmp_path / "again")
    again = read_manifest(tmp_path / "again")
    assert again["not_reproducible"] == sealed["not_reproducible"]
    for name in again["files"].keys() - set(sealed["not_reproducible"]):
        assert again["files"][name] == sealed["files"][name], name
    assert again["tables"] == sealed["tables"]


@pytest.mark.parametrize("name", ["carnet-polars.ipynb", "carnet-sql.ipynb"])
def test_every_cell_of_a_notebook_has_something_to_show(demo: Demo, name: str) -> None:
    shown = run_notebook(demo.edition / name)
    assert all(answer is True or answer.height for answer in shown)


def test_frictionless_finds_the_whole_edition_valid(demo: Demo) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"],
        cwd=demo.edition, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")
