"""Presence over time: one line per network, one variant per stratum; dashed across months that were not observed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from dashboards import format as fr
from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout, month_tick, share_axis
from dashboards.charts.presence_niveaux import stratum_name
from dashboards.charts.words import presence_why, presence_words, rate_method
from dashboards.source import Edition, network_place

COLUMNS = (
    Column("stratum_label", "Strate"), Column("network_label", "Réseau"), Column("month", "Mois", "month"),
    Column("presence_share", "Part de présentes", "share"), Column("presence_share_lo", "Borne basse", "share"),
    Column("presence_share_hi", "Borne haute", "share"), Column("present_count", "Présentes", "count"),
    Column("unknown_count", "Inconnues", "count"), Column("member_count", "Collectivités", "count"),
    Column("aggregation", "Mode"),
)  # fmt: skip

LONGEST_MONTH = 31
DAYS_APART = 4


def chart(edition: Edition) -> Chart:
    """Pooled shares of every observed month of the edition's roster; the stratum that publishes most is shown first."""
    rows = _rows(edition)
    told = Counter(row["stratum"] for row in rows if row["presence_share"] is not None)
    order = sorted(("ALL", *edition.strata), key=lambda code: -told[code])
    variants = tuple(_variant(edition, stratum, rows) for stratum in order)
    return Chart(
        slug="presence-temps",
        title=variants[0].title,
        subtitle=f"Part de présentes parmi les statuts connus, en %, jusqu’à {fr.month(edition.month)}",
        description="Une ligne par réseau ; les barres verticales sont les bornes que laissent les statuts inconnus ;"
        " le trait est pointillé entre deux mois non consécutifs.",
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=(*rate_method(edition), ("Continuité", "Aucune valeur n’est interpolée entre deux mois observés.")),
        source="barometer.presence",
        selector_label="Strate affichée",
        height=460,
    )


def _rows(edition: Edition) -> list[Row]:
    frame = edition.frame("barometer.presence").filter(
        (pl.col("roster_id") == edition.roster_id) & (pl.col("area_level") == "france"),
        (pl.col("aggregation") == "pooled") & (pl.col("month") <= edition.month),
        pl.col("stratum").is_in(["ALL", *edition.strata]),
    )
    networks = sorted(set(frame["network"]), key=network_place)
    order = ["ALL", *edition.strata]
    rows = [
        row | {
            "id": f"{row['stratum']}|{row['network']}|{row['month']:%Y-%m}",
            "network_label": edition.network(row["network"]),
            "stratum_label": stratum_name(edition, row["stratum"]), "why": presence_why(row["presence_share_status"]),
        }
        for row in frame.to_dicts() if row["network"] in networks
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (order.index(row["stratum"]), networks.index(row["network"]), row["month"]))


def _variant(edition: Edition, stratum: str, rows: list[Row]) -> Variant:
    own = [row for row in rows if row["stratum"] == stratum]
    name = stratum_name(edition, stratum)
    return Variant(stratum, name, _title(edition, name, own), figure(own, edition.mention))


def _title(edition: Edition, name: str, rows: list[Row]) -> str:
    """The largest change between the edition and the month observed twelve months before, in points."""
    year_before = edition.before(12)
    old = {r["network"]: r["presence_share"] for r in rows if r["month"] == year_before and r["network"] != "website"}
    changes = [
        (row["presence_share"] - old[row["network"]], row["network_label"])
        for row in rows
        if row["month"] == edition.month and row["presence_share"] is not None and old.get(row["network"]) is not None
    ]
    if not changes:
        return f"{name} : pas de comparaison sur douze mois"
    change, label = max(changes, key=lambda item: (abs(item[0]), item[1]))
    return f"{name} : le plus fort mouvement en douze mois, {fr.points(change)} ({label})"


