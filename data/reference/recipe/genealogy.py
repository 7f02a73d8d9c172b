"""Movements of communes from 2012 to 1 January 2019, by the genealogy of INSEE: every one has its day.

The genealogy is made of states: a commune (COM) with a name from a day to a day, and parts inside one (COMD deleguee,
COMA associée, COMP its other parts), whose `pole` is what holds them. When a commune becomes a part, its successor is
that part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from pipelines.model.errors import ReferenceDataError

FIRST_VINTAGE: Final = 2012
LAST_DAY: Final = "2019-01-01"
"""What the genealogy holds; the vintages go on from there."""
_KINDS: Final = {"changement de nom": "renamed", "changement de chef lieu": "recoded",
                 "changement de département": "recoded"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """What became of a territory (`level:code`). `day` is exact, or 1 January of the first vintage that shows it.
    `share` is the part of the inhabitants of `from_id` that go to `to_id`. `is_break`: None where the kind tells."""

    kind: str
    from_id: str
    to_id: str
    day: date
    source: str
    is_exact: bool = True
    share: float | None = 1.0
    note_fr: str | None = None
    from_name: str | None = None
    to_name: str | None = None
    is_break: bool | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a commune of the past is: in the commune `code`, as its part `part` (None: it is the whole), since `day`
    (None: nothing happened to it)."""

    code: str
    part: str | None = None
    day: date | None = None


class Genealogy:
    """The states of the genealogy (rows of `historique_communes`), by id."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.states: dict[str, dict[str, Any]] = {row["id"]: row for row in rows.to_dicts()}
        self.parts: dict[str, list[str]] = defaultdict(list)
        for row in self.states.values():
            if row["pole"]:
                self.parts[row["pole"]].append(row["id"])

    def alive(self, day: str) -> dict[str, str]:
        """Code → id of the communes of a day (`2016-01-01`)."""
        return {
            row["code"]: row["id"]
            for row in self.states.values()
            if row["type"] == "COM" and (row["dateDebut"] or "") <= day < (row["dateFin"] or "9999")
        }

    def next_of(self, state_id: str) -> list[tuple[str, str | None]]:
        """The communes that follow one that ended, each with the code of the part that it is there (None: the whole).

        Raises:
            ReferenceDataError: the genealogy does not say what became of it.
        """
        state = self.states[state_id]
        if state["successeur"]:
            heir = self.states[state["successeur"]]
            return [(self._holder(heir), None if heir["type"] == "COM" else heir["code"])]
        freed = [self.states[part]["successeur"] for part in self.parts[state_id]
                 if self.states[part]["dateFin"] == state["dateFin"]]  # fmt: skip
        communes = sorted({one for one in freed if one and self.states[one]["type"] == "COM"})
        if not communes:
            raise ReferenceDataError(f"{state_id} ended on {state['dateFin']} and the genealogy names no successor")
        return [(one, None) for one in communes]

    def _holder(self, state: dict[str, Any]) -> str:
        while state["type"] != "COM":
            state = self.states[state["pole"]]
        found: str = state["id"]
        return found

    def places(self, state_id: str, part: str | None = None, day: date | None = None) -> Iterator[Place]:
        """Where the commune of a state is on LAST_DAY; several places where it was split."""
        state = self.states[state_id]
        if state["dateFin"] is None or state["dateFin"] > LAST_DAY:
            yield Place(state["code"], part, day)
            return
        is_name = _KINDS.get(state["raisonFin"]) == "renamed"
        ended = day if is_name else date.fromisoformat(state["dateFin"])
        for following, its_part in self.next_of(state_id):
            yield from self.places(following, part or its_part, ended)

    def moves(self) -> Iterator[Move]:
        """What happened after 1 January 2012, up to LAST_DAY."""
        for state_id, state in self.states.items():
            if state["type"] == "COM" and f"{FIRST_VINTAGE}-01-01" < (state["dateFin"] or "") <= LAST_DAY:
                following = self.next_of(state_id)
                for heir, part in following:
                    kind = "split" if len(following) > 1 else self._kind(state, part)
                    yield Move(
                        kind,
                        f"commune:{state['code']}",
                        f"commune:{self.states[heir]['code']}",
                        date.fromisoformat(state["dateFin"]),
                        "genealogy",
                        share=None if len(following) > 1 else 1.0,
                        note_fr=state["raisonFin"],
                        from_name=state["nom"],
                        to_name=self.states[heir]["nom"],
                    )

    def _kind(self, state: dict[str, Any], part: str | None) -> str:
        known = _KINDS.get(state["raisonFin"])
        if known is not None:
            return known
        is_kept = part is not None and self.states[state["successeur"]]["type"] != "COMP"
        return "merged" if is_kept or part is None else "absorbed"


def places_of(genealogy: Genealogy, vintage: int) -> dict[str, list[Place]]:
    """Code of a commune on 1 January of `vintage` (2012–2018) → where it is on 1 January 2019."""
    alive = genealogy.alive(f"{vintage}-01-01")
    return {code: list(genealogy.places(state_id)) for code, state_id in sorted(alive.items())}
