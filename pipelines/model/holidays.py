"""Public holidays: eleven national days, two more in Alsace-Moselle, the day of the abolition of slavery overseas.

Source: Code du travail, articles L3133-1, L3134-13 and L3422-2.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

FIRST_YEAR: Final = 2010
LAST_YEAR: Final = 2035

_FIXED: Final = (
    (1, 1, "Jour de l’An"),
    (5, 1, "Fête du Travail"),
    (5, 8, "Victoire de 1945"),
    (7, 14, "Fête nationale"),
    (8, 15, "Assomption"),
    (11, 1, "Toussaint"),
    (11, 11, "Armistice de 1918"),
    (12, 25, "Noël"),
)
_MOVING: Final = ((1, "Lundi de Pâques"), (39, "Ascension"), (50, "Lundi de Pentecôte"))
_ALSACE_MOSELLE: Final = ("57", "67", "68")
_ABOLITION: Final = (
    (("departement", "971"), ("region", "01"), (5, 27)),
    (("departement", "972"), ("region", "02"), (5, 22)),
    (("departement", "973"), ("region", "03"), (6, 10)),
    (("departement", "974"), ("region", "04"), (12, 20)),
    (("departement", "976"), ("region", "06"), (4, 27)),
    (("departement", "977"), None, (10, 9)),
    (("departement", "978"), None, (5, 28)),
)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def national_holidays(year: int) -> dict[date, str]:
    """The eleven days of the whole country; two may fall on one date, whose name is then that of the fixed one."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=days): name for days, name in _MOVING}
    return {**moving, **{date(year, month, day): name for month, day, name in _FIXED}}


def holiday_rows() -> list[tuple[date, str, str, str]]:
    """(holiday_date, area_level, area_code, name_fr) from FIRST_YEAR to LAST_YEAR; FR is the whole country."""
    rows: list[tuple[date, str, str, str]] = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        rows.extend((day, "france", "FR", name) for day, name in national_holidays(year).items())
        friday, second = easter(year) - timedelta(days=2), date(year, 12, 26)
        for code in _ALSACE_MOSELLE:
            rows.extend(
                [(friday, "departement", code, "Vendredi saint"), (second, "departement", code, "Saint-Étienne")]
            )
        for departement, region, (month, day) in _ABOLITION:
            areas = [area for area in (departement, region) if area is not None]
            rows.extend((date(year, month, day), *area, "Abolition de l’esclavage") for area in areas)
    return rows
