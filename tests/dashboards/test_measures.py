"""One way to print a value of an indicator, whatever the page."""

from __future__ import annotations

from typing import Any

import pytest

from dashboards.measures import OF_AN_ACCOUNT, change_form, value_form
from dashboards.words import FR
from pipelines.model.fields.indicators import UNIT_KINDS


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("indicator", "kind", "variant", "aggregation", "value", "shown"),
    [
        ("I01", "share", "base", "pooled", 347 / 348, "99,7 %"), ("I06", "count", "base", "mean", 2.34, "2,3"),
        ("I11", "count", "base", "median", 1234.4, "1 234"), ("I11", "count", "base", "sum", 45.0, "45"),
        ("I12", "per_100", "base", "pooled", 0.0004, "0,0004"), ("I13", "count", "m12", "sum", -1234.0, "−1 234"),
        ("I14", "share", "m12", "panel", 0.053, "+5,3 %"), ("I15", "per_1000", "m12", "pooled", 5.61, "+5,6"),
        ("I25", "share", "heure_moyenne", "mean", 10.26, "10,3 h"),
        ("I25", "share", "concentration", "mean", 0.234, "0,23"),
        ("I39", "share", "base", "median", 0.0123, "1,23 %"),
        ("I40", "per_1000", "p1:as_read", "pooled", 0.5, "50,0 %"),
        ("I40", "per_1000", "p3:as_read", "pooled", 12.34, "12,3"),
        ("I50", "level", "niveau:3", "pooled", 0.25, "25,0 %"), ("I51", "level", "base", "mean", 2.55, "2,6"),
        ("I55", "count", "net", "sum", 3.0, "+3"),
    ],
)  # fmt: skip
def test_a_value_is_printed_as_its_indicator_asks(
    indicator: str, kind: str, variant: str, aggregation: str, value: float, shown: str
) -> None:
    row: dict[str, Any] = {"variant": variant, "aggregation": aggregation}
    assert plain(value_form(FR, indicator, kind, row)(value)) == shown


def test_a_change_is_points_of_a_share_and_else_signed_with_the_decimals_of_its_value() -> None:
    assert plain(change_form(FR, "share", {"change_unit": "points", "aggregation": "pooled"})(1.2)) == "+1,2 pts"
    assert plain(change_form(FR, "per_1000", {"change_unit": None, "aggregation": "pooled"})(1.24)) == "+1,2"
    assert plain(change_form(FR, "count", {"change_unit": None, "aggregation": "median"})(-0.5)) == "−0,5"


def test_every_sort_of_unit_of_an_account_has_its_decimals() -> None:
    assert set(UNIT_KINDS) - set(OF_AN_ACCOUNT) == {"share", "flag", "rank", "set"}
