"""Atom feeds: what changed between two months, one entry per change; any list of entries. Same input, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import polars as pl

from pipelines.stages.diff import KIND_FR, Difference

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
    title = f"{row['name'] or row['territory_id']}, {row['network']} : {KIND_FR[row['kind']]}"
    counts = "" if row["before_count"] is None else f" ; {row['before_count']} → {row['after_count']} abonnés"
    told = f"{row['account_id'] or 'sans compte'} : {row['before']} → {row['after']}{counts} ({row['reason']})"
    return Entry(f"{found.after}:{key}", title, updated, row["kind"], told, link)
