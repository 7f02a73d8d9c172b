"""What the command line prints: how steps ended, what they left out, where the results are."""

from __future__ import annotations

import json
import multiprocessing.util
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.config import PROJECT_ROOT, Settings
from pipelines.french import in_french
from pipelines.model.exit_codes import EXIT_CODES_FR, ExitCode
from pipelines.model.months import Month
from pipelines.model.numerals import numeral

if TYPE_CHECKING:
    from pipelines.orchestration.run import StepOutcome
    from pipelines.stages.report import StepReport

console = Console(width=None if sys.stdout.isatty() else 160)
errors = Console(stderr=True, width=None if sys.stderr.isatty() else 160)

SHOWN_PROBLEMS = 6
EDITION_FR = {
    "provisional": "provisoire", "definitive": "définitive, scellée", "erratum": "erratum, scellé",
    "withdrawn": "retirée",
}  # fmt: skip


class Steps:
    """The steps of long work as they begin, each with the time it took; on a terminal, the one that runs turns."""

    def __init__(self) -> None:
        self._spinner = console.status("…") if console.is_terminal else None
        self._running = ""
        self._since = 0.0

    def __enter__(self) -> Self:
        if self._spinner is not None:
            self._spinner.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._spinner is not None:
            self._spinner.stop()
        self._end("[red]✗[/]" if error else "[green]✓[/]")

    def tell(self, what: str) -> None:
        """A step begins; the one before has ended."""
        self._end("[green]✓[/]")
        self._running, self._since = what, time.monotonic()
        if self._spinner is not None:
            self._spinner.update(what)

    def _end(self, mark: str) -> None:
        if self._running:
            took = time.monotonic() - self._since
            console.print(f"{mark} {escape(self._running)} [dim]{took:.1f} s[/]", highlight=False)
        self._running = ""


def tell_report(report: StepReport) -> None:
    console.print(f"[green]✓[/] {report.step}", highlight=False)
    for name, count in sorted(report.rows.items()):
        console.print(f"  {name} : {count}", highlight=False)
    tell_problems(report.problems)


def tell_outcomes(outcomes: Sequence[StepOutcome]) -> bool:
    """Print how each run of a step ended; True when all of them did well."""
    for outcome in outcomes:
        mark = "[green]✓[/]" if outcome.success else "[red]✗[/]"
        name = f"{outcome.label} {outcome.step}".strip()
        console.print(f"{mark} {name} [dim]{outcome.seconds:.1f} s[/]", highlight=False)
        tell_problems(outcome.problems, f", dans les métadonnées de l’exécution {outcome.run_id}")
        for text in dict.fromkeys([*outcome.failed_checks, *outcome.errors]):
            errors.print(in_french(text), style="red", markup=False, highlight=False, soft_wrap=True)
    return all(outcome.success for outcome in outcomes)


def tell_stop(text: str, code: int) -> None:
    """One sentence on stderr; for a command that was to answer in JSON also the document, even if the command could not
    be understood."""
    errors.print(f"[bold red]Erreur[/] : {escape(text)}", highlight=False, soft_wrap=True)
    if console.stderr or "--json" in sys.argv[1:]:
        sys.stdout.write(json.dumps({"error": text, "exit_code": int(code)}, ensure_ascii=False) + "\n")


