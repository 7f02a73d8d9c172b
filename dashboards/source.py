"""Reads a published DuckDB file, read-only and once, into the frames that pages and charts are made from.

All SQL of the site is here, in `queries` and in `trail`, and selects columns by name, so that columns added by the
publication (`data_origin`) change nothing. No sentence, figure or HTML belongs here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

from dashboards.queries import read_queries
from dashboards.sheets.paths import is_page
from dashboards.trail import read_failures, read_requests
from dashboards.words import FR, Words, phrase
from pipelines.model.errors import ReferenceDataError, WarehouseError
from pipelines.model.fields import PUBLISHED, TABLES
from pipelines.model.months import Month
from pipelines.model.strata import STRATA
from pipelines.warehouse.changes import changes
from pipelines.warehouse.seal import ERRATUM_FILE

STRATUM_ORDER: Final = ("ALL", *(stratum.code for stratum in STRATA))
_FIRST, _LAST = "any", "website"
_UNRANKED = 1e9
WINDOWS: Final = (1, 12)
"""Months before its own with which an edition compares itself."""
HISTORIC_ROSTER: Final = "EQ2012"
MENTION: Final = phrase("données simulées")
ANY_NETWORK: Final = phrase("au moins un réseau")

_WHOLE = (
    "reference.networks", "reference.codes", "reference.indicators", "reference.published_figures", "roster.months",
    "barometer.presence", "barometer.copresence", "barometer.coverage", "barometer.unknowns", "barometer.comparison",
    "reference.statements", "reference.classifiers", "reference.journal", "barometer.replay",
)  # fmt: skip
_OF_BOTH = (
    "barometer.status", "barometer.posting", "barometer.growth", "barometer.ranking", "barometer.hours",
    "barometer.level_copies", "barometer.peers", "barometer.practice_sensitivity",
)  # fmt: skip
_OF_MONTH = (
    "roster.lists",
    "roster.looks",
    "roster.sites",
    "roster.evidence",
    "roster.attributions",
    "barometer.politeness",
    "barometer.discovery",
    "barometer.missed",
)


@dataclass(frozen=True)
class Edition:
    """One published month, ready to be drawn.

    `month` and `roster_id` are what the edition is about. `frames` holds every table that the site uses, in the columns
    of TABLES: sums keep all months, rows of territories only the edition's, but for the audience: all months of
    territories that have a page, and of the others those that a sheet compares. Requests and readings of the month are
    counted by door; `areas.cells`, `strata.medians`, `strata.quartiles` and `presence.drawn` are indicators; `failures`
    are of the months that a sheet compares. `names` are those of the members, `light` the members without a page of
    their own. `erratum` is what one says of itself (`erratum.json` beside the file): its reason and the edition that it
    corrects. `has_former`: corrections of the month before are among the changes. `words` is the language in which it
    is told. `bodies` names, by member, the other body that governs it.
    """

    month: date
    roster_id: str
    about: Mapping[str, Any]
    notice: str | None
    frames: Mapping[str, pl.DataFrame]
    row_counts: Mapping[str, int]
    labels: Mapping[tuple[str, str], str] = field(repr=False)
    networks: Mapping[str, str] = field(repr=False)
    ranks: Mapping[str, int] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    light: frozenset[str] = field(repr=False)
    erratum: Mapping[str, Any] | None = None
    has_former: bool = False
    words: Words = FR
    bodies: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def mention(self) -> str | None:
        """The words that every figure and file made from simulated data carries; None for the real world."""
        return None if self.notice is None else self.words.say(MENTION)

    def speaking(self, words: Words) -> Edition:
        """The same edition, told in another language."""
        return replace(self, words=words)

    def frame(self, full_name: str) -> pl.DataFrame:
        return self.frames[full_name]

    def current(self, full_name: str) -> pl.DataFrame:
        """Rows of the edition's own month and roster."""
        rows = self.frames[full_name].filter(pl.col("month") == self.month)
        return rows.filter(pl.col("roster_id") == self.roster_id) if "roster_id" in rows.columns else rows

    def label(self, kind: str, code: str) -> str:
        """The explanation of a published code (reference.codes).

        Raises:
            ReferenceDataError: the code is in the data but not in reference.codes.
        """
        try:
            return self.words.data(self.labels[kind, code])
        except KeyError:
            raise ReferenceDataError(
                f"reference.codes does not explain {kind} {code!r}, which the published tables use: add it"
            ) from None

    def network(self, code: str) -> str:
        return self.words.name(self.networks.get(code, code))

    def place(self, code: str) -> tuple[float, str]:
        """Sorts networks as the site shows them: at least one network, each by its published rank, then official
        sites, which are no network. One without a rank comes after the others, by its code."""
        ends = {_FIRST: -math.inf, _LAST: math.inf}
        return ends.get(code, self.ranks.get(code, _UNRANKED)), code

    def months(self, roster_id: str) -> list[date]:
        rows = self.frames["roster.months"].filter(pl.col("roster_id") == roster_id)
        return sorted(day for day in rows["month"].to_list() if day <= self.month)

    def before(self, months: int) -> date:
        return Month.of(self.month).plus(-months).first_day

    @property
    def members(self) -> pl.DataFrame:
        return self.frames["roster.members"]

    @cached_property
    def strata(self) -> list[str]:
        present = set(self.members["stratum"].to_list())
        return [code for code in STRATUM_ORDER if code in present]

    @cached_property
    def counted_strata(self) -> list[str]:
        """Strata whose members were not drawn at random: bounds and ranks of the others ignore the draw."""
        drawn = set(self.members.filter(pl.col("weight") > 1)["stratum"].to_list())
        return [code for code in self.strata if code not in drawn]

    @cached_property
    def drawn_strata(self) -> frozenset[str]:
        return frozenset(self.strata) - frozenset(self.counted_strata)

    @cached_property
    def observed_networks(self) -> list[str]:
        present = set(self.current("barometer.status")["network"].to_list())
        return sorted(present, key=self.place)


