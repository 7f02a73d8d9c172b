"""The time zones that territories live in: hours of posts and ends of months are those of the place.

Europe/Paris but for régions, départements and collectivités overseas. Clipperton has none: nobody lives there.
"""

from __future__ import annotations

from typing import Final

PARIS_ZONE: Final = "Europe/Paris"

ZONE_OF_REGION: Final = {
    "01": "America/Guadeloupe",
    "02": "America/Martinique",
    "03": "America/Cayenne",
    "04": "Indian/Reunion",
    "06": "Indian/Mayotte",
}
ZONE_OF_DEPARTEMENT: Final = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


def time_zone_of(region_code: str | None, departement_code: str | None) -> str:
    """The IANA zone of a territory, by its département (or collectivité), else by its région."""
    if departement_code is not None:
        return ZONE_OF_DEPARTEMENT.get(departement_code, PARIS_ZONE)
    return ZONE_OF_REGION.get(region_code or "", PARIS_ZONE)


def zone_rows() -> list[tuple[str, str, str]]:
    """(area_level, area_code, time_zone) of each area that does not live at the hour of Paris."""
    regions = [("region", code, zone) for code, zone in ZONE_OF_REGION.items()]
    return [*regions, *(("departement", code, zone) for code, zone in ZONE_OF_DEPARTEMENT.items())]
