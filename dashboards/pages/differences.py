"""What changed since the month before, as `barometre diff` tells it. Small communes are counted, not named."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import polars as pl

from dashboards import changes, labels
from dashboards.charts.progressions import is_named
from dashboards.pages import whole
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.sheets.paths import territory_path
from dashboards.source import Edition
from dashboards.words import phrases
from pipelines.warehouse.changes import COLUMNS

Row = dict[str, Any]
SHOWN: Final = 150
KINDS: Final = phrases({
    "entered": "Arrivées sur un réseau",
    "left": "Départs d’un réseau",
    "renamed": "Comptes renommés",
    "jumped": "Sauts d’abonnés",
    "stopped": "Comptes qui n’ont plus publié",
    "corrected": "Corrigé depuis la publication",
})  # fmt: skip
MEANING: Final = phrases({
    "entered": "D’une absence confirmée à une présence. Un passage depuis une inconnue n’en est pas une.",
    "left": "D’une présence à une absence confirmée. Un passage vers une inconnue n’en est pas un.",
    "renamed": "Le même compte, sous un autre nom : sa série continue.",
    "jumped": "27\u202f% de plus ou 10\u202f% de moins en un mois, quoi qu’en cache l’arrondi : peut-être une erreur.",
    "stopped": "Le même compte, actif le mois d’avant, n’a plus de publication récente.",
    "corrected": "Ce qui fut publié du mois d’avant, et se lit autrement aujourd’hui.",
})  # fmt: skip


def page(site: Site) -> Page:
    edition = site.edition
    rows = split(edition)
    site.write_table(whole.taken(edition, table(rows), "differences", "differences"))
    return site.page(
        "differences", "differences", before=edition.before(1), has_before=has_before(edition), shown=SHOWN,
        blocks=[_block(edition, kind, rows.filter(pl.col("kind") == kind)) for kind in _kinds(edition)],
        bases=bases(edition),
    )  # fmt: skip


def has_before(edition: Edition) -> bool:
    """Whether the file of the edition holds the month before of its list."""
    return edition.before(1) in edition.months(edition.roster_id)


def counts(edition: Edition) -> list[Row]:
    """How many changes of each kind there are, in the order of the page; none without the month before."""
    found = dict(edition.frame("changes").group_by("kind").len().iter_rows())
    return [
        {"id": kind, "title": edition.words.say(KINDS[kind]), "count": found.get(kind, 0)} for kind in _kinds(edition)
    ]


def bases(edition: Edition) -> str:
    """Out of how many statuses and accounts the changes are."""
    words, row = edition.words, edition.frame("changes.bases").row(0, named=True)
    return words.say(
        "Sur {known} aux deux mois, parmi {statuses} (collectivité × réseau, site officiel compris), et"
        " {measured} aux deux mois.",
        known=words.plural(row["known_count"], "statut connu", "statuts connus"),
        statuses=words.number(row["status_count"]),
        measured=words.plural(row["measured_count"], "compte mesuré", "comptes mesurés"),
    )  # fmt: skip


def _kinds(edition: Edition) -> list[str]:
    return [kind for kind in KINDS if has_before(edition) and (kind != "corrected" or edition.has_former)]


def split(edition: Edition) -> pl.DataFrame:
    """The changes, with `is_named`: whether the territory may be named, and has a sheet in this edition."""
    has_sheet = pl.col("territory_id").is_in(edition.members["territory_id"].to_list())
    return edition.frame("changes").with_columns(is_named=is_named() & has_sheet)


def table(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the file: one for each territory that is named, one for all others of a kind, network and stratum."""
    named = rows.filter("is_named").select(*COLUMNS, pl.lit(1, pl.Int64).alias("row_count"))
    keys = ("kind", "roster_id", "network", "stratum")
    counted = (
        rows.filter(~pl.col("is_named"))
        .group_by(keys, maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("row_count"))
    )
    return pl.concat([named, counted], how="diagonal").select(*COLUMNS, "row_count")


def _block(edition: Edition, kind: str, rows: pl.DataFrame) -> Row:
    words = edition.words
    named = rows.filter("is_named")
    return {
        "id": kind, "title": words.say(KINDS[kind]), "meaning": words.say(MEANING[kind]), "count": rows.height,
        "small": rows.height - named.height, "more": max(0, named.height - SHOWN),
        "rows": [_row(edition, row) for row in named.head(SHOWN).to_dicts()],
    }  # fmt: skip


def _row(edition: Edition, row: Row) -> Row:
    before, after, why = changes.told(edition.words, row, partial(labels.reason, edition))
    return {
        "name": row["name"], "path": territory_path(edition, row["territory_id"]),
        "network": edition.network(row["network"]),
        "before": before, "after": after, "why": why,
    }  # fmt: skip
