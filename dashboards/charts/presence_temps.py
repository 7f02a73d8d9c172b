"""Presence over time: one small panel per network, all on the same axes, one variant per stratum; dotted across months
that were not observed. However many networks there are, each is read under its own name."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import polars as pl

from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout, share_of
from dashboards.charts.drawn import (
    DRAWN,
    INTERVAL_COLUMNS,
    WHOLE,
    drawing,
    interval_words,
    method,
    stratum_name,
    whiskers,
    with_draw,
)
from dashboards.charts.words import presence_why, presence_words, rate_method, shares_wide
from dashboards.source import Edition
from dashboards.words import Words, upper_first

COLUMNS = (
    Column("stratum_label", "Strate"), Column("network_label", "Réseau"), Column("month", "Mois", "month"),
    Column("presence_share", "Part de présentes", "share"), Column("presence_share_lo", "Borne basse", "share"),
    Column("presence_share_hi", "Borne haute", "share"), *INTERVAL_COLUMNS,
    Column("present_count", "Présentes", "count"), Column("unknown_count", "Inconnues", "count"),
    Column("member_count", "Collectivités", "count"),
    Column("aggregation", "Mode"),
)  # fmt: skip

LONGEST_MONTH: Final = 31
MONTHS: Final = 13
"""Months that are drawn: a year and the month that it is compared with. The whole history is in barometer.presence."""
COLUMNS_WIDE: Final = 4
PANEL: Final = 150
TOP: Final = 1.36
"""Upper end of a panel's axis: room for its name above 100 %."""


