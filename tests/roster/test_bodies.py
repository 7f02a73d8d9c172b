"""Who governs what, SIREN, collectivités d'outre-mer and the vintage 2020, in the committed reference data."""

from __future__ import annotations

import importlib
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.model.errors import ReferenceDataError
from pipelines.roster import cog

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
sys.path.insert(0, str(REFERENCE))
bodies = importlib.import_module("recipe.bodies")
packages = importlib.import_module("recipe.packages")
territories = importlib.import_module("recipe.territories")
vintage2020 = importlib.import_module("recipe.vintage2020")
sys.path.remove(str(REFERENCE))

VINTAGES = range(2019, 2027)


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    return cog.load_territories(REFERENCE)


def of(table: pl.DataFrame, vintage: int, territory_id: str) -> dict[str, object]:
    return table.row(by_predicate=(pl.col("vintage") == vintage) & (pl.col("territory_id") == territory_id), named=True)


def governed(table: pl.DataFrame, vintage: int) -> dict[str, str]:
    rows = table.filter((pl.col("vintage") == vintage) & (pl.col("body_id") != pl.col("territory_id")))
    return dict(rows.select("territory_id", "body_id").iter_rows())


def own(table: pl.DataFrame, vintage: int) -> pl.DataFrame:
    return table.filter((pl.col("vintage") == vintage) & (pl.col("body_id") == pl.col("territory_id")))


def test_territories_that_another_body_governs(table: pl.DataFrame) -> None:
    overseas = {"commune:97701": "departement:977", "commune:97801": "departement:978"}
    always = {"departement:976": "region:06", "departement:75": "commune:75056"}
    since_2016 = {"departement:972": "region:02", "departement:973": "region:03"}
    since_2019 = {"departement:2A": "region:94", "departement:2B": "region:94"}
    alsace = {"departement:67": "departement:6AE", "departement:68": "departement:6AE"}
    assert governed(table, 2012) == always
    assert governed(table, 2019) == always | since_2016 | since_2019
    assert governed(table, 2020) == always | since_2016 | since_2019 | overseas
    for vintage in range(2021, 2027):
        assert governed(table, vintage) == always | since_2016 | since_2019 | overseas | alsace


def test_bodies_of_2026_by_level(table: pl.DataFrame) -> None:
    counts = own(table, 2026).group_by("level", "zone").len().rows()
    found = {(level, zone == "com"): 0 for level, zone, _ in counts}
    for level, zone, count in counts:
        found[level, zone == "com"] += count
    assert found == {
        ("region", False): 18, ("departement", False): 94, ("epci", False): 1_253, ("commune", False): 34_875,
        ("departement", True): 6, ("commune", True): 86,
    }  # fmt: skip


def test_names_and_codes_of_the_bodies_that_replace_councils(table: pl.DataFrame) -> None:
    known = [
        ("region:94", "20R", "Collectivité de Corse", "200076958"),
        ("region:02", "972R", "Collectivité territoriale de Martinique", "200055507"),
        ("region:03", "973R", "Collectivité territoriale de Guyane", "200052678"),
        ("region:06", "976R", "Département-Région de Mayotte", "229850003"),
        ("departement:6AE", "6AE", "Collectivité européenne d’Alsace", "200094332"),
        ("epci:200046977", "69M", "Métropole de Lyon", "200046977"),
        ("commune:75056", "75C", "Ville de Paris", "217500016"),
        ("departement:69", "69D", None, "226900017"),
        ("region:84", "84R", None, "200053767"),
    ]
    for territory_id, *expected in known:
        row = of(table, 2026, territory_id)
        assert [row["body_code"], row["body_name"], row["siren"]] == expected, territory_id
    assert of(table, 2025, "region:06")["body_name"] == "Département de Mayotte"
    assert of(table, 2020, "departement:67")["siren"] == "226700011"
    assert of(table, 2026, "departement:67")["siren"] is None


def test_rhone_governs_those_outside_the_metropole(table: pl.DataFrame) -> None:
    for vintage in VINTAGES:
        rhone, lyon = of(table, vintage, "departement:69"), of(table, vintage, "epci:200046977")
        assert rhone["population_governed"] == rhone["population"] - lyon["population"]  # type: ignore[operator]
    before = of(table, 2012, "departement:69")
    assert before["population_governed"] == before["population"]
    assert of(table, 2026, "departement:75")["population_governed"] is None


def test_every_body_of_metropole_and_drom_has_a_siren_since_2019(table: pl.DataFrame) -> None:
    since = table.filter((pl.col("vintage") >= 2019) & (pl.col("zone") != "com"))
    assert since.filter((pl.col("body_id") == pl.col("territory_id")) & pl.col("siren").is_null()).is_empty()
    before = own(table, 2012).filter(pl.col("siren").is_null())
    assert before.group_by("level").len().sort("level").rows() == [("departement", 4), ("region", 19)]
    assert table.filter((pl.col("zone") == "com") & pl.col("siren").is_not_null()).is_empty()


def test_overseas_collectivites_stand_apart(table: pl.DataFrame) -> None:
    apart = table.filter((pl.col("vintage") == 2026) & (pl.col("zone") == "com"))
    wholes = apart.filter(pl.col("stratum") == "OUTREMER")
    communes = apart.filter(pl.col("stratum") == "OUTREMER_COMMUNE")
    assert dict(communes.group_by("departement_code").len().iter_rows()) == {
        "975": 2, "977": 1, "978": 1, "984": 5, "986": 3, "987": 48, "988": 33, "989": 1,
    }  # fmt: skip
    assert set(wholes["code"]) == set(communes["departement_code"])
    assert apart.select("region_code", "epci_code", "population_year").null_count().row(0) == (apart.height,) * 3
    empty = {row["code"] for row in wholes.iter_rows(named=True) if row["population"] is None}
    assert empty == {"984", "989"} == {row["code"] for row in wholes.iter_rows(named=True) if row["body_id"] is None}
    assert table.filter((pl.col("vintage") == 2019) & (pl.col("zone") == "com")).is_empty()


