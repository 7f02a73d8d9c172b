"""A crawl that is killed or interrupted goes on where it was: same tables, and no archived page asked again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from support import BAROMETRE, MONTH, ROOT, environment_of, run_barometre
from warcio.archiveiterator import ArchiveIterator

from pipelines.model.exit_codes import EXIT_CODES_FR, ExitCode
from pipelines.model.fields import TABLES


def arguments(roster: Path, steps: str = "collect,parse,compute") -> list[str]:
    return ["run", "--month", MONTH, "--web", "replica", "--roster", str(roster), "--steps", steps]


def end_when(data: Path, roster: Path, network: str, lines: int, by: signal.Signals) -> tuple[int, str, str]:
    """Start a run and signal its whole group, as a terminal does, once the index of `network` holds `lines` captures;
    gives its exit code, stdout and stderr."""
    index = data / "archive" / MONTH / network / "index.jsonl"
    with subprocess.Popen(
        [str(BAROMETRE), *arguments(roster), "--json"],
        cwd=ROOT, env=environment_of(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and process.poll() is None:
            if index.exists() and index.read_bytes().count(b"\n") >= lines:
                break
            time.sleep(0.01)
        assert process.poll() is None, "the run ended before it could be interrupted"
        os.killpg(process.pid, by)
        told = process.communicate(timeout=30)
    return process.returncode, *told


def tables(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in order of its key.

    `record` is left out: where a capture lies in the archive depends on which host answered first; what it says does
    not.
    """
    with duckdb.connect(str(data / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        return {
            name: con.execute(
                f"SELECT {', '.join(column for column in table.columns if column != 'record')} FROM {name} "
                f"ORDER BY {', '.join(table.grain)}"
            ).fetchall()
            for name, table in TABLES.items()
        }


def requests_in_archive(data: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in sorted((data / "archive").rglob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "metadata":
                    facts = json.loads(record.content_stream().read())
                    found[f"{path.parent.name} {facts['key']}"] += 1
    return found


def attributed(data: Path) -> dict[str, bytes]:
    """The Parquet files of the month's evidence, accounts and attributions, by their path in the lake."""
    roster = data / "lake" / "roster"
    return {
        str(path.relative_to(roster)): path.read_bytes()
        for name in ("accounts", "attributions", "evidence")
        for path in sorted((roster / name / f"month={MONTH}").glob("*.parquet"))
    }


@pytest.mark.long
@pytest.mark.xdist_group("interrupted")
def test_a_killed_crawl_goes_on_where_it_was(tmp_path: Path, undisturbed: Path, small_roster: Path) -> None:
    code, *_ = end_when(tmp_path, small_roster, "website", 60, signal.SIGKILL)
    assert code == -signal.SIGKILL
    code, out, err = end_when(tmp_path, small_roster, "facebook", 20, signal.SIGINT)
    assert code == ExitCode.INTERRUPTED
    assert json.loads(out) == {"error": EXIT_CODES_FR[ExitCode.INTERRUPTED], "exit_code": 130}
    assert err.rstrip().endswith(f"Erreur : {EXIT_CODES_FR[ExitCode.INTERRUPTED]}")
    assert "Traceback" not in err
    assert "agster" not in err
    archived = requests_in_archive(tmp_path)
    assert sum(archived.values()) > 80

    done = run_barometre(*arguments(small_roster), data=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr

    asked = requests_in_archive(tmp_path)
    assert max(asked.values()) == 1
    assert asked == requests_in_archive(undisturbed)
    left, right = tables(tmp_path), tables(undisturbed)
    for name in TABLES:
        assert left[name] == right[name], name


@pytest.mark.long
@pytest.mark.xdist_group("interrupted")
def test_a_second_run_asks_for_nothing_and_changes_nothing(undisturbed: Path, small_roster: Path) -> None:
    before, archive, lake = tables(undisturbed), requests_in_archive(undisturbed), attributed(undisturbed)
    done = run_barometre(*arguments(small_roster), data=undisturbed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert requests_in_archive(undisturbed) == archive
    assert len(lake) == 4
    after = tables(undisturbed)
    for name in TABLES:
        assert after[name] == before[name], name
    assert attributed(undisturbed) == lake
