"""A published edition of a plausible world, its contours and its site, for the tests of the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from walking import ARGUMENTS, Reader, poll, served

from dashboards.build import SiteReport, build_site
from dashboards.contours import FILES
from dashboards.points import FILE as POINTS
from dashboards.source import Edition, read_edition
from pipelines.config import Settings
from pipelines.indicators.catalogue import read_catalogue
from pipelines.indicators.classifiers import read_classifiers
from pipelines.indicators.journal import read_journal
from pipelines.indicators.labels import versions
from pipelines.indicators.statements import read_statements
from pipelines.indicators.topics import read_lexicon
from pipelines.model.fields import TABLES
from pipelines.networks.registry import doors_frame
from pipelines.warehouse.macros import create_macros
from pipelines.warehouse.reference_tables import codes, world
from pipelines.warehouse.sql_files import SQL_DIR

HERE = Path(__file__).parent
CHROMIUM = Settings().chromium
REFERENCE = Settings().reference_dir
UNPLACED = "01025"
"""A commune of which the maps have no point."""
SITES = ("site", "elsewhere", "full")
"""Fixtures that build a whole site."""


def publish(path: Path, *, members: Path = HERE / "members.csv", about_month: str = "2026-10-01") -> Path:
    """Write a published edition of the test world at `path`."""
    with duckdb.connect(str(path)) as connection:
        for layer in sorted({table.layer for table in TABLES.values()} | {"edition"}):
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {layer}")
        for name, table in TABLES.items():
            columns = ", ".join(f"{field.name} {field.type}" for field in table.fields)
            connection.execute(f"CREATE TABLE {name} ({columns})")
        connection.execute("SET VARIABLE members_csv = ?", [str(members)])
        told = read_statements(REFERENCE / "statements.toml")
        catalogue = read_catalogue(REFERENCE / "indicators.toml")
        frames = {"reference.codes": codes(), "reference.world": world("simulated"), "reference.indicators": catalogue}
        lexicon = read_lexicon(REFERENCE / "topics.toml")
        worth = read_classifiers(REFERENCE / "classifiers.csv", versions(lexicon))
        held = {"reference.classifiers": worth, "reference.journal": read_journal(REFERENCE / "journal.toml")}
        for name, frame in (frames | told | held).items():
            connection.register("incoming", frame)
            connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")
        for script in ("world_roster", "world_doors", "world_views", "world_barometer", "world_cells"):
            connection.execute((HERE / f"{script}.sql").read_text("utf-8"))
        create_macros(connection)
        peers = (SQL_DIR / "barometer" / "peers.sql").read_text("utf-8")
        connection.execute(f"INSERT INTO barometer.peers BY NAME {peers}")
        connection.register("doors", doors_frame())
        connection.execute(
            """UPDATE reference.networks AS n SET precision_fr = d.precision_fr, terms_fr = d.terms_fr
            FROM doors d WHERE (n.network, n.door) = (d.network, d.door)"""
        )
        for name in TABLES:
            connection.execute(f"ALTER TABLE {name} ADD COLUMN data_origin VARCHAR DEFAULT 'simulated'")
        connection.execute(f"CREATE TABLE edition.about AS SELECT DATE '{about_month}' AS month, 'provisional' AS kind")
    return path


def square_contours(folder: Path) -> Path:
    """One square per code, on a grid, clockwise, and a point per commune: enough to draw a map."""
    folder.mkdir()
    rows = [line.split(",") for line in (HERE / "members.csv").read_text("utf-8").splitlines()]
    for level, name in FILES.items():
        places = sorted({(row[3], row[4]) for row in rows if row[0] == "DEMO2026" and row[2] == level})
        if level == "epci":
            places.append(("999999999", "Communauté hors de la liste"))
        features = [_square(index, code, label) for index, (code, label) in enumerate(places)]
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{name}.geojson").write_text(text, "utf-8")
    communes = sorted({row[3] for row in rows if row[2] == "commune" and row[3] != UNPLACED})
    places = [(code, -4 + index % 16 * 0.7, 51 - index // 16) for index, code in enumerate(communes)]
    pl.DataFrame(places, schema=["code", "x", "y"], orient="row").write_parquet(folder / POINTS)
    return folder


def _square(index: int, code: str, label: str) -> dict[str, Any]:
    x, y = -4 + index % 11, 51 - index // 11
    ring = [[x, y], [x + 0.9, y], [x + 0.9, y - 0.9], [x, y - 0.9], [x, y]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "geometry": geometry, "properties": {"code": code, "nom": label}}


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("edition") / "barometre.duckdb")


@pytest.fixture(scope="session")
def contours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return square_contours(tmp_path_factory.mktemp("reference") / "contours")


@pytest.fixture(scope="session")
def edition(database: Path) -> Edition:
    return read_edition(database)


@pytest.fixture(scope="session")
def build(contours: Path) -> Callable[..., SiteReport]:
    def run(database: Path, out: Path, *, with_png: bool = False, with_english: bool = False) -> SiteReport:
        return build_site(database, out, with_png=with_png, with_english=with_english, contours=contours)

    return run


@pytest.fixture(scope="session")
def site(database: Path, build: Callable[..., SiteReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    build(database, out, with_english=True)
    return out


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of this folder that read one site run in one worker, which builds it once: pytest-xdist is told before
    it looks. Without a Chromium, those that need one are left out, and say so."""
    for item in items:
        if HERE not in item.path.parents:
            continue
        if site := next((name for name in SITES if name in getattr(item, "fixturenames", ())), None):
            item.add_marker(pytest.mark.xdist_group(site))
        if CHROMIUM is None and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on PATH and none in BAROMETRE_BROWSER"))


@pytest.fixture(scope="session")
def wait_until() -> Callable[..., None]:
    return poll


@pytest.fixture(scope="session")
def origin(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser for the tests of one module: while it is open, no other test can start an event loop."""
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def read(browser: Any, origin: str) -> Iterator[Any]:
    opened: list[Reader] = []

    def start(**options: Any) -> Reader:
        opened.append(Reader(browser, origin, **options))
        return opened[-1]

    yield start
    for reader in opened:
        reader.context.close()
