"""All communes with all vintages: seconds and memory of a child process, for each thing that is done with them.

Run with `pytest tests/benchmarks/test_reference.py -m benchmark -s -n 0`. The map is made again from the packages where
`make reference` left them (data/reference/.build); elsewhere that part is left out, and said so.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "data" / "reference"
SECONDS, GIGABYTES = 60.0, 2.0


def measured(name: str, work: Callable[[], object], report: dict[str, float]) -> object:
    started = time.perf_counter()
    made = work()
    report[name] = round(time.perf_counter() - started, 2)
    return made


def run() -> dict[str, float]:
    """What a run does with the reference data of all communes, and how they are made."""
    from pipelines.model.months import Month
    from pipelines.quality.gate import check_table
    from pipelines.roster import cog
    from pipelines.roster.directory_match import Entry, match_members
    from pipelines.roster.members import completed
    from pipelines.warehouse.load import create_tables, load_reference

    report: dict[str, float] = {}
    frames = measured("read", lambda: cog.reference_frames(REFERENCE), report)
    table = frames["reference.territories"]  # type: ignore[index]
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET memory_limit = '1GB'")
    create_tables(con)
    measured("load", lambda: load_reference(con, frames), report)  # type: ignore[arg-type]
    tables = ("reference.territories", "reference.territory_events", "reference.territory_map")
    measured("gates", lambda: [check_table(con, name, Month(2026, 10)) for name in tables], report)
    placed = (
        "SELECT count(*), count(m.current_id) FROM reference.territories AS t LEFT JOIN reference.territory_map AS m "
        "ON m.territory_id = t.territory_id AND t.vintage BETWEEN m.first_vintage AND m.last_vintage"
    )
    rows = measured("map all vintages", lambda: con.sql(placed).fetchall(), report)
    assert len({*rows[0]}) == 1  # type: ignore[index]
    members = table.filter((table["vintage"] == 2026) & (table["zone"] != "com"))
    listed = members.select(
        roster_id="stratum", territory_id="territory_id", level="level", code="code", name="name", stratum="stratum",
        population="population", pop_vintage="vintage", region_code="region_code",
        departement_code="departement_code",
    ).with_columns(weight=1.0)  # fmt: skip
    whole = measured("members", lambda: completed(listed, table, 2026), report)
    lists: dict[str, list[Entry]] = {level: [] for level in ("commune", "epci", "departement", "region")}
    for level, code, name, siren in members.select("level", "code", "name", "siren").iter_rows():
        lists[level].append(Entry(name, (code,) if level == "commune" else (), siren or "", (), (), ""))
    found = measured("directory", lambda: match_members(whole, lists), report)  # type: ignore[arg-type]
    assert len(found.found) > 36_000  # type: ignore[attr-defined]
    if (REFERENCE / ".build").is_dir():
        measured("make the map", make, report)
    report["total"] = round(sum(report.values()), 2)
    report["gigabytes"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)
    return report


def make() -> None:
    """Events and map of all vintages, as `make reference` does, compared with those that are committed."""
    import polars as pl

    sys.path.insert(0, str(REFERENCE))
    from recipe import bodies, events, history, movements, packages  # type: ignore[import-not-found]

    listed = [one for one in packages.read_sources(REFERENCE / "sources.toml") if one.name.startswith("@etalab")]
    lists = {one.vintage: packages.npm_json(REFERENCE / ".build" / one.file, "communes") for one in listed}
    happened = movements.sources(
        pl.read_parquet(REFERENCE / "territories.parquet"),
        pl.read_csv(REFERENCE / "region_changes.csv", infer_schema=False),
        bodies.read_bodies(REFERENCE / "recipe" / "bodies.csv"),
        pl.read_parquet(REFERENCE / "historique_communes.parquet"),
        lists,
    )
    assert events.territory_events(happened).equals(pl.read_parquet(REFERENCE / "territory_events.parquet"))
    assert history.territory_map(happened).equals(pl.read_parquet(REFERENCE / "territory_map.parquet"))


@pytest.mark.benchmark
def test_all_communes_with_all_vintages_stay_within_a_minute_and_two_gigabytes() -> None:
    done = subprocess.run([sys.executable, __file__], cwd=ROOT, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout.splitlines()[-1])
    print("\n" + "\n".join(f"{name:>18}  {value:8.2f}" for name, value in report.items()))
    if "make the map" not in report:
        print("left out: making the map (no package in data/reference/.build)")
    assert report["total"] < SECONDS
    assert report["gigabytes"] < GIGABYTES


if __name__ == "__main__":
    print(json.dumps(run()))
