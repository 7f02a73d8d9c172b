"""Why statuses remain unknown: one bar per reason, all networks together."""

from __future__ import annotations

import polars as pl

from dashboards import labels, theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout, note
from dashboards.source import Edition
from dashboards.words import Words, lower_first

COLUMNS = (
    Column("reason", "Code"), Column("motif", "Motif"), Column("reason_label", "Explication"),
    Column("count", "Statuts inconnus", "count"),
    Column("share", "Part des inconnus", "share"),
)  # fmt: skip


def chart(edition: Edition) -> Chart:
    rows, words = _rows(edition), edition.words
    total = sum(row["count"] for row in rows)
    return Chart(
        slug="inconnues-motifs",
        title=_title(words, rows),
        subtitle=words.say("Statuts inconnus par motif, tous réseaux, {month}", month=words.month(edition.month)),
        description=words.say(
            "Une barre par motif, de la plus fréquente à la plus rare ; le tableau explique chaque motif."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=(Variant("tous", words.say("Tous"), "", figure(rows, edition)),),
        method=_method(words, total),
        source="barometer.unknowns",
        words=words,
        selector_label=words.say("Réseau affiché"),
        height=90 + 34 * max(len(rows), 2),
    )


def _title(words: Words, rows: list[Row]) -> str:
    if not rows:
        return words.say("Aucun statut inconnu")
    lead = lower_first(str(rows[0]["reason_label"]))
    return words.say("Premier motif d’inconnue, {share} : {reason}", share=words.share(rows[0]["share"]), reason=lead)


def _method(words: Words, total: int) -> tuple[tuple[str, str], ...]:
    base = words.say(
        "{statuses} (collectivité × réseau).", statuses=words.plural(total, "statut inconnu", "statuts inconnus")
    )
    rule = words.say("Une inconnue n’est ni une absence ni un zéro ; aucun refus n’a été contourné.")
    measure = words.say("Issue de la requête, ou liste non consultée, qui laisse le statut inconnu.")
    return (words.say("Mesure"), measure), (words.say("Dénominateur"), base), (words.say("Règle"), rule)


def _rows(edition: Edition) -> list[Row]:
    frame = edition.current("barometer.unknowns").filter((pl.col("stratum") == "ALL") & (pl.col("network") != "any"))
    counts = (
        frame.group_by("reason")
        .agg(pl.col("territory_count").sum())
        .sort(["territory_count", "reason"], descending=[True, False])
    )
    total = int(counts["territory_count"].sum())
    return [
        {"id": row["reason"], "reason": row["reason"], "motif": labels.motif(edition.words, row["reason"]),
         "reason_label": labels.reason(edition, row["reason"]),
         "count": row["territory_count"], "share": row["territory_count"] / total}
        for row in counts.to_dicts()
    ]  # fmt: skip


def figure(rows: list[Row], edition: Edition) -> Figure:
    words = edition.words
    bar = {
        "type": "bar", "orientation": "h", "ids": [row["id"] for row in rows], "x": [row["count"] for row in rows],
        "y": [row["motif"] for row in rows],
        "marker": {
            "color": theme.UNKNOWN, "line": {"color": theme.HATCH, "width": 1},
            "pattern": {"shape": "/", "fgcolor": theme.HATCH, "bgcolor": theme.UNKNOWN, "size": 6, "solidity": 0.35},
        },
        "text": [words.number(row["count"]) for row in rows], "textposition": "outside", "cliponaxis": False,
        "textfont": {"color": theme.INK},
        "hovertext": [
            words.say(
                "<b>{motif}</b> : {count}<br>{reason}", motif=row["motif"], count=words.number(row["count"]),
                reason=_wrap(row["reason_label"]),
            )
            for row in rows
        ],
        "hoverinfo": "text", "meta": {"column": "count", "axis": "x"},
    }  # fmt: skip
    room = 1.18 * max((row["count"] for row in rows), default=1)
    drawn = layout(
        90 + 34 * max(len(rows), 2), edition, bargap=0.35, xaxis=axis(range=[0, room], nticks=5, tickformat=",d"),
        yaxis=axis(type="category", autorange="reversed"),
    )  # fmt: skip
    if not rows:
        drawn["annotations"] = [*drawn["annotations"], note(words.say("Aucun statut inconnu"))]
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
