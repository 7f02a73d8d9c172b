"""What every list of accounts is read into: frames of sites, evidence and looks, its parts, and the problems met.

Belongs here: the shape of a reading, rows in the columns of the field dictionary, comparison of names. Not here: the
format of any one list.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.model.outcomes import Evidence, Existence, Outcome
from pipelines.model.records import AccountEvidence, AccountRef, Capture
from pipelines.networks.frames import frame_of

Matcher = Callable[[str], AccountRef | None]
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What came of searching one territory in one list. `looked_at` is None when nothing was asked."""

    outcome: Outcome
    looked_at: datetime | None = None
    record: str | None = None

    @classmethod
    def of(cls, capture: Capture, outcome: Outcome | None = None) -> Look:
        return cls(outcome or capture.outcome, capture.fetched_at, record_of(capture))


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one part of a list (a kind of body, a property, a file): a row of roster.lists, before it is known
    which list is in force.

    `asked_count` members were looked for, the answer is believed for `answered_count` of them; `record_count` is what
    it holds, believed or not, None when it is no list at all. `problem` is one French sentence.
    """

    source: str
    name: str
    outcome: Outcome
    read_at: datetime | None = None
    asked_count: int = 0
    answered_count: int = 0
    record_count: int | None = None
    content_hash: str | None = None
    problem: str = ""
    record: str | None = None


@dataclass(frozen=True, slots=True)
class ListReading:
    """One list (`source`) read for a month: frames roster.sites, roster.evidence and roster.looks, what was left out,
    in French sentences that name the address or the record, the parts that were read, and rows of further tables."""

    source: str
    sites: pl.DataFrame
    evidence: pl.DataFrame
    looks: pl.DataFrame
    problems: list[str]
    parts: list[Part] = field(default_factory=list)
    more: dict[str, list[Row]] = field(default_factory=dict)


def unread(outcome: Outcome) -> Outcome:
    """What a failed request for a list says of each territory: a list that is gone (404, 410) does not say that the
    territory is not in it."""
    return Outcome.PARSE_ERROR if outcome.existence is Existence.ABSENT else outcome


def frame(full_name: str, rows: Iterable[Row]) -> pl.DataFrame:
    """Rows in the order of the columns of `full_name` as a frame; of rows with one key the first is kept, and the order
    too: it is the order of the list, which ranks its accounts."""
    table = TABLES[full_name]
    key = [table.columns.index(name) for name in table.grain]
    first: dict[Row, Row] = {}
    for row in rows:
        first.setdefault(tuple(row[place] for place in key), row)
    return frame_of(full_name, list(first.values()))


def evidence_frame(month: Month, evidence: Iterable[AccountEvidence]) -> pl.DataFrame:
    """roster.evidence, without repetition; an account's rank is its place among those that one page (or record of a
    list) names for a territory, in the order given."""
    places: dict[tuple[str, str], int] = defaultdict(int)
    rows = []
    for item in evidence:
        place = places[item.territory_id, item.source_url] = places[item.territory_id, item.source_url] + 1
        rows.append((
            month.first_day, item.territory_id, item.account.network, item.account.account_id, item.account.handle,
            item.account.url, item.evidence.value, item.source, item.source_url, item.found_where, place,
            naive(item.found_at), item.record or None, False,
        ))  # fmt: skip
    return frame("roster.evidence", rows)


def looks_frame(month: Month, source: str, territory_ids: Sequence[str], looks: dict[str, Look]) -> pl.DataFrame:
    """roster.looks of every territory of `territory_ids`; one without a look was not attempted."""
    missing = Look(Outcome.NOT_ATTEMPTED)
    rows = []
    for territory_id in territory_ids:
        look = looks.get(territory_id, missing)
        looked_at = None if look.looked_at is None else naive(look.looked_at)
        rows.append((month.first_day, territory_id, source, look.outcome.value, looked_at, look.record))
    return frame("roster.looks", rows)


def site_row(month: Month, territory_id: str, url: str, source: str, capture: Capture) -> Row:
    first: date = month.first_day
    return (first, territory_id, url, source, record_of(capture), naive(capture.fetched_at), False)


def account_evidence(
    territory_id: str,
    account: AccountRef,
    kind: Evidence,
    source: str,
    source_url: str,
    capture: Capture,
    found_where: str | None = None,
) -> AccountEvidence:
    return AccountEvidence(
        territory_id, account, kind, source, source_url, capture.fetched_at, record_of(capture) or "", found_where
    )


def record_of(capture: Capture) -> str | None:
    return None if capture.record is None else str(capture.record)


def named(title: str, part: str, capture: Capture) -> str:
    """A part of a list and where its answer lies, for messages: « Annuaire, partie mairie (2026-10/…warc.gz@0+9) »."""
    return f"{title}, partie {part} ({record_of(capture) or urlsplit(capture.request.url).netloc})"


def hash_of(bodies: Iterable[bytes]) -> str:
    """sha256 of what was received, in order, as roster.lists shows it."""
    digest = sha256()
    for body in bodies:
        digest.update(body)
    return digest.hexdigest()


def naive(moment: datetime) -> datetime:
    """The instant as the lake stores it: UTC, without zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def plain(text: str) -> str:
    """Lower case, without accents, words of letters and digits separated by one space: « L’Haÿ » → `l hay`."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))
