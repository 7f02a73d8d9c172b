"""Where the clocks of a territory are, whatever level it is of."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pipelines.model.strata import OVERSEAS, overseas_stratum
from pipelines.model.zones import time_zone_of, zone_rows


@pytest.mark.parametrize(
    ("region", "departement", "zone"),
    [
        ("84", "69", "Europe/Paris"),
        ("04", None, "Indian/Reunion"),
        ("04", "974", "Indian/Reunion"),
        ("01", "01", "Europe/Paris"),
        (None, "987", "Pacific/Tahiti"),
        (None, None, "Europe/Paris"),
        ("11", None, "Europe/Paris"),
    ],
)
def test_the_departement_says_the_zone_and_else_the_region(
    region: str | None, departement: str | None, zone: str
) -> None:
    assert time_zone_of(region, departement) == zone


@pytest.mark.parametrize(
    ("departement", "local"),
    [("974", "2026-10-31 10:30"), ("971", "2026-10-31 02:30"), ("987", "2026-10-30 20:30"), ("75", "2026-10-31 07:30")],
)
def test_one_instant_is_another_hour_and_another_day_elsewhere(departement: str, local: str) -> None:
    moment = datetime(2026, 10, 31, 6, 30, tzinfo=UTC)
    assert f"{moment.astimezone(ZoneInfo(time_zone_of(None, departement))):%Y-%m-%d %H:%M}" == local


def test_every_inhabited_collectivite_overseas_has_its_zone() -> None:
    codes = {code for level, code, _ in zone_rows() if level == "departement"}
    assert codes >= {
        f"{code}" for code in range(970, 990) if overseas_stratum("departement", str(code)) == OVERSEAS[0]
    } - {"989"}
