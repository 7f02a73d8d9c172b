"""Gates: Great Expectations suites and SQL audits, read as verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.model.errors import GateError, InputError
from pipelines.model.fields import BAROMETER, OBSERVATIONS, ROSTERS
from pipelines.model.months import Month
from pipelines.networks.registry import NETWORKS
from pipelines.quality.audits import audit_reports
from pipelines.quality.gate import Partition, check_against_last_month, check_partitions
from pipelines.quality.report import GateReport
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.seal import editions_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one or several gates said, ready to be shown."""

    passed: bool
    is_blocking: bool
    expectation_count: int
    failure_count: int
    summary: str
    markdown: str
    failed: tuple[GateReport, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """For JSON: the verdict, and each table that failed with its rules and offending rows."""
        told = {name: getattr(self, name) for name in ("passed", "is_blocking", "expectation_count", "failure_count")}
        return {**told, "failed": [report.as_dict() for report in self.failed]}


def together(partitions: Sequence[Partition]) -> list[Partition]:
    """Months of a table of which every network is there become one partition."""
    by_month: dict[Month, list[Partition]] = {}
    for partition in partitions:
        by_month.setdefault(partition.month, []).append(partition)
    return [
        part
        for month, parts in by_month.items()
        for part in (
            [Partition(parts[0].full_name, month)] if {one.network for one in parts} >= set(NETWORKS) else parts
        )
    ]


def check(world: World, partitions: Sequence[Partition]) -> Verdict:
    """The suites of some partitions."""
    with connect(world.settings.warehouse_path, read_only=True) as con:
        return _verdict(check_partitions(con, partitions))


def check_audits(world: World, months: Sequence[Month]) -> Verdict:
    """SQL audits of some months: arithmetic, coverage and magnitude, each against the month before it."""
    with connect(world.settings.warehouse_path, read_only=True) as con:
        return _verdict(
            [
                report
                for month in months
                for report in (*check_against_last_month(con, month), *audit_reports(con, month))
            ]
        )


def examine(world: World, month: Month) -> Verdict:
    """Every gate of a month, suites and audits: what its publication would be held to.

    Raises:
        InputError: the month was not computed.
    """
    with connect(world.settings.warehouse_path, read_only=True) as con:
        if not con.execute("SELECT 1 FROM barometer.status WHERE month = ? LIMIT 1", [month.first_day]).fetchall():
            raise InputError(f"{month} n’est pas calculé : barometre compute --month {month}")
        tables = (*ROSTERS, *OBSERVATIONS, *BAROMETER)
        reports = check_partitions(con, [Partition(table.full_name, month) for table in tables])
        reports += [*check_against_last_month(con, month), *audit_reports(con, month)]
    return _verdict(reports)


def hold(world: World, month: Month) -> int:
    """Every gate of a month once more, before anything is published. Returns the number of expectations held.

    Raises:
        InputError: the month was not computed.
        GateError: says which rule failed, on which rows, in which table.
    """
    verdict = examine(world, month)
    if verdict.is_blocking:
        is_published = bool(editions_of(world.settings.editions_dir, month))
        told = " de nouveau : ce qui est publié reste tel quel" if is_published else ""
        raise GateError(f"{month} n’est pas publié{told}.\n{verdict.markdown}")
    return verdict.expectation_count


def _verdict(reports: Sequence[GateReport]) -> Verdict:
    failed = [report for report in reports if not report.passed]
    count = sum(len(report.failures) for report in failed)
    return Verdict(
        passed=not failed,
        is_blocking=any(report.is_blocking for report in failed),
        expectation_count=sum(report.expectations_count for report in reports),
        failure_count=count,
        summary="Toutes les portes sont franchies." if not failed else f"{count} règle(s) non tenue(s).",
        markdown="\n\n".join(report.as_markdown() for report in (failed or reports)),
        failed=tuple(failed),
    )
