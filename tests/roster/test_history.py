"""Every code of the past goes somewhere: counts of the committed data, and its known traps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.model.fields import TABLES
from pipelines.quality.rules import RowRule
from pipelines.quality.suites import LAYER_RULES
from pipelines.roster import cog
from pipelines.warehouse.load import create_tables, load_reference

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    return cog.reference_frames(REFERENCE)


@pytest.fixture(scope="module")
def table(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return frames["reference.territories"]


@pytest.fixture(scope="module")
def ways(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return frames["reference.territory_map"]


@pytest.fixture(scope="module")
def events(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return frames["reference.territory_events"]


def in_vintage(ways: pl.DataFrame, vintage: int, level: str = "commune") -> pl.DataFrame:
    of_level = pl.col("territory_id").str.starts_with(f"{level}:")
    return ways.filter(of_level & (pl.col("first_vintage") <= vintage) & (pl.col("last_vintage") >= vintage))


def now(ways: pl.DataFrame, vintage: int, territory_id: str) -> list[tuple[str, str]]:
    """(current_id, relation) of a territory of a vintage."""
    level = territory_id.partition(":")[0]
    rows = in_vintage(ways, vintage, level).filter(pl.col("territory_id") == territory_id)
    return rows.select("current_id", "relation").sort("current_id").rows()


# Every code maps


def test_every_commune_of_2012_maps_and_all_of_today_are_reached(ways: pl.DataFrame, table: pl.DataFrame) -> None:
    of_2012 = in_vintage(ways, 2012)
    today = table.filter((pl.col("vintage") == 2026) & (pl.col("level") == "commune") & (pl.col("zone") != "com"))
    assert of_2012["territory_id"].n_unique() == 36_700
    assert set(of_2012["current_id"]) == set(today["territory_id"])
    assert today.height == 34_875
    several = of_2012.filter(pl.col("successor_count") > 1)
    assert {one: sorted(part["current_id"]) for (one,), part in several.group_by("territory_id")} == {
        "commune:55298": ["commune:55138", "commune:55298"],
        "commune:76108": ["commune:76095", "commune:76108"],
        "commune:76676": ["commune:76601", "commune:76676"],
    }
    assert several["reason_fr"].null_count() == 0


@pytest.mark.parametrize(
    ("vintage", "communes", "several"),
    [
        (2012, 36_700, 3), (2013, 36_681, 3), (2014, 36_682, 1), (2015, 36_658, 1), (2016, 35_885, 2),
        (2017, 35_416, 3), (2018, 35_357, 3), (2019, 34_970, 4), (2020, 34_968, 3), (2021, 34_965, 3),
        (2022, 34_955, 3), (2023, 34_945, 3), (2024, 34_935, 1), (2025, 34_875, 0), (2026, 34_875, 0),
    ],
)  # fmt: skip
def test_every_commune_of_every_vintage_maps(ways: pl.DataFrame, vintage: int, communes: int, several: int) -> None:
    overseas = 94 if vintage >= 2020 else 0
    found = in_vintage(ways, vintage)
    assert found["territory_id"].n_unique() == communes + overseas
    assert found.filter(pl.col("successor_count") > 1)["territory_id"].n_unique() == several


def test_every_territory_of_every_vintage_is_mapped(ways: pl.DataFrame, table: pl.DataFrame) -> None:
    joined = table.join(ways, on="territory_id", how="left").filter(
        (pl.col("first_vintage") <= pl.col("vintage")) & (pl.col("last_vintage") >= pl.col("vintage"))
    )
    lost = table.join(joined, on=["vintage", "territory_id"], how="anti")
    assert lost.is_empty(), lost.select("vintage", "territory_id").head(5).rows()
    today = set(table.filter(pl.col("vintage") == 2026)["territory_id"])
    assert set(ways["current_id"]) <= today


def test_what_keeps_its_siren_goes_where_its_siren_goes(ways: pl.DataFrame, table: pl.DataFrame) -> None:
    """SIREN alone, without any list of movements, says the same of each commune and EPCI that still has its own."""
    known = table.filter(pl.col("level").is_in(["commune", "epci"]) & (pl.col("vintage") >= 2019)).drop_nulls("siren")
    today = known.filter(pl.col("vintage") == 2026).select("siren", expected="territory_id")
    pairs = known.join(today, on="siren").join(ways, on="territory_id").filter(
        (pl.col("first_vintage") <= pl.col("vintage")) & (pl.col("last_vintage") >= pl.col("vintage"))
    )  # fmt: skip
    reached = pairs.group_by("vintage", "territory_id").agg(pl.col("expected").first(), pl.col("current_id"))
    assert reached.height > 280_000
    assert reached.filter(~pl.col("current_id").list.contains(pl.col("expected"))).is_empty()


def test_predecessors_are_counted_without_those_that_another_body_governs(ways: pl.DataFrame) -> None:
    for vintage in (2012, 2016, 2019, 2025):
        rows = ways.filter((pl.col("first_vintage") <= vintage) & (pl.col("last_vintage") >= vintage))
        bodies = rows.filter(pl.col("relation") != "governed")
        counted = bodies.group_by("current_id").agg(found=pl.len().cast(pl.Int64))
        joined = rows.join(counted, on="current_id")
        assert joined.filter(pl.col("found") != pl.col("predecessor_count")).is_empty(), vintage


# Events


def test_events_of_communes_by_year(events: pl.DataFrame) -> None:
    since = events.filter((pl.col("source") == "vintages") & (pl.col("from_id") != pl.col("to_id")))
    counts = {
        (day.year, kind): count for day, kind, count in since.group_by("effective_date", "kind").len().iter_rows()
    }
    assert counts == {
        (2020, "merged"): 2, (2020, "absorbed"): 1, (2020, "split"): 1,
        (2021, "merged"): 3, (2021, "recoded"): 1,
        (2022, "merged"): 7, (2022, "absorbed"): 3,
        (2023, "merged"): 10, (2023, "recoded"): 1,
        (2024, "merged"): 11, (2024, "absorbed"): 2, (2024, "split"): 2, (2024, "recoded"): 1,
        (2025, "merged"): 56, (2025, "absorbed"): 8, (2025, "split"): 4, (2025, "recoded"): 4,
    }  # fmt: skip
    assert since.filter(pl.col("date_status") != "vintage").is_empty()
    before = events.filter(pl.col("source") == "genealogy")
    assert before.filter(pl.col("date_status") != "exact").is_empty()
    gone = before.filter((pl.col("from_id") != pl.col("to_id")) & pl.col("kind").is_in(["merged", "absorbed"]))
    assert gone.height == 1_733


def test_the_eight_cases_of_2025(events: pl.DataFrame) -> None:
    of_2025 = events.filter((pl.col("effective_date") == date(2025, 1, 1)) & (pl.col("level") == "commune"))
    pairs = {
        kind: sorted(of_2025.filter(pl.col("kind") == kind).select("from_id", "to_id").rows())
        for kind in ("split", "recoded")
    }
    parts = ("15031", "15035", "15047", "15141", "15171")
    assert pairs["split"] == [("commune:15141", f"commune:{code}") for code in parts]
    assert pairs["recoded"] == [
        ("commune:12076", "commune:12218"), ("commune:14011", "commune:14581"), ("commune:49069", "commune:49126"),
        ("commune:69159", "commune:69114"),
    ]  # fmt: skip
    shares = of_2025.filter(pl.col("kind") == "split")["population_share"]
    assert shares.sum() == pytest.approx(1)


def test_epci_events(events: pl.DataFrame, ways: pl.DataFrame) -> None:
    of_epci = events.filter((pl.col("level") == "epci") & (pl.col("source") == "members"))
    merged = of_epci.filter((pl.col("effective_date") == date(2026, 1, 1)) & (pl.col("kind") == "merged"))
    assert merged.select("from_id", "to_id").sort("from_id").rows() == [
        ("epci:241200658", "epci:994579670"), ("epci:241200765", "epci:994579670"),
        ("epci:245701222", "epci:992367730"), ("epci:245701362", "epci:992367730"),
    ]  # fmt: skip
    splits = of_epci.filter(pl.col("kind") == "split")
    assert set(splits["from_id"]) == {"epci:200067221", "epci:200071157", "epci:200067510", "epci:247700438"}
    assert now(ways, 2025, "epci:245701222") == [("epci:992367730", "merged")]
    assert now(ways, 2021, "epci:200067221") == [("epci:200096675", "split"), ("epci:200096683", "split")]
    assert now(ways, 2020, "epci:245900410") == [("epci:200093201", "merged")]
    assert now(ways, 2019, "epci:246201149") == [("epci:200090751", "succeeded")]
    assert in_vintage(ways, 2018, "epci").is_empty()


# A code is not an entity


def test_60054_was_three_communes(ways: pl.DataFrame, events: pl.DataFrame) -> None:
    assert now(ways, 2012, "commune:60054") == [("commune:60054", "same")]
    assert now(ways, 2020, "commune:60054") == [("commune:60054", "split"), ("commune:60694", "split")]
    assert now(ways, 2024, "commune:60054") == [("commune:60054", "same")]
    of_2024 = events.filter((pl.col("effective_date") == date(2024, 1, 1)) & (pl.col("from_id") == "commune:60054"))
    assert of_2024.select("kind", "to_id", "from_name", "to_name").sort("kind").rows() == [
        ("recoded", "commune:60694", "Les Hauts-Talican", "Les Hauts-Talican"),
        ("split", "commune:60054", "Les Hauts-Talican", "Beaumont-les-Nonains"),
    ]


def test_codes_that_move_and_come_back(ways: pl.DataFrame) -> None:
    assert now(ways, 2020, "commune:27676") == [("commune:27676", "same")]
    assert now(ways, 2021, "commune:27058") == [("commune:27676", "recoded")]
    assert now(ways, 2012, "commune:12076") == [("commune:12218", "merged")]
    assert now(ways, 2024, "commune:12076") == [("commune:12218", "recoded")]


def test_a_part_that_leaves_is_itself_again(ways: pl.DataFrame) -> None:
    for code in ("14666", "14712", "15031", "85165", "85212"):
        assert now(ways, 2012, f"commune:{code}") == [(f"commune:{code}", "same")]
    assert now(ways, 2019, "commune:14712") == [("commune:14666", "split"), ("commune:14712", "split")]
    assert len(now(ways, 2024, "commune:15141")) == 5


def test_absorbed_without_a_trace_are_found(ways: pl.DataFrame) -> None:
    for code, into in (("45287", "45307"), ("21213", "21452"), ("95282", "95169"), ("18131", "18173")):
        assert now(ways, 2019, f"commune:{code}") == [(f"commune:{into}", "merged")]


# Régions and bodies


def test_regions_of_2015_and_those_that_follow(ways: pl.DataFrame) -> None:
    assert now(ways, 2015, "region:22") == now(ways, 2015, "region:31") == [("region:32", "merged")]
    assert now(ways, 2015, "region:24") == [("region:24", "renamed")]
    assert now(ways, 2015, "region:53") == [("region:53", "same")]
    rows = in_vintage(ways, 2015, "region")
    assert rows.height == 27
    assert rows.filter(pl.col("current_id") == "region:32").select("predecessor_count", "is_upper_bound").rows() == [
        (2, True), (2, True)
    ]  # fmt: skip
    assert in_vintage(ways, 2016, "region").height == 18


@pytest.mark.parametrize(
    ("vintage", "territory_id", "expected"),
    [
        (2017, "departement:2A", ("region:94", "merged")), (2018, "departement:2A", ("region:94", "governed")),
        (2017, "region:94", ("region:94", "merged")), (2018, "region:94", ("region:94", "same")),
        (2015, "departement:972", ("region:02", "merged")), (2016, "departement:973", ("region:03", "governed")),
        (2018, "departement:75", ("commune:75056", "governed")),
        (2019, "departement:75", ("commune:75056", "governed")),
        (2018, "commune:75056", ("commune:75056", "same")), (2019, "commune:75056", ("commune:75056", "same")),
        (2020, "departement:67", ("departement:6AE", "merged")),
        (2021, "departement:68", ("departement:6AE", "governed")),
        (2012, "departement:976", ("region:06", "governed")), (2026, "region:06", ("region:06", "same")),
        (2020, "commune:97701", ("departement:977", "governed")),
    ],
)  # fmt: skip
def test_what_follows_is_the_body_that_acts(
    ways: pl.DataFrame, vintage: int, territory_id: str, expected: tuple[str, str]
) -> None:
    assert now(ways, vintage, territory_id) == [expected]


def test_bodies_that_replaced_others_are_dated_events(events: pl.DataFrame) -> None:
    of_law = events.filter(pl.col("kind") == "governance")
    days = dict(of_law.select("to_id", "effective_date").iter_rows())
    assert days == {
        "region:94": date(2018, 1, 1), "region:02": date(2015, 12, 18), "region:03": date(2015, 12, 18),
        "region:06": date(2026, 1, 1), "epci:200046977": date(2015, 1, 1), "commune:75056": date(2019, 1, 1),
        "departement:6AE": date(2021, 1, 1),
    }  # fmt: skip


def test_events_say_whether_a_series_goes_through_them(events: pl.DataFrame) -> None:
    """A code or a name is nothing; a body that goes into another, Rhône without Lyon, and a code left by a part are."""
    broken = events.filter("is_break")
    kinds = dict(events.group_by("kind").agg(pl.col("is_break").mean()).iter_rows())
    assert {kind: kinds[kind] for kind in ("renamed", "kind_changed")} == {"renamed": 0, "kind_changed": 0}
    wholly = ("merged", "absorbed", "split", "succeeded", "transferred")
    assert {kind: kinds[kind] for kind in wholly} == dict.fromkeys(wholly, 1)
    assert broken.filter(pl.col("kind") == "recoded").select("from_id", "to_id").rows() == [
        ("commune:60054", "commune:60694")
    ]
    governance = broken.filter(pl.col("kind") == "governance")
    assert set(governance.select("from_id", "to_id").rows()) == {
        ("departement:2A", "region:94"), ("departement:2B", "region:94"), ("region:94", "region:94"),
        ("departement:972", "region:02"), ("region:02", "region:02"), ("departement:973", "region:03"),
        ("region:03", "region:03"), ("departement:67", "departement:6AE"), ("departement:68", "departement:6AE"),
        ("departement:6AE", "departement:6AE"), ("departement:69", "epci:200046977"),
        ("epci:200046977", "epci:200046977"),
    }  # fmt: skip


# Gates


def test_the_committed_tables_hold_their_rules(frames: dict[str, pl.DataFrame]) -> None:
    names = ("reference.territories", "reference.territory_events", "reference.territory_map")
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    create_tables(con)
    load_reference(con, {name: frames[name] for name in names})
    for name in names:
        assert frames[name].columns == TABLES[name].columns
        assert not frames[name].select(TABLES[name].grain).is_duplicated().any()
        for rule in (one for one in LAYER_RULES[name] if isinstance(one, RowRule)):
            broken = f"SELECT * FROM (SELECT *, coalesce({rule.sql}, TRUE) AS is_held FROM {name}) WHERE NOT is_held"
            assert con.sql(broken).fetchmany(3) == [], rule.name
