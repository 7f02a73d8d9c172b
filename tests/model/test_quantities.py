"""Golden 4 of METHOD: 56,7 → 72,7 is +16,0 pts and +28,2 %; « +28,2 pts » and 47 → 72,7 are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mypy import api as mypy

from dashboards.words import FR, NARROW
from pipelines.model.quantities import Basis, MixedBases, Points, Relative, Share

N = NARROW
MEAN = Basis("présence", "facebook", "EQ2012, ALL", "mean_of_strata_rounded")
POOLED = replace(MEAN, aggregation="pooled")
BEFORE, AFTER = Share(0.567, MEAN), Share(0.727, MEAN)
SHARES = st.floats(0, 1).map(lambda value: Share(value, MEAN))

MIXED = """
from dashboards.words import FR
from pipelines.model.quantities import Basis, Points, Relative, Share
share = Share(0.5, Basis("m", "n", "p", "a"))
FR.points(Relative(0.282))
FR.relative(Points(16.0))
FR.points(0.16)
Points(1.0) + Relative(0.1)
Points(1.0) + 1.0
share - 0.4
FR.share(share)
Relative(0.1).then(Points(1.0))
"""


def test_4_points_and_per_cent_of_one_evolution() -> None:
    change = AFTER.relative_to(BEFORE)
    assert FR.points(AFTER - BEFORE) == f"+16,0{N}pts"
    assert change is not None
    assert FR.relative(change) == f"+28,2{N}%"


def test_4_a_relative_change_is_never_printed_as_points() -> None:
    change = AFTER.relative_to(BEFORE)
    for wrong in (change, 0.282, 28.2):
        with pytest.raises(TypeError, match="only Points are printed as pts"):
            FR.points(wrong)  # type: ignore[arg-type]
    for wrong in (AFTER - BEFORE, 0.16):
        with pytest.raises(TypeError, match="only Relative is printed"):
            FR.relative(wrong)  # type: ignore[arg-type]


def test_4_two_modes_give_no_evolution() -> None:
    with pytest.raises(MixedBases, match="mode d’agrégation pooled et mean_of_strata_rounded"):
        AFTER - Share(0.47, POOLED)
    with pytest.raises(MixedBases, match="mode d’agrégation"):
        AFTER.relative_to(Share(0.47, POOLED))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"network": "x"}, "réseau x et facebook"),
        ({"population": "DEMO2026, ALL"}, "base DEMO2026, ALL et EQ2012, ALL"),
        ({"population": None}, r"base \? et EQ2012, ALL"),
        ({"measure": "activité"}, "mesure activité et présence"),
    ],
)
def test_two_bases_give_no_evolution(changed: dict[str, str | None], words: str) -> None:
    with pytest.raises(MixedBases, match=words):
        AFTER - Share(0.5, replace(MEAN, **changed))  # type: ignore[arg-type]


def test_a_base_that_was_never_published_equals_nothing_not_even_itself() -> None:
    unknown = Share(0.89, replace(POOLED, population=None))
    with pytest.raises(MixedBases):
        unknown - unknown


def test_arithmetic_across_units_does_not_exist() -> None:
    for operation in (
        lambda: Points(1.0) + Relative(0.1),
        lambda: Points(1.0) - 1.0,
        lambda: AFTER - 0.567,
        lambda: Relative(0.1) + Relative(0.1),
    ):
        with pytest.raises(TypeError):
            operation()  # type: ignore[no-untyped-call]
    with pytest.raises(TypeError, match="only relative changes compound"):
        Relative(0.1).then(Points(1.0))  # type: ignore[arg-type]


def test_the_type_checker_refuses_what_runs_into_an_error(tmp_path: Path) -> None:
    source = tmp_path / "mixed.py"
    source.write_text(MIXED, encoding="utf-8")
    report, errors, _ = mypy.run(["--no-error-summary", "--follow-imports=silent", str(source)])
    assert errors == ""
    lines = {int(line.split(":")[1]) for line in report.splitlines() if ": error:" in line}
    assert lines == set(range(5, len(MIXED.splitlines()) + 1)), report


@given(SHARES, SHARES, SHARES)
def test_changes_add_up_in_points_and_compound_in_per_cent(first: Share, second: Share, third: Share) -> None:
    assert ((second - first) + (third - second)).value == pytest.approx((third - first).value, abs=1e-9)
    steps = (second.relative_to(first), third.relative_to(second), third.relative_to(first))
    if None not in steps and min(first.value, second.value) > 1e-6:
        one, two, both = steps
        assert one is not None and two is not None and both is not None
        assert one.then(two).value == pytest.approx(both.value, rel=1e-6, abs=1e-6)
    else:
        assert first.value == 0 or second.value == 0 or min(first.value, second.value) <= 1e-6
