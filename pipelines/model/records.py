"""The records that travel between rooms: requests, captures, readings, posts, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.model.counts import Count
from pipelines.model.outcomes import Evidence, MeasureStatus, Outcome
from pipelines.model.texts import tidy


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account as an address names it. `handle` is canonical (lower case, no @); Mastodon keeps `user@host`."""

    network: str
    handle: str
    url: str
    platform_id: str | None = None

    @property
    def account_id(self) -> str:
        """The key of the account in every table: `network:handle`."""
        return f"{self.network}:{self.handle}"


@dataclass(frozen=True, slots=True)
class Request:
    """One planned request. `subjects` are the account ids (or territory ids) that the answer is about.

    `auth` names the token of Settings that the client adds at the last moment; it never reaches archive or log. A
    `body` (JSON) makes it a POST. `units` of the token's grant are what it costs. `barred` says why the terms forbid
    it: then it is recorded and never sent. `occasion` tells apart the visits of one month (a date, empty for the one
    that closes it).
    """

    url: str
    network: str
    door: str
    purpose: str
    subjects: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    auth: str | None = None
    body: str = ""
    units: float = 1.0
    barred: str = ""
    occasion: str = ""

    @property
    def key(self) -> str:
        """Identity inside a partition: what makes a request the same one after a restart."""
        parts = (self.door, self.purpose, self.url, self.body, self.occasion and f"@{self.occasion}")
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class RecordRef:
    """Where a capture lies in the archive: file relative to the archive root, offset and length in bytes."""

    file: str
    offset: int
    length: int

    def __str__(self) -> str:
        return f"{self.file}@{self.offset}+{self.length}"


@dataclass(frozen=True, slots=True)
class Capture:
    """One request with what came of it. `body` is decoded (content-encoding undone); header names are lower case."""

    request: Request
    outcome: Outcome
    fetched_at: datetime
    status: int | None = None
    final_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    attempts: int = 1
    redirects: tuple[str, ...] = ()
    error: str = ""
    wire_bytes: int = 0
    record: RecordRef | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A count or the reason why there is none: exactly one of the two."""

    count: Count | None
    status: MeasureStatus

    @classmethod
    def of(cls, count: Count) -> Measure:
        return cls(count, MeasureStatus.OBSERVED if count.is_exact else MeasureStatus.ROUNDED)

    @classmethod
    def missing(cls, status: MeasureStatus) -> Measure:
        return cls(None, status)


NOT_GIVEN = Measure(None, MeasureStatus.NOT_GIVEN)


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a profile shows beside its figures, each None where the door does not tell; no word of it is kept.

    `has_contact`: a telephone, a mail or a postal address; `has_category`: a category or a place; `bio_chars`:
    characters of the presentation, 0 when it is empty.
    """

    has_avatar: bool | None = None
    has_banner: bool | None = None
    has_contact: bool | None = None
    has_category: bool | None = None
    bio_chars: int | None = None


@dataclass(frozen=True, slots=True)
class ProfileReading:
    """What a parser saw of one account. `metric_def` names what `followers` counts, e.g. `facebook.fans`.

    `id_space` tells `platform_id` from other numbers that the network gives the same account; None stands for the space
    of the door (`Manifest.id_space`).
    """

    account_id: str
    handle: str
    metric_def: str
    followers: Measure
    following: Measure = NOT_GIVEN
    posts: Measure = NOT_GIVEN
    talking: Measure = NOT_GIVEN
    platform_id: str | None = None
    name: str | None = None
    bio_url: str | None = None
    is_verified: bool | None = None
    created_at: datetime | None = None
    outcome: Outcome = Outcome.OK
    id_space: str | None = None
    presentation: Presentation = Presentation()


@dataclass(frozen=True, slots=True)
class Post:
    """One post. `kind` is original, reply or repost; `generator` the program that sent it, where the network names it;
    `format` one of `networks.formats.FORMATS`, None where the door does not tell it.

    `text` is what the institution wrote, without markup: caption, body, title and description of a video. None when the
    door gives none. A repost is of another author, a reply names whom it answers: neither ever holds a text (METHOD,
    section 5).
    """

    account_id: str
    post_id: str
    created_at: datetime
    kind: str
    likes: Measure = NOT_GIVEN
    comments: Measure = NOT_GIVEN
    shares: Measure = NOT_GIVEN
    views: Measure = NOT_GIVEN
    url: str | None = None
    link_url: str | None = None
    lang: str | None = None
    media_count: int | None = None
    alt_text_count: int | None = None
    format: str | None = None
    generator: str | None = None
    text: str | None = None

    def __post_init__(self) -> None:
        kept = None if self.text is None or self.kind != "original" else tidy(self.text)
        object.__setattr__(self, "text", kept)


@dataclass(frozen=True, slots=True)
class Ad:
    """One advertisement of a page, as a public ad library shows it: reach in the Union, spending left out."""

    account_id: str
    ad_id: str
    started_at: datetime
    stopped_at: datetime | None = None
    reach: Measure = NOT_GIVEN
    page_id: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message that a citizen addressed to an account under a post of it: whether it was answered within seven days,
    and after how many whole hours. Nothing else of it is ever kept: no name, no text, no id, no instant."""

    post_id: str
    is_answered: bool
    reply_hours: int | None = None


@dataclass(frozen=True, slots=True)
class SiteItem:
    """One item of an official site's own feed. `text` is its title and what the feed holds of it, without markup."""

    item_url: str
    title: str
    published_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class AccountEvidence:
    """One reason to hold an account for a territory's own, with the page that shows it and the place in the page."""

    territory_id: str
    account: AccountRef
    evidence: Evidence
    source: str
    source_url: str
    found_at: datetime
    record: str = ""
    found_where: str | None = None
