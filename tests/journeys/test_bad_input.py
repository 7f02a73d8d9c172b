"""Bad input gives a clear error that names file, line or address and says what to do; the rest goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from support import MONTH, run_barometre

from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import PARIS, Month

pytestmark = pytest.mark.xdist_group("undisturbed")


def run(*steps: str, data: Path, roster: Path, **more) -> subprocess.CompletedProcess[str]:
    return run_barometre(
        "run",
        "--month",
        MONTH,
        "--web",
        "replica",
        "--roster",
        str(roster),
        "--steps",
        ",".join(steps),
        data=data,
        **more,
    )


@pytest.fixture
def copied(tmp_path: Path, undisturbed: Path) -> Path:
    return Path(shutil.copytree(undisturbed, tmp_path / "data"))


@pytest.mark.long
def test_a_broken_line_of_a_roster_is_reported_by_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    roster = tmp_path / "MIENNE.csv"
    roster.write_text(
        "code,level,name,population\n84,region,Auvergne-Rhône-Alpes,8197325\n38185,commune,Grenoble,beaucoup\n"
        "63,departement,Puy-de-Dôme,668301\n",
        encoding="utf-8",
    )
    done = run("collect", "parse", "compute", data=tmp_path / "data", roster=roster)
    assert "MIENNE.csv, ligne 3 : " in done.stdout and "population" in done.stdout
    with duckdb.connect(str(tmp_path / "data" / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        kept = con.execute("SELECT DISTINCT territory_id FROM barometer.status ORDER BY 1").fetchall()
    assert kept == [("departement:63",), ("region:84",)]
    assert done.returncode == 0, done.stdout + done.stderr

    roster.write_bytes(roster.read_text("utf-8").encode("latin-1"))
    refused = run("collect", data=tmp_path / "data", roster=roster)
    told = " ".join(refused.stdout.split())
    assert refused.returncode == 2, "a list that cannot be read ends with the code of wrong input"
    assert f"la liste MIENNE de {MONTH} reste en vigueur (2 collectivités)" in told and "Liste refusée" in told


def test_a_roster_in_the_wrong_charset_is_refused_with_its_line(tmp_path: Path) -> None:
    roster = tmp_path / "LATIN.csv"
    roster.write_bytes("code,level,name,population\n63,departement,Puy-de-Dôme,668301\n".encode("latin-1"))
    done = run("collect", data=tmp_path / "data", roster=roster)
    told = done.stdout + done.stderr
    assert done.returncode != 0
    assert "LATIN.csv" in told and "UTF-8" in told and "Traceback" not in told


def test_a_truncated_warc_names_file_and_offset_and_the_rest_is_read(copied: Path, small_roster: Path) -> None:
    warc = copied / "archive" / MONTH / "facebook" / "part-0000.warc.gz"
    whole = warc.read_bytes()
    warc.write_bytes(whole[: len(whole) * 2 // 3])
    done = run("parse", data=copied, roster=small_roster)
    told = done.stdout + done.stderr
    assert "part-0000.warc.gz" in told and "Traceback" not in told
    with duckdb.connect(str(copied / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        read = dict(con.execute("SELECT network, count(*) FROM observations.snapshots GROUP BY 1").fetchall())
    assert read["facebook"] > 0 and read["x"] > 0


def test_a_locked_warehouse_names_the_process_that_holds_it(copied: Path, small_roster: Path) -> None:
    warehouse = copied / "warehouse" / "barometre.duckdb"
    hold = f"import duckdb,time; c=duckdb.connect({str(warehouse)!r}); print('held',flush=True); time.sleep(120)"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with holder:
        try:
            assert holder.stdout is not None and holder.stdout.readline().strip() == "held"
            done = run("compute", data=copied, roster=small_roster)
            sealed = run_barometre("seal", MONTH, "--web", "replica", "--json", data=copied)
        finally:
            holder.kill()
    for one in (done, sealed):
        assert one.returncode == ExitCode.NOT_READY
        assert "barometre.duckdb" in one.stderr and str(holder.pid) in one.stderr and "Traceback" not in one.stderr
    assert "est scellé" not in sealed.stderr
    assert json.loads(sealed.stdout)["sealed"] is None


def test_a_folder_that_cannot_be_written_stops_the_run_and_is_named(copied: Path, small_roster: Path) -> None:
    """Root writes everywhere unless it gives up the right to."""
    rights = "-dac_override,-dac_read_search"
    prefix = () if os.getuid() else ("setpriv", f"--inh-caps={rights}", f"--bounding-set={rights}")
    if prefix and (shutil.which("setpriv") is None or subprocess.run([*prefix, "true"], check=False).returncode):
        pytest.skip("this machine lets root give up no right")
    folder = copied / "warehouse"
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = run_barometre(
        "run", "--month", MONTH, "--web", "replica", "--roster", str(small_roster), "--steps", "parse,compute",
        "--json", data=copied, prefix=prefix,
    )  # fmt: skip
    assert done.returncode == ExitCode.NOT_READY
    assert f"{folder / 'barometre.duckdb'} : l’accès est refusé ; barometre doctor dit ce qui manque" in done.stderr
    assert "Traceback" not in done.stderr and "Error" not in done.stderr
    assert [step["step"] for step in json.loads(done.stdout)["steps"]] == ["reference"]


@pytest.mark.long
def test_without_network_each_door_says_so_in_a_line_and_the_run_goes_on(tmp_path: Path) -> None:
    """A network namespace without any interface: nothing leaves this machine, whatever the machine."""
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine gives no network namespace")
    roster = tmp_path / "DEUX.csv"
    roster.write_text("code,level,name,population\n84,region,Auvergne-Rhône-Alpes,8197325\n", encoding="utf-8")
    month = str(Month.of(datetime.now(PARIS).date()))
    done = run_barometre(
        "run", "--month", month, "--roster", str(roster), data=tmp_path / "data", prefix=("unshare", "-rn")
    )
    told = done.stdout + done.stderr
    assert "Traceback" not in told
    assert done.returncode == 1
    assert "api-lannuaire.service-public.gouv.fr" in told
    assert "query.wikidata.org" in told
    assert "n’est pas publié" in told


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("run", "--month", "2026-13"), "n’est pas un mois"),
        (("run", "--month", MONTH, "--network", "myspace"), "myspace"),
        (("run", "--month", MONTH, "--steps", "cook"), "cook"),
        (("review",), "--month"),
        (("review", "--month", MONTH, "--remove", "x:ville"), "--remove"),
        (("review", "--read", "nulle-part.csv"), "nulle-part.csv"),
    ],
)
def test_wrong_arguments_are_named(tmp_path: Path, arguments: tuple[str, ...], expected: str) -> None:
    done = run_barometre(*arguments, data=tmp_path)
    assert done.returncode == 2
    assert expected in done.stderr and "Traceback" not in done.stderr


def test_a_wrong_correction_is_named_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "corrections.yaml").write_text("version: 1\ncorrections:\n  - id: essai\n", encoding="utf-8")
    done = run_barometre("run", "--month", MONTH, "--web", "replica", data=tmp_path)
    assert done.returncode == 2
    assert "corrections, essai, clé action : elle manque" in " ".join(done.stderr.split())
    assert not (tmp_path / "archive").exists()
