"""The public-service directory (DILA): official sites and listed accounts (evidence E4) of every territory.

Belongs here: what is asked of the directory and how its records are matched to territories. Not here: what makes an
account official (resolve), nor what an address is the profile of (the networks).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
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
from pipelines.roster.lists import ListReading, Look, Matcher, plain

ENDPOINT: Final = "https://api-lannuaire.service-public.gouv.fr/api/explore/v2.1/catalog/datasets/api-lannuaire-administration/exports/json"
SELECT: Final = (
    "nom,pivot,site_internet,reseau_social,siren,code_insee_commune,url_service_public,partenaire,date_modification"
)
LEVELS: Final = {"mairie": "commune", "epci": "epci", "cg": "departement", "cr": "region"}

_KIND: Final = re.compile(r'pivot like "(\w+)"')
_BRANCH_OFFICE: Final = re.compile(r"mairie.* (?:deleguee|annexe)\b|mairie (?:deleguee|annexe)\b")
_COUNCIL: Final = re.compile(
    r"(?:conseil|hotel) (?:departemental|regional|general)|collectivite(?: territoriale| europeenne)?|assemblee"
)
_ARTICLE: Final = re.compile(r"(?:(?:de|du|des|d|la|le|les|l) )+")
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the directory, unpacked."""

    name: str
    insee_codes: tuple[str, ...]
    siren: str
    sites: tuple[str, ...]
    socials: tuple[tuple[str, str], ...]
    page_url: str


def plan(month: Month) -> list[Request]:
    """One export per kind of body. Only the columns that are used are asked for: others name persons."""
    del month
    queries = (urlencode({"where": f'pivot like "{kind}"', "select": SELECT}, quote_via=quote) for kind in LEVELS)
    return [Request(f"{ENDPOINT}?{query}", "directory", "export", "records") for query in queries]


def read(captures: Iterable[Capture], members: pl.DataFrame, month: Month, match: Matcher) -> ListReading:
    """Sites, evidence E4 and looks of `members` (rows of roster.members; a `siren` column is used when there is one).

    Looks: ok when the territory has its record, not_found when its list was read and has none, parse_error when several
    records could be its own, the outcome of the request when it failed. An answer that is not the list (HTML, an error,
    an empty list) is a problem that names its address; the other requests are kept.
    """
    rows = _Rows(month, match)
    looks: dict[str, Look] = {}
    for capture in captures:
        level = _level_of(capture.request)
        group = members.filter(pl.col("level") == level)
        if level is None or group.is_empty():
            continue
        entries, outcome = _answer(capture, rows.problems)
        if outcome is Outcome.OK:
            found = _match_members(level, group, entries, rows.problems)
            looks |= {territory_id: Look.of(capture, Outcome.NOT_FOUND) for territory_id in group["territory_id"]}
            for territory_id, entry in found.items():
                looks[territory_id] = Look.of(capture, Outcome.PARSE_ERROR if entry is None else Outcome.OK)
                if entry is not None:
                    rows.add(entry, territory_id, capture)
        else:
            looks |= {territory_id: Look.of(capture, outcome) for territory_id in group["territory_id"]}
    return ListReading(
        lists.frame("roster.sites", rows.sites),
        lists.evidence_frame(month, rows.evidence),
        lists.looks_frame(month, "directory", members["territory_id"].to_list(), looks),
        rows.problems,
    )


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


def _match_members(
    level: str, group: pl.DataFrame, entries: list[Entry], problems: list[str]
) -> dict[str, Entry | None]:
    """The record of each territory that has one, None where several remain (SOURCES, section 2). Communes are matched
    by INSEE code, EPCI by SIREN, councils by SIREN when the roster has it, else by name."""
    index: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in entry.insee_codes if level == "commune" else (entry.siren, _council(entry.name)):
            if key:
                index[key].append(entry)
    if level in ("commune", "epci"):
        keys: list[tuple[str | None, ...]] = [(code,) for code in group["code"]]
    else:
        sirens = group["siren"] if "siren" in group.columns else [None] * group.height
        keys = [(siren, _council(name)) for siren, name in zip(sirens, group["name"], strict=True)]
    found: dict[str, Entry | None] = {}
    for territory_id, name, tried in zip(group["territory_id"], group["name"], keys, strict=True):
        candidates = next((index[key] for key in tried if key in index), [])
        if candidates:
            found[territory_id] = _choose(candidates, name)
        if candidates and found[territory_id] is None:
            names = ", ".join(sorted(entry.name for entry in candidates)[:_SHOWN])
            problems.append(f"Annuaire : plusieurs organismes pour {name} ({territory_id}), aucun retenu : {names}.")
    return found


def _choose(candidates: list[Entry], name: str) -> Entry | None:
    """The only record; else without branch offices; else the one named « Mairie - <name> »; else a unique prefix."""
    wanted = f"mairie {plain(name)}"
    main_offices = [entry for entry in candidates if not _BRANCH_OFFICE.match(plain(entry.name))]
    exact = [entry for entry in main_offices if plain(entry.name) in (wanted, plain(name))]
    prefixed = [entry for entry in main_offices if f"{plain(entry.name)} ".startswith(f"{wanted} ")]
    return next((left[0] for left in (candidates, main_offices, exact, prefixed) if len(left) == 1), None)


def _council(name: str) -> str:
    """« Conseil départemental - Isère », « Conseil régional de La Réunion », « La Réunion » → `isere`, `reunion`."""
    bare = plain(name)
    found = _COUNCIL.match(bare)
    bare = bare[found.end() :].strip() if found else bare
    article = _ARTICLE.match(bare)
    return bare[article.end() :] if article else bare


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