def chart(edition: Edition) -> Chart:
    """Pooled shares of the last observed months of the roster; of the strata that are counted whole, the one that
    publishes most comes first."""
    rows, words = _rows(edition), edition.words
    told = Counter(row["stratum"] for row in rows if row["presence_share"] is not None)
    order = sorted(("ALL", *edition.strata), key=lambda code: (drawing(edition, code) != WHOLE, -told[code]))
    variants = tuple(_variant(edition, stratum, rows) for stratum in order)
    return Chart(
        slug="presence-temps",
        title=variants[0].title,
        subtitle=words.say(
            "Part de présentes parmi les statuts connus, en %, jusqu’à {month}", month=words.month(edition.month)
        ),
        description=words.say(
            "Un cadre par réseau, tous à la même échelle ; les barres verticales sont les bornes que laissent les"
            " statuts inconnus, les traits fins l’intervalle à 95\u202f% des strates tirées au sort ; le trait est"
            " pointillé entre deux mois non consécutifs."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=(
            *rate_method(edition),
            *method(edition),
            (words.say("Continuité"), words.say("Aucune valeur n’est interpolée entre deux mois observés.")),
            (
                words.say("Période"),
                words.say("Les {months} derniers mois observés ; les autres sont dans la table.", months=MONTHS),
            ),
        ),
        source="barometer.presence, barometer.indicators",
        words=words,
        selector_label=words.say("Strate affichée"),
        height=max(variant.figure["layout"]["height"] for variant in variants),
        wide=shares_wide(
            words, ("stratum_label", "network_label"), (words.say("Strate"), words.say("Réseau")), "month"
        ),
    )


def _rows(edition: Edition) -> list[Row]:
    frame = edition.frame("barometer.presence").filter(
        (pl.col("roster_id") == edition.roster_id) & (pl.col("area_level") == "france"),
        (pl.col("aggregation") == "pooled") & (pl.col("month") <= edition.month),
        pl.col("stratum").is_in(["ALL", *edition.strata]),
        pl.col("month").is_in(edition.months(edition.roster_id)[-MONTHS:]),
    )
    networks = sorted(set(frame["network"]), key=edition.place)
    order = ["ALL", *edition.strata]
    rows = [
        row | {
            "id": f"{row['stratum']}|{row['network']}|{row['month']:%Y-%m}",
            "network_label": edition.network(row["network"]),
            "stratum_label": stratum_name(edition, row["stratum"]),
            "why": presence_why(edition.words, row["presence_share_status"]),
        }
        for row in frame.to_dicts()
    ]  # fmt: skip
    rows = with_draw(edition, rows)
    return sorted(rows, key=lambda row: (order.index(row["stratum"]), networks.index(row["network"]), row["month"]))


def _variant(edition: Edition, stratum: str, rows: list[Row]) -> Variant:
    own = [row for row in rows if row["stratum"] == stratum]
    name = stratum_name(edition, stratum)
    return Variant(stratum, name, _title(edition, name, own), figure(own, edition))


def _title(edition: Edition, name: str, rows: list[Row]) -> str:
    """The largest change between the edition and the month observed twelve months before, in points; of a stratum that
    was drawn, the greatest share, with its interval."""
    if rows and rows[0]["drawing"] == DRAWN:
        return _drawn_title(edition, name, rows)
    words, year_before = edition.words, edition.before(12)
    known = [row for row in rows if row["presence_share"] is not None and row["network"] != "website"]
    old = {row["network"]: share_of(row) for row in known if row["month"] == year_before}
    changes = [
        (share_of(row) - old[row["network"]], row["network_label"])
        for row in known
        if row["month"] == edition.month and row["network"] in old
    ]
    if not changes:
        return words.say("{stratum} : pas de comparaison sur douze mois", stratum=name)
    change, label = max(changes, key=lambda item: (abs(item[0].value), item[1]))
    return words.say(
        "{stratum} : le plus fort mouvement en douze mois, {change} ({network})", stratum=name,
        change=words.points(change), network=label,
    )  # fmt: skip


def _drawn_title(edition: Edition, name: str, rows: list[Row]) -> str:
    words = edition.words
    own = [row for row in rows if row["month"] == edition.month and row["network"] not in ("any", "website")]
    known = [row for row in own if row["presence_share"] is not None]
    if not known:
        return words.say(
            "{stratum} : aucun taux n’est publiable en {month}", stratum=name, month=words.month(edition.month)
        )
    row = max(known, key=lambda row: row["presence_share"])
    return words.say(
        "{stratum} : {share} sur {network}, intervalle à 95\u202f% {interval}", stratum=name,
        share=words.share(row["presence_share"], 0), network=row["network_label"], interval=interval_words(words, row),
    )  # fmt: skip


def figure(rows: list[Row], edition: Edition) -> Figure:
    """Panels in the order of the rows; `error_y` holds the bounds; a withheld share leaves a gap and its bounds."""
    words = edition.words
    months = sorted({row["month"] for row in rows})
    networks = list(dict.fromkeys(row["network"] for row in rows))
    edge = timedelta(days=max(20, (months[-1] - months[0]).days // 8 if months else 0))
    ends = [(months[0] - edge).isoformat(), (months[-1] + edge).isoformat()] if months else None
    data: list[Figure] = []
    axes: Figure = {}
    for place, network in enumerate(networks, start=1):
        own = [row for row in rows if row["network"] == network]
        names = {"xaxis": f"x{place}" if place > 1 else "x", "yaxis": f"y{place}" if place > 1 else "y"}
        data += [trace | names for trace in (*_traces(words, own), _name(words, own, ends[0] if ends else None))]
        suffix = str(place) if place > 1 else ""
        axes |= {f"xaxis{suffix}": _months(words, months, ends), f"yaxis{suffix}": _shares(words)}
    lines = -(-len(networks) // COLUMNS_WIDE)
    grid = {"rows": lines, "columns": COLUMNS_WIDE, "pattern": "independent", "xgap": 0.16, "ygap": 0.24}
    margin = {"l": 40, "r": 12, "t": 40, "b": 24}
    narrow = -(-len(networks) // 2)
    return {
        "data": data,
        "layout": layout(64 + PANEL * max(lines, 1), edition, grid=grid, margin=margin, **axes),
        "narrow": {"height": 64 + 130 * narrow, "grid": grid | {"rows": narrow, "columns": 2, "xgap": 0.3}},
    }


def _months(words: Words, months: list[date], ends: list[str] | None) -> Figure:
    ticks = [months[0], months[-1]] if len(months) > 1 else months
    return axis(
        type="date", tickmode="array", tickvals=[day.isoformat() for day in ticks],
        ticktext=[_tick(words, day) for day in ticks],
        showgrid=False, range=ends, automargin=False, tickangle=0, tickfont={"color": theme.MUTED, "size": 10},
    )  # fmt: skip


def _tick(words: Words, day: date) -> str:
    return f"{words.short_month(day)} {day.year % 100:02d}"


def _shares(words: Words) -> Figure:
    ticks = [0, 0.5, 1]
    return axis(
        range=[-0.04, TOP], tickmode="array", tickvals=ticks, ticktext=[words.share(tick, 0) for tick in ticks],
        automargin=False, tickfont={"color": theme.MUTED, "size": 10},
    )  # fmt: skip


def _name(words: Words, rows: list[Row], start: str | None) -> Figure:
    """The panel's own heading: the network, in short, and its share in the last month drawn, or that it is withheld."""
    last = rows[-1]
    label = words.say("au moins un") if last["network"] == "any" else last["network_label"].partition(" (")[0]
    value = words.or_missing(last["presence_share"], lambda share: words.share(share, 0), "?")
    return {
        "type": "scatter", "mode": "text", "x": [start], "y": [TOP - 0.14], "hoverinfo": "skip",
        "text": [f"<b>{upper_first(label)}</b> {value}"], "textposition": "middle right",
        "textfont": {"size": 11, "color": theme.INK}, "meta": {"name": last["network"]},
    }  # fmt: skip


def _traces(words: Words, rows: list[Row]) -> list[Figure]:
    """One network: its lines, its points with their bounds, and the bounds alone of the shares that are withheld."""
    shown = [row for row in rows if row["presence_share"] is not None]
    hidden = [row for row in rows if row["presence_share"] is None]
    network = rows[0]["network"]
    colour = theme.network_colour(network)
    marks: Figure = {
        "type": "scatter", "mode": "markers", "ids": [row["id"] for row in shown],
        "x": [row["month"].isoformat() for row in shown], "y": [row["presence_share"] for row in shown],
        "marker": {"color": colour, "size": 7, "symbol": theme.network_symbol(network)},
        "error_y": {
            "type": "data", "symmetric": False, "color": colour, "thickness": 1, "width": 3,
            "array": [row["presence_share_hi"] - row["presence_share"] for row in shown],
            "arrayminus": [max(0.0, row["presence_share"] - row["presence_share_lo"]) for row in shown],
        },
        "hovertext": [_words(words, row) for row in shown], "hoverinfo": "text",
        "meta": {"column": "presence_share", "axis": "y"},
    }  # fmt: skip
    return [_line(shown, colour, is_gap=False), _line(shown, colour, is_gap=True), marks,
            whiskers(rows, [row["month"].isoformat() for row in rows], colour, value="y", place="x"),
            *[_hidden(words, row, colour) for row in hidden]]  # fmt: skip


def _words(words: Words, row: Row) -> str:
    return f"{words.month(row['month'])}<br>{presence_words(words, row)}"


def _line(rows: list[Row], colour: str, *, is_gap: bool) -> Figure:
    """Segments between neighbours: consecutive months, or those across a gap, dotted."""
    pairs = [pair for pair in pairwise(rows) if ((pair[1]["month"] - pair[0]["month"]).days > LONGEST_MONTH) == is_gap]
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip",
        "x": [day for a, b in pairs for day in (a["month"].isoformat(), b["month"].isoformat(), None)],
        "y": [value for a, b in pairs for value in (a["presence_share"], b["presence_share"], None)],
        "line": {"color": colour, "width": 1 if is_gap else 2, "dash": "dot" if is_gap else "solid"},
        "meta": {"segments": True},
    }  # fmt: skip


def _hidden(words: Words, row: Row, colour: str) -> Figure:
    """The bounds of a withheld share, without a point."""
    day = row["month"].isoformat()
    return {
        "type": "scatter", "mode": "lines", "ids": [row["id"], row["id"]], "x": [day, day],
        "y": [row["presence_share_lo"], row["presence_share_hi"]], "line": {"color": colour, "width": 3, "dash": "dot"},
        "hovertext": [_words(words, row)] * 2, "hoverinfo": "text",
        "opacity": 0.6, "meta": {"unknown": True},
    }  # fmt: skip
