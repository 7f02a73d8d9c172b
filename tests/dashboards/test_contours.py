from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.contours import GRAIN, Contours, read_contours
from dashboards.folding import DIGITS
from pipelines.model.errors import ReferenceDataError


def area(code: str, rings: list[list[list[float]]]) -> dict[str, object]:
    geometry = {"type": "Polygon", "coordinates": rings}
    return {"type": "Feature", "properties": {"code": code, "nom": code.upper()}, "geometry": geometry}


SQUARE = [[0.0, 0.0], [0.0, 10.0], [10.0, 10.0], [10.0, 0.0], [0.0, 0.0]]
HOLE = [[4.0, 4.0], [6.0, 4.0], [6.0, 6.0], [4.0, 6.0], [4.0, 4.0]]


def test_hatching_stays_inside_the_area_and_out_of_its_holes() -> None:
    contours = Contours("test", (area("a", [SQUARE, HOLE]),))
    longitudes, latitudes = contours.hatching(["a"])
    assert len(longitudes) == len(latitudes) > 30
    ends = list(zip(longitudes, latitudes, strict=True))
    for start, end in zip(ends[::3], ends[1::3], strict=True):
        assert None not in start + end
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2  # type: ignore[operator]
        assert 0 <= x <= 10
        assert 0 <= y <= 10
        assert not (4 < x < 6 and 4 < y < 6)
        assert start[0] + start[1] == pytest.approx(end[0] + end[1], abs=0.003)  # type: ignore[operator]
    assert set(longitudes[2::3]) == {None}


def test_the_smallest_area_is_hatched_too() -> None:
    speck = [[0.1, 0.1], [0.1, 0.13], [0.13, 0.13], [0.13, 0.1], [0.1, 0.1]]
    contours = Contours("test", (area("a", [SQUARE]), area("b", [speck])))
    longitudes, _ = contours.hatching(["b"])
    assert 3 <= len(longitudes) <= 3 * 5


def test_bounds_have_a_small_margin() -> None:
    contours = Contours("test", (area("a", [SQUARE]),))
    assert contours.bounds == (pytest.approx((-0.3, 10.3)), pytest.approx((-0.3, 10.3)))


def test_pages_load_the_same_contours_as_steps() -> None:
    contours = Contours("test", (area("a", [SQUARE, HOLE]), area("b", [SQUARE])))
    (code, polygons), (other, alone) = contours.folded
    assert (code, other) == ("a", "b")
    assert [[unfolded(ring) for ring in polygon] for polygon in polygons] == [[SQUARE, HOLE]]
    assert [[unfolded(ring) for ring in polygon] for polygon in alone] == [[SQUARE]]
    assert contours.folded[0][1][0][1].startswith("g9Dg9D"), (
        "4 degrees, 2 000 steps: 4 000 is 0, 29, 3 by fives of bits"
    )


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=4, max_size=30))
def test_no_point_of_a_page_is_further_than_half_a_step_from_its_own(points: list[tuple[float, float]]) -> None:
    ring = [[x, y] for x, y in points]
    ((_, [[text]]),) = Contours("test", (area("a", [ring]),)).folded
    for place, own in zip(unfolded(text), ring, strict=True):
        assert place == pytest.approx(own, abs=0.5 / GRAIN + 1e-9)


def unfolded(text: str) -> list[list[float]]:
    steps, value, shift = [], 0, 0
    for digit in map(DIGITS.index, text):
        value, shift = value | (digit & 31) << shift, shift + 5
        if digit < 32:
            steps.append(-(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    xs, ys = (list(itertools.accumulate(steps[start::2])) for start in (0, 1))
    return [[x / GRAIN, y / GRAIN] for x, y in zip(xs, ys, strict=True)]


def test_many_areas_are_coarser() -> None:
    few, many = (Contours("test", tuple(area(str(at), [SQUARE]) for at in range(n))) for n in (500, 501))
    assert (few.grain, many.grain) == (GRAIN, 125)
    assert unfolded(few.folded[0][1][0][0])[2] == [10, 10]
    assert unfolded(many.folded[0][1][0][0])[2] == [10 * 125 / GRAIN] * 2


def test_missing_contours_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"departements_insets\.geojson is missing: run"):
        read_contours(tmp_path, "departements_insets")


@pytest.mark.parametrize(
    "text", ["", "{}", '{"features": []}', '{"features": [{"properties": {}}]}', '{"features": 3}']
)
def test_a_file_that_is_not_contours_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.geojson").write_text(text, "utf-8")
    with pytest.raises(ReferenceDataError, match=r"x\.geojson"):
        read_contours(tmp_path, "x")
