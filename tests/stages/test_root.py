"""The root of all editions: what it says, in what order, and that nothing moves where nothing is published."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import polars as pl
import pytest

from pipelines.config import Settings
from pipelines.model.errors import GateError, WarehouseError
from pipelines.model.months import Month
from pipelines.stages import edition, root
from pipelines.stages.diff import Difference
from pipelines.stages.root import write_root
from pipelines.stages.world import World
from pipelines.warehouse.changes import COLUMNS

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
FIRST, LATER = datetime(2026, 11, 2, 6, tzinfo=UTC), datetime(2026, 11, 9, 6, tzinfo=UTC)
TOLD = ("index.html", "atom.xml", "differences.xml")
NAMES = {"editions.json", "robots.txt", *TOLD, *(f"en/{name}" for name in TOLD)}


def change(name: str, stratum: str) -> dict[str, Any]:
    blank: dict[str, Any] = dict.fromkeys(COLUMNS)
    told = {"kind": "renamed", "roster_id": "TINY", "territory_id": f"commune:{name}", "network": "facebook"}
    return (
        blank
        | told
        | {"name": name, "stratum": stratum, "before": "facebook:a", "after": "facebook:b", "reason": "handle"}
    )


CHANGES = pl.DataFrame([change("Lyon", "COM_100000_PLUS"), change("Petite", "COM_0_500")])


@pytest.fixture(autouse=True)
def changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two communes changed from September to October."""
    monkeypatch.setattr(root, "_holds", lambda _, month: month == SEPTEMBER)
    monkeypatch.setattr(
        root, "difference", lambda _, before, after: Difference(before, after, Path("base.duckdb"), CHANGES)
    )


def put(folder: Path, name: str, kind: str = "provisional", **about: Any) -> None:
    """An edition as the root reads it: a manifest, its base, one page in each language and an embed."""
    place, month = folder / "editions" / name, name[:7]
    place.mkdir(parents=True)
    for page in ("", "en/", "presence/", "embed/heures/"):
        (place / page).mkdir(exist_ok=True, parents=True)
        (place / page / "index.html").touch()
    edition = {"month": month, "kind": kind, "contract_version": "2.0.0", "is_simulated": True} | about
    (place / "manifest.json").write_text(json.dumps({"edition": edition, "files": {}, "tables": {}}))
    if kind == "erratum":
        told = {"corrects": {"edition": month}, "reason": "Un compteur était lu <à côté>."}
        (place / "erratum.json").write_text(json.dumps(told))


def point(folder: Path, name: str) -> None:
    link = folder / "editions" / "latest"
    link.unlink(missing_ok=True)
    link.symlink_to(name, target_is_directory=True)


def world(folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, site_url: str | None = None) -> World:
    monkeypatch.setattr(World, "now", property(lambda self: now))
    return World(Settings(web="replica", data_dir=folder, site_url=site_url))


