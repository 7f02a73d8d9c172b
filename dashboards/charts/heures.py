"""When accounts publish: a cell per day of the week and hour of the place; a variant per network."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from dashboards import format as fr
from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, Wide, axis, layout
from dashboards.charts.words import roster_words
from dashboards.source import Edition

DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
HEIGHT: Final = 330
COLUMNS: Final = (
    Column("network_label", "Réseau"), Column("day", "Jour"), Column("hour_label", "Heure"),
    Column("share", "Part des publications", "share"), Column("account_count", "Comptes", "count"),
    Column("month_count", "Mois lus", "count"),
)  # fmt: skip


def chart(edition: Edition) -> Chart | None:
    """None when no network has the five accounts of a profile."""
    rows = _rows(edition)
    if not rows:
        return None
    networks = list(dict.fromkeys(row["network"] for row in rows))
    variants = tuple(
        _variant(code, [row for row in rows if row["network"] == code], edition.mention) for code in networks
    )
    return Chart(
        slug="heures",
        title=variants[0].title,
        subtitle=f"Part des publications par jour et par heure du lieu, trois mois jusqu’à {fr.month(edition.month)}",
        description="Une ligne par jour, une colonne par heure : plus la teinte est soutenue, plus la part est grande.",
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=(
            ("Mesure", "Heure légale du lieu, outre-mer compris ; publications originales de trois mois."),
            ("Dénominateur", "Comptes d’au moins huit publications ; chacun pèse autant, quoi qu’il publie."),
            ("Agrégation", f"Ensemble de la liste, chaque compte avec son poids ; {roster_words(edition)}."),
            ("Écartés", "Réseaux de moins de cinq comptes dont la porte donne les publications."),
        ),
        source="barometer.hours",
        wide=Wide(
            ("network_label", "day"), ("Réseau", "Jour"), "hour_label", _percent, lambda row: False,
            "En % des publications du réseau ; les 168 cases d’un réseau font 100.",
        ),
        height=HEIGHT,
    )  # fmt: skip


def _percent(row: Row) -> str:
    return fr.number(100 * row["share"], 1)


def _rows(edition: Edition) -> list[Row]:
    frame = edition.current("barometer.hours").filter(pl.col("stratum") == "ALL")
    rows = [
        row | {
            "id": f"{row['network']}|{row['weekday']}|{row['hour']}", "network_label": edition.network(row["network"]),
            "day": DAYS[row["weekday"] - 1], "hour_label": f"{row['hour']} h",
        }
        for row in frame.to_dicts()
    ]  # fmt: skip
    return sorted(
        rows, key=lambda row: (-row["account_count"], edition.place(row["network"]), row["weekday"], row["hour"])
    )


def _variant(network: str, rows: list[Row], mention: str | None) -> Variant:
    lead = max(rows, key=lambda row: row["share"])
    name = str(rows[0]["network_label"])
    hours = f"entre {lead['hour']} h et {lead['hour'] + 1} h"
    title = fr.typeset(f"{name} : {fr.share(lead['share'])} des publications le {lead['day']} {hours}")
    return Variant(network, name, title, figure(rows, mention))


def figure(rows: list[Row], mention: str | None) -> Figure:
    """Twenty-four columns, seven lines from Monday down."""
    limits = theme.class_limits([row["share"] for row in rows])
    small = {"color": theme.INK, "size": 10}
    cells: dict[str, Any] = {
        "type": "heatmap", "ids": [row["id"] for row in rows], "x": [row["hour"] for row in rows],
        "y": [row["weekday"] for row in rows], "z": [row["share"] for row in rows], "zmin": limits[0],
        "zmax": limits[-1], "xgap": 1, "ygap": 1, "zsmooth": False,
        "colorscale": theme.stepped_colours(theme.SHADES), "hoverinfo": "text",
        "hovertext": [_words(row) for row in rows],
        "colorbar": {
            "title": {"text": ""}, "thickness": 12, "tickmode": "array", "tickvals": limits,
            "ticktext": [fr.share(limit) for limit in limits], "outlinewidth": 0,
            "tickfont": {"color": theme.INK, "size": 11},
        },
        "meta": {"column": "share", "axis": "z"},
    }  # fmt: skip
    hours = axis(
        tickmode="array", tickvals=list(range(0, 24, 3)), ticktext=[f"{hour} h" for hour in range(0, 24, 3)],
        range=[-0.5, 23.5], showgrid=False,
    )  # fmt: skip
    days = axis(
        tickmode="array", tickvals=list(range(1, 8)), ticktext=list(DAYS), range=[7.5, 0.5], showgrid=False,
        tickfont={"color": theme.INK},
    )  # fmt: skip
    return {
        "data": [cells],
        "layout": layout(HEIGHT, mention, xaxis=hours, yaxis=days),
        "narrow": {"yaxis": days | {"tickfont": small}, "xaxis": hours | {"tickfont": small}},
    }


def _words(row: Row) -> str:
    return (
        f"<b>{row['day']}, {row['hour']} h à {row['hour'] + 1} h</b><br>{fr.share(row['share'])} des publications"
        f"<br>{fr.plural(row['account_count'], 'compte')}, {fr.plural(row['month_count'], 'mois', 'mois')}"
    )
