"""The web archive: its index in both forms, the copy that stands for a month, and what a copy is read as."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from pipelines.model.errors import LayoutError, ReadingError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture
from pipelines.networks import wayback
from pipelines.networks.reading import read_partition
from pipelines.networks.registry import NETWORKS
from pipelines.networks.wayback import Copy

ACCOUNT = AccountRef("x", "villea", "https://x.com/villea")
AT = datetime(2026, 10, 31, 16, tzinfo=UTC)
MARCH = Month(2013, 3)
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "wayback"


def index(body: bytes | str, outcome: Outcome = Outcome.OK) -> Capture:
    request = wayback.index_request("x", ACCOUNT, "https://twitter.com/villea", Month(2012, 3), MARCH)
    return Capture(request, outcome, AT, 200, body=body.encode() if isinstance(body, str) else body)


def taken(day: int, month: int = 3, hour: int = 12, status: int | None = 200) -> Copy:
    return Copy(datetime(2013, month, day, hour, tzinfo=UTC), "http://twitter.com/villea", status)


def test_the_index_is_asked_for_the_whole_period() -> None:
    request = index("").request
    query = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
    assert request.url.startswith("https://web.archive.org/cdx/search/cdx?")
    assert (query["url"], query["from"], query["to"]) == ("https://twitter.com/villea", "20120301", "20130331235959")
    assert (query["matchType"], query["output"], request.subjects) == ("exact", "json", ("x:villea",))


def test_the_index_is_read_in_both_forms() -> None:
    rows = [
        ["timestamp", "original", "statuscode", "mimetype", "digest"],
        ["20130302101500", "http://twitter.com/villea", "200", "text/html", "A"],
        ["20130302101500", "http://twitter.com/villea", "200", "text/html", "A"],
        ["20130330", "mailto:x", "200", "text/html", "A"],
        ["20130330101500", "http://twitter.com/villea", "-", "warc/revisit", "A"],
    ]
    copies = wayback.parse_index(index(json.dumps(rows)))
    assert [(copy.taken_at.day, copy.status) for copy in copies] == [(2, 200), (30, None)]
    lines = (
        "com,twitter)/villea 20130302101500 http://twitter.com/villea text/html 200 A 123\n\ncom,twitter)/villea+2\n"
    )
    assert wayback.parse_index(index(lines)) == copies[:1]
    assert wayback.parse_index(index("[]")) == wayback.parse_index(index("")) == []


@pytest.mark.parametrize(
    ("body", "outcome", "wall"),
    [
        ("org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error", Outcome.OK,
         Outcome.POLICY_BLOCKED),
        ("slow down", Outcome.RATE_LIMITED, Outcome.RATE_LIMITED),
    ],
)  # fmt: skip
def test_a_refusal_of_the_archive_is_a_wall(body: str, outcome: Outcome, wall: Outcome) -> None:
    with pytest.raises(Walled) as raised:
        wayback.parse_index(index(body, outcome))
    assert raised.value.outcome is wall


@pytest.mark.parametrize("body", ["<html>", '{"a":1}', "[1]", "[[1],[2]]", "null", "[", '[["timestamp"],["x"]]'])
def test_what_is_no_index_is_refused(body: str) -> None:
    with pytest.raises(LayoutError):
        wayback.parse_index(index(body))


@pytest.mark.parametrize(
    ("copies", "day"),
    [
        ([taken(2), taken(29), taken(30, status=404)], 29),
        ([taken(31, hour=10), taken(1, 4, hour=10)], 31),
        ([taken(20), taken(2, 4)], 20),
        ([taken(28, 2), taken(5, 4)], None),
        ([], None),
        ([taken(28, 2, hour=22), taken(3, status=302)], None),
    ],
)
def test_the_copy_of_a_month_is_the_last_one_taken_in_it(copies: list[Copy], day: int | None) -> None:
    copy = wayback.copy_of_month(copies, MARCH)
    assert (copy.taken_at.day if copy else None) == day


def replayed(headers: dict[str, str], outcome: Outcome = Outcome.OK, body: bytes = b"") -> Capture:
    request = wayback.copy_request("x", ACCOUNT, taken(29))
    return Capture(request, outcome, AT, 200, request.url, headers, body)


def test_a_copy_is_read_as_if_it_had_been_fetched_at_its_own_instant() -> None:
    copy = replayed({"memento-datetime": "Fri, 29 Mar 2013 12:00:05 GMT"})
    assert copy.request.url == "https://web.archive.org/web/20130329120000id_/http://twitter.com/villea"
    original = wayback.original_of(copy)
    assert original.request.url == original.final_url == "http://twitter.com/villea"
    assert original.fetched_at == datetime(2013, 3, 29, 12, 0, 5, tzinfo=UTC)
    assert original.request.subjects == ("x:villea",)


def test_the_archives_own_404_says_nothing_of_the_account() -> None:
    assert wayback.original_of(replayed({}, Outcome.NOT_FOUND)).outcome is Outcome.NOT_ARCHIVED
    memento = {"memento-datetime": "Fri, 29 Mar 2013 12:00:05 GMT"}
    assert wayback.original_of(replayed(memento, Outcome.NOT_FOUND)).outcome is Outcome.NOT_FOUND


def test_rows_of_the_past_say_where_they_come_from() -> None:
    page = (Path(__file__).parent / "x" / "page_2013" / "page.html").read_bytes()
    copy = replayed({"memento-datetime": "Fri, 29 Mar 2013 12:00:05 GMT"}, body=page)
    missing = wayback.no_copy(
        "x", AccountRef("x", "villeb", "https://x.com/villeb"), MARCH, Outcome.NOT_ARCHIVED, AT, "-"
    )
    frames = read_partition([copy, missing], NETWORKS["x"], MARCH)
    rows = frames["observations.snapshots"].select("account_id", "origin", "door", "outcome", "observed_at").rows()
    assert rows == [
        ("x:villea", "archive", "archive", "ok", datetime(2013, 3, 29, 12, 0, 5)),
        ("x:villeb", "archive", "archive", "not_archived", AT.replace(tzinfo=None)),
    ]
    assert frames["observations.fetches"]["url"][0].startswith("https://web.archive.org/web/20130329120000id_/")


@pytest.mark.recordings
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the recordings are not here")
def test_recorded_indexes_are_read() -> None:
    for path in sorted(SAMPLES.glob("cdx_*.txt")):
        try:
            copies = wayback.parse_index(index(path.read_bytes()))
        except ReadingError as error:
            assert "blocked" in path.name and isinstance(error, Walled)
            continue
        assert copies and all(copy.original for copy in copies), path.name