def files(folder: Path) -> dict[str, bytes]:
    root = folder / "editions"
    found = [path for place in (root, root / "en") for path in place.iterdir() if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    put(tmp_path, "2026-10")
    point(tmp_path, "2026-10")
    assert write_root(world(tmp_path, FIRST, monkeypatch)) == []
    return tmp_path


def test_the_root_leads_to_the_latest_edition_and_says_that_it_is_simulated(folder: Path) -> None:
    held = files(folder)
    assert set(held) == NAMES
    index = held["index.html"].decode()
    assert 'href="latest/index.html"' in index and 'href="2026-10/index.html"' in index
    assert 'http-equiv="refresh"' not in index
    assert 'href="latest/assets/site.css"' in index
    for name in TOLD:
        assert "simulées" in held[name].decode(), name
        assert "Simulated data" in held[f"en/{name}"].decode() or "[simulated data]" in held[f"en/{name}"].decode(), (
            name
        )
    assert held["robots.txt"] == b"User-agent: *\nDisallow: /\n"
    told = json.loads(held["editions.json"])
    assert told["latest"] == "2026-10"
    assert [(one["name"], one["published_at"]) for one in told["editions"]] == [("2026-10", "2026-11-02T06:00:00Z")]


def test_feeds_need_no_address_and_are_whole(folder: Path) -> None:
    feed = feedparser.parse(files(folder)["atom.xml"])
    assert not feed.bozo
    assert [one.id for one in feed.entries] == ["tag:barometre-presence-territoriale,2026:edition:2026-10"]
    assert [one["href"] for one in feed.entries[0].links] == ["2026-10/index.html"]
    assert feed.feed.updated == feed.entries[0].updated == "2026-11-02T06:00:00Z"
    changes = feedparser.parse(files(folder)["differences.xml"])
    assert not changes.bozo
    assert [one.title for one in changes.entries] == ["Lyon, Facebook : compte renommé"]
    assert [one["href"] for one in changes.entries[0].links] == ["2026-10/fiche/index.html#commune-Lyon"]
    assert changes.feed.subtitle.endswith("Communes de moins de 3 500 habitants, comptées et non nommées : 1.")
    assert {one.updated for one in changes.entries} == {"2026-11-02T06:00:00Z"}
    assert changes.feed.title.endswith("de septembre\xa02026 à octobre\xa02026")


def test_list_and_feeds_are_told_in_english_under_their_own_names(folder: Path) -> None:
    held = files(folder)
    index = held["en/index.html"].decode()
    assert 'lang="en"' in index and 'href="../latest/en/index.html">Latest edition: October\xa02026' in index
    assert 'href="../2026-10/en/index.html">October\xa02026, provisional edition [simulated data]' in index
    assert 'href="../index.html" lang="fr"' in index and 'href="en/index.html" lang="en"' in held["index.html"].decode()
    for name in ("atom.xml", "differences.xml"):
        french, english = feedparser.parse(held[name]), feedparser.parse(held[f"en/{name}"])
        assert not english.bozo and b'xml:lang="en"' in held[f"en/{name}"]
        assert french.feed.id != english.feed.id
        assert not {one.id for one in french.entries} & {one.id for one in english.entries}
    (edition,), (change,) = (feedparser.parse(held[f"en/{name}"]).entries for name in TOLD[1:])
    assert (edition.title, edition.link) == (
        "October\xa02026, provisional edition [simulated data]", "../2026-10/en/index.html",
    )  # fmt: skip
    assert (change.title, change.link) == (
        "Lyon, Facebook: renamed account",
        "../2026-10/en/fiche/index.html#commune-Lyon",
    )
    assert change.summary == "no account: a → b (same identity)"


def test_written_again_it_is_the_same_whatever_the_clock_says(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(folder)
    write_root(world(folder, LATER, monkeypatch))
    assert files(folder) == before


@pytest.mark.parametrize("held", ["{", "[]", '{"editions": [{}]}'])
def test_instants_that_cannot_be_read_are_lost_aloud(folder: Path, monkeypatch: pytest.MonkeyPatch, held: str) -> None:
    path = folder / "editions" / "editions.json"
    path.write_text(held)
    (problem,) = write_root(world(folder, LATER, monkeypatch))
    assert problem.startswith(f"{path} : illisible")
    assert json.loads(path.read_bytes())["editions"][0]["published_at"] == "2026-11-09T06:00:00Z"


def test_a_past_month_that_is_published_late_is_no_news(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "2026-09")
    write_root(world(folder, LATER, monkeypatch))
    told = json.loads(files(folder)["editions.json"])
    assert told["latest"] == "2026-10"
    assert [(one["name"], one["published_at"][:10]) for one in told["editions"]] == [
        ("2026-10", "2026-11-02"), ("2026-09", "2026-11-09"),
    ]  # fmt: skip
    feed = feedparser.parse(files(folder)["atom.xml"])
    assert [one.title.partition(",")[0] for one in feed.entries] == ["Octobre\xa02026", "Septembre\xa02026"]
    assert feed.feed.updated == "2026-11-09T06:00:00Z"
    assert "de septembre\xa02026 à octobre\xa02026" in files(folder)["differences.xml"].decode()


def test_an_erratum_says_what_it_corrects_and_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "2026-10-erratum-01", "erratum")
    point(folder, "2026-10-erratum-01")
    write_root(world(folder, LATER, monkeypatch))
    feed = feedparser.parse(files(folder)["atom.xml"])
    assert not feed.bozo
    assert [one.id.rpartition(":")[2] for one in feed.entries] == ["2026-10-erratum-01", "2026-10"]
    index = files(folder)["index.html"].decode()
    assert ': corrige <a href="2026-10/index.html">2026-10</a>' in index
    assert ': corrigée par <a href="2026-10-erratum-01/index.html">2026-10-erratum-01</a>' in index
    assert feed.entries[0].summary == "Corrige 2026-10. Ce qui était faux : Un compteur était lu <à côté>."
    assert json.loads(files(folder)["editions.json"])["latest"] == "2026-10-erratum-01"


def test_an_address_that_is_known_gives_a_map_of_the_site_and_whole_links(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "editions" / "2026-10" / "territoires" / "commune-Lyon").mkdir(parents=True)
    write_root(world(folder, LATER, monkeypatch, "https://exemple.fr/b/"))
    held = files(folder)
    places = [part.text for part in ElementTree.fromstring(held["sitemap.xml"]).iter() if part.tag.endswith("}loc")]  # noqa: S314
    assert places == [f"https://exemple.fr/b/2026-10/{page}" for page in ("", "en/", "presence/")]
    assert b"Sitemap: https://exemple.fr/b/sitemap.xml" in held["robots.txt"]
    feed = feedparser.parse(held["atom.xml"])
    assert feed.entries[0].link == "https://exemple.fr/b/2026-10/"
    (change,) = feedparser.parse(held["differences.xml"]).entries
    assert change.link == "https://exemple.fr/b/2026-10/territoires/commune-Lyon/"
    english = feedparser.parse(held["en/differences.xml"])
    assert english.entries[0].link == "https://exemple.fr/b/2026-10/en/territoires/commune-Lyon/"
    assert [one.href for one in english.feed.links if one.rel == "self"] == ["https://exemple.fr/b/en/differences.xml"]
    assert [one.href for one in feed.feed.links if one.rel == "self"] == ["https://exemple.fr/b/atom.xml"]
    write_root(world(folder, LATER, monkeypatch))
    assert "sitemap.xml" not in files(folder)


def test_real_editions_may_be_read_by_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "2026-10", "definitive", is_simulated=False)
    point(tmp_path, "2026-10")
    write_root(world(tmp_path, FIRST, monkeypatch))
    assert files(tmp_path)["robots.txt"] == b"User-agent: *\nDisallow:\n"
    assert "simul" not in "".join(text.decode().lower() for text in files(tmp_path).values()).replace("is_simul", "")


def test_a_gate_that_refuses_leaves_the_root_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise GateError("une porte refuse")

    before = files(folder)
    monkeypatch.setattr(edition.gates, "hold", refuse)
    with pytest.raises(GateError):
        edition.export_files(world(folder, LATER, monkeypatch), OCTOBER, "provisional")
    assert files(folder) == before


def test_changes_that_cannot_be_told_are_a_problem_and_no_failure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise WarehouseError("la base est prise")

    monkeypatch.setattr(root, "_holds", fail)
    problems = write_root(world(folder, LATER, monkeypatch))
    assert problems == ["differences.xml : la base est prise"]
    assert not any(feedparser.parse(files(folder)[f"{place}differences.xml"]).bozo for place in ("", "en/"))


@pytest.mark.parametrize(("given", "kept"), [("https://a.fr/b/", "https://a.fr/b"), ("", None), (None, None)])
def test_the_address_of_the_site_is_kept_without_its_last_stroke(given: str | None, kept: str | None) -> None:
    assert Settings(site_url=given).site_url == kept
    with pytest.raises(ValueError, match="https://…"):
        Settings(site_url="a.fr")
