"""The lists of the month in a table: what each held, and which version of it is in force."""

from __future__ import annotations

from typing import Any

from dashboards.source import Edition
from dashboards.words import Words

_ORDER = ("directory", "wikidata", "roster", "import")


def rows(edition: Edition) -> list[dict[str, Any]]:
    """One row per part of a list, in the order of the sources; texts are ready to print."""
    found = edition.current("roster.lists").to_dicts()
    return [
        _row(edition.words, row) for row in sorted(found, key=lambda row: (_ORDER.index(row["source"]), row["part"]))
    ]


def _row(words: Words, row: dict[str, Any]) -> dict[str, Any]:
    named = words.content("site")["lists"]
    before = row["previous_count"]
    return {
        "source": named["sources"][row["source"]], "part": named["parts"].get(row["part"], row["part"]),
        "records": words.or_missing(row["record_count"], words.number, words.say("illisible")),
        "before": words.say("première fois") if before is None else words.number(before),
        "read_at": words.say("fichier") if row["read_at"] is None else words.instant(row["read_at"]),
        "in_force": _in_force(words, row), "is_carried": row["is_carried"], "remark": row["problem_fr"] or "",
    }  # fmt: skip


def _in_force(words: Words, row: dict[str, Any]) -> str:
    if row["in_force_month"] is None:
        return words.say("aucune")
    if not row["is_carried"]:
        return words.say("celle du mois")
    month = words.of_month(row["in_force_month"])
    if row["in_force_at"] is None:
        return words.say("reprise {month}", month=month)
    return words.say("reprise {month}, lue le {instant}", month=month, instant=words.instant(row["in_force_at"]))
