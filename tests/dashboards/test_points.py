"""Points of communes: where they lie, what a page loads of them, and that each is drawn once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from math import dist
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.build import CONTOURS
from dashboards.charts import carte_communes
from dashboards.charts.base import Chart
from dashboards.contours import FILES, read_contours
from dashboards.enlarged import BOX, HOME, enlarged
from dashboards.points import GRAIN, packed, placed, points_of, read_points, unpacked
from dashboards.source import Edition
from pipelines.model.errors import ReferenceDataError

UNPLACED = "01025"
"""The commune of the test world of which its maps have no point."""


@pytest.fixture(scope="module")
def chart(edition: Edition, contours: Path) -> Chart:
    made = carte_communes.chart(edition, read_contours(contours, FILES["departement"]))
    assert made is not None
    return made


@given(st.lists(st.integers(0, 3), max_size=40))
def test_states_are_read_as_they_were_written(states: list[int]) -> None:
    text = packed(states)
    assert len(text) == -(-len(states) // 3)
    assert unpacked(text)[: len(states)] == states
    assert not any(unpacked(text)[len(states) :])


@given(
    st.dictionaries(
        st.text("0123456789AB", min_size=5, max_size=5),
        st.tuples(st.floats(-7, 10), st.floats(41, 51.2)),
        min_size=1,
        max_size=30,
    )
)
def test_a_page_loads_points_as_steps_from_cell_to_cell(places: dict[str, tuple[float, float]]) -> None:
    points = points_of(dict.fromkeys(places, "Nom"), places, with_names=True)
    assert sorted(points.codes) == sorted(places)
    held, cell, found = points.folded, 0, []
    for step in numbers(held["steps"]):
        cell += step
        found.append(((held["west"] + cell % held["width"]) / GRAIN, (held["north"] - cell // held["width"]) / GRAIN))
    assert found == points.places
    for code, place in zip(points.codes, found, strict=True):
        assert place == pytest.approx(places[code], abs=0.5 / GRAIN + 1e-9)


def numbers(text: str) -> list[int]:
    from dashboards.folding import DIGITS

    found, value, shift = [], 0, 0
    for digit in map(DIGITS.index, text):
        value, shift = value | (digit & 31) << shift, shift + 5
        if digit < 32:
            found.append(value)
            value = shift = 0
    return found


def test_each_point_is_drawn_in_the_count_of_its_departement(chart: Chart, edition: Edition) -> None:
    assert chart.points is not None
    for variant in chart.variants:
        drawn: Counter[tuple[str, str]] = Counter()
        for trace in placed(variant.figure, chart.points)["data"]:
            if trace["type"] == "scattergeo" and "frame" not in trace["meta"]:
                assert len(trace["lon"]) == len(trace["lat"]) == len(trace["text"])
                drawn.update((name[-4:].strip("( )"), trace["meta"]["column"]) for name in trace["text"])
        rows = [row for row in chart.rows if row["network"] == variant.key]
        assert {key: count for key, count in drawn.items() if count} == {
            (row["area_code"], column): row[column] for row in rows for column in carte_communes.COUNTED if row[column]
        }
        assert sum(drawn.values()) == len(chart.points.codes) == sum(row["member_count"] for row in rows)


def test_paris_and_its_inner_suburbs_are_drawn_apart_in_a_box_of_their_own() -> None:
    contours = read_contours(CONTOURS, FILES["departement"])
    box, places = enlarged(contours), read_points(CONTOURS)
    assert box is not None and box.scale > 5
    west, south, east, north = BOX
    (left, right), (bottom, top) = contours.bounds
    assert left < west and right > east and bottom < south and north < top
    inside = points_of(dict.fromkeys(places, ""), places, with_names=False, box=box)
    apart = {
        code: place for code, place in zip(inside.codes, inside.places, strict=True)
        if west <= place[0] <= east and south <= place[1] <= north
    }  # fmt: skip
    assert {code[:2] for code in apart} == set(HOME) and len(apart) == 123
    assert apart.keys() == {code for code in places if code[:2] in HOME}
    home = points_of(dict.fromkeys(apart, ""), places, with_names=False)
    assert (crowded(home.places), crowded(list(apart.values()))) == (123, 4)
    outlines = [point for rings in contours.rings.values() for ring in rings for point in ring]
    assert not [(x, y) for x, y in outlines if west <= x <= east and south <= y <= north]


def crowded(places: list[tuple[float, float]]) -> int:
    """Points that have another nearer than three steps of the grid."""
    near = [dist(one, other) * GRAIN < 3 for one, other in combinations(places, 2)]
    pairs = [pair for pair, is_near in zip(combinations(range(len(places)), 2), near, strict=True) if is_near]
    return len({at for pair in pairs for at in pair})


def test_a_map_whose_suburbs_are_large_or_missing_has_no_box(contours: Path) -> None:
    drawn = read_contours(contours, FILES["departement"])
    assert enlarged(drawn) is None
    real = read_contours(CONTOURS, FILES["departement"])
    assert enlarged(replace(real, features=real.features[:40])) is None


def test_the_box_holds_the_outlines_and_says_what_it_is(edition: Edition) -> None:
    made = carte_communes.chart(edition, read_contours(CONTOURS, FILES["departement"]))
    assert made is not None and "Paris et sa petite couronne" in dict(made.method)["Lieu"]
    frames = [trace for trace in made.variants[0].figure["data"] if "frame" in trace["meta"]]
    assert [trace["mode"] for trace in frames] == ["lines", "text"]
    assert frames[1]["text"] == ["Paris et<br>petite couronne"]
    alone = edition.members.filter(~pl.col("departement_code").is_in(HOME) | (pl.col("level") != "commune"))
    bare = replace(edition, frames={**edition.frames, "roster.members": alone})
    less = carte_communes.chart(bare, read_contours(CONTOURS, FILES["departement"]))
    assert less is not None and not [one for one in less.variants[0].figure["data"] if "frame" in one["meta"]]


def test_a_commune_without_a_point_is_named_and_is_in_the_csv_of_statuses(chart: Chart, edition: Edition) -> None:
    assert chart.points is not None and chart.points.absent == (UNPLACED,)
    assert dict(chart.method)["Hors carte"] == "Sans point dans cette édition : Bâgé-Dommartin."
    listed = carte_communes.statuses(edition)
    assert listed.filter(pl.col("code") == UNPLACED).height == 1
    assert listed.height == len(chart.points.codes) + 1
    assert not listed.null_count().select(edition.observed_networks).row(0).count(1)


def test_a_status_that_nobody_published_is_unknown(edition: Edition, contours: Path) -> None:
    frame = edition.frame("barometer.status")
    gone = frame.filter(~((pl.col("territory_id") == "commune:38185") & (pl.col("network") == "facebook")))
    assert gone.height == frame.height - 1
    bare = replace(edition, frames={**edition.frames, "barometer.status": gone})
    listed = carte_communes.statuses(bare)
    assert listed.filter(pl.col("code") == "38185")["facebook"].to_list() == ["unknown"]


def test_a_list_without_communes_has_no_such_map(edition: Edition, contours: Path) -> None:
    members = edition.members.filter(pl.col("level") != "commune")
    bare = replace(edition, frames={**edition.frames, "roster.members": members})
    assert carte_communes.chart(bare, read_contours(contours, FILES["departement"])) is None


def test_missing_points_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"parquet is missing: run"):
        read_points(tmp_path)
