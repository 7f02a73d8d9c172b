"""Scene `edgar-quinet`: the counts that were printed in 2012-2013 are the counts of the simulated world."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.model.months import Month, month_range
from pipelines.replica.scenes import load_world
from pipelines.replica.truth import truth

FIRST, LAST = Month(2012, 3), Month(2013, 3)
PRINTED = {
    ("facebook", "REG"): [20, 20, 21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22],
    ("facebook", "VILLE50"): [30, 31, 32, 32, 33, 33, 34, 35, 36, 37, 38, 39, 39],
    ("facebook", "DEP"): [33, 35, 38, 41, 44, 45, 46, 47, 49, 52, 54, 55, 55],
    ("x", "REG"): [16, 16, 16, 16, 16, 16, 16, 16, 16, 17, 17, 18, 18],
    ("x", "VILLE50"): [24, 24, 25, 25, 25, 25, 25, 26, 28, 29, 31, 32, 33],
    ("x", "DEP"): [26, 30, 34, 34, 35, 36, 37, 38, 42, 45, 45, 46, 47],
}
FIGURES = [
    ("2012-06", "Picardie", "facebook", 20_238),
    ("2012-05", "Var", "facebook", 26_500),
    ("2012-05", "Loire-Atlantique", "facebook", 8_200),
    ("2012-10", "Picardie", "facebook", 26_518),
    ("2012-10", "Var", "facebook", 25_591),
    ("2012-03", "Grenoble", "facebook", 3_000),
    ("2013-02", "Grenoble", "facebook", 62_257),
    ("2013-03", "Grenoble", "facebook", 65_000),
    ("2013-02", "Clermont-Ferrand", "facebook", 20_640),
    ("2013-03", "Clermont-Ferrand", "facebook", 21_000),
    ("2013-02", "Perpignan", "facebook", 7_156),
    ("2013-02", "Haute-Savoie", "facebook", 29_692),
    ("2013-02", "Var", "facebook", 26_471),
    ("2013-03", "Paris", "facebook", 2_100_000),
    ("2013-05", "Bordeaux", "facebook", 23_000),
    ("2013-06", "Bas-Rhin", "facebook", 35_909),
    ("2013-06", "Auvergne", "facebook", 34_000),
    ("2013-06", "Alsace", "facebook", 9_766),
    ("2013-02", "Paris", "x", 49_942),
    ("2013-03", "Paris", "x", 53_000),
    ("2013-02", "Bordeaux", "x", 24_069),
    ("2013-02", "Toulouse", "x", 21_369),
    ("2013-06", "Rhône", "x", 4_675),
]


def accounts(month: Month) -> pl.DataFrame:
    places = load_world("edgar-quinet").territories
    members = pl.DataFrame(
        [(place.territory_id, place.name, place.stratum) for place in places],
        schema=["territory_id", "name", "stratum"],
        orient="row",
    )
    return truth("edgar-quinet", month)["accounts"].filter("exists").join(members, on="territory_id")


@pytest.mark.parametrize("step", range(13))
def test_presence_counts_of_each_month(step: int) -> None:
    rows = accounts(month_range(FIRST, LAST)[step])
    counts = {(net, stratum): size for net, stratum, size in rows.group_by("network", "stratum").len().rows()}
    assert counts == {key: values[step] for key, values in PRINTED.items()}


def test_both_and_any_of_march_2013() -> None:
    rows = accounts(LAST)
    facebook = set(rows.filter(network="facebook")["territory_id"])
    x = set(rows.filter(network="x")["territory_id"])
    assert (len(facebook), len(x), len(facebook & x), len(facebook | x)) == (116, 98, 91, 123)
    both = rows.filter(pl.col("territory_id").is_in(list(facebook & x)), network="x")["stratum"].value_counts()
    assert dict(both.rows()) == {"REG": 17, "VILLE50": 31, "DEP": 43}


@pytest.mark.parametrize(("month", "name", "network", "count"), FIGURES)
def test_printed_follower_counts(month: str, name: str, network: str, count: int) -> None:
    rows = accounts(Month.parse(month)).filter(name=name, network=network)
    assert rows["followers_count"].to_list() == [count]


def test_printed_gains_and_their_podiums() -> None:
    keys = ["name", "network", "stratum"]
    joined = accounts(FIRST).join(accounts(LAST), on=keys)
    gains = joined.with_columns(gain=pl.col("followers_count_right") - pl.col("followers_count"))

    def podium(network: str, stratum: str) -> list[tuple[str, int]]:
        rows = gains.filter(network=network, stratum=stratum).top_k(3, by="gain").sort("gain", descending=True)
        return rows.select("name", "gain").rows()

    assert [name for name, _ in podium("facebook", "VILLE50")] == ["Paris", "Grenoble", "Clermont-Ferrand"]
    assert podium("facebook", "VILLE50")[1:] == [("Grenoble", 62_000), ("Clermont-Ferrand", 14_276)]
    assert {name for name, _ in podium("facebook", "REG")} == {"Picardie", "Auvergne", "Aquitaine"}
    assert {name for name, _ in podium("x", "DEP")} == {"Rhône", "Loire-Atlantique", "Seine-Maritime"}
    assert dict(podium("x", "DEP"))["Seine-Maritime"] == 1_565


@pytest.mark.parametrize(
    ("network", "month", "mean"),
    [("facebook", FIRST, 2_941), ("facebook", LAST, 5_777), ("x", FIRST, 1_770), ("x", LAST, 3_313)],
)
def test_printed_means_paris_left_out(network: str, month: Month, mean: int) -> None:
    rows = accounts(month).filter(pl.col("name") != "Paris", network=network)
    assert rows["followers_count"].mean() == pytest.approx(mean, abs=2)


def test_every_account_is_linked_from_its_site_and_every_site_can_be_read() -> None:
    frames = truth("edgar-quinet", LAST)
    assert frames["accounts"]["on_site"].all()
    assert frames["sites"].height == 176
    assert frames["sites"]["is_readable"].all()
