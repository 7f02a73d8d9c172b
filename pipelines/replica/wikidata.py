"""query.wikidata.org/sparql: the query shape of the roster lists, answered over the simulated territories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

from pipelines.replica import list_faults
from pipelines.replica.hashing import pick, seed, unit
from pipelines.replica.platforms import PLATFORMS
from pipelines.replica.records import Account, World, is_in_wikidata, month_of
from pipelines.replica.territory import Territory
from pipelines.replica.visit import Reply, Visit, as_json, plain

_LEVELS = {
    "P374": ("commune",),
    "P2586": ("departement",),
    "P2585": ("region",),
    "P1616": ("epci", "departement", "region"),
}
_NETWORKS = {prop: (platform.name, value) for platform in PLATFORMS for prop, value in platform.wikidata.items()}
_CODES = re.compile(r"VALUES\s+\?code\s*\{([^}]*)\}")
_ANCHOR = re.compile(r"\?item\s+wdt:(P\d+)\s+\?code")
_ASKED = re.compile(r"VALUES\s+\?prop\s*\{([^}]*)\}")
_SELECTED = re.compile(r"SELECT\s+((?:\?\w+\s+)+)WHERE")
_ENTITY = "http://www.wikidata.org/entity/"
_COUNTED = ("x", "youtube", "instagram", "facebook")
_X_NUMBER = "P6552"
_PRECISIONS = {"month": "10", "day": "11"}
Cells = dict[str, str]


def answer(world: World, visit: Visit) -> Reply:
    """SPARQL JSON results, one row per statement of each item, country and owner; an item without any has a row too."""
    query = visit.first("query")
    anchor, codes, asked, selected = (form.search(query) for form in (_ANCHOR, _CODES, _ASKED, _SELECTED))
    if visit.path != "/sparql" or not (anchor and codes and asked and selected) or anchor[1] not in _LEVELS:
        return plain("SPARQL-QUERY: queryStr=… MalformedQueryException (simulated)", 400)
    if visit.attempt == 0 and unit("wikidata 429", visit.raw_query, visit.month) < 0.05:
        reply = plain("Too Many Requests (simulated)", 429)
        reply.headers["Retry-After"] = "10"
        return reply
    wanted, properties = set(re.findall(r'"([^"]*)"', codes[1])), re.findall(r"wd:(P\d+)", asked[1])
    names = [name.removeprefix("?") for name in selected[1].split()]
    rows: list[Cells] = []
    for place in world.territories:
        code = place.siren if anchor[1] == "P1616" else place.code
        if place.level in _LEVELS[anchor[1]] and code in wanted:
            rows += _rows(world, place, code, properties, visit.month, is_council=place.level != _LEVELS[anchor[1]][0])
    reply = as_json({
        "head": {"vars": names},
        "results": {"bindings": [_binding(row, names) for row in rows]},
    })  # fmt: skip
    reply.content_type = "application/sparql-results+json;charset=utf-8"
    return list_faults.spoil_wikidata(reply, anchor[1], world, visit.month)


def _binding(cells: Cells, names: list[str]) -> dict[str, dict[str, str]]:
    return {
        name: {"type": "uri" if cells[name].startswith("http") else "literal", "value": cells[name]}
        for name in names
        if name in cells
    }


def _rows(
    world: World, place: Territory, code: str, properties: list[str], month: int, *, is_council: bool
) -> Iterator[Cells]:
    """Rows of one item. A council is another item than its territory; it repeats what the territory's holds."""
    key = "council" if is_council else "item"
    number = f"Q{90_000_000 + seed(key, place.territory_id) % 10**7}"
    start = {"item": f"{_ENTITY}{number}", "code": code, "country": f"{_ENTITY}Q142"}
    found = [one for prop in properties for one in _statements(world, place, prop, month)]
    for place_in_list, cells in enumerate(found):
        own = {key: value for key, value in cells.items() if not key.startswith("P")}
        statement = f"{_ENTITY}statement/{number}-{seed('statement', number, place_in_list):016x}"
        owners = [{"of": f"{_ENTITY}{prop}", "whose": value} for prop, value in cells.items() if prop.startswith("P")]
        for owner in owners or [{}]:
            yield start | {"statement": statement} | own | owner
    if not found:
        yield start


def _statement(prop: str, value: str, rank: str = "Normal", **more: str) -> Cells:
    return {"prop": f"{_ENTITY}{prop}", "value": value, "rank": f"http://wikiba.se/ontology#{rank}Rank"} | more


def _dated(name: str, day: date, precision: str) -> Cells:
    return {name: f"{day.isoformat()}T00:00:00Z", f"{name}Precision": _PRECISIONS[precision]}


def _statements(world: World, place: Territory, prop: str, month: int) -> Iterator[Cells]:
    """Statements of one property, keys P… being qualifiers that name an account. Some items hold two sites or two
    Instagram names, an old name beside the preferred one, one that was never right, and the end of an account."""
    if prop == "P856":
        yield from _sites(world, place)
    elif prop == "P8687":
        for account in world.by_territory.get(place.territory_id, []):
            yield from _counts(world, account, month)
    elif prop in _NETWORKS:
        network, value_of = _NETWORKS[prop]
        for account in world.linked_by(place.territory_id):
            value = value_of(account) if account.network == network and account.in_wikidata else None
            if value is not None and account.first <= month:
                yield from _accounts(account, prop, value, month)


def _sites(world: World, place: Territory) -> Iterator[Cells]:
    site = world.sites.get(place.territory_id)
    if site is not None and site.in_wikidata:
        yield _statement("P856", site.url)
        if site.is_https and site.seed % 9 == 0:
            yield _statement("P856", f"http{site.url.removeprefix('https')}")


def _accounts(account: Account, prop: str, value: str, month: int) -> Iterator[Cells]:
    drawn = partial(unit, "statement", account.network, account.territory.territory_id)
    start = _dated("start", month_of(account.first).first_day, "month") if drawn("start") < 0.4 else {}
    end = {} if is_in_wikidata(account, month) else _dated("end", month_of(account.gone).first_day, "month")
    number = {_X_NUMBER: account.platform_id} if prop == "P2002" else {}
    is_chosen = not end and drawn("chosen") < 0.05
    yield _statement(prop, value, "Preferred" if is_chosen else "Normal", **start, **end, **number)
    if is_chosen:
        yield _statement(prop, f"{value}_avant")
    if drawn("wrong") < 0.03:
        yield _statement(prop, f"{value}_erreur", "Deprecated")
    if prop == "P2003" and not end and seed("two", account.territory.territory_id) % 2:
        yield _statement(prop, f"{value}_tourisme", "Preferred" if is_chosen else "Normal")


def _counts(world: World, account: Account, month: int) -> Iterator[Cells]:
    """The followers that somebody noted on the last day of a January, for half of the accounts that an item names."""
    key = ("counted", account.network, account.territory.territory_id)
    counted = pick(range(2020, 2027), "january", *key) * 12
    is_noted = world.scene == "aujourdhui" and account.network in _COUNTED and unit(*key) < 0.5
    if is_noted and is_in_wikidata(account, month) and account.first <= counted < min(month, account.gone):
        prop, value = next((prop, own(account)) for prop, (name, own) in _NETWORKS.items() if name == account.network)
        names = {prop: value} if value is not None else {}
        if account.network == "x":
            names = {_X_NUMBER: account.platform_id} | (names if account.seed % 2 else {})
        count = str(world.followers(counted)[account.index])
        if names:
            yield _statement("P8687", count, **_dated("at", month_of(counted).last_day, "day"), **names)
