"""Published editions that hold what must be gone: which, and what is left of them."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.config import Settings
from pipelines.model.errors import BarometreError, InputError
from pipelines.model.months import Month
from pipelines.model.removals import subject_hash
from pipelines.stages import rerun, root, withdraw
from pipelines.stages.diff import published
from pipelines.stages.report import StepReport
from pipelines.stages.status import status
from pipelines.stages.withdraw import withdraw_due
from pipelines.stages.world import World
from pipelines.warehouse import withdrawn
from pipelines.warehouse.export import file_hash
from pipelines.warehouse.seal import is_withdrawn, verify_manifest

READ = datetime(2026, 9, 30, 16, tzinfo=UTC)
SECRET = "youtube:UCsecret"


def put(root_dir: Path, name: str, kind: str, *rows: tuple[str, str, int | None, str], account: str = "x:a") -> Path:
    """An edition as it lies there: a base, pages, a table; `rows` of fetches: network, door, HTTP status, outcome."""
    folder = root_dir / name
    for page in ("", "en/", "presence/"):
        (folder / page).mkdir(parents=True, exist_ok=True)
        (folder / page / "index.html").write_text(f"<p>{account}</p>")
    (folder / "status.csv").write_text(account)
    with duckdb.connect(str(folder / f"barometre-{name[:7]}.duckdb")) as con:
        con.execute("CREATE SCHEMA observations; CREATE SCHEMA barometer")
        con.execute("""CREATE TABLE observations.fetches (network VARCHAR, door VARCHAR, http_status BIGINT,
            outcome VARCHAR, fetched_at TIMESTAMP)""")
        con.executemany("INSERT INTO observations.fetches VALUES (?, ?, ?, ?, ?)",
                        [(*row, READ.replace(tzinfo=None)) for row in [("x", "api", 200, "ok"), *rows]])  # fmt: skip
        con.execute("CREATE TABLE barometer.identities AS SELECT 'x:b' AS account_id, ? AS identity_id", [account])
    about = {"month": name[:7], "kind": kind, "contract_version": "2.0.0", "is_simulated": True}
    files = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": file_hash(path)}
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps({"edition": about, "files": files, "tables": {}}))
    return folder


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """September, sealed without what may not be kept, and October, provisional and with it."""
    monkeypatch.setattr(root, "_holds", lambda *_: False)
    world = World(Settings(web="replica", data_dir=tmp_path))
    put(world.settings.editions_dir, "2026-09", "definitive", ("youtube", "api", None, "purged"))
    put(world.settings.editions_dir, "2026-10", "provisional", ("youtube", "api", 200, "ok"))
    (world.settings.editions_dir / "latest").symlink_to("2026-10", target_is_directory=True)
    return world


def due(world: World, days: int) -> StepReport:
    report = StepReport("purge")
    withdraw_due(world, READ + timedelta(days=days), report)
    return report


def removed(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(withdraw, "removed", lambda _: frozenset(map(subject_hash, names)))


def test_nothing_goes_before_its_term(world: World) -> None:
    assert due(world, 30).rows == {}
    assert not (world.settings.editions_dir / "editions.json").exists()


def test_an_edition_that_keeps_what_is_past_its_term_goes_and_one_that_left_it_out_stays(world: World) -> None:
    editions = world.settings.editions_dir
    report = due(world, 31)
    assert report.rows == {"editions/2026-10": 5}
    assert report.problems == ["2026-10 est retirée ; une fois ses mois recalculés : barometre publish --month 2026-10"]
    assert [is_withdrawn(editions / name) for name in ("2026-09", "2026-10")] == [False, True]
    assert (editions / "latest").resolve().name == "2026-09"
    assert published(world, Month(2026, 10)) is None
    told = json.loads((editions / "editions.json").read_bytes())
    assert told["latest"] == "2026-09"
    assert [one["withdrawn"] for one in told["editions"]] == ["2026-10-31", None]
    assert "retirée le 31\xa0octobre\xa02026" in (editions / "index.html").read_text("utf-8")
    assert [(one.month, one.edition) for one in status(world).months] == [
        ("2026-09", "definitive"), ("2026-10", "withdrawn"),
    ]  # fmt: skip
    assert due(world, 60).rows == {}, "once"
    with pytest.raises(InputError, match="a été retirée"):
        rerun.rerun(world, "2026-10", world.settings.data / "out", print, anyway=True)
    with pytest.raises(BarometreError, match="withdrawn already"):
        withdrawn.withdraw(editions / "2026-10", ["term"], READ.date())


def test_a_declared_agreement_lets_it_stay(world: World) -> None:
    declared = world.settings.model_copy(update={"declared": frozenset({"youtube_analytics_amendment"})})
    assert due(World(declared), 400).rows == {}


def test_a_sealed_edition_that_names_a_removed_account_goes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    removed(monkeypatch, "x:other")
    assert due(world, 0).rows == {}
    sealed = put(world.settings.editions_dir, "2026-08", "definitive", account=SECRET)
    before = file_hash(sealed / "manifest.json")
    removed(monkeypatch, SECRET)
    report = due(world, 0)
    assert report.rows == {"editions/2026-08": 5}
    assert "barometre erratum 2026-08 --reason" in report.problems[0]
    told: dict[str, Any] = json.loads((sealed / "withdrawal.json").read_bytes())
    assert (told["reasons"], told["date"], told["manifest_sha256"]) == (["removal"], "2026-09-30", before)
    assert file_hash(sealed / "manifest.json") == before, "who has a copy can still check it"
    left = b"".join(path.read_bytes() for path in sealed.rglob("*") if path.is_file())
    assert SECRET.encode() not in left


def test_where_nothing_is_left_to_read_the_feed_of_differences_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(world.settings.editions_dir)
    put(world.settings.editions_dir, "2026-08", "definitive", account=SECRET)
    removed(monkeypatch, SECRET)
    told = "differences.xml : 2026-08 est retirée, le flux est vide jusqu’à la prochaine édition"
    assert due(world, 0).problems[1:] == [told]


def test_the_addresses_of_a_withdrawn_edition_lead_to_all_editions(world: World) -> None:
    due(world, 31)
    folder = world.settings.editions_dir / "2026-10"
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    assert pages == ["en/index.html", "index.html", "presence/index.html"]
    for name in pages:
        page = (folder / name).read_text("utf-8")
        link = page.partition('<a href="')[2].partition('"')[0]
        editions = world.settings.editions_dir.resolve()
        every = editions / ("en/index.html" if name.startswith("en/") else "index.html")
        assert (folder / name).parent.joinpath(link).resolve() == every and every.is_file()
        assert ("Simulated data" if name.startswith("en/") else "Données simulées") in page
    assert "let keep for a time only" in (folder / "en" / "index.html").read_text("utf-8")


def test_what_is_left_can_be_verified(world: World) -> None:
    due(world, 31)
    folder = world.settings.editions_dir / "2026-10"
    assert verify_manifest(folder) == []
    (folder / "presence" / "index.html").write_text("autre")
    (folder / "de-trop.csv").touch()
    assert verify_manifest(folder) == [
        "de-trop.csv: in the folder, not in the manifest",
        "presence/index.html: same size, other bytes (sha256 differs)",
    ]  # fmt: skip


def test_a_withdrawal_that_was_killed_is_finished_or_begun_again(world: World) -> None:
    editions = world.settings.editions_dir
    folder, fresh, aside = (editions / name for name in ("2026-10", ".withdrawn-2026-10", ".gone-2026-10"))
    fresh.mkdir()
    assert due(world, 31).rows == {"editions/2026-10": 5}, "before its first renaming"
    aside.mkdir()
    folder.rename(fresh)
    assert due(world, 31).rows == {}, "between the two"
    assert is_withdrawn(folder)
    assert not fresh.exists()
    assert not aside.exists()
