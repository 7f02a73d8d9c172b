"""When accounts publish: a cell per day of the week and hour of the place; a variant per network."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import polars as pl

from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, Wide, axis, layout
from dashboards.charts.words import roster_words
from dashboards.source import Edition
from dashboards.words import Words, phrase

DAYS: Final = (
    phrase("lundi"), phrase("mardi"), phrase("mercredi"), phrase("jeudi"), phrase("vendredi"), phrase("samedi"),
    phrase("dimanche"),
)  # fmt: skip
HEIGHT: Final = 330
COLUMNS: Final = (
    Column("network_label", "Réseau"), Column("day", "Jour"), Column("hour_label", "Heure"),
    Column("share", "Part des publications", "share"), Column("account_count", "Comptes", "count"),
    Column("month_count", "Mois lus", "count"),
)  # fmt: skip


def chart(edition: Edition) -> Chart | None:
    """None when no network has the five accounts of a profile."""
    rows, words = _rows(edition), edition.words
    if not rows:
        return None
    networks = list(dict.fromkeys(row["network"] for row in rows))
    variants = tuple(_variant(code, [row for row in rows if row["network"] == code], edition) for code in networks)
    return Chart(
        slug="heures",
        title=variants[0].title,
        subtitle=words.say(
            "Part des publications par jour et par heure du lieu, trois mois jusqu’à {month}",
            month=words.month(edition.month),
        ),
        description=words.say(
            "Une ligne par jour, une colonne par heure : plus la teinte est soutenue, plus la part est grande."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=_method(edition),
        source="barometer.hours",
        words=words,
        selector_label=words.say("Réseau affiché"),
        wide=Wide(
            ("network_label", "day"), (words.say("Réseau"), words.say("Jour")), "hour_label", partial(_percent, words),
            lambda row: False, words.say("En % des publications du réseau ; les 168 cases d’un réseau font 100."),
        ),
        height=HEIGHT,
    )  # fmt: skip


def _method(edition: Edition) -> tuple[tuple[str, str], ...]:
    words = edition.words
    measure = words.say("Heure légale du lieu, outre-mer compris ; publications originales de trois mois.")
    accounts = words.say("Comptes d’au moins huit publications ; chacun pèse autant, quoi qu’il publie.")
    whole = words.say("Ensemble de la liste, chaque compte avec son poids ; {roster}.", roster=roster_words(edition))
    apart = words.say("Réseaux de moins de cinq comptes dont la porte donne les publications.")
    return (
        (words.say("Mesure"), measure),
        (words.say("Dénominateur"), accounts),
        (words.say("Agrégation"), whole),
        (words.say("Écartés"), apart),
    )


def _percent(words: Words, row: Row) -> str:
    return words.hundredths(row["share"])


def _hour(words: Words, hour: int) -> str:
    return words.say("{hour} h", hour=hour)


def _rows(edition: Edition) -> list[Row]:
    frame = edition.current("barometer.hours").filter(pl.col("stratum") == "ALL")
    rows = [
        row | {
            "id": f"{row['network']}|{row['weekday']}|{row['hour']}", "network_label": edition.network(row["network"]),
            "day": edition.words.say(DAYS[row["weekday"] - 1]), "hour_label": _hour(edition.words, row["hour"]),
        }
        for row in frame.to_dicts()
    ]  # fmt: skip
    return sorted(
        rows, key=lambda row: (-row["account_count"], edition.place(row["network"]), row["weekday"], row["hour"])
    )


def _variant(network: str, rows: list[Row], edition: Edition) -> Variant:
    words = edition.words
    lead = max(rows, key=lambda row: row["share"])
    name = str(rows[0]["network_label"])
    title = words.say(
        "{network} : {share} des publications le {day} entre {start} et {end}", network=name,
        share=words.share(lead["share"]), day=lead["day"], start=_hour(words, lead["hour"]),
        end=_hour(words, lead["hour"] + 1),
    )  # fmt: skip
    return Variant(network, name, words.typeset(title), figure(rows, edition))


def figure(rows: list[Row], edition: Edition) -> Figure:
    """Twenty-four columns, seven lines from Monday down."""
    words = edition.words
    limits = theme.class_limits([row["share"] for row in rows])
    small = {"color": theme.INK, "size": 10}
    cells: dict[str, Any] = {
        "type": "heatmap", "ids": [row["id"] for row in rows], "x": [row["hour"] for row in rows],
        "y": [row["weekday"] for row in rows], "z": [row["share"] for row in rows], "zmin": limits[0],
        "zmax": limits[-1], "xgap": 1, "ygap": 1, "zsmooth": False,
        "colorscale": theme.stepped_colours(theme.SHADES), "hoverinfo": "text",
        "hovertext": [_words(words, row) for row in rows],
        "colorbar": {
            "title": {"text": ""}, "thickness": 12, "tickmode": "array", "tickvals": limits,
            "ticktext": [words.share(limit) for limit in limits], "outlinewidth": 0,
            "tickfont": {"color": theme.INK, "size": 11},
        },
        "meta": {"column": "share", "axis": "z"},
    }  # fmt: skip
    hours = axis(
        tickmode="array", tickvals=list(range(0, 24, 3)), ticktext=[_hour(words, hour) for hour in range(0, 24, 3)],
        range=[-0.5, 23.5], showgrid=False,
    )  # fmt: skip
    days = axis(
        tickmode="array", tickvals=list(range(1, 8)), ticktext=[words.say(day) for day in DAYS],
        range=[7.5, 0.5], showgrid=False,
        tickfont={"color": theme.INK},
    )  # fmt: skip
    return {
        "data": [cells],
        "layout": layout(HEIGHT, edition, xaxis=hours, yaxis=days),
        "narrow": {"yaxis": days | {"tickfont": small}, "xaxis": hours | {"tickfont": small}},
    }


def _words(words: Words, row: Row) -> str:
    return words.say(
        "<b>{day}, {start} à {end}</b><br>{share} des publications<br>{accounts}, {months}", day=row["day"],
        start=_hour(words, row["hour"]), end=_hour(words, row["hour"] + 1), share=words.share(row["share"]),
        accounts=words.plural(row["account_count"], "compte"),
        months=words.plural(row["month_count"], "mois", "mois"),
    )  # fmt: skip
