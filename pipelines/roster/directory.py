"""The public-service directory (DILA): official sites and listed accounts (evidence E4) of every territory.

Belongs here: what is asked of the directory, how an answer is unpacked and whether it is believed. Not here: whose
record is whose (`directory_match`), nor what an address is the profile of (the networks).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import polars as pl

from pipelines.model.errors import LayoutError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request
from pipelines.roster import list_checks, lists
from pipelines.roster.directory_checks import holders_of_shared_sirens, without_strangers
from pipelines.roster.directory_match import Entry, Matches, is_governed, match_members
from pipelines.roster.directory_rows import DirectoryRows
from pipelines.roster.list_checks import NOTHING_KNOWN, Known, shown
from pipelines.roster.lists import ListReading, Look, Matcher, Part, plain

ENDPOINT: Final = "https://api-lannuaire.service-public.gouv.fr/api/explore/v2.1/catalog/datasets/api-lannuaire-administration/exports/json"
NEEDED: Final = ("nom", "pivot", "site_internet", "reseau_social", "siren")
SELECT: Final = ",".join((*NEEDED, "code_insee_commune", "url_service_public"))
LEVELS: Final = {"mairie": "commune", "epci": "epci", "cg": "departement", "cr": "region"}

_KIND: Final = re.compile(r'pivot like "(\w+)"')


def plan(month: Month) -> list[Request]:
    """One export per kind of body. Only the columns that are used are asked for: others name persons."""
    del month
    queries = (urlencode({"where": f'pivot like "{kind}"', "select": SELECT}, quote_via=quote) for kind in LEVELS)
    return [Request(f"{ENDPOINT}?{query}", "directory", "export", "records") for query in queries]


def read(
    captures: Iterable[Capture], members: pl.DataFrame, month: Month, match: Matcher, known: Known = NOTHING_KNOWN
) -> ListReading:
    """Sites, evidence E4 and looks of `members` (rows of roster.members).

    Looks: ok when the territory has its record, not_found when its list was read and has none, parse_error when several
    records could be its own, when its record bears another's name, code or SIREN, or when a council was not recognised;
    the outcome of the request when it failed. An answer that is not the list (HTML, an error, an empty list, a column
    less, far fewer records than `known` expects, half of the members missing) is a problem that names its record and
    what to do, and gives parse_error to its whole level; the other requests are kept.
    """
    rows = DirectoryRows(month, match)
    answers = _answers(captures, set(members["level"]), known, rows.problems)
    groups = {level: members.filter(pl.col("level") == level) for level in answers}
    for level, answer in answers.items():
        answer.judge_records(groups[level], known, rows.problems)
    matches = match_members(members, {level: one.entries for level, one in answers.items() if one.is_read})
    rows.problems += matches.problems
    for level, answer in answers.items():
        answer.judge_members(groups[level], matches, rows.problems)
    looks: dict[str, Look] = {}
    parts: list[Part] = []
    for level, answer in answers.items():
        found = {one: _look(one, answer, answers, matches) for one in groups[level]["territory_id"]}
        looks |= found
        parts.append(answer.part([look.outcome for look in found.values()]))
    for territory_id, (level, entry) in matches.found.items():
        if answers[level].is_read:
            rows.add(entry, territory_id, answers[level].capture)
    return ListReading(
        "directory",
        lists.frame("roster.sites", rows.sites),
        lists.evidence_frame(month, rows.evidence),
        lists.looks_frame(month, "directory", members["territory_id"].to_list(), looks),
        rows.problems,
        parts,
    )


def _look(territory_id: str, answer: _Answer, answers: Mapping[str, _Answer], matches: Matches) -> Look:
    """What the directory says of a territory: the record of a council may lie in the list of the other level."""
    kept = matches.found.get(territory_id)
    if kept is not None and answers[kept[0]].is_read:
        return Look.of(answers[kept[0]].capture, Outcome.OK)
    if not answer.is_read:
        return Look.of(answer.capture, lists.unread(answer.outcome))
    is_lost = territory_id in matches.unresolved | answer.doubtful
    return Look.of(answer.capture, Outcome.PARSE_ERROR if is_lost else Outcome.NOT_FOUND)


def _answers(captures: Iterable[Capture], levels: set[str], known: Known, problems: list[str]) -> dict[str, _Answer]:
    """What came of each list that `levels` need; of several answers of one list, the last that was read."""
    answers: dict[str, _Answer] = {}
    for capture in captures:
        kind = part_of(capture.request)
        level = LEVELS.get(kind)
        if level in levels and level is not None:
            answer = _answer(kind, capture, known, problems)
            if answer.is_read or level not in answers:
                answers[level] = answer
    return answers


def part_of(request: Request) -> str:
    """The part of the directory that a request asks for: a key of `LEVELS`."""
    found = _KIND.fullmatch(_asked(request, "where"))
    return found[1] if found else ""


def _asked(request: Request, name: str) -> str:
    return parse_qs(urlsplit(request.url).query).get(name, [""])[0]


@dataclass(slots=True)
class _Answer:
    """One export as it was read: its records, how many they were, whose they cannot be, why they are not believed."""

    kind: str
    capture: Capture
    outcome: Outcome
    entries: list[Entry] = field(default_factory=list)
    count: int | None = None
    doubtful: set[str] = field(default_factory=set)
    problem: str = ""

    @property
    def is_read(self) -> bool:
        return self.outcome is Outcome.OK

    @property
    def name(self) -> str:
        return lists.named("Annuaire", self.kind, self.capture)

    def refuse(self, error: LayoutError, problems: list[str]) -> None:
        self.outcome, self.entries, self.problem = Outcome.PARSE_ERROR, [], f"{error}."
        problems.append(self.problem)

    def judge_records(self, group: pl.DataFrame, known: Known, problems: list[str]) -> None:
        """Leave out records that are another body's; members whose code or name those claim become doubtful."""
        told = len(problems)
        if self.kind == "mairie":
            self.entries, claimed = without_strangers(self.entries, known, problems)
            self.doubtful = set(group.filter(pl.col("code").is_in(list(claimed)))["territory_id"])
        else:
            holders = holders_of_shared_sirens(self.entries, problems)
            names = group.select("territory_id", "name").rows()
            self.doubtful = {territory_id for territory_id, name in names if plain(name) in holders}
        self.problem = self.problem or shown(problems[told:])

    def judge_members(self, group: pl.DataFrame, matches: Matches, problems: list[str]) -> None:
        """Refuse the list when it does not know half of the members that should be in it."""
        own = [row["territory_id"] for row in group.iter_rows(named=True) if not is_governed(row)]
        seen = sum(one in matches.found or one in matches.ambiguous for one in own)
        try:
            if self.is_read:
                list_checks.check_members(self.name, len(own), seen)
        except LayoutError as error:
            self.refuse(error, problems)

    def part(self, outcomes: list[Outcome]) -> Part:
        """Its row of roster.lists; `outcomes` are those of the looks of its members."""
        capture, answered = self.capture, [one for one in outcomes if one in (Outcome.OK, Outcome.NOT_FOUND)]
        return Part(
            "directory", self.kind, self.outcome, capture.fetched_at, len(outcomes),
            len(answered) if self.is_read else 0, self.count,
            lists.hash_of([capture.body]) if capture.body else None, self.problem, lists.record_of(capture),
        )  # fmt: skip


