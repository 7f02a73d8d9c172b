"""Every error the project raises on purpose.

BarometreError
├── ConfigError          a setting is missing or wrong
├── InputError           a file given by a person or a source is wrong (says file, line or URL, and what to do)
├── ReferenceDataError      data/reference does not hold what a rule needs
├── CountError           a text is not a count that can be read without guessing
├── ReadingError         a capture was read and gave no reading
│   ├── LayoutError      the page is not in a layout that the parser knows
│   └── Walled           the page is a wall or a notice: carries its outcome
├── ArchiveError         the archive is truncated, incomplete or not what its index says
├── WarehouseError       the DuckDB file is missing or not what the SQL expects
│   ├── Locked           another process holds it
│   └── Refused          the disk or its rights refuse it
├── GateError            a gate refused a partition: carries the offending rows
└── ReplicaError         the simulated web did not start or refused a request
"""

from __future__ import annotations

from typing import ClassVar

from pipelines.model.exit_codes import ExitCode
from pipelines.model.outcomes import Outcome


class BarometreError(Exception):
    """Root of the tree. The message says what was wrong, where, and what to do; `exit_code` how a command ends."""

    exit_code: ClassVar[ExitCode] = ExitCode.WRONG_INPUT


class ConfigError(BarometreError):
    pass


class InputError(BarometreError):
    pass


class ReferenceDataError(BarometreError):
    pass


class CountError(BarometreError):
    pass


class ReadingError(BarometreError):
    pass


class LayoutError(ReadingError):
    pass


class Walled(ReadingError):
    """The page is a wall, a notice or an API error: `outcome` is what the fetch really met."""

    def __init__(self, outcome: Outcome, detail: str = "") -> None:
        super().__init__(f"{outcome.value}: {detail}" if detail else outcome.value)
        self.outcome = outcome


class ArchiveError(BarometreError):
    pass


class WarehouseError(BarometreError):
    pass


class Locked(WarehouseError):
    exit_code = ExitCode.NOT_READY


class Refused(WarehouseError):
    exit_code = ExitCode.NOT_READY


class GateError(BarometreError):
    exit_code = ExitCode.FAILED


class ReplicaError(BarometreError):
    exit_code = ExitCode.NOT_READY
