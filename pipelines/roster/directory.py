"""The public-service directory (DILA): official sites and listed accounts (evidence E4) of every territory.

Belongs here: what is asked of the directory and how its records are matched to territories. Not here: what makes an
account official (resolve), nor what an address is the profile of (the networks).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import polars as pl

from pipelines.model.errors import LayoutError
from pipelines.model.months import Month
from pipelines.model.outcomes import Evidence, Outcome
from pipelines.model.records import AccountEvidence, Capture, Request
from pipelines.networks.urls import web_address
from pipelines.roster import lists
from pipelines.roster.directory_match import Entry, match_members
from pipelines.roster.lists import ListReading, Look, Matcher

ENDPOINT: Final = "https://api-lannuaire.service-public.gouv.fr/api/explore/v2.1/catalog/datasets/api-lannuaire-administration/exports/json"
SELECT: Final = (
    "nom,pivot,site_internet,reseau_social,siren,code_insee_commune,url_service_public,partenaire,date_modification"
)
LEVELS: Final = {"mairie": "commune", "epci": "epci", "cg": "departement", "cr": "region"}

_KIND: Final = re.compile(r'pivot like "(\w+)"')


def plan(month: Month) -> list[Request]:
    """One export per kind of body. Only the columns that are used are asked for: others name persons."""
    del month
    queries = (urlencode({"where": f'pivot like "{kind}"', "select": SELECT}, quote_via=quote) for kind in LEVELS)
    return [Request(f"{ENDPOINT}?{query}", "directory", "export", "records") for query in queries]


def read(captures: Iterable[Capture], members: pl.DataFrame, month: Month, match: Matcher) -> ListReading:
    """Sites, evidence E4 and looks of `members` (rows of roster.members).

    Looks: ok when the territory has its record, not_found when its list was read and has none, parse_error when several
    records could be its own or a council was not recognised, the outcome of the request when it failed. An answer that
    is not the list (HTML, an error, an empty list) is a problem that names its address; the other requests are kept.
    """
    rows = _Rows(month, match)
    answers = _answers(captures, set(members["level"]), rows.problems)
    read = {level: entries for level, (_, entries, outcome) in answers.items() if outcome is Outcome.OK}
    matches = match_members(members, read)
    rows.problems += matches.problems
    looks: dict[str, Look] = {}
    for level, (capture, _, outcome) in answers.items():
        for territory_id in members.filter(pl.col("level") == level)["territory_id"]:
            kept = matches.found.get(territory_id)
            if kept is not None:
                looks[territory_id] = Look.of(answers[kept[0]][0], Outcome.OK)
                rows.add(kept[1], territory_id, answers[kept[0]][0])
            elif outcome is Outcome.OK:
                is_lost = territory_id in matches.unresolved
                looks[territory_id] = Look.of(capture, Outcome.PARSE_ERROR if is_lost else Outcome.NOT_FOUND)
            else:
                looks[territory_id] = Look.of(capture, outcome)
    return ListReading(
        lists.frame("roster.sites", rows.sites),
        lists.evidence_frame(month, rows.evidence),
        lists.looks_frame(month, "directory", members["territory_id"].to_list(), looks),
        rows.problems,
    )


def _answers(
    captures: Iterable[Capture], levels: set[str], problems: list[str]
) -> dict[str, tuple[Capture, list[Entry], Outcome]]:
    """What came of each list that `levels` need; of several answers of one list, the last that was read."""
    answers: dict[str, tuple[Capture, list[Entry], Outcome]] = {}
    for capture in captures:
        level = _level_of(capture.request)
        if level in levels and level is not None:
            entries, outcome = _answer(capture, problems)
            if outcome is Outcome.OK or level not in answers:
                answers[level] = (capture, entries, outcome)
    return answers


def _level_of(request: Request) -> str | None:
    found = _KIND.fullmatch(parse_qs(urlsplit(request.url).query).get("where", [""])[0])
    return LEVELS.get(found[1]) if found else None


def _answer(capture: Capture, problems: list[str]) -> tuple[list[Entry], Outcome]:
    if not capture.outcome.gives_page:
        problems.append(f"Annuaire : {capture.request.url} n’a pas répondu ({capture.outcome.value} {capture.error}).")
        return [], capture.outcome
    try:
        return list(parse_entries(capture, problems)), Outcome.OK
    except LayoutError as error:
        problems.append(f"Annuaire : {error}")
        return [], Outcome.PARSE_ERROR


def parse_entries(capture: Capture, problems: list[str]) -> Iterator[Entry]:
    """The records of an answer of `/exports/json` (a list) or `/records` (an object with `results`).

    Raises:
        LayoutError: the body is not such a list, or is an empty one.
    """
    url = capture.request.url
    try:
        document = json.loads(capture.body)
    except (ValueError, RecursionError) as error:
        start = capture.body[:60].decode("utf-8", "replace")
        raise LayoutError(f"{url} ne contient pas de JSON, mais {start!r} ({error})") from error
    records = document.get("results") if isinstance(document, dict) else document
    if not isinstance(records, list) or not records:
        raise LayoutError(f"{url} ne contient pas de liste d’organismes : {str(document)[:120]!r}")
    for record in records:
        try:
            yield _entry(record)
        except (ValueError, TypeError, AttributeError) as error:
            problems.append(f"Annuaire : organisme illisible dans {url} ({error}) : {str(record)[:120]!r}")


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


@dataclass(slots=True)
class _Rows:
    """What matched records give, in the order of the list."""

    month: Month
    match: Matcher
    sites: list[lists.Row] = field(default_factory=list)
    evidence: list[AccountEvidence] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, entry: Entry, territory_id: str, capture: Capture) -> None:
        """Declared sites and accounts; a network page declared as a site is an account, an e-mail is a problem."""
        for label, text in (*(("site", site) for site in entry.sites), *entry.socials):
            account = self.match(text)
            url = web_address(text)
            if account is not None and account.network != "website":
                source_url = entry.page_url or capture.request.url
                self.evidence.append(
                    lists.account_evidence(territory_id, account, Evidence.E4, "directory", source_url, capture)
                )
            elif text and url is None:
                self.problems.append(
                    f"Annuaire : {label} {text!r} n’est pas une adresse ({entry.name}, {territory_id})."
                )
            elif url is not None and label == "site":
                self.sites.append(lists.site_row(self.month, territory_id, url, "directory", capture))
