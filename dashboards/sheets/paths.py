"""Where a territory is shown: on a page of its own, or as a light sheet of its département."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dashboards.source import Edition

LEAST_POPULATION: Final = 20_000
OVERSEAS: Final = ("97", "98")
LIGHT: Final = "fiche"
BESIDE: Final = "comparer"
"""The page where chosen collectivités stand side by side, at `#commune-38185,epci-200040715`."""


def is_page(level: str, population: int | None) -> bool:
    """Whether a territory has a page: all but the communes that are known to have fewer than 20 000 inhabitants."""
    return level != "commune" or population is None or population >= LEAST_POPULATION


def departement_of(code: str) -> str:
    """The département in the code of a commune: `38` of `38185`, `2A` of `2A004`, `974` of `97411`."""
    return code[:3] if code.startswith(OVERSEAS) else code[:2]


def slug(territory_id: str) -> str:
    """`commune-38185` for `commune:38185`."""
    return territory_id.replace(":", "-")


def territory_path(edition: Edition, territory_id: str) -> str:
    """The way from the root of the language to a territory: every link to one comes from here."""
    name = slug(territory_id)
    return f"{LIGHT}#{name}" if territory_id in edition.light else f"territoires/{name}"


def communes_path(departement: str) -> str:
    """The way to the table of the communes of a département."""
    return f"communes/{departement}"
