"""Rosters that people bring: good lines are kept, bad ones are told one by one, bad files are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.model.errors import InputError
from pipelines.model.strata import commune_stratum, overseas_stratum
from pipelines.roster import cog
from pipelines.roster.csv_lines import LineError
from pipelines.roster.manual import read_roster_csv
from pipelines.warehouse.lake import conform

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
HEADER = "code,level,name,population\n"


def write(folder: Path, text: str, *, name: str = "liste.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_the_four_required_columns_are_enough(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEADER
        + "38185,commune,Grenoble,156389\n84,region,Auvergne-Rhône-Alpes,8114361\n2A,departement,Corse-du-Sud,162421\n",
    )
    frame, errors = read_roster_csv(path)
    assert errors == []
    assert conform("roster.members", frame).select("roster_id", "territory_id", "stratum", "weight").rows() == [
        ("liste", "commune:38185", "COM_100000_PLUS", 1.0),
        ("liste", "region:84", "REG", 1.0),
        ("liste", "departement:2A", "DEP", 1.0),
    ]
    assert frame["pop_vintage"].null_count() == 3


def test_bom_semicolons_capitals_spaces_and_optional_columns(tmp_path: Path) -> None:
    text = (
        "Code;Level;Name;Population;Stratum;Region_code;Departement_code;Weight;Pop_vintage\r\n"
        " 200046977 ;EPCI;Métropole de Lyon;1436354;METRO;84;69;2,5;2026\r\n\r\n"
    )
    frame, errors = read_roster_csv(write(tmp_path, text, encoding="utf-8-sig"))
    assert errors == []
    assert frame.rows() == [
        ("liste", "epci:200046977", "epci", "200046977", "Métropole de Lyon", "METRO", 1436354, 2026, "84", "69", 2.5,
         2, None, None, None, None)
    ]  # fmt: skip


@pytest.mark.parametrize("roster_id", ["EQ2012", "IDEOSE2015", "DEMO2026", "REGDEP2026", "TRAPS2026"])
def test_the_rosters_of_the_project_read_the_same_both_ways(roster_id: str) -> None:
    geography = cog.load_geography(REFERENCE)
    frame, errors = read_roster_csv(REFERENCE / "rosters" / f"{roster_id}.csv", geography)
    assert errors == []
    assert frame.equals(cog.load_roster(REFERENCE, roster_id))


def test_a_list_read_without_geography_says_nothing_of_bodies() -> None:
    frame, errors = read_roster_csv(REFERENCE / "rosters" / "EQ2012.csv")
    assert errors == []
    known = cog.load_roster(REFERENCE, "EQ2012")
    unknown = ["siren", "body_id", "body_name", "epci_code"]
    assert frame.drop(unknown).equals(known.drop(unknown))
    assert frame.select(unknown).null_count().row(0) == (176,) * 4


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("38185,ville,Grenoble,1", "level 'ville' is not known: write one of region, departement, epci, commune"),
        (",commune,Grenoble,1", "code is missing"),
        ("1053,commune,Bourg-en-Bresse,1", "a spreadsheet may have removed the leading zero"),
        ("38185,commune,,1", "name is missing"),
        ("38185,commune,Grenoble,", "population is missing"),
        ("38185,commune,Grenoble,-3", "population '-3' is negative"),
        ("38185,commune,Grenoble,156 389", "population '156 389' is not a whole number"),
        ("38185,commune,Grenoble,1.5", "population '1.5' is not a whole number"),
        ("38185,commune,Grenoble,²", "population '²' is not a whole number"),
        ("38185,commune,Grenoble", "3 values for 4 columns"),
        ("69123,commune,Lyon bis,1", "commune:69123 is already on line 2"),
        ("200046977,epci,Métropole de Lyon,1", "stratum is missing: for an EPCI write METRO, CU, CA or CC"),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_kept(tmp_path: Path, line: str, reason: str) -> None:
    path = write(tmp_path, f"{HEADER}69123,commune,Lyon,519127\n{line}\n06088,commune,Nice,357737\n")
    frame, errors = read_roster_csv(path)
    assert frame["code"].to_list() == ["69123", "06088"]
    assert [error.line for error in errors] == [3]
    assert reason in errors[0].reason
    assert str(errors[0]).startswith("liste.csv, line 3: ")


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("stratum", "VILLE", "stratum 'VILLE' is not a stratum of commune"),
        ("stratum", "DEP", "stratum 'DEP' is not a stratum of commune"),
        ("weight", "0.5", "is not a sampling weight"),
        ("weight", "nan", "is not a sampling weight"),
        ("weight", "inf", "is not a sampling weight"),
        ("weight", "lourd", "weight 'lourd' is not a number"),
        ("pop_vintage", "hier", "pop_vintage 'hier' is not a whole number"),
    ],
)
def test_bad_optional_values_are_told(tmp_path: Path, column: str, value: str, reason: str) -> None:
    path = write(tmp_path, f"code,level,name,population,{column}\n69123,commune,Lyon,519127,{value}\n")
    frame, errors = read_roster_csv(path)
    assert frame.is_empty()
    assert reason in errors[0].reason


def test_lines_are_counted_as_the_file_shows_them(tmp_path: Path) -> None:
    text = f'{HEADER}69123,commune,"Lyon\nla belle",519127\n\n99,commune,Nulle part,1\n'
    frame, errors = read_roster_csv(write(tmp_path, text))
    assert frame["name"].to_list() == ["Lyon\nla belle"]
    assert [error.line for error in errors] == [5]


def test_a_column_that_is_not_known_is_told(tmp_path: Path) -> None:
    frame, errors = read_roster_csv(write(tmp_path, "code,level,name,population,poids\n84,region,AURA,8114361,2\n"))
    assert frame.height == 1
    assert errors == [
        LineError(
            "liste.csv",
            1,
            "column 'poids' is not read; known columns are code, level, name, population, stratum, region_code, "
            "departement_code, weight, pop_vintage",
        )
    ]


def test_wrong_charset_names_file_line_and_remedy(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}69123,commune,Lyon,1\n42218,commune,Saint-Étienne,1\n", encoding="cp1252")
    with pytest.raises(InputError, match=r"liste\.csv, line 3: byte 0xc9 is not UTF-8; save the file again"):
        read_roster_csv(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: missing columns: code, level, name, population"),
        ("code,name\n1,x\n", "line 1: missing columns: level, population"),
        ("code,level,name,population,code\n", "columns given twice: code"),
        (HEADER, "holds no collectivité"),
        (f'{HEADER}69123,commune,"Lyon,1\n', "line 2: not a CSV line"),
    ],
)
def test_a_file_wrong_as_a_whole_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_roster_csv(write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.csv cannot be read"):
        read_roster_csv(tmp_path / "absent.csv")


@given(st.lists(st.tuples(st.integers(0, 99_999), st.integers(0, 3_000_000)), min_size=1, max_size=30))
@example([(98_735, 0)])
def test_every_line_is_either_a_member_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("rosters")
    text = HEADER + "".join(f"{code:05d},commune,Commune {code},{population}\n" for code, population in lines)
    frame, errors = read_roster_csv(write(folder, text))
    assert frame.height + len(errors) == len(lines)
    assert frame["territory_id"].is_unique().all()
    assert frame["stratum"].to_list() == [
        overseas_stratum("commune", code) or commune_stratum(population)
        for code, population in frame.select("code", "population").iter_rows()
    ]


# Against the official geography


def read(tmp_path: Path, *lines: str) -> tuple[list[str], list[str]]:
    """Territories kept, and reasons of the lines left out, of a list of 2026."""
    path = write(tmp_path, HEADER + "".join(f"{line}\n" for line in lines))
    frame, errors = read_roster_csv(path, cog.load_geography(REFERENCE))
    return frame["territory_id"].to_list(), [f"{error.line}: {error.reason}" for error in errors]


def test_codes_that_are_none_are_refused_with_what_to_write(tmp_path: Path) -> None:
    kept, reasons = read(
        tmp_path,
        "38185,commune,Grenoble,156140",
        "99999,commune,Nulle-Part,10",
        "01999,commune,Bourg-en-Bresse,42000",
        "74011,commune,Annecy-le-Vieux,20000",
        "12076,commune,Conques-en-Rouergue,1600",
        "22,region,Picardie,1900000",
        "84,region,Auvergne-Rhône-Alpes,8205557",
        "38169,commune,Fontaine,22000",
        "38421,commune,Saint-Martin-d'Hères,38000",
        "38151,commune,Échirolles,37000",
    )
    assert kept == ["commune:38185", "region:84", "commune:38169", "commune:38421", "commune:38151"]
    assert [reason.replace("Conques-en-Rouergue", "Conques") for reason in reasons] == [
        "3: commune:99999 is in no official geography since 2012",
        "4: commune:01999 is in no official geography since 2012; Bourg-en-Bresse is 01053",
        "5: commune:74011 is none since 2017, and the other lines are of 2026: commune:74010 (Annecy) follows it",
        "6: commune:12076 is none since 2025, and the other lines are of 2026: commune:12218 (Conques) follows it",
        "7: region:22 is none since 2016, and the other lines are of 2026: region:32 (Hauts-de-France) follows it",
    ]


def test_a_list_of_the_past_is_read_in_its_own_geography(tmp_path: Path) -> None:
    kept, reasons = read(
        tmp_path,
        "22,region,Picardie,1900000",
        "31,region,Nord-Pas-de-Calais,4000000",
        "32,region,Hauts-de-France,6000000",
    )
    assert kept == ["region:22", "region:31"]
    assert reasons == ["4: region:32 is one in 2016–2026 only, and the other lines are of 2015"]


def test_a_town_of_another_country_does_not_stand_in_a_french_list(tmp_path: Path) -> None:
    kept, reasons = read(tmp_path, "53130,commune,Laval,50000", "CA-QC-65005,commune,Laval,440000")
    assert kept == ["commune:53130"]
    assert reasons == ["3: CA-QC-65005 is of another country than the other lines: a list is of one country"]
    assert read(tmp_path, "GB-E06000023,commune,Bristol,470000") == (["commune:GB-E06000023"], [])


def test_overseas_collectivites_stand_apart(tmp_path: Path) -> None:
    frame, errors = read_roster_csv(
        write(tmp_path, HEADER + "987,departement,Polynésie française,278786\n98735,commune,Papeete,26000\n"),
        cog.load_geography(REFERENCE),
    )
    assert errors == []
    assert frame["stratum"].to_list() == ["OUTREMER", "OUTREMER_COMMUNE"]
    kept, reasons = read(tmp_path, "38185,commune,Grenoble,156140", "98735,commune,Papeete,26000")
    assert kept == ["commune:38185"]
    assert "collectivités d’outre-mer stand apart" in reasons[0]


def test_bodies_of_today_can_be_listed(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "6AE,departement,Alsace,1934548\n67,departement,Bas-Rhin,1163810\n")
    frame, errors = read_roster_csv(path, cog.load_geography(REFERENCE))
    assert errors == []
    assert frame.select("siren", "body_id", "body_name").rows() == [
        ("200094332", "departement:6AE", "Collectivité européenne d’Alsace"),
        (None, "departement:6AE", "Collectivité européenne d’Alsace"),
    ]
