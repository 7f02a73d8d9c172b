"""Strongest growth of followers inside each stratum: value, interval and rank interval of the first five."""

from __future__ import annotations

from typing import Final

import polars as pl

from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, axis, layout
from dashboards.labels import called, member
from dashboards.source import Edition
from dashboards.words import Words, attribute
from pipelines.model.strata import STRATA

COLUMNS = (
    Column("stratum_label", "Strate"), Column("network_label", "Réseau"), Column("ranks", "Rang"),
    Column("name", "Collectivité", is_french=True),
    Column("value", "Abonnés gagnés", "gain"), Column("value_lo", "Borne basse", "gain"),
    Column("value_hi", "Borne haute", "gain"),
    Column("is_podium_certain", "Podium certain", "flag"),
    Column("is_stock_flow_suspect", "Stock imprimé comme gain ?", "flag"),
)  # fmt: skip
TOP: Final = 5
NETWORKS: Final = 6
WINDOW: Final = 12
HEIGHT: Final = 110 + 38 * TOP
LEAST_NAMED_POPULATION: Final = 3_500
"""No named ranking of communes under this size (METHOD, section 5)."""


def unranked_strata() -> frozenset[str]:
    """Strata of communes too small to be ranked by name."""
    limit = LEAST_NAMED_POPULATION
    return frozenset(s.code for s in STRATA if s.population_below is not None and s.population_below <= limit)


def is_named() -> pl.Expr:
    """Whether a row is of a known stratum that is ranked by name: others are counted, in tables, pages and feeds."""
    return (~pl.col("stratum").is_in(list(unranked_strata()))).fill_null(value=False)


def league(edition: Edition, months: int = WINDOW) -> pl.DataFrame:
    """The ranking by absolute growth over `months`, in the strata that are ranked by name."""
    rows = edition.current("barometer.ranking")
    return rows.filter((pl.col("window_months") == months) & (pl.col("lens") == "absolute"), is_named())


def best_measured(edition: Edition, count: int = 1) -> pl.DataFrame:
    """The `count` networks of each stratum that rank the most accounts; ties in the order of the site."""
    sizes = league(edition).group_by("stratum", "network").agg(pl.col("ranked_count").max()).to_dicts()
    ordered = sorted(sizes, key=lambda row: (-row["ranked_count"], edition.place(row["network"])))
    best = [row for stratum in edition.strata for row in [r for r in ordered if r["stratum"] == stratum][:count]]
    schema = {"stratum": pl.String, "network": pl.String}
    return pl.DataFrame([(row["stratum"], row["network"]) for row in best], schema=schema, orient="row")


