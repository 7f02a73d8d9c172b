"""The two practice marks of METHOD, section 4: usage level (1–5) and bp_score (0–5). Pure functions, no I/O.

Unknown is never 0: a criterion that nobody could observe is left out, and a level that what is unknown could change is
not published.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.indicators.practice_grid import CORE, CRITERIA

LEAST_WEIGHT: Final = 0.70
DRAWS: Final = 1_000
TOGETHER: Final = 64
"""Accounts whose draws are worked out together: what stays near the processor."""
CONCENTRATION: Final = 50
SEED: Final = 20120301
SMALL_FACTOR: Final = 0.4
MOVED: Final = (0.8, 1.2)
MOST_OF_A_NETWORK: Final = 0.5
LEAST_ACCOUNTS: Final = 10
Array = NDArray[np.float64]


def weighted(values: Array | NDArray[np.bool_], weights: Array) -> Array:
    """Σ w v by row, for a vector of weights or for each row of several: added criterion after criterion, so that a row
    gives the same bytes whatever rows stand beside it (a product of matrices adds in an order of its own)."""
    total = np.zeros((len(values), *weights.shape[:-1]))
    for column, weight in zip(values.T, weights.T, strict=True):
        total += np.multiply.outer(column, weight)
    return total


def score(values: Array, weights: Array) -> Array:
    """5·Σ w s o / Σ w o by row: `values` is accounts × criteria in [0, 1], NaN where not observed or none is."""
    total = weighted(~np.isnan(values), weights)
    with np.errstate(invalid="ignore"):
        return np.asarray(5 * weighted(np.nan_to_num(values), weights) / np.where(total > 0, total, np.nan))


def dirichlet_interval(values: Array, weights: Array) -> tuple[Array, Array]:
    """5th and 95th percentiles of the score over weights drawn from Dirichlet(50·w), the same for all accounts."""
    draws = np.random.default_rng(SEED).dirichlet(CONCENTRATION * weights, DRAWS)
    low, high = int(0.05 * DRAWS), int(0.95 * DRAWS) - 1
    ends = np.full((len(values), 2), np.nan)
    for start in range(0, len(values), TOGETHER):
        some = slice(start, start + TOGETHER)
        ends[some] = np.partition(score(values[some], draws), (low, high), axis=1)[:, (low, high)]
    return ends[:, 0], ends[:, 1]


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
    *,
    ease: float = 1.0,
) -> NDArray[np.int64]:
    """Usage level of accounts whose inputs are all known; the first rule that applies, in the order 1, 2, 5, 4, 3.

    `rhythm` is 0 (too irregular or rare), 1, or 2 (regularity ≥ 0.7); `conversation` is 0, 1 (reply rate ≥ 20 %, or
    comments at the median of the stratum) or 2 (≥ 40 %, or in the upper quartile). `ease` multiplies the thresholds of
    parts, above which an account is judged less well. A better input never lowers the level.
    """
    is_evolved = (auto < 0.2 * ease) & (rhythm == 2) & (formats >= 2) & (animations >= 1) & (conversation == 2)
    is_interactive = (auto < 0.5 * ease) & (republication < 0.8 * ease) & (formats >= 2) & (conversation >= 1)
    return np.select(
        [~posts, (auto >= 0.8 * ease) | (rhythm == 0), is_evolved, is_interactive], [1, 2, 5, 4], default=3
    )


_WORST_AND_BEST: Final = {
    "auto_share": (1.0, 0.0),
    "rhythm": (0.0, 2.0),
    "format_count": (1.0, 2.0),
    "animation_count": (0.0, 1.0),
    "republication_share": (1.0, 0.0),
    "conversation": (0.0, 2.0),
}


def level_bounds(inputs: dict[str, Array], posts: Array, ease: float = 1.0) -> tuple[Array, Array]:
    """Lowest and highest level over everything that the inputs that are NaN may be; `posts` is 1, 0 or NaN.

    A better input never lowers the level, so that the worst and the best completion are enough.
    """
    bounds = []
    for side, has_posts in enumerate((0.0, 1.0)):
        completed = [
            np.where(np.isnan(inputs[name]), values[side], inputs[name]) for name, values in _WORST_AND_BEST.items()
        ]
        bounds.append(level(np.where(np.isnan(posts), has_posts, posts) > 0, *completed, ease=ease).astype(np.float64))
    return bounds[0], bounds[1]


def _column(frame: pl.DataFrame, name: str) -> Array:
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy().astype(np.float64)


def vector(frame: pl.DataFrame, ease: float = 1.0) -> Array:
    """The twelve criteria of each account, in [0, 1], NaN where not observed; all thresholds multiplied by `ease`."""
    read = {name: _column(frame, name) for name in frame.columns if name.startswith("in_")}
    low, mid, high = (ease * read[f"in_knee_{name}"] for name in ("low", "mid", "high"))
    frequent = frequency(read["in_per_week"], low, mid, high, read["in_is_small"] > 0)
    copied = np.maximum(read["in_republication_share"], read["in_crosspost_share"])
    parts = {
        "c01": read["in_profile_share"],
        "c02": 0.5 * read["in_is_linked"] + 0.5 * read["in_links_back"],
        "c03": read["in_authenticity"],
        "c04": np.where(np.isnan(read["in_per_week"]), np.nan, frequent),
        "c05": read["in_regularity"],
        "c06": 1 - read["in_dead_share"],
        "c07": 1 - read["in_auto_share"],
        "c08": 1 - copied,
        "c09": np.minimum(read["in_reply_rate"] / (ease * 0.5), 1),
        "c10": np.minimum(read["in_animation_count"] / (ease * 4), 1),
        "c11": read["in_alt_share"],
        "c12": np.minimum(read["in_mix"] / (ease * 0.6), 1),
    }
    empty = np.full(frame.height, np.nan)
    return np.column_stack([parts.get(name, empty) for name in CRITERIA])


def _usage(frame: pl.DataFrame, frequent: Array, ease: float) -> tuple[Array, Array]:
    """Lowest and highest level; thresholds of parts × `ease`, those of regularity and frequency the other way."""
    regular, comments, stricter = _column(frame, "in_regularity"), _column(frame, "in_comments"), 2 - ease
    median, quartile = _column(frame, "in_comments_median"), _column(frame, "in_comments_quartile")
    is_poor = (regular < 0.35 * stricter) | (frequent < 0.25 * stricter)
    rhythm = np.select([is_poor, regular >= 0.7 * stricter], [0.0, 2.0], default=1.0)
    is_open = np.isnan(regular) | np.isnan(frequent)
    has_comments = comments > 0
    talk = np.select([has_comments & (comments >= quartile), has_comments & (comments >= median)], [2.0, 1.0])
    replies, is_answering = _column(frame, "in_reply_rate"), [0.4 * stricter, 0.2 * stricter]
    answers = np.select([replies >= least for least in is_answering], [2.0, 1.0], default=0.0)
    guess = np.where(np.isnan(comments) | np.isnan(median), np.nan, talk)
    formats = _column(frame, "in_format_count")
    inputs = {
        "auto_share": _column(frame, "in_auto_share"),
        "rhythm": np.where(is_open & (rhythm != 0), np.nan, rhythm),
        "format_count": np.where((formats < 2) & (_column(frame, "in_is_mix_open") > 0), np.nan, formats),
        "animation_count": _column(frame, "in_animation_count"),
        "republication_share": _column(frame, "in_republication_share"),
        "conversation": np.where(np.isnan(replies), guess, answers),
    }
    return level_bounds(inputs, _column(frame, "in_is_active"), ease)


def _too_few(frame: pl.DataFrame) -> NDArray[np.bool_]:
    """Accounts × criteria: what would be observed of an account that had published more (c07 and c08)."""
    few = np.zeros((frame.height, len(CRITERIA)), dtype=bool)
    few[:, CRITERIA.index("c07")] = _column(frame, "in_is_auto_few") > 0
    few[:, CRITERIA.index("c08")] = _column(frame, "in_is_copied_few") > 0
    return few


def common_core(frame: pl.DataFrame, values: Array, weights: Array) -> NDArray[np.bool_]:
    """Accounts × criteria: those of the core that all compared networks observe; none where a network is not compared.

    A network observes a criterion when half of its accounts have it; it is compared when LEAST_ACCOUNTS are judged, and
    what it observes of the core weighs LEAST_WEIGHT of the core. The shared criteria are those of one month and list.
    """
    is_core = np.array([name in CORE for name in CRITERIA])
    weights = weights * is_core
    shared = np.zeros(values.shape, dtype=bool)
    judged = frame.select("month", "roster_id", "network").with_row_index()
    judged = judged.filter(pl.Series(~np.isnan(values).all(axis=1)))
    for _, rows in judged.group_by("month", "roster_id"):
        seen = {
            key[0]: (~np.isnan(values[own["index"].to_numpy()])).mean(axis=0) >= MOST_OF_A_NETWORK
            for key, own in rows.group_by("network")
            if own.height >= LEAST_ACCOUNTS
        }
        compared = [name for name, has in seen.items() if (has * weights).sum() >= LEAST_WEIGHT * weights.sum()]
        if compared:
            among = rows.filter(pl.col("network").is_in(compared))["index"].to_numpy()
            shared[among] = np.all([seen[name] for name in compared], axis=0) & is_core
    return shared


def mark(frame: pl.DataFrame) -> pl.DataFrame:
    """`barometer.practice` from its inputs (`in_*`), the twelve `weights` of the grid and the keys."""
    kept = frame.select(column for column in frame.columns if not column.startswith("in_") and column != "weights")
    weights = np.array(frame["weights"][0].to_list() if frame.height else [1 / len(CRITERIA)] * len(CRITERIA))
    values, *moved = (vector(frame, ease) for ease in (1.0, *MOVED))
    seen, shared = ~np.isnan(values), common_core(frame, values, weights)
    known, levels = seen | _too_few(frame), _levels(frame, [values, *moved])
    is_marked = weighted(seen, weights) >= LEAST_WEIGHT - 1e-9
    is_shared = shared.any(axis=1) & (seen | ~shared).all(axis=1)
    numbers = levels | {
        **_scores(values, moved, weights, is_marked),
        "bp_least_score": weighted(np.nan_to_num(values, nan=0.0), weights) * 5,
        "bp_most_score": weighted(np.nan_to_num(values, nan=1.0), weights) * 5,
        "observed_weight": weighted(seen, weights),
        "core_score": np.where(is_shared, score(np.where(shared, values, np.nan), weights), np.nan),
        **{f"{name}_score": values[:, place] for place, name in enumerate(CRITERIA)},
    }  # fmt: skip
    statuses = {
        "usage": _status(~np.isnan(levels["usage_level"]), np.zeros(frame.height, dtype=bool)),
        "bp": _status(is_marked, weighted(known, weights) >= LEAST_WEIGHT - 1e-9),
        "core": _status(is_shared, shared.any(axis=1) & (known | ~shared).all(axis=1)),
    }
    return kept.with_columns(
        *(pl.Series(name, column, nan_to_null=True) for name, column in numbers.items()),
        *(pl.Series(f"{name}_status", status) for name, status in statuses.items()),
        pl.Series("core_criteria", [_names(row) for row in shared], dtype=pl.String),
    ).with_columns(pl.col("^usage_(level|threshold).*$").cast(pl.Int64))


def _status(is_told: NDArray[np.bool_] | np.bool_, would_be: NDArray[np.bool_] | np.bool_) -> NDArray[np.str_]:
    """`few_posts` where more posts would have given the mark, `undetermined` where nothing would."""
    return np.where(is_told, "observed", np.where(would_be, "few_posts", "undetermined"))


def _names(row: NDArray[np.bool_]) -> str | None:
    return "+".join(name for name, is_in in zip(CRITERIA, row, strict=True) if is_in) or None


def _levels(frame: pl.DataFrame, vectors: list[Array]) -> dict[str, Array]:
    """The usage level, its bounds over what is unknown, and over that with every threshold moved by a fifth."""
    frequent = np.array([values[:, CRITERIA.index("c04")] for values in vectors])
    lowest, highest = _usage(frame, frequent[0], 1.0)
    hardest, easiest = np.fmin.reduce(frequent), np.fmax.reduce(frequent)
    return {
        "usage_level": np.where(lowest == highest, lowest, np.nan),
        "usage_level_lo": lowest,
        "usage_level_hi": highest,
        "usage_threshold_lo": _usage(frame, hardest, min(MOVED))[0],
        "usage_threshold_hi": _usage(frame, easiest, max(MOVED))[1],
    }


def _scores(values: Array, moved: list[Array], weights: Array, is_marked: NDArray[np.bool_]) -> dict[str, Array]:
    """Of the marked accounts, NaN for others: the score, its interval over drawn weights, the score under thresholds
    × 0.8 and × 1.2, and its bounds when each threshold moves by itself."""
    base, minus, plus = values[is_marked], moved[0][is_marked], moved[1][is_marked]
    low, high = dirichlet_interval(base, weights)
    told = {
        "bp_score": score(base, weights),
        "bp_score_lo": low,
        "bp_score_hi": high,
        "bp_minus_score": score(minus, weights),
        "bp_plus_score": score(plus, weights),
        "bp_threshold_lo": score(np.fmin(base, np.fmin(minus, plus)), weights),
        "bp_threshold_hi": score(np.fmax(base, np.fmax(minus, plus)), weights),
    }
    columns = {name: np.full(len(values), np.nan) for name in told}
    for name, column in told.items():
        columns[name][is_marked] = column
    return columns


def pairs(marks: Array) -> NDArray[np.int8]:
    """Of each pair of accounts, 1 where the first has the higher mark, −1 where the second, 0 where they are equal."""
    first, second = _places(len(marks))
    return np.asarray(np.sign(marks[first] - marks[second]), dtype=np.int8)


@lru_cache(maxsize=4)
def _places(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.triu_indices(count, 1)


def kendall(first: NDArray[np.int8], second: NDArray[np.int8]) -> float:
    """Kendall's τ-b of two marks of the same accounts, given as their `pairs`; NaN where one of them ranks nothing."""
    ranked = np.sqrt(np.count_nonzero(first) * np.count_nonzero(second))
    return float((first * second).sum(dtype=np.int64) / ranked) if ranked else float("nan")
