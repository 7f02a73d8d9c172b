"""What the documents of the study wrote (data/reference/statements.toml), and the printed facts that each rests on."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipelines.model.errors import ReferenceDataError
from pipelines.model.fields import TABLES

_STATEMENTS: Final = TABLES["reference.statements"]
_FACTS: Final = TABLES["reference.statement_facts"]
_DTYPES: Final = {"VARCHAR": pl.String, "BIGINT": pl.Int64}


def read_statements(path: Path) -> dict[str, pl.DataFrame]:
    """`reference.statements` and `reference.statement_facts`, by full name.

    Raises:
        ReferenceDataError: the file is missing or is not TOML, or a statement lacks a field; the message names it.
    """
    try:
        blocks: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ReferenceDataError(f"{path} cannot be read ({error}): restore it from the repository") from error
    statements: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    for rank, (statement_id, block) in enumerate(blocks.items(), start=1):
        row = {"statement_id": statement_id, "statement_rank": rank, **block}
        missing = [field.name for field in _STATEMENTS.fields if not row.get(field.name)]
        if missing:
            raise ReferenceDataError(f"{path}, {statement_id}: {', '.join(missing)} missing")
        statements.append(row)
        facts += [
            {"fact_id": figure, "kind": "figure"} | {"statement_id": statement_id}
            for figure in block.get("figures", ())
        ]
        facts += [
            {"fact_id": f"{one['network']}|{one['stratum']}", "kind": "podium", "statement_id": statement_id, **one}
            for one in block.get("podium", ())
        ]
    return {_STATEMENTS.full_name: _frame(_STATEMENTS, statements), _FACTS.full_name: _frame(_FACTS, facts)}


def _frame(table: Any, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = {field.name: _DTYPES[field.type] for field in table.fields}
    return pl.DataFrame([[row.get(name) for name in schema] for row in rows], schema=schema, orient="row")
