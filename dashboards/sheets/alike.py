"""« Comme la vôtre » in words: a territory beside its peers, and the published medians of its stratum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dashboards.measures import DECIMALS
from dashboards.peers import Compared
from dashboards.sheets.paths import BESIDE, slug, territory_path
from dashboards.source import Edition
from dashboards.words import Words
from pipelines.model.quantities import Relative

Row = dict[str, Any]
SHOWN: Final = 4
"""Networks beside one another on a sheet; all are on their own sheets and in the tables."""
MOST: Final = 4
"""Collectivités side by side: more columns cannot be read on a telephone."""


def block(
    edition: Edition, held: Compared, member: Row, members: Mapping[str, Row], lines: dict[str, Mapping[str, str]]
) -> Row:
    """Rows of the sheet's own territory and of its peers, then the medians; cells in the order of `networks`."""
    own, medians = member["territory_id"], held.medians.get(member["stratum"], {})
    networks = networks_of(edition, held, member)
    rows = []
    for territory in (own, *held.peers.get(own, ())):
        if territory not in lines:
            lines[territory] = _cells(edition, held, territory)
        told = members[territory]
        rows.append({
            "name": told["name"], "path": territory_path(edition, territory), "is_own": territory == own,
            "population": edition.words.or_missing(told["population"]), "count": lines[territory][""],
            "cells": [lines[territory].get(network, "—") for network in networks],
        })  # fmt: skip
    return {
        "networks": [edition.network(network) for network in networks], "rows": rows,
        "count": networks_median(edition, medians)[0], "has_peers": len(rows) > 1,
        "beside": beside_path([own, *held.peers.get(own, ())]),
        "medians": [people(edition, medians.get(network))[0] for network in networks],
        "quartiles": _quartiles(edition, held, member["stratum"], networks),
    }  # fmt: skip


def _quartiles(edition: Edition, held: Compared, stratum: str, networks: Sequence[str]) -> list[list[str]]:
    """Two rows of cells, under and over the median; none where no network has any."""
    told = [quartiles(edition, held, stratum, network) or ["—", "—"] for network in networks]
    return [] if all(cells == ["—", "—"] for cells in told) else [list(row) for row in zip(*told, strict=True)]


def beside_path(territories: Sequence[str]) -> str:
    """The way to the first of them side by side."""
    return f"{BESIDE}#{','.join(slug(territory) for territory in territories[:MOST])}"


def networks_of(edition: Edition, held: Compared, member: Row) -> list[str]:
    """Those where the territory is measured, else those that most of its stratum are measured on."""
    own, medians = held.accounts.get(member["territory_id"], {}), held.medians.get(member["stratum"], {})
    mine = [network for network, (people, _) in own.items() if people is not None]
    found = mine or [code for code, row in medians.items() if code != "any" and row["value"] is not None]
    counts = {code: row["measured_count"] or 0 for code, row in medians.items()}
    most = sorted(found, key=lambda code: (-counts.get(code, 0), code))[:SHOWN]
    return sorted(most, key=edition.place)


def _cells(edition: Edition, held: Compared, territory: str) -> dict[str, str]:
    """What is printed of a territory by network, and its count of networks under ''."""
    words = edition.words
    told = {network: _cell(words, *pair) for network, pair in held.accounts.get(territory, {}).items()}
    low, high = held.counts.get(territory, (None, None))
    return told | {"": words.missing if low is None or high is None else words.interval(low, high)}


def _cell(words: Words, people: float | None, growth: float | None) -> str:
    """`10,51 (+12,3 %)`: followers for 100 inhabitants and growth."""
    if people is None:
        return words.missing
    value = words.number(people, DECIMALS["per_100"])
    return value if growth is None else f"{value} ({words.relative(Relative(growth))})"


def networks_median(edition: Edition, medians: Mapping[str, Row]) -> tuple[str, bool]:
    """I06, of one stratum: the text, and whether it says that there is no median."""
    return _middle(edition, medians.get("any"), 1)


def people(edition: Edition, row: Row | None) -> tuple[str, bool]:
    """The median of I12."""
    return _middle(edition, row, DECIMALS["per_100"])


def quartiles(edition: Edition, held: Compared, stratum: str, network: str) -> list[str]:
    """The first and the third of I12; none where they are not published."""
    rows = held.quartiles.get(stratum, {}).get(network, [])
    return [_spanned(edition.words, row, DECIMALS["per_100"]) for row in rows] if len(rows) == 2 else []


def _middle(edition: Edition, row: Row | None, decimals: int) -> tuple[str, bool]:
    words = edition.words
    if row is None:
        return words.say("moins de 5"), True
    if row["value"] is None:
        return words.say("moins de 5") if row["value_status"] == "small_base" else words.say("non publié"), True
    return _spanned(words, row, decimals), False


def _spanned(words: Words, row: Row, decimals: int) -> str:
    """A published value with what rounding, unknowns and the draw leave open."""
    told = words.number(row["value"], decimals)
    if row["ci_lo"] is None or row["ci_hi"] is None:
        return told
    span = words.interval(row["ci_lo"], row["ci_hi"], lambda end: words.number(end, decimals))
    return told if span == told else f"{told} {span}"
