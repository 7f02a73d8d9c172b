"""The two practice marks of METHOD, section 4: usage level (1–5) and bp_score (0–5). Pure functions, no I/O.

Unknown is never 0: a criterion that nobody could observe is left out, and a level that what is unknown could change is
not published.
"""

from __future__ import annotations

from itertools import product
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.indicators.practice_grid import CORE, CRITERIA

LEAST_WEIGHT: Final = 0.70
DRAWS: Final = 1_000
CONCENTRATION: Final = 50
SEED: Final = 20120301
SMALL_FACTOR: Final = 0.4
Array = NDArray[np.float64]
_IS_CORE: Final = np.array([name in CORE for name in CRITERIA])


def score(values: Array, weights: Array) -> Array:
    """5·Σ w s o / Σ w o by row: `values` is accounts × criteria in [0, 1], NaN where not observed or none is."""
    seen = ~np.isnan(values)
    total = seen @ weights
    with np.errstate(invalid="ignore"):
        return np.asarray(5 * (np.nan_to_num(values) @ weights) / np.where(total > 0, total, np.nan))


def dirichlet_interval(values: Array, weights: Array) -> tuple[Array, Array]:
    """5th and 95th percentiles of the score over weights drawn from Dirichlet(50·w), the same for all accounts."""
    draws = np.random.default_rng(SEED).dirichlet(CONCENTRATION * weights, DRAWS)
    seen = ~np.isnan(values)
    total = seen @ draws.T
    with np.errstate(invalid="ignore"):
        scores = 5 * (np.nan_to_num(values) @ draws.T) / np.where(total > 0, total, np.nan)
    ordered = np.sort(scores, axis=1)
    return np.asarray(ordered[:, int(0.05 * DRAWS)]), np.asarray(ordered[:, int(0.95 * DRAWS) - 1])


def frequency(per_week: Array, low: Array, mid: Array, high: Array, is_small: NDArray[np.bool_]) -> Array:
    """Trapezoid of posts a week: 0 to 1 up to `low` (× 0.4 in small places), 1 up to `mid`, back to 0 at `high`."""
    first = np.where(is_small, SMALL_FACTOR * low, low)
    return np.asarray(np.clip(np.minimum(per_week / first, (high - per_week) / (high - mid)), 0, 1))


def level(
    posts: NDArray[np.bool_],
    auto: Array,
    rhythm: Array,
    formats: Array,
    animations: Array,
    republication: Array,
    conversation: Array,
) -> NDArray[np.int64]:
    """Usage level of accounts whose inputs are all known; the first rule that applies, in the order 1, 2, 5, 4, 3.

    `rhythm` is 0 (too irregular or rare), 1, or 2 (regularity ≥ 0.7); `conversation` is 0, 1 (reply rate ≥ 20 %, or
    comments at the median of the stratum) or 2 (≥ 40 %, or in the upper quartile).
    """
    is_evolved = (auto < 0.2) & (rhythm == 2) & (formats >= 2) & (animations >= 1) & (conversation == 2)
    is_interactive = (auto < 0.5) & (republication < 0.8) & (formats >= 2) & (conversation >= 1)
    return np.select([~posts, (auto >= 0.8) | (rhythm == 0), is_evolved, is_interactive], [1, 2, 5, 4], default=3)


_POSSIBLE: Final = {
    "auto_share": (0.0, 0.3, 0.6, 1.0),
    "rhythm": (0.0, 1.0, 2.0),
    "format_count": (1.0, 2.0),
    "animation_count": (0.0, 1.0),
    "republication_share": (0.0, 1.0),
    "conversation": (0.0, 1.0, 2.0),
}


def level_bounds(inputs: dict[str, Array], posts: Array) -> tuple[Array, Array]:
    """Lowest and highest level over everything that the inputs that are NaN may be; `posts` is 1, 0 or NaN."""
    low, high = np.full(posts.shape, 9.0), np.zeros(posts.shape)
    for has_posts, *filled in product((0.0, 1.0), *_POSSIBLE.values()):
        completed = {
            name: np.where(np.isnan(inputs[name]), value, inputs[name])
            for name, value in zip(_POSSIBLE, filled, strict=True)
        }
        published = np.where(np.isnan(posts), has_posts, posts) > 0
        found = level(published, *completed.values())
        low, high = np.minimum(low, found), np.maximum(high, found)
    return low, high


def _column(frame: pl.DataFrame, name: str) -> Array:
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy().astype(np.float64)