def figure(rows: list[Row], mention: str | None) -> Figure:
    """Lines with markers; `error_y` holds the bounds; a withheld share leaves a gap."""
    months = sorted({row["month"] for row in rows})
    networks = sorted({row["network"] for row in rows}, key=network_place)
    data = [
        trace
        for place, network in enumerate(networks)
        for trace in _traces([row for row in rows if row["network"] == network], place - len(networks) // 2)
    ]
    legend = {"orientation": "h", "y": -0.18, "x": 0, "font": {"size": 12}}
    span = (months[-1] - months[0]).days if months else 0
    edge = timedelta(days=max(20, span // 12))
    ticks = [day for index, day in enumerate(months) if index + 1 == len(months) or _apart(day, months[-1], span)]
    return {
        "data": data,
        "layout": layout(
            460, mention, showlegend=True, legend=legend, yaxis=share_axis(),
            xaxis=axis(
                type="date", tickmode="array", tickvals=[day.isoformat() for day in ticks],
                ticktext=[month_tick(day) for day in ticks], showgrid=False,
                range=[(months[0] - edge).isoformat(), (months[-1] + edge).isoformat()] if months else None,
            ),
        ),
    }  # fmt: skip


def _apart(day: date, last: date, span: int) -> bool:
    return (last - day).days > span / 8


def _traces(rows: list[Row], side: int) -> list[Figure]:
    """One network; `side` parts the bounds of withheld networks, in steps of some days."""
    shown = [row for row in rows if row["presence_share"] is not None]
    hidden = [row for row in rows if row["presence_share"] is None]
    if not rows:
        return []
    network = rows[0]["network"]
    colour = theme.network_colour(network)
    marks: Figure = {
        "type": "scatter", "mode": "markers", "name": fr.upper_first(rows[0]["network_label"]),
        "ids": [row["id"] for row in shown],
        "x": [row["month"].isoformat() for row in shown], "y": [row["presence_share"] for row in shown],
        "marker": {"color": colour, "size": 9, "symbol": theme.network_symbol(network)},
        "error_y": {
            "type": "data", "symmetric": False, "color": colour, "thickness": 1, "width": 3,
            "array": [row["presence_share_hi"] - row["presence_share"] for row in shown],
            "arrayminus": [max(0.0, row["presence_share"] - row["presence_share_lo"]) for row in shown],
        },
        "hovertext": [f"{fr.month(row['month'])}<br>{presence_words(row)}" for row in shown], "hoverinfo": "text",
        "meta": {"column": "presence_share", "axis": "y"}, "legendgroup": network,
    }  # fmt: skip
    near = _line(shown, colour, network, is_gap=False)
    far = _line(shown, colour, network, is_gap=True)
    return [near, far, marks, *[_hidden(row, colour, side, is_named=not shown) for row in hidden[:1]],
            *[_hidden(row, colour, side, is_named=False) for row in hidden[1:]]]  # fmt: skip


def _line(rows: list[Row], colour: str, network: str, *, is_gap: bool) -> Figure:
    """Segments between neighbours: consecutive months in the network's own dash, or those across a gap, dotted."""
    pairs = [pair for pair in pairwise(rows) if ((pair[1]["month"] - pair[0]["month"]).days > LONGEST_MONTH) == is_gap]
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False, "legendgroup": network,
        "x": [day for a, b in pairs for day in (a["month"].isoformat(), b["month"].isoformat(), None)],
        "y": [value for a, b in pairs for value in (a["presence_share"], b["presence_share"], None)],
        "line": {"color": colour, "width": 1 if is_gap else 2,
        "dash": "dot" if is_gap else theme.network_dash(network)},
        "meta": {"segments": True},
    }  # fmt: skip


def _hidden(row: Row, colour: str, side: int, *, is_named: bool) -> Figure:
    """The bounds of a withheld share, moved by some days so that those of several networks stay apart."""
    day = (row["month"] + timedelta(days=DAYS_APART * side)).isoformat()
    return {
        "type": "scatter", "mode": "lines", "name": f"{fr.upper_first(row['network_label'])} (bornes)",
        "ids": [row["id"], row["id"]], "x": [day, day],
        "y": [row["presence_share_lo"], row["presence_share_hi"]], "line": {"color": colour, "width": 3, "dash": "dot"},
        "hovertext": [f"{fr.month(row['month'])}<br>{presence_words(row)}"] * 2, "hoverinfo": "text",
        "showlegend": is_named, "legendgroup": row["network"], "opacity": 0.6, "meta": {"unknown": True},
    }  # fmt: skip
