"""Printed against measured: each printed rate of 2012–2013 joined to the rate measured with the same definition."""

from __future__ import annotations

import polars as pl

from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout
from dashboards.labels import aggregation, base, networks
from dashboards.source import Edition
from dashboards.words import Words, phrases

COLUMNS = (
    Column("month", "Mois", "month"), Column("network_label", "Réseau"), Column("stratum_label", "Base"),
    Column("mode", "Mode"), Column("published_value", "Imprimé", "percent"),
    Column("measured_value", "Mesuré", "percent"),
    Column("difference", "Écart", "points"), Column("measured_pooled", "Mesuré, taux groupé", "percent"),
    Column("verdict_label", "Constat"), Column("source", "Source", is_french=True), Column("note", "Remarque"),
)  # fmt: skip
RATES = ("presence_rate", "presence_rate_mean_strata", "presence_any_rate", "copresence_rate")
VERDICTS = phrases(
    {"same": "identique", "differs": "différent", "not_measured": "non mesuré", "refused": "non comparable"}
)


def chart(edition: Edition) -> Chart | None:
    """Only rates printed in %; None when no printed rate has a month that the edition observes."""
    rows, words = rate_rows(edition), edition.words
    if not rows:
        return None
    measured = [row for row in rows if row["measured_value"] is not None]
    same = sum(row["verdict"] == "same" for row in rows)
    return Chart(
        slug="imprime-mesure",
        title=_title(words, same, len(measured)),
        subtitle=words.say("Taux imprimés en 2012–2013 et mesure de même base et de même mode d’agrégation, en %"),
        description=words.say(
            "Une ligne par taux : cercle vide pour l’imprimé, rond plein pour le mesuré, trait pour l’écart."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=(Variant("tous", words.say("Tous"), "", figure(rows, edition)),),
        method=_method(words, len(rows) - len(measured)),
        source="barometer.comparison",
        words=words,
        selector_label=words.say("Réseau affiché"),
        height=_height(rows),
    )


def _method(words: Words, apart: int) -> tuple[tuple[str, str], ...]:
    mode = words.say("Le mode est celui de l’étude ; le taux groupé est donné à côté, jamais à sa place.")
    return (
        (words.say("Mesure"), words.say("Même liste, même mois, même réseau, même mode que le chiffre imprimé.")),
        (words.say("Agrégation"), mode),
        (words.say("Écart"), words.say("Mesuré − imprimé, en points.")),
        (words.say("Non mesurés"), words.say("{rates}.", rates=words.plural(apart, "taux", "taux"))),
    )


def _height(rows: list[Row]) -> int:
    return 150 + 36 * len(rows)


def _title(words: Words, same: int, measured: int) -> str:
    if not measured:
        return words.say("Aucun taux imprimé n’a encore été remesuré")
    rates = words.plural(measured, "taux remesuré", "taux remesurés")
    if not same:
        return words.say("Sur {rates}, aucun ne retrouve le chiffre imprimé", rates=rates)
    if same == 1:
        return words.say("Sur {rates}, 1 retrouve le chiffre imprimé", rates=rates)
    return words.say("Sur {rates}, {same} retrouvent le chiffre imprimé", rates=rates, same=words.number(same))


def rate_rows(edition: Edition) -> list[Row]:
    """Presence rates that may be compared, ready for the table; growth and counts are not shares of a base."""
    frame = edition.frame("barometer.comparison").filter(
        pl.col("indicator").is_in(RATES) & (pl.col("unit") == "%") & (pl.col("month") <= edition.month),
        pl.col("verdict") != "refused",
    )
    words = edition.words
    return [
        row | {
            "id": row["figure_id"], "network_label": networks(edition, row["network"]),
            "mode": aggregation(words, row["aggregation"]), "stratum_label": base(words, row["stratum"]),
            "verdict_label": words.say(VERDICTS[row["verdict"]]),
            "note": words.data(row["note_fr"]) if row["note_fr"] else "—", "why": words.say("non mesuré"),
        }
        for row in frame.sort("month", "network", "stratum", "figure_id").to_dicts()
    ]  # fmt: skip


def figure(rows: list[Row], edition: Edition) -> Figure:
    words = edition.words
    places = _places(words, rows)
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
    data.append(_dots(words, rows, places, "published_value", words.say("imprimé"), "circle-open", theme.ALERT))
    both = [row for row, _ in pairs], [place for _, place in pairs]
    data.append(_dots(words, *both, "measured_value", words.say("mesuré"), "circle", theme.ACCENT))
    return {
        "data": data,
        "layout": layout(
            _height(rows), edition, showlegend=True,
            legend={"orientation": "h", "y": -52 / _height(rows), "yanchor": "top", "x": 0},
            xaxis=axis(
                range=[-2, 103], tickvals=[0, 25, 50, 75, 100], ticktext=[words.share(t / 4, 0) for t in range(5)]
            ),
            yaxis=axis(type="category", categoryorder="array", categoryarray=places, autorange="reversed",
            showgrid=False),
        ),
    }  # fmt: skip


def _places(words: Words, rows: list[Row]) -> list[str]:
    """One distinct label per row: the figure's id is added only to labels that would otherwise be the same."""
    labels = [_place(words, row) for row in rows]
    return [
        f"{label} · {row['id']}" if labels.count(label) > 1 else label for label, row in zip(labels, rows, strict=True)
    ]  # fmt: skip


def _place(words: Words, row: Row) -> str:
    network = row["network_label"].replace(" (Twitter)", "")
    where = {"network": network, "month": words.month(row["month"]), "stratum": row["stratum_label"]}
    if row["aggregation"].startswith("mean_of"):
        return words.say("{network}, {month}<br>{stratum} (moy.)", **where)
    return words.say("{network}, {month}<br>{stratum}", **where)


def _dots(words: Words, rows: list[Row], places: list[str], column: str, name: str, symbol: str, colour: str) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "name": name, "ids": [row["id"] for row in rows],
        "x": [row[column] for row in rows], "y": places,
        "marker": {
            "symbol": symbol, "size": 17 if symbol == "circle-open" else 9, "color": colour,
            "line": {"width": 2, "color": colour},
        },
        "hovertext": [
            words.say(
                "<b>{place}</b><br>imprimé {published}, mesuré {measured}", place=place,
                published=words.percent(row["published_value"]),
                measured=words.or_missing(row["measured_value"], words.percent, row["why"]),
            )
            for row, place in zip(rows, places, strict=True)
        ],
        "hoverinfo": "text", "meta": {"column": column, "axis": "x"},
    }  # fmt: skip
