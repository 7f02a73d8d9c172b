"""Macros give what their Python twins give."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.indicators.intervals import Stratum, poststratified_interval, wilson_interval
from pipelines.roster.rosters import COMPUTED
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.macros import DENSE_AREA

CON = duckdb.connect()
create_tables(CON)


@settings(deadline=None)
@given(population=st.integers(1, 40_000), data=st.data())
def test_wilson_is_that_of_the_plain_function(population: int, data: st.DataObject) -> None:
    drawn = data.draw(st.integers(1, min(population, 2_000)))
    successes = data.draw(st.integers(0, drawn))
    row = CON.execute("SELECT wilson_lo($1, $2, $3), wilson_hi($1, $2, $3)", [successes, drawn, population]).fetchone()
    expected = wilson_interval(successes, drawn, population)
    assert row == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(
    ("roster_id", "family"),
    [
        *((f"{name}2027", name) for name in COMPUTED), ("COURANT2026", "COURANT"), ("EQ2012", "EQ2012"),
        ("DEMO2026", "DEMO2026"), ("MON_COURANT2026", "MON_COURANT2026"), ("COURANT", "COURANT"), ("GB", "GB"),
    ],
)  # fmt: skip
def test_the_family_of_a_list_is_its_name_without_vintage_when_it_is_worked_out(roster_id: str, family: str) -> None:
    assert CON.execute("SELECT list_family($1)", [roster_id]).fetchone() == (family,)


def test_nothing_drawn_says_nothing() -> None:
    assert CON.execute("SELECT wilson_lo(0, 0, 10), wilson_hi(NULL, 5, 10)").fetchone() == (None, None)


@st.composite
def _strata(draw: st.DrawFn) -> Stratum:
    population = draw(st.integers(1, 40_000))
    drawn = draw(st.integers(1, min(population, 400)))
    return Stratum(draw(st.integers(0, drawn)), drawn, population)


@settings(deadline=None, max_examples=40)
@given(st.lists(_strata(), min_size=1, max_size=6))
def test_a_poststratified_total_is_that_of_the_plain_function(strata: list[Stratum]) -> None:
    rows = ", ".join(f"({part}, {x}, {n}, {size})" for part, (x, n, size, _) in enumerate(strata))
    row = CON.execute(
        f"""SELECT total_lo(total), total_hi(total)
        FROM (SELECT total_of(x, n, size, part) AS total FROM (VALUES {rows}) AS s(part, x, n, size))"""
    ).fetchone()
    expected = poststratified_interval(strata)
    assert row == pytest.approx((expected.low, expected.high), abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(_strata(), st.integers(0, 300)), min_size=1, max_size=6))
def test_a_total_over_a_part_of_the_strata_is_that_of_the_plain_function(found: list[tuple[Stratum, int]]) -> None:
    strata = [part._replace(looked=part.drawn + others) for part, others in found]
    rows = ", ".join(f"({part}, {x}, {n}, {size}, {looked})" for part, (x, n, size, looked) in enumerate(strata))
    row = CON.execute(
        f"""SELECT total_lo(total), total_hi(total) FROM (SELECT domain_total_of(x, n, size, looked, part) AS total
        FROM (VALUES {rows}) AS s(part, x, n, size, looked))"""
    ).fetchone()
    expected = poststratified_interval(strata)
    assert row == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_a_member_weighs_for_those_of_its_stratum_that_were_not_drawn() -> None:
    CON.execute(
        """INSERT INTO roster.members BY NAME SELECT 'R' AS roster_id, 'commune:' || i AS territory_id,
        'commune' AS level, i AS code, 'Nom' AS name, if(i < 3, 'S', 'T') AS stratum, if(i < 3, 2.5, 1) AS weight,
        1 AS stratum_size, '84' AS region_code FROM range(5) AS t(i)"""
    )
    told = CON.execute("SELECT DISTINCT stratum, drawn, size, areas FROM drawn_members() ORDER BY ALL").fetchall()
    areas = {"region_code": "84", "departement_code": None}
    assert told == [("S", 3, 7.5, areas), ("T", 2, 2.0, areas)]


def test_the_area_of_few_members_of_a_list_is_not_dense() -> None:
    CON.execute(
        f"""INSERT INTO roster.members BY NAME SELECT 'DENSE' AS roster_id, level || ':' || dep || i AS territory_id,
        level, i AS code, 'Nom' AS name, 'S' AS stratum, 1 AS weight, '84' AS region_code, dep AS departement_code
        FROM (VALUES ('commune', '38', {DENSE_AREA}), ('departement', '73', 1), ('commune', '73', {DENSE_AREA - 1}))
            AS many(level, dep, size), LATERAL range(size) AS t(i)"""
    )
    told = CON.execute(
        """SELECT areas.departement_code, dense_areas.departement_code, dense_areas.region_code, count(*)
        FROM drawn_members() WHERE roster_id = 'DENSE' GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    assert told == [("38", "38", "84", DENSE_AREA), ("73", None, "84", DENSE_AREA - 1), (None, None, None, 1)]
    told = CON.execute(
        """SELECT area_level, area_code, own, stratum, count(*) FROM placed_members() WHERE roster_id = 'DENSE'
        GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    everyone, communes = 2 * DENSE_AREA, 2 * DENSE_AREA - 1
    assert told == [
        ("departement", "38", "S", "ALL", DENSE_AREA), ("france", "FR", "S", "ALL", everyone),
        ("france", "FR", "S", "S", everyone), ("region", "84", "S", "ALL", communes),
    ]  # fmt: skip