def chart(edition: Edition) -> Chart | None:
    """Absolute growth over twelve months; a variant per stratum and network. None when nothing is ranked."""
    rows, words = _rows(edition), edition.words
    groups = list(dict.fromkeys((row["stratum"], row["network"]) for row in rows))
    variants = tuple(
        _variant([row for row in rows if (row["stratum"], row["network"]) == group], edition) for group in groups
    )
    if not variants:
        return None
    return Chart(
        slug="progressions",
        title=variants[0].title,
        subtitle=words.say(
            "Abonnés gagnés de fin {before} à fin {now}, cinq premières collectivités de la strate",
            before=words.month(edition.before(12)),
            now=words.month(edition.month),
        ),
        description=words.say(
            "Un point par collectivité, sur son intervalle ; losange plein quand le podium est certain."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=_method(words),
        source="barometer.ranking",
        words=words,
        selector_label=words.say("Strate et réseau affichés"),
        height=HEIGHT,
    )


def _method(words: Words) -> tuple[tuple[str, str], ...]:
    measure = words.say("Abonnés à la fin du mois moins abonnés douze mois plus tôt, même compte, même définition.")
    interval = words.say("Différence des intervalles que laissent les compteurs arrondis ; le rang a deux bornes.")
    podium = words.say("Certain seulement si le pire rang possible est encore dans les trois premiers.")
    unranked = words.say("Comptes sans relevé aux deux dates : listés sous chaque palmarès, jamais estimés.")
    networks = words.say(
        "Les {networks} réseaux qui classent le plus de comptes ; tous sont dans les palmarès complets.",
        networks=NETWORKS,
    )
    strata = words.say("Les communes de moins de 3 500 habitants ne sont pas classées par leur nom.")
    return (
        (words.say("Mesure"), measure),
        (words.say("Intervalle"), interval),
        (words.say("Podium"), podium),
        (words.say("Non classées"), unranked),
        (words.say("Réseaux"), networks),
        (words.say("Strates"), strata),
    )


def _rows(edition: Edition) -> list[Row]:
    order = [code for code in edition.strata if code not in unranked_strata()]
    frame = (
        league(edition).filter(pl.col("rank") <= TOP).join(best_measured(edition, NETWORKS), on=["stratum", "network"])
    )
    rows = [
        row | {
            "id": f"{row['stratum']}|{row['network']}|{row['territory_id']}",
            "name": called(edition, row["territory_id"]), "stratum_label": edition.label("stratum", row["stratum"]),
            "network_label": edition.network(row["network"]),
            "ranks": edition.words.rank_interval(row["best_rank"], row["worst_rank"]),
        }
        for row in frame.to_dicts()
    ]  # fmt: skip
    return sorted(
        rows, key=lambda row: (order.index(row["stratum"]), edition.place(row["network"]), row["rank"], row["name"])
    )


def _variant(rows: list[Row], edition: Edition) -> Variant:
    first = rows[0]
    words = edition.words
    told = {
        "stratum": first["stratum_label"], "network": first["network_label"],
        "name": member(edition, first["territory_id"]), "gain": words.signed(first["value"]),
    }  # fmt: skip
    title = words.say("{stratum}, {network} : {name} en tête, {gain}", **told)
    if first["best_rank"] != first["worst_rank"]:
        title = words.say("{stratum}, {network} : {name} en tête, {gain}, premier rang incertain", **told)
    label = f"{first['stratum_label']} · {first['network_label']}"
    key = attribute(f"{first['stratum']}-{first['network']}")
    return Variant(key, label, title, figure(rows, edition), (told["name"],))


def figure(rows: list[Row], edition: Edition) -> Figure:
    names = [_short(row["name"]) for row in rows]
    data: list[Figure] = [
        {
            "type": "scatter", "mode": "lines", "x": [row["value_lo"], row["value_hi"]], "y": [name, name],
            "line": {"color": theme.ACCENT, "width": 4}, "opacity": 0.45, "hoverinfo": "skip",
            "meta": {"bounds": row["id"]},
        }
        for row, name in zip(rows, names, strict=True)
    ]  # fmt: skip
    data.append({
        "type": "scatter", "mode": "markers", "ids": [row["id"] for row in rows], "x": [row["value"] for row in rows],
        "y": names,
        "marker": {
            "size": 12, "color": [theme.ALERT if row["is_stock_flow_suspect"] else theme.ACCENT for row in rows],
            "symbol": ["diamond" if row["is_podium_certain"] else "circle-open" for row in rows], "line": {"width": 2},
        },
        "hovertext": [_words(edition.words, row) for row in rows], "hoverinfo": "text",
        "meta": {"column": "value", "axis": "x"},
    })  # fmt: skip
    return {
        "data": data,
        "layout": layout(
            HEIGHT, edition, xaxis=axis(rangemode="tozero", nticks=5, tickformat=",d"),
            yaxis=axis(type="category", categoryorder="array", categoryarray=names, autorange="reversed",
            showgrid=False),
        ),
    }  # fmt: skip


def _short(name: str, width: int = 24) -> str:
    return name if len(name) <= width else f"{name[: width - 1]}…"


def _words(words: Words, row: Row) -> str:
    told = words.say(
        "<b>{name}</b><br>{gain}<br>Intervalle : {interval}<br>Rang : {ranks} sur {ranked}", name=row["name"],
        gain=words.gain(row["value"], "abonné"),
        interval=words.interval(row["value_lo"], row["value_hi"], words.signed),
        ranks=row["ranks"], ranked=words.number(row["ranked_count"]),
    )  # fmt: skip
    suspect = words.say("stock peut-être imprimé comme un gain")
    return f"{told}<br>{suspect}" if row["is_stock_flow_suspect"] else told
