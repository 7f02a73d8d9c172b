"""Small hand-made pages of each social network, and what must be read in them (also when they are damaged)."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.model.errors import LayoutError, ReadingError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Measure, Post, Presentation, ProfileReading, Request
from pipelines.networks.planning import is_within
from pipelines.networks.reading import read_partition
from pipelines.networks.registry import NETWORKS

SOCIAL = [name for name in NETWORKS if name != "website"]
CASES = sorted(path for name in SOCIAL for path in (Path(__file__).parent / name).iterdir() if path.is_dir())
MEASURES = {"followers", "following", "total_posts", "talking", "likes", "comments", "shares", "views"}


@cache
def capture_of(folder: Path) -> tuple[Capture, Month]:
    meta = tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8"))
    request = Request(meta["url"], folder.parent.name, meta["door"], meta["purpose"], tuple(meta["subjects"]))
    body = next(folder.glob("page.*")).read_bytes()
    final_url = meta.get("final_url", meta["url"])
    return Capture(request, Outcome.OK, meta["fetched_at"], 200, final_url, body=body), Month.parse(meta["month"])


def with_body(capture: Capture, body: bytes) -> Capture:
    return Capture(capture.request, Outcome.OK, capture.fetched_at, 200, capture.final_url, body=body)


def seen_of(record: ProfileReading | Post, name: str) -> Any:
    value = getattr(record, {"total_posts": "posts"}.get(name, name))
    if isinstance(value, Measure):
        if value.count is None:
            return value.status.value
        exact = value.count.value if isinstance(record, Post) else None
        return exact if exact is not None else [value.count.value, value.count.lo, value.count.hi]
    if isinstance(value, Presentation):
        return list(astuple(value))
    return value.isoformat() if isinstance(value, datetime) else value


def assert_seen(record: ProfileReading | Post, expected: dict[str, Any]) -> None:
    wanted = {name: "not_given" if value is None and name in MEASURES else value for name, value in expected.items()}
    assert {name: seen_of(record, name) for name in wanted} == wanted


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_case(folder: Path) -> None:
    capture, month = capture_of(folder)
    network, expected = NETWORKS[folder.parent.name], json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    if "error" in expected:
        parse: Callable[[Capture], object] = (
            network.parse_profile if capture.request.purpose == "profile" else network.parse_posts
        )
        with pytest.raises(ReadingError) as raised:
            parse(capture)
        wall = raised.value.outcome.value if isinstance(raised.value, Walled) else type(raised.value).__name__
        assert wall == expected["error"]
    if "profiles" in expected:
        readings = network.parse_profile(capture)
        assert len(readings) == len(expected["profiles"])
        for reading, wanted in zip(readings, expected["profiles"], strict=True):
            assert_seen(reading, wanted)
    if "posts" in expected:
        posts = [post for post in network.parse_posts(capture) if is_within(post.created_at, month)]
        assert len(posts) == len(expected["posts"])
        for post, wanted in zip(posts, expected["posts"], strict=True):
            assert_seen(post, wanted)
    if "post_count" in expected:
        found = [post for post in network.parse_posts(capture) if is_within(post.created_at, month)]
        assert len(found) == expected["post_count"]
    if "follow" in expected:
        assert [request.url for request in network.follow(capture, month)] == expected["follow"]


@pytest.mark.parametrize("name", SOCIAL)
def test_every_network_has_readings_walls_and_unknown_layouts(name: str) -> None:
    expected = [
        json.loads((path / "expected.json").read_text(encoding="utf-8")) for path in CASES if path.parent.name == name
    ]
    errors = {case.get("error") for case in expected}
    assert sum("profiles" in case for case in expected) >= 2
    assert "LayoutError" in errors
    assert errors - {"LayoutError", None}


@pytest.mark.parametrize(
    "name", [name for name in SOCIAL if any("texts" in d.gives for d in NETWORKS[name].MANIFEST.doors)]
)
def test_every_network_that_gives_texts_is_seen_giving_one_and_nobody_else_s(name: str) -> None:
    folders = [path for path in CASES if path.parent.name == name]
    cases = [(path, json.loads((path / "expected.json").read_text(encoding="utf-8"))) for path in folders]
    assert sum(bool(post.get("text")) for _, case in cases for post in case.get("posts", ())) >= 1
    for path, case in cases:
        if "posts" in case:
            capture, _ = capture_of(path)
            texts = [post.text for post in NETWORKS[name].parse_posts(capture) if post.text]
            assert [text for text in texts if "habitante" in text or "Ce que dit" in text or "<p" in text] == []


def read_or_refuse(folder: Path, body: bytes) -> None:
    """Damaged bytes give readings or a ReadingError, nothing else; a reading is never empty.

    One without a count says that it is hidden, or comes from a door that gives none: then it has a name.
    """
    capture, month = capture_of(folder)
    damaged = with_body(capture, body)
    network = NETWORKS[folder.parent.name]
    door = network.MANIFEST.door(capture.request.door)
    counts_nobody = door is not None and "followers" not in door.gives
    try:
        for reading in network.parse_profile(damaged):
            assert reading.account_id
            if counts_nobody:
                assert reading.name and reading.followers.status.value == "not_given"
            else:
                assert reading.followers.count is not None or reading.followers.status.value in ("hidden", "not_read")
    except ReadingError:
        pass
    with suppress(ReadingError):
        network.parse_posts(damaged)
    list(network.follow(damaged, month))


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_page_that_stops_anywhere_is_read_or_refused(folder: Path) -> None:
    body = capture_of(folder)[0].body
    for end in range(0, len(body), max(1, len(body) // 12)):
        read_or_refuse(folder, body[:end])


@pytest.mark.parametrize(
    "folder", [path for path in CASES if (path / "page.json").exists()], ids=lambda path: path.name
)
def test_json_that_stops_early_is_never_read(folder: Path) -> None:
    capture, _ = capture_of(folder)
    with pytest.raises(LayoutError):
        NETWORKS[folder.parent.name].parse_profile(with_body(capture, capture.body.rstrip()[:-1]))


MUTANTS = (
    b"null",
    b"-1",
    b"1e400",
    b"true",
    b'"x"',
    b"[]",
    b"{}",
    b"99999999999999999999999",
    b"\xff",
    b"\x00",
    b"<",
    b'"',
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CASES), st.floats(0, 1), st.integers(0, 12), st.sampled_from(MUTANTS))
def test_a_mutated_page_is_read_or_refused(folder: Path, place: float, width: int, mutant: bytes) -> None:
    body = capture_of(folder)[0].body
    start = int(place * len(body))
    read_or_refuse(folder, body[:start] + mutant + body[start + width :])


def _leaves(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(document, dict):
        return [path, *(leaf for key, value in document.items() for leaf in _leaves(value, (*path, key)))]
    if isinstance(document, list):
        return [path, *(leaf for index, value in enumerate(document) for leaf in _leaves(value, (*path, index)))]
    return [path]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from([path for path in CASES if (path / "page.json").exists()]))
def test_json_with_any_part_replaced_is_read_or_refused(data: st.DataObject, folder: Path) -> None:
    document = json.loads(capture_of(folder)[0].body)
    path = data.draw(st.sampled_from(_leaves(document)))
    value = data.draw(st.sampled_from([None, True, -1, 1.5, 10**30, "", "x", "9" * 5000, [], {}, [None], {"x": None}]))
    holder = [document]
    target: Any = holder
    for step in (0, *path)[:-1]:
        target = target[step]
    target[(0, *path)[-1]] = value
    read_or_refuse(folder, json.dumps(holder[0]).encode())


@pytest.mark.parametrize("name", SOCIAL)
def test_all_cases_of_a_network_make_one_partition(name: str) -> None:
    captures = [capture_of(path)[0] for path in CASES if path.parent.name == name]
    frames = read_partition(captures, NETWORKS[name], Month(2026, 10))
    snapshots = frames["observations.snapshots"]
    assert frames["observations.fetches"].height > 0
    values = snapshots["followers_count"].is_not_null()
    assert (snapshots["followers_status"].is_in(["observed", "rounded"]) == values).all()
    assert snapshots.filter(values)["metric_def"].null_count() == 0
