"""Every month read again from the archive with today's code, beside what is there, and why it differs."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from dashboards.words import FR
from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.stages.journal import moves_told, write_entries
from pipelines.stages.rebuild import Plan, Tell, beside, plan_of, read_again, settle_and_compute
from pipelines.stages.world import World
from pipelines.warehouse.causes import CAUSES, Why, why
from pipelines.warehouse.connect import connect
from pipelines.warehouse.load import rebuild_all
from pipelines.warehouse.macros import create_macros
from pipelines.warehouse.run_sql import compute_barometer
from pipelines.warehouse.seal import sealed_months

CAUSE_FR: Final = {
    "method": "méthode (SQL des tables)", "world": "monde (réponses arrivées ou parties)", "parser": "lecteurs",
    "roster": "comptes (preuves, attributions)", "geography": "géographie et listes",
}  # fmt: skip
_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Reparse:
    """`made` holds the new lake and warehouse; `is_applied`: they took the place of the old ones.

    `sealed`: months whose sealed edition would be otherwise today, which only an erratum may say; `journal`: entries of
    the data journal that were written.
    """

    months: list[Month]
    made: Path
    why: Why
    sealed: list[str]
    is_applied: bool
    journal: list[str]

    @property
    def is_same(self) -> bool:
        return not self.why.changes

    def by_cause(self) -> dict[str, int]:
        """Rows of the barometer that each cause changed."""
        return {
            cause: sum(one.added + one.removed + one.changed for one in self.why.changes if one.cause == cause)
            for cause in CAUSES
        }

    def lines(self, cause: str) -> list[str]:
        """What a cause changed, in short: figures that moved, columns that are read otherwise, examples; then month,
        network and tables."""
        rows: dict[tuple[str, str], dict[str, int]] = {}
        for one in (change for change in self.why.changes if change.cause == cause):
            place = rows.setdefault((one.month or "—", one.network or "—"), {})
            place[one.table] = one.added + one.removed + one.changed
        told = [
            f"{month} {network} : " + ", ".join(f"{table} {count}" for table, count in tables.items())
            for (month, network), tables in sorted(rows.items())
        ]
        read = [f"{network}.{column} : {count} relevés" for network, column, count in self.why.readings]
        examples = [
            f"{one.month} {one.territory_id} {one.network} : {one.before} → {one.after}"
            for one in self.why.examples
            if one.cause == cause
        ]
        moved = [moves_told(FR, self.why.moves[cause])] if cause in self.why.moves else []
        return [*moved, *(read if cause == "parser" else []), *examples[:_SHOWN], *told]

    def as_dict(self) -> dict[str, Any]:
        return {
            "months": [str(month) for month in self.months], "made": str(self.made), "is_same": self.is_same,
            "is_applied": self.is_applied, "sealed": self.sealed, "journal": self.journal,
            "rows_by_cause": self.by_cause(),
            "changes": [asdict(one) for one in self.why.changes],
            "examples": [asdict(one) for one in self.why.examples],
            "moves": {cause: asdict(one) for cause, one in self.why.moves.items()},
            "readings": [dict(zip(("network", "column", "count"), one, strict=True)) for one in self.why.readings],
        }  # fmt: skip


def reparse(world: World, months: Sequence[Month], out: Path, tell: Tell, *, apply: bool) -> Reparse:
    """Rebuild observations, accounts and tables under `out`, and tell what changed and why.

    Of some months only when they are named: the others are taken from the lake as they are. With `apply` the new lake
    and warehouse take the place of the old ones, and the data journal says what changed; editions are never touched.

    Raises:
        InputError: there is no working base, or a month is not in it.
        Locked: another process holds the base.
    """
    working = world.settings.warehouse_path
    with connect(working, read_only=True) as con:
        plan = plan_of(con)
    known = [one.month for one in plan.months]
    missing = [str(month) for month in months if month not in known]
    if missing or not known:
        told = ", ".join(map(str, known)) or "aucun"
        raise InputError(f"{', '.join(missing) or working} : pas dans la base ; mois connus : {told}")
    own = beside(world, out)
    own.archive_dir.symlink_to(world.archive_dir.resolve(), target_is_directory=True)
    if months:
        shutil.copytree(world.lake_dir, own.lake_dir)
    try:
        read_again(own, _only(plan, months), tell)
        if months:
            with connect(own.settings.warehouse_path) as con:
                rebuild_all(con, own.lake_dir)
        settle_and_compute(own, known, tell)
    finally:
        own.close()
    tell("causes : " + ", ".join(CAUSES))
    found = _causes(working, own.settings.warehouse_path, known)
    touched = {one.month for one in found.changes}
    sealed = [month for month in sealed_months(world.settings.editions_dir) if month in touched]
    is_applied = apply and bool(found.changes)
    entries: list[str] = []
    if is_applied:
        _swap(world, own)
        entries = write_entries(world, found, sealed)
    return Reparse(list(months) or known, out, found, sealed, is_applied, entries)


def _only(plan: Plan, months: Sequence[Month]) -> Plan:
    """The part of a plan that some months are; the whole of it when none is named."""
    if not months:
        return plan
    return Plan([one for one in plan.months if one.month in months], [])


def _causes(old: Path, new: Path, months: Sequence[Month]) -> Why:
    scratch = new.with_name("scratch.duckdb")
    shutil.copyfile(old, scratch)

    def compute(con: duckdb.DuckDBPyConnection) -> None:
        create_macros(con, anew=True)
        compute_barometer(con, months)

    try:
        return why(scratch, new, compute)
    finally:
        scratch.unlink()


def _swap(world: World, own: World) -> None:
    """Put a new lake and warehouse where the old ones are."""
    aside = world.lake_dir.with_name(".lake-replaced")
    world.lake_dir.rename(aside)
    try:
        own.lake_dir.rename(world.lake_dir)
    except OSError:
        aside.rename(world.lake_dir)
        raise
    own.settings.warehouse_path.replace(world.settings.warehouse_path)
    shutil.rmtree(aside)
