"""Strata: the classes inside which territories are compared (METHOD, section 3)."""

from __future__ import annotations

from typing import Final, NamedTuple


class Stratum(NamedTuple):
    code: str
    level: str
    label_fr: str
    population_from: int | None = None
    population_below: int | None = None


LEVELS: Final = ("region", "departement", "epci", "commune")

STRATA: Final[tuple[Stratum, ...]] = (
    Stratum("REG", "region", "Régions"),
    Stratum("DEP", "departement", "Départements"),
    Stratum("METRO", "epci", "Métropoles"),
    Stratum("CU", "epci", "Communautés urbaines"),
    Stratum("CA", "epci", "Communautés d’agglomération"),
    Stratum("CC", "epci", "Communautés de communes"),
    Stratum("COM_100000_PLUS", "commune", "Communes de 100 000 habitants et plus", 100_000, None),
    Stratum("COM_50000_100000", "commune", "Communes de 50 000 à 100 000 habitants", 50_000, 100_000),
    Stratum("COM_20000_50000", "commune", "Communes de 20 000 à 50 000 habitants", 20_000, 50_000),
    Stratum("COM_10000_20000", "commune", "Communes de 10 000 à 20 000 habitants", 10_000, 20_000),
    Stratum("COM_3500_10000", "commune", "Communes de 3 500 à 10 000 habitants", 3_500, 10_000),
    Stratum("COM_2000_3500", "commune", "Communes de 2 000 à 3 500 habitants", 2_000, 3_500),
    Stratum("COM_500_2000", "commune", "Communes de 500 à 2 000 habitants", 500, 2_000),
    Stratum("COM_0_500", "commune", "Communes de moins de 500 habitants", 0, 500),
    Stratum("VILLE50", "commune", "50 villes les plus peuplées (Edgar Quinet)"),
    Stratum("PREF", "commune", "Préfectures (Ideose 2015)"),
    Stratum("OUTREMER", "departement", "Collectivités d’outre-mer"),
    Stratum("OUTREMER_COMMUNE", "commune", "Communes des collectivités d’outre-mer"),
)
OVERSEAS: Final = ("OUTREMER", "OUTREMER_COMMUNE")
"""Strata of the collectivités d'outre-mer, which no list mixes with others."""

_OVERSEAS_CODES: Final = ("975", "977", "978", "984", "986", "987", "988", "989")

EPCI_STRATUM: Final = {"METRO": "METRO", "MET69": "METRO", "CU": "CU", "CA": "CA", "CC": "CC"}


def commune_stratum(population: int) -> str:
    """The stratum code of a commune of `population` inhabitants (municipal population)."""
    for stratum in STRATA:
        low, high = stratum.population_from, stratum.population_below
        if low is not None and population >= low and (high is None or population < high):
            return stratum.code
    raise ValueError(f"population {population} is negative")


def overseas_stratum(level: str, code: str) -> str | None:
    """The stratum of a collectivité d'outre-mer (`987`) or of one of its communes (`98735`); None for all others."""
    if code[:3] not in _OVERSEAS_CODES:
        return None
    return {("departement", 3): "OUTREMER", ("commune", 5): "OUTREMER_COMMUNE"}.get((level, len(code)))


def territory_id(level: str, code: str) -> str:
    """`region:84`, `departement:69`, `epci:200046977`, `commune:69123`. Régions of before 2016 keep their old code."""
    if level not in LEVELS:
        raise ValueError(f"{level!r} is not a level: one of {', '.join(LEVELS)}")
    return f"{level}:{code}"
