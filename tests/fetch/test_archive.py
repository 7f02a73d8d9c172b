"""The archive: what is written is read back, and what is broken is said."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipelines.fetch.archive import INDEX, PartitionArchive, read_capture, rebuild_index
from pipelines.fetch.politeness import Mark
from pipelines.fetch.repair import read_index
from pipelines.model.errors import ArchiveError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, RecordRef, Request

MONTH = Month(2026, 10)
START = datetime(2026, 10, 31, 16, 0, 0, 250, tzinfo=UTC)


def page(number: int, **changes: object) -> Capture:
    request = Request(f"https://www.ville-{number}.fr/", "website", "page", "home", (f"commune:{number:05d}",))
    capture = Capture(
        request=request,
        outcome=Outcome.OK,
        fetched_at=START + timedelta(seconds=number),
        status=200,
        final_url=request.url,
        headers={"content-type": "text/html", "etag": f'"{number}"'},
        body=f"<p>page {number}</p>".encode() * 20,
        wire_bytes=99,
    )
    return replace(capture, **changes)


def failure(number: int) -> Capture:
    return page(number, outcome=Outcome.TIMEOUT, status=None, headers={}, body=b"", error="no answer", attempts=3)


def write(root: Path, *captures: Capture) -> list[Capture]:
    with PartitionArchive(root, MONTH, "website") as archive:
        return [archive.append(capture) for capture in captures]


def read(root: Path) -> list[Capture]:
    with PartitionArchive(root, MONTH, "website", is_read_only=True) as archive:
        return list(archive.captures())


@pytest.fixture
def part(archive_root: Path) -> Path:
    return archive_root / "2026-10" / "website" / "part-0000.warc.gz"


@pytest.fixture
def index(part: Path) -> Path:
    return part.with_name("index.jsonl")


def test_captures_and_failures_come_back_in_order(archive_root: Path) -> None:
    written = write(archive_root, page(1), failure(2), page(3, status=404, outcome=Outcome.NOT_FOUND))
    assert read(archive_root) == written
    assert written[0] == page(1, record=written[0].record)
    assert read_capture(archive_root, written[1].record) == written[1]
    with PartitionArchive(archive_root, MONTH, "website") as archive:
        assert archive.find(page(3).request.key) == written[2]
        assert archive.find("page home https://www.ville-4.fr/") is None
        assert archive.last_instant("www.ville-3.fr") == START + timedelta(seconds=3)
        assert archive.last_instant("www.ville-4.fr") is None
        assert (len(archive), archive.repairs) == (3, [])


names = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True).filter(
    lambda name: name not in {"content-length", "transfer-encoding", "content-encoding", "set-cookie", "cookie"}
)
values = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60).map(str.strip)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    body=st.binary(max_size=3000),
    headers=st.dictionaries(names, values, max_size=6),
    status=st.one_of(st.none(), st.integers(100, 999)),
    outcome=st.sampled_from([outcome for outcome in Outcome if outcome is not Outcome.NOT_MODIFIED]),
    url_tail=texts,
    error=texts,
    subjects=st.lists(texts, max_size=3),
    redirects=st.lists(texts, max_size=3),
    as_received=st.booleans(),
    microseconds=st.integers(0, 10**15),
)
def test_whatever_is_written_is_read_back(
    body, headers, status, outcome, url_tail, error, subjects, redirects, as_received, microseconds
) -> None:
    url, instant = f"https://example.org/{url_tail}", START + timedelta(microseconds=microseconds)
    request = Request(url, "x", "api", "profile", tuple(subjects), (("accept", "a/b"),), "x")
    wire = None
    if status is None:
        body, headers = b"", {}
    elif as_received:
        wire, headers = gzip.compress(body), {**headers, "content-encoding": "gzip"}
    capture = Capture(request, outcome, instant, status, url, headers, body, 2, tuple(redirects), error, 7)
    with TemporaryDirectory() as folder, PartitionArchive(Path(folder), MONTH, "x") as archive:
        written = archive.append(capture, wire=wire)
        assert archive.find(request.key) == written == replace(capture, record=written.record)


def test_other_readers_find_a_sound_warc(archive_root: Path, part: Path) -> None:
    body = b"<p>mairie</p>" * 100
    zipped = page(1, body=body, headers={"content-encoding": "gzip", "x-name": "Évry"})
    with PartitionArchive(archive_root, MONTH, "website") as archive:
        first = archive.append(zipped, wire=gzip.compress(body))
        archive.append(failure(2))
        archive.append(page(3, outcome=Outcome.NOT_MODIFIED, status=304), reuse=first.record)
    with part.open("rb") as file:
        kinds, bodies = [], []
        for record in ArchiveIterator(file, check_digests="raise"):
            kinds.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI")))
            bodies.append(record.content_stream().read())
    one, two, three = (f"https://www.ville-{number}.fr/" for number in (1, 2, 3))
    assert kinds == [("response", one), ("metadata", one), ("metadata", two), ("revisit", three), ("metadata", three)]
    assert bodies[0] == body
    assert json.loads(bodies[2])["outcome"] == "timeout"


def test_the_same_captures_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / name, page(1), failure(2))
    files = [sorted(path for path in (tmp_path / name).rglob("*") if path.is_file()) for name in ("a", "b")]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]
    assert len(files[0]) == 2


def test_secrets_and_hop_by_hop_headers_are_left_out(archive_root: Path) -> None:
    headers = {"Set-Cookie": "id=1", "Authorization": "Bearer z", "X-Goog-Api-Key": "k", "Transfer-Encoding": "chunked"}
    request = replace(page(1).request, headers=(("cookie", "c"), ("accept", "text/html")))
    [written] = write(archive_root, page(1, request=request, headers={**headers, "Server": "x"}))
    assert dict(written.headers) == {"server": "x"}
    assert written.request.headers == (("accept", "text/html"),)
    assert read(archive_root) == [written]


def test_a_304_is_read_with_the_body_it_confirms_across_months(archive_root: Path) -> None:
    [old] = write(archive_root, page(1))
    with PartitionArchive(archive_root, Month(2026, 11), "website") as archive:
        new = archive.append(page(1, outcome=Outcome.NOT_MODIFIED, status=304), wire=b"", reuse=old.record)
    with PartitionArchive(archive_root, Month(2026, 12), "website") as archive:
        newer = archive.append(page(1, outcome=Outcome.NOT_MODIFIED, status=304), wire=b"", reuse=new.record)
        assert archive.find(newer.request.key) == newer
    assert newer.body == old.body
    assert "part-0000" in str(newer.record)
    with (
        PartitionArchive(archive_root, Month(2027, 1), "website") as archive,
        pytest.raises(ArchiveError, match="give the record that it confirms"),
    ):
        archive.append(page(1, outcome=Outcome.NOT_MODIFIED, status=304))


def test_a_request_is_archived_once(archive_root: Path) -> None:
    write(archive_root, page(1))
    with pytest.raises(ArchiveError, match=r"already holds page home https://www\.ville-1\.fr/"):
        write(archive_root, page(1))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_leaves_no_partition_locked(archive_root: Path) -> None:
    with pytest.raises(OSError, match="No space left"), PartitionArchive(archive_root, MONTH, "website") as archive:
        archive.append(page(1))
        assert archive._warc is not None
        archive._warc.close()
        archive._warc = Path("/dev/full").open("wb")  # noqa: SIM115 - the archive closes it
        archive._warc.write(b"what is left to write")
    assert [one.request.url for one in write(archive_root, page(2))] == [page(2).request.url]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_names_the_file_that_could_not_be_written(archive_root: Path) -> None:
    archive = PartitionArchive(archive_root, MONTH, "website")
    with pytest.raises(OSError, match="No space left") as told, archive:
        assert archive._warc is not None
        archive._warc.close()
        archive._warc = Path("/dev/full").open("wb")  # noqa: SIM115 - the archive closes it
        archive.append(page(1))
    assert told.value.filename == str(archive.path)


def test_a_partition_has_one_writer_and_any_number_of_readers(archive_root: Path) -> None:
    with PartitionArchive(archive_root, MONTH, "website") as archive:
        archive.append(page(1))
        assert len(read(archive_root)) == 1
        with pytest.raises(ArchiveError, match="being written by another process"):
            write(archive_root, page(2))
    assert len(write(archive_root, page(2))) == 1


def test_reading_what_was_never_collected_says_so(archive_root: Path) -> None:
    with pytest.raises(ArchiveError, match="nothing was collected for 2026-10 × website"):
        read(archive_root)
    with pytest.raises(ArchiveError, match="does not exist: restore it"):
        read_capture(archive_root, RecordRef("2026-10/website/part-0000.warc.gz", 0, 5))


@pytest.mark.parametrize("index_tail", [b"", b'{"key":"page home https://www.ville-3.fr/","off'])
@pytest.mark.parametrize("cut", [1, 5, 300])
def test_what_a_kill_leaves_is_cut_off_and_said(
    archive_root: Path, part: Path, index: Path, index_tail: bytes, cut: int
) -> None:
    written = write(archive_root, page(1), failure(2))
    sizes = part.stat().st_size, index.stat().st_size
    write(archive_root, page(3))
    part.write_bytes(part.read_bytes()[:-cut])
    index.write_bytes(index.read_bytes()[: sizes[1]] + index_tail)
    with PartitionArchive(archive_root, MONTH, "website") as archive:
        assert len(archive.repairs) == (2 if index_tail else 1)
        assert f"at offset {sizes[0]}, were cut off" in archive.repairs[-1]
        again = archive.append(page(3))
        assert list(archive.captures()) == [*written, again]
    assert again.record.offset == sizes[0]


def test_a_whole_capture_without_its_index_line_is_cut_too(archive_root: Path, index: Path) -> None:
    write(archive_root, page(1), page(2))
    index.write_bytes(index.read_bytes().splitlines(keepends=True)[0])
    with PartitionArchive(archive_root, MONTH, "website") as archive:
        assert (len(archive), len(archive.repairs)) == (1, 1)


def test_an_index_that_disagrees_is_an_error_that_says_what_to_do(archive_root: Path, part: Path, index: Path) -> None:
    write(archive_root, page(1), page(2), page(3))
    lines = index.read_bytes().splitlines(keepends=True)
    warc = part.read_bytes()

    index.write_bytes(lines[0])
    with pytest.raises(ArchiveError, match=r"2 captures from offset \d+ are not in its index; run rebuild_index"):
        write(archive_root)
    index.write_bytes(lines[0] + b"{broken}\n" + lines[2])
    with pytest.raises(ArchiveError, match=r"index\.jsonl, line 2: not an index entry"):
        write(archive_root)
    index.write_bytes(lines[1] + lines[0] + lines[2])
    with pytest.raises(ArchiveError, match="line 2: offset 0 overlaps"):
        write(archive_root)
    index.write_bytes(b"".join(lines))
    part.write_bytes(warc[:-10])
    with pytest.raises(ArchiveError, match=rf"{len(warc) - 10} bytes, but its index goes on to offset {len(warc)}"):
        write(archive_root)
    index.unlink()
    with pytest.raises(ArchiveError, match="is missing beside"):
        write(archive_root)
    assert part.read_bytes() == warc[:-10], "nothing was cut"


def test_a_broken_record_names_its_place_and_the_rest_goes_on(archive_root: Path, part: Path) -> None:
    first, second, third = write(archive_root, page(1), page(2), page(3))
    data = bytearray(part.read_bytes())
    data[second.record.offset + 80] ^= 0xFF
    part.write_bytes(data)
    with pytest.raises(ArchiveError, match=rf"part-0000\.warc\.gz, offset {second.record.offset}: .*restore"):
        read(archive_root)
    with PartitionArchive(archive_root, MONTH, "website", is_read_only=True) as archive:
        assert list(archive.captures(skip_broken=True)) == [first, third]
        assert len(archive.broken) == 1
        with pytest.raises(ArchiveError, match="offset"):
            archive.find(second.request.key)


def test_a_truncated_file_is_found_while_reading(archive_root: Path, part: Path) -> None:
    first, second = write(archive_root, page(1), page(2))
    part.write_bytes(part.read_bytes()[:-3])
    with PartitionArchive(archive_root, MONTH, "website", is_read_only=True) as archive:
        assert list(archive.captures(skip_broken=True)) == [first]
        assert f"the file ends after {second.record.length - 3} of" in archive.broken[0]


def test_the_index_can_be_made_again(archive_root: Path, part: Path, index: Path) -> None:
    marks = {"www.ville-1.fr": Mark(START, START + timedelta(minutes=5)), "cdn.fr": Mark(START)}
    with PartitionArchive(archive_root, MONTH, "website") as archive:
        archive.append(page(1), marks=marks)
        for capture in (failure(2), page(3), page(4)):
            archive.append(capture)
    before, captures = index.read_bytes(), read(archive_root)
    index.unlink()
    assert rebuild_index(archive_root, MONTH, "website") == (4, [])
    assert index.read_bytes() == before

    data = bytearray(part.read_bytes())
    data[captures[2].record.offset + 60] ^= 0xFF
    part.write_bytes(data[:-4])
    count, said = rebuild_index(archive_root, MONTH, "website")
    assert count == 2
    assert len(said) == 1
    assert f"bytes {captures[2].record.offset} to {len(data) - 4}" in said[0]
    assert read(archive_root) == captures[:2]
    with pytest.raises(ArchiveError, match="does not exist: there is nothing to index"):
        rebuild_index(archive_root, MONTH, "facebook")


def test_rebuilding_passes_over_a_broken_capture(archive_root: Path, part: Path) -> None:
    captures = write(archive_root, page(1), page(2), page(3))
    data = bytearray(part.read_bytes())
    data[captures[1].record.offset + 60] ^= 0xFF
    part.write_bytes(data)
    count, said = rebuild_index(archive_root, MONTH, "website")
    assert (count, len(said)) == (2, 1)
    assert read(archive_root) == [captures[0], captures[2]]


def test_the_index_says_whose_server_can_be_asked_whether_it_changed(archive_root: Path, part: Path) -> None:
    dated = page(2, headers={"last-modified": "Thu, 01 Oct 2026 08:00:00 GMT"})
    gone = page(4, outcome=Outcome.NOT_FOUND, status=404)
    write(archive_root, page(1), dated, page(3, headers={"content-type": "text/html"}), gone)
    expected = [True, True, False, False]
    for _ in range(2):
        entries, _ = read_index(part.with_name(INDEX))
        assert [entry.is_revalidable for entry in entries] == expected
        assert rebuild_index(archive_root, MONTH, "website") == (4, [])


def test_an_index_that_does_not_say_it_is_read_as_if_all_could_be_asked(archive_root: Path, part: Path) -> None:
    write(archive_root, page(1, headers={}))
    index = part.with_name(INDEX)
    index.write_bytes(index.read_bytes().replace(b',"is_revalidable":false', b""))
    assert [entry.is_revalidable for entry in read_index(index)[0]] == [True]


def test_what_was_never_sent_can_be_sent_later_and_the_latest_is_read(archive_root: Path) -> None:
    held = page(1, outcome=Outcome.NOT_ATTEMPTED, status=None, headers={}, body=b"")
    write(archive_root, held, failure(2))
    with PartitionArchive(archive_root, MONTH, "website") as archive:
        assert archive.find(held.request.key) is None
        assert archive.find(failure(2).request.key) is not None
        archive.append(page(1))
    assert [capture.outcome for capture in read(archive_root)] == [Outcome.OK, Outcome.TIMEOUT]


def test_failures_are_asked_again_only_on_demand(archive_root: Path) -> None:
    gone = page(3, outcome=Outcome.NOT_FOUND, status=404)
    write(archive_root, page(1), failure(2), gone)
    with PartitionArchive(archive_root, MONTH, "website", asks_again=True) as archive:
        assert archive.find(failure(2).request.key) is None
        assert archive.find(gone.request.key) is not None
        archive.append(page(2))
    assert [capture.outcome for capture in read(archive_root)] == [Outcome.OK, Outcome.OK, Outcome.NOT_FOUND]


def test_an_answer_that_is_not_believed_is_asked_again_only_on_demand(archive_root: Path) -> None:
    write(archive_root, page(1), page(2))
    distrusted = {page(1).request.key}
    with PartitionArchive(archive_root, MONTH, "website", distrusted=distrusted) as archive:
        assert archive.find(page(1).request.key) is not None
    with PartitionArchive(archive_root, MONTH, "website", asks_again=True, distrusted=distrusted) as archive:
        assert archive.find(page(1).request.key) is None
        assert archive.find(page(2).request.key) is not None
        archive.append(page(1, body=b"again"))
    assert [capture.body for capture in read(archive_root)] == [b"again", page(2).body]


def test_captures_of_some_purposes_only(archive_root: Path) -> None:
    feed = page(2)
    write(archive_root, page(1), replace(feed, request=replace(feed.request, purpose="feed")))
    with PartitionArchive(archive_root, MONTH, "website", is_read_only=True) as archive:
        assert [capture.request.purpose for capture in archive.captures(purposes={"feed"})] == ["feed"]
