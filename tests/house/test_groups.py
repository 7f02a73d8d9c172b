"""Tests that share an expensive fixture run in one worker: pytest 9.2 makes pytest-xdist 3.8 forget groups."""

from __future__ import annotations

import pytest


def test_groups_of_tests_stay_together(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("one process, or another way to share the tests out: groups do not matter")
    grouped = [item for item in request.session.items if item.get_closest_marker("xdist_group")]
    assert all(item.nodeid.rfind("@") > item.nodeid.rfind("]") for item in grouped)
