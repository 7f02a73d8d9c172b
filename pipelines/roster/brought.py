"""Observations that a person brings: a CSV of readings of accounts, checked line by line.

What belongs here: reading the file, naming each account as the networks do, saying what is wrong with a line in words
that help to mend it. What becomes of the rows (lake, evidence) is decided by the caller.

Columns: `network`; `handle`, `platform_id` or `url` (one of them at least); `territory_code`, with `level` when the
code alone does not tell; `observed_at` (ISO 8601; UTC when no offset is written, noon when no hour is);
`followers_count` (a number, or as it was displayed: « 12,3 k »). Optional: `following_count`, `posts_count`,
`metric_def`, `account_name`, `source` (an address or a title, shown as the evidence).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

from pipelines.model.counts import parse_count
from pipelines.model.errors import CountError, InputError
from pipelines.model.months import PARIS, Month
from pipelines.model.records import NOT_GIVEN, AccountRef, Measure
from pipelines.model.strata import LEVELS, territory_id
from pipelines.roster.csv_lines import CsvLines, LineError, LineRefused

REQUIRED: Final = ("network", "territory_code", "observed_at", "followers_count")
NAMES: Final = ("url", "handle", "platform_id")
OPTIONAL: Final = (*NAMES, "level", "following_count", "posts_count", "metric_def", "account_name", "source")

Namer = Callable[[str, str], AccountRef | None]
"""(network, address or identifier) → the account, None when it names none."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One reading that was brought, of an account of a known territory."""

    account: AccountRef
    territory_id: str
    observed_at: datetime
    followers: Measure
    following: Measure
    posts: Measure
    metric_def: str
    account_name: str | None
    source: str

    @property
    def month(self) -> Month:
        """The month of the reading, in Paris."""
        return Month.of(self.observed_at.astimezone(PARIS).date())


def read_observations_csv(
    path: Path, networks: Collection[str], name_account: Namer, territory_ids: Collection[str], now: datetime
) -> tuple[list[Brought], list[LineError]]:
    """Readings of a CSV (`,` or `;`, UTF-8 with or without BOM), and the lines left out, by number, with the reason.

    Raises:
        InputError: the file is missing, empty, not in UTF-8, lacks a required column, or is not a CSV.
    """
    found: list[Brought] = []
    errors: list[LineError] = []
    seen: dict[tuple[str, datetime], int] = {}
    lines = CsvLines(path, REQUIRED, OPTIONAL)
    for line, cells in lines:
        try:
            one = _reading(cells, path.name, networks, name_account, territory_ids, now)
            first = seen.setdefault((one.account.account_id, one.observed_at), line)
            if first != line:
                raise LineRefused(f"{one.account.account_id} at {one.observed_at:%Y-%m-%d %H:%M} is on line {first}")
            found.append(one)
        except LineRefused as reason:
            errors.append(LineError(path.name, line, str(reason)))
    errors = sorted([*lines.errors, *errors], key=lambda error: error.line)
    if not found and not errors:
        raise InputError(f"{path} holds no reading: add one line for each below the header")
    return found, errors


def _reading(
    cells: Mapping[str, str],
    file: str,
    networks: Collection[str],
    name_account: Namer,
    territory_ids: Collection[str],
    now: datetime,
) -> Brought:
    network = cells["network"].lower()
    if network not in networks:
        raise LineRefused(f"network {network!r} is not known: write one of {', '.join(sorted(networks))}")
    observed_at = _instant(cells["observed_at"], now)
    followers = _measure(cells, "followers_count")
    if followers.count is None:
        raise LineRefused("followers_count is missing: leave out a line that has none, an empty cell is not a zero")
    return Brought(
        account=account_of(network, cells, name_account),
        territory_id=territory_of(cells, territory_ids),
        observed_at=observed_at,
        followers=followers,
        following=_measure(cells, "following_count"),
        posts=_measure(cells, "posts_count"),
        metric_def=_metric(network, cells.get("metric_def", "")),
        account_name=cells.get("account_name") or None,
        source=cells.get("source") or file,
    )


def account_of(network: str, cells: Mapping[str, str], name_account: Namer) -> AccountRef:
    """The account that a line names by `url`, `handle` or `platform_id`.

    Raises:
        LineRefused: it names none.
    """
    given = [cells[name] for name in NAMES if cells.get(name)]
    if not given:
        raise LineRefused(f"the account is not named: give one of {', '.join(NAMES)}")
    account = next((found for text in given if (found := name_account(network, text)) is not None), None)
    if account is None:
        raise LineRefused(f"{given[0]!r} is no account of {network}: give the address of its profile in url")
    return replace(account, platform_id=cells.get("platform_id") or account.platform_id)


def territory_of(cells: Mapping[str, str], territory_ids: Collection[str]) -> str:
    """The territory that a line names by `territory_code`, and `level` where the code alone does not tell.

    Raises:
        LineRefused: it names none, or several.
    """
    code, level = cells["territory_code"].upper(), cells.get("level", "").lower()
    if level and level not in LEVELS:
        raise LineRefused(f"level {level!r} is not known: write one of {', '.join(LEVELS)}")
    tried = [territory_id(one, code) for one in ((level,) if level else LEVELS)]
    known = [one for one in tried if one in territory_ids]
    if not known:
        raise LineRefused(f"territory_code {code!r} is not in the list: give a roster that holds it with --roster")
    if len(known) > 1:
        raise LineRefused(f"territory_code {code!r} is {' and '.join(known)}: add a column level")
    return known[0]


def _instant(text: str, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise LineRefused(f"observed_at {text!r} is not a date: write 2026-10-31 or 2026-10-31T18:00:00Z") from None
    if len(text) <= len("2026-10-31"):
        moment = datetime.combine(moment.date(), time(12))
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if moment > now:
        raise LineRefused(f"observed_at {text!r} is in the future")
    return moment


def _measure(cells: Mapping[str, str], column: str) -> Measure:
    text = cells.get(column, "")
    if not text:
        return NOT_GIVEN
    try:
        return Measure.of(parse_count(text))
    except CountError as error:
        raise LineRefused(f"{column} cannot be read: {error}") from None


def _metric(network: str, text: str) -> str:
    if text and not text.startswith(f"{network}."):
        raise LineRefused(f"metric_def {text!r} is not one of {network}: it begins with {network}.")
    return text or f"{network}.followers"
