"""Golden values of METHOD, section 6: where each of the fourteen is proven (PROOFS), and those of plain functions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import read_yaml

from pipelines.indicators.feasibility import feasible_counts, feasible_sum_of_strata
from pipelines.indicators.inclusion_exclusion import both_bounds, both_expected, gap, is_coherent
from pipelines.indicators.intervals import growth, presence_bounds, relative_growth, wilson_interval
from pipelines.indicators.stock_flow import is_stock_flow_suspect
from pipelines.model.counts import Count

TESTS = Path(__file__).parents[1]
PROOFS = {
    1: ("sql/barometer/presence.yaml", "indicators/test_golden.py"),
    2: ("sql/barometer/presence.yaml", "indicators/test_golden.py"),
    3: ("indicators/test_golden.py",),
    4: ("model/test_quantities.py",),
    5: ("sql/barometer/copresence.yaml", "sql/audits/inclusion_exclusion.yaml", "indicators/test_golden.py"),
    6: ("indicators/test_claims.py",),
    7: ("sql/barometer/growth.yaml", "indicators/test_golden.py"),
    8: ("indicators/test_golden.py",),
    9: ("sql/barometer/engagement.yaml",),
    10: ("sql/barometer/growth.yaml", "sql/barometer/ranking.yaml", "indicators/test_golden.py"),
    11: ("sql/barometer/current_geography.yaml",),
    12: ("sql/barometer/presence.yaml", "indicators/test_golden.py"),
    13: ("sql/barometer/post_marks.yaml", "indicators/test_practice.py"),
    14: ("sql/barometer/audience.yaml", "sql/barometer/growth.yaml"),
}


def _proven(path: Path) -> set[int]:
    """Numbers of the golden tests in a file: cases « golden 7: … », functions `test_7_…` or `test_golden_7_…`."""
    if path.suffix == ".yaml":
        names = [case["name"] for case in read_yaml(path)["cases"]]
        return {int(found[1]) for name in names if (found := re.match(r"golden (\d+):", name))}
    text = path.read_text(encoding="utf-8")
    return {
        int(number)
        for name in re.findall(r"^def test_(?:golden_)?(\d\w*)\(", text, flags=re.MULTILINE)
        for number in re.findall(r"\d+", name.split("_printed")[0].split("_of_")[0])
    }


def test_each_of_the_fourteen_is_proven_where_it_is_said() -> None:
    assert sorted(PROOFS) == list(range(1, 15))
    missing = [(n, file) for n, files in PROOFS.items() for file in files if n not in _proven(TESTS / file)]
    assert missing == []


def test_1_and_2_printed_means_are_sums_of_three_rounded_rates() -> None:
    assert feasible_sum_of_strata(72.7) == [85 + 78 + 55]
    assert feasible_sum_of_strata(60.7) == [69 + 66 + 47]
    assert feasible_counts(65.9, 176) == [22 + 39 + 55]
    assert feasible_counts(55.7, 176) == [18 + 33 + 47]


@pytest.mark.parametrize(("value", "counts"), [(56.7, []), (72.7, [128]), (60.7, []), (45.3, [])])
def test_3_feasible_parts_of_176(value: float, counts: list[int]) -> None:
    assert feasible_counts(value, n=176, decimals=1) == counts


@pytest.mark.parametrize(("value", "total"), [(56.7, 170), (72.7, 218), (60.7, 182), (45.3, 136)])
def test_3_feasible_sums_of_three_strata(value: float, total: int) -> None:
    assert feasible_sum_of_strata(value, strata=3) == [total]


def test_3_a_count_on_another_base() -> None:
    assert feasible_counts(28, n=41, decimals=0) == []
    assert feasible_counts(47, n=176, decimals=0) == [82, 83]


def test_5_inclusion_exclusion_alarm() -> None:
    assert gap(a=116, b=98, either=123, both=86) == 5
    assert both_expected(116, 98, 123) == 91
    assert not is_coherent(116, 98, 123, 86, 176)
    assert is_coherent(116, 98, 123, 91, 176)
    assert both_bounds(116, 98, 176) == (38, 98)


def test_7_stock_printed_as_flow() -> None:
    assert is_stock_flow_suspect(gain=62_000, stock=62_257)
    assert not is_stock_flow_suspect(gain=14_276, stock=20_640)
    assert not is_stock_flow_suspect(gain=0, stock=0)


def test_8_wilson_with_finite_population() -> None:
    assert wilson_interval(22, 26, 26) == (22 / 26, 22 / 26, 22 / 26)
    low, value, high = wilson_interval(300, 400, 29_534)
    assert (round(low, 3), value, round(high, 3)) == (0.706, 0.75, 0.79)


def test_10_growth_of_rounded_counts() -> None:
    before, after = Count(12_300, 12_250, 12_350, "12,3 k"), Count(12_400, 12_350, 12_450, "12,4 k")
    assert growth(before, after) == (0, 100, 200)
    assert relative_growth(Count.exact(99), Count.exact(200)) is None


def test_12_point_withheld_and_bounds_published() -> None:
    assert presence_bounds(present=4, absent=3, unknown=3) == (0.4, None, 0.7)
    assert presence_bounds(present=3, absent=6, unknown=1) == (0.3, 3 / 9, 0.4)


@given(n=st.integers(1, 5000), part=st.floats(0, 1), decimals=st.integers(0, 2))
def test_the_true_count_is_always_feasible(n: int, part: float, decimals: int) -> None:
    count = round(part * n)
    assert count in feasible_counts(float(f"{100 * count / n:.{decimals}f}"), n, decimals)


@given(
    counts=st.tuples(*[st.integers(0, 10**6)] * 3).map(sorted),
    later=st.tuples(*[st.integers(0, 10**6)] * 3).map(sorted),
)
def test_growth_is_inside_its_interval(counts: list[int], later: list[int]) -> None:
    before, now = Count(counts[1], counts[0], counts[2], ""), Count(later[1], later[0], later[2], "")
    low, value, high = growth(before, now)
    assert value is not None
    assert low <= value <= high
    rate = relative_growth(before, now)
    if rate is not None:
        assert rate.value is not None
        assert rate.low <= rate.value <= rate.high


@given(present=st.integers(0, 50), absent=st.integers(0, 50), unknown=st.integers(0, 50))
def test_presence_is_inside_its_bounds(present: int, absent: int, unknown: int) -> None:
    if present + absent + unknown == 0:
        with pytest.raises(ValueError, match="not the counts of a list"):
            presence_bounds(present, absent, unknown)
        return
    low, value, high = presence_bounds(present, absent, unknown)
    assert low <= high
    assert value is None or low - 1e-12 <= value <= high + 1e-12


@given(data=st.data(), population=st.integers(1, 2000))
def test_wilson_holds_the_share_and_narrows_with_the_sample(data: st.DataObject, population: int) -> None:
    drawn = data.draw(st.integers(1, population))
    low, value, high = wilson_interval(data.draw(st.integers(0, drawn)), drawn, population)
    assert value is not None
    assert 0 <= low <= value + 1e-12
    assert value - 1e-12 <= high <= 1


@pytest.mark.parametrize(("successes", "drawn", "population"), [(5, 4, 10), (1, 11, 10), (0, 0, 0), (-1, 4, 10)])
def test_what_is_no_sample_is_refused(successes: int, drawn: int, population: int) -> None:
    with pytest.raises(ValueError, match="not a sample"):
        wilson_interval(successes, drawn, population)


def test_impossible_bases_are_refused() -> None:
    with pytest.raises(ValueError, match="base of 0"):
        feasible_counts(50, 0)
    with pytest.raises(ValueError, match="0 strata"):
        feasible_sum_of_strata(50, 0)
    with pytest.raises(ValueError, match="not counts of a base"):
        both_bounds(12, 3, 10)
