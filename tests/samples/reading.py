"""The labelled samples of texts, read as rows, and the agreement of their two labellings."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

TEXTS: Final = Path(__file__).parent / "texts"
HEAD: Final = "# Textes écrits pour le projet. Aucun n'est un vrai message ; aucune collectivité réelle n'y est nommée."
NETWORKS: Final = (
    "facebook", "instagram", "x", "youtube", "linkedin", "tiktok", "threads", "bluesky", "mastodon", "telegram",
    "peertube",
)  # fmt: skip
COLUMNS: Final = (
    "sample_id", "network", "account_key", "created_local", "format", "text", "link_url", "item_url", "item_title",
    "item_text", "item_published_local", "generator", "copy_of", "topic", "topic_also", "animation",
    "is_republication", "is_auto", "is_crosspost", "second_topic_label", "second_animation_label", "is_hard", "split",
    "note",
)  # fmt: skip
TOPICS: Final = (
    "transports", "urbanisme", "education", "budget", "economie", "culture", "environnement", "sport", "social",
    "vie_democratique", "pratique", "crise", "autre",
)  # fmt: skip
ANIMATIONS: Final = ("none", "poll", "contest", "quiz", "live", "qa")
FORMATS: Final = ("text", "image", "video", "link", "poll", "event", "live", "document")

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """The rows of one CSV file of the folder, whose first line is HEAD."""
    with path.open(encoding="utf-8", newline="") as file:
        if file.readline().rstrip("\n") != HEAD:
            raise ValueError(f"{path.name} does not begin with the line that says what the texts are")
        return list(csv.DictReader(file, strict=True))


@cache
def samples() -> dict[str, Row]:
    """Every row by sample_id, in the order of NETWORKS and of the files."""
    return {row["sample_id"]: row for name in NETWORKS for row in _of(name)}


def _of(network: str) -> list[Row]:
    path = TEXTS / f"{network}.csv"
    return read(path) if path.exists() else []


def root(row: Row, rows: dict[str, Row]) -> str:
    """The sample_id of the text that `row` goes back to through `copy_of`; its own where it copies nothing."""
    seen = [row["sample_id"]]
    while (copied := rows[seen[-1]]["copy_of"]) and copied not in seen:
        seen.append(copied)
    return seen[-1]


def split_of(root_id: str) -> str:
    """The side of a text and of all its copies: even hashes are `dev`, odd ones `test`."""
    return "test" if blake2b(root_id.encode(), digest_size=8).digest()[-1] % 2 else "dev"


def kappa(pairs: list[tuple[str, str]]) -> float:
    """Cohen's kappa of two labellings of the same rows: agreement beyond that of chance, 1 for none to disagree."""
    first, second = (Counter(labels) for labels in zip(*pairs, strict=True))
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    by_chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def agreement(label: str) -> tuple[float, int]:
    """Kappa of `topic` or `animation` between the two labellings, and the number of rows that have both."""
    pairs = [(row[label], row[f"second_{label}_label"]) for row in samples().values() if row[f"second_{label}_label"]]
    return (kappa(pairs), len(pairs)) if pairs else (float("nan"), 0)
