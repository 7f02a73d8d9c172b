"""A warehouse in memory whose every row satisfies every rule."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import duckdb
import pytest


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    path = Path(__file__).parents[1] / "warehouse" / "tiny_warehouse.py"
    spec = importlib.util.spec_from_file_location("tiny_warehouse", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def filled(tiny: ModuleType) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        tiny.fill(connection)
        yield connection


@pytest.fixture
def con(filled: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """What a test changes is rolled back after it."""
    filled.execute("BEGIN TRANSACTION")
    yield filled
    filled.execute("ROLLBACK")
