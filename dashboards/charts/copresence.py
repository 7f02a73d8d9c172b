"""Presence on two networks at once, pair by pair, on the collectivités known on both."""

from __future__ import annotations

import polars as pl

from dashboards import format as fr
from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout, share_axis
from dashboards.charts.words import presence_why, roster_words
from dashboards.source import NETWORK_ORDER, Edition

COLUMNS = (
    Column("pair", "Réseaux"), Column("both_share", "Sur les deux", "share"),
    Column("both_share_lo", "Borne basse", "share"),
    Column("both_share_hi", "Borne haute", "share"), Column("both_count", "Présentes sur les deux", "count"),
    Column("any_count", "Présentes sur l’un au moins", "count"), Column("known_count", "Connues sur les deux", "count"),
    Column("unknown_count", "Inconnues", "count"),
    Column("inclusion_exclusion_gap", "Écart inclusion–exclusion", "count"),
)  # fmt: skip


def chart(edition: Edition) -> Chart | None:
    """None when the edition observes fewer than two networks."""
    rows = _rows(edition)
    if not rows:
        return None
    published = [row for row in rows if row["both_share"] is not None]
    lead = max(published, key=lambda row: row["both_share"]) if published else None
    return Chart(
        slug="copresence",
        title=f"{lead['pair']} : {fr.share(lead['both_share'])} des collectivités sont sur les deux" if lead
        else "Aucun taux de présence conjointe n’est publiable : les bornes seules sont données",
        subtitle=f"Part de présentes sur deux réseaux à la fois, ensemble de la liste, {fr.month(edition.month)}",
        description="Un point par paire de réseaux, sur le trait de ses bornes ; pointillé quand le taux est retenu.",
        columns=COLUMNS,
        rows=rows,
        variants=(Variant("toutes", "Toutes", "", figure(rows, edition.mention)),),
        method=(
            ("Mesure", "Un compte officiel sur chacun des deux réseaux, à la fin du mois."),
            ("Dénominateur", "Collectivités dont le statut est connu sur les deux réseaux."),
            ("Agrégation", f"Taux groupé (pooled) ; {roster_words(edition)}."),
            ("Contrôle", "a + b − (les deux) − (l’un au moins) doit valoir 0 : colonne « écart » du tableau."),
        ),
        source="barometer.copresence",
        height=110 + 30 * len(rows),
    )  # fmt: skip


def _rows(edition: Edition) -> list[Row]:
    frame = edition.current("barometer.copresence").filter(pl.col("stratum") == "ALL")
    rows = []
    for row in frame.to_dicts():
        pair = sorted((row["network_a"], row["network_b"]), key=NETWORK_ORDER.index)
        if "website" in pair:
            continue
        rows.append(row | {
            "id": "+".join(pair), "pair": " + ".join(edition.network(code) for code in pair), "place": pair,
            "why": presence_why(row["both_share_status"]),
        })  # fmt: skip
    return sorted(rows, key=lambda row: (-row["both_count"], row["id"]))


def figure(rows: list[Row], mention: str | None) -> Figure:
    known = [row for row in rows if row["both_share"] is not None]
    hidden = [row for row in rows if row["both_share"] is None]
    bounds = [
        {
            "type": "scatter", "mode": "lines", "x": [row["both_share_lo"], row["both_share_hi"]],
            "y": [row["pair"]] * 2,
            "line": {"color": theme.ACCENT, "width": 4, "dash": "solid" if row["both_share"] is not None else "dot"},
            "opacity": 0.45, "hoverinfo": "skip", "meta": {"bounds": row["id"]},
        }
        for row in rows
    ]  # fmt: skip
    dots = {
        "type": "scatter", "mode": "markers", "ids": [row["id"] for row in known],
        "x": [row["both_share"] for row in known],
        "y": [row["pair"] for row in known], "marker": {"color": theme.ACCENT, "size": 11},
        "hovertext": [_words(row) for row in known], "hoverinfo": "text", "meta": {"column": "both_share", "axis": "x"},
    }  # fmt: skip
    unknown = {
        "type": "scatter", "mode": "text", "ids": [row["id"] for row in hidden], "y": [row["pair"] for row in hidden],
        "x": [(row["both_share_lo"] + row["both_share_hi"]) / 2 for row in hidden], "text": ["?"] * len(hidden),
        "textposition": "top center", "textfont": {"color": theme.MUTED, "size": 15},
        "hovertext": [_words(row) for row in hidden], "hoverinfo": "text", "meta": {"unknown": True},
    }  # fmt: skip
    names = [row["pair"] for row in rows]
    return {
        "data": [*bounds, dots, unknown],
        "layout": layout(
            110 + 30 * len(rows), mention, xaxis=share_axis(),
            yaxis=axis(type="category", categoryorder="array", categoryarray=names, autorange="reversed",
            showgrid=False),
        ),
    }  # fmt: skip


def _words(row: Row) -> str:
    return (
        f"<b>{row['pair']}</b><br>{fr.or_missing(row['both_share'], fr.share, row['why'])}"
        f"<br>Bornes : {fr.interval(row['both_share_lo'], row['both_share_hi'], fr.share)}"
        f"<br>{fr.number(row['both_count'])} sur les deux, {fr.number(row['known_count'])} connues sur les deux"
    )
