"""A point for each commune, where the maps draw it: in the middle of its shapes, or in the box of its DROM."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import copysign
from typing import Any, Final

import polars as pl
from recipe.insets import bounds, into_box, slot

Feature = dict[str, Any]
Moments = tuple[float, float, float]
DECIMALS: Final = 3


def commune_points(shapes: Iterable[Feature], departements: Sequence[Feature], boxes: Sequence[str]) -> pl.DataFrame:
    """`code`, `x`, `y` by code, in degrees of a map whose `boxes` (codes of départements, from the top down) hold the
    DROM, as those of its contours do. `shapes` are those of communes, several of one where it has parts, holes left
    out; a commune without a shape has no point.
    """
    sums: dict[str, Moments] = {}
    homes: dict[str, str] = {}
    for shape in shapes:
        code = shape["properties"]["code"]
        homes[code] = shape["properties"]["departement"]
        for ring in (ring for polygon in shape["geometry"]["coordinates"] for ring in polygon[:1]):
            sums[code] = _added(sums.get(code, (0.0, 0.0, 0.0)), moments(ring))
    own = {feature["properties"]["code"]: feature for feature in departements}
    moves = {code: into_box(bounds([own[code]]), slot(rank))[0] for rank, code in enumerate(boxes)}
    rows = []
    for code, (area, x, y) in sorted(sums.items()):
        place = moves.get(homes[code], lambda *point: point)(x / area, y / area)
        rows.append((code, *(round(value, DECIMALS) for value in place)))
    return pl.DataFrame(rows, schema={"code": pl.String, "x": pl.Float64, "y": pl.Float64}, orient="row")


def moments(ring: Sequence[Sequence[float]]) -> Moments:
    """Area of a closed ring, and its products with the coordinates of its middle, in degrees."""
    x0, y0 = ring[0]
    area = across = up = 0.0
    for (x1, y1), (x2, y2) in pairwise([(x - x0, y - y0) for x, y in ring]):
        cross = x1 * y2 - x2 * y1
        area += cross / 2
        across += (x1 + x2) * cross / 6
        up += (y1 + y2) * cross / 6
    sense = copysign(1.0, area)
    return sense * area, sense * (across + area * x0), sense * (up + area * y0)


def _added(one: Moments, other: Moments) -> Moments:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]
