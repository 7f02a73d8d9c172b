"""Found by which list: directory, site, both or neither, what both are estimated to have missed, and dead links."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboards.source import Edition
from dashboards.words import Words, phrase

TOO_FEW = phrase("trop peu de comptes")
NO_LINK = phrase("aucun lien vu")
Row = dict[str, Any]


def rows(edition: Edition) -> list[Row]:
    """One row per network, the whole list together; texts are ready to print."""
    words = edition.words
    estimates = {row["network"]: row for row in _whole(edition, "barometer.missed")}
    return [
        {
            "network": edition.network(row["network"]),
            **{
                name: words.number(row[f"{name}_count"])
                for name in ("directory_only", "site_only", "both", "other_only", "closed", "neither")
            },
            "missed": _missed(words, estimates.get(row["network"])), "dead": _dead(words, row),
        }
        for row in _whole(edition, "barometer.discovery")
    ]  # fmt: skip


def basis(edition: Edition) -> dict[str, str]:
    """The territories that the estimate speaks of and those it leaves out, as texts; empty in a month without any."""
    first = next(iter(_whole(edition, "barometer.discovery")), None)
    if first is None:
        return {}
    names = {"base": "base_count", "no_site": "no_site_count", "unread": "site_unread_count", "members": "member_count"}
    return {name: edition.words.number(first[column]) for name, column in names.items()}


def dependence(edition: Edition) -> dict[str, str]:
    """Networks whose two lists are surely dependent, by what it makes of the estimate: `low` or `high`, a lower or an
    upper bound; an empty text where there is none."""
    found: dict[str, list[str]] = {"low": [], "high": []}
    for row in _whole(edition, "barometer.missed"):
        if row["dependence_ratio"] is not None and row["estimated_count"] is not None:
            if row["dependence_ratio_lo"] > 1:
                found["low"].append(edition.network(row["network"]))
            elif row["dependence_ratio_hi"] < 1:
                found["high"].append(edition.network(row["network"]))
    return {name: edition.words.sentence_list(networks) for name, networks in found.items()}


def _whole(edition: Edition, full_name: str) -> list[Row]:
    found = edition.current(full_name).filter(pl.col("stratum") == "ALL").to_dicts()
    return sorted(found, key=lambda row: edition.place(row["network"]))


def _missed(words: Words, row: Row | None) -> str:
    """The estimated number of missed accounts with its interval, and their share."""
    if row is None or row["estimated_count"] is None:
        return words.say(TOO_FEW)
    missed, low, high = (row[name] - row["found_count"] for name in ("estimated_count", "estimated_lo", "estimated_hi"))
    return words.say(
        "{missed} {interval}, soit {share}", missed=words.number(missed), interval=words.interval(low, high),
        share=words.share(row["missed_share"]),
    )  # fmt: skip


def _dead(words: Words, row: Row) -> str:
    if not row["linked_count"]:
        return words.say(NO_LINK)
    dead, linked = words.number(row["dead_linked_count"]), words.number(row["linked_count"])
    return words.say("{part} sur {whole}", part=dead, whole=linked)
