"""Statements of Wikidata: value, rank, dates and owner, as one row per statement gives them.

Belongs here: the columns of the answer, and what a row says. Not here: what is asked (`wikidata`), nor what the
statements are good for (`leads`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pipelines.model.errors import LayoutError
from pipelines.model.records import Capture
from pipelines.roster.list_checks import ADAPT, AGAIN

COLUMNS: Final = (
    "item", "code", "country", "statement", "prop", "value", "rank", "start", "startPrecision", "end", "endPrecision",
    "at", "atPrecision", "count", "of", "whose",
)  # fmt: skip
SITE: Final = "P856"
FOLLOWERS: Final = "P8687"
X_NUMBER: Final = "P6552"
FRANCE: Final = "Q142"
_UNKNOWN: Final = "/.well-known/genid/"
"""How an answer writes « some value », when it is no blank node."""
PRECISIONS: Final = {9: "year", 10: "month", 11: "day"}


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as it was stated: `day` is the first day of its period, None when it is said to be unknown; `precision`
    is day, month or year, None for a longer period or when it is not given."""

    day: date | None
    precision: str | None = None

    def is_by(self, last: date) -> bool:
        """True unless the date lies after `last`; one that is unknown has come."""
        return self.day is None or self.day <= last


@dataclass(slots=True)
class Statement:
    """One statement. `rank` is preferred, normal or deprecated; `whose` are its qualifiers that name an account, by
    property; `count` is a number of followers that it carries as a qualifier."""

    statement_id: str
    prop: str
    value: str
    rank: str
    start: Dated | None = None
    end: Dated | None = None
    at: Dated | None = None
    count: int | None = None
    whose: dict[str, str] = field(default_factory=dict)

    def holds(self, last: date) -> bool:
        """True when it is not deprecated, has begun and has not ended by the day `last`."""
        if self.rank == "deprecated" or (self.start is not None and not self.start.is_by(last)):
            return False
        return self.end is None or not self.end.is_by(last)


@dataclass(slots=True)
class Item:
    """One item that bears the code asked for, with its countries and its statements in order."""

    url: str
    code: str
    countries: set[str] = field(default_factory=set)
    statements: dict[str, Statement] = field(default_factory=dict)

    @property
    def is_foreign(self) -> bool:
        return bool(self.countries) and FRANCE not in self.countries

    def current(self, last: date) -> set[str]:
        """Ids of the statements to believe on the day `last`: of each property those that hold, of best rank."""
        holding = [one for one in self.statements.values() if one.holds(last)]
        preferred = {one.prop for one in holding if one.rank == "preferred"}
        return {one.statement_id for one in holding if one.rank == "preferred" or one.prop not in preferred}


def parse_items(capture: Capture, what: str) -> list[Item]:
    """The items of an answer, each once, in order; rows that several countries or owners multiply become one.

    Raises:
        LayoutError: the answer is no complete result, or lacks a column; `what` names the request.
    """
    try:
        document = json.loads(capture.body)
        missing = [column for column in COLUMNS if column not in document["head"]["vars"]]
        items = [] if missing else _items(document["results"]["bindings"])
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise LayoutError(f"{what} n’est pas un résultat SPARQL complet ({error!r}) ; {AGAIN}") from error
    if missing:
        raise LayoutError(f"{what} n’a plus la colonne {', '.join(missing)} : {ADAPT}")
    return items


def _items(bindings: Iterable[Mapping[str, Any]]) -> list[Item]:
    items: dict[tuple[str, str], Item] = {}
    for row in bindings:
        cells = {column: str(cell["value"]).strip() for column, cell in row.items() if cell.get("type") != "bnode"}
        item = items.setdefault((cells["item"], cells["code"]), Item(cells["item"], cells["code"]))
        if "country" in cells:
            item.countries.add(_entity(cells["country"]))
        if cells.get("value") and "statement" in cells and _UNKNOWN not in cells["value"]:
            _add(item, cells, row)
    return list(items.values())


def _add(item: Item, cells: Mapping[str, str], row: Mapping[str, Any]) -> None:
    statement_id = _entity(cells["statement"])
    one = item.statements.get(statement_id)
    if one is None:
        rank = cells["rank"].rpartition("#")[2].removesuffix("Rank").lower()
        one = Statement(statement_id, _entity(cells["prop"]), cells["value"], rank)
        one.start, one.end, one.at = (_dated(row, name) for name in ("start", "end", "at"))
        one.count = whole(cells.get("count", ""))
        item.statements[statement_id] = one
    if "of" in cells and "whose" in cells:
        one.whose.setdefault(_entity(cells["of"]), cells["whose"])


def _dated(row: Mapping[str, Any], name: str) -> Dated | None:
    if name not in row:
        return None
    precision = row.get(f"{name}Precision", {}).get("value", "")
    try:
        day = date.fromisoformat(str(row[name]["value"])[:10])
    except ValueError:
        return Dated(None)
    return Dated(day, PRECISIONS.get(int(precision)) if str(precision).isdigit() else None)


def whole(text: str) -> int | None:
    """« +12345 » → 12345; None for what is no whole number of at least 0."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return int(value) if value.is_finite() and value >= 0 and value == value.to_integral_value() else None


def _entity(url: str) -> str:
    return url.rpartition("/")[2]
