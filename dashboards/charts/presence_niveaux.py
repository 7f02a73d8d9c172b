"""Presence by level: one row per stratum, the share and the bounds that unknowns leave, one variant per network."""

from __future__ import annotations

import polars as pl

from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout, share_axis
from dashboards.charts.drawn import INTERVAL_COLUMNS, interval_words, method, stratum_name, tick, whiskers, with_draw
from dashboards.charts.words import presence_why, presence_words, rate_method
from dashboards.source import Edition
from dashboards.words import Words, lower_first, upper_first

COLUMNS = (
    Column("network_label", "Réseau"), Column("stratum_label", "Strate"),
    Column("presence_share", "Part de présentes", "share"), Column("presence_share_lo", "Borne basse", "share"),
    Column("presence_share_hi", "Borne haute", "share"), *INTERVAL_COLUMNS,
    Column("present_count", "Présentes", "count"),
    Column("absent_count", "Absences confirmées", "count"), Column("unknown_count", "Inconnues", "count"),
    Column("member_count", "Collectivités", "count"), Column("aggregation", "Mode"),
)  # fmt: skip


def chart(edition: Edition) -> Chart:
    """Shares of the edition's month, pooled inside each stratum; strata above 10 % unknown show their bounds only."""
    rows, words = _rows(edition), edition.words
    variants = tuple(_variant(edition, network, rows) for network in ("any", *edition.observed_networks))
    return Chart(
        slug="presence-niveaux",
        title=variants[0].title,
        subtitle=words.say(
            "Part des collectivités ayant un compte officiel, en % des statuts connus, {month}",
            month=words.month(edition.month),
        ),
        description=words.say(
            "Une ligne par strate : le point est la part de présentes, le trait va de la borne basse à la borne haute"
            " que laissent les statuts inconnus ; le trait fin des strates tirées au sort est l’intervalle à 95\u202f%."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=(
            *rate_method(edition, words.say("Taux groupé, sans pondération à l’intérieur de chaque strate.")),
            *method(edition),
        ),
        source="barometer.presence, barometer.indicators",
        words=words,
        selector_label=words.say("Réseau affiché"),
        height=_height(len(edition.strata) + 1),
    )


def _height(lines: int) -> int:
    return 130 + 34 * lines


def _rows(edition: Edition) -> list[Row]:
    networks = ["any", *edition.observed_networks]
    frame = edition.current("barometer.presence").filter(
        (pl.col("area_level") == "france") & (pl.col("aggregation") == "pooled") & pl.col("network").is_in(networks)
    )
    order = {code: place for place, code in enumerate(["ALL", *edition.strata])}
    rows = [
        row | {
            "id": f"{row['network']}|{row['stratum']}", "network_label": edition.network(row["network"]),
            "stratum_label": stratum_name(edition, row["stratum"]),
            "why": presence_why(edition.words, row["presence_share_status"]),
        }
        for row in frame.to_dicts() if row["stratum"] in order
    ]  # fmt: skip
    return sorted(with_draw(edition, rows), key=lambda row: (networks.index(row["network"]), order[row["stratum"]]))


def _variant(edition: Edition, network: str, rows: list[Row]) -> Variant:
    own = [row for row in rows if row["network"] == network]
    label = edition.network(network)
    title = _title(edition.words, upper_first(label), own)
    return Variant(network, upper_first(label), title, figure(own, network, edition))


def _title(words: Words, network: str, rows: list[Row]) -> str:
    """From the strata that are counted whole; where they publish none, the greatest rate of those that were drawn."""
    known = [row for row in rows if row["stratum"] != "ALL" and row["presence_share"] is not None]
    strata = [row for row in known if row["ci_lo"] is None]
    if known and not strata:
        return _drawn_title(words, network, max(known, key=lambda row: row["presence_share"]))
    if len(strata) < len(known):
        network = words.say("{network}, strates comptées en entier", network=network)
    if not strata:
        return words.say("{network} : aucune strate n’est assez connue pour publier un taux", network=network)
    best = max(strata, key=lambda row: row["presence_share"])
    worst = min(strata, key=lambda row: row["presence_share"])
    low, high = (words.share(row["presence_share"], 0) for row in (worst, best))
    if low == high:
        return words.say("{network} : {low} dans chaque strate dont le taux est publié", network=network, low=low)
    return words.say(
        "{network} : de {low} ({worst}) à {high} ({best})", network=network, low=low, high=high,
        worst=lower_first(worst["stratum_label"]), best=lower_first(best["stratum_label"]),
    )  # fmt: skip


def _drawn_title(words: Words, network: str, row: Row) -> str:
    return words.say(
        "{network} : {share} ({stratum}\u00a0; intervalle à 95\u202f% : {interval})", network=network,
        share=words.share(row["presence_share"], 0), stratum=lower_first(row["stratum_label"]),
        interval=interval_words(words, row),
    )  # fmt: skip


def figure(rows: list[Row], network: str, edition: Edition) -> Figure:
    """A dot per published share over the line of its bounds, and a thin one for the interval of a draw; a withheld
    share has its line, dotted, and no dot."""
    known = [row for row in rows if row["presence_share"] is not None]
    hidden = [row for row in rows if row["presence_share"] is None]
    colour, words = theme.network_colour(network), edition.words
    names = [tick(words, row) for row in rows]
    data = [_bounds(words, row, colour) for row in rows]
    data.append(whiskers(rows, names, colour, value="x", place="y"))
    data.append({
        "type": "scatter", "mode": "markers", "ids": [row["id"] for row in known],
        "x": [row["presence_share"] for row in known], "y": [tick(words, row) for row in known],
        "marker": {"color": colour, "size": 11, "symbol": theme.network_symbol(network)},
        "hovertext": [presence_words(words, row) for row in known], "hoverinfo": "text",
        "meta": {"column": "presence_share", "axis": "x"},
    })  # fmt: skip
    data.append({
        "type": "scatter", "mode": "text", "ids": [row["id"] for row in hidden],
        "x": [(row["presence_share_lo"] + row["presence_share_hi"]) / 2 for row in hidden],
        "y": [tick(words, row) for row in hidden], "text": ["?" for _ in hidden],
        "textfont": {"color": theme.MUTED, "size": 15}, "textposition": "top center",
        "hovertext": [presence_words(words, row) for row in hidden], "hoverinfo": "text", "meta": {"unknown": True},
    })  # fmt: skip
    return {
        "data": data,
        "layout": layout(
            _height(len(rows)), edition, xaxis=share_axis(words, side="bottom"),
            yaxis=axis(type="category", categoryarray=names, categoryorder="array", autorange="reversed",
            showgrid=False),
        ),
    }  # fmt: skip


def _bounds(words: Words, row: Row, colour: str) -> Figure:
    name = tick(words, row)
    return {
        "type": "scatter", "mode": "lines", "x": [row["presence_share_lo"], row["presence_share_hi"]],
        "y": [name, name],
        "line": {"color": colour, "width": 4, "dash": "solid" if row["presence_share"] is not None else "dot"},
        "opacity": 0.45, "hoverinfo": "skip", "meta": {"bounds": row["id"]},
    }  # fmt: skip
