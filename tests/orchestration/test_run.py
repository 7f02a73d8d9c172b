"""Which months are computed together, and what becomes of the others when one of them fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from pipelines.model.months import Month
from pipelines.orchestration.run import Conductor, StepOutcome


def months(*texts: str) -> list[Month]:
    return [Month.parse(text) for text in texts]


class Recording(Conductor):
    """A conductor whose runs are noted; one fails when it holds a bad month."""

    def __init__(self, *bad: str) -> None:
        self.bad = set(months(*bad))
        self.runs: list[str] = []

    def _run(self, step: str, months: Sequence[Month], *_: Any, **__: Any) -> StepOutcome:
        outcome = StepOutcome(step, tuple(months), self.bad.isdisjoint(months), "run", 0.0)
        self.runs.append(outcome.label)
        return outcome


@pytest.mark.parametrize(
    ("asked", "together"),
    [
        (["2026-10"], ["2026-10"]),
        (["2013-03", "2012-03", "2013-02"], ["2012-03, 2013-02, 2013-03"]),
        (["2012-03", "2013-04"], ["2012-03", "2013-04"]),
        (["2013-03", "2025-10", "2026-09", "2026-10"], ["2013-03", "2025-10, 2026-09, 2026-10"]),
    ],
)
def test_the_months_of_a_year_are_computed_in_one_run(asked: list[str], together: list[str]) -> None:
    conductor = Recording()
    outcomes = conductor.compute(months(*asked))
    assert conductor.runs == together == [outcome.label for outcome in outcomes]


def test_a_month_that_fails_does_not_hold_up_those_it_was_computed_with() -> None:
    conductor = Recording("2026-09")
    outcomes = conductor.compute(months("2025-10", "2026-09", "2026-10"))
    assert conductor.runs == ["2025-10, 2026-09, 2026-10", "2025-10", "2026-09", "2026-10"]
    assert {outcome.label: outcome.success for outcome in outcomes} == {
        "2025-10": True,
        "2026-09": False,
        "2026-10": True,
    }
