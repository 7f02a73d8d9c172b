"""Readings brought as a CSV, for a list of another country: computed like others, twice the same, bad lines told."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from support import run_barometre

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("retention")]

ROSTER = """code,level,name,population
GB-E06000023,commune,Bristol,472400
GB-E08000025,commune,Birmingham,1144900
GB-E06000060,commune,Buckinghamshire,553100
"""
READINGS = """network,url,territory_code,observed_at,followers_count,source
facebook,https://www.facebook.com/bristolcouncil,GB-E06000023,2026-08-31,41200,relevé manuel
facebook,https://www.facebook.com/bristolcouncil,GB-E06000023,2026-09-30,"41,9 k",relevé manuel
x,https://x.com/BhamCityCouncil,GB-E08000025,2026-09-30,104500,relevé manuel
x,https://x.com/BhamCityCouncil,GB-E08000025,hier,104500,relevé manuel
x,https://x.com/ailleurs,GB-NULLEPART,2026-09-30,12,relevé manuel
"""


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


AUDIENCE = """SELECT strftime(month, '%Y-%m'), territory_id, network, followers_count, followers_lo, followers_hi,
                  origin
              FROM barometer.audience WHERE roster_id = 'GB' ORDER BY ALL"""


def test_an_import_is_computed_twice_the_same_and_corrected_by_bringing_the_file_again(tmp_path: Path) -> None:
    (tmp_path / "GB.csv").write_text(ROSTER, encoding="utf-8")
    file, data = tmp_path / "britain.csv", tmp_path / "data"
    file.write_text(READINGS, encoding="utf-8")
    brought = ("import", str(file), "--roster", str(tmp_path / "GB.csv"), "--web", "replica")
    done = run_barometre(*brought, data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "britain.csv, ligne 5 : observed_at 'hier' n’est pas une date" in done.stdout
    assert "britain.csv, ligne 6 : territory_code 'GB-NULLEPART' n’est pas dans la liste" in done.stdout
    first = rows(data, AUDIENCE)
    assert first == [
        ("2026-08", "commune:GB-E06000023", "facebook", 41_200, 41_200, 41_200, "import"),
        ("2026-09", "commune:GB-E06000023", "facebook", 41_900, 41_850, 41_950, "import"),
        ("2026-09", "commune:GB-E08000025", "x", 104_500, 104_500, 104_500, "import"),
    ]
    growth = """SELECT growth_abs, growth_abs_lo, growth_abs_hi FROM barometer.growth
                WHERE roster_id = 'GB' AND month = DATE '2026-09-01' AND window_months = 1 AND network = 'facebook'"""
    assert rows(data, growth) == [(700.0, 650.0, 750.0)]
    statuses = "SELECT DISTINCT status FROM barometer.status WHERE roster_id = 'GB' AND month = DATE '2026-09-01'"
    assert set(rows(data, statuses)) == {("present_unobserved",), ("unknown",)}, "nobody looked: nothing is absent"

    assert run_barometre(*brought, data=data).returncode == 0
    assert rows(data, AUDIENCE) == first
    assert rows(data, "SELECT count(*) FROM observations.snapshots") == [(3,)]

    mended = READINGS.replace("104500,relevé", "204500,relevé").replace("2026-08-31", "2026-07-31")
    file.write_text(mended, encoding="utf-8")
    assert run_barometre(*brought, data=data).returncode == 0
    corrected = rows(data, AUDIENCE)
    assert [row[0] for row in corrected] == ["2026-07", "2026-09", "2026-09"]
    assert corrected[2][3] == 204_500
