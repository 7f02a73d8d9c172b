"""Accounts whose removal was asked for, known by the hash of their name: kept out of every file of the lake and table.

Belongs here: telling the rows that are theirs. `lake` and `load` call it at each reading and writing, so that neither a
new parse nor an old file brings them back. Answers in the archive are emptied by `stages/removals`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import polars as pl

from pipelines.model.removals import subject_hash

TABLE: Final = "reference.removals"
_FILE: Final = Path("reference") / "removals" / "part.parquet"
_NAMES: Final = {
    "account_id": pl.col("account_id"),
    "identity_id": pl.col("identity_id"),
    "handle_seen": pl.format("{}:{}", "network", "handle_seen"),
    "platform_id": pl.format("{}#{}:{}", "network", "id_space", "platform_id"),
}
"""The names of the account that a row is of, by the column that holds them."""
_BESIDE: Final = {"rival_account_id": ("rival_account_id", "rival_score"), "previous_account_id": (
    "previous_account_id", "previous_identity_id"), "value": ("value",)}  # fmt: skip
"""Columns of other accounts, by the one that names them: emptied, the row stays."""
_SUBJECTS: Final = "subject_ids"


def removed(lake_dir: Path) -> frozenset[str]:
    """The hashes that the lake knows (`reference.removals`), none when none was ever asked for."""
    path = lake_dir / _FILE
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else frozenset()


@lru_cache(maxsize=8)
def _read(path: Path, stamp: int) -> frozenset[str]:
    del stamp
    return frozenset(pl.read_parquet(path, columns=["subject_hash"])["subject_hash"])


def without(frame: pl.DataFrame, hashes: frozenset[str]) -> pl.DataFrame:
    """Rows of a table without those of removed accounts, whatever they are named by: account, identity, the handle that
    is seen, the id of the platform. Requests for one of them among others lose its name and their address."""
    if not hashes or frame.is_empty() or "network" not in frame.columns:
        return frame
    for column, name in _NAMES.items():
        if column in frame.columns and (column != "platform_id" or "id_space" in frame.columns):
            frame = frame.filter(~_is_removed(frame, name, hashes))
    for column, emptied in _BESIDE.items():
        if column in frame.columns:
            is_removed = _is_removed(frame, pl.col(column), hashes)
            frame = frame.with_columns(pl.when(~is_removed).then(pl.col(name)).alias(name) for name in emptied)
    return _without_subjects(frame, hashes) if _SUBJECTS in frame.columns else frame


def _is_removed(frame: pl.DataFrame, name: pl.Expr, hashes: frozenset[str]) -> pl.Series:
    names = frame.select(name=name)["name"]
    found = [one for one in names.drop_nulls().unique() if subject_hash(one) in hashes]
    return names.is_in(pl.Series(found, dtype=pl.String).implode()).fill_null(value=False)


def _without_subjects(fetches: pl.DataFrame, hashes: frozenset[str]) -> pl.DataFrame:
    subjects = {text: [one for one in text.split() if subject_hash(one) not in hashes] for text in fetches[_SUBJECTS]}
    kept = {text: " ".join(names) for text, names in subjects.items() if names or not text}
    changed = {text: left for text, left in kept.items() if left != text}
    fetches = fetches.filter(pl.col(_SUBJECTS).is_in(list(kept)))
    if not changed:
        return fetches
    is_changed = pl.col(_SUBJECTS).is_in(list(changed))
    return fetches.with_columns(
        _redacted(is_changed, "request_key", lambda key: sha256(key.encode()).hexdigest()[:16]),
        _redacted(is_changed, "url", _host),
        _redacted(is_changed, "final_url", _host),
        error=pl.when(~is_changed).then("error"),
        subject_ids=pl.col(_SUBJECTS).replace(changed),
    )


def _redacted(is_changed: pl.Expr, column: str, redact: Callable[[str], str]) -> pl.Expr:
    made = pl.col(column).map_elements(redact, return_dtype=pl.String)
    return pl.when(is_changed).then(made).otherwise(pl.col(column)).alias(column)


def _host(url: str) -> str:
    return f"https://{urlsplit(url).netloc}/"
