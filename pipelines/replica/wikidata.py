"""query.wikidata.org/sparql: the query shape of the roster lists, answered over the simulated territories."""

from __future__ import annotations

import itertools
import re

from pipelines.replica.hashing import seed, unit
from pipelines.replica.platforms import PLATFORMS
from pipelines.replica.records import World, is_in_wikidata
from pipelines.replica.territory import Territory
from pipelines.replica.visit import Reply, Visit, as_json, plain

_LEVELS = {"P374": "commune", "P2586": "departement", "P2585": "region", "P1616": "epci"}
_NETWORKS = {prop: (platform.name, value) for platform in PLATFORMS for prop, value in platform.wikidata.items()}
_PROPERTY = re.compile(r"VALUES\s+\?\w+\s*\{\s*wdt:(P\d+)\s*\}")
_CODES = re.compile(r'VALUES\s+\?(?!p\b)\w+\s*\{((?:\s*"[^"]*")+)\s*\}')
_STARTS = re.compile(r'STRSTARTS\(\s*\?\w+\s*,\s*"([^"]*)"\s*\)')
_ANCHOR = re.compile(r"\?(\w+)\s+\?p\s+\?(\w+)")
_OPTIONAL = re.compile(r"OPTIONAL\s*\{\s*\?\w+\s+wdt:(P\d+)\s+\?(\w+)")


def answer(world: World, visit: Visit) -> Reply:
    """SPARQL JSON results; OPTIONAL clauses multiply rows when an item has several values of a property."""
    query = visit.first("query")
    anchor, found = _ANCHOR.search(query), _PROPERTY.search(query)
    if visit.path != "/sparql" or not anchor or not found or found[1] not in _LEVELS:
        return plain("SPARQL-QUERY: queryStr=… MalformedQueryException (simulated)", 400)
    if visit.attempt == 0 and unit("wikidata 429", visit.raw_query, visit.month) < 0.05:
        reply = plain("Too Many Requests (simulated)", 429)
        reply.headers["Retry-After"] = "10"
        return reply
    codes = _CODES.search(query)
    wanted = set(re.findall(r'"([^"]*)"', codes[1])) if codes else None
    starts = _STARTS.search(query)
    prefix = starts[1] if starts else ""
    options = _OPTIONAL.findall(query)
    bindings: list[dict[str, dict[str, str]]] = []
    for place in world.territories:
        if place.level != _LEVELS[found[1]] or not place.code.startswith(prefix):
            continue
        if wanted is None or place.code in wanted:
            bindings += _rows(world, place, anchor[1], anchor[2], options, visit.month)
    names = [anchor[1], anchor[2], *(name for _, name in options)]
    reply = as_json({"head": {"vars": names}, "results": {"bindings": bindings}})
    reply.content_type = "application/sparql-results+json;charset=utf-8"
    return reply


def _rows(
    world: World, place: Territory, item: str, code: str, options: list[tuple[str, str]], month: int
) -> list[dict[str, dict[str, str]]]:
    start = {
        item: {
            "type": "uri",
            "value": f"http://www.wikidata.org/entity/Q{90_000_000 + seed('item', place.territory_id) % 10**7}",
        },
        code: {"type": "literal", "value": place.code},
    }
    choices = []
    for prop, name in options:
        values = _values(world, place, prop, month)
        kind = "uri" if prop == "P856" else "literal"
        choices.append([{name: {"type": kind, "value": value}} for value in values] or [{}])
    rows = []
    for combination in itertools.product(*choices):
        row = dict(start)
        for binding in combination:
            row |= binding
        rows.append(row)
    return rows


def _values(world: World, place: Territory, prop: str, month: int) -> list[str]:
    """Values of a property. Some items hold two sites or two Instagram names; ended statements are absent."""
    if prop == "P856":
        site = world.sites.get(place.territory_id)
        if site is None or not site.in_wikidata:
            return []
        return (
            [site.url, f"http{site.url.removeprefix('https')}"] if site.is_https and site.seed % 9 == 0 else [site.url]
        )
    if prop not in _NETWORKS:
        return []
    network, value_of = _NETWORKS[prop]
    values = [
        value
        for account in world.linked_by(place.territory_id)
        if account.network == network and is_in_wikidata(account, month) and account.first <= month
        and (value := value_of(account)) is not None
    ]  # fmt: skip
    if prop == "P2003" and values and seed("two", place.territory_id) % 2:
        values.append(f"{values[0]}_tourisme")
    return values
