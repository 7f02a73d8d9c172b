"""Why statuses remain unknown: one bar per reason, all networks together."""

from __future__ import annotations

import polars as pl

from dashboards import format as fr
from dashboards import labels, theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout, note
from dashboards.source import Edition

COLUMNS = (
    Column("reason", "Code"), Column("motif", "Motif"), Column("reason_label", "Explication"),
    Column("count", "Statuts inconnus", "count"),
    Column("share", "Part des inconnus", "share"),
)  # fmt: skip


def chart(edition: Edition) -> Chart:
    rows = _rows(edition)
    total = sum(row["count"] for row in rows)
    lead = str(rows[0]["reason_label"]) if rows else ""
    return Chart(
        slug="inconnues-motifs",
        title=f"Premier motif d’inconnue, {fr.share(rows[0]['share'])} : {fr.lower_first(lead)}"
        if rows
        else "Aucun statut inconnu",
        subtitle=f"Statuts inconnus par motif, tous réseaux, {fr.month(edition.month)}",
        description="Une barre par motif, de la plus fréquente à la plus rare ; le tableau explique chaque motif.",
        columns=COLUMNS,
        rows=rows,
        variants=(Variant("tous", "Tous", "", figure(rows, edition.mention)),),
        method=(
            ("Mesure", "Issue de la requête, ou liste non consultée, qui laisse le statut inconnu."),
            ("Dénominateur", f"{fr.plural(total, 'statut inconnu', 'statuts inconnus')} (collectivité × réseau)."),
            ("Règle", "Une inconnue n’est ni une absence ni un zéro ; aucun refus n’a été contourné."),
        ),
        source="barometer.unknowns",
        height=90 + 34 * max(len(rows), 2),
    )


def _rows(edition: Edition) -> list[Row]:
    frame = edition.current("barometer.unknowns").filter((pl.col("stratum") == "ALL") & (pl.col("network") != "any"))
    counts = (
        frame.group_by("reason")
        .agg(pl.col("territory_count").sum())
        .sort(["territory_count", "reason"], descending=[True, False])
    )
    total = int(counts["territory_count"].sum())
    return [
        {"id": row["reason"], "reason": row["reason"], "motif": labels.motif(row["reason"]),
         "reason_label": labels.reason(edition, row["reason"]),
         "count": row["territory_count"], "share": row["territory_count"] / total}
        for row in counts.to_dicts()
    ]  # fmt: skip


def figure(rows: list[Row], mention: str | None) -> Figure:
    bar = {
        "type": "bar", "orientation": "h", "ids": [row["id"] for row in rows], "x": [row["count"] for row in rows],
        "y": [row["motif"] for row in rows],
        "marker": {
            "color": theme.UNKNOWN, "line": {"color": theme.HATCH, "width": 1},
            "pattern": {"shape": "/", "fgcolor": theme.HATCH, "bgcolor": theme.UNKNOWN, "size": 6, "solidity": 0.35},
        },
        "text": [fr.number(row["count"]) for row in rows], "textposition": "outside", "cliponaxis": False,
        "textfont": {"color": theme.INK},
        "hovertext": [
            f"<b>{row['motif']}</b> : {fr.number(row['count'])}<br>{_wrap(row['reason_label'])}" for row in rows
        ],
        "hoverinfo": "text", "meta": {"column": "count", "axis": "x"},
    }  # fmt: skip
    room = 1.18 * max((row["count"] for row in rows), default=1)
    drawn = layout(
        90 + 34 * max(len(rows), 2), mention, bargap=0.35, xaxis=axis(range=[0, room], nticks=5, tickformat=",d"),
        yaxis=axis(type="category", autorange="reversed"),
    )  # fmt: skip
    if not rows:
        drawn["annotations"] = [*drawn["annotations"], note("Aucun statut inconnu")]
    return {"data": [bar], "layout": drawn}


def _wrap(text: str, width: int = 46) -> str:
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "<br>".join([*lines, line])
