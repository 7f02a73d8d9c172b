"""Scene `edgar-quinet`: who was on Facebook and Twitter in 2012-2013, with how many followers.

Presence counts are those of the Edgar Quinet studies, month by month and stratum by stratum; follower counts are the
printed ones where a figure was printed, and simulated elsewhere so that the printed means come out. Which territory
joined when was never printed: it is drawn, with a fixed seed. No page is written here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from pipelines.replica.hashing import Floats, normal, unit
from pipelines.replica.territory import Territory

FIRST: Final = 2012 * 12 + 2  # 2012-03
LAST: Final = FIRST + 12  # 2013-03
NETWORKS: Final = ("facebook", "x")
STRATA: Final = ("REG", "VILLE50", "DEP")

PRESENT: Final[dict[tuple[str, str], tuple[int, ...]]] = {
    ("facebook", "REG"): (20, 20, 21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22),
    ("facebook", "VILLE50"): (30, 31, 32, 32, 33, 33, 34, 35, 36, 37, 38, 39, 39),
    ("facebook", "DEP"): (33, 35, 38, 41, 44, 45, 46, 47, 49, 52, 54, 55, 55),
    ("x", "REG"): (16, 16, 16, 16, 16, 16, 16, 16, 16, 17, 17, 18, 18),
    ("x", "VILLE50"): (24, 24, 25, 25, 25, 25, 25, 26, 28, 29, 31, 32, 33),
    ("x", "DEP"): (26, 30, 34, 34, 35, 36, 37, 38, 42, 45, 45, 46, 47),
}
BOTH: Final = {"REG": 17, "VILLE50": 31, "DEP": 43}
"""Territories on both networks in 2013-03, by stratum: 91 in all, so that 123 are on at least one."""

POINTS: Final[dict[tuple[str, str], dict[int, int]]] = {
    ("facebook", "Picardie"): {3: 20_238, 7: 26_518},
    ("facebook", "Auvergne"): {0: 14_000, 15: 34_000},
    ("facebook", "Alsace"): {15: 9_766},
    ("facebook", "Aquitaine"): {0: 4_100, 12: 14_700},
    ("facebook", "Var"): {2: 26_500, 7: 25_591, 11: 26_471},
    ("facebook", "Loire-Atlantique"): {2: 8_200},
    ("facebook", "Haute-Savoie"): {11: 29_692},
    ("facebook", "Bas-Rhin"): {15: 35_909},
    ("facebook", "Grenoble"): {0: 3_000, 11: 62_257, 12: 65_000, 14: 73_000},
    ("facebook", "Clermont-Ferrand"): {0: 21_000 - 14_276, 11: 20_640, 12: 21_000, 14: 24_000},
    ("facebook", "Perpignan"): {11: 7_156},
    ("facebook", "Paris"): {12: 2_100_000},
    ("facebook", "Bordeaux"): {14: 23_000},
    ("x", "Paris"): {11: 49_942, 12: 53_000},
    ("x", "Bordeaux"): {11: 24_069, 14: 28_500},
    ("x", "Toulouse"): {11: 21_369},
    ("x", "Rhône"): {15: 4_675},
    ("x", "Seine-Maritime"): {0: 1_210, 12: 1_210 + 1_565},
    ("x", "Loire-Atlantique"): {0: 1_400, 12: 3_450},
}
"""Printed follower counts: network and name → month after 2012-03 → count.

