"""Atom feeds: what changed between two months, one entry per change; any list of entries. Same input, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from typing import Any, Final

import polars as pl

from dashboards import changes, labels
from dashboards.words import FR
from pipelines.networks.registry import NETWORKS
from pipelines.stages.diff import KIND_FR, Difference
from pipelines.warehouse.reference_tables import codes

_AUTHORITY: Final = "tag:barometre-presence-territoriale,2026:"
NAME: Final = "Baromètre de présence territoriale"


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` is what an identifier ends with; `link` an address, or one that is relative to the feed."""

    key: str
    title: str
    updated: str
    term: str
    summary: str
    link: str | None = None


def atom(title: str, key: str, updated: str, entries: Iterable[Entry], *, subtitle: str = "", own: str = "") -> str:
    """A feed in French, in UTF-8. Identifiers are tags, which need no address; `own` is that of the feed, if known."""
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">',
            f"<title>{escape(title)}</title>",
            *([f"<subtitle>{escape(subtitle)}</subtitle>"] if subtitle else []),
            f"<id>{escape(f'{_AUTHORITY}{key}')}</id>",
            *([f'<link rel="self" href="{escape(own)}"/>'] if own else []),
            f"<updated>{updated}</updated>",
            f"<author><name>{NAME}</name></author>",
            *(line for entry in entries for line in _lines(entry)),
            "</feed>\n",
        ]
    )


def _lines(entry: Entry) -> Iterator[str]:
    yield "<entry>"
    yield f"<title>{escape(entry.title)}</title>"
    yield f"<id>{escape(f'{_AUTHORITY}{entry.key}')}</id>"
    if entry.link:
        yield f'<link href="{escape(entry.link)}"/>'
    yield f"<updated>{entry.updated}</updated>"
    yield f'<category term="{escape(entry.term)}"/>'
    yield f"<summary>{escape(entry.summary)}</summary>"
    yield "</entry>"


def changes_atom(
    found: Difference,
    *,
    rows: pl.DataFrame | None = None,
    updated: str | None = None,
    subtitle: str = "",
    own: str = "",
    sheet: Callable[[str], str] | None = None,
) -> str:
    """The changes as a feed, all of them or only some `rows`; dated of the last day of the later month by default.
    `sheet` gives the address of the sheet of a territory by its id; entries have none without it."""
    when = updated or f"{found.after.last_day.isoformat()}T23:59:59Z"
    shown = found.rows if rows is None else rows
    entries = [_change(row, found, when, sheet and sheet(row["territory_id"])) for row in shown.to_dicts()]
    title = f"{NAME} : de {found.before} à {found.after}"
    return atom(title, f"{found.before}:{found.after}", when, entries, subtitle=subtitle, own=own)


def _change(row: dict[str, Any], found: Difference, updated: str, link: str | None) -> Entry:
    key = ":".join(str(row[name]) for name in ("kind", "roster_id", "territory_id", "network"))
    title = f"{row['name'] or row['territory_id']}, {network_label(row['network'])} : {KIND_FR[row['kind']]}"
    return Entry(f"{found.after}:{key}", title, updated, row["kind"], change_told(row), link)


def network_label(network: str) -> str:
    return NETWORKS[network].MANIFEST.label if network in NETWORKS else network


def change_told(row: Mapping[str, Any]) -> str:
    """What changed, in French, as the page of differences has it: `grigny : 863 → 1 166 abonnés (+35,1 %)`."""
    before, after, why = changes.told(FR, row, partial(labels.reason_of, FR, _explained))
    account = "sans compte" if row["account_id"] is None else changes.handle(row["account_id"])
    unit = " abonnés" if row["kind"] == "jumped" else ""
    return f"{account} : {before} → {after}{unit} ({why})"


def _explained(code: str) -> str:
    return _texts().get(code, code)


@cache
def _texts() -> dict[str, str]:
    """What each code of a reason means; the first of the kinds that have it."""
    rows = [(kind, code, text) for kind, code, text in codes().select("kind", "code", "label_fr").iter_rows()]
    return {code: text for kind in reversed(labels.REASON_KINDS) for one, code, text in rows if one == kind}
