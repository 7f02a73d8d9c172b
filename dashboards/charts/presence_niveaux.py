"""Presence by level: one row per stratum, the share and the bounds that unknowns leave, one variant per network."""

from __future__ import annotations

import polars as pl

from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout, share_axis, stratum_short
from dashboards.charts.words import presence_why, presence_words, rate_method
from dashboards.source import Edition
from dashboards.words import Words, lower_first, upper_first

COLUMNS = (
    Column("network_label", "Réseau"), Column("stratum_label", "Strate"),
    Column("presence_share", "Part de présentes", "share"), Column("presence_share_lo", "Borne basse", "share"),
    Column("presence_share_hi", "Borne haute", "share"), Column("present_count", "Présentes", "count"),
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
            " que laissent les statuts inconnus."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=rate_method(
            edition, words.say("Taux groupé (pooled), sans pondération à l’intérieur de chaque strate.")
        ),
        source="barometer.presence",
        words=words,
        selector_label=words.say("Réseau affiché"),
        height=130 + 30 * (len(edition.strata) + 1),
    )


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
    return sorted(rows, key=lambda row: (networks.index(row["network"]), order[row["stratum"]]))


def stratum_name(edition: Edition, code: str) -> str:
    return edition.words.say("Ensemble de la liste") if code == "ALL" else edition.label("stratum", code)


def _variant(edition: Edition, network: str, rows: list[Row]) -> Variant:
    own = [row for row in rows if row["network"] == network]
    label = edition.network(network)
    title = _title(edition.words, upper_first(label), own)
    return Variant(network, upper_first(label), title, figure(own, network, edition))


def _title(words: Words, network: str, rows: list[Row]) -> str:
    strata = [row for row in rows if row["stratum"] != "ALL" and row["presence_share"] is not None]
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


def figure(rows: list[Row], network: str, edition: Edition) -> Figure:
    """A dot per published share over the line of its bounds; a withheld share has its line, dotted, and no dot."""
    known = [row for row in rows if row["presence_share"] is not None]
    hidden = [row for row in rows if row["presence_share"] is None]
    colour, words = theme.network_colour(network), edition.words
    data = [_bounds(words, row, colour) for row in rows]
    data.append({
        "type": "scatter", "mode": "markers", "ids": [row["id"] for row in known],
        "x": [row["presence_share"] for row in known], "y": [stratum_short(words, row["stratum"]) for row in known],
        "marker": {"color": colour, "size": 11, "symbol": theme.network_symbol(network)},
        "hovertext": [presence_words(words, row) for row in known], "hoverinfo": "text",
        "meta": {"column": "presence_share", "axis": "x"},
    })  # fmt: skip
    data.append({
        "type": "scatter", "mode": "text", "ids": [row["id"] for row in hidden],
        "x": [(row["presence_share_lo"] + row["presence_share_hi"]) / 2 for row in hidden],
        "y": [stratum_short(words, row["stratum"]) for row in hidden], "text": ["?" for _ in hidden],
        "textfont": {"color": theme.MUTED, "size": 15}, "textposition": "top center",
        "hovertext": [presence_words(words, row) for row in hidden], "hoverinfo": "text", "meta": {"unknown": True},
    })  # fmt: skip
    names = [stratum_short(words, row["stratum"]) for row in rows]
    return {
        "data": data,
        "layout": layout(
            130 + 30 * len(rows), edition, xaxis=share_axis(words, side="bottom"),
            yaxis=axis(type="category", categoryarray=names, categoryorder="array", autorange="reversed",
            showgrid=False),
        ),
    }  # fmt: skip


def _bounds(words: Words, row: Row, colour: str) -> Figure:
    name = stratum_short(words, row["stratum"])
    return {
        "type": "scatter", "mode": "lines", "x": [row["presence_share_lo"], row["presence_share_hi"]],
        "y": [name, name],
        "line": {"color": colour, "width": 4, "dash": "solid" if row["presence_share"] is not None else "dot"},
        "opacity": 0.45, "hoverinfo": "skip", "meta": {"bounds": row["id"]},
    }  # fmt: skip
