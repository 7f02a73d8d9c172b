"""Wikidata: sites and accounts that volunteers recorded for a territory (evidence W: a lead, never a proof).

Belongs here: the query and the reading of its answer. Not here: what an address is the profile of (the networks), nor
what makes an account official (resolve).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import polars as pl

from pipelines.model.errors import LayoutError
from pipelines.model.months import Month
from pipelines.model.outcomes import Evidence, Outcome
from pipelines.model.records import AccountEvidence, Capture, Request
from pipelines.networks.urls import web_address
from pipelines.roster import lists
from pipelines.roster.lists import ListReading, Look, Matcher

ENDPOINT: Final = "https://query.wikidata.org/sparql"
CODE_PROPERTIES: Final = {"commune": "P374", "departement": "P2586", "region": "P2585", "epci": "P1616"}
BATCH_SIZE: Final = 80

_QUERY: Final = """SELECT ?item ?code ?site {names} WHERE {{
  VALUES ?p {{ wdt:{prop} }}
  VALUES ?code {{ {codes} }}
  ?item ?p ?code .
  FILTER NOT EXISTS {{ ?item wdt:P576 ?end . FILTER(?end <= "{end}"^^xsd:dateTime) }}
  OPTIONAL {{ ?item wdt:P856 ?site }}
  {options}
}}"""


def plan(members: pl.DataFrame, month: Month, properties: Mapping[str, str]) -> list[Request]:
    """Batches of 80 codes per level. `wdt:` keeps the statements of best rank only; bodies dissolved before the end of
    `month` are left out, so that a query about 2012 still finds the régions of 2012. Subjects are territory ids.
    `properties` are those that name an account (`registry.wikidata_properties`)."""
    names = " ".join(f"?{name}" for name in properties)
    options = " ".join(f"OPTIONAL {{ ?item wdt:{name} ?{name} }}" for name in properties)
    requests = []
    for level, prop in CODE_PROPERTIES.items():
        group = members.filter(pl.col("level") == level).unique("code", keep="first", maintain_order=True)
        for batch in group.sort("code").iter_slices(BATCH_SIZE):
            codes = " ".join(f'"{code}"' for code in batch["code"])
            query = _QUERY.format(
                names=names, prop=prop, codes=codes, end=f"{month.last_day}T23:59:59Z", options=options
            )
            requests.append(
                Request(
                    f"{ENDPOINT}?{urlencode({'format': 'json', 'query': query})}",
                    "wikidata",
                    "sparql",
                    "records",
                    tuple(batch["territory_id"]),
                    (("Accept", "application/sparql-results+json"),),
                )
            )
    return requests


def read(
    captures: Iterable[Capture], members: pl.DataFrame, month: Month, match: Matcher, properties: Mapping[str, str]
) -> ListReading:
    """Sites, evidence W and looks of `members`.

    Several OPTIONALs multiply the rows of an item: each value counts once. Looks: ok when an item was found, not_found
    when the batch was answered without one, parse_error when the answer was not a result (a query that exceeds its time
    answers 200 with a truncated document), the outcome of the request when it failed.
    """
    sites: list[lists.Row] = []
    evidence: list[AccountEvidence] = []
    looks: dict[str, Look] = {}
    problems: list[str] = []
    for capture in captures:
        try:
            values, outcome = _values(capture), Outcome.NOT_FOUND
        except LayoutError as error:
            problems.append(f"Wikidata : {error}")
            values, outcome = [], Outcome.PARSE_ERROR if capture.outcome.gives_page else capture.outcome
        looks |= {territory_id: Look.of(capture, outcome) for territory_id in capture.request.subjects}
        by_code = {territory_id.partition(":")[2]: territory_id for territory_id in capture.request.subjects}
        items: dict[str, set[str]] = {}
        for code, item, column, value in values:
            territory_id = by_code.get(code)
            if territory_id is None:
                continue
            looks[territory_id] = Look.of(capture)
            items.setdefault(territory_id, set()).add(item)
            account = match(profile_url(column, value, properties)) if column != "item" else None
            url = web_address(value) if column == "site" else None
            if account is not None and account.network != "website":
                evidence.append(lists.account_evidence(territory_id, account, Evidence.W, "wikidata", item, capture))
            elif url is not None:
                sites.append(lists.site_row(month, territory_id, url, "wikidata", capture))
        problems += _ambiguous(items)
    return ListReading(
        lists.frame("roster.sites", sites),
        lists.evidence_frame(month, evidence),
        lists.looks_frame(month, "wikidata", members["territory_id"].to_list(), looks),
        problems,
    )


def _values(capture: Capture) -> list[tuple[str, str, str, str]]:
    """(code, item, column, value) of an answer, each once, in order; the item itself is a value of column `item`."""
    if not capture.outcome.gives_page:
        raise LayoutError(f"{_short(capture)} n’a pas répondu ({capture.outcome.value} {capture.error}).")
    try:
        document = json.loads(capture.body)
        rows = document["results"]["bindings"]
        found = [value for row in rows for value in _row_values(row)]
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise LayoutError(f"{_short(capture)} n’est pas un résultat SPARQL complet ({error!r}).") from error
    return list(dict.fromkeys(found))


def _row_values(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    code, item = row["code"]["value"], row["item"]["value"]
    yield code, item, "item", item
    for column, cell in row.items():
        if column not in ("code", "item") and cell.get("type") != "bnode" and cell["value"].strip():
            yield code, item, column, cell["value"].strip()


def profile_url(column: str, value: str, properties: Mapping[str, str]) -> str:
    """The address of the account that an identifier names, in the form that `properties` give: `{}` is the identifier,
    `{user}` and `{host}` the parts of one like `user@host`. A site is its own address, and may be a network page."""
    if column not in properties:
        return value
    name = value.removeprefix("@")
    user, _, host = name.partition("@")
    return properties[column].format(name, user=user, host=host)


def _ambiguous(items: dict[str, set[str]]) -> list[str]:
    return [
        f"Wikidata : {len(found)} éléments pour {territory_id}, tous retenus : {', '.join(sorted(found))}."
        for territory_id, found in items.items()
        if len(found) > 1
    ]


def _short(capture: Capture) -> str:
    subjects = capture.request.subjects
    return f"{ENDPOINT} ({subjects[0]}… {len(subjects)} codes)" if subjects else capture.request.url