def read_edition(database: Path, former: Path | None = None) -> Edition:
    """Open the published file read-only and load the frames of its edition.

    The edition is the row of `edition.about`; a file without it is about its latest month. `former` is the DuckDB file
    that was published of the month before, from which corrections are told.

    Raises:
        WarehouseError: the file is missing, locked, or lacks a table of the field dictionary.
        ReferenceDataError: the file names no world, no month or no roster.
    """
    if not database.is_file():
        raise WarehouseError(f"{database} does not exist: publish the edition first, then build its site")
    try:
        connection = duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise WarehouseError(f"{database} cannot be opened read-only: {error}") from error
    with connection:
        _check_tables(connection, database)
        about = _about(connection)
        month, roster_id = _subject(connection, about, database)
        frames = _frames(connection, month, roster_id)
        frames["requests"] = read_requests(connection, month, roster_id)
        frames["failures"] = read_failures(connection, _compared(month), roster_id)
        frames["changes"] = _changes(connection, Month.of(month), roster_id, former)
        counts = {name: _scalar(connection, f"SELECT count(*) FROM {name}") for name in PUBLISHED}
        notice = _notice(connection, database)
    members = frames["roster.members"]
    names = dict(members.select("territory_id", "name").iter_rows())
    light, told = frozenset(_light(members)), _erratum(database.parent)
    is_after = former is not None
    governed = members.filter((pl.col("body_id") != pl.col("territory_id")) & pl.col("body_name").is_not_null())
    bodies = dict(governed.select("territory_id", "body_name").iter_rows())
    facts = (month, roster_id, about, notice, frames, counts, *_names(frames))
    return Edition(*facts, names, light, told, is_after, bodies=bodies)


