"""The data journal: what was corrected or is read otherwise, entry by entry, and why an erratum stands there."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards.pages import whole
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.source import Edition

Row = dict[str, Any]


def page(site: Site) -> Page:
    frame = site.edition.frame("reference.journal")
    site.write_table(whole.taken(site.edition, frame, "journal", "journal"))
    newest = frame.sort("entry_date", "entry_id", descending=[True, False])
    return site.page("journal", "journal", entries=[_entry(site.edition, row) for row in newest.to_dicts()])


def _entry(edition: Edition, row: Row) -> Row:
    words = edition.words
    networks = [edition.network(code) for code in (row["networks"] or "").split()]
    return {
        "id": row["entry_id"], "day": words.day(row["entry_date"]), "date": row["entry_date"],
        "kind": words.content("site")["journal_kinds"][row["kind"]],
        "months": _months(edition, row["first_month"], row["last_month"]),
        "networks": words.sentence_list(networks) if networks else words.say("tous les réseaux"),
        "text": row[f"text_{words.code}"],
    }  # fmt: skip


def _months(edition: Edition, first: date | None, last: date | None) -> str:
    words = edition.words
    if first and last:
        return words.say("{first} à {last}", first=words.month(first), last=words.month(last))
    if first:
        return words.say("depuis {month}", month=words.month(first))
    return words.say("jusqu’à {month}", month=words.month(last)) if last else words.say("tous les mois")
