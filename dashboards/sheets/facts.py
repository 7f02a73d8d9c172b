"""The facts of a sheet as they are in the tables: raw values, codes of statuses and reasons, addresses. No word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from dashboards.sheets.levels import shared_messages
from dashboards.sheets.paths import departement_of, is_page
from dashboards.source import WINDOWS, Edition
from dashboards.words import sort_key

Row = dict[str, Any]
Own = Mapping[str, Sequence[Row]]
_TABLES: Final = (
    "barometer.status", "barometer.posting", "barometer.growth", "barometer.account_sheet", "barometer.audience",
    "barometer.level_copies", "roster.evidence", "roster.attributions", "roster.looks", "roster.sites",
    "requests", "failures", "accounts.closed",
)  # fmt: skip
_EVERY_MONTH: Final = ("barometer.audience", "failures", "accounts.closed")


@dataclass(frozen=True, slots=True)
class Measure:
    """Followers at the end of a month; `count` is None where none was read, and `status` says why: that of the measure,
    or the outcome of the request that gave nothing to read."""

    metric: str | None
    status: str
    record: str | None
    count: int | None
    lo: int | None
    hi: int | None


@dataclass(frozen=True, slots=True)
class Growth:
    window: int
    status: str
    gain: float | None
    lo: float | None
    hi: float | None
    relative: float | None
    per_1000: float | None
    is_suspect: bool


@dataclass(frozen=True, slots=True)
class Closed:
    """Since when the network says that an account is closed or suspended, and its last reading before, if any."""

    since: date
    last: date | None
    count: int | None


@dataclass(frozen=True, slots=True)
class Proof:
    evidence: str
    source: str
    url: str
    found_at: datetime
    record: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """The main account of a territory on a network. `measures` are those of the month, of the one before and of a year
    before, None where it has no row; a website has none. `closed` is there where the account is closed. `history` are
    the rows of all months, on pages only; `lines` are rows of barometer.account_sheet."""

    handle: str
    url: str
    is_official: bool
    rule: str | None
    post_count: int | None
    is_at_least: bool
    measures: tuple[Measure | None, ...]
    growths: tuple[Growth, ...]
    lines: tuple[Row, ...]
    proofs: tuple[Proof, ...]
    history: Mapping[date, Row]
    closed: Closed | None = None

    @property
    def is_read(self) -> bool:
        """Whether followers were read in one at least of the months that a sheet compares."""
        return any(one is not None and one.count is not None for one in self.measures)


@dataclass(frozen=True, slots=True)
class Network:
    code: str
    status: str
    reason: str
    account: Account | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a sheet shows of a territory. `member` is its row of roster.members; `others` counts accounts that are
    not named, by scope; `shared` are messages of other levels (dashboards.sheets.levels), `requests` those of
    dashboards.trail."""

    member: Row
    networks: tuple[Network, ...]
    others: tuple[tuple[str, int], ...]
    shared: tuple[Row, ...]
    looks: tuple[tuple[str, str, str | None], ...]
    sites: tuple[str, ...]
    requests: tuple[Row, ...] = ()

    @property
    def is_page(self) -> bool:
        return is_page(self.member["level"], self.member["population"])


def by_departement(edition: Edition) -> Iterator[tuple[str, list[Facts]]]:
    """Facts of the members of each département in turn, by name; '' holds those that lie in none. Rows become objects
    one département at a time: those of all communes would take gigabytes."""
    places = {row["territory_id"]: _place(row) for row in edition.members.select(_KEYS).to_dicts()}
    members: dict[str, list[Row]] = {}
    for row in edition.members.to_dicts():
        members.setdefault(places[row["territory_id"]], []).append(row)
    parts = {name: _parted(edition, name, places) for name in _TABLES}
    for place in sorted(members):
        groups = {name: _grouped(part.pop(place, None)) for name, part in parts.items()}
        ordered = sorted(members[place], key=lambda row: (sort_key(row["name"]), row["territory_id"]))
        yield place, [_facts(edition, row, groups) for row in ordered]


_KEYS: Final = ("territory_id", "level", "code", "departement_code")


def _place(row: Row) -> str:
    return departement_of(row["code"]) if row["level"] == "commune" else row["departement_code"] or ""


