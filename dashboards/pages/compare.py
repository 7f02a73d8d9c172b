"""« Comme la vôtre »: a block of each sheet beside its five peers and the quartiles of its stratum, and a page of them.

Communes under 3 500 inhabitants are not compared by name: `barometer.peers` gives them none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from dashboards.pages.site import Site
from dashboards.peers import Compared, compared
from dashboards.render import Page
from dashboards.sheets.places import territory_path
from dashboards.source import Edition
from dashboards.words import Words, phrase
from pipelines.model.quantities import Relative

Row = dict[str, Any]
SHOWN: Final = 4
"""Networks beside one another on a sheet; all are on their own sheets and in the tables."""
HEADS: Final = (phrase("Premier quartile"), phrase("Médiane"), phrase("Troisième quartile"))
PATH: Final = "comparer"


def sheets(site: Site, pages: Iterable[Page]) -> Iterator[Page]:
    """The pages of territories, each sheet with its block; a list without members is given as it is."""
    edition = site.edition
    held: Compared = site.once("compared", lambda: compared(edition))
    members = {member["territory_id"]: member for member in edition.members.to_dicts()}
    lines: dict[str, Mapping[str, str]] = {}
    for page in pages:
        member = page.context.get("member")
        if member is None:
            yield page
        else:
            block = _block(edition, held, member, members, lines)
            yield replace(page, context={**page.context, "alike": block})


def _block(
    edition: Edition, held: Compared, member: Row, members: Mapping[str, Row], lines: dict[str, Mapping[str, str]]
) -> Row:
    """Rows of the sheet's own territory and of its peers, then the quartiles; cells in the order of `networks`."""
    own, stratum = member["territory_id"], member["stratum"]
    quartiles = held.quartiles.get(stratum, {})
    networks = _networks(edition, held.accounts.get(own, {}), quartiles)
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
        "quartiles": _spread(edition, held, stratum, networks), "has_peers": len(rows) > 1,
    }  # fmt: skip


def _networks(edition: Edition, own: Mapping[str, Any], quartiles: Mapping[str, Row]) -> list[str]:
    """Those where the territory is measured, else those that most of its stratum are measured on."""
    mine = [network for network, (people, _) in own.items() if people is not None]
    found = mine or [network for network, row in quartiles.items() if row["per_1000_0"] is not None]
    most = sorted(found, key=lambda code: -quartiles.get(code, {}).get("per_1000_count", 0))[:SHOWN]
    return sorted(most, key=edition.place)


def _cells(edition: Edition, held: Compared, territory: str) -> dict[str, str]:
    """What is printed of a territory by network, and its count of networks under ''."""
    words = edition.words
    told = {network: _cell(words, *pair) for network, pair in held.accounts.get(territory, {}).items()}
    low, high = held.counts.get(territory, (None, None))
    return told | {"": words.missing if low is None or high is None else words.interval(low, high)}


def _cell(words: Words, people: float | None, growth: float | None) -> str:
    """`105,1 (+12,3 %)`: followers for 1 000 inhabitants and growth."""
    if people is None:
        return words.missing
    value = words.number(people, 1)
    return value if growth is None else f"{value} ({words.relative(Relative(growth))})"


def _spread(edition: Edition, held: Compared, stratum: str, networks: list[str]) -> list[Row]:
    words, found = edition.words, held.quartiles.get(stratum, {})
    ends = held.spread.get(stratum)
    return [
        {
            "label": words.say(head),
            "count": "—" if ends is None else words.interval(*ends[place], lambda end: words.number(end, 0)),
            "cells": [_quartile(words, found.get(network), place) for network in networks],
        }
        for place, head in enumerate(HEADS)
    ]  # fmt: skip


def _quartile(words: Words, row: Row | None, place: int) -> str:
    if row is None or row[f"per_1000_{place}"] is None:
        return words.say("moins de 5")
    return _cell(words, row[f"per_1000_{place}"], row[f"growth_{place}"])


def page(site: Site) -> Page:
    """What the blocks of sheets mean, and the median of each stratum on each network."""
    edition, words = site.edition, site.edition.words
    held: Compared = site.once("compared", lambda: compared(edition))
    networks = sorted({code for row in held.quartiles.values() for code in row}, key=edition.place)
    lines = [
        (edition.label("stratum", stratum), stratum not in edition.counted_strata,
         [_median(words, held.quartiles.get(stratum, {}).get(network)) for network in networks])
        for stratum in edition.strata
    ]  # fmt: skip
    return site.page(
        PATH, PATH, networks=[edition.network(network) for network in networks], lines=lines,
        total=edition.members.height, with_peers=words.number(len(held.peers)),
    )  # fmt: skip


def _median(words: Words, row: Row | None) -> tuple[str, bool]:
    if row is None or row["per_1000_1"] is None:
        return words.say("moins de 5"), True
    ends = words.interval(row["per_1000_0"], row["per_1000_2"], lambda value: words.number(value, 1))
    return f"{words.number(row['per_1000_1'], 1)} {ends}", False
