"""Contours of the maps: reads the GeoJSON files of data/reference/contours and hatches areas. Draws nothing itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from dashboards.folding import signed
from pipelines.model.errors import ReferenceDataError

FILES: Final = {"region": "regions_2016_insets", "departement": "departements_insets", "epci": "epci_2026_insets"}
HISTORIC_REGIONS: Final = "regions_2015_insets"
LINES_ACROSS: Final = 56
"""Hatch lines over the whole map: about one every 9 pixels on a map 520 pixels high; more in small areas."""
LEAST_ACROSS: Final = 2
"""Hatch lines over the smallest area."""

MARGIN: Final = 0.03
GRAIN: Final = 500
"""Steps of a page's contours in a degree: a tenth of a pixel on a map 520 pixels high."""
GRAIN_OF_MANY: Final = 125
"""The same for a file of more than `MANY` areas: half a pixel."""
MANY: Final = 500

Point = tuple[float, float]


@dataclass(frozen=True)
class Contours:
    """The areas of one level: `name` of the file and its `folder`, `features` as in it, `names` by code."""

    name: str
    features: tuple[Mapping[str, Any], ...]
    folder: Path = Path()

    @cached_property
    def names(self) -> dict[str, str]:
        return {str(item["properties"]["code"]): str(item["properties"]["nom"]) for item in self.features}

    @property
    def geojson(self) -> dict[str, Any]:
        return {"type": "FeatureCollection", "name": self.name, "features": list(self.features)}

    @property
    def grain(self) -> int:
        """Steps in a degree of what pages load."""
        return GRAIN if len(self.features) <= MANY else GRAIN_OF_MANY

    @property
    def folded(self) -> list[tuple[str, list[list[str]]]]:
        """The areas as pages load them, a sixth as long: code, and polygons whose rings are steps from a point to the
        next, x then y, the first from (0, 0), in parts of a degree (`grain`), written as in source maps."""
        return [
            (code, [[_folded(ring, self.grain) for ring in polygon] for polygon in _polygons(item["geometry"])])
            for code, item in zip(self.names, self.features, strict=True)
        ]

    @cached_property
    def rings(self) -> dict[str, list[list[Point]]]:
        """The outlines of each area, by code: exterior rings and holes."""
        return {str(item["properties"]["code"]): list(_rings(item["geometry"])) for item in self.features}

    @cached_property
    def bounds(self) -> tuple[Point, Point]:
        """(west, east) and (south, north) of all areas, in degrees, with a margin all around."""
        points = [point for rings in self.rings.values() for ring in rings for point in ring]
        sides = [sorted(values) for values in zip(*points, strict=True)]
        (west, east), (south, north) = [
            (side[0] - (side[-1] - side[0]) * MARGIN, side[-1] + (side[-1] - side[0]) * MARGIN) for side in sides
        ]
        return (west, east), (south, north)

    @cached_property
    def _step(self) -> float:
        sums = [x + y for rings in self.rings.values() for ring in rings for x, y in ring]
        return (max(sums) - min(sums)) / LINES_ACROSS

    def hatching(self, codes: list[str]) -> tuple[list[float | None], list[float | None]]:
        """Longitudes and latitudes of diagonal segments inside the areas; None parts two segments."""
        longitudes: list[float | None] = []
        latitudes: list[float | None] = []
        for code in codes:
            for start, end in _segments(self.rings[code], _own_step(self.rings[code], self._step)):
                longitudes += [round(start[0], 3), round(end[0], 3), None]
                latitudes += [round(start[1], 3), round(end[1], 3), None]
        return longitudes, latitudes


def read_contours(folder: Path, name: str) -> Contours:
    """Read `<folder>/<name>.geojson`: features with properties `code` and `nom`, exterior rings clockwise.

    Raises:
        ReferenceDataError: the file is missing or is not such a collection.
    """
    path = folder / f"{name}.geojson"
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        contours = Contours(name, tuple(features), folder)
        if not contours.names:
            raise ReferenceDataError(f"{path} holds no area")
    except FileNotFoundError:
        raise ReferenceDataError(f"{path} is missing: run data/reference/build.py, which makes the contours") from None
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ReferenceDataError(f"{path} is not a GeoJSON collection with `code` and `nom`: {error!r}") from error
    return contours


def folded_hatching(longitudes: Sequence[float | None], latitudes: Sequence[float | None]) -> str:
    """Segments of `Contours.hatching` as pages load them: steps to the start of each, then how far east and south it
    runs, in parts of a degree (`GRAIN`)."""
    text, x, y = "", 0, 0
    for west, north, east in zip(longitudes[::3], latitudes[::3], longitudes[1::3], strict=True):
        to_x, to_y = (round(GRAIN * (value or 0.0)) for value in (west, north))
        text += signed(to_x - x) + signed(to_y - y) + signed(round(GRAIN * (east or 0.0)) - to_x)
        x, y = to_x, to_y
    return text


def _polygons(geometry: Mapping[str, Any]) -> Iterator[list[list[Point]]]:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    for polygon in coordinates if kind == "MultiPolygon" else [coordinates]:
        yield [[(float(x), float(y)) for x, y, *_ in ring] for ring in polygon]


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[Point]]:
    return (ring for polygon in _polygons(geometry) for ring in polygon)


def _folded(ring: list[Point], grain: int) -> str:
    points = [(0, 0), *((round(grain * x), round(grain * y)) for x, y in ring)]
    return "".join(signed(to_x - x) + signed(to_y - y) for (x, y), (to_x, to_y) in pairwise(points))


def _own_step(rings: list[list[Point]], step: float) -> float:
    """`step`, halved until an area is crossed by as many lines as the smallest needs."""
    sums = [x + y for ring in rings for x, y in ring]
    while (max(sums) - min(sums)) < LEAST_ACROSS * step:
        step /= 2
    return step


def _segments(rings: list[list[Point]], step: float) -> Iterator[tuple[Point, Point]]:
    """Even–odd clipping of the lines x + y = k·step by the rings (holes included)."""
    crossings: dict[int, list[Point]] = {}
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            low, high = sorted((x1 + y1, x2 + y2))
            for index in range(int(-(-low // step)), int(-(-high // step))):
                part = (index * step - (x1 + y1)) / ((x2 + y2) - (x1 + y1))
                crossings.setdefault(index, []).append((x1 + part * (x2 - x1), y1 + part * (y2 - y1)))
    for index in sorted(crossings):
        points = sorted(crossings[index])
        yield from zip(points[::2], points[1::2], strict=False)
