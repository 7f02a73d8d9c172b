"""Units and reasons that are told by the name of a column are of columns that want them."""

from __future__ import annotations

from pipelines.model.fields import TABLES
from pipelines.model.fields.base import Field
from pipelines.model.fields.empties import TOLD
from pipelines.model.fields.units import UNITS

FIELDS = [(f"{table.name}.{field.name}", field) for table in TABLES.values() for field in table.fields]


def named(told: dict[str, str], full_name: str, field: Field) -> str | None:
    return next((name for name in (full_name, field.name) if name in told), None)


def test_each_unit_and_each_reason_is_that_of_a_column() -> None:
    units = {
        named(UNITS, name, field) for name, field in FIELDS if field.unit == UNITS.get(name, UNITS.get(field.name))
    }
    reasons = {named(TOLD, name, field) for name, field in FIELDS if field.is_null}
    assert (set(UNITS) - units, set(TOLD) - reasons) == (set(), set())
