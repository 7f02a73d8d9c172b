"""Scene `aujourdhui` as a whole: plausible, repeatable, and known exactly."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipelines.model.errors import ReferenceDataError, ReplicaError
from pipelines.model.months import Month
from pipelines.replica.growth import Growth
from pipelines.replica.platforms.youtube import shown_subscribers
from pipelines.replica.scenes import load_world
from pipelines.replica.truth import truth

MONTH = Month(2026, 10)


def test_growth_follows_the_measured_quantiles() -> None:
    growth = Growth([10_000_000.0] * 4_000, list(range(4_000)))
    now, before = growth.followers(2025 * 12 + 9), growth.followers(2025 * 12 + 8)
    rates = now / before - 1
    expected = {0.05: -0.001, 0.25: 0.004, 0.5: 0.013, 0.75: 0.030, 0.95: 0.099}
    for share, rate in expected.items():
        assert np.quantile(rates, share) == pytest.approx(rate, abs=0.12 * abs(rate) + 0.0006)
    assert 0.09 < (rates < 0).mean() < 0.14


def test_any_month_can_be_asked_for_in_any_order() -> None:
    forward = [truth("aujourdhui", Month(2026, number))["accounts"] for number in (3, 9)]
    load_world.cache_clear()
    backward = [truth("aujourdhui", Month(2026, number))["accounts"] for number in (9, 3)]
    assert forward[0].equals(backward[1])
    assert forward[1].equals(backward[0])


def test_presence_falls_from_facebook_to_mastodon() -> None:
    rows = truth("aujourdhui", MONTH)["accounts"].filter("exists")
    counts = dict(rows.group_by("network").len().rows())
    assert counts["facebook"] > counts["x"] > counts["youtube"] > counts["bluesky"] > counts["mastodon"] > 20


def test_accounts_are_named_in_varying_places_and_some_nowhere() -> None:
    rows = truth("aujourdhui", MONTH)["accounts"]
    combinations = rows.group_by("in_directory", "in_wikidata", "on_site").len()
    assert combinations.height == 8
    nowhere = rows.filter(~pl.col("in_directory") & ~pl.col("in_wikidata") & ~pl.col("on_site"))
    assert 5 < nowhere.height < 0.04 * rows.height


def test_handles_and_platform_ids_are_unique() -> None:
    for scene in ("edgar-quinet", "aujourdhui"):
        world = load_world(scene)
        assert len(world.by_handle) == len(world.accounts)
        assert len(world.by_platform_id) == len(world.accounts)


def test_some_accounts_are_dormant_gone_or_renamed() -> None:
    rows = truth("aujourdhui", MONTH)["accounts"]
    assert set(rows["fault"].drop_nulls()) >= {"removed", "suspended", "renamed", "hidden", "login_wall"}
    there = rows.filter("exists")
    assert 0.04 < (there["post_count"] == 0).mean() < 0.20
    assert rows.filter(~pl.col("exists"))["followers_count"].is_null().all()
    assert there["followers_count"].is_not_null().all()


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (1, "1\u00a0abonné"), (845, "845\u00a0abonnés"), (1_234, "1,23\u00a0k abonnés"),
        (12_345, "12,3\u00a0k abonnés"), (164_583, "164\u00a0k abonnés"), (999_999, "999\u00a0k abonnés"),
        (1_259_999, "1,25\u00a0M d’abonnés"),
    ],
)  # fmt: skip
def test_youtube_shows_three_digits_rounded_down(count: int, shown: str) -> None:
    assert shown_subscribers(count) == shown


def test_errors_say_what_is_wrong(tmp_path) -> None:
    with pytest.raises(ReplicaError, match="'hier' is not a scene"):
        truth("hier", MONTH)
    with pytest.raises(ReferenceDataError, match=r"DEMO2026\.csv is missing: build data/reference"):
        truth("aujourdhui", MONTH, rosters=tmp_path)
