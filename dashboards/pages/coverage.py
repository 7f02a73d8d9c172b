"""Coverage: what the month searched, knew and measured, why the rest is unknown, and how the collection behaved."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboards.pages import found, lists, whole
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.words import NARROW, Words, phrase

HOSTS_SHOWN = 30
NOT_MEASURED = phrase("sans objet")


def page(site: Site) -> Page:
    edition, words = site.edition, site.edition.words
    coverage = edition.current("barometer.coverage")
    politeness = edition.current("barometer.politeness")
    site.write_table(whole.taken(edition, coverage, "couverture", "couverture"))
    site.write_table(whole.taken(edition, politeness, "politesse", "couverture"))
    site.write_table(whole.taken(edition, edition.current("roster.lists"), "listes", "couverture"))
    site.write_table(whole.taken(edition, edition.current("barometer.discovery"), "decouverte", "couverture"))
    site.write_table(whole.taken(edition, edition.current("barometer.missed"), "comptes-manques", "couverture"))
    every = coverage.filter(pl.col("stratum") == "ALL").to_dicts()
    rows = [
        {
            "network": edition.network(row["network"]), "members": words.number(row["member_count"]),
            "searched": words.or_missing(row["searched_share"], words.share),
            "unknown": words.or_missing(row["unknown_share"], words.share),
            "accounts": words.say(NOT_MEASURED)
            if row["network"] == "website"
            else words.number(row["account_count"]),
            "measured": _measured(words, row),
        }
        for row in sorted(every, key=lambda row: edition.place(row["network"]))
    ]  # fmt: skip
    shown = politeness.sort(["request_count", "host", "network"], descending=[True, False, False]).head(HOSTS_SHOWN)
    return site.page(
        "couverture", "couverture", slugs=("couverture-reseaux", "inconnues-motifs"), rows=rows,
        hosts=[row | {"label": edition.network(row["network"])} for row in shown.to_dicts()],
        host_count=politeness.height, totals=_totals(words, politeness), lists=lists.rows(edition),
        found=found.rows(edition), basis=found.basis(edition), dependence=found.dependence(edition),
    )  # fmt: skip


def _measured(words: Words, row: dict[str, Any]) -> str:
    """Official sites have no followers, and a network without account has nothing to measure."""
    if row["network"] == "website" or row["measured_share"] is None:
        return words.say(NOT_MEASURED)
    return words.share(row["measured_share"])


def _totals(words: Words, politeness: pl.DataFrame) -> dict[str, str]:
    least = politeness["least_gap_seconds"].drop_nulls().min()
    gap = float(least) if isinstance(least, int | float) else None
    return {
        "requests": words.number(int(politeness["request_count"].sum())),
        "refused": words.number(int(politeness["refused_count"].sum())),
        "failed": words.number(int(politeness["failed_count"].sum())),
        "bytes": words.bytes_size(int(politeness["wire_bytes_count"].sum())),
        "gap": words.or_missing(gap, lambda value: f"{words.number(value, 1)}{NARROW}s"),
    }
