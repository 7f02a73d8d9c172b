"""Whether a list is believed: its columns, its size against last month's, codes that are another's, names borne twice.

A list that answers is not yet a list that is right: a column that is gone reads as « no account » for every territory,
and each would then be called absent. What fails here leaves the list of last month in force.

Belongs here: the checks, on columns, counts, codes and names. Not here: the format of any one list, nor which list is
in force (`in_force`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pipelines.model.errors import LayoutError
from pipelines.model.months import Month
from pipelines.roster.lists import plain

LEAST_SHARE: Final = 0.9
"""A list with less than this share of last month's records is not believed."""
LEAST_LOSS: Final = 3
"""Fewer records lost than this is not « far fewer », however short the list."""
LEAST_FOUND: Final = 0.5
"""A list of public bodies that holds less than this share of the members looked for is another list."""
LEAST_ASKED: Final = 5

AGAIN: Final = "redemander avec --ask-again ; d’ici là la dernière liste crue reste en vigueur"
ADAPT: Final = "adapter le lecteur à la nouvelle forme ; d’ici là la dernière liste crue reste en vigueur"
_OTHER_CODES: Final = re.compile(r"751\d\d|132\d\d|6938\d|97[578]\d\d|98\d{3}")
"""Arrondissements of Paris, Marseille and Lyon, and the collectivités d’outre-mer: not in the reference data."""
_FREQUENT: Final = frozenset(
    {"mairie", "commune", "ville", "saint", "sainte", "les", "des", "sur", "sous", "aux", "lez", "bourg", "val"}
)
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Count:
    """How many records a part held in a month, for how many members."""

    month: Month
    record_count: int
    answered_count: int


@dataclass(frozen=True, slots=True)
class Before:
    """What earlier months knew of a part: the last count that was believed, and the last that was read at all."""

    believed: Count
    last: Count


@dataclass(frozen=True, slots=True)
class Known:
    """What a list is compared with: names by commune code (empty: not compared), earlier counts by part."""

    communes: Mapping[str, Collection[str]] = field(default_factory=dict)
    before: Mapping[str, Before] = field(default_factory=dict)

    def previous_count(self, part: str) -> int | None:
        known = self.before.get(part)
        return None if known is None else known.believed.record_count


NOTHING_KNOWN: Final = Known()


def check_columns(what: str, records: Sequence[Any], wanted: Iterable[str]) -> None:
    """Each of the columns is in some record; a null in it is a value like others. `what` names the part in messages.

    Raises:
        LayoutError: names the columns that are gone.
    """
    there = {name for record in records if isinstance(record, dict) for name in record}
    missing = [name for name in wanted if name not in there]
    if missing:
        raise LayoutError(
            f"{what} n’a plus la colonne {', '.join(missing)} dans aucun de ses {len(records)} enregistrements "
            f"(colonnes lues : {', '.join(sorted(there)[:12]) or 'aucune'}) : {ADAPT}"
        )


def check_size(what: str, count: int, before: Before | None, answered: int | None = None) -> None:
    """Not far fewer records than in the last list that was believed. A loss that the next month confirms is true: a
    list as long as the one refused the month before is believed.

    `answered` is given where records are counted by member asked for: earlier counts are then scaled to as many.

    Raises:
        LayoutError: gives both counts, the month compared with, and what to do.
    """
    if before is None or not _is_far_fewer(count, before.believed, answered):
        return
    if before.last.month > before.believed.month and not _is_far_fewer(count, before.last, answered):
        return
    raise LayoutError(
        f"{what} ne donne que {count} enregistrement(s), contre {before.believed.record_count} en "
        f"{before.believed.month} : {AGAIN} (un mois de plus à ce nombre sera cru)"
    )


def _is_far_fewer(count: int, earlier: Count, answered: int | None) -> bool:
    expected = float(earlier.record_count)
    if answered is not None and earlier.answered_count:
        expected *= answered / earlier.answered_count
    return count < LEAST_SHARE * expected and expected - count >= LEAST_LOSS


def check_members(what: str, asked: int, found: int) -> None:
    """At least half of the members that were looked for are in a list that should hold every one of them.

    Raises:
        LayoutError: gives both counts.
    """
    if asked >= LEAST_ASKED and found < LEAST_FOUND * asked:
        raise LayoutError(
            f"{what} ne connaît que {found} des {asked} collectivités cherchées : "
            f"ce n’est pas la liste attendue ; {AGAIN}"
        )


def stranger(code: str, name: str, communes: Mapping[str, Collection[str]]) -> str | None:
    """Why a record named « Mairie - <name> » is not that of the commune of `code`, None when nothing speaks against it.

    A code that no vintage of the official geography knows is no commune of France; the geographic codes of Québec have
    five digits too (Laval is 65005, which INSEE gives to Allier), so that the name must share a word with one of those
    that the commune had.
    """
    if not communes or _OTHER_CODES.fullmatch(code):
        return None
    names = communes.get(code)
    if names is None:
        return f"le code {code} n’est celui d’aucune commune française"
    if any(_share_a_word(name, other) for other in names):
        return None
    return f"le code {code} est celui de {' ou '.join(f'« {other} »' for other in sorted(names))}"


def _share_a_word(name: str, other: str) -> bool:
    words = plain(other).split()
    telling = [word for word in words if len(word) > 2 and word not in _FREQUENT] or words
    return not set(telling).isdisjoint(plain(name).split())


def borne_twice(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Keys that records of different names bear, with those names; `named` are (key, name), empty keys are none."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for key, name in named:
        if key:
            names[key].setdefault(plain(name), name)
    return {key: list(found.values()) for key, found in names.items() if len(found) > 1}


def shown(texts: Sequence[str]) -> str:
    """The first of many, and how many more there are."""
    rest = f" et {len(texts) - _SHOWN} autres" if len(texts) > _SHOWN else ""
    return " ; ".join(texts[:_SHOWN]) + rest