def _answer(kind: str, capture: Capture, known: Known, problems: list[str]) -> _Answer:
    answer = _Answer(kind, capture, capture.outcome)
    if not capture.outcome.gives_page:
        why = f"{capture.outcome.value} {capture.error}".strip()
        host = urlsplit(capture.request.url).netloc
        answer.problem = f"{answer.name} : {host} n’a pas répondu ({why}) ; {list_checks.AGAIN}."
        problems.append(answer.problem)
        return answer
    try:
        answer.outcome, records = Outcome.OK, _records(capture, answer.name)
        asked = _asked(capture.request, "select").split(",")
        list_checks.check_columns(answer.name, records, (name for name in NEEDED if name in asked))
        answer.count = len(records)
        list_checks.check_size(answer.name, answer.count, known.before.get(kind))
        answer.entries = list(_entries(records, answer.name, problems))
    except LayoutError as error:
        answer.refuse(error, problems)
    return answer


def _records(capture: Capture, what: str) -> list[Any]:
    """The records of an answer of `/exports/json` (a list) or `/records` (an object with `results`).

    Raises:
        LayoutError: the body is not such a list, or is an empty one.
    """
    try:
        document = json.loads(capture.body)
    except (ValueError, RecursionError) as error:
        start = capture.body[:60].decode("utf-8", "replace")
        raise LayoutError(f"{what} : ce n’est pas du JSON, mais {start!r} ({error}) ; {list_checks.AGAIN}") from error
    records = document.get("results") if isinstance(document, dict) else document
    if not isinstance(records, list) or not records:
        start = str(document)[:120]
        raise LayoutError(f"{what} : ce n’est pas une liste d’organismes, mais {start!r} ; {list_checks.AGAIN}")
    return records


def _entries(records: list[Any], what: str, problems: list[str]) -> Iterator[Entry]:
    for record in records:
        try:
            yield _entry(record)
        except (ValueError, TypeError, AttributeError) as error:
            problems.append(f"{what} : organisme illisible ({error}) : {str(record)[:120]!r}")


def _entry(record: dict[str, Any]) -> Entry:
    codes: list[str] = []
    for pivot in _structured(record.get("pivot")):
        code = pivot.get("code_insee_commune") or []
        codes += [code] if isinstance(code, str) else code
    if not codes and record.get("code_insee_commune"):
        codes = [str(record["code_insee_commune"])]
    return Entry(
        name=str(record.get("nom") or ""),
        insee_codes=tuple(dict.fromkeys(codes)),
        siren=str(record.get("siren") or ""),
        sites=tuple(str(site.get("valeur") or "").strip() for site in _structured(record.get("site_internet"))),
        socials=tuple(
            (str(social.get("custom_dico2") or ""), str(social.get("valeur") or "").strip())
            for social in _structured(record.get("reseau_social"))
        ),
        page_url=str(record.get("url_service_public") or ""),
    )


def _structured(value: Any) -> list[dict[str, Any]]:
    """A structured field: a list in the bulk file, a JSON-encoded string in the export, or nothing."""
    if isinstance(value, str):
        value = json.loads(value) if value.strip() else []
    if isinstance(value, dict):
        return [value]
    return value or []
