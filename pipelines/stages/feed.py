"""The differences of two months as an Atom feed: one entry per change, the same bytes for the same changes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, Final

from pipelines.stages.diff import KIND_FR, Difference

_AUTHORITY: Final = "tag:barometre-presence-territoriale,2026:"


def atom(found: Difference) -> str:
    """The feed, in UTF-8; every entry is dated of the last day of the later month."""
    updated = f"{found.after.last_day.isoformat()}T23:59:59Z"
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">',
            f"<title>Baromètre de présence territoriale : de {found.before} à {found.after}</title>",
            f"<id>{_AUTHORITY}{found.before}:{found.after}</id>",
            f"<updated>{updated}</updated>",
            "<author><name>Baromètre de présence territoriale</name></author>",
            *(line for row in found.rows.to_dicts() for line in _entry(row, found, updated)),
            "</feed>\n",
        ]
    )


def _entry(row: dict[str, Any], found: Difference, updated: str) -> Iterator[str]:
    key = ":".join(str(row[name]) for name in ("kind", "roster_id", "territory_id", "network"))
    title = f"{row['name'] or row['territory_id']}, {row['network']} : {KIND_FR[row['kind']]}"
    counts = "" if row["before_count"] is None else f" ; {row['before_count']} → {row['after_count']} abonnés"
    yield "<entry>"
    yield f"<title>{escape(title)}</title>"
    yield f"<id>{escape(f'{_AUTHORITY}{found.after}:{key}')}</id>"
    yield f"<updated>{updated}</updated>"
    yield f'<category term="{escape(row["kind"])}"/>'
    told = f"{row['account_id'] or 'sans compte'} : {row['before']} → {row['after']}{counts} ({row['reason']})"
    yield f"<summary>{escape(told)}</summary>"
    yield "</entry>"
