"""Coverage: what is known of each collectivité on each network; unknowns are hatched and never look like absences."""

from __future__ import annotations

import polars as pl

from dashboards import format as fr
from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, Wide, axis, layout
from dashboards.charts.words import roster_words
from dashboards.source import Edition

COLUMNS = (
    Column("network_label", "Réseau"), Column("state_label", "Statut"), Column("count", "Collectivités", "count"),
    Column("share", "Part de la liste", "share"),
)  # fmt: skip
STATES = (
    ("present_active", "présentes et actives", theme.ACCENT, ""),
    ("present_dormant", "présentes, sans publication", theme.DORMANT, "."),
    ("present_unobserved", "présentes, activité non observée", theme.DORMANT, ""),
    ("absent_confirmed", "absences confirmées", theme.ABSENT, ""), ("unknown", "inconnues", theme.UNKNOWN, "/"),
)  # fmt: skip


def chart(edition: Edition) -> Chart:
    rows = _rows(edition)
    unknown = sum(row["count"] for row in rows if row["state"] == "unknown")
    total = sum(row["count"] for row in rows)
    return Chart(
        slug="couverture-reseaux",
        title=f"{fr.share(unknown / total if total else 0)} des statuts restent inconnus",
        subtitle=f"Nombre de collectivités par statut et par réseau, {fr.month(edition.month)}",
        description="Barres empilées par réseau : présentes, absences confirmées et, en hachures, statuts inconnus.",
        columns=COLUMNS,
        rows=rows,
        variants=(Variant("tous", "Tous", "", figure(rows, edition.mention)),),
        method=(
            ("Mesure", "Statut de chaque collectivité sur chaque réseau, à la fin du mois."),
            ("Dénominateur", f"Toute la liste ({roster_words(edition)})."),
            ("Absence", "Confirmée seulement si l’annuaire, Wikidata et le site officiel ont été lus."),
            ("Inconnues", f"{fr.number(unknown)} statuts sur {fr.number(total)}."),
        ),
        source="barometer.status",
        height=_height(len(edition.observed_networks)),
        wide=Wide(
            ("network_label",), ("Réseau",), "state_label", _cell, lambda row: row["state"] == "unknown",
            "Entre parenthèses, la part de la liste.",
        ),
    )  # fmt: skip


def _cell(row: Row) -> str:
    return f"{fr.number(row['count'])} ({fr.share(row['share'])})"


def _height(networks: int) -> int:
    return 130 + 34 * networks


def _rows(edition: Edition) -> list[Row]:
    counts = edition.current("barometer.status").group_by("network", "status").len()
    found = {(row["network"], row["status"]): row["len"] for row in counts.to_dicts()}
    totals = dict(counts.group_by("network").agg(pl.col("len").sum()).iter_rows())
    return [
        {
            "id": f"{network}|{state}", "network_label": edition.network(network), "state": state, "state_label": label,
            "count": found.get((network, state), 0), "share": found.get((network, state), 0) / totals[network],
        }
        for network in edition.observed_networks for state, label, _, _ in STATES
    ]  # fmt: skip


def figure(rows: list[Row], mention: str | None) -> Figure:
    data = [_bar([row for row in rows if row["state"] == state], colour, shape) for state, _, colour, shape in STATES]
    height = _height(len(rows) // len(STATES))
    legend = {"orientation": "h", "y": -40 / (height - 74), "yanchor": "top", "x": 0, "font": {"size": 12}}
    return {
        "data": data,
        "layout": layout(
            height, mention, barmode="stack", bargap=0.35, showlegend=True, legend=legend | {"traceorder": "normal"},
            xaxis=axis(rangemode="tozero", nticks=5, tickformat=",d"),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }  # fmt: skip


def _bar(rows: list[Row], colour: str, shape: str) -> Figure:
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
            f"<b>{row['network_label']}</b><br>{row['state_label']} : {fr.number(row['count'])}"
            f" ({fr.share(row['share'])})"
            for row in rows
        ],
        "hoverinfo": "text", "textposition": "none", "meta": {"column": "count", "axis": "x"},
    }  # fmt: skip
