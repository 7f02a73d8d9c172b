"""Review from end to end: cases out, answers in, another main account; a list of reviewed accounts; a removal."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from support import MONTH, run_barometre

from pipelines.model.months import Month
from pipelines.replica.truth import truth
from pipelines.roster.review import COLUMNS

TRAPS = ("--month", "2026-10", "--web", "replica", "--roster", "TRAPS2026")
Case = dict[str, str]


def rows(data: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(data / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def cases_of(path: Path) -> list[Case]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"))


def fill(path: Path, cases: list[Case], answer: Callable[[Case], dict[str, str]]) -> None:
    """Write the cases back as a spreadsheet does, with what a reviewer answers."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, delimiter=";")
    writer.writeheader()
    for case in cases:
        given = answer(case)
        signed = {"decided_role": "relecture", "decided_date": "04/11/2026"} if given else {}
        writer.writerow({**case, **signed, **given})
    path.write_text(text.getvalue(), encoding="utf-8-sig")


def review(data: Path, *options: str) -> str:
    done = run_barometre("review", *options, data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    return " ".join(done.stdout.split())


@pytest.fixture(scope="module")
def reviewed(
    trapped: dict[str, Any], traps: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, list[Case]]]:
    """A copy of the traps of which a reviewer saw the cases: its data folder, and the cases of 2026-10."""
    assert trapped["scene"] == "pieges"
    data = tmp_path_factory.mktemp("relecture") / "data"
    shutil.copytree(traps, data)
    path = data / "revue.csv"
    review(data, *TRAPS, "--out", str(path))
    yield data, cases_of(path)
    shutil.rmtree(data)


@pytest.mark.long
@pytest.mark.xdist_group("traps")
def test_the_planted_conflicts_are_among_the_cases(reviewed: tuple[Path, list[Case]]) -> None:
    """Of every kind of trap that a person can judge, the cases name the pairs, on the side of either territory."""
    _, cases = reviewed
    sides = {(case[side], case["network"]) for case in cases for side in ("territory_id", "rival_territory_id")}
    traps = truth("pieges", Month(2026, 10))["traps"].select("kind", "territory_id", "network").unique()
    named = Counter(kind for kind, *pair in traps.rows() if tuple(pair) in sides)
    planted = Counter(traps["kind"])
    whole = ("conflict", "hijacked", "reused", "renamed_squatted", "merger", "homonym", "homonym_outside")
    assert {kind: named[kind] for kind in whole} == {kind: planted[kind] for kind in whole}
    assert named["renamed"] >= 4 and named["level_homonym"] == planted["level_homonym"] == 18
    counts = Counter(case["question"] for case in cases)
    assert counts == {
        "conflict": 29, "owner": 38, "unproven": 21, "no_link_back": 14, "hijacked": 13, "excluded": 7, "reused": 6,
        "renamed": 4, "jump": 2,
    }  # fmt: skip
    assert all(case["evidence"] and "[2026-10/" in case["evidence"] for case in cases if case["question"] == "conflict")


@pytest.mark.long
@pytest.mark.xdist_group("traps")
def test_what_was_decided_changes_the_main_accounts_and_does_not_come_back(reviewed: tuple[Path, list[Case]]) -> None:
    data, cases = reviewed
    first: dict[str, Case] = {}
    for case in cases:
        first.setdefault(case["question"], case)
    conflict, hijacked, unproven, owner = (first[name] for name in ("conflict", "hijacked", "unproven", "owner"))
    answers = {
        conflict["case_id"]: {"decision": "main", "decided_account": conflict["rival_url"]},
        hijacked["case_id"]: {"decision": "main"},
        unproven["case_id"]: {"decision": "main"},
        owner["case_id"]: {"decision": "other_territory"},
        first["reused"]["case_id"]: {"decision": "keep"},
        first["excluded"]["case_id"]: {"decision": "unsure"},
        first["renamed"]["case_id"]: {"decision": "peut-être"},
    }
    path = data / "revue.csv"
    fill(path, cases, lambda case: answers.get(case["case_id"], {}))
    told = review(data, "--web", "replica", "--data-dir", str(data), "--read", str(path))
    assert "decision 'peut-être' n’est pas l’une de" in told

    def main_of(case: Case) -> list[tuple[Any, ...]]:
        pair = f"territory_id = '{case['territory_id']}' AND network = '{case['network']}'"
        return rows(
            data,
            f"""SELECT a.account_id, contains(a.evidence_codes, 'E5'), s.status FROM roster.attributions AS a
            JOIN barometer.status AS s USING (month, territory_id, network)
            WHERE a.month = DATE '2026-10-01' AND a.is_main AND {pair.replace("network", "a.network")}""",
        )

    ((chosen, is_proven, _),) = main_of(conflict)
    assert (chosen, is_proven) == (conflict["rival_account_id"], True) and chosen != conflict["account_id"]
    ((account, _, status),) = main_of(hijacked)
    assert account == hijacked["account_id"] and status.startswith("present"), "a reviewer overrules the verdict"
    assert main_of(unproven)[0][:2] == (unproven["account_id"], True)
    owners = rows(
        data,
        f"""SELECT DISTINCT owner_id FROM roster.attributions
        WHERE month = DATE '2026-10-01' AND account_id = '{owner["account_id"]}'""",
    )
    assert owners == [(owner["rival_territory_id"],)]
    stored = "SELECT action, decided_role, decision_status FROM roster.decisions WHERE month = DATE '2026-10-01'"
    assert Counter(rows(data, stored)) == {
        ("set_main", "relecture", "applied"): 3, ("reassign", "relecture", "applied"): 1,
    }  # fmt: skip

    again = data / "encore.csv"
    review(data, *TRAPS, "--out", str(again))
    left = {case["case_id"] for case in cases_of(again)}
    assert left <= {case["case_id"] for case in cases}, "what was decided makes no new case"
    assert not left & {name for name, given in answers.items() if given["decision"] != "peut-être"}
    assert first["renamed"]["case_id"] in left
    assert "Aucun mois n’est à recalculer" in review(data, "--web", "replica", "--read", str(path))


