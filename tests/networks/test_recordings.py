"""Recorded pages and API answers of third parties, read by the parsers. The recordings are not part of the project.

MANIFEST.tsv says what each recording holds (extracted by scripts, so that a row may be wrong: see RECORDINGS.md).
A row is *right* when every stated value that a door gives agrees, or when the stated wall has its typed outcome; it
*states nothing* when it holds none of them, and must then give no follower count. Run with -rP to see the table.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import cast

import pytest
from recorded import Stated, Values

from pipelines.model.counts import parse_count, plain_text
from pipelines.model.errors import LayoutError, ReadingError, Walled
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Post, ProfileReading, Request
from pipelines.networks.protocol import Network
from pipelines.networks.registry import NETWORKS

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
HERE = Path(__file__).parent


def _states(network: str) -> Callable[[str, str], Stated]:
    """`states` of the file beside the cases of a network: what the manifest states of one of its recordings."""
    spec = spec_from_file_location(f"states_of_{network}", HERE / network / "states.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast(Callable[[str, str], Stated], module.states)


MODULES: dict[str, Network] = {name: NETWORKS[name] for name in NETWORKS if (HERE / name / "states.py").exists()}
STATES = {name: _states(name) for name in MODULES}

ASKED = {"Nintendo": ("facebook:nintendo",), "research_example_resp_q_user": ("tiktok:joe123456",)}
"""The account that was asked for, where the answer itself names none."""

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not (SAMPLES / "MANIFEST.tsv").exists(), reason="the recordings are not here"),
]


def _rows(network: str) -> list[dict[str, str]]:
    with (SAMPLES / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines, delimiter="\t") if row["network"] == network]


def _capture(network: str, row: dict[str, str], purpose: str) -> Capture:
    address = re.search(r"GET (\S+?);?(?: |$)", row["note"])
    body = (SAMPLES / row["file"]).read_bytes()
    if row["file"].endswith(".jsonl"):
        body = body.splitlines()[0]
    subjects = next((subjects for part, subjects in ASKED.items() if part in row["file"]), ())
    url = address[1] if address else f"https://{network}.example/"
    request = Request(url, network, "recording", purpose, subjects)
    return Capture(request, Outcome.OK, datetime(2026, 10, 1, tzinfo=UTC), status=200, body=body)


def _profile_values(reading: ProfileReading) -> Values:
    measures = {"followers": reading.followers, "following": reading.following, "posts": reading.posts,
                "talking": reading.talking}  # fmt: skip
    values: Values = {name: measure.count.value for name, measure in measures.items() if measure.count}
    return values | {"handle": reading.handle, "platform_id": reading.platform_id}


def _post_values(post: Post) -> Values:
    measures = {"likes": post.likes, "comments": post.comments, "shares": post.shares, "views": post.views}
    values: Values = {name: measure.count.value for name, measure in measures.items() if measure.count}
    return values | {"post_id": post.post_id, "created_at": post.created_at}


def _differences(stated: Values, seen: Values) -> list[str]:
    found = []
    for name, expected in stated.items():
        if name == "created_at":
            expected = datetime.fromisoformat(str(expected))
        if seen.get(name) != expected:
            found.append(f"{name} {seen.get(name)} ≠ {expected}")
    return found


@dataclass
class Verdict:
    file: str
    state: str
    detail: str = ""
    is_wrong_count: bool = False
    kind: str = ""


def judge(network: str, row: dict[str, str]) -> Verdict:
    """One row of MANIFEST.tsv against the parser of its network."""
    name = row["file"].partition("/")[2]
    stated = STATES[network](name, row["expected_values"])
    outcome, readings, posts, detail = _read(network, row, wants_posts=bool(stated.post or stated.post_ids))
    count = next((reading.followers.count for reading in readings if reading.followers.count), None)
    if stated.is_nothing:
        is_wrong = count is not None
        return Verdict(
            name, "wrong" if is_wrong else "states nothing", f"reads {count}" if is_wrong else detail, is_wrong
        )
    found: list[str] = []
    if stated.outcome and outcome not in stated.outcome:
        found.append(f"outcome {outcome}, not {sorted(stated.outcome)}")
    if stated.profile:
        seen = [_differences(stated.profile, _profile_values(reading)) for reading in readings]
        found += min(seen, key=len, default=[f"no reading: {detail}"])
    if stated.post:
        seen = [_differences(stated.post, _post_values(post)) for post in posts]
        found += min(seen, key=len, default=[f"no post: {detail}"])
    missing = stated.post_ids - {post.post_id for post in posts}
    if missing:
        found.append(f"posts not seen: {', '.join(sorted(missing))}")
    is_wrong_count = bool(readings) and any(text.startswith("followers") for text in found)
    return Verdict(name, "wrong" if found else "right", "; ".join(found), is_wrong_count)


def _read(
    network: str, row: dict[str, str], *, wants_posts: bool
) -> tuple[Outcome | None, list[ProfileReading], list[Post], str]:
    module, outcome, details = MODULES[network], None, []
    readings: list[ProfileReading] = []
    posts: list[Post] = []
    try:
        readings = module.parse_profile(_capture(network, row, "profile"))
    except Walled as wall:
        outcome = wall.outcome
        details.append(str(wall))
    except ReadingError as error:
        details.append(str(error))
    if wants_posts:
        try:
            posts = module.parse_posts(_capture(network, row, "posts"))
        except ReadingError as error:
            details.append(str(error))
    return outcome, readings, posts, " | ".join(details)[:160]


def judge_all() -> dict[str, list[Verdict]]:
    return {network: [replace(judge(network, row), kind=row["kind"]) for row in _rows(network)] for network in MODULES}


def table(verdicts: dict[str, list[Verdict]]) -> str:
    """`network  right / readable / total`, the same of each kind of recording, then every disagreement."""
    lines = [f"{'network':<10} {'right':>5} / {'readable':>8} / {'total':>5}"]
    for network, rows in verdicts.items():
        lines.append(f"{network:<10} {_tally(rows)}")
        kinds = sorted({row.kind for row in rows})
        lines += [f"{'':<10} {_tally([row for row in rows if row.kind == kind])}  {kind}" for kind in kinds]
    wrong = [(network, row) for network, rows in verdicts.items() for row in rows if row.state == "wrong"]
    return "\n".join([*lines, *(f"{network}/{row.file}: {row.detail}" for network, row in wrong)])


def _tally(rows: list[Verdict]) -> str:
    states = Counter(row.state for row in rows)
    return f"{states['right']:>5} / {states['right'] + states['wrong']:>8} / {len(rows):>5}"


@pytest.fixture(scope="module")
def verdicts() -> dict[str, list[Verdict]]:
    found = judge_all()
    print(table(found))
    return found


@pytest.mark.parametrize("network", sorted(MODULES))
def test_nineteen_in_twenty_recordings_are_read_right(network: str, verdicts: dict[str, list[Verdict]]) -> None:
    states = Counter(row.state for row in verdicts[network])
    readable = states["right"] + states["wrong"]
    assert readable > 0
    assert states["right"] / readable >= 0.95, table({network: verdicts[network]})


@pytest.mark.parametrize("network", sorted(MODULES))
def test_no_recording_gives_a_wrong_follower_count(network: str, verdicts: dict[str, list[Verdict]]) -> None:
    assert [row for row in verdicts[network] if row.is_wrong_count] == []


def test_pages_of_a_signed_in_member_of_linkedin_are_no_answer_of_its_door() -> None:
    """Both show followers to a member (2,587,822 and 3,243,580), and those of similar pages."""
    rows = _rows("linkedin")
    assert len(rows) == 2
    for row in rows:
        with pytest.raises(LayoutError):
            NETWORKS["linkedin"].parse_profile(_capture("linkedin", row, "profile"))


def test_every_json_recording_that_stops_early_is_refused() -> None:
    for network, module in MODULES.items():
        for row in _rows(network):
            if row["file"].endswith(".json"):
                capture = _capture(network, row, "profile")
                body = capture.body.rstrip()
                cut = Capture(capture.request, Outcome.OK, capture.fetched_at, body=body[: len(body) // 2])
                with pytest.raises(ReadingError):
                    module.parse_profile(cut)


def test_texts_of_recordings_are_plain_and_of_original_posts_alone() -> None:
    found = Counter[tuple[str, str]]()
    for network, module in MODULES.items():
        for row in _rows(network):
            with suppress(ReadingError):
                for post in module.parse_posts(_capture(network, row, "posts")):
                    assert post.text is None or not MARKUP.search(post.text), (row["file"], post.text)
                    found[network, post.kind] += bool(post.text)
    print(dict(found))
    assert {network for (network, kind), count in found.items() if kind == "original" and count} == set(MODULES)
    assert sum(count for (_, kind), count in found.items() if kind != "original") == 0


def test_observed_count_strings_have_their_value() -> None:
    """The figure beside the unit word of the stated field, read as it stands in the sentence; other figures are not."""
    with (SAMPLES / "count_strings.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    wrong = []
    for row in rows:
        count = parse_count(_figure_of(row["field"], plain_text(row["raw"])))
        if (count.value, count.is_exact) != (int(row["expected_int"]), row["is_exact"] == "1"):
            wrong.append((row, count))
    print(f"count strings: {len(rows) - len(wrong)} / {len(rows)} right")
    assert wrong == []
    assert len(rows) > 50


MARKUP = re.compile(r"</?(?:a|br|div|p|span)\b|&(?:amp|lt|gt|nbsp|quot|#\d+);")
UNITS = {
    "comments": "comments?", "likes": "likes?(?: this)?|others like this|people", "page_likes": "likes?",
    "talking_about": "talking about this", "tweets": "tweets", "videos": "videos?|vídeos", "views": "views",
    "Page": "followers|lượt thích", "reaction": "people", "engagement.social_sentence": "people like this",
}  # fmt: skip
FOLLOWERS = "followers|subscribers?|(?:d'|de )?(?:abonnés|suscriptores)"
NUMBER = r"(?<![\w.,])\d{1,3}(?:[., ]\d{3})+(?!\d)|(?<![\w.,])\d+(?:[.,]\d+)?"
SCALE = r"(?: ?(?:k|m|mil|millones|million|thousand)\b)?"


def _figure_of(field: str, text: str) -> str:
    """The number before the unit word of `field` in `text` (with the word); a text that is a number alone, itself."""
    unit = UNITS.get(field.split()[0], FOLLOWERS)
    found = re.search(rf"(?:{NUMBER}){SCALE} (?:{unit})(?!\w)", text, re.IGNORECASE)
    assert found or re.fullmatch(rf"(?:{NUMBER}){SCALE}", text, re.IGNORECASE), (field, text)
    return found[0] if found else text


if __name__ == "__main__":
    print(json.dumps({"table": table(judge_all())}, ensure_ascii=False))
