"""Movements of EPCI from one vintage to the next, since 2019, by the inhabitants of their members.

What a package says is who is a member on 1 January. An EPCI whose SIREN disappears goes on in the one that takes at
least 80 % of its inhabitants: as its successor if hardly anybody else is in it, else as a part of a merger. Below that
it is split between those that take its communes. An EPCI whose SIREN stays is the same, whoever joins or leaves it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from recipe.genealogy import Move

WHOLE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Intercommunalities:
    """EPCI of a vintage: stratum by SIREN, and the EPCI and inhabitants of their communes by code."""

    vintage: int
    stratum: Mapping[str, str]
    epci_of: Mapping[str, str]
    population: Mapping[str, int | None]


@dataclass(slots=True)
class EpciStep:
    """The EPCI that follow each EPCI, one vintage later, and the events."""

    goes: dict[str, list[str]]
    changed: set[str]
    moves: list[Move]
    day: date


def step(before: Intercommunalities, after: Intercommunalities, communes: Mapping[str, list[str]]) -> EpciStep:
    """From `before` to `after`; `communes` are the codes that follow each commune's (the one that goes on first)."""
    flows = _flows(before, after, communes)
    received: dict[str, float] = defaultdict(float)
    for source in flows:
        for target, count in flows[source].items():
            received[target] += count
    found = EpciStep({}, set(), [], date(after.vintage, 1, 1))
    for source in before.stratum:
        total = sum(flows[source].values())
        shares = {target: count / total for target, count in sorted(flows[source].items())}
        found.goes[source] = _targets(source, shares, after)
        for target, share in shares.items():
            kind = _kind(source, target, found.goes[source], flows[source][target] / received[target], before, after)
            if kind is None:
                continue
            move = Move(kind, f"epci:{source}", f"epci:{target}", found.day, "members", is_exact=False, share=share)
            found.moves.append(move)
            if kind not in ("transferred", "kind_changed"):
                found.changed.add(source)
    return found


def _flows(
    before: Intercommunalities, after: Intercommunalities, communes: Mapping[str, list[str]]
) -> dict[str, dict[str, float]]:
    """Inhabitants that go from an EPCI to each EPCI of the vintage after; a commune that was split goes with what is
    left of it; where a population is not known a commune counts for one."""
    flows: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for commune, source in before.epci_of.items():
        target = after.epci_of.get(communes[commune][0])
        if target is not None:
            flows[source][target] += before.population.get(commune) or 1
    return flows


def _targets(source: str, shares: Mapping[str, float], after: Intercommunalities) -> list[str]:
    if source in after.stratum:
        return [source]
    main = max(shares, key=lambda target: (shares[target], target))
    return [main] if shares[main] >= WHOLE else list(shares)


def _kind(
    source: str,
    target: str,
    targets: list[str],
    part_of_target: float,
    before: Intercommunalities,
    after: Intercommunalities,
) -> str | None:
    if target not in targets:
        return "transferred"
    if source == target:
        return None if before.stratum[source] == after.stratum[target] else "kind_changed"
    if len(targets) > 1:
        return "split"
    is_new = target not in before.stratum
    return "succeeded" if is_new and part_of_target >= WHOLE else "merged"
