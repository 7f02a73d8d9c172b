"""Members of a list with what the official geography says of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.model.fields import COMPLETED, TABLES
from pipelines.roster import cog
from pipelines.roster.members import completed

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"


def row_of(members: pl.DataFrame, territory_id: str) -> dict[str, object]:
    return members.row(by_predicate=pl.col("territory_id") == territory_id, named=True)


def test_members_of_a_list_of_today_carry_siren_body_and_epci() -> None:
    members = cog.load_roster(REFERENCE, "DEMO2026")
    assert members.columns == TABLES["roster.members"].columns
    lyon = row_of(members, "commune:69123")
    assert (lyon["siren"], lyon["body_id"], lyon["epci_code"]) == ("216901231", "commune:69123", "200046977")
    corse = row_of(members, "departement:2A")
    assert (corse["siren"], corse["body_id"]) == (None, "region:94")
    assert corse["body_name"] == "Collectivité de Corse"
    is_body = members.filter(pl.col("body_id") == pl.col("territory_id"))
    assert is_body["siren"].null_count() == 0
    assert members.height - is_body.height == 8


def test_a_list_of_2012_has_the_bodies_of_2012() -> None:
    members = cog.load_roster(REFERENCE, "EQ2012")
    assert members.filter(pl.col("body_id") != pl.col("territory_id"))["territory_id"].to_list() == ["departement:976"]
    assert row_of(members, "departement:67")["siren"] == "226700011"
    assert row_of(members, "region:94")["siren"] is None


def test_stratum_size_is_the_stratum_that_was_drawn_from() -> None:
    members = cog.load_roster(REFERENCE, "DEMO2026")
    sizes = dict(members.select("stratum", "stratum_size").unique().iter_rows())
    assert (sizes["COM_0_500"], sizes["COM_500_2000"], sizes["REG"], sizes["METRO"]) == (18_256, 11_110, 18, 22)


def test_the_nearest_vintage_that_has_the_territory_stands() -> None:
    schema = {"vintage": pl.Int64, "territory_id": pl.String} | {
        field.name: pl.String for field in COMPLETED if field.name != "stratum_size"
    }
    rows = [(year, "commune:1", str(year), "commune:1", None, None) for year in (2012, 2020, 2026)]
    territories = pl.DataFrame(rows, schema=schema, orient="row")
    members = pl.DataFrame(
        [("R", one, "commune", "1", "N", "COM_0_500", 5, None, "84", "01", 1.0) for one in ("commune:1", "commune:2")],
        schema=TABLES["roster.members"].columns[:11],
        orient="row",
    )
    for wanted, found in ((2012, "2012"), (2016, "2020"), (2022, "2020"), (2023, "2026"), (None, "2026")):
        assert completed(members, territories, wanted)["siren"].to_list() == [found, None], wanted
