"""What a press page prints of the indicators of its area: the value, its interval, and why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from dashboards import measures
from dashboards.areas import Area
from dashboards.findings.base import DRAWN, UNTOLD, UNTOLD_IN_AREA
from dashboards.measures import Form
from dashboards.sheets.indicators import Notes
from dashboards.source import Edition
from dashboards.words import Words, phrase, phrases, upper_first

Row = dict[str, Any]
AUDIENCE: Final = ("I11", "I12", "I14", "I22")
ACTIVITY: Final = ("I13", "I15", "I21", "I32", "I39", "I52")
WHY: Final = phrases({
    "small_base": "base trop petite", "low_coverage": "moins de 80 % lus", "not_given": "non donné par la porte",
    "not_read": "non lu", "not_attempted": "non relevé", "not_collected": "non demandé",
    "withheld": "plus de 10 % d’inconnus", "undetermined": "indéterminé", "no_reference": "pas de relevé avant",
    "classifier_withheld": "classifieur retenu", "purged": "effacé",
})  # fmt: skip
"""Why a cell has no value, in a word or two; the others are `non publié`."""
FEW: Final = phrase("moins de 5")
UNPUBLISHED: Final = phrase("non publié")


class Cell(NamedTuple):
    """A text, the interval beside it ('' where it says no more), whether nothing is known, why the error of the drawing
    is not told ('' where it is, or where nobody was drawn), and what bears it is worth ('' where nothing does)."""

    text: str
    interval: str = ""
    is_unknown: bool = False
    untold: str = ""
    note: str = ""


def cell(words: Words, indicator: str, row: Mapping[str, Any] | None) -> Cell:
    """Where accounts were drawn and the error is told, the interval is that of the drawing; elsewhere what unknowns and
    rounding leave open."""
    if row is None:
        return Cell(words.say(FEW), is_unknown=True)
    if row["value"] is None:
        return Cell(reason(words, row["value_status"]), is_unknown=True)
    found = told(words, measures.value_form(words, indicator, row["unit_kind"], row), row)
    return found._replace(untold=row["interval_method"]) if row["interval_method"] in UNTOLD_IN_AREA else found


def told(words: Words, form: Form, row: Mapping[str, Any]) -> Cell:
    """A row that has a value, and its interval."""
    method = row["interval_method"]
    ends = ("ci_lo", "ci_hi") if method in DRAWN else ("value_lo", "value_hi")
    low, high = (row[end] for end in ends)
    text = form(row["value"])
    if row["value_status"] == "at_least":
        text = words.say("au moins {value}", value=text)
    span = "" if low is None or high is None else words.interval(low, high, form)
    return Cell(text, "" if span == text else span, untold=method if method in UNTOLD else "")


def reason(words: Words, status: str) -> str:
    """Why there is no value, in a word or two."""
    return words.say(WHY.get(status, UNPUBLISHED))


def audience(edition: Edition, area: Area, networks: Iterable[str]) -> list[Row]:
    """A line for each network: followers of its accounts, over twelve months too, and how many are active."""
    found = ((network, [area.cells.get((network, code)) for code in AUDIENCE]) for network in networks)
    return [
        {
            "label": upper_first(edition.network(network)), "base": base(edition.words, rows),
            "cells": [cell(edition.words, code, row) for code, row in zip(AUDIENCE, rows, strict=True)],
        }
        for network, rows in found
    ]  # fmt: skip


def base(words: Words, rows: Iterable[Row | None]) -> str:
    """On how many accounts, of how many, the values of a line rest: `58 mesurés sur 69`; '' where there is none."""
    known = [row for row in rows if row is not None and row["value"] is not None]
    if not known:
        return ""
    counts = [row["measured_count"] for row in known]
    least, most = words.number(min(counts)), words.plural(max(counts), "mesuré")
    accounts = words.number(max(row["member_count"] for row in known))
    if min(counts) == max(counts):
        return words.say("{measured} sur {members}", measured=most, members=accounts)
    return words.say("{least} à {most} sur {members}", least=least, most=most, members=accounts)


def activity(edition: Edition, area: Area, networks: Iterable[str], notes: Notes) -> tuple[list[Row], list[str]]:
    """A line for each network with a value, and what is said of the others: the networks under each reason. `notes`
    stand beside values."""
    words = edition.words
    lines, silent = [], []
    for network in networks:
        rows = [_row(area, network, code) for code in ACTIVITY]
        told = [(code, cell(words, code, row)) for code, row in zip(ACTIVITY, rows, strict=True)]
        cells = [one if one.is_unknown else one._replace(note=notes.get((code, network), "")) for code, one in told]
        label = upper_first(edition.network(network))
        if any(not one.is_unknown for one in cells):
            lines.append({"label": label, "base": base(words, rows), "cells": cells})
        else:
            silent.append((label, words.clauses(sorted({one.text for one in cells}))))
    reasons: dict[str, list[str]] = {}
    for label, reason in silent:
        reasons.setdefault(reason, []).append(label)
    return lines, [f"{words.sentence_list(labels)} ({reason})" for reason, labels in reasons.items()]


def _row(area: Area, network: str, code: str) -> Row | None:
    """The cell; where posts are not read, nobody has an engagement: what is said of posts is said of it."""
    posts = area.cells.get((network, "I21"))
    is_unread = code == "I39" and posts is not None and posts["value"] is None
    return area.cells.get((network, code), posts if is_unread else None)


def counters(edition: Edition, area: Area) -> list[str]:
    """What the engagement of the networks of an area sums: `mentions j’aime et vues : YouTube`."""
    named = edition.words.content("site")["counters"]
    found: dict[str, list[str]] = {}
    for (network, code), row in sorted(area.cells.items(), key=lambda one: edition.place(one[0][0])):
        sums = row["variant"].partition(":")[0]
        if code == "I39" and row["value"] is not None and sums in named:
            found.setdefault(named[sums], []).append(edition.network(network))
    return [
        edition.words.say("{counters} ({networks})", counters=sums, networks=edition.words.sentence_list(networks))
        for sums, networks in found.items()
    ]


def untold(words: Words, cells: Iterable[Cell]) -> str:
    """Why values marked with a star have no interval of the drawing, the most frequent reason first; '' for none."""
    counted = Counter(words.say(UNTOLD_IN_AREA[one.untold]) for one in cells if one.untold)
    reasons = [reason for reason, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))]
    return words.clauses(reasons) if reasons else ""
