"""Atom feeds: what changed between two months, one entry per change; any list of entries. Same input, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from typing import Any, Final

import polars as pl

from dashboards import changes, labels
from dashboards.words import Words, phrases
from pipelines.model.months import Month
from pipelines.warehouse.reference_tables import codes

_AUTHORITY: Final = "tag:barometre-presence-territoriale,2026:"
_KINDS: Final = phrases({
    "entered": "arrivée", "left": "départ", "renamed": "compte renommé", "jumped": "saut d’abonnés",
    "stopped": "n’a plus publié", "corrected": "corrigé depuis la publication",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` is what an identifier ends with; `link` an address, or one that is relative to the feed."""

    key: str
    title: str
    updated: str
    term: str
    summary: str
    link: str | None = None


def atom(
    words: Words, title: str, key: str, updated: str, entries: Iterable[Entry], *, subtitle: str = "", own: str = ""
) -> str:
    """A feed in UTF-8. Identifiers are tags, which need no address, other ones in each language; `own` is the address
    of the feed, if known."""
    named = f"{words.content('site')['name']}{words.say(' : {title}', title=title)}"
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{words.code}">',
            f"<title>{escape(named)}</title>",
            *([f"<subtitle>{escape(subtitle)}</subtitle>"] if subtitle else []),
            f"<id>{_identifier(words, key)}</id>",
            *([f'<link rel="self" href="{escape(own)}"/>'] if own else []),
            f"<updated>{updated}</updated>",
            f"<author><name>{escape(words.content('site')['name'])}</name></author>",
            *(line for entry in entries for line in _lines(words, entry)),
            "</feed>\n",
        ]
    )


def _identifier(words: Words, key: str) -> str:
    return escape(f"{_AUTHORITY}{words.folder}{key}")


def _lines(words: Words, entry: Entry) -> Iterator[str]:
    yield "<entry>"
    yield f"<title>{escape(entry.title)}</title>"
    yield f"<id>{_identifier(words, entry.key)}</id>"
    if entry.link:
        yield f'<link href="{escape(entry.link)}"/>'
    yield f"<updated>{entry.updated}</updated>"
    yield f'<category term="{escape(entry.term)}"/>'
    yield f"<summary>{escape(entry.summary)}</summary>"
    yield "</entry>"


def changes_atom(
    words: Words,
    rows: pl.DataFrame,
    months: tuple[Month, Month],
    network: Callable[[str], str],
    *,
    updated: str | None = None,
    subtitle: str = "",
    own: str = "",
    sheet: Callable[[str], str] | None = None,
) -> str:
    """`rows` of `warehouse.changes` from the first month to the second, as a feed; dated of the last day of the latter
    by default. `network` names one, `sheet` gives the address of that of a territory by its id; entries have none
    without it."""
    before, after = months
    when = updated or f"{after.last_day.isoformat()}T23:59:59Z"
    told = [_change(words, row, after, when, network, sheet) for row in rows.to_dicts()]
    title = words.say("de {before} à {after}", before=words.month(before.first_day), after=words.month(after.first_day))
    return atom(words, title, f"{before}:{after}", when, told, subtitle=subtitle, own=own)


def _change(
    words: Words,
    row: Mapping[str, Any],
    after: Month,
    updated: str,
    network: Callable[[str], str],
    sheet: Callable[[str], str] | None,
) -> Entry:
    key = ":".join(str(row[name]) for name in ("kind", "roster_id", "territory_id", "network"))
    where = f"{row['name'] or row['territory_id']}, {words.name(network(row['network']))}"
    title = words.say("{where} : {what}", where=where, what=words.say(_KINDS[row["kind"]]))
    link = sheet and sheet(row["territory_id"])
    return Entry(f"{after}:{key}", title, updated, row["kind"], change_told(words, row), link)


def change_told(words: Words, row: Mapping[str, Any]) -> str:
    """What changed, as the page of differences has it: `grigny : 863 → 1 166 abonnés (+35,1 %)`."""
    before, after, why = changes.told(words, row, partial(labels.reason_of, words, partial(_explained, words)))
    account = words.say("sans compte") if row["account_id"] is None else changes.handle(row["account_id"])
    if row["kind"] == "jumped":
        after = words.plural(row["after_count"], "abonné")
    return words.say("{account} : {before} → {after} ({why})", account=account, before=before, after=after, why=why)


def _explained(words: Words, code: str) -> str:
    return words.data(_texts()[code]) if code in _texts() else code


@cache
def _texts() -> dict[str, str]:
    """What each code of a reason means; the first of the kinds that have it."""
    rows = [(kind, code, text) for kind, code, text in codes().select("kind", "code", "label_fr").iter_rows()]
    return {code: text for kind in reversed(labels.REASON_KINDS) for one, code, text in rows if one == kind}
