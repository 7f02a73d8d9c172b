"""What an edition says of how it was made, and what `rerun` finds when that is no longer so."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.config import Settings
from pipelines.fetch.archive import PartitionArchive
from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request
from pipelines.stages import provenance
from pipelines.stages.rerun import changed, copy_of_then, rerun
from pipelines.stages.world import World

MONTH = Month(2026, 10)


def append(root: Path, number: int) -> None:
    request = Request(f"https://x.test/{number}", "x", "page", "profile")
    with PartitionArchive(root, MONTH, "x") as archive:
        archive.append(Capture(request, Outcome.OK, datetime(2026, 10, 31, 16, number, tzinfo=UTC), 200, body=b"page"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A data folder with one archived answer, a file that a person brought, and one that a reviewer gave back."""
    settings = Settings(web="replica", data_dir=tmp_path, tokens={"x": "secret-of-x"}, contact="mailto:a@b.fr")
    append(settings.archive_dir, 1)
    brought = settings.archive_dir / "2026-10" / "lists" / "abc-liste.csv"
    brought.parent.mkdir()
    brought.write_text("code\n")
    review = settings.reviews_dir / "cases" / "revue-de-marie.csv"
    review.parent.mkdir(parents=True)
    review.write_text("case_id\n")
    return World(settings)


@pytest.fixture
def told(world: World, tmp_path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    provenance.write(world, tmp_path / "draft", MONTH, "definitive", world.archive_dir)
    return provenance.read(tmp_path / "draft")


def test_inputs_are_named_with_their_sha256_and_no_secret_is_told(
    world: World, told: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    inputs, run = told
    assert set(inputs["archive"]) == {
        "2026-10/lists/abc-liste.csv", "2026-10/x/index.jsonl", "2026-10/x/part-0000.warc.gz",
    }  # fmt: skip
    assert inputs["archive"]["2026-10/lists/abc-liste.csv"]["bytes"] == 5
    assert {"territories.parquet", "topics.toml"} <= set(inputs["reference"])
    assert set(inputs["code"]) == {"pipelines", "dashboards", "sql"}
    assert len(inputs["code"]["pipelines"]["config.py"]) == 64
    assert run["settings"]["tokens_set"] == ["x"] and run["packages"]["duckdb"]
    whole = "".join(path.read_text() for path in sorted((tmp_path / "draft").rglob("*.json")))
    assert not [word for word in ("secret", "marie", str(tmp_path), "a@b.fr") if word in whole]


def test_the_same_inputs_give_the_same_bytes(world: World, tmp_path: Path) -> None:
    for name in ("one", "two"):
        provenance.write(world, tmp_path / name, MONTH, "provisional", world.archive_dir)
    for path in (provenance.INPUTS, provenance.RUN, provenance.CITATION):
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()


def test_the_citation_is_that_of_the_edition_and_says_that_it_is_simulated(told: object, tmp_path: Path) -> None:
    cited = yaml.safe_load((tmp_path / "draft" / "CITATION.cff").read_text("utf-8"))
    assert (cited["version"], cited["type"], cited["license"]) == (
        "2026-10, édition définitive [données simulées]", "dataset", "etalab-2.0",
    )  # fmt: skip
    assert cited["cff-version"] and cited["authors"] and cited["title"]


def test_an_archive_that_only_grew_is_as_it_was(world: World, told: tuple[dict[str, Any], dict[str, Any]]) -> None:
    assert changed(world, world.archive_dir, *told) == []
    append(world.archive_dir, 2)
    assert changed(world, world.archive_dir, *told) == []


def test_whatever_is_not_as_it_was_is_named(world: World, told: tuple[dict[str, Any], dict[str, Any]]) -> None:
    inputs, run = json.loads(json.dumps(told))
    (world.archive_dir / "2026-10" / "lists" / "abc-liste.csv").unlink()
    warc = world.archive_dir / "2026-10" / "x" / "part-0000.warc.gz"
    content = bytearray(warc.read_bytes())
    content[20] ^= 1
    warc.write_bytes(content)
    index = world.archive_dir / "2026-10" / "x" / "index.jsonl"
    index.write_bytes(index.read_bytes()[:-3])
    (world.settings.reviews_dir / "cases" / "revue-de-marie.csv").write_text("autre\n")
    world.settings.corrections_path.write_text("version: 1\n")
    inputs["reference"]["topics.toml"]["sha256"] = "0"
    inputs["code"]["sql"] = "0"
    inputs["code"]["pipelines"] |= {"config.py": "0", "gone.py": "0"}
    del inputs["code"]["pipelines"]["console.py"]
    run["packages"]["duckdb"] = "1.4.0"
    problems = changed(world, world.archive_dir, inputs, run)
    assert [problem.split(" : ")[0] for problem in problems] == [
        "archive/2026-10/lists/abc-liste.csv", "archive/2026-10/x/index.jsonl", "archive/2026-10/x/part-0000.warc.gz",
        "reviews/cases", "corrections.yaml", "reference/topics.toml",
        "code/pipelines/config.py", "code/pipelines/console.py", "code/pipelines/gone.py", "code/sql", "packages",
    ]  # fmt: skip
    assert [problem.split(" : ")[1] for problem in problems[6:10]] == [
        "a changé", "n’était pas là", "absent", "cette édition n’en nomme pas les fichiers, une nouvelle les nomme",
    ]  # fmt: skip
    assert problems[0].endswith("absent") and "1.4.0" in problems[-1]


def test_what_cannot_be_made_again_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="n’est pas publié"):
        rerun(world, "2026-10", tmp_path / "out", print, anyway=False)
    for name in ("../2026-10", "2026-10/..", "2026-13", "octobre", ""):
        with pytest.raises(InputError, match=r"n’est pas le nom d’une édition|is not a month"):
            rerun(world, name, tmp_path / "out", print, anyway=False)
    with pytest.raises(InputError, match="what it was made from is not in it"):
        provenance.read(tmp_path)


def test_the_edition_of_the_month_before_is_an_input(world: World, tmp_path: Path) -> None:
    folder = world.settings.editions_dir / "2026-09"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    (folder / "barometre-2026-09.duckdb").write_bytes(b"then")
    provenance.write(world, tmp_path / "draft", MONTH, "provisional", world.archive_dir)
    inputs, run = provenance.read(tmp_path / "draft")
    assert inputs["former"]["edition"] == "2026-09"
    assert changed(world, world.archive_dir, inputs, run) == []
    (folder / "barometre-2026-09.duckdb").write_bytes(b"now")
    (problem,) = changed(world, world.archive_dir, inputs, run)
    assert problem.startswith("2026-09/barometre-2026-09.duckdb : ")


def test_nothing_is_beside_an_edition_whose_month_before_is_not_published(
    told: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    assert told[0]["former"] is None


def test_the_archive_of_then_is_copied_up_to_its_size_of_then(
    world: World, told: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    append(world.archive_dir, 2)
    own = copy_of_then(world, world.archive_dir, tmp_path / "again", told[0])
    assert provenance.inputs(own, own.archive_dir)["archive"] == told[0]["archive"]
