"""What a terminal shows: a progress bar while pages are fetched, and the study's figures beside ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from dashboards import labels
from dashboards.words import FR
from pipelines.fetch.summary import RunSummary
from pipelines.model.months import Month
from pipelines.model.numerals import NARROW, numeral
from pipelines.model.records import Capture
from pipelines.networks.registry import label
from pipelines.stages.plan import PlanRow
from pipelines.warehouse.connect import connect

_STUDY: Final = """
    SELECT strftime(month, '%Y-%m'), indicator, network, stratum, published_value, measured_value, measured_pooled,
           unit, verdict, coalesce(note_fr, '')
    FROM barometer.comparison
    WHERE verdict IN ('same', 'differs') AND indicator IN (
        'presence_rate_mean_strata', 'presence_count', 'presence_any_count', 'copresence_rate', 'growth_abs_12m')
    ORDER BY indicator, network, month, stratum
"""
_LABELS_FR: Final = {
    "presence_rate_mean_strata": "présence, moyenne de strates arrondies",
    "presence_count": "collectivités présentes",
    "presence_any_count": "présentes sur l’un au moins",
    "copresence_rate": "présence conjointe",
    "growth_abs_12m": "progression en 12 mois",
}
_VERDICTS_FR: Final = {"same": "identique", "differs": "diffère"}


class RichProgress:
    """A progress bar over the captures of the running step; silent when the console is not a terminal."""

    def __init__(self, console: Console) -> None:
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("préparation", total=None)
        self._done = 0
        self._total = 0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def begin(self, label: str) -> None:
        """Start a new step: counters go back to zero."""
        self._done = self._total = 0
        self._bar.reset(self._task, total=None, description=label)

    def planned(self, count: int) -> None:
        """`count` more requests are known."""
        self._total += count
        self._bar.update(self._task, total=self._total)

    def done(self, capture: Capture) -> None:
        """One more request has an outcome."""
        del capture
        self._done += 1
        self._bar.update(self._task, completed=self._done)


def collect_table(month: Month, summaries: Mapping[str, RunSummary]) -> Table:
    """What the crawls of a month did: requests, outcomes, bytes, refusals by host (the three that refused most)."""
    table = Table(
        "archive", "requêtes", "reprises", "issues", "octets", "écart min.", "refus par hôte", title=f"Collecte {month}"
    )
    for name, run in summaries.items():
        outcomes = ", ".join(f"{outcome.value} {count}" for outcome, count in run.outcomes.most_common())
        refusals = ", ".join(f"{host} {count}" for host, count in run.refusals.most_common(3))
        gap = "—" if run.least_gap is None else f"{numeral(run.least_gap, 1)} s"
        size = numeral(run.wire_bytes)
        table.add_row(name, str(run.requests), str(run.resumed), outcomes, size, gap, refusals)
    return table


def plan_table(month: Month, rows: Sequence[PlanRow]) -> Table:
    """What a month will cost, by network, and in all."""
    table = Table("réseau", "comptes", "requêtes", "hôtes", "durée", "coût", "remarque", title=f"Prévision {month}")
    for row in rows:
        cost = f"{numeral(row.units)} × {row.unit_fr}" if row.units else "—"
        cost += f", {row.days} jour(s)" if row.days > 1 else ""
        counts = map(numeral, (row.account_count, row.request_count, row.host_count))
        table.add_row(row.name, *counts, f"{row.minutes:.0f} min", cost, row.note_fr)
    total = sum(row.request_count for row in rows)
    slowest = max((row.minutes for row in rows), default=0.0)
    table.add_row("ensemble", "", numeral(total), "", f"{slowest:.0f} min", "", "le plus lent")
    return table


def comparison_rows(warehouse: Path) -> list[list[str]]:
    """Rows of the table printed / measured for the study, as texts.

    Month, indicator, network, stratum, printed, measured, all strata pooled, verdict, note.
    """
    with connect(warehouse, read_only=True) as con:
        rows = con.execute(_STUDY).fetchall()
    return [
        [
            month,
            _LABELS_FR[indicator],
            labels.network_names(FR, network, label),
            labels.base(FR, stratum),
            *(_text(value, unit) for value in (published, measured, pooled)),
            _VERDICTS_FR[verdict],
            note,
        ]
        for month, indicator, network, stratum, published, measured, pooled, unit, verdict, note in rows
    ]


def _text(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    return f"{numeral(value, 1)}{NARROW}%" if unit == "%" else numeral(value)