def vector(frame: pl.DataFrame) -> Array:
    """The twelve criteria of each account, in [0, 1], NaN where not observed."""
    read = {name: _column(frame, name) for name in frame.columns if name.startswith("in_")}
    frequent = frequency(
        read["in_per_week"], read["in_knee_low"], read["in_knee_mid"], read["in_knee_high"], read["in_is_small"] > 0
    )
    copied = np.fmax(read["in_republication_share"], read["in_crosspost_share"])
    parts = {
        "c02": 0.5 * read["in_is_linked"] + 0.5 * read["in_links_back"],
        "c03": read["in_authenticity"],
        "c04": np.where(np.isnan(read["in_per_week"]), np.nan, frequent),
        "c05": read["in_regularity"],
        "c06": 1 - read["in_dead_share"],
        "c07": 1 - read["in_auto_share"],
        "c08": np.where(np.isnan(read["in_republication_share"]), np.nan, 1 - copied),
        "c10": np.minimum(read["in_animation_count"] / 4, 1),
        "c11": read["in_alt_share"],
        "c12": np.minimum(read["in_mix"] / 0.6, 1),
    }
    empty = np.full(frame.height, np.nan)
    return np.column_stack([parts.get(name, empty) for name in CRITERIA])


def _usage(frame: pl.DataFrame, frequent: Array) -> tuple[Array, Array]:
    regular, comments = _column(frame, "in_regularity"), _column(frame, "in_comments")
    median, quartile = _column(frame, "in_comments_median"), _column(frame, "in_comments_quartile")
    rhythm = np.select([(regular < 0.35) | (frequent < 0.25), regular >= 0.7], [0.0, 2.0], default=1.0)
    is_open = np.isnan(regular) | np.isnan(frequent)
    talk = np.select([comments >= quartile, comments >= median], [2.0, 1.0], default=0.0)
    formats = _column(frame, "in_format_count")
    inputs = {
        "auto_share": _column(frame, "in_auto_share"),
        "rhythm": np.where(is_open & (rhythm != 0), np.nan, rhythm),
        "format_count": np.where((formats < 2) & (_column(frame, "in_is_mix_open") > 0), np.nan, formats),
        "animation_count": _column(frame, "in_animation_count"),
        "republication_share": _column(frame, "in_republication_share"),
        "conversation": np.where(np.isnan(comments) | np.isnan(median), np.nan, talk),
    }
    return level_bounds(inputs, _column(frame, "in_is_active"))


def mark(frame: pl.DataFrame) -> pl.DataFrame:
    """`barometer.practice` from its inputs (`in_*`), the twelve `weights` of the grid and the keys."""
    kept = frame.select(column for column in frame.columns if not column.startswith("in_") and column != "weights")
    weights = np.array(frame["weights"][0].to_list() if frame.height else [1 / len(CRITERIA)] * len(CRITERIA))
    values = vector(frame)
    observed = ~np.isnan(values) @ weights
    is_marked = observed >= LEAST_WEIGHT - 1e-9
    least, most = np.nan_to_num(values, nan=0.0) @ weights * 5, np.nan_to_num(values, nan=1.0) @ weights * 5
    low, high = dirichlet_interval(values, weights)
    is_core = ~np.isnan(values[:, _IS_CORE]).any(axis=1)
    core = score(values[:, _IS_CORE], weights[_IS_CORE])
    lowest, highest = _usage(frame, values[:, 3])
    told = np.where(lowest == highest, lowest, np.nan)
    numbers = {
        "usage_level": told, "usage_level_lo": lowest, "usage_level_hi": highest,
        "bp_score": np.where(is_marked, score(values, weights), np.nan),
        "bp_score_lo": np.where(is_marked, low, np.nan), "bp_score_hi": np.where(is_marked, high, np.nan),
        "bp_least_score": least, "bp_most_score": most,
        "observed_weight": observed, "core_score": np.where(is_core, core, np.nan),
        **{f"{name}_score": values[:, place] for place, name in enumerate(CRITERIA)},
    }  # fmt: skip
    told_by = {"usage": ~np.isnan(told), "bp": is_marked, "core": is_core}
    return kept.with_columns(
        *(pl.Series(name, column, nan_to_null=True) for name, column in numbers.items()),
        *(
            pl.Series(f"{name}_status", np.where(is_told, "observed", "undetermined"))
            for name, is_told in told_by.items()
        ),
    ).with_columns(pl.col("^usage_level.*$").cast(pl.Int64))


def kendall(first: Array, second: Array) -> float:
    """Kendall's τ-b of two marks of the same accounts; NaN where one of them ranks nothing."""
    upper = np.triu_indices(len(first), 1)
    one, two = (np.sign(np.subtract.outer(marks, marks))[upper] for marks in (first, second))
    pairs = np.sqrt(np.count_nonzero(one) * np.count_nonzero(two))
    return float((one @ two) / pairs) if pairs else float("nan")
