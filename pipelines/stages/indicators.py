"""What each indicator of the catalogue says in a month: computed, withheld, or not observable, and why.

Belongs here: the state of the 63 indicators of a warehouse. Not here: what they mean (`indicators.catalogue`), their
numbers (`sql/barometer/cells`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.config import Settings
from pipelines.indicators.catalogue import FAMILY_FR, read_catalogue
from pipelines.model.errors import InputError, WarehouseError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.model.outcomes import MEASURE_FR, MeasureStatus
from pipelines.warehouse.connect import first_readable
from pipelines.warehouse.seal import published_copies

COMPUTED: Final = "computed"
WITHHELD: Final = "withheld"
NOT_OBSERVABLE: Final = "not_observable"
STATE_FR: Final = {COMPUTED: "calculé", WITHHELD: "retenu", NOT_OBSERVABLE: "non observable"}
_NOT_YET: Final = "pas encore calculé par cette version"
_NO_DOOR: Final = "aucune porte ouverte ce mois-ci ne donne de quoi le calculer"
_TESTED: Final = "à la demande : barometre claim ; ici, chiffres imprimés dont la base permet le test"

_CELLS: Final = """
    SELECT indicator_id, count(*) AS cell_count, count(value) AS value_count,
        coalesce(list(DISTINCT network ORDER BY network) FILTER (network <> 'any'), []) AS networks,
        mode(value_status ORDER BY value_status) FILTER (value IS NULL) AS reason,
        bool_and(value_status IN ('not_collected', 'not_attempted', 'not_given')) AS is_unseen
    FROM barometer.indicators WHERE month = $month GROUP BY indicator_id
    UNION ALL
    SELECT 'I63', count(*), count(feasible_fr), list(DISTINCT network ORDER BY network), NULL, false
    FROM barometer.comparison HAVING count(*) > 0
"""
_TABLE: Final = """
    SELECT count(*) AS cell_count, count(value) AS value_count, list(DISTINCT network ORDER BY network) AS networks
    FROM {} WHERE month = $month HAVING count(*) > 0
"""
"""An indicator whose values are a table of their own, one row each (I16: barometer.ranking)."""

_MONTHS: Final = "SELECT DISTINCT month FROM roster.months ORDER BY month"


@dataclass(frozen=True, slots=True)
class IndicatorState:
    """One indicator in a month. `state` is None where no warehouse was asked; counts are of cells (a cell is a network,
    a stratum or an area, a variant and a mode); `networks` is empty where all are told together. `reason` is the most
    frequent status of the cells without a value, `why_fr` says it, or why there is no cell."""

    indicator_id: str
    label_fr: str
    family: str
    state: str | None
    value_count: int
    cell_count: int
    networks: tuple[str, ...]
    reason: str | None
    why_fr: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The catalogue, and what a warehouse says of it; `path` and `month` are None without a warehouse."""

    path: Path | None
    month: Month | None
    catalogue: Mapping[str, Mapping[str, Any]]
    states: Sequence[IndicatorState]

    @property
    def counts(self) -> dict[str, int]:
        """Indicators by state, in the order of STATE_FR; empty without a warehouse."""
        found = Counter(each.state for each in self.states)
        return {state: found[state] for state in STATE_FR} if self.path is not None else {}

    def asked(self, indicator_id: str) -> str:
        """The id as the catalogue writes it.

        Raises:
            InputError: there is no such indicator.
        """
        if indicator_id.upper() not in self.catalogue:
            raise InputError(f"{indicator_id} : les indicateurs vont de {min(self.catalogue)} à {max(self.catalogue)}")
        return indicator_id.upper()

    def families(self) -> list[tuple[str, list[IndicatorState]]]:
        """(French name, its indicators), in the order of the catalogue."""
        return [(name, [each for each in self.states if each.family == family]) for family, name in FAMILY_FR.items()]

    def as_dict(self) -> dict[str, Any]:
        return {
            "warehouse": None if self.path is None else str(self.path),
            "month": None if self.month is None else str(self.month),
            "counts": self.counts,
            "indicators": [{**self.catalogue[each.indicator_id], **asdict(each)} for each in self.states],
        }


