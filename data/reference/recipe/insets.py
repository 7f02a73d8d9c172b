"""The five DROM moved and scaled into a column of boxes south-west of métropole, off the Spanish coast.

A drawing convention, not geography: never compute a distance or an area on these contours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, radians
from typing import Any, Final

Box = tuple[float, float, float, float]
Feature = dict[str, Any]

WEST: Final = -6.6
TOP: Final = 46.9
WIDTH: Final = 1.7
HEIGHT: Final = 1.0
GAP: Final = 0.12
MARGIN: Final = 0.06


def bounds(features: list[Feature]) -> Box:
    """West, south, east, north of MultiPolygon features."""
    points = [point for item in features for polygon in item["geometry"]["coordinates"] for point in polygon[0]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def slot(rank: int) -> Box:
    """The box of the DROM of `rank` (0 at the top): west, south, east, north."""
    north = TOP - rank * (HEIGHT + GAP)
    return WEST, round(north - HEIGHT, 3), round(WEST + WIDTH, 3), round(north, 3)


def into_box(around: Box, box: Box) -> tuple[Callable[[float, float], list[float]], float]:
    """Where a point of `around` lies when it is centred in `box`, as large as fits, and the scale (1 = as large as
    métropole on a Mercator-like map).

    Longitudes are stretched by the ratio of the cosines of latitude, so that the shape looks as it does at home.
    """
    west, south, east, north = around
    left, bottom, right, top = box
    stretch = cos(radians((south + north) / 2)) / cos(radians((bottom + top) / 2))
    room_x, room_y = right - left - 2 * MARGIN, top - bottom - 2 * MARGIN
    scale = min(room_x / ((east - west) * stretch), room_y / (north - south))
    x0, y0 = (west + east) / 2, (south + north) / 2
    cx, cy = (left + right) / 2, (bottom + top) / 2
    return lambda x, y: [cx + (x - x0) * stretch * scale, cy + (y - y0) * scale], scale


def moved(features: list[Feature], box: Box) -> tuple[list[Feature], float]:
    """`features` together in `box`, and their scale."""
    to, scale = into_box(bounds(features), box)

    def place(feature: Feature) -> Feature:
        coordinates = [
            [[to(x, y) for x, y in ring] for ring in polygon] for polygon in feature["geometry"]["coordinates"]
        ]
        return feature | {"geometry": {"type": "MultiPolygon", "coordinates": coordinates}}

    return [place(feature) for feature in features], scale


def with_insets(
    features: list[Feature], names: Mapping[str, str], box_of: Mapping[str, str]
) -> tuple[list[Feature], list[dict[str, Any]]]:
    """`features` with those of `box_of` (code → code of its box) moved into the boxes of `names` (code → name, from the
    top down; what shares a box moves as one), and the boxes: code, nom, bbox, scale."""
    placed = [feature for feature in features if feature["properties"]["code"] not in box_of]
    boxes = []
    for rank, (code, name) in enumerate(names.items()):
        inside = [feature for feature in features if box_of.get(feature["properties"]["code"]) == code]
        shifted, scale = moved(inside, slot(rank))
        placed += shifted
        boxes.append({"code": code, "nom": name, "bbox": list(slot(rank)), "scale": round(scale, 3)})
    return placed, boxes