@pytest.mark.long
@pytest.mark.xdist_group("undisturbed")
def test_a_list_of_reviewed_accounts_is_evidence_of_the_months_that_follow(tmp_path: Path, undisturbed: Path) -> None:
    data = Path(shutil.copytree(undisturbed, tmp_path / "data"))
    before = rows(data, "SELECT territory_id, account_id FROM roster.attributions WHERE is_main AND network = 'x'")
    territory, main = before[0]
    path = tmp_path / "relus.csv"
    code, level = territory.partition(":")[2], territory.partition(":")[0]
    path.write_text(
        "network,handle,territory_code,level,reviewed_date\n"
        f"x,compte_relu,{code},{level},{MONTH}-02\nx,autre,{code},{level},hier\n",
        encoding="utf-8",
    )
    done = run_barometre("import", str(path), "--web", "replica", data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "relus.csv, ligne 3 : reviewed_date 'hier' n’est pas un jour" in done.stdout
    found = f"""SELECT account_id, is_main, evidence_codes FROM roster.attributions
        WHERE territory_id = '{territory}' AND network = 'x' AND account_id IN ('x:compte_relu', '{main}')"""
    assert ("x:compte_relu", True, "E5") in rows(data, found)
    assert (main, False) in [row[:2] for row in rows(data, found)]


@pytest.mark.long
@pytest.mark.xdist_group("undisturbed")
def test_a_removed_account_is_nowhere_after_a_purge_and_whatever_is_rebuilt(
    tmp_path: Path, undisturbed: Path, small_roster: Path
) -> None:
    data = Path(shutil.copytree(undisturbed, tmp_path / "data"))
    month = ("run", "--month", MONTH, "--web", "replica", "--roster", str(small_roster), "--steps")
    assert run_barometre(*month, "publish", data=data).returncode == 0
    ((territory, account, handle, url),) = rows(
        data,
        """SELECT s.territory_id, s.account_id, a.handle, a.account_url FROM barometer.status AS s
        JOIN roster.attributions AS a USING (month, territory_id, network, account_id)
        WHERE s.network = 'facebook' AND s.status LIKE 'present%' AND a.evidence_codes LIKE '%E4%'
            AND NOT EXISTS (SELECT 1 FROM roster.attributions AS o WHERE o.handle = a.handle AND o.network <> a.network)
        ORDER BY length(a.handle) DESC, 2 LIMIT 1""",
    )
    names = [account, url.removeprefix("https://www."), f"facebook.com/{handle}"]
    assert found_in(data, names) >= {"lake", "warehouse", "editions"}

    told = run_barometre("review", "--web", "replica", "--remove", account, data=data).stdout
    assert handle not in told.lower()
    assert "sa première ligne est « version: 1 »" in told
    lines = [line for line in told.splitlines() if line.startswith("  ")]
    entry = "\n".join(lines).replace("retrait-…", "retrait-1").replace("reference: …", "reference: registre 1")
    (data / "corrections.yaml").write_text(f"version: 1\nremovals:\n{entry}\n", encoding="utf-8")
    purged = run_barometre("purge", "--web", "replica", data=data)
    assert purged.returncode == 0, purged.stdout + purged.stderr
    assert f"archive/facebook {MONTH}" in purged.stdout
    assert f"{MONTH} est retirée" in " ".join(purged.stdout.split())
    assert found_in(data, names) == set(), "the edition that named it is withdrawn"

    for rebuild in ("parse,compute,publish", "collect,parse,compute"):
        if rebuild.startswith("collect"):
            shutil.rmtree(data / "warehouse")
        done = run_barometre(*month, rebuild, data=data)
        assert done.returncode == 0, done.stdout + done.stderr
        assert found_in(data, names) == set(), rebuild
        status = f"""SELECT status, reason, account_id FROM barometer.status
            WHERE territory_id = '{territory}' AND network = 'facebook'"""
        assert rows(data, status) == [("unknown", "removed_on_request", None)]


def found_in(data: Path, names: list[str]) -> set[str]:
    """The parts of a data folder that name an account: cells of the lake and of DuckDB files, texts of editions."""
    found = set()
    for path in (data / "lake").rglob("*.parquet"):
        if _holds(pl.read_parquet(path, hive_partitioning=False), names):
            found.add("lake")
    for path in data.rglob("*.duckdb"):
        with duckdb.connect(str(path), read_only=True) as con:
            tables = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
            if any(_holds(con.sql(f"FROM {name}").pl(), names) for (name,) in tables):
                found.add(path.relative_to(data).parts[0])
        if path.parent.name == "warehouse" and any(name.encode() in path.read_bytes() for name in names):
            found.add("bytes of the warehouse")
    for path in (data / "editions").rglob("*"):
        if path.is_file() and path.suffix in (".csv", ".html", ".json", ".js", ".md"):
            text = path.read_text("utf-8", errors="replace").lower()
            if any(name in text for name in names):
                found.add("editions")
    return found


def _holds(frame: pl.DataFrame, names: list[str]) -> bool:
    texts = [column for column in frame.get_columns() if column.dtype == pl.String]
    return any(column.str.to_lowercase().str.contains_any(names).any() for column in texts)
