"""The named lists: who is in each, and which vintage a month gets."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.config import Settings
from pipelines.model.errors import InputError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.roster import cog, rosters
from pipelines.roster.manual import read_roster_csv
from pipelines.stages import rosters as stage
from pipelines.stages.roster import keep_members
from pipelines.stages.world import World
from pipelines.warehouse.lake import conform

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
VINTAGES = cog.vintages(REFERENCE)


def counts(roster_id: str) -> dict[str, int]:
    return dict(cog.load_roster(REFERENCE, roster_id).group_by("stratum").len().iter_rows())


# Who is in each


def test_courant_holds_every_body_once() -> None:
    found = counts("COURANT2026")
    assert {code: found[code] for code in ("REG", "DEP", "METRO", "CU", "CA", "CC")} == {
        "REG": 18, "DEP": 94, "METRO": 22, "CU": 14, "CA": 230, "CC": 987,
    }  # fmt: skip
    assert sum(count for code, count in found.items() if code.startswith("COM_")) == 34_875
    assert sum(found.values()) == 36_240
    members = cog.load_roster(REFERENCE, "COURANT2026")
    assert members.filter(pl.col("body_id") != pl.col("territory_id")).is_empty()
    assert members["siren"].is_unique().all()
    assert members["siren"].null_count() == 0
    assert {"departement:6AE", "commune:75056", "epci:200046977", "region:94"} <= set(members["territory_id"])
    assert not {"departement:67", "departement:2A", "departement:75", "departement:972"} & set(members["territory_id"])
    assert conform("roster.members", members).height == 36_240


def test_rhone_counts_those_for_whom_it_acts() -> None:
    members = cog.load_roster(REFERENCE, "CONSEILS2026")
    rhone = members.row(by_predicate=pl.col("territory_id") == "departement:69", named=True)
    whole = cog.load_roster(REFERENCE, "REGDEP2026")
    assert rhone["population"] == 478_313
    assert whole.row(by_predicate=pl.col("territory_id") == "departement:69", named=True)["population"] == 1_914_667


def test_councils_of_each_time() -> None:
    assert counts("CONSEILS2026") == {"REG": 18, "DEP": 94}
    assert counts("CONSEILS2020") == {"REG": 18, "DEP": 95}
    assert counts("CONSEILS2012") == {"REG": 27, "DEP": 99}
    assert set(cog.load_roster(REFERENCE, "CONSEILS2012")["pop_vintage"]) == {2019}


def test_overseas_collectivites_have_a_list_of_their_own() -> None:
    members = cog.load_roster(REFERENCE, "OUTREMER2026")
    assert counts("OUTREMER2026") == {"OUTREMER": 6, "OUTREMER_COMMUNE": 86}
    assert not {"departement:984", "departement:989", "commune:97701"} & set(members["territory_id"])
    everywhere = cog.load_roster(REFERENCE, "COURANT2026")
    assert not set(members["territory_id"]) & set(everywhere["territory_id"])


def test_ideose2015_has_the_widest_base_that_was_printed() -> None:
    members = cog.load_roster(REFERENCE, "IDEOSE2015")
    assert counts("IDEOSE2015") == {"REG": 27, "DEP": 101, "PREF": 101}
    figures = cog.reference_frames(REFERENCE)["reference.published_figures"]
    assert "227-229" in figures.filter(pl.col("note") == "Ideose")["n"].to_list()
    names = dict(members.filter(pl.col("stratum") == "PREF").select("code", "name").iter_rows())
    assert (names["91228"], names["74010"], names["06088"]) == ("Évry", "Annecy", "Nice")
    assert members.filter(pl.col("body_id") != pl.col("territory_id"))["territory_id"].to_list() == [
        "departement:75", "departement:976",
    ]  # fmt: skip
    assert members["population"].null_count() == 0


# Which vintage a month gets


@pytest.mark.parametrize(
    ("name", "month", "roster_id"),
    [
        ("COURANT", Month(2026, 10), "COURANT2026"), ("COURANT", Month(2025, 12), "COURANT2025"),
        ("COURANT", Month(2019, 1), "COURANT2019"), ("COURANT", Month(2031, 5), "COURANT2026"),
        ("COURANT2021", Month(2026, 10), "COURANT2021"), ("EQ2012", Month(2026, 10), "EQ2012"),
        ("CONSEILS", Month(2012, 3), "CONSEILS2012"), ("CONSEILS", Month(2015, 12), "CONSEILS2012"),
        ("CONSEILS", Month(2016, 1), "CONSEILS2019"), ("CONSEILS", Month(2020, 6), "CONSEILS2020"),
        ("OUTREMER", Month(2020, 1), "OUTREMER2020"),
    ],
)  # fmt: skip
def test_a_computed_list_is_that_of_its_month(name: str, month: Month, roster_id: str) -> None:
    assert rosters.dated(name, month, VINTAGES) == roster_id


def test_a_month_before_all_vintages_is_refused_with_the_oldest() -> None:
    with pytest.raises(InputError, match="COURANT has no vintage for 2016-05: the oldest is COURANT2019"):
        rosters.dated("COURANT", Month(2016, 5), VINTAGES)
    for wrong in ("COURANT2012", "COURANT2018", "OUTREMER2019", "CONSEILS2016", "COURANT"):
        with pytest.raises(InputError, match="CONSEILS2026, COURANT2026, OUTREMER2026"):
            cog.load_roster(REFERENCE, wrong)


def test_the_next_vintage_is_another_list() -> None:
    before, after = (rosters.described(cog.load_roster(REFERENCE, one)) for one in ("COURANT2025", "COURANT2026"))
    assert before["roster_id"].to_list() != after["roster_id"].to_list()
    assert before["content_hash"].to_list() != after["content_hash"].to_list()


# What a list is known by


def test_lists_say_their_rule_vintage_and_content() -> None:
    listed = stage.listing(Settings(), Month(2026, 10))
    assert listed.columns == TABLES["roster.rosters"].columns
    assert listed.select("roster_id", "vintage", "origin", "member_count").rows() == [
        ("EQ2012", 2012, "frozen", 176), ("IDEOSE2015", 2015, "frozen", 229), ("REGDEP2026", 2026, "frozen", 119),
        ("DEMO2026", 2026, "frozen", 1_039), ("TRAPS2026", 2026, "frozen", 244),
        ("CONSEILS2026", 2026, "computed", 112),
        ("COURANT2026", 2026, "computed", 36_240), ("OUTREMER2026", 2026, "computed", 92),
    ]  # fmt: skip
    hashes = dict(listed.select("roster_id", "content_hash").iter_rows())
    assert (hashes["EQ2012"], hashes["DEMO2026"], hashes["REGDEP2026"]) == (
        "b0e43fd25a4625fb", "08abe172caa21b9a", "17a1556df5bb10af"
    )  # fmt: skip
    assert conform("roster.rosters", listed).height == 8


def test_a_list_that_was_brought_is_described_as_such(tmp_path: Path) -> None:
    path = tmp_path / "MIENNE.csv"
    path.write_text("code,level,name,population\n38185,commune,Grenoble,156140\n", encoding="utf-8")
    members, _ = read_roster_csv(path)
    about = rosters.described(members).row(0, named=True)
    assert (about["roster_id"], about["origin"], about["vintage"], about["member_count"]) == ("MIENNE", "csv", None, 1)


def test_a_list_that_changes_under_its_name_is_said(tmp_path: Path) -> None:
    world = World(Settings(data_dir=tmp_path))
    members = cog.load_roster(REFERENCE, "REGDEP2026")
    assert keep_members(world, members) == []
    assert keep_members(world, cog.load_roster(REFERENCE, "EQ2012")) == []
    assert keep_members(world, members) == []
    (problem,) = keep_members(world, members.head(100))
    assert problem.startswith("La liste REGDEP2026 n’a plus les mêmes membres (empreinte 17a1556df5bb10af, maintenant ")


# Samples


def test_a_drawn_list_reads_back_with_its_weights(tmp_path: Path) -> None:
    out = tmp_path / "ECH2026.csv"
    strata = ["COM_3500_10000", "COM_10000_20000", "COM_20000_50000", "METRO"]
    drawn = stage.draw(Settings(), out, 2026, seed="graine", size=120, floor=40, strata=strata, census_from=20_000)
    sizes = dict(stage.by_stratum(drawn).select("stratum", "member_count").iter_rows())
    assert sizes["METRO"] == 22
    assert sizes["COM_20000_50000"] == 350
    assert sizes["COM_10000_20000"] + sizes["COM_3500_10000"] == 120
    whole = dict(drawn.select("stratum", "stratum_size").unique().iter_rows())
    assert whole == {"METRO": 22, "COM_20000_50000": 350, "COM_10000_20000": 564, "COM_3500_10000": 2_206}
    again = tmp_path / "ECHBIS.csv"
    stage.draw(Settings(), again, 2026, seed="graine", size=120, floor=40, strata=strata, census_from=20_000)
    assert again.read_text(encoding="utf-8").replace("ECHBIS", "ECH2026") == out.read_text(encoding="utf-8")


def test_the_sample_of_the_demo_can_be_drawn_again() -> None:
    whole = cog.load_roster(REFERENCE, "COURANT2026")
    strata = [code for code in counts("DEMO2026") if code not in ("REG", "DEP")]
    drawn = rosters.draw("X", whole, seed="DEMO2026", size=400, floor=40, strata=strata, census_from=20_000)
    demo = cog.load_roster(REFERENCE, "DEMO2026").filter(pl.col("stratum").is_in(strata))
    assert drawn.drop("roster_id").equals(demo.select(drawn.columns).drop("roster_id"))


@pytest.mark.parametrize(
    ("name", "more", "reason"),
    [
        ("EQ2012.csv", {}, "cannot be the file of a new list"),
        ("ECH.txt", {}, "ends in .csv"),
        ("ECH.csv", {"strata": ["VILLE50"]}, "strata that the list does not have: VILLE50"),
        ("ECH.csv", {"strata": ["REG"]}, "nothing to draw"),
        ("ECH.csv", {"size": 10}, "do not fit"),
    ],
)
def test_a_sample_that_cannot_be_drawn_is_refused(
    tmp_path: Path, name: str, more: dict[str, object], reason: str
) -> None:
    asked = {"seed": "s", "size": 400, "floor": 40, "strata": [], "census_from": 20_000} | more
    with pytest.raises(InputError, match=reason):
        stage.draw(Settings(), tmp_path / name, 2026, **asked)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_list_that_was_drawn_is_not_drawn_over(tmp_path: Path) -> None:
    out = tmp_path / "ECH.csv"
    out.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is there already"):
        stage.draw(Settings(), out, 2026, seed="s", size=400, floor=40, strata=[], census_from=20_000)


# The command line


def test_the_command_line_shows_lists(tmp_path: Path) -> None:
    run = CliRunner().invoke
    listed = run(app, ["roster", "list", "--month", "2026-10"])
    assert listed.exit_code == 0
    assert "COURANT2026" in listed.output
    assert "36\u202f240" in listed.output
    shown = run(app, ["roster", "show", "CONSEILS", "--month", "2012-03"])
    assert "CONSEILS2012" in shown.output
    drawn = run(
        app, ["roster", "draw", str(tmp_path / "ECH.csv"), "--size", "200", "--strata", "COM_0_500,COM_500_2000"]
    )
    assert drawn.exit_code == 0
    assert "18\u202f256" in drawn.output
