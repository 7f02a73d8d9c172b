"""Maps of a list of every intercommunalité and commune: pages stay light, and say the same as the rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from weighing import LIGHTEST, weight

from dashboards.assets import copy_assets
from dashboards.build import CONTOURS
from dashboards.charts import carte_communes, carte_statuts
from dashboards.charts.base import Chart
from dashboards.contours import FILES, read_contours
from dashboards.export import figures, write_text
from dashboards.pages import Site, presence
from dashboards.place import Place
from dashboards.points import placed
from dashboards.render import environment, render
from dashboards.source import Edition
from dashboards.words import EN, UNTRANSLATED
from pipelines.config import Settings

PLACE = Place("2026-10")
LONGER = 5_000
"""Bytes by which an English page may be longer."""
OF_EPCI, OF_COMMUNES = "carte-epci", "carte-communes"
CODES = ("present_active", "present_unobserved", "absent_confirmed", "unknown")
REASONS = {"absent_confirmed": "searched_everywhere", "unknown": "site_unreachable:timeout"}


@pytest.fixture(scope="module")
def whole(edition: Edition) -> Edition:
    """Every body of the level on every network that the test world observes, a third of them unknown."""
    table = pl.read_parquet(Settings().reference_dir / "territories.parquet")
    now = table.filter(
        (pl.col("vintage") == 2026) & pl.col("level").is_in(["epci", "commune"]) & (pl.col("zone") != "com")
    )
    known = [column for column in edition.members.columns if column in now.columns]
    members = pl.concat(
        [edition.members.clear(), now.select(known).cast(dict(edition.members.select(known).schema))], how="diagonal"
    ).with_columns(roster_id=pl.lit(edition.roster_id), weight=pl.lit(1.0))
    seed = pl.concat_str("territory_id", "network").hash(7)
    statuses = (
        members.select("roster_id", "territory_id", "stratum")
        .join(pl.DataFrame({"network": edition.observed_networks}), how="cross")
        .with_columns(month=pl.lit(edition.month), status=pl.lit(list(CODES)).list.get(seed % len(CODES)))
        .with_columns(reason=pl.col("status").replace_strict(REASONS, default="E1+E4"))
    )
    frames = {**edition.frames, "roster.members": members, "barometer.status": statuses}
    return replace(edition, frames=frames)


def charts_of(edition: Edition) -> dict[str, Chart]:
    made = (
        carte_statuts.chart(edition, "epci", read_contours(CONTOURS, FILES["epci"])),
        carte_communes.chart(edition, read_contours(CONTOURS, FILES["departement"])),
    )
    return {chart.slug: chart for chart in made if chart is not None}


@pytest.fixture(scope="module")
def charts(whole: Edition) -> dict[str, Chart]:
    return charts_of(whole)


@pytest.fixture(scope="module")
def built(whole: Edition, charts: dict[str, Chart], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of both maps, with all that they load."""
    return build(whole, charts, tmp_path_factory.mktemp("whole"))


def build(edition: Edition, charts: dict[str, Chart], out: Path) -> Path:
    copy_assets(out, tuple(chart.contours for chart in charts.values() if chart.contours is not None))
    words = edition.words
    for chart in charts.values():
        for name, text in figures(chart).items():
            write_text(out / words.folder / "assets" / "figures" / name, text)
    env = environment(edition, PLACE)
    site = Site(edition, charts, frozenset(), out, out / "barometre.duckdb", PLACE)
    for page in presence.maps(site):
        if page.path.partition("/")[0] in charts:
            write_text(out / words.folder / page.file, render(env, page, words, frozenset()))
    return out


def test_the_pages_of_both_maps_and_of_each_region_are_light(built: Path) -> None:
    pages = sorted(built.rglob("index.html"))
    assert len(pages) == 2 + 18
    weights = {page.relative_to(built).as_posix(): weight(page) for page in pages}
    assert {name: size for name, size in weights.items() if size > LIGHTEST - LONGER} == {}


def test_they_are_told_in_english_too(whole: Edition, tmp_path: Path) -> None:
    one = whole.frame("barometer.status").filter(pl.col("network") == "facebook")
    english = replace(whole, frames={**whole.frames, "barometer.status": one}).speaking(EN)
    pages = sorted(build(english, charts_of(english), tmp_path).rglob("*.html"))
    assert len(pages) == 2 + 18
    texts = [page.read_text("utf-8") for page in pages]
    assert not [text for text in texts if UNTRANSLATED in text]
    assert [text for text in texts if "<h1>Intermunicipal bodies of Bretagne</h1>" in text]


def test_the_table_of_the_map_counts_what_the_tables_of_regions_say(charts: dict[str, Chart], built: Path) -> None:
    chart = charts[OF_EPCI]
    assert len(chart.rows) == 1253 * len(chart.variants)
    for network in (variant.key for variant in chart.variants):
        rows = [row for row in chart.rows if row["network"] == network]
        counts = Counter((row["region_code"], row["status"].partition("_")[0]) for row in rows)
        for line in (line for line in chart.summary if line["network"] == network):
            found = [line[column] for column in carte_statuts.SUMMED]
            assert found == [counts[line["area_code"], state] for state in ("present", "absent", "unknown")]
        assert (
            sum(sum(line[c] for c in carte_statuts.SUMMED) for line in chart.summary if line["network"] == network)
            == 1253
        )
    matrix = chart.matrix
    assert matrix is not None and len(matrix.lines) == 18 and matrix.lines[0][0] == ("Guadeloupe",)
    text = (built / OF_EPCI / "53" / "index.html").read_text("utf-8")
    own = [row for row in chart.rows if row["region_code"] == "53"]
    assert text.partition("<tbody>")[2].count("<tr>") * len(chart.variants) == len(own) > 800
    assert text.count('<td class="u">') == sum(row["status"] == "unknown" for row in own)


def test_every_commune_of_the_country_is_a_stroke_of_its_state(charts: dict[str, Chart]) -> None:
    chart = charts[OF_COMMUNES]
    assert chart.points is not None and len(chart.points.codes) == 34_871
    assert (
        dict(chart.method)["Hors carte"]
        == "Sans point dans cette édition : Celles, Chalinargues, Chavagnac et Sainte-Anastasie."
    )
    variant = chart.variants[0]
    own = [row for row in chart.rows if row["network"] == variant.key]
    drawn = {
        trace["meta"]["column"]: trace["lon"].count(None)
        for trace in placed(variant.figure, chart.points)["data"]
        if "column" in trace.get("meta", {})
    }
    assert drawn == {column: sum(row[column] for row in own) for column in carte_communes.COUNTED}
    assert sum(drawn.values()) == 34_871


def test_names_of_a_long_list_are_short_where_a_figure_tells_them(charts: dict[str, Chart]) -> None:
    told = [name for trace in charts[OF_EPCI].variants[0].figure["data"] for name in trace.get("hovertext", ())]
    assert len(told) == 1253
    assert "CC du Pays de Fayence" in told and not [name for name in told if name.startswith("Communauté de communes")]