def bases(settings: Settings, month: Month | None) -> list[Path]:
    """The working base, and what is published of a month and at last, for when a run holds it."""
    return [settings.warehouse_path, *published_copies(settings.editions_dir, month)]


def listing(reference_dir: Path, bases: Sequence[Path], month: str | None) -> Listing:
    """The catalogue with the states of `month` (the last observed one when None), from the first of `bases` that can
    be read; the catalogue alone without any.

    Raises:
        InputError: `month` is not written `2026-10`, or the warehouse does not hold it (those it does are named).
        WarehouseError: no file can be opened, or it was written by a version without indicators.
    """
    asked = None if month is None else Month.parse(month)
    rows = {str(row["indicator_id"]): row for row in read_catalogue(reference_dir / "indicators.toml").to_dicts()}
    if not bases:
        return Listing(None, None, rows, [_unasked(row) for row in rows.values()])
    with first_readable(bases) as (con, warehouse):
        try:
            wanted = month_asked(con, asked)
            found = con.sql(_CELLS, params={"month": wanted.first_day}).pl().to_dicts() + _elsewhere(con, rows, wanted)
        except duckdb.CatalogException as error:
            raise WarehouseError(
                f"{warehouse} : base d’une version sans indicateurs ; refaire ses tables "
                f"(barometre run --steps compute), ou effacer ce fichier"
            ) from error
    cells = {str(row["indicator_id"]): row for row in found}
    return Listing(warehouse, wanted, rows, [_state(row, cells.get(name)) for name, row in rows.items()])


def _elsewhere(
    con: duckdb.DuckDBPyConnection, rows: Mapping[str, Mapping[str, Any]], month: Month
) -> list[Mapping[str, Any]]:
    """What `_CELLS` gives, for the indicators that the catalogue says to be computed in another table."""
    found: list[Mapping[str, Any]] = []
    for name, row in rows.items():
        if row["computed_in"] in TABLES:
            told = con.sql(_TABLE.format(row["computed_in"]), params={"month": month.first_day}).pl().to_dicts()
            found += [{"indicator_id": name, "reason": None, "is_unseen": False, **each} for each in told]
    return found


def month_asked(con: duckdb.DuckDBPyConnection, month: Month | None) -> Month:
    """`month` if the warehouse holds it, its last one when None.

    Raises:
        InputError: it does not (those it holds are named), or holds none.
    """
    months = [Month.of(row[0]) for row in con.execute(_MONTHS).fetchall()]
    if not months:
        raise InputError("la base ne contient aucun mois ; lancer barometre run, ou barometre demo")
    if month is not None and month not in months:
        raise InputError(f"{month} n’est pas dans la base ; elle contient {', '.join(map(str, months))}")
    return months[-1] if month is None else month


def _unasked(row: Mapping[str, Any]) -> IndicatorState:
    return _make(row, None, None, "")


def _state(row: Mapping[str, Any], cells: Mapping[str, Any] | None) -> IndicatorState:
    if cells is None:
        return _make(row, None, NOT_OBSERVABLE, _NOT_YET if row["computed_in"] is None else _NO_DOOR)
    reason = cells["reason"]
    sentence = MEASURE_FR[MeasureStatus(reason)] if reason is not None else ""
    if row["indicator_id"] == "I63":
        sentence = _TESTED
    empty = NOT_OBSERVABLE if cells["is_unseen"] else WITHHELD
    return _make(row, cells, COMPUTED if cells["value_count"] else empty, sentence)


def _make(row: Mapping[str, Any], cells: Mapping[str, Any] | None, state: str | None, why_fr: str) -> IndicatorState:
    told: Mapping[str, Any] = cells or {"value_count": 0, "cell_count": 0, "networks": [], "reason": None}
    return IndicatorState(
        row["indicator_id"], row["label_fr"], row["family"], state, told["value_count"], told["cell_count"],
        tuple(told["networks"]), told["reason"], why_fr,
    )  # fmt: skip
