"""The field dictionary: every table and column that the lake and the warehouse hold, with type, unit and meaning.

It generates Parquet schemas, DuckDB comments, Great Expectations suites and the data dictionary. A column that is not
here does not exist; a column that changes here changes the published contract (`pipelines.model.contract`), unless its
table is none of those that editions hold (`is_published`).
"""

from __future__ import annotations

from typing import Final

from pipelines.model.contract import CONTRACT_VERSION
from pipelines.model.fields.activity import ACTIVITY
from pipelines.model.fields.barometer import MEASURES
from pipelines.model.fields.base import (
    ACCOUNT_STATES,
    COMPARISON_VERDICTS,
    DECISION_ACTIONS,
    MAIN_RULES,
    REFUSALS,
    SCOPES,
    Field,
    Table,
)
from pipelines.model.fields.dynamics import DYNAMICS
from pipelines.model.fields.editorial import EDITORIAL
from pipelines.model.fields.empties import with_empties
from pipelines.model.fields.indicators import INDICATORS
from pipelines.model.fields.observations import OBSERVATIONS
from pipelines.model.fields.practice import PRACTICE
from pipelines.model.fields.reference import REFERENCE
from pipelines.model.fields.roster import COMPLETED, ROSTERS
from pipelines.model.fields.units import with_units

__all__ = [
    "ACCOUNT_STATES",
    "BAROMETER",
    "COMPARISON_VERDICTS",
    "COMPLETED",
    "CONTRACT_VERSION",
    "DECISION_ACTIONS",
    "INDICATORS",
    "MAIN_RULES",
    "OBSERVATIONS",
    "PUBLISHED",
    "REFERENCE",
    "REFUSALS",
    "ROSTERS",
    "SCOPES",
    "TABLES",
    "Field",
    "Table",
]

BAROMETER: Final = (*MEASURES, *DYNAMICS, *ACTIVITY, *EDITORIAL, *PRACTICE, *INDICATORS)
TABLES: Final[dict[str, Table]] = {
    table.full_name: with_empties(with_units(table)) for table in (*REFERENCE, *ROSTERS, *OBSERVATIONS, *BAROMETER)
}
PUBLISHED: Final[dict[str, Table]] = {name: table for name, table in TABLES.items() if table.is_published}
