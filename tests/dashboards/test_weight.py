"""What a page weighs, with fifteen networks: the page itself, and with the figures that it opens with."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb

from dashboards.build import SiteReport
from pipelines.model.fields import TABLES


def test_pages_are_light(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert path.stat().st_size < 200_000, path


def test_a_page_and_the_figures_that_it_opens_with_are_light(site: Path) -> None:
    loaded = 0
    for page in site.rglob("*.html"):
        scripts = re.findall(r'src="([^"]*/figures/[^"]+)"', page.read_text("utf-8"))
        figures = [page.parent / script for script in scripts]
        assert sum(path.stat().st_size for path in (page, *figures)) < 200_000, page
        loaded += len(figures)
    assert loaded >= 11


def test_pages_of_growth_stay_light_when_every_network_is_ranked(
    database: Path, build: Callable[..., SiteReport], tmp_path: Path
) -> None:
    full = tmp_path / "full.duckdb"
    full.write_bytes(database.read_bytes())
    names = ", ".join(column for column in TABLES["barometer.ranking"].columns if column != "network")
    with duckdb.connect(str(full)) as connection:
        connection.execute("CREATE TEMP TABLE first AS FROM barometer.ranking WHERE network = 'facebook'")
        connection.execute("DELETE FROM barometer.ranking")
        connection.execute(
            f"INSERT INTO barometer.ranking BY NAME SELECT {names}, n.network FROM first,"
            " (SELECT DISTINCT network FROM reference.networks WHERE network <> 'website') n"
        )
    build(full, tmp_path / "site")
    shown = (tmp_path / "site" / "progressions" / "dep-3.html").read_text("utf-8")
    for mark in ('id="mastodon"', 'href="dep.html#facebook"', 'href="dep-2.html#bluesky"'):
        assert mark in shown
    for path in (tmp_path / "site").rglob("*.html"):
        assert path.stat().st_size < 200_000, path


def test_a_year_of_every_network_stays_light(database: Path, build: Callable[..., SiteReport], tmp_path: Path) -> None:
    full = tmp_path / "full.duckdb"
    full.write_bytes(database.read_bytes())
    columns = {name: TABLES[name].columns for name in ("barometer.presence", "roster.months")}
    with duckdb.connect(str(full)) as connection:
        for name, found in columns.items():
            others = ", ".join(column for column in found if column != "month")
            connection.execute(f"CREATE OR REPLACE TEMP TABLE last AS FROM {name} WHERE month = DATE '2026-10-01'")
            connection.execute(f"DELETE FROM {name} WHERE month BETWEEN DATE '2025-10-01' AND DATE '2026-09-01'")
            connection.execute(
                f"INSERT INTO {name} BY NAME SELECT {others}, data_origin, CAST(month - to_months(i) AS DATE) AS month"
                " FROM last, (SELECT unnest(generate_series(1, 12)) AS i)"
            )
    build(full, tmp_path / "site")
    shown = (tmp_path / "site" / "evolution.html").read_text("utf-8")
    head = shown.partition("<thead>")[2].partition("</thead>")[0]
    assert (head.count("2025"), head.count("2026")) == (3, 10)
    test_a_page_and_the_figures_that_it_opens_with_are_light(tmp_path / "site")
