"""What the official geography says of a code that a person wrote: whether it exists, when, and what it may be instead.

What belongs here: questions about codes. What does not: reading the file that holds them (`manual`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pipelines.roster.lists import plain

_SHOWN = 3


@dataclass(frozen=True)
class Geography:
    """`territories` and `ways` are reference.territories and reference.territory_map."""

    territories: pl.DataFrame
    ways: pl.DataFrame

    @cached_property
    def spans(self) -> dict[str, list[tuple[int, int, str]]]:
        """territory_id → (first vintage, last vintage, the one that follows it), oldest first."""
        found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        columns = ("territory_id", "first_vintage", "last_vintage", "current_id")
        for territory_id, first, last, current in self.ways.select(columns).sort(columns[:2]).iter_rows():
            found[territory_id].append((first, last, current))
        return found

    @cached_property
    def newest(self) -> int:
        return max(last for spans in self.spans.values() for _, last, _ in spans)

    def vintage_of(self, territory_ids: Collection[str]) -> int:
        """The vintage that some territories are written in: the newest, unless it lacks more than half of those of a
        level; then the one that has the most of them all, the newest of several."""
        levels = Counter(one.partition(":")[0] for one in territory_ids)
        lacking = Counter(one.partition(":")[0] for one in territory_ids if not self.has(one, self.newest))
        if all(lacking[level] <= count / 2 for level, count in levels.items()):
            return self.newest
        oldest = min(first for spans in self.spans.values() for first, _, _ in spans)
        return max(
            range(oldest, self.newest + 1), key=lambda year: (sum(self.has(one, year) for one in territory_ids), year)
        )

    def has(self, territory_id: str, vintage: int) -> bool:
        return any(first <= vintage <= last for first, last, _ in self.spans.get(territory_id, ()))

    def why_not(self, territory_id: str, name: str, vintage: int) -> str:
        """Why a territory is not one of `vintage`, and what to write instead, in words that end a sentence."""
        spans = self.spans.get(territory_id)
        if spans is None:
            return f"{territory_id} is in no official geography since 2012{self._by_name(territory_id, name)}"
        last = max(one for _, one, _ in spans)
        if last < vintage:
            follows = sorted({current for _, one, current in spans if one == last})
            named = ", ".join(f"{one} ({self._name(one)})" for one in follows)
            return f"{territory_id} is none since {last + 1}, and the other lines are of {vintage}: {named} follows it"
        years = " and ".join(f"{first}–{one}" for first, one, _ in spans)
        return f"{territory_id} is one in {years} only, and the other lines are of {vintage}"

    def _by_name(self, territory_id: str, name: str) -> str:
        level = territory_id.partition(":")[0]
        of_level = self.territories.filter((pl.col("level") == level) & (pl.col("vintage") == self.newest))
        wanted = plain(name)
        codes = [code for code, other in of_level.select("code", "name").iter_rows() if plain(other) == wanted]
        return f"; {name} is {' or '.join(codes[:_SHOWN])}" if codes else ""

    def _name(self, territory_id: str) -> str:
        rows = self.territories.filter((pl.col("territory_id") == territory_id) & (pl.col("vintage") == self.newest))
        return str(rows["name"][0]) if rows.height else "?"