def _check_tables(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    rows = connection.execute("SELECT table_schema || '.' || table_name FROM information_schema.tables").fetchall()
    missing = sorted(set(PUBLISHED) - {name for (name,) in rows})
    if missing:
        raise WarehouseError(f"{database} is not a published edition: it lacks {', '.join(missing)}")


def _scalar(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    return None if row is None else row[0]


def _about(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    found = _scalar(
        connection,
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'edition' AND table_name = 'about'",
    )
    if not found:
        return {}
    rows = connection.sql("SELECT * FROM edition.about").pl().to_dicts()
    return rows[0] if rows else {}


def _subject(connection: duckdb.DuckDBPyConnection, about: Mapping[str, Any], database: Path) -> tuple[date, str]:
    month = about.get("month") or _scalar(connection, "SELECT max(month) FROM roster.months")
    if month is None:
        raise ReferenceDataError(f"{database}: roster.months is empty, so the edition is about no month")
    month = Month.parse(month).first_day if isinstance(month, str) else month
    rosters = connection.execute(
        "SELECT roster_id FROM roster.months WHERE month = ? ORDER BY roster_id = ?, roster_id",
        [month, HISTORIC_ROSTER],
    ).fetchall()
    if not rosters:
        raise ReferenceDataError(f"{database}: roster.months has no roster in force in {month:%Y-%m}")
    return month, str(rosters[0][0])


def _notice(connection: duckdb.DuckDBPyConnection, database: Path) -> str | None:
    """What the file says of its simulated world; None for the real one."""
    worlds = connection.execute("SELECT is_simulated, label_fr FROM reference.world ORDER BY origin").fetchall()
    if not worlds:
        raise ReferenceDataError(f"{database}: reference.world is empty, so nobody can tell real data from simulated")
    return next((str(label) for is_simulated, label in worlds if is_simulated), None)


def _changes(connection: duckdb.DuckDBPyConnection, month: Month, roster_id: str, former: Path | None) -> pl.DataFrame:
    """What changed in the list since the month before, as `barometre diff` tells it."""
    rows = changes(connection, month.plus(-1), month, former)
    return rows.filter(pl.col("roster_id") == roster_id)


def _erratum(folder: Path) -> dict[str, Any] | None:
    """What an erratum says of itself; None for an edition that corrects no other."""
    told = folder / ERRATUM_FILE
    if not told.is_file():
        return None
    held: dict[str, Any] = json.loads(told.read_bytes())
    return held


def _frames(connection: duckdb.DuckDBPyConnection, month: date, roster_id: str) -> dict[str, pl.DataFrame]:
    def load(name: str, where: str = "", params: Mapping[str, Any] | None = None) -> pl.DataFrame:
        columns = ", ".join(TABLES[name].columns)
        order = ", ".join(TABLES[name].grain)
        return connection.sql(f"SELECT {columns} FROM {name} {where} ORDER BY {order}", params=params or {}).pl()

    frames = {name: load(name) for name in _WHOLE}
    frames["roster.members"] = load("roster.members", "WHERE roster_id = $roster", {"roster": roster_id})
    frames |= {name: load(name, "WHERE month = $month", {"month": month}) for name in _OF_MONTH}
    of_both, where = {"month": month, "roster": roster_id}, "WHERE month = $month AND roster_id = $roster"
    frames |= {name: load(name, where, of_both) for name in _OF_BOTH}
    told_apart = f"{where} AND indicator_id NOT IN ('I14', 'I15')"
    frames["barometer.account_sheet"] = load("barometer.account_sheet", told_apart, of_both)
    frames["barometer.audience"] = load(
        "barometer.audience",
        """WHERE roster_id = $roster AND month <= $month
            AND (list_contains($months, month) OR territory_id NOT IN (SELECT unnest($light)))""",
        {**of_both, "months": _compared(month), "light": _light(frames["roster.members"])},
    )
    return frames | read_queries(connection, month, roster_id)


def _compared(month: date) -> list[date]:
    return [Month.of(month).plus(-back).first_day for back in (0, *WINDOWS)]


def _light(members: pl.DataFrame) -> list[str]:
    sizes = members.select("territory_id", "level", "population").iter_rows()
    return [territory_id for territory_id, *size in sizes if not is_page(*size)]


def _names(frames: Mapping[str, pl.DataFrame]) -> tuple[dict[tuple[str, str], str], dict[str, str], dict[str, int]]:
    """Explanations of the codes; labels and ranks of the networks, as their first door gives them."""
    codes = {(row["kind"], row["code"]): row["label_fr"] for row in frames["reference.codes"].to_dicts()}
    doors = frames["reference.networks"].sort("network", "door_rank").unique("network", keep="first").to_dicts()
    labels = {row["network"]: row["label"] for row in doors} | {_FIRST: ANY_NETWORK}
    return codes, labels, {row["network"]: row["network_rank"] for row in doors}
