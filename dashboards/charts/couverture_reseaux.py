"""Coverage: what is known of each collectivité on each network; unknowns are hatched and never look like absences."""

from __future__ import annotations

from functools import partial

import polars as pl

from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, Wide, axis, layout
from dashboards.charts.words import roster_words
from dashboards.source import Edition
from dashboards.words import Words, phrase

COLUMNS = (
    Column("network_label", "Réseau"), Column("state_label", "Statut"), Column("count", "Collectivités", "count"),
    Column("share", "Part de la liste", "share"),
)  # fmt: skip
STATES = (
    ("present_active", phrase("présentes et actives"), theme.ACCENT, ""),
    ("present_dormant", phrase("présentes, sans publication"), theme.DORMANT, "."),
    ("present_unobserved", phrase("présentes, activité non observée"), theme.DORMANT, ""),
    ("absent_confirmed", phrase("absences confirmées"), theme.ABSENT, ""),
    ("unknown", phrase("inconnues"), theme.UNKNOWN, "/"),
)  # fmt: skip


def chart(edition: Edition) -> Chart:
    rows, words = _rows(edition), edition.words
    unknown = sum(row["count"] for row in rows if row["state"] == "unknown")
    total = sum(row["count"] for row in rows)
    return Chart(
        slug="couverture-reseaux",
        title=words.say("{share} des statuts restent inconnus", share=words.share(unknown / total if total else 0)),
        subtitle=words.say(
            "Nombre de collectivités par statut et par réseau, {month}", month=words.month(edition.month)
        ),
        description=words.say(
            "Barres empilées par réseau : présentes, absences confirmées et, en hachures, statuts inconnus."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=(Variant("tous", words.say("Tous"), "", figure(rows, edition)),),
        method=_method(edition, unknown, total),
        source="barometer.status",
        words=words,
        selector_label=words.say("Réseau affiché"),
        height=_height(len(edition.observed_networks)),
        wide=Wide(
            ("network_label",), (words.say("Réseau"),), "state_label", partial(_cell, words),
            lambda row: row["state"] == "unknown", words.say("Entre parenthèses, la part de la liste."),
        ),
    )  # fmt: skip


def _method(edition: Edition, unknown: int, total: int) -> tuple[tuple[str, str], ...]:
    words = edition.words
    absence = words.say("Confirmée seulement si l’annuaire, Wikidata et le site officiel ont été lus.")
    counts = {"unknown": words.number(unknown), "total": words.number(total)}
    return (
        (words.say("Mesure"), words.say("Statut de chaque collectivité sur chaque réseau, à la fin du mois.")),
        (words.say("Dénominateur"), words.say("Toute la liste ({roster}).", roster=roster_words(edition))),
        (words.say("Absence"), absence),
        (words.say("Inconnues"), words.say("{unknown} statuts sur {total}.", **counts)),
    )


def _cell(words: Words, row: Row) -> str:
    return f"{words.number(row['count'])} ({words.share(row['share'])})"


def _height(networks: int) -> int:
    return 130 + 34 * networks


def _rows(edition: Edition) -> list[Row]:
    counts = edition.current("barometer.status").group_by("network", "status").len()
    found = {(row["network"], row["status"]): row["len"] for row in counts.to_dicts()}
    totals = dict(counts.group_by("network").agg(pl.col("len").sum()).iter_rows())
    return [
        {
            "id": f"{network}|{state}", "network_label": edition.network(network), "state": state,
            "state_label": edition.words.say(label),
            "network": network,
            "count": found.get((network, state), 0), "share": found.get((network, state), 0) / totals[network],
        }
        for network in edition.observed_networks for state, label, _, _ in STATES
    ]  # fmt: skip


def figure(rows: list[Row], edition: Edition) -> Figure:
    words = edition.words
    data = [
        _bar(words, [row for row in rows if row["state"] == state], colour, shape) for state, _, colour, shape in STATES
    ]
    height = _height(len(rows) // len(STATES))
    legend = {"orientation": "h", "y": -40 / (height - 74), "yanchor": "top", "x": 0, "font": {"size": 12}}
    return {
        "data": data,
        "layout": layout(
            height, edition, barmode="stack", bargap=0.35, showlegend=True, legend=legend | {"traceorder": "normal"},
            xaxis=axis(rangemode="tozero", nticks=5, tickformat=",d"),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }  # fmt: skip


def _bar(words: Words, rows: list[Row], colour: str, shape: str) -> Figure:
    return {
        "type": "bar", "orientation": "h", "name": rows[0]["state_label"] if rows else "",
        "ids": [row["id"] for row in rows],
        "x": [row["count"] for row in rows], "y": [row["network_label"] for row in rows],
        "marker": {
            "color": colour, "line": {"color": theme.HATCH if shape == "/" else colour, "width": 0.8},
            "pattern": {"shape": shape, "fgcolor": theme.PAPER if shape == "." else theme.HATCH, "bgcolor": colour,
            "size": 6, "solidity": 0.3},
        },
        "hovertext": [
            words.say(
                "<b>{network}</b><br>{state} : {cell}", network=row["network_label"], state=row["state_label"],
                cell=_cell(words, row),
            )
            for row in rows
        ],
        "hoverinfo": "text", "textposition": "none", "meta": {"column": "count", "axis": "x"},
    }  # fmt: skip
