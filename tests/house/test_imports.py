"""The house: imports go down only, the top level holds what was agreed, rooms stay readable."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A room may import the rooms on its right, and itself.
MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "config": {"model"},
    "fetch": {"model"},
    "networks": {"model"},
    "roster": {"model", "networks"},
    "replica": {"model"},
    "indicators": {"model"},
    "warehouse": {"model", "config", "roster", "networks", "indicators"},
    "quality": {"model", "warehouse", "indicators"},
    "stages": {
        "model", "config", "fetch", "networks", "roster", "replica", "indicators", "warehouse", "quality", "dashboards",
        "french",
    },
    "orchestration": {"model", "config", "stages", "networks", "warehouse", "quality"},
    "dashboards": {"model", "config", "roster", "warehouse", "indicators"},
    "french": set(),
    "console": {"model", "config", "stages", "orchestration", "french"},
    "conduct": {"model", "config", "networks", "stages", "orchestration", "console"},
    "cli": {"model", "config", "networks", "stages", "orchestration", "replica", "console", "conduct", "french"},
    "definitions": {"orchestration"},
    "": set(),
}  # fmt: skip

ROOT_ENTRIES = {
    ".ci", ".gitignore", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "DECISIONS.md", "LICENSE", "Makefile",
    "README.md", "ROADMAP.md", "dagster.yaml", "dashboards", "data", "pipelines", "pyproject.toml", "requirements.lock",
    "sql", "tests",
}  # fmt: skip


def _modules() -> list[Path]:
    return sorted([*ROOT.glob("pipelines/**/*.py"), *ROOT.glob("dashboards/**/*.py")])


def _room(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] == "dashboards":
        return "dashboards"
    if parts[0] != "pipelines":
        return None
    return parts[1] if len(parts) > 1 else ""


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    room = _room(".".join(parts))
    if parts[-1] == "__init__" and len(parts) == 2:
        room = "" if parts[0] == "pipelines" else "dashboards"
    assert room is not None
    reached = {_room(name) for name in _imports(path)} - {None, "", room}
    assert reached <= MAY_IMPORT[room], f"{path.name}: {room} must not import {sorted(reached - MAY_IMPORT[room])}"


def test_only_orchestration_imports_dagster() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in _modules()
        if "orchestration" not in path.parts and any(name.split(".")[0] == "dagster" for name in _imports(path))
    ]
    assert guilty == []


def test_the_replica_shares_nothing_with_the_parsers() -> None:
    for path in ROOT.glob("pipelines/replica/**/*.py"):
        rooms = {_room(name) for name in _imports(path)}
        assert not rooms & {"networks", "roster", "fetch", "warehouse"}, path.name


def test_the_environment_is_read_in_one_place() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in _modules()
        if {"os.environ", "os.getenv"} & set(_attributes(path)) and path.name != "config.py"
    ]
    assert readers == []


def _attributes(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]


def test_the_top_level_holds_what_was_agreed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert {name.split("/")[0] for name in listed if name} <= ROOT_ENTRIES


def test_rooms_stay_readable() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}
    too_long_sql = [
        path.name for path in ROOT.glob("sql/**/*.sql") if len(path.read_text(encoding="utf-8").splitlines()) > 80
    ]
    assert too_long_sql == []


def test_the_lock_holds_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pins = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert all("==" in pin for pin in pins)
    assert lock.count("--hash=sha256:") >= len(pins)


def test_nothing_needs_the_neighbour_folder() -> None:
    """The recordings of third parties are read by tests only, and only where they are."""
    for path in [*_modules(), *ROOT.glob("sql/**/*.sql"), ROOT / "Makefile", ROOT / ".ci" / "run"]:
        assert "shared/" not in path.read_text(encoding="utf-8"), path
