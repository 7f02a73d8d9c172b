"""Rules of the table that sets printed figures beside ours: what is not compared says why."""

from __future__ import annotations

from typing import Final

from pipelines.quality.rules import RowRule, Rule
from pipelines.quality.suites.barometer import EXACT

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "barometer.comparison": (
        RowRule(
            "verdict_agrees_with_measure",
            ("measured_value", "verdict"),
            "(measured_value IS NULL) = (verdict IN ('not_measured', 'refused'))",
            "Un chiffre sans mesure n’est ni égal ni différent.",
        ),
        RowRule(
            "what_is_not_compared_says_why",
            ("verdict", "refusal", "note_fr"),
            "(refusal IS NULL) = (verdict IN ('same', 'differs')) AND (refusal IS NULL OR note_fr IS NOT NULL) "
            "AND (coalesce(refusal, '') = 'not_measured') = (verdict = 'not_measured')",
            "Ce qui n’est pas comparé dit pourquoi.",
        ),
        RowRule(
            "difference_is_measured_minus_published",
            ("published_value", "measured_value", "difference"),
            "difference IS NULL OR (measured_value IS NOT NULL "
            f"AND abs(difference - (measured_value - published_value)) <= {EXACT})",
            "L’écart est le mesuré moins l’imprimé.",
        ),
    ),
    "barometer.replay": (
        RowRule(
            "verdict_agrees_with_measure",
            ("measured_value", "verdict"),
            "(measured_value IS NULL) = (verdict IN ('not_measured', 'refused'))",
            "Un fait sans mesure n’est ni retrouvé ni contredit.",
        ),
    ),
}
