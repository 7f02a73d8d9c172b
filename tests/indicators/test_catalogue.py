"""The catalogue of indicators is whole, and says what is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

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


INDICATORS = read_catalogue(CATALOGUE).to_dicts()


@pytest.mark.parametrize("row", INDICATORS, ids=lambda row: str(row["indicator_id"]))
def test_the_worked_example_prints_its_result(row: dict[str, Any]) -> None:
    """As a percentage for a part (0–1 in the data), else as it is, to the digits that the example prints."""
    value = row["example_value"] * (100 if row["unit_kind"] == "share" else 1)
    text = re.sub(r"(?<=\d) (?=\d{3}\b)", "", row["example_fr"])
    printed = re.findall(r"\d+(?:,\d+)?(?= %)" if row["unit_kind"] == "share" else r"\d+(?:,\d+)?", text)
    assert any(round(value, len(p.partition(",")[2])) == float(p.replace(",", ".")) for p in printed), (value, printed)


@pytest.mark.parametrize("row", INDICATORS, ids=lambda row: str(row["indicator_id"]))
def test_a_share_is_written_from_0_to_1_and_a_break_tells_what_changed(row: dict[str, Any]) -> None:
    assert row["unit_fr"].startswith("part de 0 à 1") == (row["unit_kind"] == "share")
    assert "%" not in row["unit_fr"]
    assert row["break_month"] is None or row["break_fr"] is not None


def test_texts_are_french() -> None:
    english = re.compile(r"\b(the|month|null|unknown|over|with|of|share|account|and|per|seed)\b", re.IGNORECASE)
    found = {
        (row["indicator_id"], name, text)
        for row in INDICATORS
        for name, text in row.items()
        if name.endswith("_fr") and text is not None and english.search(text)
    }
    assert found == set()


def test_where_it_is_computed_exists() -> None:
    named = {row["computed_in"].split(" ")[0] for row in INDICATORS if row["computed_in"] is not None}
    missing = {name for name in named if "/" in name and not (ROOT / name).exists()}
    assert missing == set()


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


def test_views_by_followers_are_called_apparent_reach_and_never_reach() -> None:
    """What an advertisement library says of its own advertisements (`observations.ads`) is another thing."""
    named = [
        (field.name, field.text_fr)
        for name, table in TABLES.items()
        if name != "observations.ads"
        for field in table.fields
        if "reach" in field.name
    ]
    assert [name for name, _ in named] == ["apparent_reach_rate", "apparent_reach_status"]
    assert named[0][1].startswith("Portée apparente")
    texts = [
        str(value)
        for row in read_catalogue(CATALOGUE).to_dicts()
        if row["indicator_id"] == "I44"
        for value in row.values()
    ]
    for text in texts:
        for place in re.finditer(r"portée", text, re.IGNORECASE):
            rest = text[place.end() :]
            assert rest.startswith((" apparente", ", que seul le propriétaire", " de 10 % au maximum")), text


@pytest.mark.parametrize("row", INDICATORS, ids=lambda row: str(row["indicator_id"]))
def test_a_definition_tells_the_error_of_a_drawing_that_its_cells_have(row: dict[str, Any]) -> None:
    """Functions of cells add it to every mean, median, sum and part of a drawn list; Wilson's macros to a part."""
    path = ROOT / str(row["computed_in"]).split(" ")[0]
    select = path.read_text(encoding="utf-8") if path.suffix == ".sql" else ""
    if "-- function: " in select or "wilson_lo(" in select:
        assert "tirée au sort" in row["interval_fr"]
