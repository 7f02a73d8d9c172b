"""Maps of presence by area: five classes of Cividis, unknown areas hatched. Two charts come from here: by région and by
département. Contours are read by `dashboards/contours.py`; figures name them and the page lends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, layout
from dashboards.charts.drawn import AREAS, drawn_counts, method
from dashboards.charts.words import presence_why, presence_words, rate_method, shares_wide
from dashboards.contours import HISTORIC_REGIONS, Contours
from dashboards.source import Edition
from dashboards.words import Words, phrase, upper_first

COLUMNS = (
    Column("area_name", "Territoire", is_french=True), Column("network_label", "Réseau"),
    Column("presence_share", "Part de présentes", "share"),
    Column("presence_share_lo", "Borne basse", "share"), Column("presence_share_hi", "Borne haute", "share"),
    Column("present_count", "Présentes", "count"), Column("unknown_count", "Inconnues", "count"),
    Column("member_count", "Collectivités", "count"), Column("drawn_count", "Dont tirées au sort", "count"),
)  # fmt: skip
FIRST_YEAR_OF_REGIONS = 2016
HEIGHT = 600
POOLED = phrase("Taux groupé, sans pondération ; communes et intercommunalités suivies de chaque territoire.")
HATCHED = phrase("Plus de 10\u202f% d’inconnues, ou moins de 5 collectivités suivies : le taux n’est pas publié.")


@dataclass(frozen=True, slots=True)
class Level:
    """A kind of areas and the sentences of its map, whose `{tail}` says how many rates are withheld."""

    slug: str
    head: str
    subtitle: str
    description: str
    none: str
    same: str
    spread: str


LEVELS = {
    "region": Level(
        "carte-regions",
        phrase("Région"),
        phrase("Communes et intercommunalités présentes, en %, par région, {month}"),
        phrase(
            "Carte par région : plus la teinte est foncée, plus la part est grande ; les hachures signalent un taux non"
            " publié, qui n’est jamais un zéro."
        ),
        phrase("{name} : aucun taux publiable, quelles que soient les régions"),
        phrase("{name} : {low} dans {count} régions"),
        phrase("{name} : de {low} à {high} selon les régions"),
    ),
    "departement": Level(
        "carte-departements",
        phrase("Département"),
        phrase("Communes et intercommunalités présentes, en %, par département, {month}"),
        phrase(
            "Carte par département : plus la teinte est foncée, plus la part est grande ; les hachures signalent un"
            " taux non publié, qui n’est jamais un zéro."
        ),
        phrase("{name} : aucun taux publiable, quels que soient les départements"),
        phrase("{name} : {low} dans {count} départements"),
        phrase("{name} : de {low} à {high} selon les départements"),
    ),
}


def chart(edition: Edition, level: str, contours: Contours) -> Chart | None:
    """The map of one level ('region' or 'departement'); None when the contours are of other régions than the roster."""
    rows = _rows(edition, level, contours)
    if not rows:
        return None
    words, kind = edition.words, LEVELS[level]
    networks = [code for code in ("any", *edition.observed_networks) if any(row["network"] == code for row in rows)]
    variants = tuple(_variant(edition, network, rows, contours, kind) for network in networks)
    return Chart(
        slug=kind.slug,
        title=variants[0].title,
        subtitle=words.say(kind.subtitle, month=words.month(edition.month)),
        description=words.say(kind.description),
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=(
            *rate_method(edition, words.say(POOLED), level),
            *method(edition, AREAS),
            *_off_map(edition, level, contours),
            (words.say("Hachures"), words.say(HATCHED)),
        ),
        source="barometer.presence",
        words=words,
        selector_label=words.say("Réseau affiché"),
        height=HEIGHT,
        contours=contours,
        wide=shares_wide(words, ("area_name",), (words.say(kind.head),), "network_label"),
    )


def _off_map(edition: Edition, level: str, contours: Contours) -> list[tuple[str, str]]:
    codes = edition.current("barometer.presence").filter(pl.col("area_level") == level)["area_code"].unique().to_list()
    missing = sorted(set(codes) - set(contours.names))
    if not missing:
        return []
    words = edition.words
    told = words.say("Sans contour dans cette édition : {areas}.", areas=words.sentence_list(missing))
    return [(words.say("Hors carte"), told)]


def _rows(edition: Edition, level: str, contours: Contours) -> list[Row]:
    frame = edition.current("barometer.presence").filter(
        (pl.col("area_level") == level) & (pl.col("stratum") == "ALL") & (pl.col("aggregation") == "pooled")
    )
    if level == "region" and edition.month.year < FIRST_YEAR_OF_REGIONS and contours.name != HISTORIC_REGIONS:
        return []
    networks, drawn = ["any", *edition.observed_networks], drawn_counts(edition, level)
    rows = [
        row | {
            "id": f"{row['network']}|{row['area_code']}", "area_name": contours.names[row["area_code"]],
            "network_label": edition.network(row["network"]),
            "why": presence_why(edition.words, row["presence_share_status"]),
            "drawn_count": drawn.get(row["area_code"], 0),
        }
        for row in frame.to_dicts() if row["network"] in networks and row["area_code"] in contours.names
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (networks.index(row["network"]), row["area_code"]))


def _variant(edition: Edition, network: str, rows: list[Row], contours: Contours, kind: Level) -> Variant:
    own = [row for row in rows if row["network"] == network]
    label = edition.network(network)
    shown = sorted((row for row in own if row["presence_share"] is not None), key=lambda row: row["presence_share"])
    name = upper_first(label)
    title = _title(edition.words, name, [row["presence_share"] for row in shown], len(own), kind)
    if shown and any(row["drawn_count"] for row in shown):
        title = edition.words.say("{title} (collectivités suivies, en partie tirées au sort)", title=title)
    return Variant(network, name, title, figure(own, contours, edition))


def _title(words: Words, name: str, shares: list[float], areas: int, kind: Level) -> str:
    """What rising `shares` of some of the `areas` show."""
    if not shares:
        return words.say(kind.none, name=name)
    low, high = words.share(shares[0], 0), words.share(shares[-1], 0)
    if len(shares) == 1:
        said = words.say("{name} : un seul taux publiable, {low}", name=name, low=low)
    elif low == high:
        said = words.say(kind.same, name=name, low=low, count=words.number(len(shares)))
    else:
        said = words.say(kind.spread, name=name, low=low, high=high)
    hidden = areas - len(shares)
    return words.clauses([said, words.plural(hidden, "taux retenu", "taux retenus")]) if hidden else said


def figure(rows: list[Row], contours: Contours, edition: Edition) -> Figure:
    """Choropleth of published shares, a flat neutral layer for the others, and hatching drawn over it."""
    shown = [row for row in rows if row["presence_share"] is not None]
    hidden = [row for row in rows if row["presence_share"] is None]
    limits = theme.class_limits([row["presence_share"] for row in shown])
    idle = sorted(set(contours.names) - {row["area_code"] for row in rows})
    words = edition.words
    told = [presence_words(words, row) for row in hidden] + [off_list(words, contours.names[code]) for code in idle]
    codes = [row["area_code"] for row in hidden] + idle
    data = [_shown(words, shown, limits, contours), blank(codes, told, [row["id"] for row in hidden], contours)]
    margin = {"l": 0, "r": 0, "t": 34, "b": 44}
    return {
        "data": [*data, hatching(codes, contours)],
        "layout": layout(HEIGHT, edition, geo=geo(contours), margin=margin),
    }


def off_list(words: Words, name: str) -> str:
    """The tooltip of an area that the roster does not follow."""
    return words.say("<b>{name}</b><br>hors de la liste", name=name)


def geo(contours: Contours) -> Figure:
    """The frame of a map: the contours' own bounds, no world behind."""
    return {
        "visible": False, "projection": {"type": "mercator"}, "bgcolor": theme.PAPER,
        "domain": {"x": [0, 1], "y": [0, 1]},
        "lonaxis": {"range": list(contours.bounds[0])}, "lataxis": {"range": list(contours.bounds[1])},
    }  # fmt: skip


