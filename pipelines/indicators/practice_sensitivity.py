"""How much the practice score owes to its grid: the same accounts, ordered by other grids (METHOD, section 4)."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from pipelines.indicators.practice import LEAST_ACCOUNTS, Array, kendall, pairs, score, weighted
from pipelines.indicators.practice_grid import CRITERIA

MOST_ACCOUNTS: Final = 600
LEAST_TAU: Final = 0.85
MOST_WIDTH: Final = 0.6
FAMILIES: Final = {
    "without_profile": ("c01", "c02", "c03"),
    "without_rhythm": ("c04", "c05", "c06"),
    "without_native": ("c07", "c08", "c12"),
    "without_dialogue": ("c09", "c10"),
    "without_access": ("c11",),
}
MOVED: Final = {"thresholds_minus": "bp_minus_score", "thresholds_plus": "bp_plus_score"}
VARIANTS: Final = ("equal", *FAMILIES, "geometric", "missing_zero", *MOVED)
_FLOOR: Final = 0.01


def _geometric(values: Array, weights: Array) -> Array:
    """5·exp(Σ w ln s / Σ w), a criterion of 0 counted as 0.01 so that one failure does not hide all others."""
    seen = ~np.isnan(values)
    logs = np.log(np.maximum(np.nan_to_num(values, nan=1.0), _FLOOR))
    return np.asarray(5 * np.exp(weighted(logs, weights) / weighted(seen, weights)))


def marks(values: Array, weights: Array, variant: str) -> Array:
    """The scores of accounts (× 12 criteria, NaN where not observed) under one of VARIANTS with the same thresholds."""
    if variant == "equal":
        return score(values, np.full(len(weights), 1 / len(weights)))
    if variant == "geometric":
        return _geometric(values, weights)
    if variant == "missing_zero":
        return np.asarray(5 * weighted(np.nan_to_num(values), weights))
    return score(values, np.where([name in FAMILIES[variant] for name in CRITERIA], 0, weights))


def _is_seen(values: Array, family: tuple[str, ...]) -> bool:
    """Whether an account has a criterion of the family: leaving out what nobody has changes no order."""
    return not np.isnan(values[:, [CRITERIA.index(name) for name in family]]).all()


def _report(accounts: pl.DataFrame) -> list[dict[str, object]]:
    """One row per variant of one month, list and network; at most MOST_ACCOUNTS of the marked accounts are compared."""
    marked = accounts.filter(pl.col("bp_score").is_not_null()).sort("territory_id")
    if marked.height > MOST_ACCOUNTS:
        marked = marked.gather_every(-(-marked.height // MOST_ACCOUNTS))
    taus: dict[str, float | None] = dict.fromkeys(VARIANTS)
    width = None
    if marked.height >= LEAST_ACCOUNTS:
        values = np.array(marked["criteria"].to_list(), dtype=np.float64)
        weights = np.array(marked["weights"][0].to_list())
        base = pairs(marked["bp_score"].to_numpy())
        others = {name: marks(values, weights, name) for name in VARIANTS if name not in MOVED}
        others |= {name: marked[column].to_numpy() for name, column in MOVED.items()}
        found = {name: kendall(base, pairs(np.nan_to_num(other, nan=-1.0))) for name, other in others.items()}
        idle = {name for name, family in FAMILIES.items() if not _is_seen(values, family)}
        taus = {name: None if name in idle or np.isnan(tau) else tau for name, tau in found.items()}
        width = float(np.median((marked["bp_score_hi"] - marked["bp_score_lo"]).to_numpy()))
    known = [tau for tau in taus.values() if tau is not None]
    is_accepted = bool(np.median(known) >= LEAST_TAU and width <= MOST_WIDTH) if known and width is not None else None
    return [
        {
            "variant": name, "account_count": marked.height, "kendall_tau": tau, "width_median": width,
            "is_accepted": is_accepted,
            "tau_status": "observed" if tau is not None else "small_base" if width is None else "not_given",
        }
        for name, tau in taus.items()
    ]  # fmt: skip


def compare(frame: pl.DataFrame) -> pl.DataFrame:
    """`barometer.practice_sensitivity` from the marked accounts, their criteria and the weights of the grid."""
    keys = ["month", "roster_id", "network"]
    rows = [
        {**dict(zip(keys, key, strict=True)), **row}
        for key, accounts in frame.sort(keys).group_by(keys, maintain_order=True)
        for row in _report(accounts)
    ]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        **{name: frame.schema[name] for name in keys}, "variant": pl.String, "account_count": pl.Int64,
        "kendall_tau": pl.Float64, "width_median": pl.Float64, "is_accepted": pl.Boolean, "tau_status": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")
