"""A page for each network, and their index: presence by stratum, map, months, ranks, doors, unknowns, counters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any, Final

import polars as pl

from dashboards import labels
from dashboards.charts.drawn import interval_words, no_interval, stratum_name, with_draw
from dashboards.charts.presence_temps import MONTHS
from dashboards.charts.progressions import league
from dashboards.charts.words import presence_why, share_cell
from dashboards.findings.base import NOT_SOCIAL, Finding, Silence
from dashboards.findings.movement import Move
from dashboards.findings.network import spread
from dashboards.pages import doors, network_rows
from dashboards.pages.home import podium
from dashboards.pages.indicator_tables import headlines, line_of
from dashboards.pages.press_cells import untold
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.source import Edition
from dashboards.words import Words, upper_first

Row = dict[str, Any]
INDEX: Final = "reseaux"
MAP: Final = "carte-departements"
COURSE: Final = "presence-reseaux"
YEAR: Final = 12
TOLD_ABOVE: Final = ("I01", "I04", "I60")


def network_path(network: str) -> str:
    """`reseaux/facebook` for `facebook`."""
    return f"reseaux/{network}"


def pages(site: Site) -> Iterator[Page]:
    edition = site.edition
    rates = site.once("rates_by_network", lambda: _rates(edition))
    told = {network: _told(edition, network, rates[network]) for network in rates}
    index = site.page("reseaux", INDEX, rows=[_line(edition, one, rates[one], told[one]) for one in told])
    whole = [_whole(edition, rates[network]) for network in told]
    taken = site.take(network_rows.taken(edition, INDEX, index.title, index.lead, whole))
    yield replace(index, context={**index.context, "taken": taken})
    shelves = _shelves(edition, site)
    for network, found in told.items():
        yield _page(site, network, found, rates[network], shelves)


def _rates(edition: Edition) -> dict[str, list[Row]]:
    """Pooled rates of the last months by social network, in the order of the site."""
    last = edition.months(edition.roster_id)[-MONTHS:]
    frame = edition.frame("barometer.presence").filter(
        (pl.col("roster_id") == edition.roster_id) & (pl.col("area_level") == "france"),
        (pl.col("aggregation") == "pooled") & pl.col("month").is_in(last),
    )
    networks = [code for code in edition.observed_networks if code not in NOT_SOCIAL]
    order = ["ALL", *edition.strata]
    found: dict[str, list[Row]] = {network: [] for network in networks}
    kept = frame.filter(pl.col("network").is_in(networks) & pl.col("stratum").is_in(order)).to_dicts()
    for row in with_draw(edition, kept):
        found[row["network"]].append(row)
    return {
        network: sorted(rows, key=lambda row: (order.index(row["stratum"]), row["month"]))
        for network, rows in found.items()
    }


def _whole(edition: Edition, rows: list[Row]) -> Row:
    return next(row for row in rows if row["month"] == edition.month and row["stratum"] == "ALL")


def _told(edition: Edition, network: str, rows: list[Row]) -> Finding | Silence:
    own = [row for row in rows if row["month"] == edition.month and row["stratum"] in edition.counted_strata]
    return spread(edition, network, own, network_path(network))


def _line(edition: Edition, network: str, rows: list[Row], told: Finding | Silence) -> Row:
    return _rate(edition, _whole(edition, rows), None) | {
        "network": edition.network(network), "sentence": told.sentence, "path": network_path(network)
    }  # fmt: skip


def _shelves(edition: Edition, site: Site) -> dict[str, Any]:
    """What every page takes its part of, read once."""
    kept = {
        "ranking": site.once("leagues", lambda: _leagues(edition)),
        "unknowns": site.once("reasons", lambda: _reasons(edition)),
        "counters": site.once("counters", lambda: _counters(edition)),
        "headlines": site.once("headlines", lambda: headlines(edition)),
        "broken": site.once("broken", lambda: _broken(edition)),
    }
    return kept | {"doors": doors.used(edition)}


def _page(site: Site, network: str, told: Finding | Silence, rates: list[Row], shelves: dict[str, Any]) -> Page:
    edition, words = site.edition, site.edition.words
    found = {slug: site.charts[slug].of_network(network) for slug in (MAP, COURSE) if slug in site.charts}
    charts = [chart for chart in found.values() if chart is not None]
    lead = words.say(
        "Part des collectivités ayant un compte officiel sur {network}, en % des statuts connus, {month} ; liste"
        " {roster}, {members}.",
        network=edition.network(network), month=words.month(edition.month), roster=edition.roster_id,
        members=words.plural(edition.members.height, "collectivité"),
    )  # fmt: skip
    context = {
        "charts": charts, "contours": site.contours(charts), "pictures": site.pictures, "current": INDEX,
        "network": edition.network(network), "code": network,
        "shown_map": found.get(MAP), "course": found.get(COURSE),
        "basis": told.basis if isinstance(told, Finding) else (),
        "rates": _strata(edition, rates), **_months(edition, rates),
        "taken": site.take(network_rows.taken(edition, network_path(network), told.sentence, lead, rates)),
        "movers": [
            podium(edition, league)
            for league in shelves["ranking"].get(network, ())
        ],
        "figures": _indicators(edition, shelves["headlines"], network),
        "doors": shelves["doors"].get(network, []),
        "unknowns": _unknowns(edition, shelves["unknowns"].get(network, [])),
        "counters": [_counter(edition, row) for row in shelves["counters"].get(network, [])],
        "broken": words.number(shelves["broken"].get(network, 0)) if network in shelves["broken"] else "",
    }  # fmt: skip
    return Page(network_path(network), "reseau.html", told.sentence, lead, context)


def _strata(edition: Edition, rates: list[Row]) -> list[Row]:
    """The month's rates, each with its move over twelve months."""
    before = {row["stratum"]: row for row in rates if row["month"] == edition.before(YEAR)}
    return [_rate(edition, row, before.get(row["stratum"])) for row in rates if row["month"] == edition.month]


