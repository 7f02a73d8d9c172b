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
MONTHS = (MONTH, "2026-09", "2026-10")


def run(*options: str, data: Path) -> subprocess.CompletedProcess[str]:
    return run_barometre(*options, "--web", "replica", data=data)


def again(data: Path, *, code: int) -> dict[str, Any]:
    done = run("rerun", MONTHS[-1], "--json", data=data)
    assert done.returncode == code, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


BROUGHT = """network,url,territory_code,level,observed_at,followers_count,source
facebook,https://www.facebook.com/villedegrenoble.releve,38185,commune,{month}-28,{count},relevé manuel
"""


def test_an_edition_of_several_months_is_made_again_byte_for_byte_and_what_changed_is_named(
    tmp_path: Path, undisturbed: Path, small_roster: Path
) -> None:
    data, file = Path(shutil.copytree(undisturbed, tmp_path / "data")), tmp_path / "releves.csv"

    def ask(*options: str) -> subprocess.CompletedProcess[str]:
        done = run(*options, data=data)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    for month in MONTHS[1:]:
        ask("run", "--month", month, "--roster", str(small_roster), "--steps", "collect,parse,compute")
    for month, count in ((MONTHS[0], 1200), (MONTHS[-1], 1300)):
        file.write_text(BROUGHT.format(month=month, count=count), encoding="utf-8")
        ask("import", str(file))
    ask("publish", "--month", MONTHS[-1])
    reread = json.loads(ask("reparse", "--json").stdout)
    assert (reread["is_same"], reread["months"]) == (True, list(MONTHS)), "computed one after the other, and together"
    later = ("--month", MONTHS[-1], "--roster", str(small_roster), "--network", "bluesky", "--on", "2026-10-15")
    ask("run", *later)

    told = again(data, code=0)
    assert (told["is_identical"], told["changed"], told["differences"]) == (True, [], [])
    assert told["files"] > 1000

    warc = data / "archive" / MONTHS[0] / "x" / "part-0000.warc.gz"
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 1
    warc.unlink()
    warc.write_bytes(content)
    told = again(data, code=4)
    assert told["made"] is None
    assert [text.split(" : ")[0] for text in told["changed"]] == [f"archive/{MONTHS[0]}/x/part-0000.warc.gz"]
