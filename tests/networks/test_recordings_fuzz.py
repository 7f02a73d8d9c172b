"""Recordings cut, shuffled and mutated: each parser gives readings or a typed refusal, and never invents a count.

A count is invented when neither the whole recording nor a text of the damaged one says it. The recordings are those of
third parties and are not part of the project.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from test_recordings import MODULES, SAMPLES, _capture, _rows

from pipelines.model.errors import ReadingError
from pipelines.model.months import Month
from pipelines.model.records import Capture, Measure
from pipelines.networks.protocol import AdLibrary

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not (SAMPLES / "MANIFEST.tsv").exists(), reason="the recordings are not here"),
]
MONTH = Month(2026, 1)
LARGEST = 400_000


def counts_of(network: str, capture: Capture) -> set[int]:
    """Follower counts that the parser reads in a capture. Any error that is not a ReadingError comes out."""
    module = MODULES[network]
    found: set[int] = set()
    try:
        for reading in module.parse_profile(capture):
            assert reading.account_id
            measures = (reading.followers, reading.following, reading.posts, reading.talking)
            assert all(isinstance(measure, Measure) for measure in measures)
            if reading.followers.count is not None:
                found.add(reading.followers.count.value)
    except ReadingError:
        pass
    with suppress(ReadingError):
        module.parse_posts(replace(capture, request=replace(capture.request, purpose="posts")))
    if isinstance(module, AdLibrary):
        with suppress(ReadingError):
            module.parse_ads(replace(capture, request=replace(capture.request, purpose="ads")), MONTH)
    list(module.follow(capture, MONTH))
    return found


@cache
def captures(network: str) -> tuple[tuple[str, Capture], ...]:
    rows = (row for row in _rows(network) if not row["file"].endswith((".csv", ".gz")))
    found = ((row["file"], _capture(network, row, "profile")) for row in rows)
    return tuple((name, capture) for name, capture in found if 0 < len(capture.body) <= LARGEST)


def damaged(capture: Capture, random: Random) -> Iterator[bytes]:
    """The body cut, its lines shuffled, bytes changed; a JSON document with its parts shuffled too."""
    body = capture.body
    for _ in range(6):
        yield body[: random.randrange(len(body))]
    lines = body.split(b"\n") if body.count(b"\n") > 3 else re.split(rb"(?<=>)", body)
    random.shuffle(lines)
    yield b"\n".join(lines)
    for _ in range(4):
        mutated = bytearray(body)
        for _ in range(random.randrange(1, 30)):
            mutated[random.randrange(len(mutated))] = random.randrange(256)
        yield bytes(mutated)
    try:
        document = json.loads(body)
    except ValueError:
        return
    for _ in range(4):
        yield json.dumps(_shuffled(document, random)).encode()


def _shuffled(node: Any, random: Random) -> Any:
    """The document with values of objects exchanged and lists in another order, here and there."""
    if isinstance(node, dict):
        keys = list(node)
        values = [_shuffled(value, random) for value in node.values()]
        if random.random() < 0.1:
            random.shuffle(values)
        return dict(zip(keys, values, strict=True))
    if isinstance(node, list):
        shuffled = [_shuffled(value, random) for value in node]
        if random.random() < 0.3:
            random.shuffle(shuffled)
        return shuffled
    return node


def is_said(count: int, body: bytes, whole: set[int]) -> bool:
    """True when the damaged body itself says the count, in digits or as it is displayed, or the whole one does."""
    if count in whole:
        return True
    text = body.decode("utf-8", "replace")
    digits = re.sub(r"(?<=\d)[ \u00a0\u202f.,'](?=\d)", "", text)
    short = f"{count:,}".rstrip("0").rstrip(",").replace(",", "")
    return str(count) in digits or bool(short and short in digits)


@pytest.mark.parametrize("network", sorted(MODULES))
def test_damaged_recordings_give_no_exception_and_no_invented_count(network: str) -> None:
    random = Random(network)
    tried = 0
    for name, capture in captures(network):
        whole = counts_of(network, capture)
        for body in damaged(capture, random):
            tried += 1
            for count in counts_of(network, replace(capture, body=body)):
                assert is_said(count, body, whole), (name, count)
    assert tried > 20


@pytest.mark.parametrize("network", sorted(MODULES))
def test_a_page_cut_inside_a_number_gives_no_shorter_number(network: str) -> None:
    for name, capture in captures(network):
        whole = counts_of(network, capture)
        for count in whole:
            for digits in {str(count), f"{count:,}"}:
                place = capture.body.find(digits.encode())
                for end in range(place + 1, place + len(digits)) if place >= 0 else ():
                    read = counts_of(network, replace(capture, body=capture.body[:end]))
                    assert read <= whole, (name, count, read, Path(name).name)
