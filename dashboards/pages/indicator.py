"""A page for each indicator: its values of the month by stratum and network, their moves, its rules, its worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from dashboards.citation import citation
from dashboards.findings.base import NOT_SOCIAL
from dashboards.pages import indicator_rows, press_cells, variants
from dashboards.pages.indicator_tables import (
    FRAME,
    block,
    form_of,
    groups,
    has_value,
    network_of,
    region_block,
    strata_of,
    stratum,
    stratum_words,
)
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.source import Edition
from dashboards.words import lower_first
from dashboards.worth import GRADED

Row = dict[str, Any]
INDEX: Final = "indicateurs"
MOST: Final = 8
"""Tables of a page; the file has the other variants."""


def path_of(indicator_id: str) -> str:
    """`indicateurs/I22` for I22."""
    return f"{INDEX}/{indicator_id}"


def pages(
    site: Site, beside: Mapping[str, list[dict[str, str]]], worth: Sequence[Row], grids: Sequence[str]
) -> Iterator[Page]:
    """`beside` and `worth`: what the classifiers are worth, by indicator and line by line; `grids`: on which networks
    the grid of the practice score passes its rule."""
    edition = site.edition
    cells = site.once(FRAME, lambda: edition.frame(FRAME).partition_by("indicator_id", as_dict=True))
    for about in edition.frame("reference.indicators").sort("indicator_id").to_dicts():
        needed = {one["code"] for one in beside.get(about["indicator_id"], ())}
        own = [row for row in worth if row["code"] in needed]
        told = grids if about["indicator_id"] in GRADED else ()
        yield _page(site, about, cells.get((about["indicator_id"],)), own, told)


def _page(site: Site, about: Row, cells: pl.DataFrame | None, worth: list[Row], grids: Sequence[str]) -> Page:
    edition, words, indicator_id = site.edition, site.edition.words, about["indicator_id"]
    path = path_of(indicator_id)
    rows = [] if cells is None else cells.to_dicts()
    found = groups(about, [row for row in rows if row["area_level"] == "france"])
    valued = [own for own in found if has_value(own)]
    blocks = [block(edition, about, own) for own in (valued or found[:1])[:MOST]]
    regions = groups(about, [row for row in rows if row["area_level"] == "region" and row["value"] is not None])
    by_region = region_block(edition, about, rows, regions[0][0]) if regions else None
    shown = [*blocks, by_region] if by_region else blocks
    name = words.data(about["label_fr"])
    title = words.say("{indicator} ({code})", indicator=name, code=indicator_id)
    told = _sentence(edition, about, valued[0] if valued else (found[0] if found else []))
    own = indicator_rows.taken(edition, about, rows, path, f"{title}. {told}") if rows else None
    context: Row = {
        "charts": [], "contours": [], "pictures": frozenset(), "current": INDEX, "indicator": about, "blocks": blocks,
        "regions": by_region,
        "left": len(found) - len(blocks), "taken": site.take(own) if own else None, "told": told,
        "untold": press_cells.untold(words, (one for each in shown for _, line in each.lines for one in line)),
        "worth": worth, "grids": grids, "family": edition.label("indicator_family", about["family"]),
        "query": own.selections[0].sql if own else "", "citation": citation(edition, name, path)["text"],
    }  # fmt: skip
    return Page(path, "indicateur.html", title, words.data(about["formula_fr"]), context)


def _sentence(edition: Edition, about: Row, rows: list[Row]) -> str:
    """The finding of the page, of the first table: between which networks the stratum goes that has the most values,
    the whole of the list before any other."""
    words = edition.words
    if not rows:
        return words.say(
            "Cet indicateur n’a pas de valeur d’ensemble : il se lit par {grain}.",
            grain=lower_first(words.data(about["grain_fr"])),
        )
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return words.say("Aucune valeur d’ensemble n’est publiée ce mois-ci ; chaque cellule dit pourquoi.")
    social = [row for row in known if row["network"] not in NOT_SOCIAL] or known
    counts = Counter(map(stratum, social))
    fullest = max(strata_of(edition, social), key=lambda code: counts[code])
    one = sorted(
        (row for row in social if stratum(row) == fullest),
        key=lambda row: (row["value"], edition.place(row["network"])),
    )
    form, whole = form_of(words, about, rows), stratum_words(edition, stratum(one[0]))
    if variant := variants.named(edition, about["indicator_id"], rows[0]["variant"]):
        whole = words.say("{whole}, {variant}", whole=whole, variant=variant)
    low, high = one[0], one[-1]
    if form(low["value"]) == form(high["value"]):
        networks = words.sentence_list([network_of(edition, about, row["network"]) for row in one])
        value = press_cells.told(words, form, low).text
        return words.say("{whole} : {value} ({networks})", whole=whole, value=value, networks=networks)
    return words.say(
        "{whole} : de {low} ({worst}) à {high} ({best})", whole=whole, low=form(low["value"]),
        high=form(high["value"]), worst=edition.network(low["network"]), best=edition.network(high["network"]),
    )  # fmt: skip
