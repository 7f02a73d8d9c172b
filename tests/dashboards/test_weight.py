"""What a page weighs, with fifteen networks: the page itself, and all that it opens with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from weighing import LIGHTEST, weight

from dashboards.build import CONTOURS, SiteReport
from dashboards.charts.carte import hatching
from dashboards.contours import FILES, HISTORIC_REGIONS, read_contours
from dashboards.export import contours_script
from pipelines.model.fields import TABLES


def test_a_page_and_all_that_it_opens_with_are_light(site: Path) -> None:
    for page in site.rglob("*.html"):
        assert weight(page) <= LIGHTEST, page


def test_the_real_contours_leave_a_map_room_for_its_table() -> None:
    for name in (FILES["region"], FILES["departement"], HISTORIC_REGIONS):
        contours = read_contours(CONTOURS, name)
        codes = list(contours.names)
        hatched = json.dumps(hatching(codes, contours))
        assert len(contours_script(contours)) + len(hatched) < 80_000, name


def test_the_map_of_epci_leaves_room_for_those_of_a_list() -> None:
    contours = read_contours(CONTOURS, FILES["epci"])
    rare = json.dumps(hatching(list(contours.names)[::30], contours))
    assert len(contours.names) > 30 * 36
    assert len(contours_script(contours)) + len(rare) < 90_000


@pytest.fixture(scope="module")
def full(database: Path, build: Callable[..., SiteReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a year of every network, each of them ranked."""
    folder = tmp_path_factory.mktemp("full")
    world = folder / "full.duckdb"
    world.write_bytes(database.read_bytes())
    names = ", ".join(column for column in TABLES["barometer.ranking"].columns if column != "network")
    columns = {name: TABLES[name].columns for name in ("barometer.presence", "roster.months")}
    with duckdb.connect(str(world)) as connection:
        connection.execute("CREATE TEMP TABLE first AS FROM barometer.ranking WHERE network = 'facebook'")
        connection.execute("DELETE FROM barometer.ranking")
        connection.execute(
            f"INSERT INTO barometer.ranking BY NAME SELECT {names}, n.network FROM first,"
            " (SELECT DISTINCT network FROM reference.networks WHERE network <> 'website') n"
        )
        for name, found in columns.items():
            others = ", ".join(column for column in found if column != "month")
            connection.execute(f"CREATE OR REPLACE TEMP TABLE last AS FROM {name} WHERE month = DATE '2026-10-01'")
            connection.execute(f"DELETE FROM {name} WHERE month BETWEEN DATE '2025-10-01' AND DATE '2026-09-01'")
            connection.execute(
                f"INSERT INTO {name} BY NAME SELECT {others}, data_origin, CAST(month - to_months(i) AS DATE) AS month"
                " FROM last, (SELECT unnest(generate_series(1, 12)) AS i)"
            )
    build(world, folder / "site")
    return folder / "site"


def test_pages_stay_light_with_a_year_of_every_network_and_when_every_network_is_ranked(full: Path) -> None:
    test_a_page_and_all_that_it_opens_with_are_light(full)
    shown = (full / "progressions" / "dep-3" / "index.html").read_text("utf-8")
    for mark in ('id="mastodon"', 'href="../dep/index.html#facebook"', 'href="../dep-2/index.html#bluesky"'):
        assert mark in shown
    shown = (full / "presence-temps/index.html").read_text("utf-8")
    head = shown.partition("<thead>")[2].partition("</thead>")[0]
    assert (head.count("2025"), head.count("2026")) == (3, 10)