def test_populations_say_their_census(table: pl.DataFrame) -> None:
    years = table.filter((pl.col("zone") == "metro") & pl.col("population").is_not_null())
    found = {
        vintage: set(part["population_year"])
        for (vintage,), part in years.partition_by("vintage", as_dict=True).items()
    }
    assert found == {
        2012: {2016}, 2019: {2016}, 2020: {2016}, 2021: {2019}, 2022: {2020}, 2023: {2020}, 2024: {2022}, 2025: {2023},
        2026: {2023},
    }  # fmt: skip
    mayotte = table.filter((pl.col("region_code") == "06") & pl.col("population").is_not_null())
    assert set(mayotte["population_year"]) == {2017}
    assert mayotte.filter(pl.col("level") == "region")["population"].unique().to_list() == [256_518]


def test_the_vintage_2020_is_that_of_its_day(table: pl.DataFrame) -> None:
    codes = {year: set(level["code"]) for year in (2019, 2020) if (level := table.filter(
        (pl.col("vintage") == year) & (pl.col("level") == "commune") & (pl.col("zone") != "com"))).height}  # fmt: skip
    assert codes[2020] - codes[2019] == {"14666"}
    assert codes[2019] - codes[2020] == {"21213", "21507", "45287"}
    assert of(table, 2020, "commune:14712")["name"] == "Troarn"
    assert of(table, 2020, "commune:14712")["population"] is None
    merged = of(table, 2020, "commune:21452")
    assert (merged["name"], merged["population"]) == ("Neuilly-Crimolois", 1_829 + 796)
    assert of(table, 2020, "commune:01033")["population"] == of(table, 2019, "commune:01033")["population"] == 16_302
    assert of(table, 2023, "commune:01138")["population"] == 3_426  # Culoz-Béon, that its list still counts as Culoz
    assert of(table, 2020, "departement:14")["population"] == of(table, 2019, "departement:14")["population"]


# Recipe


def test_bodies_are_in_force_between_their_dates() -> None:
    lines = bodies.read_bodies(REFERENCE / "recipe" / "bodies.csv")
    assert lines["law"].null_count() == 0
    for day, name in ((2025, "Département de Mayotte"), (2026, "Département-Région de Mayotte")):
        now = bodies.of_vintage(lines, day)
        assert now.filter(pl.col("territory_id") == "region:06")["body_name"].to_list() == [name]
        assert now["territory_id"].is_unique().all()
    assert lines["from_date"].min() == date(1977, 3, 25)


def test_bodies_that_the_package_does_not_list_are_refused(table: pl.DataFrame) -> None:
    here = own(table, 2026).filter(pl.col("zone") != "com")["body_code"].drop_nulls().unique().to_list()
    assert len(here) == 18 + 94 + 2
    bodies.check_bodies(table, [{"code": code} for code in here], [])
    with pytest.raises(ReferenceDataError, match=r"do not share: \['67D', '6AE'\]"):
        bodies.check_bodies(table, [{"code": "67D" if code == "6AE" else code} for code in here], [])


def test_only_the_lists_of_councils_of_a_package_can_be_opened(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match="settings of django-francedata is not read"):
        packages.francedata_csv(tmp_path / "paquet.whl", "settings")


def test_absorbed_codes_are_found_by_seat_then_by_former_codes() -> None:
    rows = [
        {"code": "45307", "type": "commune-actuelle", "anciensCodes": ["45287"]},
        {"code": "21452", "type": "commune-actuelle", "anciensCodes": ["21213"]},
        {"code": "21213", "type": "commune-deleguee", "chefLieu": "21452"},
        {"code": "75101", "type": "arrondissement-municipal", "commune": "75056"},
    ]
    assert vintage2020.absorbers(rows) == {"45287": "45307", "21213": "21452"}


def test_a_commune_that_no_list_explains_is_refused() -> None:
    schema = {"code": pl.String, "name": pl.String, "departement_code": pl.String, "region_code": pl.String,
              "siren": pl.String, "population": pl.Int64, "counted": pl.Int64}  # fmt: skip
    listed = pl.DataFrame([("01001", "A", "01", "84", None, 5, 5)], schema=schema, orient="row")
    names = ["code", "member_siren", "member_name"]
    members = pl.DataFrame([("01001", "210100012", "A"), ("01999", "210199999", "Z")], schema=names, orient="row")
    with pytest.raises(ReferenceDataError, match="01999"):
        vintage2020.communes_of_2020(
            dict.fromkeys((2019, 2020, 2021), listed), dict.fromkeys((2019, 2020), members), {}
        )


def test_a_commune_nouvelle_counts_all_its_inhabitants() -> None:
    """Both lists are of one census: the members' stands. Of two: that of the communes does, as before."""
    codes = [f"01{number:03d}" for number in range(200)]
    communes = pl.DataFrame({"code": codes, "population": [10] * 200, "counted": [10] * 200})
    members = [{"code": code, "populationMunicipale": 10} for code in codes]
    members[0]["populationMunicipale"] = 17
    made = territories.with_member_population(communes, [{"membres": members}])
    assert made.row(0) == ("01000", 17, 17)
    assert made["population"].sum() == 2_007
    other = [{**member, "populationMunicipale": 11} for member in members]
    assert territories.with_member_population(communes, [{"membres": other}]).equals(communes)
