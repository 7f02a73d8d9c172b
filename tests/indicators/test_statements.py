"""The statements of the study are whole, and rest on figures that exist."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from support import ROOT

from pipelines.indicators.catalogue import read_catalogue
from pipelines.indicators.statements import read_statements
from pipelines.model.errors import ReferenceDataError

REFERENCE = ROOT / "data" / "reference"
STATEMENTS = REFERENCE / "statements.toml"


def test_every_statement_rests_on_figures_and_indicators_that_exist() -> None:
    found = read_statements(STATEMENTS)
    statements, facts = found["reference.statements"], found["reference.statement_facts"]
    assert statements["statement_id"].to_list() == [f"S{number:02d}" for number in range(1, 23)]
    printed = set(pl.read_csv(REFERENCE / "published_figures.csv", infer_schema=False)["figure_id"])
    assert set(facts.filter(kind="figure")["fact_id"]) <= printed
    known = set(read_catalogue(REFERENCE / "indicators.toml")["indicator_id"])
    assert {one for ids in statements["indicator_ids"] for one in ids.split()} <= known
    assert facts.filter(kind="podium").height == 3
    assert facts.select("statement_id", "fact_id").is_unique().all()


def test_a_statement_that_says_too_little_is_named(tmp_path: Path) -> None:
    path = tmp_path / "statements.toml"
    path.write_text(STATEMENTS.read_text(encoding="utf-8").replace("unknown_fr", "note", 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="S01: unknown_fr missing"):
        read_statements(path)
    path.write_text("[S01", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="cannot be read"):
        read_statements(path)
