"""Paris and its inner suburbs in a box of their own, in the sea north-west of Brittany: on a map of points of the whole
country their communes lie upon each other. A drawing convention, as the boxes of the overseas départements are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from dashboards.contours import Contours, Point

HOME: Final = ("75", "92", "93", "94")
BOX: Final = (-6.6, 49.0, -3.6, 51.0)
"""West, south, east and north of the box, in degrees of the maps with insets."""
MARGIN: Final = 0.08
LEAST_SCALE: Final = 2.0
"""Less enlarged, a box would part nothing."""


@dataclass(frozen=True, slots=True)
class Enlarged:
    """What lies `around` (west, south, east, north) is drawn `scale` times as high in `BOX`, and as wide as it looks at
    home. `rings` are the outlines of its départements, where they are drawn."""

    around: tuple[float, float, float, float]
    scale: float
    rings: tuple[tuple[Point, ...], ...] = ()

    def place(self, point: Point) -> Point:
        """Where a point of `around` is drawn: in the middle of the box, that of the middle."""
        west, south, east, north = self.around
        left, bottom, right, top = BOX
        x, y = point
        across = self.scale * _stretch(self.around)
        return (
            round((left + right) / 2 + (x - (west + east) / 2) * across, 3),
            round((bottom + top) / 2 + (y - (south + north) / 2) * self.scale, 3),
        )

    def moved(self, places: Mapping[str, Point]) -> dict[str, Point]:
        """The points of communes, by code, those of `HOME` in the box."""
        return {code: self.place(at) if code[:2] in HOME else at for code, at in places.items()}


def enlarged(contours: Contours) -> Enlarged | None:
    """The box of a map of départements; None where it lacks one of `HOME`, or has them too large to need a box."""
    if not contours.names.keys() >= set(HOME):
        return None
    rings = [ring for code in HOME for ring in contours.rings[code]]
    xs, ys = ([point[axis] for ring in rings for point in ring] for axis in (0, 1))
    around = (min(xs), min(ys), max(xs), max(ys))
    left, bottom, right, top = BOX
    wide, high = right - left - 2 * MARGIN, top - bottom - 2 * MARGIN
    scale = min(wide / ((max(xs) - min(xs)) * _stretch(around)), high / (max(ys) - min(ys)))
    if scale < LEAST_SCALE:
        return None
    bare = Enlarged(around, scale)
    return Enlarged(around, scale, tuple(tuple(map(bare.place, ring)) for ring in rings))


def corners(box: tuple[float, float, float, float]) -> list[Point]:
    """The outline of a box, closed."""
    west, south, east, north = box
    return [(west, south), (west, north), (east, north), (east, south), (west, south)]


def _stretch(around: tuple[float, float, float, float]) -> float:
    """How much wider a degree of longitude looks at home than in the box."""
    return cos(radians((around[1] + around[3]) / 2)) / cos(radians((BOX[1] + BOX[3]) / 2))
