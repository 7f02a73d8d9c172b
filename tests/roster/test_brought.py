"""Readings that people bring: good lines are kept, bad ones are told by number with the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.networks.registry import NETWORKS, account_named
from pipelines.roster.brought import Brought, read_observations_csv
from pipelines.roster.csv_lines import LineError

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PLACES = {"commune:38185", "departement:38", "region:84", "commune:84"}
HEADER = "network,handle,territory_code,observed_at,followers_count\n"
GOOD = "facebook,VilleDeGrenoble,38185,2015-07-31,73 000\n"


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> tuple[list[Brought], list[LineError]]:
    path = tmp_path / "releves.csv"
    path.write_bytes(text.encode(encoding))
    return read_observations_csv(path, set(NETWORKS), account_named, PLACES, NOW)


def test_a_reading_names_its_account_as_the_networks_do(tmp_path: Path) -> None:
    (one,), errors = read(tmp_path, HEADER + GOOD)
    assert errors == []
    assert (one.account.account_id, one.account.url) == (
        "facebook:villedegrenoble",
        "https://www.facebook.com/villedegrenoble",
    )
    assert (one.territory_id, one.followers.count.value, one.month) == ("commune:38185", 73_000, Month(2015, 7))  # type: ignore[union-attr]
    assert one.observed_at == datetime(2015, 7, 31, 12, tzinfo=UTC)
    assert one.source == "releves.csv"


def test_a_displayed_count_keeps_its_precision(tmp_path: Path) -> None:
    text = "network;url;territory_code;observed_at;followers_count;posts_count\n"
    text += "x;https://twitter.com/Grenoble;38185;2015-07-31T18:00:00+02:00;12,3 k;1200\n"
    (one,), errors = read(tmp_path, text, "utf-8-sig")
    assert errors == []
    count = one.followers.count
    assert count is not None and (count.value, count.lo, count.hi) == (12_300, 12_250, 12_350)
    assert one.observed_at == datetime(2015, 7, 31, 16, tzinfo=UTC)
    assert one.posts.count is not None and one.following.count is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("myspace,ville,38185,2015-07-31,1", "network 'myspace' is not known"),
        ("facebook,,38185,2015-07-31,1", "the account is not named"),
        ("facebook,https://www.facebook.com/sharer.php?u=x,38185,2015-07-31,1", "is no account of facebook"),
        ("facebook,ville,99999,2015-07-31,1", "territory_code '99999' is not in the list"),
        ("facebook,ville,84,2015-07-31,1", "'84' is region:84 and commune:84: add a column level"),
        ("facebook,ville,38185,31/07/2015,1", "observed_at '31/07/2015' is not a date"),
        ("facebook,ville,38185,2031-07-31,1", "observed_at '2031-07-31' is in the future"),
        ("facebook,ville,38185,2015-07-31,", "followers_count is missing"),
        ("facebook,ville,38185,2015-07-31,beaucoup", "followers_count cannot be read"),
        ("facebook,ville,38185,2015-07-31,-3", "followers_count cannot be read"),
        ("facebook,ville,38185,2015-07-31", "4 values for 5 columns"),
        ("facebook,villedegrenoble,38185,2015-07-31,73001", "villedegrenoble at 2015-07-31 12:00 is on line 2"),
    ],
)  # fmt: skip
def test_a_bad_line_is_told_and_the_others_are_kept(tmp_path: Path, line: str, reason: str) -> None:
    found, errors = read(tmp_path, f"{HEADER}{GOOD}{line}\nx,Isere,38,2015-07-31,10\n")
    assert [one.territory_id for one in found] == ["commune:38185", "departement:38"]
    assert [error.line for error in errors] == [3]
    assert reason in errors[0].reason


def test_a_file_without_a_required_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing columns: observed_at"):
        read(tmp_path, "network,handle,territory_code,followers_count\nx,a,38185,1\n")


def test_an_identifier_is_told_from_an_address() -> None:
    assert account_named("mastodon", "@ville@pouet.fr").handle == "ville@pouet.fr"  # type: ignore[union-attr]
    assert account_named("youtube", "UC" + "a" * 22).platform_id == "UC" + "a" * 22  # type: ignore[union-attr]
    assert account_named("youtube", "https://www.youtube.com/@ville").handle == "@ville"  # type: ignore[union-attr]
    assert account_named("linkedin", "company/ville-de-x").handle == "company/ville-de-x"  # type: ignore[union-attr]
    assert account_named("x", "https://www.facebook.com/ville") is None
