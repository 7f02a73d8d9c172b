"""The sheets of the whole country: bytes, seconds and memory of a child process that reads a real DuckDB file.

Run with `pytest tests/benchmarks/test_sheets.py -m benchmark -s -n 0`. Territories are those of the latest vintage;
what is said of them is made up in `whole_country.sql`. Seconds of the clock mean something on a machine that does
nothing else.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "data" / "reference"
MEGABYTES, SECONDS = 150.0, 300.0
KINDS = ("pages", "communes", "facts", "beside", "search", "words", "taken")
TAKEN = (".csv", ".json", ".zip")
"""What pages give to take away, which no page loads."""


def publish(path: Path) -> dict[str, int]:
    """An edition of every territory at `path`; rows by table."""
    from pipelines.indicators.classifiers import read_classifiers
    from pipelines.indicators.labels import versions
    from pipelines.indicators.topics import read_lexicon
    from pipelines.warehouse.load import create_tables
    from pipelines.warehouse.reference_tables import codes, world

    territories = pl.read_parquet(REFERENCE / "territories.parquet")
    now = territories.filter((pl.col("vintage") == territories["vintage"].max()) & (pl.col("zone") != "com"))
    with duckdb.connect(str(path)) as con:
        con.execute("SET TimeZone = 'UTC'")
        create_tables(con)
        con.register("listed", now)
        worth = read_classifiers(REFERENCE / "classifiers.csv", versions(read_lexicon(REFERENCE / "topics.toml")))
        for name, frame in (("codes", codes()), ("world", world("simulated")), ("classifiers", worth)):
            con.register("incoming", frame)
            con.execute(f"INSERT INTO reference.{name} BY NAME SELECT * FROM incoming")
        con.execute((Path(__file__).parent / "whole_country.sql").read_text("utf-8"))
        peers = (ROOT / "sql" / "barometer" / "peers.sql").read_text("utf-8")
        con.execute(f"INSERT INTO barometer.peers BY NAME {peers}")
        con.execute("CREATE SCHEMA edition")
        con.execute("CREATE TABLE edition.about AS SELECT DATE '2026-10-01' AS month, 'provisional' AS kind")
        tables = ("roster.members", "barometer.status", "barometer.audience", "barometer.account_sheet")
        return {name: con.sql(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in tables}


def build(database: Path, out: Path) -> dict[str, float]:
    """Write all that belongs to sheets, in both languages: seconds, megabytes by kind, files, gigabytes of memory."""
    from dashboards.export import write_text
    from dashboards.pages import Site, compare, territories
    from dashboards.place import Place
    from dashboards.render import environment, render
    from dashboards.sheets.beside import FACTS
    from dashboards.source import read_edition
    from dashboards.words import EN, FR

    started, processor = time.perf_counter(), time.process_time()
    edition = read_edition(database)
    read = time.perf_counter() - started
    place = Place("2026-10")
    french = Site(edition, {}, frozenset(), out, database, place)
    english = replace(french, edition=edition.speaking(EN))
    for site, words in ((french, FR), (english, EN)):
        env = environment(site.edition)
        for page in compare.sheets(site, territories.pages(site)):
            text = render(env, page, words, frozenset())
            french.files.append(write_text(out / words.folder / page.file, text))
    sizes = dict.fromkeys(KINDS, 0)
    for path in french.files:
        name = path.relative_to(out).as_posix().removeprefix("en/")
        folder, _, file = name.rpartition("/")
        kind = {"territoires/donnees": "facts", "recherche": "search", "assets": "words"}.get(folder)
        kind = "beside" if file == FACTS else "taken" if file.endswith(TAKEN) else kind
        sizes[kind or ("communes" if name.startswith("communes/") else "pages")] += path.stat().st_size
    return {
        "members": edition.members.height, "light": len(edition.light), "files": len(french.files), "read": read,
        "seconds": time.perf_counter() - started, "processor": time.process_time() - processor,
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
        **{kind: size / 1e6 for kind, size in sizes.items()},
        "read by pages": (sum(sizes.values()) - sizes["taken"]) / 1e6,
        "data": (sum(sizes.values()) - sizes["pages"] - sizes["communes"]) / 1e6,
        "largest": max(path.stat().st_size for path in (out / "communes").rglob("*.html")) / 1e3,
    }  # fmt: skip


@pytest.mark.benchmark
def test_sheets_of_the_whole_country_weigh_little_and_are_built_in_minutes(tmp_path: Path) -> None:
    database = tmp_path / "barometre.duckdb"
    rows = publish(database)
    assert rows["roster.members"] > 36_000
    command = [sys.executable, __file__, str(database), str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout.splitlines()[-1])
    told = {**rows, "file (MB)": database.stat().st_size / 1e6, **report}
    print("\n" + "\n".join(f"{name:>24}  {value:12,.1f}" for name, value in told.items()))
    assert report["light"] > 34_000
    assert report["read by pages"] <= MEGABYTES
    assert report["data"] <= MEGABYTES
    assert report["seconds"] <= SECONDS
    assert report["largest"] <= 175


if __name__ == "__main__":
    print(json.dumps(build(Path(sys.argv[1]), Path(sys.argv[2]))))
