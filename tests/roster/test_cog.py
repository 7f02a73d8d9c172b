"""Reading data/reference: what is returned, and what is said when a file is missing or is another one."""

from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.model.errors import InputError, ReferenceDataError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.roster import cog
from pipelines.warehouse.lake import conform

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"


def test_territories_load_fast_in_the_columns_of_the_dictionary() -> None:
    started = time.perf_counter()
    frame = cog.load_territories(REFERENCE)
    assert time.perf_counter() - started < 2
    assert frame.columns == TABLES["reference.territories"].columns


def test_every_reference_frame_and_roster_conforms_to_the_field_dictionary() -> None:
    frames = cog.reference_frames(REFERENCE)
    assert set(frames) == {
        "reference.territories", "reference.territory_events", "reference.territory_map", "reference.region_changes",
        "reference.published_figures",
    }  # fmt: skip
    for name, frame in frames.items():
        assert conform(name, frame).height > 0
    for roster_id in ("EQ2012", "IDEOSE2015", "DEMO2026", "REGDEP2026", "TRAPS2026"):
        assert conform("roster.members", cog.load_roster(REFERENCE, roster_id)).height > 0


def test_codes_keep_their_leading_zero() -> None:
    roster = cog.load_roster(REFERENCE, "REGDEP2026")
    assert "01" in roster["departement_code"].to_list()


def test_figures_have_dates_and_numbers() -> None:
    figures = cog.reference_frames(REFERENCE)["reference.published_figures"]
    headline = figures.filter(pl.col("figure_id") == "2013-03-facebook-presence-rate-mean-strata-all")
    assert headline.select("month", "value", "aggregation").rows() == [(date(2013, 3, 1), 72.7, "mean_of_strata")]
    assert figures.filter(pl.col("date").str.len_chars() == 4)["month"].null_count() == 17


@pytest.mark.parametrize(
    ("month", "is_simulated", "chosen", "expected"),
    [
        (Month(2013, 12), True, None, "EQ2012"),
        (Month(2014, 1), True, None, "DEMO2026"),
        (Month(2026, 10), True, None, "DEMO2026"),
        (Month(2026, 10), False, None, "CONSEILS2026"),
        (Month(2012, 3), False, None, "CONSEILS2012"),
        (Month(2012, 3), True, "REGDEP2026", "REGDEP2026"),
        (Month(2024, 3), False, "COURANT", "COURANT2024"),
    ],
)
def test_roster_in_force(month: Month, is_simulated: bool, chosen: str | None, expected: str) -> None:
    vintages = cog.vintages(REFERENCE)
    assert cog.roster_for_month(month, is_simulated=is_simulated, chosen=chosen, vintages=vintages) == expected


@pytest.mark.parametrize("roster_id", ["EQ2013", "../rosters/EQ2012", ""])
def test_unknown_roster_lists_those_that_exist(roster_id: str) -> None:
    with pytest.raises(InputError, match="DEMO2026, EQ2012, IDEOSE2015, REGDEP2026, TRAPS2026"):
        cog.load_roster(REFERENCE, roster_id)


def test_unknown_contours_list_those_that_exist() -> None:
    with pytest.raises(InputError, match="regions_2016_insets"):
        cog.load_contours(REFERENCE, "communes")


def test_missing_folder_says_how_to_rebuild(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"territories\.parquet is missing.*make reference"):
        cog.load_territories(tmp_path)
    with pytest.raises(InputError, match="none"):
        cog.load_roster(tmp_path, "EQ2012")


def test_truncated_parquet_is_named(tmp_path: Path) -> None:
    whole = (REFERENCE / "territories.parquet").read_bytes()
    (tmp_path / "territories.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ReferenceDataError, match=r"territories\.parquet is not a readable Parquet"):
        cog.load_territories(tmp_path)


def test_other_columns_or_types_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "territories.parquet"
    frame = cog.load_territories(REFERENCE).head(5)
    frame.drop("siren").with_columns(extra=1).write_parquet(path)
    with pytest.raises(ReferenceDataError, match="missing: siren; not expected: extra"):
        cog.load_territories(tmp_path)
    frame.with_columns(pl.col("population").cast(pl.Float64)).write_parquet(path)
    with pytest.raises(ReferenceDataError, match="columns population have another type"):
        cog.load_territories(tmp_path)


def test_missing_csv_says_which(tmp_path: Path) -> None:
    for path in REFERENCE.glob("*.parquet"):
        shutil.copy(path, tmp_path)
    with pytest.raises(ReferenceDataError, match=r"region_changes\.csv is missing"):
        cog.reference_frames(tmp_path)


def test_roster_file_with_other_content_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rosters").mkdir()
    copy = tmp_path / "rosters" / "MINE.csv"
    text = (REFERENCE / "rosters" / "REGDEP2026.csv").read_text(encoding="utf-8")
    copy.write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"MINE\.csv holds rows of \['REGDEP2026'\]"):
        cog.load_roster(tmp_path, "MINE")
    copy.write_text(text.replace("REGDEP2026", "MINE").replace("384160", "beaucoup"), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="beaucoup"):
        cog.load_roster(tmp_path, "MINE")
    copy.write_text("roster_id,code\nMINE,01\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="columns missing: territory_id"):
        cog.load_roster(tmp_path, "MINE")


@pytest.mark.parametrize(("content", "message"), [("{", "is not JSON"), ('{"type": "Feature"}', "FeatureCollection")])
def test_contours_that_are_no_collection_are_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "contours").mkdir()
    (tmp_path / "contours" / "carte.geojson").write_text(content, encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=message):
        cog.load_contours(tmp_path, "carte")


def test_the_epci_of_a_commune_is_that_of_the_year_or_the_nearest_known() -> None:
    def epci(month: Month, commune: str) -> list[str]:
        return cog.parents(REFERENCE, month).filter(territory_id=commune)["parent_id"].to_list()

    assert epci(Month(2026, 10), "commune:38185") == ["epci:200040715"]
    assert epci(Month(2012, 3), "commune:38185") == ["epci:200040715"]
    assert epci(Month(2020, 6), "commune:59350") == ["epci:245900410"]
    assert epci(Month(2026, 10), "commune:59350") == ["epci:200093201"]
    assert cog.parents(REFERENCE, Month(2026, 10))["territory_id"].is_unique().all()


def test_parents_need_the_territories(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"territories\.parquet is missing"):
        cog.parents(tmp_path, Month(2026, 10))
