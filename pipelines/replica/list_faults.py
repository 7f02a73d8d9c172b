"""The book of faults of the lists: a month in which the directory and Wikidata answer, and are not to be believed.

In April 2024 each part has a fault of its own: HTML in place of JSON, a column less, half of a document, far fewer
records, a SIREN given twice, a town of Québec in the place of the first commune. The other months are sound.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from pipelines.replica.records import World
from pipelines.replica.visit import NOTICE, Reply

_MONTH: Final = 2024 * 12 + 3
_FAULTS: Final = {
    "mairie": "quebec", "epci": "shared_siren", "cg": "missing_column", "cr": "html",
    "P374": "quebec", "P1616": "truncated", "P2586": "missing_column", "P2585": "few",
}  # fmt: skip
_QUEBEC_SITE: Final = "https://www.laval.ca/"
_QUEBEC_PAGE: Final = "https://www.facebook.com/villedelaval"


def spoil_directory(body: bytes, kind: str, world: World, month: int) -> bytes:
    """The export of one kind of service as it answers in a month."""
    return _OF_DIRECTORY[_FAULTS[kind]](body, world) if month == _MONTH else body


def spoil_wikidata(reply: Reply, prop: str, world: World, month: int) -> Reply:
    """The answer about one property as it is given in a month."""
    if month == _MONTH:
        reply.body = _OF_WIKIDATA[_FAULTS[prop]](reply.body, world)
    return reply


def _html(body: bytes, world: World) -> bytes:
    return f"<!DOCTYPE html>\n<!-- {NOTICE} -->\n<html><body><h1>Service en maintenance</h1></body></html>".encode()


def _truncated(body: bytes, world: World) -> bytes:
    """A query that exceeds its time: 200, half of a document, and the trace of an exception."""
    return body[: len(body) // 2] + b"\nSPARQL-QUERY: java.util.concurrent.TimeoutException (simulated)"


def _records(change: Callable[[list[dict[str, Any]], World], list[dict[str, Any]]]) -> Callable[[bytes, World], bytes]:
    return lambda body, world: json.dumps(change(json.loads(body), world), ensure_ascii=False).encode()


def _without_networks(records: list[dict[str, Any]], world: World) -> list[dict[str, Any]]:
    return [{name: value for name, value in one.items() if name != "reseau_social"} for one in records]


def _with_shared_siren(records: list[dict[str, Any]], world: World) -> list[dict[str, Any]]:
    return [one | ({"siren": records[0]["siren"]} if place == 1 else {}) for place, one in enumerate(records)]


def _with_laval(records: list[dict[str, Any]], world: World) -> list[dict[str, Any]]:
    first = next(place.code for place in world.territories if place.level == "commune")
    laval = {
        "nom": "Mairie - Laval (Québec)",
        "site_internet": json.dumps([{"libelle": "", "valeur": _QUEBEC_SITE}]),
        "reseau_social": json.dumps([{"valeur": _QUEBEC_PAGE, "description": "", "custom_dico2": "Facebook"}]),
    }
    return [one | (laval if first == one.get("code_insee_commune") else {}) for one in records]


def _results(change: Callable[[dict[str, Any], World], None]) -> Callable[[bytes, World], bytes]:
    def spoil(body: bytes, world: World) -> bytes:
        document = json.loads(body)
        change(document, world)
        return json.dumps(document, ensure_ascii=False).encode()

    return spoil


def _without_ranks(document: dict[str, Any], world: World) -> None:
    document["head"]["vars"].remove("rank")
    for row in document["results"]["bindings"]:
        row.pop("rank", None)


def _one_item(document: dict[str, Any], world: World) -> None:
    rows = document["results"]["bindings"]
    rows[:] = [row for row in rows if row["code"] == rows[0]["code"]]


def _of_canada(document: dict[str, Any], world: World) -> None:
    first = next(place.code for place in world.territories if place.level == "commune")
    for row in document["results"]["bindings"]:
        if row["code"]["value"] == first:
            row["item"]["value"] = "http://www.wikidata.org/entity/Q90000000"
            row["country"]["value"] = "http://www.wikidata.org/entity/Q16"


_OF_DIRECTORY: Final = {
    "html": _html,
    "missing_column": _records(_without_networks),
    "shared_siren": _records(_with_shared_siren),
    "quebec": _records(_with_laval),
}
_OF_WIKIDATA: Final = {
    "few": _results(_one_item),
    "missing_column": _results(_without_ranks),
    "truncated": _truncated,
    "quebec": _results(_of_canada),
}
