"""What a draw leaves open: strata whose members were drawn say so in words, and their rates carry the interval at 95 %.

The bounds of a rate are what unknowns leave open of the members of the list; the interval adds that other members might
have been drawn (`ci_lo`, `ci_hi` of I01, I03 and I04 in barometer.indicators).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from dashboards.charts.base import Column, Figure, Row, stratum_short
from dashboards.source import Edition
from dashboards.words import Words, phrase, phrases

WHOLE, PARTLY, DRAWN = "whole", "partly", "drawn"
INTERVAL_COLUMNS: Final = (
    Column("ci_lo", "Intervalle à 95\u202f% du tirage, bas", "share", why="ci_why"),
    Column("ci_hi", "Intervalle à 95\u202f% du tirage, haut", "share", why="ci_why"),
    Column("drawing_label", "Tirage"),
)
LABELS: Final = phrases({
    WHOLE: "comptées en entier", DRAWN: "tirées au sort", PARTLY: "en partie tirées au sort, sans pondération",
})  # fmt: skip
NO_INTERVAL: Final = phrases({WHOLE: "sans tirage", PARTLY: "aucun\u00a0: taux non pondéré", DRAWN: "non estimé"})
ALL_PARTLY: Final = phrase("Ensemble de la liste, en partie tirée au sort")
TICKS: Final = phrases({DRAWN: "tirées au sort", PARTLY: "en partie tirées au sort"})
TELLS: Final = phrase(
    "Les strates marquées « tirées au sort » sont un échantillon : le trait fin et la colonne « intervalle à"
    " 95\u202f% » (Wilson, correction de population finie) disent ce que le tirage et les inconnues laissent ouvert"
    " ensemble. Un ensemble qui mêle strates comptées et tirées, sans pondération, ne vaut que pour la liste :"
    " il n’a pas d’intervalle."
)
AREAS: Final = phrase(
    "Chaque territoire mêle communes comptées et communes tirées au sort, sans pondération : le taux est celui des"
    " collectivités suivies, et n’a pas d’intervalle. La colonne « dont tirées au sort » les compte."
)


def drawing(edition: Edition, stratum: str) -> str:
    """`whole`, `drawn`, or `partly` for the whole of a list of which some strata were drawn."""
    if stratum == "ALL":
        return PARTLY if edition.drawn_strata else WHOLE
    return DRAWN if stratum in edition.drawn_strata else WHOLE


def drawn_counts(edition: Edition, level: str) -> dict[str, int]:
    """By région or département (`level`), its communes and EPCI that are a sample of their stratum."""
    listed = edition.members.filter(pl.col("level").is_in(["commune", "epci"]) & (pl.col("weight") > 1))
    return dict(listed.group_by(f"{level}_code").len().iter_rows())


def stratum_name(edition: Edition, code: str) -> str:
    """`Communes de 500 à 2 000 habitants, tirées au sort`."""
    words, kind = edition.words, drawing(edition, code)
    if code == "ALL":
        return words.say(ALL_PARTLY) if kind == PARTLY else words.say("Ensemble de la liste")
    name = edition.label("stratum", code)
    return words.say("{stratum}, tirées au sort", stratum=name) if kind == DRAWN else name


def tick(words: Words, row: Row) -> str:
    """The short name of a row's stratum, and below it how it was drawn."""
    return stratum_short(words, row["stratum"], words.say(TICKS[row["drawing"]]) if row["drawing"] in TICKS else "")


def with_draw(edition: Edition, rows: Sequence[Row], *, other: str | None = None) -> list[Row]:
    """Rows of strata with the interval of their draw; `other` names the column of a second network."""
    held = {
        (row["month"], row["network"], row["other"], row["stratum"]): (row["ci_lo"], row["ci_hi"])
        for row in edition.frame("presence.drawn").to_dicts()
    }
    told = []
    for row in rows:
        kind = drawing(edition, row["stratum"])
        first, second = (row["network"], None) if other is None else (row["network_a"], row[other])
        low, high = (
            held.get((row["month"], first, second, row["stratum"]), (None, None)) if kind == DRAWN else (None, None)
        )
        told.append(row | {
            "ci_lo": low, "ci_hi": high, "ci_why": no_interval(edition.words, kind), "drawing": kind,
            "drawing_label": edition.words.say(LABELS[kind]),
        })  # fmt: skip
    return told


def method(edition: Edition, sentence: str = TELLS) -> tuple[tuple[str, str], ...]:
    """The line of a method box; none for a list whose strata are all counted whole."""
    words = edition.words
    return ((words.say("Tirage"), words.say(sentence)),) if edition.drawn_strata else ()


def no_interval(words: Words, kind: str) -> str:
    """Why a row drawn like that has no interval."""
    return words.say(NO_INTERVAL[kind])


def interval_words(words: Words, row: Mapping[str, Any]) -> str:
    """`[35,5 % ; 62,0 %]`, empty for a row without an interval."""
    return "" if row.get("ci_lo") is None else words.interval(row["ci_lo"], row["ci_hi"], words.share)


def told_interval(words: Words, row: Mapping[str, Any]) -> str:
    """A line of a tooltip, empty for a stratum that is counted whole."""
    found = interval_words(words, row)
    return words.say("<br>Tirées au sort, intervalle à 95\u202f% : {interval}", interval=found) if found else ""


def whiskers(rows: Sequence[Row], across: Sequence[Any], colour: str, *, value: str, place: str) -> Figure:
    """The intervals as thin lines, one for each row that has one: `value` is the axis of the shares, `across` lies on
    the axis `place`."""
    own = [(row, at) for row, at in zip(rows, across, strict=True) if row["ci_lo"] is not None]
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "opacity": 0.75,
        value: [end for row, _ in own for end in (row["ci_lo"], row["ci_hi"], None)],
        place: [end for _, at in own for end in (at, at, None)],
        "line": {"color": colour, "width": 1}, "meta": {"draws": [row["id"] for row, _ in own], "axis": value},
    }  # fmt: skip