Of Seine-Maritime only the gain of 1 565 was printed, of Clermont-Ferrand's 2012-03 only the gain of 14 276. Auvergne's
2012-03, Aquitaine and Loire-Atlantique are simulated so that they stand in the printed league tables of gains."""

CEILINGS: Final = {("x", "DEP", 12): 1_560.0, ("x", "DEP", 0): 900.0, ("x", "REG", 12): 9_000.0,
                   ("x", "REG", 0): 5_000.0, ("facebook", "REG", 12): 9_500.0}  # fmt: skip
"""Most followers of an account that no printed figure fixes (network, stratum, month): keeps it out of the podium."""

MEANS: Final = {"facebook": (2_941, 5_777), "x": (1_770, 3_313)}
"""Printed mean followers per account, 2012-03 and 2013-03. Reproduced over the accounts present, Paris left out."""

_YEARLY = {"facebook": 1.35, "x": 2.1}


def joining_months(territories: Sequence[Territory]) -> dict[tuple[str, str], int]:
    """(network, territory id) → month index of its first page; a pair that is not there never had one by 2013-03."""
    joined: dict[tuple[str, str], int] = {}
    for stratum in STRATA:
        members = [item for item in territories if item.stratum == stratum]
        facebook = _order(members, "facebook")[: PRESENT["facebook", stratum][-1]]
        x_count = PRESENT["x", stratum][-1]
        ranked = _order(members, "x")
        is_forced = {item.territory_id for item in ranked if ("x", item.name) in POINTS}
        on_facebook = {item.territory_id for item in facebook}
        shared = [item for item in ranked if item.territory_id in on_facebook][: BOTH[stratum]]
        alone = [item for item in ranked if item.territory_id not in on_facebook][: x_count - BOTH[stratum]]
        both_lists = sorted(shared + alone, key=lambda item: (item.territory_id not in is_forced, ranked.index(item)))
        for network, order in (("facebook", facebook), ("x", both_lists)):
            counts = PRESENT[network, stratum]
            for rank, item in enumerate(order):
                step = next(step for step, count in enumerate(counts) if rank < count)
                joined[network, item.territory_id] = FIRST + step
    return joined


def _order(members: Sequence[Territory], network: str) -> list[Territory]:
    """Members by order of arrival: those with a printed figure first, then by a draw that favours the larger."""

    def rank(item: Territory) -> tuple[bool, float]:
        return (network, item.name) not in POINTS, normal("edgar", network, item.code) - math.log(item.population) / 3

    return sorted(members, key=rank)


def follower_curves(members: Sequence[tuple[str, Territory, int]]) -> Floats:
    """Followers per account (rows: network, territory, first month) and month 2012-01 … 2013-12 (24 columns)."""
    curves = np.zeros((len(members), 24))
    months = np.arange(24) - 2.0
    for network in NETWORKS:
        rows = [row for row, member in enumerate(members) if member[0] == network]
        knots = _knots(network, [members[row] for row in rows])
        for row, points in zip(rows, knots, strict=True):
            steps = sorted(points)
            logs = np.log([points[step] for step in steps])
            curve = np.exp(np.interp(months, steps, logs))
            slope = (logs[-1] - logs[0]) / (steps[-1] - steps[0])
            beyond = months > steps[-1]
            curve[beyond] = points[steps[-1]] * np.exp(slope * (months[beyond] - steps[-1]))
            for step in steps:
                if step + 2 < 24:
                    curve[step + 2] = points[step]
            curves[row] = curve
    rounded: Floats = np.rint(curves)
    return rounded


def _knots(network: str, members: Sequence[tuple[str, Territory, int]]) -> list[dict[int, float]]:
    """Known points of each curve, completed at 2012-03 (or the first month) and 2013-03 so that the means hold."""
    knots = [dict[int, float](POINTS.get((network, item.name), {})) for _, item, _ in members]
    is_known = [bool(points) for points in knots]
    for points, (_, item, _) in zip(knots, members, strict=True):
        if points:
            monthly = math.log(_YEARLY[network]) / 12 * (0.5 + unit("edgar slope", network, item.code))
            for step in (0, 12):
                near = min(points, key=lambda known: abs(known - step))
                if not min(points) <= step <= max(points):
                    points.setdefault(step, points[near] * math.exp(monthly * (step - near)))
    for step, mean in zip((0, 12), MEANS[network], strict=True):
        _spread(network, step, mean, members, knots, is_known)
    for points, (_, item, first), known in zip(knots, members, is_known, strict=True):
        if not known and first > FIRST:
            points[first - FIRST if first < LAST else 11] = max(
                30.0, points[12] * (0.15 + 0.2 * unit("late", item.code))
            )
    return knots


def _spread(
    network: str,
    step: int,
    mean: float,
    members: Sequence[tuple[str, Territory, int]],
    knots: list[dict[int, float]],
    is_known: Sequence[bool],
) -> None:
    """Share what is left of the printed mean (Paris out) among the accounts that no printed figure fixes."""
    present = [row for row, (_, item, first) in enumerate(members) if first <= FIRST + step and item.name != "Paris"]
    known = sum(_at(knots[row], step) for row in present if is_known[row])
    others = [row for row in present if not is_known[row]]
    weights = [
        math.sqrt(members[row][1].population)
        * math.exp(0.6 * normal("size", network, members[row][1].code))
        * math.exp(0.2 * normal("size", network, members[row][1].code, step))
        for row in others
    ]
    tops = [
        CEILINGS.get((network, members[row][1].stratum, step), math.inf) * (0.5 + unit("top", members[row][1].code) / 2)
        for row in others
    ]
    for row, count in zip(others, _shared(mean * len(present) - known, weights, tops), strict=True):
        knots[row][step] = max(30.0, float(round(count)))


def _shared(total: float, weights: Sequence[float], tops: Sequence[float]) -> list[float]:
    """`total` shared in proportion to `weights`, no share above its own top."""
    counts = [0.0] * len(weights)
    free = set(range(len(weights)))
    while free:
        scale = (total - sum(counts[row] for row in range(len(weights)) if row not in free)) / sum(
            weights[row] for row in free
        )
        over = {row for row in free if weights[row] * scale > tops[row]}
        for row in over or free:
            counts[row] = min(weights[row] * scale, tops[row])
        free -= over or free
    return counts


def _at(points: dict[int, float], step: int) -> float:
    steps = sorted(points)
    return float(np.exp(np.interp(step, steps, np.log([points[known] for known in steps]))))
