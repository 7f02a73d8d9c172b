"""Which record of the public-service directory is that of which territory (SOURCES, section 2).

Belongs here: the matching, and what it leaves unresolved. Not here: how an answer is unpacked, nor what is kept of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from pipelines.roster.lists import plain

COUNCILS: Final = ("region", "departement")
"""Levels whose every body is in the directory: one that is not found there was not recognised."""

BRANCH_OFFICE: Final = re.compile(r"mairie.* (?:deleguee|annexe|arrondissement)\b|mairie (?:deleguee|annexe)\b")
_COUNCIL: Final = re.compile(
    r"(?:(?:conseil|hotel) (?:departemental|regional|general)|collectivite(?: territoriale(?: unique)?| europeenne)?"
    r"|assemblee|departement(?: region)?|region|ville|mairie|hotel de ville)\b"
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


@dataclass(slots=True)
class Matches:
    """`found`: the level of the list and the record of each territory that has one; `unresolved`: territories of which
    several records could be (`ambiguous`), or whose body must be in the list and was not recognised; `problems` in
    French."""

    found: dict[str, tuple[str, Entry]] = field(default_factory=dict)
    unresolved: set[str] = field(default_factory=set)
    ambiguous: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def match_members(members: pl.DataFrame, lists: Mapping[str, Sequence[Entry]]) -> Matches:
    """The record of each row of `members` (roster.members) among the lists of the directory, by level.

    Communes are matched by INSEE code, then by SIREN; of several records the main office is kept. EPCI are matched by
    SIREN, then by name if the record has no SIREN. Councils are matched by SIREN in any list (a collectivité unique
    stands in one of two), then by the territory's name in their own list, then by the body's name in either.

    A territory that another body governs has a record only if the list of its level names it and no body has that
    record: the body's own record is not its own, or one account would count for two territories.
    """
    index = _Index(lists)
    matches = Matches()
    taken: set[int] = set()
    for governed in (False, True):
        for row in members.iter_rows(named=True):
            if row["level"] not in lists or is_governed(row) is not governed:
                continue
            kept = _keep(row, index.candidates(row, taken if governed else None), matches)
            taken |= {id(kept[1])} if kept else set()
    _tell_unrecognised(members, lists, matches)
    return matches


def is_governed(row: Mapping[str, Any]) -> bool:
    """True for a territory that another body of roster.members governs: it has no record of its own."""
    return row.get("body_id") is not None and row["body_id"] != row["territory_id"]


def _keep(row: Mapping[str, Any], candidates: list[tuple[str, Entry]], matches: Matches) -> tuple[str, Entry] | None:
    if not candidates:
        return None
    entries = [entry for _, entry in candidates]
    chosen = _choose(entries, row)
    if chosen is None:
        names = ", ".join(sorted(entry.name for entry in entries)[:_SHOWN])
        territory_id = row["territory_id"]
        matches.problems.append(
            f"Annuaire : plusieurs organismes pour {row['name']} ({territory_id}), aucun retenu : {names}."
        )
        matches.unresolved.add(territory_id)
        matches.ambiguous.add(territory_id)
        return None
    kept = next(one for one in candidates if one[1] is chosen)
    matches.found[row["territory_id"]] = kept
    return kept


def _tell_unrecognised(members: pl.DataFrame, lists: Mapping[str, Sequence[Entry]], matches: Matches) -> None:
    lost = [
        row
        for row in members.iter_rows(named=True)
        if row["level"] in COUNCILS
        and row["level"] in lists
        and not is_governed(row)
        and row["territory_id"] not in matches.found
        and row["territory_id"] not in matches.unresolved
    ]
    if lost:
        matches.unresolved |= {row["territory_id"] for row in lost}
        names = ", ".join(f"{row['name']} ({row['territory_id']})" for row in lost[:_SHOWN])
        more = f" et {len(lost) - _SHOWN} autres" if len(lost) > _SHOWN else ""
        matches.problems.append(f"Annuaire : aucun organisme reconnu pour {names}{more}.")


class _Index:
    """The records of all lists by SIREN, by INSEE code (communes) and by bare name (councils, EPCI)."""

    def __init__(self, lists: Mapping[str, Sequence[Entry]]) -> None:
        self.by_siren: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        self.by_insee: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        self.by_name: dict[tuple[str, str], list[tuple[str, Entry]]] = defaultdict(list)
        for level, entries in lists.items():
            for entry in entries:
                if entry.siren:
                    self.by_siren[entry.siren].append((level, entry))
                if level == "commune":
                    for code in entry.insee_codes:
                        self.by_insee[code].append((level, entry))
                elif level == "epci" and not entry.siren:
                    self.by_name[level, plain(entry.name)].append((level, entry))
                elif level in COUNCILS:
                    self.by_name[level, bare_name(entry.name)].append((level, entry))

    def candidates(self, row: Mapping[str, Any], taken: set[int] | None) -> list[tuple[str, Entry]]:
        """The records of the first key that has some. `taken` (for a territory that another body governs) are records
        of bodies."""
        level, name, siren = row["level"], row["name"], row.get("siren")
        if taken is not None:
            named = (
                self.by_name.get((level, bare_name(name)), [])
                if level in COUNCILS
                else self.by_insee.get(row["code"], [])
            )
            return [
                one for one in named if id(one[1]) not in taken and plain(one[1].name) != plain(row["body_name"] or "")
            ]
        if level == "commune":
            return self.by_insee.get(row["code"]) or self._of_siren(siren, ("commune",))
        if level == "epci":
            return self._of_siren(row["code"], ("epci",)) or self.by_name.get((level, plain(name)), [])
        other = COUNCILS[1 - COUNCILS.index(level)]
        body = bare_name(row.get("body_name") or "")
        tried = [self._of_siren(siren, (level,)), self._of_siren(siren, (other,))]
        tried += [self.by_name.get(key, []) for key in ((level, bare_name(name)), (level, body), (other, body))]
        return next((found for found in tried if found), [])

    def _of_siren(self, siren: str | None, levels: Sequence[str]) -> list[tuple[str, Entry]]:
        return [one for one in self.by_siren.get(siren or "", []) if one[0] in levels]


def _choose(candidates: list[Entry], row: Mapping[str, Any]) -> Entry | None:
    """The only record; else without branch offices; else the one of that SIREN; else the one that bears the name; else
    a unique « Mairie - <name> … »."""
    name, siren = str(row["name"]), row.get("siren")
    wanted = f"mairie {plain(name)}"
    names = {wanted, plain(name), plain(row.get("body_name") or name)}
    main_offices = [entry for entry in candidates if not BRANCH_OFFICE.match(plain(entry.name))]
    of_siren = [entry for entry in main_offices if siren and entry.siren == siren]
    exact = [entry for entry in main_offices if plain(entry.name) in names]
    bare = [entry for entry in main_offices if bare_name(entry.name) == bare_name(name)]
    prefixed = [entry for entry in main_offices if f"{plain(entry.name)} ".startswith(f"{wanted} ")]
    tried = (candidates, main_offices, of_siren, exact, bare, prefixed)
    return next((left[0] for left in tried if len(left) == 1), None)


def bare_name(name: str) -> str:
    """« Conseil départemental - Isère », « Collectivité territoriale de Guyane », « La Réunion » → `isere`, `guyane`,
    `reunion`."""
    bare = plain(name)
    found = _COUNCIL.match(bare)
    bare = bare[found.end() :].strip() if found else bare
    article = _ARTICLE.match(bare)
    return bare[article.end() :] if article else bare
