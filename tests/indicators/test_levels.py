"""Posts that stand at two levels: judging pairs, and what the SELECT gives it to judge."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.levels import members
from samples.measure import WINDOW, insert, observed
from samples.reading import COLUMNS
from support import ROOT

from pipelines.indicators.levels import FORMULA_REGIONS, LEAST_WORDS, LONGEST_HOURS, judge
from pipelines.model.fields import TABLES
from pipelines.model.texts import SIGNATURE_HASHES
from pipelines.warehouse.lake import schema_of
from pipelines.warehouse.run_sql import compute_table

START = datetime(2026, 10, 5, 8)
LOW, HIGH = ("commune:1", "commune:2"), ("epci:e", "region:g")


def pair(low: tuple[str, int, int], high: tuple[str, int, int], runs: tuple[int, int, int]) -> dict[str, object]:
    """A pair of posts, each (territory, number, hour), with their runs and those that both have."""
    sides = {
        f"{side}_{name}": value
        for side, (territory, number, hour) in (("low", low), ("high", high))
        for name, value in (
            ("territory_id", territory),
            ("level", territory.partition(":")[0]),
            ("network", "x"),
            ("account_id", f"x:{territory}"),
            ("post_id", f"{number}"),
            ("created_at", START + timedelta(hours=hour)),
        )
    }
    told = {"low_runs": runs[0], "high_runs": runs[1], "shared": runs[2]}
    return {"month": date(2026, 10, 1), "roster_id": "R"} | sides | told


posts = st.tuples(st.integers(0, 3), st.integers(0, 60))
drawn = st.lists(
    st.tuples(st.sampled_from(LOW), posts, st.sampled_from(HIGH), posts, st.integers(4, 9), st.integers(4, 9)),
    min_size=1, max_size=12,
)  # fmt: skip


@given(drawn, st.randoms(use_true_random=False))
def test_a_post_that_stands_elsewhere_is_seen_from_both_sides_in_whatever_order(
    given_pairs: list[tuple[str, tuple[int, int], str, tuple[int, int], int, int]], dice: object
) -> None:
    rows = {}
    for low, one, high, other, runs, shared in given_pairs:
        of_low, of_high = (low, one[0], one[0] * 7), (high, other[0], other[0] * 11)
        rows[low, one[0], high, other[0]] = pair(of_low, of_high, (runs, runs + 1, min(runs, shared)))
    frame = pl.DataFrame(list(rows.values()))
    found = judge(frame)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=dice.randint(0, 999))  # type: ignore[attr-defined]
    assert judge(shuffled).equals(found)
    key = ("month", "roster_id", "network", "account_id", "post_id", "other_territory_id")
    assert found.select(key).is_unique().all()
    seen = set(found.select("territory_id", "post_id", "other_territory_id").rows())
    named = found.select("other_territory_id", "other_post_id", "territory_id").rows()
    assert set(named) <= seen, "the post that is named names one of this territory in turn"
    assert set(found["other_level"]) | set(found["level"]) <= {"commune", "epci", "region"}
    assert found.filter(pl.col("level") == pl.col("other_level")).is_empty()


@pytest.mark.parametrize(
    ("runs", "similarity"),
    [((10, 10, 6), 0.6), ((10, 100, 6), 0.6), ((100, 10, 6), 0.6), ((10, 10, 5), None), ((3, 3, 3), None),
     ((4, 4, 4), 1.0)],
)  # fmt: skip
def test_six_tenths_of_the_shorter_and_four_runs_at_least(runs: tuple[int, int, int], similarity: float | None) -> None:
    found = judge(pl.DataFrame([pair(("commune:1", 1, 5), ("epci:e", 2, 0), runs)]))
    assert found["similarity"].to_list() == ([] if similarity is None else [similarity] * 2)
    assert found["lag_minutes"].to_list() == ([] if similarity is None else [300.0, -300.0])


def test_without_pairs_there_are_no_rows_and_the_columns_are_those_of_the_table() -> None:
    none = judge(pl.DataFrame([pair(("commune:1", 1, 5), ("epci:e", 2, 0), (9, 9, 1))]))
    assert none.height == 0
    assert none.columns == TABLES["barometer.level_copies"].columns
    assert dict(none.schema) == schema_of("barometer.level_copies")


def test_the_select_applies_the_numbers_of_the_rule() -> None:
    select = (ROOT / "sql/barometer/level_copies.sql").read_text("utf-8")
    found = (
        re.findall(r"word_count >= (\d+)", select),
        re.findall(r"<= (\d+) \* 3600", select),
        re.findall(r"count\(DISTINCT a\.area\) >= (\d+)", select),
        re.findall(r"len\(hashes\) >= (\d+)", select),
    )
    assert found == tuple([str(number)] for number in (LEAST_WORDS, LONGEST_HOURS, FORMULA_REGIONS, SIGNATURE_HASHES))
    cell = (ROOT / "sql/barometer/cells/I34_level_copies.sql").read_text("utf-8")
    assert re.findall(r"word_count >= (\d+)", cell) == [str(LEAST_WORDS)]


def test_an_excerpt_of_a_text_that_its_signature_cannot_hold_is_found_whole() -> None:
    """The signature of a text of nine hundred words holds half of its runs: those of an excerpt are sought there."""
    long = [f"w{number}" for number in range(900)]
    blank = dict.fromkeys(COLUMNS, "")
    rows = [
        blank | {"sample_id": name, "network": "x", "account_key": place, "created_local": at, "text": " ".join(said)}
        for name, place, at, said in (
            ("letter", "paysdelisse", "2026-10-05T08:00", long),
            ("excerpt", "orven", "2026-10-05T09:00", long[100:220]),
            ("other", "valmiere", "2026-10-05T09:00", [f"z{number}" for number in range(100)]),
        )
    ]
    with observed(rows) as con:
        insert(con, "roster.members", members("LIEUX"))
        insert(con, "roster.months", [{"month": WINDOW.first_day, "roster_id": "LIEUX"}])
        compute_table(con, "barometer.level_copies", [WINDOW])
        found = con.sql("SELECT post_id, similarity FROM barometer.level_copies ORDER BY ALL").fetchall()
    assert found == [("excerpt", 1.0), ("letter", 1.0)]
