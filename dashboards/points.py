"""Points of communes on a map: reads their file beside the contours, folds those of a list, places them in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import polars as pl

from dashboards.contours import Point
from dashboards.enlarged import Enlarged
from dashboards.folding import DIGITS, digits
from pipelines.model.errors import ReferenceDataError

FILE: Final = "communes_2026_points_insets.parquet"
GRAIN: Final = 60
"""Steps of the grid of points in a degree: a pixel on a map 600 pixels high, whose communes are two pixels apart."""
STATES: Final = 3
"""States of points to a digit of 64: two bits each."""


@dataclass(frozen=True)
class Points:
    """Communes of a list where a map draws them, in the order of a page: line by line of a grid from the north, each
    from the west. `names` are '' for a list so long that no page could hold them, `absent` the codes without a
    point, `box` where those of Paris and its inner suburbs are drawn."""

    codes: tuple[str, ...]
    cells: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    absent: tuple[str, ...] = ()
    box: Enlarged | None = None

    @cached_property
    def corner(self) -> tuple[int, int]:
        """West and north of all, in steps of the grid."""
        return min(x for x, _ in self.cells), max(y for _, y in self.cells)

    @cached_property
    def places(self) -> list[Point]:
        """Longitude and latitude on the map, in the order of `codes`."""
        return [(x / GRAIN, y / GRAIN) for x, y in self.cells]

    @property
    def folded(self) -> dict[str, Any]:
        """What a page loads of them, once for all settings: a number for each, how many cells of the grid it lies after
        the one before."""
        west, north = self.corner
        width = max(x for x, _ in self.cells) - west + 1
        found = [0, *((north - y) * width + x - west for x, y in self.cells)]
        steps = "".join(map(digits, (after - before for before, after in pairwise(found))))
        names = {"names": list(self.names)} if any(self.names) else {}
        return {"grain": GRAIN, "west": west, "north": north, "width": width, "steps": steps, **names}


def read_points(folder: Path) -> Mapping[str, Point]:
    """Where the maps draw each commune, by code, with the contours of départements beside.

    Raises:
        ReferenceDataError: the file is missing.
    """
    path = folder / FILE
    if not path.is_file():
        raise ReferenceDataError(f"{path} is missing: run data/reference/build.py, which makes the points of communes")
    return {code: (x, y) for code, x, y in pl.read_parquet(path).iter_rows()}


def points_of(
    names: Mapping[str, str], places: Mapping[str, Point], *, with_names: bool, box: Enlarged | None = None
) -> Points:
    """The points of the communes of `names` (by code) that have one; `box` moves those that it enlarges."""
    places = box.moved(places) if box else places
    cells = {code: _cell(places[code]) for code in names if code in places}
    codes = sorted(cells, key=lambda code: (-cells[code][1], cells[code][0], code))
    shown = tuple(names[code] if with_names else "" for code in codes)
    return Points(
        tuple(codes), tuple(cells[code] for code in codes), shown, tuple(sorted(set(names) - set(cells))), box
    )


def packed(states: Sequence[int]) -> str:
    """States of 0 to 3 in the order of the points, three to a digit, the first lowest."""
    groups = (states[at : at + STATES] for at in range(0, len(states), STATES))
    return "".join(DIGITS[sum(state << 2 * place for place, state in enumerate(group))] for group in groups)


def unpacked(text: str) -> list[int]:
    """The states of `packed`, and as many zeros as its last digit has room for."""
    return [DIGITS.index(digit) >> 2 * place & 3 for digit in text for place in range(STATES)]


def placed(figure: Mapping[str, Any], points: Points) -> dict[str, Any]:
    """The figure with the points of each trace that has a `state`: markers with their names, or strokes of a `slant`
    (half their width and height, in degrees). `site.js` does the same on pages.
    """
    states = unpacked(figure["states"])
    return {
        **{key: part for key, part in figure.items() if key != "states"},
        "data": [_placed(trace, points, states) if "state" in trace else trace for trace in figure["data"]],
    }


def _placed(trace: Mapping[str, Any], points: Points, states: Sequence[int]) -> dict[str, Any]:
    own = [at for at in range(len(points.codes)) if states[at] == trace["state"]]
    kept = {key: part for key, part in trace.items() if key not in ("state", "slant")}
    if "slant" not in trace:
        places = [points.places[at] for at in own]
        return kept | {
            "lon": [x for x, _ in places], "lat": [y for _, y in places], "text": [points.names[at] for at in own]
        }  # fmt: skip
    across, up = trace["slant"]
    ends = [(points.places[at], sign) for at in own for sign in (-1, 1, None)]
    return kept | {
        "lon": [None if sign is None else x + sign * across for (x, _), sign in ends],
        "lat": [None if sign is None else y + sign * up for (_, y), sign in ends],
    }


def _cell(place: Point) -> tuple[int, int]:
    x, y = place
    return round(GRAIN * x), round(GRAIN * y)