def end_interrupted() -> NoReturn:
    """End the process at once, as if it was killed: whatever is half written is found so by the next run, and a second
    Ctrl-C changes nothing. What its worker processes shared is given back, else Python complains of it on stderr."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    console.show_cursor()
    tell_stop(EXIT_CODES_FR[ExitCode.INTERRUPTED], ExitCode.INTERRUPTED)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    for child in multiprocessing.active_children():
        child.kill()
    multiprocessing.util._exit_function()  # type: ignore[attr-defined]
    os._exit(ExitCode.INTERRUPTED)


def tell_problems(problems: Sequence[str], rest: str = "") -> None:
    for problem in problems[:SHOWN_PROBLEMS]:
        console.print(f"  [yellow]·[/] {escape(in_french(problem))}", highlight=False, soft_wrap=True)
    if len(problems) > SHOWN_PROBLEMS:
        console.print(f"  [yellow]·[/] … et {len(problems) - SHOWN_PROBLEMS} autres{rest}")


def show_comparison(settings: Settings) -> None:
    from pipelines.stages.show import comparison_rows

    table = Table(title="L’étude de 2012–2013 : imprimé et mesuré (données simulées)", title_justify="left")
    for column in ("mois", "indicateur", "réseau", "strate"):
        table.add_column(column)
    for column in ("imprimé", "mesuré", "toutes strates"):
        table.add_column(column, justify="right")
    table.add_column("verdict")
    notes: dict[str, int] = {}
    for *cells, note in comparison_rows(settings.warehouse_path):
        if note:
            cells[-1] += f" ({notes.setdefault(note, len(notes) + 1)})"
        table.add_row(*cells)
    console.print(table)
    for note, place in notes.items():
        console.print(f"({place}) {note}", highlight=False)


def places(settings: Settings, month: Month) -> dict[str, str | None]:
    """Where the results of a month are: site and DuckDB file of its edition (None when it has none), working base."""
    edition = settings.editions_dir / str(month)
    site, database = edition / "index.html", edition / f"barometre-{month}.duckdb"
    return {
        "month": str(month),
        "site": str(site) if edition.is_dir() else None,
        "duckdb": str(database) if edition.is_dir() else None,
        "warehouse": str(settings.warehouse_path),
    }


def show_places(settings: Settings, month: Month) -> None:
    found = places(settings, month)
    if found["site"] is None or found["duckdb"] is None:
        console.print(f"{month} n’est pas publié. La base de travail est {short(settings.warehouse_path)}")
        return
    console.print(f"Site   : {short(Path(found['site']))}")
    console.print(f"DuckDB : {short(Path(found['duckdb']))} (lecture seule)")


def short(path: Path) -> str:
    return str(path.relative_to(PROJECT_ROOT)) if path.is_relative_to(PROJECT_ROOT) else str(path)


def show_plan(settings: Settings, month: Month, networks: Sequence[str]) -> dict[str, object]:
    """Print what a month will cost; gives the same for JSON (`month`, `rows`)."""
    from pipelines.stages.plan import plan_month
    from pipelines.stages.show import plan_table
    from pipelines.stages.world import World

    rows = plan_month(World(settings), month, networks)
    console.print(plan_table(month, rows))
    return {"month": str(month), "rows": [asdict(row) for row in rows]}


def show_gates(settings: Settings, month: Month) -> dict[str, Any]:
    """Print what the gates say of a month; gives the same for JSON."""
    from pipelines.stages.gates import examine
    from pipelines.stages.world import World

    verdict = examine(World(settings), month)
    color = "red" if verdict.is_blocking else "yellow" if not verdict.passed else "green"
    console.print(f"[{color}]{month}[/] : {verdict.summary} {verdict.expectation_count} règles examinées.")
    if not verdict.passed:
        console.print(verdict.markdown, markup=False, highlight=False, soft_wrap=True)
    return {"month": str(month), **verdict.as_dict()}


def show_rosters(settings: Settings, month: Month) -> list[dict[str, Any]]:
    """Print the lists of the project; gives their rows."""
    from pipelines.stages.rosters import listing

    table = Table(title="Listes de collectivités", title_justify="left")
    for column, justify in (("liste", "left"), ("membres", "right"), ("millésime", "right"), ("empreinte", "left"),
                            ("règle", "left")):  # fmt: skip
        table.add_column(column, justify="right" if justify == "right" else "left")
    rows = listing(settings, month).to_dicts()
    for row in rows:
        rule = f"[bold]{row['label_fr']}.[/] {row['rule_fr']}"
        table.add_row(row["roster_id"], numeral(row["member_count"]), str(row["vintage"]), row["content_hash"], rule)
    console.print(table)
    return rows


def show_roster(settings: Settings, name: str, month: Month) -> dict[str, Any]:
    """Print a list, stratum by stratum; gives the same for JSON (`about`, `strata`, `problems`)."""
    from pipelines.stages.rosters import about_list, by_stratum, members_of

    members, problems = members_of(settings, name, month)
    if members.is_empty():
        tell_problems(problems)
        return {"about": None, "strata": [], "problems": problems}
    about, strata = about_list(members), by_stratum(members)
    console.print(f"[bold]{about['roster_id']}[/] {about['label_fr']} : {about['rule_fr']}", highlight=False)
    console.print(f"{numeral(members.height)} membres, empreinte {about['content_hash']}", highlight=False)
    table = Table()
    for column in ("strate", "membres", "strate entière", "poids", "habitants"):
        table.add_column(column, justify="left" if column == "strate" else "right")
    for stratum, count, whole, low, high, people in strata.iter_rows():
        weight = numeral(low, 2) if low == high else f"{numeral(low, 2)} à {numeral(high, 2)}"
        table.add_row(stratum, *map(numeral, (count, whole)), weight, numeral(people))
    console.print(table)
    tell_problems(problems)
    return {"about": about, "strata": strata.to_dicts(), "problems": problems}


def show_accuracy(settings: Settings, month: Month) -> dict[str, Any]:
    """Print how well the main accounts of a simulated month were found; gives the same for JSON (`is_good`: the
    thresholds hold)."""
    from pipelines.stages.accuracy import measure
    from pipelines.stages.accuracy_tables import accuracy_tables
    from pipelines.stages.world import World

    result = measure(World(settings), month)
    for part in accuracy_tables(result):
        console.print(part, highlight=False)
    return result.as_dict()
