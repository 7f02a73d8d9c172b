"""Retention: an answer is gone from the bytes of the archive, what was asked stays, and no other record moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.fetch.archive import PartitionArchive, read_capture, rebuild_index
from pipelines.fetch.purge import filled_member, purge_partition
from pipelines.fetch.warc import members
from pipelines.model.errors import ArchiveError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request

MONTH = Month(2026, 9)
AT = datetime(2026, 9, 30, 16, tzinfo=UTC)
SECRET = b'{"subscriberCount": "271828182845"}'


def capture(number: int, door: str, outcome: Outcome = Outcome.OK, body: bytes = b"body") -> Capture:
    request = Request(f"https://host/{number}", "youtube", door, "profile", (f"youtube:{number}",))
    status = 200 if outcome is Outcome.OK else None
    return Capture(request, outcome, AT + timedelta(seconds=number), status, request.url, {"etag": '"1"'}, body)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with PartitionArchive(tmp_path, MONTH, "youtube") as archive:
        archive.append(capture(1, "page", body=b"first page"))
        archive.append(capture(2, "api", body=SECRET * 40))
        archive.append(capture(3, "api", Outcome.TIMEOUT, b""))
        last = archive.append(capture(4, "page", body=b"last page"))
    with PartitionArchive(tmp_path, MONTH.plus(1), "youtube") as archive:
        archive.append(capture(4, "page", Outcome.NOT_MODIFIED, b""), wire=b"", reuse=last.record)
    return tmp_path


def of_api(one: Capture) -> bool:
    return one.request.door == "api"


def test_what_is_due_is_gone_and_nothing_else_moves(root: Path) -> None:
    with PartitionArchive(root, MONTH, "youtube", is_read_only=True) as archive:
        before = list(archive.captures())
        path = archive.path
    size = path.stat().st_size
    assert purge_partition(root, MONTH, "youtube", of_api) == 1
    assert path.stat().st_size == size
    with PartitionArchive(root, MONTH, "youtube", is_read_only=True) as archive:
        after = list(archive.captures())
    assert [one.record for one in after] == [one.record for one in before]
    assert after[0] == before[0] and after[2:] == before[2:]
    emptied = after[1]
    assert (emptied.outcome, emptied.status, emptied.body, emptied.headers) == (Outcome.PURGED, None, b"", {})
    assert (emptied.request, emptied.fetched_at) == (before[1].request, before[1].fetched_at)
    assert b"271828182845" not in b"".join(members(path.read_bytes()))
    assert before[1].record is not None
    assert read_capture(root, before[1].record) == emptied


def test_a_later_confirmation_still_finds_its_body(root: Path) -> None:
    purge_partition(root, MONTH, "youtube", of_api)
    with PartitionArchive(root, MONTH.plus(1), "youtube", is_read_only=True) as archive:
        (confirmed,) = archive.captures()
    assert confirmed.body == b"last page"


def test_purging_twice_purges_once_and_the_index_can_be_made_again(root: Path) -> None:
    assert purge_partition(root, MONTH, "youtube", of_api) == 1
    assert purge_partition(root, MONTH, "youtube", of_api) == 0
    assert rebuild_index(root, MONTH, "youtube") == (4, [])
    with PartitionArchive(root, MONTH, "youtube") as archive:
        assert "api profile https://host/2" in archive, "it was answered: it is not asked again"


@given(st.binary(max_size=300), st.integers(400, 5_000))
def test_a_filled_member_has_its_length_and_its_data(data: bytes, length: int) -> None:
    member = filled_member(data, length)
    assert len(member) == length
    assert members(member) == [data]


def test_a_record_without_room_is_refused() -> None:
    with pytest.raises(ArchiveError, match="no room"):
        filled_member(bytes(range(256)), 40)
