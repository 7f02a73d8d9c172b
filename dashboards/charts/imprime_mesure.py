"""Printed against measured: each printed rate of 2012–2013 joined to the rate measured with the same definition."""

from __future__ import annotations

import polars as pl

from dashboards import format as fr
from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout
from dashboards.labels import aggregation, base, networks
from dashboards.source import Edition

COLUMNS = (
    Column("month", "Mois", "month"), Column("network_label", "Réseau"), Column("stratum_label", "Base"),
    Column("mode", "Mode"), Column("published_value", "Imprimé", "percent"),
    Column("measured_value", "Mesuré", "percent"),
    Column("difference", "Écart", "points"), Column("measured_pooled", "Mesuré, taux groupé", "percent"),
    Column("verdict_label", "Constat"), Column("source", "Source"), Column("note", "Remarque"),
)  # fmt: skip
RATES = ("presence_rate", "presence_rate_mean_strata", "presence_any_rate", "copresence_rate")
VERDICTS = {"same": "identique", "differs": "différent", "not_measured": "non mesuré", "refused": "non comparable"}


def chart(edition: Edition) -> Chart | None:
    """Only rates printed in %; None when no printed rate has a month that the edition observes."""
    rows = rate_rows(edition)
    if not rows:
        return None
    measured = [row for row in rows if row["measured_value"] is not None]
    same = sum(row["verdict"] == "same" for row in rows)
    return Chart(
        slug="imprime-mesure",
        title=_title(same, len(measured)),
        subtitle="Taux imprimés en 2012–2013 et mesure de même base et de même mode d’agrégation, en %",
        description="Une ligne par taux : cercle vide pour l’imprimé, rond plein pour le mesuré, trait pour l’écart.",
        columns=COLUMNS,
        rows=rows,
        variants=(Variant("tous", "Tous", "", figure(rows, edition.mention)),),
        method=(
            ("Mesure", "Même liste, même mois, même réseau, même mode que le chiffre imprimé."),
            ("Agrégation", "Le mode est celui de l’étude ; le taux groupé est donné à côté, jamais à sa place."),
            ("Écart", "Mesuré − imprimé, en points."),
            ("Non mesurés", fr.plural(len(rows) - len(measured), "taux", "taux") + "."),
        ),
        source="barometer.comparison",
        height=_height(rows),
    )


def _height(rows: list[Row]) -> int:
    return 150 + 36 * len(rows)


def _title(same: int, measured: int) -> str:
    if not measured:
        return "Aucun taux imprimé n’a encore été remesuré"
    rates = fr.plural(measured, "taux remesuré", "taux remesurés")
    if not same:
        return f"Sur {rates}, aucun ne retrouve le chiffre imprimé"
    return f"Sur {rates}, {fr.number(same)} {'retrouve' if same == 1 else 'retrouvent'} le chiffre imprimé"


def rate_rows(edition: Edition) -> list[Row]:
    """Presence rates that may be compared, ready for the table; growth and counts are not shares of a base."""
    frame = edition.frame("barometer.comparison").filter(
        pl.col("indicator").is_in(RATES) & (pl.col("unit") == "%") & (pl.col("month") <= edition.month),
        pl.col("verdict") != "refused",
    )
    return [
        row | {
            "id": row["figure_id"], "network_label": networks(edition, row["network"]),
            "mode": aggregation(row["aggregation"]), "stratum_label": base(row["stratum"]),
            "verdict_label": VERDICTS[row["verdict"]], "note": row["note_fr"] or "—", "why": "non mesuré",
        }
        for row in frame.sort("month", "network", "stratum", "figure_id").to_dicts()
    ]  # fmt: skip


def figure(rows: list[Row], mention: str | None) -> Figure:
    places = _places(rows)
    pairs = [(row, place) for row, place in zip(rows, places, strict=True) if row["measured_value"] is not None]
    data: list[Figure] = [
        {
            "type": "scatter", "mode": "lines", "x": [row["published_value"], row["measured_value"]],
            "y": [place, place],
            "line": {"color": theme.ABSENT, "width": 3}, "hoverinfo": "skip", "showlegend": False,
            "meta": {"bounds": row["id"]},
        }
        for row, place in pairs
    ]  # fmt: skip
    data.append(_dots(rows, places, "published_value", "imprimé", "circle-open", theme.ALERT))
    data.append(_dots([r for r, _ in pairs], [p for _, p in pairs], "measured_value", "mesuré", "circle", theme.ACCENT))
    return {
        "data": data,
        "layout": layout(
            _height(rows), mention, showlegend=True,
            legend={"orientation": "h", "y": -52 / _height(rows), "yanchor": "top", "x": 0},
            xaxis=axis(range=[-2, 103], tickvals=[0, 25, 50, 75, 100], ticktext=[fr.share(t / 4, 0) for t in range(5)]),
            yaxis=axis(type="category", categoryorder="array", categoryarray=places, autorange="reversed",
            showgrid=False),
        ),
    }  # fmt: skip


def _places(rows: list[Row]) -> list[str]:
    """One distinct label per row: the figure's id is added only to labels that would otherwise be the same."""
    labels = [_place(row) for row in rows]
    return [
        f"{label} · {row['id']}" if labels.count(label) > 1 else label for label, row in zip(labels, rows, strict=True)
    ]  # fmt: skip


def _place(row: Row) -> str:
    mode = " (moy.)" if row["aggregation"].startswith("mean_of") else ""
    network = row["network_label"].replace(" (Twitter)", "")
    return f"{network}, {fr.month_code(row['month'])}<br>{row['stratum_label']}{mode}"


def _dots(rows: list[Row], places: list[str], column: str, name: str, symbol: str, colour: str) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "name": name, "ids": [row["id"] for row in rows],
        "x": [row[column] for row in rows], "y": places,
        "marker": {
            "symbol": symbol, "size": 17 if symbol == "circle-open" else 9, "color": colour,
            "line": {"width": 2, "color": colour},
        },
        "hovertext": [
            f"<b>{place}</b><br>imprimé {fr.number(row['published_value'], 1)}{fr.NARROW}%, mesuré "
            + fr.or_missing(row["measured_value"], lambda v: f"{fr.number(v, 1)}{fr.NARROW}%", "non mesuré")
            for row, place in zip(rows, places, strict=True)
        ],
        "hoverinfo": "text", "meta": {"column": column, "axis": "x"},
    }  # fmt: skip