def _rate(edition: Edition, row: Row, before: Row | None) -> Row:
    words = edition.words
    why = presence_why(words, row["presence_share_status"])
    return row | {
        "label": stratum_name(edition, row["stratum"]),
        "interval": interval_words(words, row) or no_interval(words, row["drawing"]),
        "share": words.or_missing(row["presence_share"], words.share, why),
        "bounds": words.interval(row["presence_share_lo"], row["presence_share_hi"], words.share),
        "move": _move(words, row, before),
    }  # fmt: skip


def _move(words: Words, row: Row, before: Row | None) -> str:
    """The change in points and what unknowns leave of it; a dash where a month publishes no share."""
    if before is None or row["presence_share"] is None or before["presence_share"] is None:
        return "—"
    move = Move(before, row)
    change, span = words.points(move.change), words.interval(*move.bounds, words.points)
    return change if span == change else f"{change} {span}"


def _months(edition: Edition, rates: list[Row]) -> Row:
    """The months as headings, and a line of cells by stratum; a cell is (text, is unknown)."""
    months = sorted({row["month"] for row in rates})
    lines = []
    for stratum, group in groupby(rates, key=lambda row: str(row["stratum"])):
        held: dict[date, Row] = {row["month"]: row for row in group}
        cells = [
            (share_cell(edition.words, held[month]), held[month]["presence_share"] is None)
            if month in held else ("—", False)
            for month in months
        ]  # fmt: skip
        lines.append((stratum_name(edition, stratum), cells))
    return {"months": months, "lines": lines}


def _leagues(edition: Edition) -> dict[str, list[list[Row]]]:
    """Absolute growth over twelve months by network, a league for each stratum that is ranked by name."""
    rows = league(edition)
    found: dict[str, list[list[Row]]] = {}
    for stratum in edition.strata:
        own = rows.filter(pl.col("stratum") == stratum)
        for (network,), ranked in own.partition_by("network", as_dict=True).items():
            found.setdefault(str(network), []).append(ranked.to_dicts())
    return found


def _reasons(edition: Edition) -> dict[str, list[Row]]:
    rows = edition.current("barometer.unknowns").filter(pl.col("stratum") == "ALL")
    return _by_network(rows.sort(["territory_count", "reason"], descending=[True, False]))


def _unknowns(edition: Edition, rows: list[Row]) -> list[Row]:
    words, total = edition.words, sum(row["territory_count"] for row in rows)
    return [
        {
            "reason": labels.reason(edition, row["reason"]), "count": words.number(row["territory_count"]),
            "share": words.share(row["territory_count"] / total),
        }
        for row in rows
    ]  # fmt: skip


def _indicators(edition: Edition, found: list[tuple[Row, list[Row]]], network: str) -> Row:
    """The other indicators that have a value on the network, and why the others have none: labels by reason."""
    lines = [
        line for about, rows in found if about["indicator_id"] not in TOLD_ABOVE
        and (line := line_of(edition, about, rows, network)) is not None
    ]  # fmt: skip
    silent: dict[str, list[str]] = {}
    for line in lines:
        if line["cell"].is_unknown:
            silent.setdefault(line["cell"].text, []).append(line["label"])
    valued = [line for line in lines if not line["cell"].is_unknown]
    untold_of = untold(edition.words, (line["cell"] for line in valued))
    reasons = [(upper_first(why), edition.words.clauses(names)) for why, names in silent.items()]
    return {"lines": valued, "silent": reasons, "untold": untold_of}


def _counters(edition: Edition) -> dict[str, list[Row]]:
    """By network, the definitions of its counter that were read, in how many accounts and between which months."""
    rows = edition.frame("barometer.audience").filter(
        pl.col("followers_count").is_not_null() & (pl.col("month") <= edition.month)
    )
    found = rows.group_by("network", "metric_def").agg(
        first=pl.col("month").min(), last=pl.col("month").max(), now=(pl.col("month") == edition.month).sum()
    )
    return _by_network(found.sort("first", "metric_def"))


def _counter(edition: Edition, row: Row) -> Row:
    return {
        "code": row["metric_def"], "label": edition.label("metric", row["metric_def"]),
        "first": edition.words.month(row["first"]), "last": edition.words.month(row["last"]),
        "now": edition.words.number(row["now"]),
    }  # fmt: skip


def _broken(edition: Edition) -> dict[str, int]:
    """Accounts whose twelve-month growth is not told because another thing was counted then."""
    rows = edition.current("barometer.growth").filter(
        (pl.col("window_months") == YEAR) & (pl.col("growth_status") == "metric_break")
    )
    return dict(rows.group_by("network").agg(pl.len()).iter_rows())


def _by_network(rows: pl.DataFrame) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows.to_dicts():
        found.setdefault(row["network"], []).append(row)
    return found
