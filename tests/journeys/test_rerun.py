"""An edition made again from its inputs is the same, byte for byte, whatever came after it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support import MONTH, run_barometre

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("interrupted")]


def run(*options: str, data: Path) -> subprocess.CompletedProcess[str]:
    return run_barometre(*options, "--web", "replica", data=data)


def again(data: Path, *options: str, code: int) -> dict[str, Any]:
    done = run("rerun", MONTH, "--json", *options, data=data)
    assert done.returncode == code, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_an_edition_is_made_again_byte_for_byte_and_what_changed_is_named(
    tmp_path: Path, undisturbed: Path, small_roster: Path
) -> None:
    data = Path(shutil.copytree(undisturbed, tmp_path / "data"))
    published = run("publish", "--month", MONTH, data=data)
    assert published.returncode == 0, published.stdout + published.stderr
    collected = run("collect", "--month", "2026-09", "--roster", str(small_roster), data=data)
    assert collected.returncode == 0, collected.stdout + collected.stderr

    told = again(data, code=0)
    assert (told["is_identical"], told["changed"], told["differences"]) == (True, [], [])
    assert told["files"] > 100

    warc = data / "archive" / MONTH / "x" / "part-0000.warc.gz"
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 1
    warc.unlink()
    warc.write_bytes(content)
    told = again(data, code=4)
    assert told["made"] is None
    assert [text.split(" : ")[0] for text in told["changed"]] == [f"archive/{MONTH}/x/part-0000.warc.gz"]
