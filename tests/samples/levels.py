"""The labelled posts of nested territories, and what `barometer.level_copies` finds among all the samples."""

from __future__ import annotations

import csv
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from samples.reading import COLUMNS, TEXTS, Row, read, samples

LEVELS: Final = Path(__file__).parent / "levels"
POSTS: Final = LEVELS / "posts.csv"
LABELS: Final = LEVELS / "labels.csv"
LEVEL_COLUMNS: Final = (
    "sample_id", "family", "network", "account_key", "created_local", "text", "is_level_copy", "kind", "split",
)  # fmt: skip
KINDS: Final = (
    "same", "prefix", "cut", "touched", "hashtags", "stitched", "reverse", "cascade", "late", "heavy", "short",
    "reworded", "event", "hashtag", "formula", "toolate", "neighbours", "third", "titleonly", "template",
)  # fmt: skip


@cache
def level_posts() -> dict[str, Row]:
    """The posts that were written for cross-level copying, by sample_id, with the columns of the other samples too."""
    blank = dict.fromkeys(COLUMNS, "")
    return {
        row["sample_id"]: blank | row | {"copy_of": "" if row["family"] == row["sample_id"] else row["family"]}
        for row in read(POSTS)
    }


@cache
def all_posts() -> dict[str, Row]:
    """Every post of the samples with `is_level_copy`: the others have none, but those that LABELS names."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        named = {row["sample_id"]: row["is_level_copy"] for row in csv.DictReader(file, strict=True)}
    labelled = {key: row | {"is_level_copy": named.get(key, "false")} for key, row in samples().items()}
    return labelled | level_posts()


def sample_hash(network: str) -> str:
    """Changes with any text or label that the measure of a network reads."""
    paths = (TEXTS / f"{network}.csv", POSTS, LABELS)
    return blake2b(b"".join(path.read_bytes() for path in paths), digest_size=6).hexdigest()


def members(roster_id: str) -> list[dict[str, Any]]:
    """The invented places as members of a list, each in what contains it."""
    with (TEXTS / "places.csv").open(encoding="utf-8", newline="") as file:
        places = list(csv.DictReader(file, strict=True))
    return [
        {"roster_id": roster_id, "territory_id": row["account_key"], "level": row["level"], "code": row["account_key"]}
        | {f"{level}_code": row[f"{level}_key"] or None for level in ("epci", "departement", "region")}
        | {"weight": 1.0}
        for row in places
    ]
