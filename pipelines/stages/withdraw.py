"""Which published editions hold what must be gone: values that are past their term, accounts that were removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from pipelines.model.removals import LENGTH
from pipelines.networks.planning import limited_doors
from pipelines.networks.registry import NETWORKS
from pipelines.stages.report import StepReport
from pipelines.stages.root import write_root
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.removals import removed
from pipelines.warehouse.seal import MANIFEST, SEALED, is_withdrawn, read_manifest
from pipelines.warehouse.withdrawn import REMOVAL, TERM, recover, withdraw

Terms = Mapping[tuple[str, str], timedelta]
_NAMES = ("account_id", "identity_id", "rival_account_id", "previous_account_id", "previous_identity_id")


def withdraw_due(world: World, now: datetime, report: StepReport) -> None:
    """Withdraw every published edition that holds at `now` what must be gone, and tell the root of all editions.

    The report counts the files that were erased by edition, and says of each what to publish in its place.
    """
    root = world.settings.editions_dir
    hashes, terms = removed(world.lake_dir), _terms(world)
    gone = []
    recover(root)
    for edition in sorted(path for path in root.glob("[0-9]*") if path.is_dir()):
        if not (edition / MANIFEST).is_file() or is_withdrawn(edition):
            continue
        about = read_manifest(edition)["edition"]
        reasons = _reasons(edition / f"barometre-{about['month']}.duckdb", hashes, terms, now)
        if reasons:
            report.rows[f"editions/{edition.name}"] = withdraw(edition, reasons, now.date())
            again = (
                f"erratum {about['month']} --reason …"
                if about["kind"] in SEALED
                else f"publish --month {about['month']}"
            )
            gone.append(f"{edition.name} est retirée ; une fois ses mois recalculés : barometre {again}")
    if gone:
        report.problems += [*gone, *write_root(world)]


def _terms(world: World) -> Terms:
    return {
        (name, door): limit
        for name, module in NETWORKS.items()
        for door, limit in limited_doors(module.MANIFEST, world.settings.declared).items()
    }


def _reasons(database: Path, hashes: frozenset[str], terms: Terms, now: datetime) -> list[str]:
    """Why an edition must go, from its own base."""
    with connect(database, read_only=True) as con:
        return [
            reason
            for reason, holds in ((TERM, _holds_past(con, terms, now)), (REMOVAL, _holds_removed(con, hashes)))
            if holds
        ]


def _holds_past(con: duckdb.DuckDBPyConnection, terms: Terms, now: datetime) -> bool:
    """Whether an answer was read whose term is over. One that was emptied has no HTTP status any more."""
    return any(
        con.execute(
            "SELECT 1 FROM observations.fetches WHERE network = ? AND door = ? AND http_status IS NOT NULL "
            "AND outcome <> 'purged' AND fetched_at < ? LIMIT 1",
            [network, door, (now - limit).astimezone(UTC).replace(tzinfo=None)],
        ).fetchall()
        for (network, door), limit in terms.items()
    )


def _holds_removed(con: duckdb.DuckDBPyConnection, hashes: frozenset[str]) -> bool:
    """Whether a table names an account that was removed since."""
    if not hashes:
        return False
    columns = con.execute(
        "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() WHERE column_name IN "
        f"({', '.join('?' for _ in _NAMES)}) AND NOT internal ORDER BY ALL",
        list(_NAMES),
    ).fetchall()
    return any(
        con.execute(
            f"SELECT 1 FROM (SELECT DISTINCT {column} AS name FROM {table}) "
            f"WHERE left(sha256(name), {LENGTH}) IN (SELECT unnest(?)) LIMIT 1",
            [sorted(hashes)],
        ).fetchall()
        for table, column in columns
    )
