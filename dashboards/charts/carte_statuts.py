"""Map of the départements themselves: the status of each conseil départemental on a network, unknown hatched."""

from __future__ import annotations

from functools import partial
from typing import Final

import polars as pl

from dashboards import labels, theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, Wide, layout
from dashboards.charts.carte import HEIGHT, blank, geo, hatching, layer, off_list
from dashboards.charts.words import roster_words
from dashboards.contours import Contours
from dashboards.source import Edition
from dashboards.words import Words, phrase

COLUMNS = (
    Column("area_name", "Département", is_french=True), Column("network_label", "Réseau"),
    Column("status_label", "Statut"),
    Column("reason_label", "Motif"),
)  # fmt: skip
LEVEL: Final = "departement"
PLACES: Final = {"absent_confirmed": 0, "present_dormant": 1, "present_unobserved": 1, "present_active": 2}
CLASSES: Final = (phrase("absence confirmée"), phrase("présent, sans activité observée"), phrase("présent et actif"))
COLOURS: Final = (theme.ABSENT, theme.DORMANT, theme.ACCENT)


def chart(edition: Edition, contours: Contours) -> Chart | None:
    """None when the roster holds no département."""
    rows, words = _rows(edition, contours), edition.words
    if not rows:
        return None
    networks = [code for code in edition.observed_networks if any(row["network"] == code for row in rows)]
    variants = tuple(_variant(edition, network, rows, contours) for network in networks)
    return Chart(
        slug="carte-statuts",
        title=variants[0].title,
        subtitle=words.say("Statut de chaque conseil départemental, {month}", month=words.month(edition.month)),
        description=words.say(
            "Carte par département : actif, présent sans activité observée ou absent ; les hachures signalent un statut"
            " inconnu, qui n’est pas une absence."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=_method(edition),
        source="barometer.status",
        words=words,
        selector_label=words.say("Réseau affiché"),
        height=HEIGHT,
        contours=contours.name,
        wide=Wide(
            ("area_name",), (words.say("Département"),), "network_label", partial(_cell, words),
            lambda row: row["place"] is None,
            words.say("Une cellule hachurée est un statut inconnu, avec son motif ; tous les motifs sont dans le CSV."),
        ),
    )  # fmt: skip


def _method(edition: Edition) -> tuple[tuple[str, str], ...]:
    words = edition.words
    none = words.say("Aucun : un statut par département ({roster}).", roster=roster_words(edition))
    return (
        (
            words.say("Mesure"),
            words.say("Statut du compte officiel de l’institution départementale à la fin du mois."),
        ),
        (words.say("Dénominateur"), none),
        (words.say("Hachures"), words.say("Statut inconnu, ou département hors de la liste.")),
    )


def _rows(edition: Edition, contours: Contours) -> list[Row]:
    areas = edition.members.filter(pl.col("level") == LEVEL).select("territory_id", "code")
    frame = edition.current("barometer.status").join(areas, on="territory_id")
    networks = edition.observed_networks
    rows = [
        {
            "id": f"{row['network']}|{row['code']}", "area_code": row["code"], "area_name": contours.names[row["code"]],
            "network": row["network"], "network_label": edition.network(row["network"]), "status": row["status"],
            "status_label": labels.state(edition.words, row["status"]),
            "reason_label": labels.reason(edition, row["reason"]),
            "place": PLACES.get(row["status"]), "motif": labels.motif(edition.words, row["reason"]),
        }
        for row in frame.to_dicts() if row["code"] in contours.names
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (networks.index(row["network"]), row["area_code"]))


def _variant(edition: Edition, network: str, rows: list[Row], contours: Contours) -> Variant:
    own = [row for row in rows if row["network"] == network]
    present = sum(row["status"].startswith("present") for row in own)
    unknown = sum(row["place"] is None for row in own)
    words, label = edition.words, edition.network(network)
    counts = {"network": label, "present": words.number(present), "members": words.number(len(own))}
    title = words.say("{network} : {present} départements présents sur {members}", **counts)
    if unknown:
        title = words.say(
            "{network} : {present} départements présents sur {members}, {unknown}",
            unknown=words.plural(unknown, "inconnu"), **counts,
        )  # fmt: skip
    return Variant(network, label, title, figure(own, contours, edition))


def figure(rows: list[Row], contours: Contours, edition: Edition) -> Figure:
    words = edition.words
    known = [row for row in rows if row["place"] is not None]
    hidden = [row for row in rows if row["place"] is None]
    idle = sorted(set(contours.names) - {row["area_code"] for row in rows})
    bar = {
        "title": {"text": ""}, "orientation": "h", "x": 0.5, "xanchor": "center", "y": -0.01, "yanchor": "top",
        "len": 0.9, "ypad": 0, "thickness": 12, "tickmode": "array", "tickvals": [1 / 3, 1, 5 / 3],
        "ticktext": [words.say(label).replace(", ", ",<br>") for label in CLASSES], "outlinewidth": 0,
        "tickfont": {"color": theme.INK},
    }  # fmt: skip
    scale = [[edge, colour] for at, colour in enumerate(COLOURS) for edge in (at / 3, (at + 1) / 3)]
    shown = layer(
        [row["area_code"] for row in known], contours, z=[row["place"] for row in known], zmin=0, zmax=2,
        ids=[row["id"] for row in known], colorscale=scale, colorbar=bar, hovertext=[_words(row) for row in known],
        meta={"column": "place", "axis": "z"},
    )  # fmt: skip
    told = [_words(row) for row in hidden] + [off_list(words, contours.names[code]) for code in idle]
    codes = [row["area_code"] for row in hidden] + idle
    data = [shown, blank(codes, told, [row["id"] for row in hidden], contours), hatching(codes, contours)]
    return {
        "data": data,
        "layout": layout(HEIGHT, edition, geo=geo(contours), margin={"l": 0, "r": 0, "t": 34, "b": 56}),
    }


def _cell(words: Words, row: Row) -> str:
    word = str(words.content("site")["states_short"][row["status"]])
    return words.say("{word} : {motif}", word=word, motif=row["motif"]) if row["place"] is None else word


def _words(row: Row) -> str:
    return f"<b>{row['area_name']}</b> · {row['network_label']}<br>{row['status_label']}"
