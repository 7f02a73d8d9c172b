"""Wikidata: sites and accounts that volunteers recorded for a territory (evidence W: a lead, never a proof).

Belongs here: the query, and what an answer says of each territory. Not here: what one statement says (`statements`),
what an address is the profile of (the networks), nor what makes an account official (resolve).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode, urlsplit

import polars as pl

from pipelines.model.errors import LayoutError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request
from pipelines.roster import list_checks, lists, statements
from pipelines.roster.directory_match import is_governed
from pipelines.roster.leads import ItemRows
from pipelines.roster.list_checks import NOTHING_KNOWN, Known, shown
from pipelines.roster.lists import ListReading, Look, Matcher, Part
from pipelines.roster.statements import Item

ENDPOINT: Final = "https://query.wikidata.org/sparql"
CODE_PROPERTIES: Final = {"commune": "P374", "departement": "P2586", "region": "P2585", "epci": "P1616"}
SIREN: Final = "P1616"
COUNCILS: Final = "councils"
BATCH_SIZE: Final = 80

_QUERY: Final = """SELECT {columns} WHERE {{
VALUES ?code {{ {codes} }}
?item wdt:{prop} ?code .
FILTER NOT EXISTS {{ ?item wdt:P576 ?over . FILTER(?over <= "{end}"^^xsd:dateTime) }}
OPTIONAL {{ ?item wdt:P17 ?country }}
OPTIONAL {{
VALUES ?prop {{ {properties} }}
?prop wikibase:claim ?p ; wikibase:statementProperty ?ps .
?item ?p ?statement . ?statement ?ps ?value ; wikibase:rank ?rank .
OPTIONAL {{ ?statement pq:P580 ?start OPTIONAL {{ ?statement pqv:P580/wikibase:timePrecision ?startPrecision }} }}
OPTIONAL {{ ?statement pq:P582 ?end OPTIONAL {{ ?statement pqv:P582/wikibase:timePrecision ?endPrecision }} }}
OPTIONAL {{ ?statement pq:P585 ?at OPTIONAL {{ ?statement pqv:P585/wikibase:timePrecision ?atPrecision }} }}
OPTIONAL {{ ?statement pq:P3744 ?count }}
OPTIONAL {{ VALUES ?of {{ {owners} }} ?of wikibase:qualifier ?pq . ?statement ?pq ?whose }}
}} }}"""


def plan(members: pl.DataFrame, month: Month, properties: Mapping[str, str]) -> list[Request]:
    """Batches of 80 codes per level, one row of the answer per statement; subjects are territory ids. Bodies dissolved
    before the end of `month` are left out, so that a query about 2012 still finds the régions of 2012.

    The council of a région or a département is another item than its territory, and is the one that holds accounts: it
    is asked for by its SIREN where `members` has a column `siren`. `properties` are those that name an account
    (`registry.wikidata_properties`).
    """
    requests = []
    for level, prop in CODE_PROPERTIES.items():
        group = members.filter(pl.col("level") == level).unique("code", keep="first", maintain_order=True).sort("code")
        requests += [
            _request("records", prop, batch["territory_id"].to_list(), batch["code"].to_list(), month, properties)
            for batch in group.iter_slices(BATCH_SIZE)
        ]
    sirens = sorted((siren, territory_id) for siren, territory_id in _sirens(members).items())
    for start in range(0, len(sirens), BATCH_SIZE):
        batch_ids = [territory_id for _, territory_id in sirens[start : start + BATCH_SIZE]]
        codes = [siren for siren, _ in sirens[start : start + BATCH_SIZE]]
        requests.append(_request(COUNCILS, SIREN, batch_ids, codes, month, properties))
    return requests


def _sirens(members: pl.DataFrame) -> dict[str, str]:
    """Territory by SIREN of the régions and départements that have one, but for those that another body governs."""
    if "siren" not in members.columns:
        return {}
    councils = members.filter(pl.col("level").is_in(["region", "departement"]) & pl.col("siren").is_not_null())
    return {row["siren"]: row["territory_id"] for row in councils.iter_rows(named=True) if not is_governed(row)}


def _request(
    purpose: str, prop: str, subjects: Sequence[str], codes: Sequence[str], month: Month, properties: Mapping[str, str]
) -> Request:
    query = _QUERY.format(
        columns=" ".join(f"?{name}" for name in statements.COLUMNS),
        codes=" ".join(f'"{code}"' for code in codes),
        prop=prop,
        end=f"{month.last_day}T23:59:59Z",
        properties=" ".join(f"wd:{name}" for name in (statements.SITE, *properties, statements.FOLLOWERS)),
        owners=" ".join(f"wd:{name}" for name in (statements.X_NUMBER, *properties)),
    )
    url = f"{ENDPOINT}?{urlencode({'format': 'json', 'query': query})}"
    accept = (("Accept", "application/sparql-results+json"),)
    return Request(url, "wikidata", "sparql", purpose, tuple(subjects), accept)


def read(
    captures: Iterable[Capture],
    members: pl.DataFrame,
    month: Month,
    match: Matcher,
    properties: Mapping[str, str],
    known: Known = NOTHING_KNOWN,
) -> ListReading:
    """Sites, evidence W, leads, dated counts and looks of `members`.

    Evidence are the statements of best rank that hold at the end of the month; those that ended, have not begun or were
    superseded are leads with their dates. An item of another country is left out. Looks: ok when an item was found,
    not_found when the batch was answered without one, parse_error when the answer was not a result (a query that
    exceeds its time answers 200 with a truncated document; a column is gone), when the only item is foreign, or when
    the level knows far fewer items than `known` expects; the outcome of the request when it failed.
    """
    sirens = _sirens(members)
    by_part: dict[str, list[_Batch]] = defaultdict(list)
    for capture in captures:
        by_part[part_of(capture.request)].append(_Batch.of(capture, sirens))
    rows, problems = ItemRows(month, match, properties), list[str]()
    looks: dict[str, list[Look]] = defaultdict(list)
    parts = [_part(name, batches, known, problems) for name, batches in by_part.items()]
    for batch in (batch for batches in by_part.values() for batch in batches):
        for territory_id, outcome in batch.outcomes():
            looks[territory_id].append(Look.of(batch.capture, outcome))
        for territory_id, item in batch.items:
            rows.add(territory_id, item, batch.capture)
    return ListReading(
        "wikidata",
        lists.frame("roster.sites", rows.sites),
        lists.evidence_frame(month, rows.evidence),
        lists.looks_frame(
            month, "wikidata", members["territory_id"].to_list(), {one: _least(found) for one, found in looks.items()}
        ),
        problems,
        parts,
        {"roster.leads": rows.leads, "roster.wikidata_counts": rows.counts},
    )


def part_of(request: Request) -> str:
    """The part of Wikidata that a request asks for: a property, or `councils`."""
    level = request.subjects[0].partition(":")[0] if request.subjects else ""
    return COUNCILS if request.purpose == COUNCILS else CODE_PROPERTIES.get(level, level)


def _least(found: Sequence[Look]) -> Look:
    """What several parts say of one territory: a failure if one failed, else found if one found it."""
    return min(
        found, key=lambda look: (look.outcome in (Outcome.OK, Outcome.NOT_FOUND), look.outcome is not Outcome.OK)
    )


@dataclass(slots=True)
class _Batch:
    """One answer: what it says of the territories it was asked about, as long as it is believed."""

    capture: Capture
    outcome: Outcome
    items: list[tuple[str, Item]] = field(default_factory=list)
    foreign: list[tuple[str, Item]] = field(default_factory=list)
    problem: str = ""

    @classmethod
    def of(cls, capture: Capture, sirens: Mapping[str, str]) -> _Batch:
        subjects = capture.request.subjects
        what = lists.named("Wikidata", part_of(capture.request), capture)
        what += f", {len(subjects)} codes à partir de {subjects[0]}" if subjects else ""
        if not capture.outcome.gives_page:
            why = f"{capture.outcome.value} {capture.error}".strip()
            host = urlsplit(ENDPOINT).netloc
            return cls(
                capture, capture.outcome, problem=f"{what} : {host} n’a pas répondu ({why}) ; {list_checks.AGAIN}."
            )
        try:
            found = statements.parse_items(capture, what)
        except LayoutError as error:
            return cls(capture, Outcome.PARSE_ERROR, problem=f"{error}.")
        is_councils = capture.request.purpose == COUNCILS
        by_code = sirens if is_councils else {one.partition(":")[2]: one for one in subjects}
        known = [(by_code[item.code], item) for item in found if by_code.get(item.code) in subjects]
        items = [(territory_id, item) for territory_id, item in known if not item.is_foreign]
        return cls(capture, Outcome.OK, items, [pair for pair in known if pair[1].is_foreign])

    def refuse(self) -> None:
        """Believe nothing of it: the part that it belongs to is not the list."""
        self.outcome, self.items = Outcome.PARSE_ERROR, []

    def outcomes(self) -> Iterator[tuple[str, Outcome]]:
        with_item = {territory_id for territory_id, _ in self.items}
        doubtful = {territory_id for territory_id, _ in self.foreign}
        for territory_id in self.capture.request.subjects:
            if self.outcome is not Outcome.OK:
                yield territory_id, lists.unread(self.outcome)
            elif territory_id in with_item:
                yield territory_id, Outcome.OK
            else:
                yield territory_id, Outcome.PARSE_ERROR if territory_id in doubtful else Outcome.NOT_FOUND

    def remarks(self) -> Iterator[str]:
        """What was left out, or kept although it is odd."""
        if self.problem:
            yield self.problem
        for territory_id, item in self.foreign:
            yield (
                f"Wikidata : {item.url} porte le code de {territory_id} mais est d’un autre pays "
                f"({', '.join(sorted(item.countries))}) : il n’est pas retenu."
            )
        urls: dict[str, set[str]] = defaultdict(set)
        for territory_id, item in self.items:
            urls[territory_id].add(item.url)
        for territory_id, found in urls.items():
            if len(found) > 1:
                listed = ", ".join(sorted(found))
                yield f"Wikidata : {len(found)} éléments pour {territory_id}, tous retenus : {listed}."


def _part(name: str, batches: Sequence[_Batch], known: Known, problems: list[str]) -> Part:
    """The row of roster.lists of one property; refuses its batches when they know far fewer items than they should."""
    answered = [batch for batch in batches if batch.outcome is Outcome.OK]
    asked = sum(len(batch.capture.request.subjects) for batch in batches)
    subjects = sum(len(batch.capture.request.subjects) for batch in answered)
    found = len({territory_id for batch in answered for territory_id, _ in batch.items})
    told = [remark for batch in batches for remark in batch.remarks()]
    try:
        what = lists.named("Wikidata", name, batches[0].capture)
        list_checks.check_size(what, found, known.before.get(name), subjects)
        if name not in (SIREN, COUNCILS):
            list_checks.check_members(what, subjects, found)
    except LayoutError as error:
        told.insert(0, f"{error}.")
        for batch in answered:
            batch.refuse()
    problems += told
    outcomes = Counter(batch.outcome for batch in batches if batch.outcome is not Outcome.OK)
    believed = sum(one in (Outcome.OK, Outcome.NOT_FOUND) for batch in batches for _, one in batch.outcomes())
    first = batches[0].capture
    return Part(
        "wikidata", name, outcomes.most_common(1)[0][0] if outcomes else Outcome.OK,
        max(batch.capture.fetched_at for batch in batches), asked, believed, found if answered else None,
        lists.hash_of(batch.capture.body for batch in batches), shown(told), lists.record_of(first),
    )  # fmt: skip
