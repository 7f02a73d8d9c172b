"""Presence on two networks at once: a cell per pair, on the collectivités known on both; a variant per stratum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout
from dashboards.charts.drawn import (
    DRAWN,
    INTERVAL_COLUMNS,
    WHOLE,
    drawing,
    interval_words,
    method,
    stratum_name,
    told_interval,
    with_draw,
)  # fmt: skip
from dashboards.charts.words import presence_why, roster_words, shares_wide
from dashboards.source import Edition
from dashboards.words import Words

Cell = tuple[int, int]

COLUMNS = (
    Column("stratum_label", "Strate"), Column("pair", "Réseaux"), Column("both_share", "Sur les deux", "share"),
    Column("both_share_lo", "Borne basse", "share"),
    Column("both_share_hi", "Borne haute", "share"), *INTERVAL_COLUMNS,
    Column("both_count", "Présentes sur les deux", "count"),
    Column("any_count", "Présentes sur l’un au moins", "count"), Column("known_count", "Connues sur les deux", "count"),
    Column("unknown_count", "Inconnues", "count"),
    Column("inclusion_exclusion_gap", "Écart inclusion–exclusion", "count"),
)  # fmt: skip


def chart(edition: Edition) -> Chart | None:
    """None when the edition observes fewer than two networks. Of the strata that are counted whole, the one that
    publishes most is shown first."""
    rows, words = _rows(edition), edition.words
    if not rows:
        return None
    groups = {code: [row for row in rows if row["stratum"] == code] for code in ("ALL", *edition.strata)}
    drawn = {code: own for code, own in groups.items() if own}
    told = {code: sum(row["both_share"] is not None for row in own) for code, own in drawn.items()}
    order = sorted(drawn, key=lambda code: (drawing(edition, code) != WHOLE, -told[code]))
    names = {code: edition.network(code) for row in rows for code in row["networks"]}
    networks = {code: names[code] for code in sorted(names, key=edition.place)}
    variants = tuple(_variant(code, drawn[code], networks, edition) for code in order)
    return Chart(
        slug="copresence",
        title=variants[0].title,
        subtitle=words.say(
            "Part de présentes sur deux réseaux à la fois, en % des connues, {month}", month=words.month(edition.month)
        ),
        description=words.say(
            "Une case par paire de réseaux : plus sa teinte est soutenue, plus la part est grande ; une case hachurée"
            " est un taux retenu, qui n’est jamais un zéro."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=_method(edition),
        source="barometer.copresence, barometer.indicators",
        words=words,
        selector_label=words.say("Strate affichée"),
        wide=shares_wide(words, ("pair",), (words.say("Réseaux"),), "stratum_label", "both_share"),
        height=_height(len(networks)),
    )


def _method(edition: Edition) -> tuple[tuple[str, str], ...]:
    words = edition.words
    pooled = words.say("Taux groupé à l’intérieur de chaque strate ; {roster}.", roster=roster_words(edition))
    control = words.say("a + b − (les deux) − (l’un au moins) doit valoir 0 : colonne « écart » du CSV.")
    return (
        (words.say("Mesure"), words.say("Un compte officiel sur chacun des deux réseaux, à la fin du mois.")),
        (words.say("Dénominateur"), words.say("Collectivités dont le statut est connu sur les deux réseaux.")),
        (words.say("Agrégation"), pooled),
        *method(edition),
        (words.say("Contrôle"), control),
    )


def _height(networks: int) -> int:
    return 180 + 30 * (networks - 1)


def _variant(stratum: str, rows: list[Row], networks: Mapping[str, str], edition: Edition) -> Variant:
    words = edition.words
    name = str(rows[0]["stratum_label"])
    published = [row for row in rows if row["both_share"] is not None]
    if published:
        lead = max(published, key=lambda row: row["both_share"])
        first, second = (edition.network(code) for code in lead["networks"])
        title = words.say(
            "{stratum} : {share} sont à la fois sur {first} et {second}", stratum=name,
            share=words.share(lead["both_share"], 0), first=first, second=second,
        )  # fmt: skip
        if lead["drawing"] == DRAWN:
            title = words.say(
                "{title} (intervalle à 95\u202f% : {interval})", title=title, interval=interval_words(words, lead)
            )
    else:
        title = words.say(
            "{stratum} : aucun taux de présence conjointe n’est publiable, les bornes seules sont données", stratum=name
        )
    return Variant(stratum, name, title, figure(rows, networks, edition))


def _rows(edition: Edition) -> list[Row]:
    order = ["ALL", *edition.strata]
    rows = []
    for row in edition.current("barometer.copresence").filter(pl.col("stratum").is_in(order)).to_dicts():
        pair = sorted((row["network_a"], row["network_b"]), key=edition.place)
        if "website" in pair:
            continue
        rows.append(row | {
            "id": f"{row['stratum']}|{'+'.join(pair)}", "networks": pair,
            "pair": " + ".join(edition.network(code) for code in pair),
            "stratum_label": stratum_name(edition, row["stratum"]),
            "why": presence_why(edition.words, row["both_share_status"]),
        })  # fmt: skip
    rows = with_draw(edition, rows, other="network_b")
    return sorted(rows, key=lambda row: (order.index(row["stratum"]), -row["both_count"], row["id"]))


def figure(rows: list[Row], networks: Mapping[str, str], edition: Edition) -> Figure:
    """A triangle of cells: `networks` (code and label) give the columns and, but for the first, the lines."""
    order = list(networks)
    places = {row["id"]: (order.index(row["networks"][0]), order.index(row["networks"][1])) for row in rows}
    known = [row for row in rows if row["both_share"] is not None]
    hidden = [row for row in rows if row["both_share"] is None]
    labels = list(networks.values())
    last, words = len(order) - 1, edition.words
    cells = [
        _shown(words, known, places), _blank(words, hidden, places), _hatching([places[row["id"]] for row in hidden])
    ]  # fmt: skip
    columns = axis(
        tickmode="array", tickvals=list(range(last)), ticktext=labels[:-1], range=[-0.5, last - 0.5], showgrid=False,
        tickangle=-50, tickfont={"color": theme.INK},
    )  # fmt: skip
    lines = axis(
        tickmode="array", tickvals=list(range(1, last + 1)), ticktext=labels[1:], range=[last + 0.5, 0.5],
        showgrid=False, tickfont={"color": theme.INK},
    )  # fmt: skip
    margin = {"l": 8, "r": 16, "t": 34, "b": 124}
    small = {"color": theme.INK, "size": 10}
    return {
        "data": [*cells, _numbers(words, known, places)],
        "layout": layout(_height(len(order)), edition, xaxis=columns, yaxis=lines, margin=margin),
        "narrow": {
            "xaxis": columns | {"tickfont": small},
            "yaxis": lines | {"tickfont": small},
            "font": small | {"family": theme.FONT, "size": 9},
        },
    }


def _cells(words: Words, rows: list[Row], places: Mapping[str, Cell], **more: Any) -> Figure:
    return {
        "type": "heatmap", "ids": [row["id"] for row in rows], "x": [places[row["id"]][0] for row in rows],
        "y": [places[row["id"]][1] for row in rows], "xgap": 2, "ygap": 2, "zsmooth": False, "connectgaps": False,
        "hoverongaps": False, "hovertext": [_words(words, row) for row in rows], "hoverinfo": "text",
    } | more  # fmt: skip


def _shown(words: Words, rows: list[Row], places: Mapping[str, Cell]) -> Figure:
    limits = theme.class_limits([row["both_share"] for row in rows])
    bar = {
        "title": {"text": ""}, "orientation": "h", "x": 1, "xanchor": "right", "y": 0.98, "yanchor": "top", "len": 0.5,
        "thickness": 12, "tickmode": "array", "tickvals": limits,
        "ticktext": [words.share(limit, 0) for limit in limits],
        "outlinewidth": 0, "tickfont": {"color": theme.INK, "size": 11},
    }  # fmt: skip
    return _cells(
        words, rows, places, z=[row["both_share"] for row in rows], zmin=limits[0], zmax=limits[-1],
        colorscale=theme.stepped_colours(theme.SHADES), colorbar=bar, meta={"column": "both_share", "axis": "z"},
    )  # fmt: skip


def _numbers(words: Words, rows: list[Row], places: Mapping[str, Cell]) -> Figure:
    """The shares, in %, in ink on the light classes and in paper on the dark ones."""
    limits = theme.class_limits([row["both_share"] for row in rows])
    return {
        "type": "scatter", "mode": "text", "x": [places[row["id"]][0] for row in rows],
        "y": [places[row["id"]][1] for row in rows], "text": [words.hundredths(row["both_share"], 0) for row in rows],
        "textfont": {"color": [theme.INK if row["both_share"] < limits[3] else theme.PAPER for row in rows]},
        "hoverinfo": "skip", "meta": {"numbers": True},
    }  # fmt: skip


def _blank(words: Words, rows: list[Row], places: Mapping[str, Cell]) -> Figure:
    return _cells(
        words, rows, places, z=[1] * len(rows), showscale=False, colorscale=[[0, theme.UNKNOWN], [1, theme.UNKNOWN]],
        meta={"unknown": True},
    )  # fmt: skip


def _hatching(cells: list[Cell]) -> Figure:
    """Three diagonals over each withheld cell; None parts two segments."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for x, y in cells:
        for dx, dy, ex, ey in ((-0.45, 0.0, 0.0, -0.45), (-0.45, 0.45, 0.45, -0.45), (0.0, 0.45, 0.45, 0.0)):
            xs += [x + dx, x + ex, None]
            ys += [y + dy, y + ey, None]
    return {
        "type": "scatter", "mode": "lines", "x": xs, "y": ys, "hoverinfo": "skip",
        "line": {"color": theme.HATCH, "width": 1}, "meta": {"hatching": True},
    }  # fmt: skip


def _words(words: Words, row: Row) -> str:
    return words.say(
        "<b>{pair}</b><br>{share}<br>Bornes : {bounds}{drawn}<br>{both} sur les deux, {known} connues sur les deux",
        pair=row["pair"], share=words.or_missing(row["both_share"], words.share, row["why"]),
        bounds=words.interval(row["both_share_lo"], row["both_share_hi"], words.share),
        drawn=told_interval(words, row), both=words.number(row["both_count"]), known=words.number(row["known_count"]),
    )  # fmt: skip
