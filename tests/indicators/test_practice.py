"""The two practice marks: hand cases of METHOD, section 4, and what no grid may break."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from pipelines.indicators.practice import (
    CONCENTRATION,
    dirichlet_interval,
    frequency,
    kendall,
    level,
    level_bounds,
    mark,
    pairs,
    score,
)
from pipelines.indicators.practice_grid import CORE, CRITERIA, read_grid
from pipelines.indicators.practice_sensitivity import marks
from pipelines.model.errors import ReferenceDataError

GRID = ROOT / "data" / "reference" / "practice_grid.toml"
WEIGHTS = np.array(read_grid(GRID).filter(network="*")["weight"].to_list())
NAN = float("nan")
MANY = np.where((drawn := np.random.default_rng(1).random((120, 12))) < 0.2, NAN, drawn)
OF_MANY = dirichlet_interval(MANY, WEIGHTS)
criteria = st.lists(st.none() | st.floats(0, 1), min_size=12, max_size=12)


def _row(values: list[float | None]) -> np.ndarray:
    return np.array([[NAN if value is None else value for value in values]])


def test_the_grid_has_twelve_criteria_whose_weights_sum_to_one() -> None:
    grid = read_grid(GRID)
    assert grid.filter(network="*")["criterion"].to_list() == list(CRITERIA)
    assert WEIGHTS.sum() == pytest.approx(1)
    assert grid.filter(network="*", is_core=True)["criterion"].to_list() == list(CORE)
    assert grid.filter(network="x").select("knee_low", "knee_mid", "knee_high").row(0) == (5, 35, 100)


@given(st.integers(0, 99), st.integers(1, 40))
def test_an_account_has_the_same_mark_to_the_last_bit_whatever_accounts_stand_beside_it(start: int, count: int) -> None:
    some = slice(start, start + count)
    assert (score(MANY[some], WEIGHTS) == score(MANY, WEIGHTS)[some]).all()
    for alone, together in zip(dirichlet_interval(MANY[some], WEIGHTS), OF_MANY, strict=True):
        assert (alone == together[some]).all()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("c01 = 0.08", "c01 = 0.09", "sum to 1"),
        ('c12 = "Div', 'c13 = "Div', "must name c01"),
        ("x = [5.0, 35.0, 100.0]", "x = [5.0, 3.0, 100.0]", "knees of x must rise"),
        ("[weights]", "[poids]", "cannot be read"),
    ],
)
def test_a_grid_that_is_wrong_is_refused(tmp_path: Path, before: str, after: str, message: str) -> None:
    path = tmp_path / "grid.toml"
    path.write_text(GRID.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=message):
        read_grid(path)


def test_all_criteria_at_one_give_five() -> None:
    assert score(_row([1.0] * 12), WEIGHTS) == pytest.approx(5)
    low, high = dirichlet_interval(_row([1.0] * 12), WEIGHTS)
    assert (low[0], high[0]) == pytest.approx((5, 5))


def test_what_is_not_observed_is_left_out() -> None:
    values: list[float | None] = [None, 1.0, 0.5, *[None] * 9]
    assert score(_row(values), WEIGHTS) == pytest.approx(5 * (0.08 + 0.02) / 0.12)
    assert np.isnan(score(_row([None] * 12), WEIGHTS)).all()


@given(criteria, st.integers(0, 11), st.floats(0, 1))
def test_raising_a_criterion_never_lowers_the_score(values: list[float | None], place: int, more: float) -> None:
    raised = list(values)
    held = values[place]
    if held is None:
        return
    raised[place] = held + (1 - held) * more
    assert score(_row(raised), WEIGHTS)[0] >= score(_row(values), WEIGHTS)[0] - 1e-12


@given(criteria)
def test_the_interval_is_inside_the_scale_and_the_same_each_time(values: list[float | None]) -> None:
    if all(value is None for value in values):
        return
    low, high = dirichlet_interval(_row(values), WEIGHTS)
    assert -1e-9 <= low[0] <= high[0] <= 5 + 1e-9
    again = dirichlet_interval(_row(values), WEIGHTS)
    assert (low[0], high[0]) == (again[0][0], again[1][0])


def test_nine_grids_in_ten_give_a_mark_inside_the_interval() -> None:
    """Weights drawn anew around those of the grid, of accounts whose criteria are drawn too, some of them unknown."""
    rng = np.random.default_rng(20260406)
    low, high = OF_MANY
    fresh = score(MANY, rng.dirichlet(CONCENTRATION * WEIGHTS, 2_000))
    held = (low[:, None] <= fresh) & (fresh <= high[:, None])
    assert 0.88 <= float(held.mean()) <= 0.92
    assert held.mean(axis=1).min() >= 0.85


@pytest.mark.parametrize(
    ("per_week", "is_small", "expected"),
    [
        (0.0, False, 0.0),
        (2.5, False, 0.5),
        (5.0, False, 1.0),
        (35.0, False, 1.0),
        (67.5, False, 0.5),
        (100.0, False, 0.0),
        (300.0, False, 0.0),
        (1.0, True, 0.5),
        (2.0, True, 1.0),
    ],
)
def test_frequency_is_a_trapezoid_whose_lower_knee_yields_in_small_places(
    per_week: float, is_small: bool, expected: float
) -> None:
    knees = (np.array([5.0]), np.array([35.0]), np.array([100.0]))
    assert frequency(np.array([per_week]), *knees, np.array([is_small]))[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("posts", "inputs", "expected"),
    [
        (False, (0.0, 2, 2, 1, 0.0, 2), 1),
        (True, (0.8, 2, 2, 1, 0.0, 2), 2),
        (True, (1.0, 2, 1, 0, 0.0, 0), 2),
        (True, (0.0, 0, 2, 1, 0.0, 2), 2),
        (True, (0.19, 2, 2, 1, 0.0, 2), 5),
        (True, (0.19, 2, 2, 1, 1.0, 2), 5),
        (True, (0.2, 2, 2, 1, 0.0, 2), 4),
        (True, (0.0, 1, 2, 1, 0.0, 2), 4),
        (True, (0.0, 2, 2, 0, 0.0, 2), 4),
        (True, (0.49, 1, 2, 0, 0.79, 1), 4),
        (True, (0.5, 1, 2, 0, 0.0, 1), 3),
        (True, (0.0, 1, 2, 0, 0.8, 1), 3),
        (True, (0.0, 1, 1, 0, 0.0, 1), 3),
        (True, (0.0, 1, 2, 0, 0.0, 0), 3),
        (True, (0.79, 1, 1, 0, 1.0, 0), 3),
    ],
)
def test_the_first_rule_that_applies_gives_the_level(posts: bool, inputs: tuple[float, ...], expected: int) -> None:
    """Inputs: automatic share, rhythm, formats, animations, republished share, conversation."""
    assert level(np.array([posts]), *(np.array([float(value)]) for value in inputs))[0] == expected


@pytest.mark.parametrize(
    ("known", "posts", "expected"),
    [
        ({}, 1.0, (2, 5)),
        ({}, 0.0, (1, 1)),
        ({}, NAN, (1, 5)),
        ({"rhythm": 0.0}, 1.0, (2, 2)),
        ({"auto_share": 1.0}, 1.0, (2, 2)),
        ({"auto_share": 0.0, "rhythm": 1.0, "format_count": 1.0}, 1.0, (3, 3)),
        ({"auto_share": 0.0, "rhythm": 2.0, "format_count": 2.0, "conversation": 2.0}, 1.0, (3, 5)),
        ({"auto_share": 0.0, "rhythm": 1.0, "format_count": 2.0, "conversation": 1.0}, 1.0, (3, 4)),
    ],
)
def test_a_level_has_bounds_until_nothing_unknown_can_change_it(
    known: dict[str, float], posts: float, expected: tuple[int, int]
) -> None:
    names = ("auto_share", "rhythm", "format_count", "animation_count", "republication_share", "conversation")
    inputs = {name: np.array([known.get(name, NAN)]) for name in names}
    low, high = level_bounds(inputs, np.array([posts]))
    assert (low[0], high[0]) == expected


POSSIBLE = {
    "auto_share": (0.0, 0.3, 0.6, 1.0), "rhythm": (0.0, 1.0, 2.0), "format_count": (1.0, 2.0),
    "animation_count": (0.0, 1.0), "republication_share": (0.0, 1.0), "conversation": (0.0, 1.0, 2.0),
}  # fmt: skip


@given(st.tuples(*(st.none() | st.sampled_from(values) for values in POSSIBLE.values())), st.none() | st.booleans())
def test_bounds_of_a_level_are_those_of_every_completion(known: tuple[float | None, ...], posts: bool | None) -> None:
    open_to = [values if value is None else (value,) for value, values in zip(known, POSSIBLE.values(), strict=True)]
    found = [
        level(np.array([has]), *(np.array([value]) for value in filled))[0]
        for has in ((False, True) if posts is None else (posts,))
        for filled in product(*open_to)
    ]
    inputs = {name: np.array([NAN if value is None else value]) for name, value in zip(POSSIBLE, known, strict=True)}
    low, high = level_bounds(inputs, np.array([NAN if posts is None else float(posts)]))
    assert (low[0], high[0]) == (min(found), max(found))


@pytest.mark.parametrize(
    ("second", "expected"), [([1, 2, 3, 4], 1.0), ([4, 3, 2, 1], -1.0), ([1, 2, 4, 3], 2 / 3), ([1, 1, 1, 1], NAN)]
)
def test_kendall_of_hand_cases(second: list[float], expected: float) -> None:
    found = kendall(pairs(np.array([1.0, 2.0, 3.0, 4.0])), pairs(np.array(second, dtype=float)))
    assert found == pytest.approx(expected, nan_ok=True)


def test_another_grid_gives_other_marks() -> None:
    values = np.array([[1.0, 1.0, 1.0, 0.0, *[NAN] * 8], [0.0, 0.0, 0.0, 1.0, *[NAN] * 8]])
    assert marks(values, WEIGHTS, "equal") == pytest.approx([3.75, 1.25])
    assert marks(values, WEIGHTS, "without_profile") == pytest.approx([0.0, 5.0])
    assert marks(values, WEIGHTS, "missing_zero") == pytest.approx([1.0, 0.5])
    assert marks(values, WEIGHTS, "geometric")[0] > marks(values, WEIGHTS, "geometric")[1]


def _account(**known: float | bool | None) -> pl.DataFrame:
    inputs = {f"in_{name}": [known.get(name)] for name in BEST}
    schema = dict.fromkeys(inputs, pl.Float64)
    keys = {
        "month": [date(2026, 10, 1)], "roster_id": ["R"], "network": ["x"], "territory_id": ["region:1"],
        "weights": [WEIGHTS.tolist()],
    }  # fmt: skip
    return pl.concat([pl.DataFrame(keys), pl.DataFrame(inputs, schema=schema, strict=False)], how="horizontal")


BEST = {
    "is_active": True, "profile_share": 1.0, "is_auto_few": False, "is_copied_few": False,
    "is_linked": True, "links_back": True, "authenticity": 1.0, "per_week": 7.0, "knee_low": 3.0,
    "knee_mid": 35.0, "knee_high": 100.0, "is_small": False, "regularity": 0.9, "dead_share": 0.0, "auto_share": 0.0,
    "republication_share": 0.1, "crosspost_share": 0.4, "animation_count": 4.0, "alt_share": 1.0, "mix": 0.9,
    "format_count": 3.0, "is_mix_open": False, "comments": 5.0, "comments_median": 1.0, "comments_quartile": 3.0,
    "reply_rate": None,
}  # fmt: skip


def test_a_whole_account_has_both_marks() -> None:
    row = mark(_account(**BEST)).row(0, named=True)
    assert row["usage_level"] == row["usage_level_lo"] == row["usage_level_hi"] == 5
    assert row["c08_score"] == pytest.approx(0.6)
    assert mark(_account(**BEST | {"crosspost_share": None}))["c08_score"].to_list() == [None], "unknown is not none"
    assert row["c09_score"] is row["core_score"] is None
    assert row["observed_weight"] == pytest.approx(0.88)
    assert row["bp_score"] == pytest.approx(5 * (0.68 + 0.9 * 0.10 + 0.6 * 0.10) / 0.88)
    assert row["bp_score_lo"] < row["bp_score"] < row["bp_score_hi"]
    assert row["bp_threshold_lo"] == row["bp_plus_score"] < row["bp_score"] == row["bp_threshold_hi"]


def test_a_threshold_that_moves_by_a_fifth_gives_the_bounds_of_the_score_and_of_the_level() -> None:
    """4.5 posts a week under a knee of 6, three animations for four, a mix of 0.6: three criteria of twelve move."""
    known = {**BEST, "per_week": 4.5, "knee_low": 6.0, "animation_count": 3.0, "mix": 0.6}
    row = mark(_account(**known)).row(0, named=True)
    assert row["bp_score"] == pytest.approx(5 * (0.58 + 0.75 * 0.10 + 0.75 * 0.08 + 0.07) / 0.88)
    assert row["bp_minus_score"] == pytest.approx(5 * (0.58 + 0.9375 * 0.10 + 0.9375 * 0.08 + 0.07) / 0.88)
    assert row["bp_plus_score"] == pytest.approx(5 * (0.58 + 0.625 * 0.10 + 0.625 * 0.08 + 0.07 * 5 / 6) / 0.88)
    assert (row["bp_threshold_lo"], row["bp_threshold_hi"]) == (row["bp_plus_score"], row["bp_minus_score"])


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"auto_share": 0.2, "regularity": 0.9}, (4, 4, 5)),
        ({"auto_share": 0.7, "regularity": 0.9}, (3, 2, 3)),
        ({"auto_share": 0.0, "regularity": 0.4}, (4, 2, 4)),
        ({"auto_share": 0.0, "regularity": 0.6}, (4, 4, 5)),
        ({"is_active": False}, (1, 1, 1)),
    ],
)
def test_a_level_near_a_threshold_says_what_a_fifth_would_change(
    known: dict[str, float], expected: tuple[int, int, int]
) -> None:
    row = mark(_account(**{**BEST, **known})).row(0, named=True)
    assert (row["usage_level"], row["usage_threshold_lo"], row["usage_threshold_hi"]) == expected


@pytest.mark.parametrize(
    ("rate", "answers", "expected"),
    [(0.5, 1.0, (5, 5, 5)), (0.4, 0.8, (5, 4, 5)), (0.2, 0.4, (4, 3, 4)), (0.1, 0.2, (3, 3, 3)), (0.0, 0.0, (3, 3, 3))],
)
def test_answers_that_are_observed_count_and_comments_no_more(
    rate: float, answers: float, expected: tuple[int, int, int]
) -> None:
    row = mark(_account(**{**BEST, "reply_rate": rate})).row(0, named=True)
    assert row["c09_score"] == pytest.approx(answers)
    assert (row["usage_level"], row["usage_threshold_lo"], row["usage_threshold_hi"]) == expected
    assert row["observed_weight"] == pytest.approx(1)


def test_an_account_without_a_comment_holds_no_conversation_even_where_most_have_none() -> None:
    silent = {"comments": 0.0, "comments_median": 0.0, "comments_quartile": 0.0}
    assert mark(_account(**BEST | silent))["usage_level"].to_list() == [3]
    assert mark(_account(**BEST | silent | {"comments": 0.1}))["usage_level"].to_list() == [5]


def test_too_few_posts_are_no_observation_that_failed() -> None:
    known = {**BEST, "auto_share": None, "republication_share": None, "alt_share": None}
    few = mark(_account(**{**known, "is_auto_few": True, "is_copied_few": True})).row(0, named=True)
    assert (few["bp_status"], few["observed_weight"]) == ("few_posts", pytest.approx(0.6))
    assert mark(_account(**known))["bp_status"].item() == "undetermined"


def _accounts(network: str, number: int, **known: float | bool | None) -> pl.DataFrame:
    one = _account(**{**BEST, **known}).with_columns(network=pl.lit(network))
    return pl.concat([one] * number)


def test_networks_are_compared_on_what_all_of_them_show() -> None:
    whole, without = _accounts("x", 10), _accounts("bluesky", 10, mix=None, regularity=0.5)
    rows = mark(pl.concat([whole, without, _accounts("threads", 10, per_week=None, auto_share=None, mix=None)]))
    shared = {"c01+c02+c03+c04+c05+c06+c07+c08"}
    assert (
        set(rows.filter(network="x")["core_criteria"]) == set(rows.filter(network="bluesky")["core_criteria"]) == shared
    )
    assert rows.filter(network="bluesky")["core_score"][0] == pytest.approx(5 * (0.45 + 0.05 + 0.06) / 0.65)
    assert set(rows.filter(network="threads")["core_status"]) == {"undetermined"}
    assert rows.filter(network="threads")["core_criteria"].null_count() == 10
    alone = mark(pl.concat([whole, without.head(9)]))
    assert set(alone.filter(network="x")["core_criteria"]) == {"+".join(CORE)}
    assert alone.filter(network="bluesky")["core_score"].null_count() == 9


def test_golden_13_a_robot_is_of_level_2_without_native_posts() -> None:
    row = mark(_account(**{**BEST, "auto_share": 1.0})).row(0, named=True)
    assert (row["usage_level"], row["usage_status"], row["c07_score"]) == (2, "observed", 0.0)


def test_an_account_of_which_little_is_known_has_bounds_and_reasons() -> None:
    row = mark(_account(is_active=True, authenticity=0.5)).row(0, named=True)
    assert (row["usage_level"], row["usage_level_lo"], row["usage_level_hi"]) == (None, 2, 5)
    assert (row["bp_score"], row["bp_status"], row["core_status"]) == (None, "undetermined", "undetermined")
    assert (row["bp_least_score"], row["bp_most_score"]) == pytest.approx((0.1, 4.9))
