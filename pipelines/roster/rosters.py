"""The named lists of the project: who is in each, by which rule, in which geography, and what a list is known by.

A frozen list is a file of data/reference/rosters and never changes. A computed one is worked out from the official
geography of a vintage: `COURANT` asked for a month becomes `COURANT2026`, and the next vintage is another list. What
does not belong here: reading files (`cog`), and lists that a person brings (`manual`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines.model.errors import InputError
from pipelines.model.fields import COMPLETED, TABLES
from pipelines.model.months import Month
from pipelines.model.strata import LEVELS, STRATA
from pipelines.roster.samples import sample_by_stratum

HISTORIC: Final = 2012
"""The vintage of régions and départements before 2016; its populations are those of the vintage 2019."""
HISTORIC_UNTIL: Final = 2015
HISTORIC_POPULATIONS: Final = 2019

FILE_COLUMNS: Final = [
    name for name in TABLES["roster.members"].columns if name not in {field.name for field in COMPLETED}
]


@dataclass(frozen=True, slots=True)
class Roster:
    """A named list. `vintage` is the geography that its codes are written in; a computed list has one for each vintage,
    the oldest being `since` (and HISTORIC, for lists of régions and départements)."""

    name: str
    label_fr: str
    rule_fr: str
    vintage: int | None = None
    seed: str | None = None
    levels: tuple[str, ...] = LEVELS
    is_overseas: bool = False
    since: int = 2019

    @property
    def has_historic(self) -> bool:
        return set(self.levels) <= {"region", "departement"} and not self.is_overseas


ROSTERS: Final = (
    Roster("EQ2012", "Baromètre de l’Institut Edgar Quinet (2012–2013)",
           "26 régions, 100 départements, 50 villes les plus peuplées : les bases imprimées par l’Institut.", 2012),
    Roster("IDEOSE2015", "Étude Ideose (2015)",
           "27 régions d’avant 2016, 101 départements, 101 préfectures : 229, la base imprimée la plus large.", 2015),
    Roster("REGDEP2026", "Régions et départements, territoires de 2026",
           "Les 18 régions et 101 départements, dont huit qu’une autre collectivité gouverne.",
           2026),
    Roster("DEMO2026", "Liste de la démonstration",
           "Régions, départements, métropoles, communautés urbaines, communes de 20 000 habitants et plus ; "
           "400 autres communes tirées au sort.", 2026, "DEMO2026"),
    Roster("TRAPS2026", "Liste des pièges, pour le web simulé",
           "Collectivités dont les comptes se confondent aisément avec d’autres, et quelques autres : choisies, non "
           "tirées ; aucun taux n’en découle.", 2026, "TRAPS2026"),
    Roster("CONSEILS", "Conseils régionaux et départementaux, et collectivités qui les remplacent",
           "Collectivités de niveau régional ou départemental qui se gouvernent elles-mêmes : Corse, Martinique, "
           "Guyane, Mayotte une fois chacune, Alsace pour deux départements.", levels=("region", "departement")),
    Roster("COURANT", "Toutes les collectivités",
           "Régions, départements, EPCI à fiscalité propre et communes qui se gouvernent eux-mêmes, hors collectivités "
           "d’outre-mer."),
    Roster("OUTREMER", "Collectivités d’outre-mer",
           "Les collectivités d’outre-mer qui ont une assemblée, et leurs communes.", is_overseas=True, since=2020),
)  # fmt: skip
FROZEN: Final = {roster.name: roster for roster in ROSTERS if roster.vintage is not None}
COMPUTED: Final = {roster.name: roster for roster in ROSTERS if roster.vintage is None}
_DATED: Final = re.compile(r"([A-Z]+)(\d{4})")


def computed(roster_id: str, vintages: Sequence[int]) -> tuple[Roster, int] | None:
    """The computed list and the vintage that an id such as `COURANT2026` names; None for any other id."""
    found = _DATED.fullmatch(roster_id)
    if found is None or found[1] not in COMPUTED or int(found[2]) not in available(COMPUTED[found[1]], vintages):
        return None
    return COMPUTED[found[1]], int(found[2])


def available(roster: Roster, vintages: Sequence[int]) -> list[int]:
    """The vintages that a computed list can be worked out for."""
    return [one for one in vintages if one >= roster.since or (one == HISTORIC and roster.has_historic)]


def dated(name: str, month: Month, vintages: Sequence[int]) -> str:
    """The id of a list for a month: `COURANT` → `COURANT2026`, the newest vintage that is not after the month.

    Lists of régions and départements go back to 2012; for the months of 2016 to 2018, of which no vintage is at hand,
    they are those of 2019. Any other name is an id already.

    Raises:
        InputError: no vintage at hand is as old as the month.
    """
    roster = COMPUTED.get(name)
    if roster is None:
        return name
    known = [one for one in available(roster, vintages) if one != HISTORIC]
    if roster.has_historic and month.year <= HISTORIC_UNTIL:
        return f"{name}{HISTORIC}"
    fitting = [one for one in known if one <= month.year] or (known[:1] if roster.has_historic else [])
    if not fitting:
        raise InputError(
            f"{name} has no vintage for {month}: the oldest is {name}{known[0]}; name it to use it for that month"
        )
    return f"{name}{max(fitting)}"


def members(roster: Roster, vintage: int, territories: pl.DataFrame) -> pl.DataFrame:
    """Rows of roster.members (in FILE_COLUMNS) of a computed list, from reference.territories of `vintage`.

    Population is that for which the body acts; a territory that another body governs is not a member.
    """
    is_body = pl.col("body_id") == pl.col("territory_id")
    is_overseas = pl.col("zone") == "com"
    rows = territories.filter(
        is_body & pl.col("level").is_in(roster.levels) & (is_overseas if roster.is_overseas else ~is_overseas)
    )
    pop_vintage = HISTORIC_POPULATIONS if vintage == HISTORIC else vintage
    return as_members(f"{roster.name}{vintage}", rows.with_columns(population="population_governed"), pop_vintage)


def as_members(roster_id: str, rows: pl.DataFrame, pop_vintage: int) -> pl.DataFrame:
    """Territories as rows of roster.members in FILE_COLUMNS, by level and code; weight 1 unless they have one."""
    weight = pl.col("weight") if "weight" in rows.columns else pl.lit(1.0)
    rank = pl.col("level").cast(pl.Enum(LEVELS))
    dressed = rows.with_columns(
        roster_id=pl.lit(roster_id), pop_vintage=pl.lit(pop_vintage, pl.Int64), weight=weight, rank=rank
    )
    return dressed.sort("rank", "code").select(FILE_COLUMNS)


def draw(
    name: str, population: pl.DataFrame, *, seed: str, size: int, floor: int, strata: Sequence[str], census_from: int
) -> pl.DataFrame:
    """A stratified sample of a list (rows of roster.members), under another name, with its design weights.

    Communes of `census_from` inhabitants and more, régions, départements, métropoles and communautés urbaines are taken
    whole; `size` members are drawn in the other strata (see `samples`).

    Raises:
        InputError: a stratum is not one of the list, or the sizes cannot be.
    """
    there = set(population["stratum"])
    unknown = [code for code in strata if code not in there]
    if unknown:
        raise InputError(f"strata that the list does not have: {', '.join(unknown)}; it has {', '.join(sorted(there))}")
    chosen = population.filter(pl.col("stratum").is_in(strata or sorted(there)))
    is_sampled = pl.col("stratum").is_in(_sampled(census_from))
    census, rest = chosen.filter(~is_sampled).with_columns(weight=pl.lit(1.0)), chosen.filter(is_sampled)
    if rest.is_empty():
        raise InputError(
            f"nothing to draw: every stratum is taken whole (communes of {census_from} inhabitants and more)"
        )
    drawn = sample_by_stratum(rest, seed, size, floor)
    rank = pl.col("level").cast(pl.Enum(LEVELS))
    whole = pl.concat([census, drawn.select(census.columns)]).with_columns(roster_id=pl.lit(name))
    return whole.sort(rank, "code").select(FILE_COLUMNS)


def _sampled(census_from: int) -> list[str]:
    small = [one.code for one in STRATA if one.population_from is not None and one.population_from < census_from]
    return [*small, "CA", "CC"]


def described(members: pl.DataFrame) -> pl.DataFrame:
    """Rows of roster.rosters for the lists of some rows of roster.members, by id.

    A list that is not of the project is a file that a person brought; its vintage is the newest that it names.
    """
    parts = sorted(members.partition_by("roster_id", as_dict=True).items())
    rows = [_described(str(roster_id), part) for (roster_id,), part in parts]
    return pl.DataFrame(rows, schema={name: _TYPES.get(name, pl.String) for name in TABLES["roster.rosters"].columns})


def hashes(members: pl.DataFrame) -> dict[str, str]:
    """roster_id → content_hash of the lists of some rows of roster.members."""
    return dict(described(members).select("roster_id", "content_hash").iter_rows())


_TYPES: Final = {"vintage": pl.Int64, "member_count": pl.Int64}


def _described(roster_id: str, members: pl.DataFrame) -> dict[str, object]:
    text = members.sort("territory_id").select(FILE_COLUMNS).write_csv()
    match = _DATED.fullmatch(roster_id)
    known = FROZEN.get(roster_id) or (COMPUTED.get(match[1]) if match else None)
    row: dict[str, object] = {
        "roster_id": roster_id,
        "member_count": members.height,
        "content_hash": hashlib.sha256(text.encode()).hexdigest()[:16],
    }
    if known is None:
        return row | {"label_fr": f"Liste apportée : {roster_id}", "rule_fr": f"Les lignes du fichier {roster_id}.csv.",
                      "vintage": members["pop_vintage"].max(), "seed": None, "origin": "csv"}  # fmt: skip
    vintage, origin = (known.vintage, "frozen") if known.vintage else (int(match[2] if match else 0), "computed")
    return row | {"label_fr": known.label_fr, "rule_fr": known.rule_fr, "vintage": vintage, "seed": known.seed,
                  "origin": origin}  # fmt: skip
