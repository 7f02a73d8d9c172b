"""The scenes by name, and the roster that each one holds. Light: who starts a replica need not load its world."""

from __future__ import annotations

from typing import Final

PAST: Final = "edgar-quinet"
TODAY: Final = "aujourdhui"
TRAPS: Final = "pieges"
SCENES: Final = {PAST: "EQ2012", TODAY: "DEMO2026", TRAPS: "TRAPS2026"}
_LAST_EDGAR_MONTH: Final = 2013 * 12 + 11


def scene_of(month: int, today: str = TODAY) -> str:
    """The scene that is served in a month (index); `today` is that of the months after 2013."""
    return PAST if month <= _LAST_EDGAR_MONTH else today


def today_for(roster_id: str | None) -> str:
    """The scene of the months after 2013 that a roster is observed in."""
    return TRAPS if roster_id == SCENES[TRAPS] else TODAY
