"""`reference.territory_events`: what happened to territories since 2012, each event with its day or its bounds.

What belongs here: the movements found by `genealogy`, `steps` and `epci_steps`, and those that are facts of law (the
régions of 2016, the bodies that replaced others), as one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

import polars as pl
from recipe.bodies import LYON
from recipe.genealogy import FIRST_VINTAGE, Move
from recipe.history import REGIONS_DAY, Sources

SCHEMA: Final = {
    "event_id": pl.String, "level": pl.String, "kind": pl.String, "from_id": pl.String, "to_id": pl.String,
    "from_name": pl.String, "to_name": pl.String, "effective_date": pl.Date, "earliest_date": pl.Date,
    "date_status": pl.String, "population_share": pl.Float64, "is_whole": pl.Boolean, "is_break": pl.Boolean,
    "source": pl.String, "note_fr": pl.String,
}  # fmt: skip


def region_moves(changes: pl.DataFrame) -> Iterator[Move]:
    """The régions of 2016 (loi n° 2015-29 du 16 janvier 2015)."""
    for old, old_name, new, new_name in changes.rows():
        if old != new:
            yield Move("merged", f"region:{old}", f"region:{new}", REGIONS_DAY, "law",
                       note_fr="loi n° 2015-29 du 16 janvier 2015", from_name=old_name, to_name=new_name)  # fmt: skip


def governance_moves(bodies: pl.DataFrame) -> Iterator[Move]:
    """Bodies that replaced others, and their own row: the powers of the body changed on that day. The Métropole de Lyon
    took over a part of Rhône, which goes on without it."""
    rows = bodies.rows(named=True)
    for row in (row for row in rows if row["from_date"] > date(FIRST_VINTAGE, 1, 1)):
        is_lyon = row["territory_id"] == LYON[1]
        yield Move("governance", row["territory_id"], row["body_id"], row["from_date"], "law", note_fr=row["law"],
                   to_name=row["body_name"], is_break=is_lyon or _joins_bodies(rows, row))  # fmt: skip
        if is_lyon:
            yield Move("governance", *LYON, row["from_date"], "law", share=None, note_fr=row["law"],
                       to_name=row["body_name"], is_break=True)  # fmt: skip


def _joins_bodies(rows: list[dict[str, Any]], row: dict[str, Any]) -> bool:
    """True if a body that acted for itself until then went into the body of `row` that day. Mayotte and Paris only
    changed their names and powers: one assembly acted for both of their territories before."""
    before = {(one["territory_id"], one["body_id"]) for one in rows if one["from_date"] < row["from_date"]}
    same = [one for one in rows if (one["body_id"], one["from_date"]) == (row["body_id"], row["from_date"])]
    return any(
        one["territory_id"] != one["body_id"] and (one["territory_id"], one["body_id"]) not in before for one in same
    )


def is_break(move: Move) -> bool:
    """True if what the territory's accounts speak for changed: a number before is not compared with one after."""
    if move.is_break is not None:
        return move.is_break
    return move.kind not in {"renamed", "kind_changed"} and (move.kind != "recoded" or move.share != 1.0)


def territory_events(sources: Sources) -> pl.DataFrame:
    """All events, by day."""
    moves: list[Move] = [*sources.genealogy.moves(), *region_moves(sources.changes), *governance_moves(sources.bodies)]
    for step in (*sources.steps.values(), *sources.epci_steps.values()):
        moves += step.moves
    frame = pl.DataFrame(list(_rows(moves, sources.names)), schema=SCHEMA, orient="row")
    return frame.sort("effective_date", "level", "kind", "from_id", "to_id")


def _rows(moves: Iterable[Move], names: Mapping[int, Mapping[str, str]]) -> Iterator[tuple[object, ...]]:
    for move in moves:
        is_new_year = (move.day.month, move.day.day) == (1, 1)
        before, after = (move.day.year - is_new_year, move.day.year + (not is_new_year))
        earliest = move.day if move.is_exact else date(move.day.year - 1, 1, 1) + timedelta(days=1)
        yield (
            f"{move.day}:{move.kind}:{move.from_id}:{move.to_id}", move.from_id.partition(":")[0], move.kind,
            move.from_id, move.to_id, move.from_name or _name(names, before, move.from_id),
            move.to_name or _name(names, after, move.to_id), move.day, earliest,
            "exact" if move.is_exact else "vintage", move.share, None if move.share is None else move.share == 1.0,
            is_break(move), move.source, move.note_fr,
        )  # fmt: skip


def _name(names: Mapping[int, Mapping[str, str]], vintage: int, territory_id: str) -> str | None:
    return names.get(vintage, {}).get(territory_id)
