"""Shares of presence month by month: one small panel for each network, or for each stratum, all on the same axes;
dotted across months that were not observed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from dashboards import theme
from dashboards.charts.base import Figure, Row, axis, layout
from dashboards.charts.drawn import whiskers
from dashboards.source import Edition
from dashboards.words import Words, upper_first

LONGEST_MONTH: Final = 31
COLUMNS_WIDE: Final = 4
PANEL: Final = 150
TOP: Final = 1.36
"""Upper end of a panel's axis: room for its name above 100 %."""


def panels(
    rows: list[Row],
    edition: Edition,
    key: str,
    name: Callable[[Row], str],
    told: Callable[[Row], str],
    *,
    is_banded: bool = False,
) -> Figure:
    """A panel for each value of `key`, in the order of the rows, under the `name` of its rows; `told` is what a point
    says when it is pointed at. A withheld share leaves a gap and its bounds; those of all are bars, or a band where
    `is_banded`.
    """
    words = edition.words
    months = sorted({row["month"] for row in rows})
    values = list(dict.fromkeys(row[key] for row in rows))
    edge = timedelta(days=max(20, (months[-1] - months[0]).days // 8 if months else 0))
    ends = [(months[0] - edge).isoformat(), (months[-1] + edge).isoformat()] if months else None
    data: list[Figure] = []
    axes: Figure = {}
    for place, value in enumerate(values, start=1):
        own = [row for row in rows if row[key] == value]
        names = {"xaxis": f"x{place}" if place > 1 else "x", "yaxis": f"y{place}" if place > 1 else "y"}
        band = [_band(own, edge / 6)] if is_banded else []
        heading = _heading(words, own, name(own[-1]), ends[0] if ends else None)
        data += [trace | names for trace in (*band, *_traces(own, told, is_banded=is_banded), heading)]
        suffix = str(place) if place > 1 else ""
        axes |= {f"xaxis{suffix}": {"range": ends}, f"yaxis{suffix}": {"range": [-0.04, TOP]}}
    lines = -(-len(values) // COLUMNS_WIDE)
    grid = {"rows": lines, "columns": COLUMNS_WIDE, "pattern": "independent", "xgap": 0.16, "ygap": 0.24}
    margin = {"l": 40, "r": 12, "t": 40, "b": 24}
    alike = {"layout": {"xaxis": _months(words, months), "yaxis": _shares(words)}}
    narrow = -(-len(values) // 2)
    return {
        "data": data,
        "layout": layout(64 + PANEL * max(lines, 1), edition, grid=grid, margin=margin, template=alike, **axes),
        "narrow": {"height": 64 + 130 * narrow, "grid": grid | {"rows": narrow, "columns": 2, "xgap": 0.3}},
    }


def _months(words: Words, months: list[date]) -> Figure:
    """What the axes of all panels share, written once: a page of thirteen months has little room."""
    ticks = [months[0], months[-1]] if len(months) > 1 else months
    return axis(
        type="date", tickmode="array", tickvals=[day.isoformat() for day in ticks],
        ticktext=[_tick(words, day) for day in ticks],
        showgrid=False, showline=True, automargin=False, tickangle=0, tickfont={"color": theme.MUTED, "size": 10},
    )  # fmt: skip


def _tick(words: Words, day: date) -> str:
    return f"{words.short_month(day)} {day.year % 100:02d}"


def _shares(words: Words) -> Figure:
    ticks = [0, 0.5, 1]
    return axis(
        tickmode="array", tickvals=ticks, ticktext=[words.share(tick, 0) for tick in ticks],
        automargin=False, showline=True, tickfont={"color": theme.MUTED, "size": 10},
    )  # fmt: skip


def _heading(words: Words, rows: list[Row], name: str, start: str | None) -> Figure:
    """The panel's own heading: its name, and its share in the last month drawn, or that it is withheld."""
    last = rows[-1]
    value = words.or_missing(last["presence_share"], lambda share: words.share(share, 0), "?")
    return {
        "type": "scatter", "mode": "text", "x": [start], "y": [TOP - 0.14], "hoverinfo": "skip",
        "text": [f"<b>{upper_first(name)}</b> {value}"], "textposition": "middle right",
        "textfont": {"size": 11, "color": theme.INK}, "meta": {"name": last["network"]},
    }  # fmt: skip


def _band(rows: list[Row], half: timedelta) -> Figure:
    """The bounds of every share, told or withheld, filled from month to month; `half` is half the width of a month that
    has no neighbour. Nothing is filled across months that were not observed."""
    x: list[str | None] = []
    y: list[float | None] = []
    for run in _runs(rows):
        days = [row["month"] for row in run]
        lows, highs = ([row[f"presence_share_{end}"] for row in run] for end in ("lo", "hi"))
        if len(run) == 1:
            days, lows, highs = [days[0] - half, days[0] + half], lows * 2, highs * 2
        x += [*(day.isoformat() for day in (*days, *reversed(days), days[0])), None]
        y += [*highs, *reversed(lows), highs[0], None]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "fill": "toself", "fillcolor": theme.UNKNOWN,
        "line": {"color": theme.HATCH, "width": 0.8}, "hoverinfo": "skip", "meta": {"bounds": True},
    }  # fmt: skip


def _runs(rows: list[Row]) -> list[list[Row]]:
    """The rows of consecutive months, together."""
    found: list[list[Row]] = []
    for row in rows:
        if found and not _is_gap(found[-1][-1], row):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _is_gap(one: Row, after: Row) -> bool:
    return bool((after["month"] - one["month"]).days > LONGEST_MONTH)


def _traces(rows: list[Row], told: Callable[[Row], str], *, is_banded: bool) -> list[Figure]:
    """One panel: its lines, its points with their bounds, and the bounds alone of the shares that are withheld."""
    shown = [row for row in rows if row["presence_share"] is not None]
    hidden = [row for row in rows if row["presence_share"] is None]
    network = rows[0]["network"]
    colour = theme.network_colour(network)
    marks: Figure = {
        "type": "scatter", "mode": "markers", "ids": [row["id"] for row in shown],
        "x": [row["month"].isoformat() for row in shown], "y": [row["presence_share"] for row in shown],
        "marker": {"color": colour, "size": 7, "symbol": theme.network_symbol(network)},
        "hovertext": [told(row) for row in shown], "hoverinfo": "text",
        "meta": {"column": "presence_share", "axis": "y"},
    }  # fmt: skip
    bars = {} if is_banded else {"error_y": _bars(shown, colour)}
    draws = whiskers(rows, [row["month"].isoformat() for row in rows], colour, value="y", place="x")
    found = [_line(shown, colour), _gaps(shown, colour), marks | bars, draws, _hidden(hidden, told, colour)]
    return [trace for trace in found if trace["x"]]


def _bars(rows: list[Row], colour: str) -> Figure:
    return {
        "type": "data", "symmetric": False, "color": colour, "thickness": 1, "width": 3,
        "array": [row["presence_share_hi"] - row["presence_share"] for row in rows],
        "arrayminus": [max(0.0, row["presence_share"] - row["presence_share_lo"]) for row in rows],
    }  # fmt: skip


def _line(rows: list[Row], colour: str) -> Figure:
    """Consecutive months, one line for each run of them."""
    runs = [run for run in _runs(rows) if len(run) > 1]
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip",
        "x": [day for run in runs for day in (*(row["month"].isoformat() for row in run), None)],
        "y": [value for run in runs for value in (*(row["presence_share"] for row in run), None)],
        "line": {"color": colour, "width": 2}, "meta": {"segments": True},
    }  # fmt: skip


def _gaps(rows: list[Row], colour: str) -> Figure:
    """From the last month before a gap to the first after it, dotted."""
    pairs = [pair for pair in pairwise(rows) if _is_gap(*pair)]
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip",
        "x": [day for a, b in pairs for day in (a["month"].isoformat(), b["month"].isoformat(), None)],
        "y": [value for a, b in pairs for value in (a["presence_share"], b["presence_share"], None)],
        "line": {"color": colour, "width": 1, "dash": "dot"}, "meta": {"segments": True},
    }  # fmt: skip


def _hidden(rows: list[Row], told: Callable[[Row], str], colour: str) -> Figure:
    """The bounds of withheld shares, without a point."""
    return {
        "type": "scatter", "mode": "lines", "ids": [row["id"] for row in rows for _ in range(3)],
        "x": [day for row in rows for day in (row["month"].isoformat(), row["month"].isoformat(), None)],
        "y": [bound for row in rows for bound in (row["presence_share_lo"], row["presence_share_hi"], None)],
        "line": {"color": colour, "width": 3, "dash": "dot"},
        "hovertext": [text for row in rows for text in (told(row), told(row), None)], "hoverinfo": "text",
        "opacity": 0.6, "meta": {"unknown": True},
    }  # fmt: skip