def _parted(edition: Edition, name: str, places: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    frame = edition.frame(name) if name in _EVERY_MONTH else edition.current(name)
    where = pl.DataFrame({"territory_id": list(places), "place": list(places.values())})
    placed = frame.join(where, on="territory_id", how="inner", maintain_order="left")
    return {str(key[0]): part for key, part in placed.partition_by("place", as_dict=True, include_key=False).items()}


def _grouped(frame: pl.DataFrame | None) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in () if frame is None else frame.iter_rows(named=True):
        groups.setdefault(row["territory_id"], []).append(row)
    return groups


def _facts(edition: Edition, member: Row, groups: Mapping[str, Mapping[str, list[Row]]]) -> Facts:
    own = {name: group.get(member["territory_id"], []) for name, group in groups.items()}
    statuses = sorted(own["barometer.status"], key=lambda row: edition.place(row["network"]))
    main = {row["account_id"] for row in statuses}
    others = Counter(row["scope"] for row in own["roster.attributions"] if row["account_id"] not in main)
    looks = tuple((row["source"], row["outcome"], row["record"]) for row in own["roster.looks"])
    has_page = is_page(member["level"], member["population"])
    return Facts(
        member=member,
        networks=tuple(_network(edition, row, own, has_page) for row in statuses),
        others=tuple(others.items()),
        shared=tuple(shared_messages(edition, own["barometer.level_copies"])),
        looks=looks,
        sites=tuple(sorted({row["site_url"] for row in own["roster.sites"]})),
        requests=tuple(own["requests"]),
    )


def _network(edition: Edition, status: Row, own: Own, has_page: bool) -> Network:
    mine = (row for row in own["roster.attributions"] if row["account_id"] == status["account_id"])
    named = next(mine, None) if status["account_id"] else None
    account = None if named is None else _account(edition, status, named, own, has_page)
    return Network(status["network"], status["status"], status["reason"], account)


def _account(edition: Edition, status: Row, named: Row, own: Own, has_page: bool) -> Account:
    def mine(name: str) -> list[Row]:
        return [row for row in own[name] if row["network"] == status["network"]]

    months = {row["month"]: row for row in mine("barometer.audience")}
    failures = {row["month"]: row["outcome"] for row in mine("failures")}
    compared = () if status["network"] == "website" else (0, *WINDOWS)
    posting = next(iter(mine("barometer.posting")), None)
    closed = next(iter(mine("accounts.closed")), None)
    growths = sorted(mine("barometer.growth"), key=lambda row: row["window_months"])
    return Account(
        handle=named["handle"],
        url=named["account_url"],
        is_official=named["is_official"],
        rule=named["rule"] if named["rival_account_id"] else None,
        post_count=(status if posting is None else posting)["post_count"],
        is_at_least=posting is not None and posting["post_status"] == "at_least",
        measures=tuple(_measure(months.get(day), failures.get(day)) for day in map(edition.before, compared)),
        growths=tuple(_growth(row, failures.get(edition.month)) for row in growths),
        lines=tuple(
            row | {"value_status": why(row["value_status"], failures.get(edition.month))}
            for row in mine("barometer.account_sheet")
        ),
        proofs=tuple(_proof(row) for row in own["roster.evidence"] if row["account_id"] == status["account_id"]),
        history=months if has_page else {},
        closed=_closed(closed) if closed else None,
    )


def why(status: str, failure: str | None) -> str:
    """A status, or what became of the request, where the status says no more than that it gave nothing to read."""
    return failure if status == "not_read" and failure else status


def _measure(row: Row | None, failure: str | None) -> Measure | None:
    if row is None:
        return None
    counts = (row["followers_count"], row["followers_lo"], row["followers_hi"])
    return Measure(row["metric_def"], why(row["followers_status"], failure), row["record"], *counts)


def _closed(row: Row) -> Closed:
    return Closed(row["since_month"], row["last_month"], row["followers_count"])


def _growth(row: Row, failure: str | None) -> Growth:
    gains = (row["growth_abs"], row["growth_abs_lo"], row["growth_abs_hi"])
    rates = (row["growth_rel"], row["growth_per_1000"])
    return Growth(
        row["window_months"], why(row["growth_status"], failure), *gains, *rates, bool(row["is_stock_flow_suspect"])
    )


def _proof(row: Row) -> Proof:
    return Proof(row["evidence"], row["source"], row["source_url"], row["found_at"], row["record"])
