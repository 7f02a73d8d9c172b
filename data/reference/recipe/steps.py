"""Movements of communes from one vintage to the next, since 2019: SIREN decides.

The lists say which communes there are on a 1 January, not what happened in the year. A SIREN that passes to another
code is a commune that changed its code (its seat moved); a code that gets another SIREN is a commune nouvelle that took
the code of one of its members; a code that appears with a SIREN that nobody had was a part of a commune, and left it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from recipe.genealogy import Move, Place

from pipelines.model.errors import ReferenceDataError
from pipelines.roster.lists import plain


@dataclass(frozen=True, slots=True)
class Communes:
    """The communes of a vintage: SIREN, name and population by code; `holders`: the commune that holds a code that is
    no longer one (déléguée, associée, absorbed); `parts`: those of them that are still déléguées or associées."""

    vintage: int
    siren: Mapping[str, str]
    name: Mapping[str, str]
    population: Mapping[str, int | None]
    holders: Mapping[str, str]
    parts: frozenset[str]


@dataclass(slots=True)
class Step:
    """What happened between two vintages: `goes` gives the codes that follow a code, the one that goes on first;
    `left` the codes that left it as parts; `kinds` what happened to it (nothing: no entry); `moves` are the events."""

    day: date
    goes: dict[str, list[str]] = field(default_factory=dict)
    left: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    moves: list[Move] = field(default_factory=list)

    def after(self, place: Place) -> list[Place]:
        """Where what was at `place` is one vintage later: a part that left its commune is itself again."""
        kinds = self.kinds.get(place.code, set()) - {"renamed"}
        if not kinds:
            return [place]
        codes, day = self.goes[place.code], self.day
        if place.part is not None:
            is_free = place.part in self.left.get(place.code, ())
            return [Place(place.part, None, day) if is_free else Place(codes[0], place.part, day)]
        part = place.code if kinds & {"merged", "absorbed"} else None
        return [Place(code, part, day) for code in codes]


def step(before: Communes, after: Communes) -> Step:
    """From `before` to `after`, one year later.

    Raises:
        ReferenceDataError: a code disappears or appears, and no list says why.
    """
    found = Step(date(after.vintage, 1, 1))
    place_of = {siren: code for code, siren in after.siren.items()}
    for code, siren in before.siren.items():
        target = place_of.get(siren) or (code if code in after.siren else after.holders.get(code))
        if target not in after.siren or target is None:
            raise ReferenceDataError(f"commune {code} of {before.vintage} is in no list of {after.vintage}")
        found.goes[code] = [target]
    _add_parts_that_left(found, before, after)
    _tell(found, before, after)
    return found


def _add_parts_that_left(found: Step, before: Communes, after: Communes) -> None:
    reached = {target for targets in found.goes.values() for target in targets}
    had = set(before.siren.values())
    for code, siren in after.siren.items():
        is_reborn = code in before.siren and found.goes[code][0] != code
        if siren in had or (code in reached and not is_reborn):
            continue
        whole = code if is_reborn else before.holders.get(code)
        if whole is None or whole not in found.goes:
            raise ReferenceDataError(f"commune {code} of {after.vintage} comes from no commune of {before.vintage}")
        found.goes[whole].append(code)
        found.left[whole].add(code)


def _tell(found: Step, before: Communes, after: Communes) -> None:
    """The events of the step."""
    source_count = Counter(target for targets in found.goes.values() for target in targets)
    for code, targets in found.goes.items():
        inhabitants = [after.population.get(target) for target in targets]
        known = [count for count in inhabitants if count is not None]
        for target, count in zip(targets, inhabitants, strict=True):
            kind = _kind(code, target, found, before, after, source_count)
            if kind is None:
                continue
            share = 1.0 if len(targets) == 1 else None
            if count is not None and len(targets) == len(known) > 1:
                share = count / sum(known)
            move = Move(
                kind, f"commune:{code}", f"commune:{target}", found.day, "vintages", is_exact=False, share=share
            )
            found.moves.append(move)
            found.kinds[code].add(kind)


def _kind(
    code: str, target: str, found: Step, before: Communes, after: Communes, source_count: Mapping[str, int]
) -> str | None:
    if len(found.goes[code]) > 1:
        return "recoded" if code != target and before.siren[code] == after.siren[target] else "split"
    if source_count[target] > 1:
        return "merged" if code == target or code in after.parts else "absorbed"
    if code != target:
        return "recoded"
    return "renamed" if is_another_name(before.name[code], after.name[target]) else None


def is_another_name(then: str, now: str) -> bool:
    """Whether two names differ by more than their accents, apostrophes and hyphens."""
    return then != now and plain(then) != plain(now)
