"""The territories of a roster file, and the words made from their names (slugs, labels)."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.model.errors import ReferenceDataError

ROSTERS = Path(__file__).resolve().parents[2] / "data" / "reference" / "rosters"
_EPCI_PREFIX = re.compile(r"^(CU|CC|CA|Communauté (urbaine|d['’]agglomération|de communes)) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Territory:
    """One member of a roster. `population` is at least 1: a commune without inhabitants still has a town hall.

    `title` is how somebody signs who is not a member (a prefecture, a mayor, a homonym abroad).
    """

    territory_id: str
    level: str
    code: str
    name: str
    stratum: str
    population: int
    departement_code: str
    title: str = ""

    @property
    def slug(self) -> str:
        return slug(_EPCI_PREFIX.sub("", self.name))

    @property
    def label(self) -> str:
        """How the territory signs its pages."""
        if self.title:
            return self.title
        if self.level == "region":
            return f"Région {self.name}"
        if self.level == "departement":
            return f"{self.name} – le Département"
        if self.level == "commune":
            return f"{'Ville' if self.population >= 3_500 else 'Mairie'} {of_name(self.name)}"
        return self.name

    @property
    def siren(self) -> str:
        """SIREN: the code of an EPCI; for départements and régions a number with a valid key, made as the real ones
        are (kind of body, département, serial), so that it is never that of another body."""
        if self.level == "epci":
            return self.code
        stem = {"departement": "22", "region": "23"}.get(self.level, "21")
        place, serial = {"2A": ("20", 1), "2B": ("20", 2)}.get(self.code, (re.sub(r"\D", "0", self.code), 1))
        digits = f"{stem}{place}{serial:0{6 - len(place)}d}"[:8]
        total = sum(sum(divmod(int(digit) * (2 if place % 2 else 1), 10)) for place, digit in enumerate(digits))
        return f"{digits}{-total % 10}"


def of_name(name: str) -> str:
    """`Le Havre` → `du Havre`, `Orléans` → `d’Orléans`, `Lyon` → `de Lyon`."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if slug(name)[:1] in set("aeiou") else f"de {name}"


@cache
def slug(name: str) -> str:
    """`Saint-Étienne-de-l’Œuvre` → `saint-etienne-de-l-oeuvre`."""
    spelled = name.replace("œ", "oe").replace("Œ", "Oe").replace("’", "-").replace("'", "-")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def camel(name: str) -> str:
    """`saint-etienne` → `SaintEtienne`."""
    return "".join(part.capitalize() for part in slug(name).split("-"))


@cache
def read_roster(roster_id: str, folder: Path = ROSTERS) -> tuple[Territory, ...]:
    """Members of `<folder>/<roster_id>.csv` in file order.

    Raises:
        ReferenceDataError: the file is missing, or a column that the replica needs is not there.
    """
    path = folder / f"{roster_id}.csv"
    if not path.is_file():
        raise ReferenceDataError(f"{path} is missing: build data/reference first (python data/reference/build.py)")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    needed = {"territory_id", "level", "code", "name", "stratum", "population", "departement_code"}
    if not rows or not needed <= rows[0].keys():
        raise ReferenceDataError(f"{path}: no rows, or a column of {sorted(needed)} is missing")
    return tuple(
        Territory(
            row["territory_id"],
            row["level"],
            row["code"],
            row["name"],
            row["stratum"],
            max(1, int(row["population"] or 0)),
            row["departement_code"] or "",
        )
        for row in rows
    )
