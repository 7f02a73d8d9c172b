"""The lists of the month in a table: what each held, and which version of it is in force."""

from __future__ import annotations

from typing import Any

from dashboards import format as fr
from dashboards.labels import content
from dashboards.source import Edition

_ORDER = ("directory", "wikidata", "roster", "import")
NOT_READ = "illisible"


def rows(edition: Edition) -> list[dict[str, Any]]:
    """One row per part of a list, in the order of the sources; texts are ready to print."""
    found = edition.current("roster.lists").to_dicts()
    return [_row(row) for row in sorted(found, key=lambda row: (_ORDER.index(row["source"]), row["part"]))]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    words = content("site")["lists"]
    before = row["previous_count"]
    return {
        "source": words["sources"][row["source"]], "part": words["parts"].get(row["part"], row["part"]),
        "records": fr.or_missing(row["record_count"], fr.number, NOT_READ),
        "before": "première fois" if before is None else fr.number(before),
        "read_at": "fichier" if row["read_at"] is None else fr.instant(row["read_at"]),
        "in_force": _in_force(row), "is_carried": row["is_carried"], "remark": row["problem_fr"] or "",
    }  # fmt: skip


def _in_force(row: dict[str, Any]) -> str:
    if row["in_force_month"] is None:
        return "aucune"
    if not row["is_carried"]:
        return "celle du mois"
    when = f", lue le {fr.instant(row['in_force_at'])}" if row["in_force_at"] is not None else ""
    return f"reprise {fr.of_month(row['in_force_month'])}{when}"
