"""Map of the communes of the list, a point each: present, absence confirmed or unknown on a network. The table counts
them by département; every status of every commune is in a CSV beside the pages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

import polars as pl

from dashboards import theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, Wide, layout
from dashboards.charts.carte import HEIGHT, geo, layer, off_list
from dashboards.charts.words import roster_words
from dashboards.contours import Contours, Point
from dashboards.enlarged import BOX, HOME, Enlarged, corners, enlarged
from dashboards.points import Points, packed, points_of, read_points
from dashboards.source import Edition
from dashboards.words import Words, phrase, phrases

COUNTED: Final = ("absent_count", "present_count", "unknown_count")
"""Columns of the three states of a point, which are 0, 1 and 2."""
PRESENT: Final = 1
STATES: Final = {"absent_confirmed": 0, "unknown": 2}
"""The state of a point by its status; the others are kinds of presence."""
LEGEND: Final = (phrase("absence confirmée"), phrase("présente"), phrase("statut inconnu"))
COLUMNS: Final = (
    Column("area_name", "Département", is_french=True), Column("network_label", "Réseau"),
    Column("present_count", "Présentes", "count"), Column("absent_count", "Absences confirmées", "count"),
    Column("unknown_count", "Inconnues", "count"), Column("member_count", "Communes", "count"),
)  # fmt: skip
LISTED: Final = ("territory_id", "code", "name", "departement_code", "stratum")
NAMED: Final = 2_000
"""More communes than these have no names in the figure, and strokes in place of circles: a page would be too heavy."""
TOLD: Final = 12
"""Communes without a point that are named; more are counted."""
MARKS: Final = (
    {"symbol": "x-thin-open", "size": 5, "color": theme.MUTED, "line": {"width": 1.2, "color": theme.MUTED}},
    {"symbol": "circle", "size": 6.5, "color": theme.ACCENT, "line": {"width": 0.6, "color": theme.OUTLINE}},
    {"symbol": "circle-open", "size": 6.5, "color": theme.HATCH, "line": {"width": 1.5, "color": theme.HATCH}},
)
STROKES: Final = (
    ({"color": theme.ABSENT, "width": 1.6}, (0.02, 0.0)),
    ({"color": theme.ACCENT, "width": 1.8}, (0.024, 0.0)),
    ({"color": theme.HATCH, "width": 0.7}, (0.03, 0.03)),
)
"""Line and slant of a commune of a long list: a dash of the colour of its state, oblique where it is unknown."""
SHAPES: Final = phrases({
    "marks": "Un cercle plein : présente, quelle que soit l’activité ; une croix : absence confirmée ; un cercle"
    " creux : statut inconnu, qui n’est pas une absence.",
    "strokes": "Un tiret foncé : présente, quelle que soit l’activité ; un tiret clair : absence confirmée ; un trait"
    " oblique : statut inconnu, qui n’est pas une absence.",
})  # fmt: skip


PLACES: Final = phrases({
    "home": "Le milieu du territoire de la commune ; les outre-mer sont dans leurs cadres.",
    "apart": "Le milieu du territoire de la commune ; les outre-mer sont dans leurs cadres, Paris et sa petite couronne"
    " (départements 92, 93 et 94) aussi, agrandis.",
})  # fmt: skip

SAMPLED: Final = phrase(
    "La liste tient toutes les communes des strates hautes et un échantillon des autres : là où il n’y a pas de point,"
    " la carte ne dit rien."
)


def chart(edition: Edition, contours: Contours) -> Chart | None:
    """The map of the communes of the list; None when none of them has a point."""
    listed = statuses(edition)
    points = _points(listed, contours)
    if not points.codes:
        return None
    missing = sorted(listed.filter(pl.col("code").is_in(list(points.absent)))["name"])
    words, networks = edition.words, [code for code in edition.observed_networks if code in listed.columns]
    ordered = pl.DataFrame({"code": points.codes}).join(listed, on="code", how="left", maintain_order="left")
    states = ordered.with_columns(pl.col(networks).replace_strict(STATES, default=PRESENT, return_dtype=pl.Int8))
    rows = _rows(edition, states, networks, contours)
    variants = tuple(_variant(edition, code, rows, states[code].to_list(), points, contours) for code in networks)
    return Chart(
        slug="carte-communes",
        title=variants[0].title,
        subtitle=words.say("Statut de chaque commune de la liste, {month}", month=words.month(edition.month)),
        description=words.say(
            "Carte où chaque commune de la liste est un point : présente, absence confirmée, ou statut inconnu, qui"
            " n’est pas une absence."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=_method(edition, listed, points, missing),
        source="barometer.status",
        words=words,
        selector_label=words.say("Réseau affiché"),
        height=HEIGHT,
        contours=contours,
        points=points,
        off_map=tuple(missing[:TOLD]),
        wide=Wide(
            ("area_name",), (words.say("Département"),), "network_label", partial(_cell, words), _is_unknown,
            words.say(
                "Communes présentes, absences confirmées, inconnues ; une cellule hachurée ne sait rien d’aucune"
                " commune. Le statut de chaque commune est dans un CSV de la page des données."
            ),
        ),
    )  # fmt: skip


def statuses(edition: Edition) -> pl.DataFrame:
    """A line for each commune of the list, by code: its status on each network, unknown where the table has none."""
    listed = edition.members.filter(pl.col("level") == "commune").select(*LISTED)
    found = edition.current("barometer.status").filter(pl.col("territory_id").is_in(listed["territory_id"].implode()))
    across = found.pivot(on="network", index="territory_id", values="status")
    networks = [network for network in edition.observed_networks if network in across.columns]
    told = listed.join(across.select("territory_id", *networks), on="territory_id", how="left").sort("code")
    return told.drop("territory_id").with_columns(pl.col(networks).fill_null("unknown"))


def _points(listed: pl.DataFrame, contours: Contours) -> Points:
    told = pl.concat_str("name", pl.lit(" ("), "departement_code", pl.lit(")"))
    names = dict(listed.select("code", pl.coalesce(told, "name")).iter_rows())
    return points_of(names, read_points(contours.folder), with_names=len(names) <= NAMED, box=_box(names, contours))


def _box(codes: Iterable[str], contours: Contours) -> Enlarged | None:
    """The box of Paris and its inner suburbs, for a list that holds some of their communes."""
    return enlarged(contours) if any(code[:2] in HOME for code in codes) else None


def _rows(edition: Edition, states: pl.DataFrame, networks: list[str], contours: Contours) -> list[Row]:
    counted = [pl.col(networks).eq(state).sum().name.suffix(f"|{state}") for state in range(len(COUNTED))]
    areas = states.group_by("departement_code").agg(*counted, member_count=pl.len()).sort("departement_code").to_dicts()
    return [
        {
            "id": f"{network}|{area['departement_code']}", "area_code": area["departement_code"],
            "area_name": contours.names.get(area["departement_code"], area["departement_code"]), "network": network,
            "network_label": edition.network(network), "member_count": area["member_count"],
            **{column: area[f"{network}|{state}"] for state, column in enumerate(COUNTED)},
        }
        for network in networks for area in areas
    ]  # fmt: skip


def _variant(
    edition: Edition, network: str, rows: list[Row], states: list[int], points: Points, contours: Contours
) -> Variant:
    own = [row for row in rows if row["network"] == network]
    words, label = edition.words, edition.network(network)
    counts = {"network": label, "present": words.number(states.count(PRESENT)), "members": words.number(len(states))}
    unknown = sum(row["unknown_count"] for row in own)
    title = words.say("{network} : {present} communes présentes sur {members}", **counts)
    if unknown:
        told = words.plural(unknown, "inconnue")
        title = words.say("{network} : {present} communes présentes sur {members}, {unknown}", unknown=told, **counts)
    return Variant(network, label, title, figure(own, states, points, contours, edition))


def figure(rows: list[Row], states: list[int], points: Points, contours: Contours, edition: Edition) -> Figure:
    """The points of each state over the départements, which tell their counts where a list is long. Points are folded:
    `placed` unfolds them."""
    words, is_named = edition.words, any(points.names)
    network = rows[0]["network_label"] if rows else ""
    traces = [_ground(rows, contours, words), *(_frame(points.box, words) if points.box else ())]
    for state, label in enumerate(LEGEND):
        name = words.say(label)
        traces += [_marks(state, name, network)] if is_named else [_strokes(state), _key(state, name)]
    legend = {
        "orientation": "h", "x": 0.5, "xanchor": "center", "y": -0.02, "yanchor": "top", "itemclick": False,
        "itemdoubleclick": False, "traceorder": "normal",
    }  # fmt: skip
    margin = {"l": 0, "r": 0, "t": 34, "b": 56}
    return {
        "data": traces, "states": packed(states),
        "layout": layout(HEIGHT, edition, geo=geo(contours), margin=margin, showlegend=True, legend=legend),
    }  # fmt: skip


def _ground(rows: list[Row], contours: Contours, words: Words) -> Figure:
    told = {row["area_code"]: row for row in rows}
    codes = list(contours.names)
    named = [_words(words, told[code]) if code in told else off_list(words, contours.names[code]) for code in codes]
    return layer(
        codes, contours, z=[1] * len(codes), showscale=False, hovertext=named, showlegend=False,
        colorscale=[[0, theme.OUTSIDE], [1, theme.OUTSIDE]],
        marker={"line": {"color": theme.OUTSIDE_LINE, "width": 0.8}}, meta={"outside": True},
    )  # fmt: skip


def _frame(box: Enlarged, words: Words) -> list[Figure]:
    """The box, the départements in it and its name; at home, what it enlarges is framed."""
    outlines: list[list[Point]] = [*map(list, box.rings), corners(BOX), corners(box.around)]
    lines: list[tuple[float | None, float | None]] = [point for ring in outlines for point in (*ring, (None, None))]
    shared: Figure = {"type": "scattergeo", "hoverinfo": "skip", "showlegend": False, "meta": {"frame": True}}
    _, south, east, north = BOX
    return [
        shared | {
            "mode": "lines", "lon": [x for x, _ in lines], "lat": [y for _, y in lines],
            "line": {"color": theme.HATCH, "width": 0.8},
        },
        shared | {
            "mode": "text", "lon": [east], "lat": [(south + 3 * north) / 4],
            "text": [words.say("Paris et<br>petite couronne")],
            "textposition": "middle right", "textfont": {"size": 11, "color": theme.MUTED},
        },
    ]  # fmt: skip


def _marks(state: int, name: str, network: str) -> Figure:
    return {
        "type": "scattergeo", "mode": "markers", "name": name, "state": state, "marker": MARKS[state],
        "hovertemplate": f"<b>%{{text}}</b> · {network}<br>{name}<extra></extra>", "meta": {"column": COUNTED[state]},
    }  # fmt: skip


def _strokes(state: int) -> Figure:
    line, slant = STROKES[state]
    return {
        "type": "scattergeo", "mode": "lines", "state": state, "slant": slant, "line": line, "hoverinfo": "skip",
        "showlegend": False, "meta": {"column": COUNTED[state]},
    }  # fmt: skip


def _key(state: int, name: str) -> Figure:
    """The line of the legend for strokes, drawn large: no point of it lies on the map."""
    symbol = "line-ne-open" if STROKES[state][1][1] else "square"
    colour = STROKES[state][0]["color"]
    return {
        "type": "scattergeo", "mode": "markers", "name": name, "lon": [None], "lat": [None],
        "marker": {"symbol": symbol, "size": 9, "color": colour, "line": {"color": colour, "width": 1.5}},
        "meta": {"key": True},
    }  # fmt: skip


def _method(edition: Edition, listed: pl.DataFrame, points: Points, missing: list[str]) -> tuple[tuple[str, str], ...]:
    words = edition.words
    drawn = listed.filter(~pl.col("stratum").is_in(edition.counted_strata)).height
    told = [
        (words.say("Mesure"), words.say("Statut du compte officiel de la commune à la fin du mois.")),
        (
            words.say("Dénominateur"),
            words.say("Aucun : un point par commune ({roster}).", roster=roster_words(edition)),
        ),
        (words.say("Signes"), words.say(SHAPES["marks" if any(points.names) else "strokes"])),
        (words.say("Lieu"), words.say(PLACES["apart" if points.box else "home"])),
    ]
    if drawn:
        told.append((words.say("Ce que la carte ne dit pas"), words.say(SAMPLED)))
    if missing:
        areas = words.sentence_list(missing) if len(missing) <= TOLD else words.plural(len(missing), "commune")
        told.append((words.say("Hors carte"), words.say("Sans point dans cette édition : {areas}.", areas=areas)))
    return tuple(told)


def _cell(words: Words, row: Row) -> str:
    return " · ".join(words.number(row[column]) for column in ("present_count", "absent_count", "unknown_count"))


def _is_unknown(row: Row) -> bool:
    return bool(row["unknown_count"] == row["member_count"])


def _words(words: Words, row: Row) -> str:
    return words.say(
        "<b>{area}</b> · {network}<br>{present} présentes, {absent} absences confirmées,<br>{unknown} inconnues"
        " sur {members}",
        area=row["area_name"], network=row["network_label"], present=words.number(row["present_count"]),
        absent=words.number(row["absent_count"]), unknown=words.number(row["unknown_count"]),
        members=words.number(row["member_count"]),
    )  # fmt: skip
