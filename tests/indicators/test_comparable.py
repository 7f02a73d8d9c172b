"""What may be set beside ours, and what may not: each reason, alone and in the order of a reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.indicators.comparable import (
    MEASURED,
    REFUSAL_FR,
    VERDICT_FR,
    Figure,
    Refusal,
    Series,
    decimals_of,
    exact_base,
    feasible_fr,
    mode_of,
    refusals,
)
from pipelines.model.fields import COMPARISON_VERDICTS, REFUSALS
from pipelines.roster.cog import reference_frames

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
RATE = Figure(66, "%", "presence_rate", "pooled", "all", "176", month=date(2013, 3, 1))
OURS = Series(176)


def test_the_same_definition_is_not_refused() -> None:
    assert refusals(RATE, OURS) == ()
    assert (
        refusals(replace(RATE, value=72.7, indicator="presence_rate_mean_strata", aggregation="mean_of_strata"), OURS)
        == ()
    )


@pytest.mark.parametrize(
    ("changed", "series", "reason"),
    [
        ({"country": "CH"}, OURS, "other_country"),
        ({"stratum": "present"}, OURS, "other_population"),
        ({"aggregation": "survey"}, OURS, "other_population"),
        ({}, Series(None), "other_population"),
        ({"indicator": "usage_level_mean"}, OURS, "other_metric"),
        ({"unit": "% of pages"}, OURS, "other_unit"),
        ({"month": None}, None, "no_month"),
        ({}, None, "not_observed"),
        ({"n": "unpublished"}, OURS, "unknown_base"),
        ({"n": None}, OURS, "unknown_base"),
        ({"n": "227-229"}, OURS, "other_base"),
        ({"n": "26|27"}, Series(26), "other_base"),
        ({"n": "177"}, OURS, "other_base"),
        ({"n": "~38000"}, OURS, "other_base"),
        ({"aggregation": "unknown", "value": 56.7}, OURS, "unknown_mode"),
        ({"aggregation": "pop_weighted"}, OURS, "other_mode"),
        ({"aggregation": "mean_of_strata"}, OURS, "other_mode"),
        ({}, Series(176, is_measured=False), "not_measured"),
    ],
)
def test_each_reason_refuses(changed: dict[str, Any], series: Series | None, reason: str) -> None:
    assert refusals(replace(RATE, **changed), series)[0] == reason


def test_a_month_that_is_not_observed_tells_of_another_base_where_no_list_has_it() -> None:
    assert refusals(replace(RATE, n="27"), None, (18, 26)) == (Refusal.NOT_OBSERVED, Refusal.OTHER_BASE)
    assert refusals(replace(RATE, n="26"), None, (18, 26)) == (Refusal.NOT_OBSERVED,)
    assert refusals(RATE, None, ()) == (Refusal.OTHER_POPULATION, Refusal.NOT_OBSERVED)
    assert refusals(RATE, None) == (Refusal.NOT_OBSERVED,)


def test_every_reason_is_explained_and_published() -> None:
    assert tuple(REFUSAL_FR) == tuple(Refusal)
    assert tuple(map(str, Refusal)) == REFUSALS
    assert tuple(VERDICT_FR) == COMPARISON_VERDICTS


def test_a_figure_of_2015_is_refused_on_a_list_of_today_with_all_its_reasons() -> None:
    figure = Figure(89, "%", "republisher_share", "unknown", "all", "unpublished", month=date(2015, 12, 1))
    assert refusals(figure, None) == (
        Refusal.OTHER_METRIC, Refusal.NOT_OBSERVED, Refusal.UNKNOWN_BASE, Refusal.UNKNOWN_MODE,
    )  # fmt: skip


def test_the_mode_is_read_in_the_figure_where_it_was_not_printed() -> None:
    assert mode_of(replace(RATE, value=72.7, aggregation="mean_of_strata")) == "mean_of_strata_rounded"
    assert mode_of(replace(RATE, value=72.5, aggregation="mean_of_strata")) == "mean_of_strata"
    assert mode_of(replace(RATE, value=49, aggregation="unknown")) == "pooled"
    assert mode_of(replace(RATE, value=49.2, aggregation="unknown")) is None
    assert mode_of(replace(RATE, value=2_100_000, unit="followers", aggregation="rounded")) == "count"


def test_figures_of_another_base_are_never_beside_the_list_of_the_study() -> None:
    bases = {"REG": 26, "DEP": 100, "VILLE50": 50, "all": 176}
    figures = reference_frames(REFERENCE)["reference.published_figures"].filter(
        pl.col("indicator") == "presence_rate", pl.col("date").is_in(["2012-10", "2015-10"])
    )
    found = {
        (figure.stratum, figure.n): refusals(figure, Series(bases.get(figure.stratum)))
        for figure in map(Figure.of, figures.iter_rows(named=True))
    }
    refused = {key: reasons[0] for key, reasons in found.items() if reasons}
    assert refused == {
        ("DEP", "101"): "other_base", ("REG", "27"): "other_base", ("DEP", "100|101"): "other_base",
        ("REG", "26|27"): "other_base", ("all", "227-229"): "other_base", ("PREF", "101"): "other_population",
    }  # fmt: skip
    assert [key for key, reasons in found.items() if not reasons] == [("VILLE50", "50")]


def test_what_a_percentage_can_be_on_its_base() -> None:
    mean = replace(RATE, value=56.7, aggregation="mean_of_strata")
    assert feasible_fr(mean) == "Aucune part de 176. Moyenne de trois taux entiers : 170 / 3."
    assert feasible_fr(replace(RATE, value=28, n="41", stratum="VILLE100k")) == "Aucune part de 41."
    assert feasible_fr(replace(RATE, value=94, n="4994", stratum="present")) == "Part de 4994 : de 4670 à 4719."
    assert feasible_fr(replace(RATE, n="26|27")) is None
    assert feasible_fr(replace(RATE, unit="followers")) is None


@given(value=st.decimals(0, 10**7, places=3))
def test_decimals_are_those_that_print(value: Any) -> None:
    assert decimals_of(float(value)) == max(0, -int(value.normalize().as_tuple().exponent))


@given(
    indicator=st.sampled_from([*MEASURED, "other"]), unit=st.sampled_from(["%", "count", "followers", "/5"]),
    aggregation=st.sampled_from(["pooled", "mean_of_strata", "unknown", "count", "mean", "rounded", "survey"]),
    n=st.sampled_from(["176", "26|27", "unpublished", None, "1"]), base=st.sampled_from([None, 1, 176]),
    country=st.sampled_from(["FR", "CH"]), value=st.floats(0, 100),
)  # fmt: skip
def test_what_is_compared_has_our_base_mode_unit_and_country(
    indicator: str, unit: str, aggregation: str, n: str | None, base: int | None, country: str, value: float
) -> None:
    figure = Figure(value, unit, indicator, aggregation, "all", n, country, date(2013, 3, 1))
    if not refusals(figure, Series(base)):
        assert (unit, mode_of(figure)) == MEASURED[indicator]
        assert (country, exact_base(n)) == ("FR", base)
