"""Scene `pieges`: the territories of TRAPS2026, whose accounts are easily mistaken for others', and how.

Each kind of trap is a function that changes a `Draft`; what must be found follows from the accounts themselves: the
main account of a territory on a network is its own, of the whole body, when it exists (`truth`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from pipelines.replica.records import World
from pipelines.replica.territory import Territory
from pipelines.replica.traps import lists, mergers, namesakes, neighbours, spells
from pipelines.replica.traps.draft import Draft

_LAID: Final[tuple[Callable[[Draft], None], ...]] = (
    mergers.mergers, mergers.partings, namesakes.abroad, namesakes.levels, namesakes.homonyms, neighbours.hosts,
    neighbours.towns_on_epci, namesakes.communes_of_epci, neighbours.prefectures, namesakes.homonyms_outside,
    neighbours.mayors, neighbours.services, lists.stale, lists.wrong_labels, lists.conflicts, spells.hijacks,
    spells.reuses, spells.returns, spells.renames,
)  # fmt: skip
"""In this order: those that few territories can bear come first."""


def build_traps(territories: Sequence[Territory]) -> World:
    """The world of scene `pieges` for these territories."""
    draft = Draft(territories)
    for lay in _LAID:
        lay(draft)
    return draft.world()
