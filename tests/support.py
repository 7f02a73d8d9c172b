"""What several tests use: the project root, the command line in a process of its own, a finished demo."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

ROOT = Path(__file__).resolve().parents[1]
BAROMETRE = Path(sys.executable).with_name("barometre")
MONTH = "2026-08"
"""The month that the journeys of a small roster run; the next one can be compared with it."""

FAULT_OUTCOMES = {
    "login_wall": {"login_wall", "too_many_redirects"}, "empty_shell": {"login_wall", "parse_error"},
    "unknown_layout": {"parse_error"}, "consent_wall": {"consent_wall"}, "please_wait": {"rate_limited"},
    "http_999": {"forbidden"}, "private": {"login_wall"}, "renamed": {"ok", "renamed"}, "hidden": {"ok"},
    "rate_limited_once": {"ok"}, "rate_limited_once_bare": {"ok"}, "server_error_once": {"ok"},
}  # fmt: skip
"""What may be published of an existing account whose page has a fault of the replica: passing ones are overcome."""

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Demo:
    """A finished `barometre demo`: its data folder, what it printed and how it ended."""

    data: Path
    output: str
    returncode: int

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse" / "barometre.duckdb"

    @property
    def edition(self) -> Path:
        return self.data / "editions" / "2026-10"


def environment_of(data: Path, **more: str) -> dict[str, str]:
    """The environment of a run on a data folder of its own, without the settings of this machine's user."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAROMETRE_")}
    return kept | {"BAROMETRE_DATA_DIR": str(data), "PYTHONUTF8": "1", "COLUMNS": "200"} | more


def read_yaml(path: Path) -> Any:
    """The content of a YAML file, read by the parser in C where PyYAML has one: fifteen times as fast."""
    return yaml.load(path.read_text("utf-8"), _LOADER)  # noqa: S506 - it builds plain values alone


def run_barometre(
    *arguments: str, data: Path, timeout: float = 600, prefix: tuple[str, ...] = (), **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, on a data folder of its own."""
    return subprocess.run(
        [*prefix, str(BAROMETRE), *arguments],
        cwd=ROOT, env=environment_of(data, **more), capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip


def run_notebook(path: Path) -> list[Any]:
    """Run the code of a notebook in the folder where it lies; what each cell shows (its last expression)."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    shown = []
    with contextlib.chdir(path.parent):
        for cell in (cell for cell in cells if cell["cell_type"] == "code"):
            tree = ast.parse("".join(cell["source"]))
            last = tree.body.pop()
            assert isinstance(last, ast.Expr), cell["id"]
            exec(compile(tree, cell["id"], "exec"), names)  # noqa: S102 - our own notebooks
            shown.append(eval(compile(ast.Expression(last.value), cell["id"], "eval"), names))  # noqa: S307
    if "con" in names:
        names["con"].close()
    return shown
