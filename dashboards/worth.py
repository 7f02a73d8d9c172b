"""How far a value can be trusted that a classifier of texts or the practice grid bears, to stand beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from dashboards.source import Edition
from dashboards.words import Words, phrase, phrases
from pipelines.indicators.levels import LEVEL_COPY

Row = Mapping[str, Any]
_MARKS: Final = ("I50", "I51", "I52")
CLASSIFIERS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "topics": (phrase("Sujets (treize)"), ("I28",)),
    "animation": (phrase("Animation"), _MARKS),
    "auto_rss": (phrase("Publication automatique"), ("I29", "I30", *_MARKS, "I53")),
    "republication": (phrase("Republication du site"), ("I32", "I33", "I35", *_MARKS, "I53")),
    "crosspost": (phrase("Même message sur deux réseaux"), ("I34", "I35", "I52", "I53")),
    LEVEL_COPY: (phrase("Même message à deux niveaux"), ("I34",)),
}
"""The name of each classifier, and the indicators that it bears; in a mark it bears one criterion or one rule."""
GRADED: Final = ("I52", "I53")
GRID: Final = phrases({
    "accepted": "grille stable sur ce réseau",
    "unstable": "grille non stable sur ce réseau",
    "untried": "grille non éprouvée (moins de dix comptes notés)",
})  # fmt: skip


def notes(edition: Edition) -> dict[tuple[str, str], str]:
    """Beside a value, by indicator and network: precision and recall of the classifiers that bear it there (the least
    of each when they are several), and whether the grid of a practice score passed its own rule. Nothing of a value
    that neither bears, nor of messages of two levels (`copies`)."""
    words, grids = edition.words, grid(edition)
    told: dict[tuple[str, str], str] = {}
    for indicator_id in sorted({one for _, borne in CLASSIFIERS.values() for one in borne}):
        codes = [code for code, (_, borne) in CLASSIFIERS.items() if indicator_id in borne and code != LEVEL_COPY]
        for network in edition.observed_networks:
            parts = [_least(words, _published(edition, codes, network))]
            if indicator_id in GRADED:
                parts.append(words.say(GRID[grid_state(grids.get(network))]))
            told[indicator_id, network] = words.clauses([part for part in parts if part])
    return {key: text for key, text in told.items() if text}


def copies(edition: Edition) -> str:
    """What the rule of messages of two levels is worth on the networks where it is published."""
    return _least(edition.words, _published(edition, [LEVEL_COPY]))


def grid(edition: Edition) -> dict[str, Row]:
    """By network, what the practice score owes to its grid this month: `account_count`, `width_median`, `tau_median`,
    `is_accepted` (None under ten accounts with a score)."""
    rows = edition.current("barometer.practice_sensitivity").group_by("network").agg(
        pl.col("account_count", "width_median", "is_accepted").first(), tau_median=pl.col("kendall_tau").median()
    )  # fmt: skip
    return {row["network"]: row for row in sorted(rows.to_dicts(), key=lambda row: edition.place(row["network"]))}


def grid_state(row: Row | None) -> str:
    """A key of `GRID`."""
    if row is None or row["is_accepted"] is None:
        return "untried"
    return "accepted" if row["is_accepted"] else "unstable"


def _published(edition: Edition, codes: Iterable[str], network: str | None = None) -> list[dict[str, Any]]:
    """The rows of classifiers that are not withheld, of one network or of all."""
    rows = edition.frame("reference.classifiers").filter(
        ~pl.col("is_withheld"), pl.col("classifier_id").is_in(list(codes))
    )
    return (rows if network is None else rows.filter(pl.col("network") == network)).to_dicts()


def _least(words: Words, rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    least = {stem: words.share(min(row[f"{stem}_share"] for row in rows)) for stem in ("precision", "recall")}
    if len(rows) == 1:
        return words.say("précision {precision}, rappel {recall}", **least)
    return words.say("précision {precision} et rappel {recall} au moins", **least)
