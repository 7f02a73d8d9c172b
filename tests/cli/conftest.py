"""A data folder with a warehouse of two months and a handful of territories."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    path = Path(__file__).parents[1] / "warehouse" / "tiny_warehouse.py"
    spec = importlib.util.spec_from_file_location("tiny_warehouse", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def data(tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Computed, nothing else: read only."""
    folder: Path = tmp_path_factory.mktemp("data")
    (folder / "warehouse").mkdir()
    tiny.write(folder / "warehouse" / "barometre.duckdb")
    return folder
