"""One tiny warehouse and its edition, which the tests of this folder read and never write."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from pipelines.model.fields import CONTRACT_VERSION
from pipelines.model.months import Month
from pipelines.warehouse.export import ExportReport, export_edition


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tiny_warehouse", Path(__file__).with_name("tiny_warehouse.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def warehouse(tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tiny.write(tmp_path_factory.mktemp("warehouse") / "barometre.duckdb")
    return path


@pytest.fixture(scope="session")
def exported(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> ExportReport:
    """The provisional edition of 2026-10, simulated, not sealed."""
    out = tmp_path_factory.mktemp("editions") / "2026-10"
    month = Month(2026, 10)
    return export_edition(warehouse, out, month=month, kind="provisional", is_simulated=True, version=CONTRACT_VERSION)


@pytest.fixture(scope="session")
def edition(exported: ExportReport) -> Path:
    """Its folder."""
    return exported.database.parent
