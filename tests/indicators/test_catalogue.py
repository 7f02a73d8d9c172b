"""The catalogue of indicators is whole, and says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ROOT

from pipelines.indicators.catalogue import read_catalogue
from pipelines.model.errors import ReferenceDataError
from pipelines.model.fields import TABLES

CATALOGUE = ROOT / "data" / "reference" / "indicators.toml"


def test_the_sixty_three_indicators_are_there() -> None:
    frame = read_catalogue(CATALOGUE)
    assert frame["indicator_id"].to_list() == [f"I{number:02d}" for number in range(1, 64)]
    assert frame.columns == TABLES["reference.indicators"].columns


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('name = "presence_rate"\n', "", "I01: name is missing"),
        ('name = "presence_rate"\n', 'name = "presence_rate"\nnome = "x"\n', "I01: unknown field nome"),
        ('unit_kind = "share"', 'unit_kind = "percent"', "I01: unit_kind is 'percent', not one of share"),
        ("[I02]", "[I02", "cannot be read"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, before: str, after: str, message: str) -> None:
    path = tmp_path / "indicators.toml"
    path.write_text(CATALOGUE.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=message):
        read_catalogue(path)