def layer(codes: list[str], contours: Contours, **more: Any) -> Figure:
    """One choropleth trace; the page lends the contours that `geojson` names."""
    shared: Figure = {
        "type": "choropleth", "featureidkey": "properties.code", "geojson": contours.name, "locations": codes,
        "marker": {"line": {"color": theme.OUTLINE, "width": 0.8}}, "hoverinfo": "text",
    }  # fmt: skip
    return shared | more


def _shown(words: Words, rows: list[Row], limits: list[float], contours: Contours) -> Figure:
    bar = {
        "title": {"text": ""}, "orientation": "h", "x": 0.5, "xanchor": "center", "y": -0.01, "yanchor": "top",
        "len": 0.7, "ypad": 0,
        "thickness": 12, "tickmode": "array", "tickvals": limits,
        "ticktext": [words.share(limit, 0) for limit in limits],
        "outlinewidth": 0, "tickfont": {"color": theme.INK},
    }  # fmt: skip
    return layer(
        [row["area_code"] for row in rows], contours, z=[row["presence_share"] for row in rows],
        ids=[row["id"] for row in rows], zmin=limits[0], zmax=limits[-1], colorscale=theme.stepped_colours(),
        colorbar=bar, hovertext=[presence_words(words, row) for row in rows],
        meta={"column": "presence_share", "axis": "z"},
    )  # fmt: skip


def blank(codes: list[str], words: list[str], ids: list[str], contours: Contours) -> Figure:
    """The neutral ground of areas without a published value: first those of `ids`, then those outside the list."""
    return layer(
        codes, contours, z=[1] * len(codes), ids=ids, showscale=False, hovertext=words, meta={"unknown": True},
        colorscale=[[0, theme.UNKNOWN], [1, theme.UNKNOWN]], marker={"line": {"color": theme.HATCH, "width": 0.8}},
    )  # fmt: skip


def hatching(codes: list[str], contours: Contours) -> Figure:
    """Diagonal lines over areas whose value is unknown: choropleths know no pattern of their own."""
    longitudes, latitudes = contours.hatching(codes)
    return {
        "type": "scattergeo", "mode": "lines", "lon": longitudes, "lat": latitudes, "hoverinfo": "skip",
        "line": {"color": theme.HATCH, "width": 1}, "meta": {"hatching": True},
    }  # fmt: skip
