"""The grid of the practice mark (data/reference/practice_grid.toml), as rows that can be reviewed and joined."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.model.errors import ReferenceDataError

CRITERIA: Final = tuple(f"c{number:02d}" for number in range(1, 13))
CORE: Final = ("c01", "c02", "c03", "c04", "c05", "c06", "c07", "c08", "c12")
"""The criteria that every network lets observe: marks of two networks are compared on these only."""


def read_grid(path: Path) -> pl.DataFrame:
    """`reference.practice_grid`: a row per criterion (network `*`), and one per network for the knees of c04.

    Raises:
        ReferenceDataError: the file is missing, is not TOML, lacks a criterion, its weights do not sum to 1, or knees
            are not in order.
    """
    try:
        grid = tomllib.loads(path.read_text(encoding="utf-8"))
        weights, rules, version = grid["weights"], grid["rules"], grid["version"]
        knees: dict[str, list[float]] = grid["knees"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ReferenceDataError(f"{path} cannot be read ({error}): restore it from the repository") from error
    if tuple(sorted(weights)) != CRITERIA or tuple(sorted(rules)) != CRITERIA:
        raise ReferenceDataError(f"{path}: weights and rules must name {', '.join(CRITERIA)}, and nothing else")
    if not math.isclose(sum(weights.values()), 1, abs_tol=1e-9) or min(weights.values()) <= 0:
        raise ReferenceDataError(f"{path}: weights must be positive and sum to 1, not {sum(weights.values())}")
    for network, levels in knees.items():
        if len(levels) != 3 or not 0 < levels[0] < levels[1] < levels[2]:
            raise ReferenceDataError(f"{path}: the three knees of {network} must rise, not {levels}")
    rows = [(version, name, "*", weights[name], None, None, None, name in CORE, rules[name]) for name in CRITERIA]
    rows += [(version, "c04", name, weights["c04"], *knees[name], True, rules["c04"]) for name in sorted(knees)]
    columns = [
        "grid_version",
        "criterion",
        "network",
        "weight",
        "knee_low",
        "knee_mid",
        "knee_high",
        "is_core",
        "rule_fr",
    ]
    return pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
