"""Presence on two networks at once, pair by pair, on the collectivités known on both; one variant per stratum."""

from __future__ import annotations

import polars as pl

from dashboards import format as fr
from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout, share_axis
from dashboards.charts.presence_niveaux import stratum_name
from dashboards.charts.words import presence_why, roster_words
from dashboards.source import Edition, network_place

COLUMNS = (
    Column("stratum_label", "Strate"), Column("pair", "Réseaux"), Column("both_share", "Sur les deux", "share"),
    Column("both_share_lo", "Borne basse", "share"),
    Column("both_share_hi", "Borne haute", "share"), Column("both_count", "Présentes sur les deux", "count"),
    Column("any_count", "Présentes sur l’un au moins", "count"), Column("known_count", "Connues sur les deux", "count"),
    Column("unknown_count", "Inconnues", "count"),
    Column("inclusion_exclusion_gap", "Écart inclusion–exclusion", "count"),
)  # fmt: skip


def chart(edition: Edition) -> Chart | None:
    """None when the edition observes fewer than two networks. The stratum that publishes most is shown first."""
    rows = _rows(edition)
    if not rows:
        return None
    groups = {code: [row for row in rows if row["stratum"] == code] for code in ("ALL", *edition.strata)}
    drawn = {code: own for code, own in groups.items() if own}
    order = sorted(drawn, key=lambda code: -sum(row["both_share"] is not None for row in drawn[code]))
    variants = tuple(_variant(code, drawn[code], edition.mention) for code in order)
    return Chart(
        slug="copresence",
        title=variants[0].title,
        subtitle=f"Part de présentes sur deux réseaux à la fois, en % des connues, {fr.month(edition.month)}",
        description="Un point par paire de réseaux, sur le trait de ses bornes ; pointillé quand le taux est retenu.",
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=(
            ("Mesure", "Un compte officiel sur chacun des deux réseaux, à la fin du mois."),
            ("Dénominateur", "Collectivités dont le statut est connu sur les deux réseaux."),
            ("Agrégation", f"Taux groupé (pooled) à l’intérieur de chaque strate ; {roster_words(edition)}."),
            ("Contrôle", "a + b − (les deux) − (l’un au moins) doit valoir 0 : colonne « écart » du tableau."),
        ),
        source="barometer.copresence",
        selector_label="Strate affichée",
        height=_height(max(len(own) for own in drawn.values())),
    )


def _height(pairs: int) -> int:
    return 110 + 30 * pairs


def _variant(stratum: str, rows: list[Row], mention: str | None) -> Variant:
    name = str(rows[0]["stratum_label"])
    published = [row for row in rows if row["both_share"] is not None]
    if published:
        lead = max(published, key=lambda row: row["both_share"])
        title = f"{name} : {fr.share(lead['both_share'], 0)} sont à la fois sur {lead['pair'].replace(' + ', ' et ')}"
    else:
        title = f"{name} : aucun taux de présence conjointe n’est publiable, les bornes seules sont données"
    return Variant(stratum, name, title, figure(rows, mention))


def _rows(edition: Edition) -> list[Row]:
    order = ["ALL", *edition.strata]
    rows = []
    for row in edition.current("barometer.copresence").filter(pl.col("stratum").is_in(order)).to_dicts():
        pair = sorted((row["network_a"], row["network_b"]), key=network_place)
        if "website" in pair:
            continue
        rows.append(row | {
            "id": f"{row['stratum']}|{'+'.join(pair)}", "pair": " + ".join(edition.network(code) for code in pair),
            "stratum_label": stratum_name(edition, row["stratum"]), "why": presence_why(row["both_share_status"]),
        })  # fmt: skip
    return sorted(rows, key=lambda row: (order.index(row["stratum"]), -row["both_count"], row["id"]))


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
            _height(len(rows)), mention, xaxis=share_axis(),
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
