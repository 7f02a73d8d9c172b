"""What holds of every cell of an indicator, and of its changes."""

from __future__ import annotations

from typing import Final

from pipelines.quality.rules import RowRule, Rule, texts
from pipelines.quality.suites.activity import told
from pipelines.quality.suites.barometer import KNOWN_NETWORK, MEMBER

SLACK: Final = "1e-6"
VALUED: Final = ("observed", "rounded", "interpolated", "at_least")

_BOUNDS: Final = RowRule(
    "value_between_bounds",
    ("value_lo", "value", "value_hi"),
    f"(value_lo <= value + {SLACK} OR value_lo IS NULL OR value IS NULL) AND "
    f"(value <= value_hi + {SLACK} OR value_hi IS NULL OR value IS NULL) AND "
    f"(value_lo <= value_hi + {SLACK} OR value_lo IS NULL OR value_hi IS NULL)",
    "La valeur est entre ses bornes.",
)
_CELL: Final[tuple[Rule, ...]] = (
    RowRule(
        "value_agrees_with_status",
        ("value_status", "value"),
        f"(value IS NOT NULL) = (value_status IN {texts(VALUED)})",
        "La valeur est vide si et seulement si value_status dit pourquoi.",
    ),
    _BOUNDS,
    RowRule(
        "drawing_widens",
        ("ci_lo", "value_lo", "value_hi", "ci_hi"),
        f"(ci_lo <= value_lo + {SLACK} OR ci_lo IS NULL OR value_lo IS NULL) AND "
        f"(value_hi <= ci_hi + {SLACK} OR ci_hi IS NULL OR value_hi IS NULL)",
        "Le tirage d’un échantillon n’enlève rien à ce que les inconnues et les arrondis laissent ouvert.",
    ),
    RowRule(
        "a_drawing_that_is_not_told_has_no_ends",
        ("interval_method", "ci_lo", "ci_hi"),
        "interval_method NOT IN ('none', 'open', 'too_few', 'not_estimated') OR (ci_lo IS NULL AND ci_hi IS NULL)",
        "Sans intervalle du tirage, ses bornes sont vides : interval_method dit pourquoi.",
    ),
    RowRule(
        "members_are_counted",
        ("measured_count", "unknown_count", "member_count"),
        "measured_count + unknown_count <= member_count",
        "Mesurés et inconnus ne dépassent pas les membres.",
    ),
)
_CHANGE: Final[tuple[Rule, ...]] = tuple(
    RowRule(
        f"change_{window}_agrees_with_status",
        (f"change_{window}_status", f"change_{window}"),
        f"(change_{window} IS NOT NULL) = (change_{window}_status = 'observed')",
        "L’écart est vide si et seulement si son statut dit pourquoi.",
    )
    for window in ("m1", "m12")
)

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "barometer.cells": _CELL,
    "barometer.indicators": (*_CELL, *_CHANGE),
    "barometer.account_sheet": (KNOWN_NETWORK, MEMBER, told("value", "value_status"), _BOUNDS, *_CHANGE),
}
