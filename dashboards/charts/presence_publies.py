"""Presence measured on the 2012 roster beside the rates that studies printed from 2012 to 2015.

A variant holds one base and one aggregation mode: printed and measured rates are drawn together only there.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout, note, share_axis
from dashboards.source import HISTORIC_ROSTER, Edition
from dashboards.words import Words, phrase
from pipelines.indicators.comparable import Figure as Printed
from pipelines.indicators.comparable import Series, mode_of, refusals

COLUMNS = (
    Column("base", "Base et mode"), Column("network_label", "Réseau"), Column("month", "Mois", "month"),
    Column("origin_label", "Origine"), Column("share", "Part de présentes", "share"),
    Column("n", "Base imprimée ou liste"),
    Column("source", "Source", is_french=True),
)  # fmt: skip
BASES: Final = (
    ("ALL", "mean_of_strata_rounded", phrase("Moyenne des trois strates arrondies")),
    ("ALL", "pooled", phrase("Ensemble, taux groupé")),
    ("REG", "pooled", phrase("Régions, taux groupé")),
    ("DEP", "pooled", phrase("Départements, taux groupé")),
    ("VILLE50", "pooled", phrase("50 villes, taux groupé")),
)
FIRST, LAST = date(2012, 1, 1), date(2015, 12, 31)
PRINTED: Final = ("presence_rate", "presence_rate_mean_strata")


def chart(edition: Edition) -> Chart | None:
    """None when the edition holds neither printed nor measured rates of 2012–2015."""
    words = edition.words
    printed, refused = _printed(edition)
    rows = [*printed, *_measured(edition)]
    rows.sort(key=lambda row: (row["place"], row["network"], row["month"], row["origin"], row["id"]))
    variants = tuple(_variant(place, rows, edition) for place in sorted({row["place"] for row in rows}))
    if not variants:
        return None
    return Chart(
        slug="presence-publies",
        title=variants[0].title,
        subtitle=words.say(
            "Part de présentes, en %, 2012–2015, chiffres imprimés (cercles vides) et mesure (ronds pleins)"
        ),
        description=words.say(
            "Chiffres imprimés par les études et mesure refaite sur la même liste, dans le même mode ; les deux modes"
            " ne sont jamais réunis sur une même figure."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=_method(words, refused),
        source="reference.published_figures, barometer.presence",
        words=words,
        selector_label=words.say("Base et mode affichés"),
        height=420,
    )


def _method(words: Words, refused: list[Row]) -> tuple[tuple[str, str], ...]:
    measure = words.say(
        "Présence sur Facebook ou sur X (alors Twitter), liste de 26 régions, 100 départements, 50 villes."
    )
    bases = words.say("Imprimé : base indiquée par la source. Mesuré : statuts connus de la liste EQ2012.")
    modes = words.say("La moyenne de trois taux arrondis (56,7 → 72,7) et le taux groupé sont deux grandeurs.")
    return (
        (words.say("Mesure"), measure),
        (words.say("Dénominateur"), bases),
        (words.say("Agrégation"), modes),
        (words.say("Exclus"), _refusal(words, refused)),
    )


def _place(stratum: str, aggregation: str | None) -> int | None:
    wanted = ("ALL" if stratum == "all" else stratum, aggregation)
    return next((place for place, base in enumerate(BASES) if base[:2] == wanted), None)


def _printed(edition: Edition) -> tuple[list[Row], list[Row]]:
    """Rates of a base and mode that are measured here, and those that are refused: they may not be compared."""
    frame = edition.frame("reference.published_figures").filter(
        pl.col("month").is_between(FIRST, LAST) & (pl.col("unit") == "%") & pl.col("network").is_in(["facebook", "x"]),
        pl.col("indicator").is_in(PRINTED),
    )
    bases = _bases(edition)
    rows, refused = [], []
    for row in frame.to_dicts():
        figure = Printed.of(row)
        place = _place(row["stratum"], mode_of(figure))
        if place is None or refusals(figure, Series(bases.get(BASES[place][0]))):
            refused.append(row)
            continue
        n = edition.words.say("n = {count}", count=row["n"])
        rows.append(_row(edition, row, place, "printed", row["value"] / 100, n, row["source"]))
        rows[-1]["id"] = row["figure_id"]
    return rows, refused


def _bases(edition: Edition) -> dict[str, int]:
    """Members of each stratum of the list of the study."""
    frame = edition.frame("barometer.presence").filter(
        (pl.col("roster_id") == HISTORIC_ROSTER) & (pl.col("area_level") == "france")
    )
    return dict(frame.group_by("stratum").agg(pl.max("member_count")).rows())


def _refusal(words: Words, refused: list[Row]) -> str:
    """Why some printed rates are not drawn, and which."""
    why = words.say(
        "Chiffres sans mois précis, ou dont la base ou le mode diffèrent de ceux de la figure : les dessiner ensemble"
        " serait les comparer."
    )
    if not refused:
        return why
    unsaid = words.say("non dit")
    named = sorted({f"{row['stratum']}, n = {row['n'] or unsaid}, {row['month']:%m/%Y}" for row in refused})
    told = words.say(
        "{refused} : {figures}.", refused=words.plural(len(refused), "refusé", "refusés"), figures=words.clauses(named)
    )
    return f"{why} {told}"


def _measured(edition: Edition) -> list[Row]:
    frame = edition.frame("barometer.presence").filter(
        (pl.col("roster_id") == HISTORIC_ROSTER) & (pl.col("area_level") == "france"),
        pl.col("month").is_between(FIRST, LAST) & pl.col("network").is_in(["facebook", "x"]),
        pl.col("presence_share").is_not_null(),
    )
    rows = []
    for row in frame.to_dicts():
        place = _place(row["stratum"], row["aggregation"])
        if place is not None:
            words = edition.words
            known, members = words.number(row["present_count"] + row["absent_count"]), words.number(row["member_count"])
            n = words.say("{known} connues sur {members}", known=known, members=members)
            rows.append(_row(edition, row, place, "measured", row["presence_share"], n, "barometer.presence"))
            rows[-1]["id"] = f"{place}|{row['network']}|{row['month']:%Y-%m}"
    return rows


def _row(edition: Edition, row: Row, place: int, origin: str, share: float, n: str, source: str) -> Row:
    return {
        "place": place, "base": edition.words.say(BASES[place][2]), "network": row["network"],
        "network_label": edition.network(row["network"]),
        "month": row["month"], "origin": origin,
        "origin_label": edition.words.say("imprimé") if origin == "printed" else edition.words.say("mesuré"),
        "share": share, "n": n, "source": source,
    }  # fmt: skip


def _variant(place: int, rows: list[Row], edition: Edition) -> Variant:
    words = edition.words
    own = [row for row in rows if row["place"] == place]
    printed = sum(row["origin"] == "printed" for row in own)
    label = words.say(BASES[place][2])
    title = words.say(
        "{base} : {printed} en regard de la mesure", base=label,
        printed=words.plural(printed, "chiffre imprimé", "chiffres imprimés"),
    )  # fmt: skip
    return Variant(f"base-{place}", label, title, figure(own, edition))


def figure(rows: list[Row], edition: Edition) -> Figure:
    words = edition.words
    data = [_trace(words, [r for r in rows if (r["network"], r["origin"]) == key]) for key in sorted(_keys(rows))]
    legend = {"orientation": "h", "y": -0.2, "x": 0, "font": {"size": 12}}
    drawn = layout(
        420, edition, showlegend=True, legend=legend, yaxis=share_axis(words),
        xaxis=axis(type="date", showgrid=False, range=["2011-12-01", _end(rows)], tickformat="%m/%Y", nticks=6),
    )  # fmt: skip
    if not rows:
        drawn["annotations"] = [*drawn["annotations"], note(words.say("Aucun chiffre de cette base"))]
    return {"data": data, "layout": drawn}


def _keys(rows: list[Row]) -> set[tuple[str, str]]:
    return {(row["network"], row["origin"]) for row in rows}


def _end(rows: list[Row]) -> str:
    last = max((row["month"] for row in rows), default=date(2013, 6, 1))
    return date(last.year + (last.month > 9), (last.month + 2) % 12 + 1, 1).isoformat()


def _trace(words: Words, rows: list[Row]) -> Figure:
    network, origin = rows[0]["network"], rows[0]["origin"]
    symbol = "circle" if network == "facebook" else "diamond"
    colour = theme.NETWORK_COLOURS["facebook" if network == "facebook" else "x"]
    return {
        "type": "scatter", "mode": "markers", "name": f"{rows[0]['network_label']}, {rows[0]['origin_label']}",
        "ids": [row["id"] for row in rows], "x": [row["month"].isoformat() for row in rows],
        "y": [row["share"] for row in rows],
        "marker": {
            "symbol": f"{symbol}-open" if origin == "printed" else symbol, "color": colour,
            "size": 18 if origin == "printed" else 10,
            "line": {"width": 2, "color": colour},
        },
        "hovertext": [
            words.say(
                "<b>{network}</b>, {origin}<br>{month} : {share}<br>{n}<br>{source}", network=row["network_label"],
                origin=row["origin_label"], month=words.month(row["month"]), share=words.share(row["share"]),
                n=row["n"], source=row["source"],
            )
            for row in rows
        ],
        "hoverinfo": "text", "meta": {"column": "share", "axis": "y"},
    }  # fmt: skip
