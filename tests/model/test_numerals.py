"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.numerals import LEAST, numeral


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "shown"),
    [
        (1234567.5, 1, False, "1\u202f234\u202f567,5"), (2.5, 0, False, "3"), (-2.5, 0, False, "−3"),
        (-0.04, 1, False, "−0,04"), (0.04, 1, True, "+0,04"), (0.0148, 1, True, "+0,01"),
        (0.00004, 0, False, "0,00004"), (-1e-12, 1, True, "0,0"), (62000, 0, True, "+62\u202f000"),
        (-12, 0, True, "−12"),
        (0, 0, True, "0"), (0.15, 1, False, "0,2"),
    ],
)  # fmt: skip
def test_a_number_is_printed_in_french(value: float, decimals: int, signed: bool, shown: str) -> None:
    assert numeral(value, decimals, signed=signed) == shown


@given(st.integers(-(10**12), 10**12))
def test_a_printed_count_reads_back(count: int) -> None:
    assert int(numeral(count).replace("\u202f", "").replace("−", "-")) == count
    assert numeral(count, thousands=",", decimal=".").replace("−", "-") == f"{count:,}"


@given(st.floats(LEAST, 10**9), st.integers(0, 4), st.booleans())
def test_what_is_not_0_is_not_printed_as_0(value: float, decimals: int, is_gain: bool) -> None:
    shown = numeral(value if is_gain else -value, decimals, signed=True)
    number = float(shown.replace("\u202f", "").replace("−", "-").replace(",", "."))
    assert (number > 0) == is_gain and number != 0
    assert abs(abs(number) - value) <= 0.5 * 10**-decimals + 1e-6 * value


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_not_printed(value: float) -> None:
    with pytest.raises(ValueError, match="is not a number that can be printed"):
        numeral(value)
