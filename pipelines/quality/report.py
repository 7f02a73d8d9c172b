"""What a gate found: failures with their offending rows, in French for readers, and the error that blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from pipelines.model.errors import GateError
from pipelines.quality.rules import Severity

ROWS_KEPT: Final = 20
_ROWS_IN_MESSAGE: Final = 5
_SEVERITY_FR: Final[dict[Severity, str]] = {"critical": "bloquant", "warning": "avertissement"}

Cell = str | int | float | bool | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Failure:
    """One rule that does not hold. `rows`: at most 20 offending rows, with their key and their archive record.

    `unexpected_count` is the number of offending rows, 0 for a rule on the table as a whole (see `observed`).
    """

    expectation: str
    column: str
    severity: Severity
    text_fr: str
    unexpected_count: int
    rows: tuple[Row, ...] = ()
    observed: str = ""


@dataclass(frozen=True, slots=True)
class GateReport:
    """The outcome of one gate: `passed` only without any failure; `severity` is "error" if one of them is critical."""

    table: str
    partition: str
    row_count: int
    expectations_count: int
    failures: tuple[Failure, ...] = field(default_factory=tuple)

    @property
    def passed(self) -> bool:
        return not self.failures

    @property
    def severity(self) -> Literal["error", "warn"]:
        return "error" if any(failure.severity == "critical" for failure in self.failures) else "warn"

    @property
    def is_blocking(self) -> bool:
        return not self.passed and self.severity == "error"

    def raise_if_blocking(self) -> None:
        """Stop publication when a critical rule failed.

        Raises:
            GateError: names each rule, how many rows break it, and the first of them with key and archive record.
        """
        if self.is_blocking:
            critical = [failure for failure in self.failures if failure.severity == "critical"]
            raise GateError("\n".join([self._headline(len(critical)), *map(_explained, critical), _WHAT_TO_DO]))

    def _headline(self, count: int) -> str:
        return f"gate closed on {self.table} ({self.partition}, {self.row_count} rows): {count} critical rule(s) failed"

    def as_dict(self) -> dict[str, object]:
        """The report as JSON-ready values."""
        return {
            "table": self.table,
            "partition": self.partition,
            "passed": self.passed,
            "severity": self.severity,
            "row_count": self.row_count,
            "expectations_count": self.expectations_count,
            "failures": [
                {
                    "expectation": failure.expectation,
                    "column": failure.column,
                    "severity": failure.severity,
                    "text_fr": failure.text_fr,
                    "unexpected_count": failure.unexpected_count,
                    "observed": failure.observed,
                    "rows": [dict(row) for row in failure.rows],
                }
                for failure in self.failures
            ],
        }

    def as_markdown(self) -> str:
        """The report in French: one section per rule that failed, with a table of its offending rows."""
        held = self.expectations_count - len(self.failures)
        rules = f"{held} règles sur {self.expectations_count} tenues"
        head = f"**{self.table}** ({self.partition}) : {self.row_count} lignes, {rules}."
        return "\n\n".join([head, *(_section(failure) for failure in self.failures)])


_WHAT_TO_DO: Final = (
    "  what to do: read the archive records of these rows, correct the reader or add a reviewed correction, run again"
)


def _explained(failure: Failure) -> str:
    where = f" ({failure.column})" if failure.column else ""
    count = f"{failure.unexpected_count} row(s)" if failure.unexpected_count else failure.observed
    shown = [f"    {_inline(row)}" for row in failure.rows[:_ROWS_IN_MESSAGE]]
    return "\n".join([f"  rule {failure.expectation}{where}: {count}: {failure.text_fr}", *shown])


def _inline(row: Row) -> str:
    cells = [f"{name}={'NULL' if cell is None else cell}" for name, cell in row.items() if name != "record"]
    record = [f"archive record {row['record']}"] if row.get("record") else []
    return ", ".join([*cells, *record])


def _section(failure: Failure) -> str:
    count = f"{failure.unexpected_count} lignes en défaut" if failure.unexpected_count else failure.observed
    title = f"- `{failure.expectation}` ({_SEVERITY_FR[failure.severity]}, {count}) : {failure.text_fr}"
    return "\n\n".join([title, _table(failure.rows)]) if failure.rows else title


def _table(rows: Sequence[Row]) -> str:
    names = list(rows[0])
    body = ["| " + " | ".join(_cell(row[name]) for name in names) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(names) + " |", "|" + " --- |" * len(names), *body])


def _cell(value: Cell) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
