"""Maps of areas themselves: status of each département (or of the body that has its powers), or of each EPCI, on a
network; unknown hatched."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from textwrap import wrap
from typing import Final

import polars as pl

from dashboards import labels, theme
from dashboards.charts.base import Chart, Column, Figure, Row, Variant, Wide, layout
from dashboards.charts.carte import HEIGHT, blank, geo, hatching, layer, off_list
from dashboards.charts.words import roster_words
from dashboards.contours import Contours
from dashboards.source import Edition
from dashboards.words import Words, known_name, phrase

PLACES: Final = {"absent_confirmed": 0, "present_dormant": 1, "present_unobserved": 1, "present_active": 2}
COLOURS: Final = (theme.ABSENT, theme.DORMANT, theme.ACCENT)
THIN: Final = {"departement": 0.8, "epci": 0.4}
"""Width of the borders between areas, in pixels."""
LEGEND: Final = 17
"""Letters to a line of the legend: three classes lie side by side on a telephone."""
NAMED: Final = 200
"""More areas than these are too many for the table of one page, which then counts them by région, and for their names
in a figure: those outside the list have none, those of the list have their kind in initials."""
INITIALS: Final = {"Communauté de communes ": "CC ", "Communauté d'agglomération ": "CA ", "Communauté urbaine ": "CU "}
SUMMED: Final = ("present_count", "absent_count", "unknown_count")


@dataclass(frozen=True, slots=True)
class Level:
    """A kind of areas and the sentences of its map."""

    slug: str
    head: str
    subtitle: str
    description: str
    present: str
    partly: str
    measure: str
    each: str
    outside: str
    unknown: str
    classes: tuple[str, ...]


LEVELS: Final = {
    "departement": Level(
        "carte-statuts",
        phrase("Département"),
        phrase("Statut de chaque département, ou de la collectivité qui en a les compétences, {month}"),
        phrase(
            "Carte par département : actif, présent sans activité observée ou absent ; les hachures signalent un statut"
            " inconnu, qui n’est pas une absence."
        ),
        phrase("{network} : {present} départements présents sur {members}"),
        phrase("{network} : {present} départements présents sur {members}, {unknown}"),
        phrase(
            "Statut du compte officiel du département, ou de la collectivité qui en a les compétences, à la fin du"
            " mois."
        ),
        phrase("Aucun : un statut par département ({roster})."),
        phrase("Département hors de la liste : rien n’en est dit."),
        "inconnu",
        (phrase("absence confirmée"), phrase("présent, sans activité observée"), phrase("présent et actif")),
    ),
    "epci": Level(
        "carte-epci",
        phrase("Intercommunalité"),
        phrase("Statut de chaque intercommunalité de la liste, {month}"),
        phrase(
            "Carte par intercommunalité : active, présente sans activité observée ou absente ; les hachures signalent"
            " un statut inconnu, qui n’est pas une absence ; sans couleur ni hachures, hors de la liste."
        ),
        phrase("{network} : {present} intercommunalités présentes sur {members}"),
        phrase("{network} : {present} intercommunalités présentes sur {members}, {unknown}"),
        phrase("Statut du compte officiel de l’intercommunalité elle-même, non de ses communes, à la fin du mois."),
        phrase("Aucun : un statut par intercommunalité ({roster})."),
        phrase("Intercommunalité hors de la liste : rien n’en est dit."),
        "inconnue",
        (phrase("absence confirmée"), phrase("présente, sans activité observée"), phrase("présente et active")),
    ),
}


def chart(edition: Edition, level: str, contours: Contours) -> Chart | None:
    """The map of one level ('departement' or 'epci'); None when the roster holds no such area."""
    rows, words, kind = _rows(edition, level, contours), edition.words, LEVELS[level]
    if not rows:
        return None
    networks = list(dict.fromkeys(row["network"] for row in rows))
    variants = tuple(_variant(edition, network, rows, contours, level) for network in networks)
    is_long = len(rows) > NAMED * len(networks)
    missing = sorted(_members(edition, level).filter(~pl.col("code").is_in(list(contours.names)))["name"])
    return Chart(
        slug=kind.slug,
        title=variants[0].title,
        subtitle=words.say(kind.subtitle, month=words.month(edition.month)),
        description=words.say(kind.description),
        columns=(
            Column("area_name", kind.head, is_french=True), Column("network_label", "Réseau"),
            Column("status_label", "Statut"), Column("reason_label", "Motif"),
        ),
        rows=rows,
        variants=variants,
        method=_method(edition, level, missing),
        source="barometer.status",
        words=words,
        selector_label=words.say("Réseau affiché"),
        height=HEIGHT,
        contours=contours,
        off_map=tuple(missing),
        summary=_summary(edition, rows) if is_long else (),
        wide=_counts(words) if is_long else statuses_wide(words, kind.head),
    )  # fmt: skip


def statuses_wide(words: Words, head: str) -> Wide:
    """The table of statuses, a line for each area: `head` names the areas."""
    told = words.say("Une cellule hachurée est un statut inconnu, avec son motif ; tous les motifs sont dans le CSV.")
    return Wide(
        ("area_name",), (words.say(head),), "network_label", partial(_cell, words), lambda row: row["place"] is None,
        told,
    )  # fmt: skip


def _counts(words: Words) -> Wide:
    told = words.say(
        "Présentes, absences confirmées, inconnues ; une cellule hachurée ne sait rien d’aucune. Les statuts sont dans"
        " les tableaux par région, et dans le CSV."
    )
    return Wide(
        ("area_name",), (words.say("Région"),), "network_label",
        lambda row: " · ".join(words.number(row[column]) for column in SUMMED),
        lambda row: not row["present_count"] + row["absent_count"], told,
    )  # fmt: skip


def _summary(edition: Edition, rows: list[Row]) -> list[Row]:
    """How many are present, absent and unknown, by network and région."""
    counts = Counter(
        (row["network"], row["region_code"], min(row["place"] or 0, 1), row["place"] is None) for row in rows
    )
    regions = sorted({row["region_code"] for row in rows})
    return [
        {
            "area_code": region, "area_name": region_name(edition, region), "network": network,
            "network_label": edition.network(network), "present_count": counts[network, region, 1, False],
            "absent_count": counts[network, region, 0, False], "unknown_count": counts[network, region, 0, True],
        }
        for network in dict.fromkeys(row["network"] for row in rows) for region in regions
    ]  # fmt: skip


def region_name(edition: Edition, code: str) -> str:
    return edition.names.get(f"region:{code}") or known_name("region", code) or code


def _method(edition: Edition, level: str, missing: list[str]) -> tuple[tuple[str, str], ...]:
    words, kind = edition.words, LEVELS[level]
    told = [
        (words.say("Mesure"), words.say(kind.measure)),
        (words.say("Dénominateur"), words.say(kind.each, roster=roster_words(edition))),
        (words.say("Hachures"), words.say("Statut inconnu.")),
        (words.say("Sans couleur ni hachures"), words.say(kind.outside)),
    ]
    told += _governed(edition, level)
    if missing:
        areas = words.sentence_list(missing)
        told.append((words.say("Hors carte"), words.say("Sans contour dans cette édition : {areas}.", areas=areas)))
    return tuple(told)


def _governed(edition: Edition, level: str) -> list[tuple[str, str]]:
    """The areas of which another body has the powers, by that body."""
    words, found = edition.words, dict[str, list[str]]()
    for area in _members(edition, level).sort("code").to_dicts():
        if body := edition.bodies.get(area["territory_id"]):
            found.setdefault(body, []).append(area["name"])
    if not found:
        return []
    each = [words.say("{areas} : {body}", areas=words.sentence_list(names), body=body) for body, names in found.items()]
    told = words.say(
        "Territoires sans conseil qui leur soit propre, suivis sous leur nom. {each}.", each=words.clauses(each)
    )
    return [(words.say("Autres collectivités"), told)]


def _members(edition: Edition, level: str) -> pl.DataFrame:
    return edition.members.filter(pl.col("level") == level).select("territory_id", "code", "name", "region_code")


def _rows(edition: Edition, level: str, contours: Contours) -> list[Row]:
    frame = edition.current("barometer.status").join(_members(edition, level), on="territory_id")
    networks = edition.observed_networks
    rows = [
        {
            "id": f"{row['network']}|{row['code']}", "area_code": row["code"],
            "area_name": _called(edition, row["territory_id"], contours.names[row["code"]]),
            "region_code": row["region_code"],
            "network": row["network"], "network_label": edition.network(row["network"]), "status": row["status"],
            "status_label": labels.state(edition.words, row["status"]),
            "reason_label": labels.reason(edition, row["reason"]),
            "place": PLACES.get(row["status"]), "motif": labels.motif(edition.words, row["reason"]),
        }
        for row in frame.to_dicts() if row["code"] in contours.names
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (networks.index(row["network"]), row["area_code"]))


def _called(edition: Edition, territory_id: str, name: str) -> str:
    body = edition.bodies.get(territory_id)
    return f"{name} ({body})" if body else name


def _variant(edition: Edition, network: str, rows: list[Row], contours: Contours, level: str) -> Variant:
    own = [row for row in rows if row["network"] == network]
    present = sum(row["status"].startswith("present") for row in own)
    unknown = sum(row["place"] is None for row in own)
    words, label, kind = edition.words, edition.network(network), LEVELS[level]
    counts = {"network": label, "present": words.number(present), "members": words.number(len(own))}
    title = words.say(kind.present, **counts)
    if unknown:
        title = words.say(kind.partly, unknown=words.plural(unknown, kind.unknown), **counts)
    return Variant(network, label, title, figure(own, contours, edition, level))


def figure(rows: list[Row], contours: Contours, edition: Edition, level: str) -> Figure:
    words = edition.words
    hidden = [row for row in rows if row["place"] is None]
    idle = sorted(set(contours.names) - {row["area_code"] for row in rows})
    drawn = [_outside(idle, words, contours)] if idle else []
    for status in PLACES:
        own = [row for row in rows if row["status"] == status]
        if own:
            is_first = not any("colorbar" in trace for trace in drawn)
            drawn.append(_known(own, contours, words, level, is_first=is_first) | _told(own, len(rows)))
    codes = [row["area_code"] for row in hidden]
    unknown = blank(codes, [], [row["id"] for row in hidden], contours) | _told(hidden, len(rows))
    return {
        "data": [*drawn, unknown, hatching(codes, contours)],
        "layout": layout(HEIGHT, edition, geo=geo(contours), margin={"l": 0, "r": 0, "t": 34, "b": 56}),
    }


def _known(rows: list[Row], contours: Contours, words: Words, level: str, *, is_first: bool) -> Figure:
    """The areas of one status; the first of a figure carries the bar that tells all classes."""
    bar = {
        "title": {"text": ""}, "orientation": "h", "x": 0.5, "xanchor": "center", "y": -0.01, "yanchor": "top",
        "len": 0.9, "ypad": 0, "thickness": 12, "tickmode": "array", "tickvals": [1 / 3, 1, 5 / 3],
        "ticktext": ["<br>".join(wrap(words.say(label), LEGEND)) for label in LEVELS[level].classes],
        "tickangle": 0, "outlinewidth": 0, "tickfont": {"color": theme.INK},
    }  # fmt: skip
    scale = [[edge, colour] for at, colour in enumerate(COLOURS) for edge in (at / 3, (at + 1) / 3)]
    shown = {"colorbar": bar} if is_first else {"showscale": False}
    return layer(
        [row["area_code"] for row in rows], contours, z=[row["place"] for row in rows], zmin=0, zmax=2,
        ids=[row["id"] for row in rows], colorscale=scale, **shown,
        marker={"line": {"color": theme.OUTLINE, "width": THIN[level]}}, meta={"column": "place", "axis": "z"},
    )  # fmt: skip


def _told(rows: list[Row], count: int) -> Figure:
    """What areas of one status say when pointed at, in a figure of `count` areas."""
    names = [row["area_name"] if count <= NAMED else _short(row["area_name"]) for row in rows]
    ends = {f"{row['network_label']}<br>{row['status_label']}" for row in rows}
    return {"hovertext": names, "hovertemplate": f"<b>%{{hovertext}}</b> · {''.join(ends)}<extra></extra>"}


def _short(name: str) -> str:
    """`CC du Pays de Fayence`."""
    kind = next((kind for kind in INITIALS if name.startswith(kind)), "")
    return f"{INITIALS.get(kind, '')}{name.removeprefix(kind)}"


def _outside(codes: list[str], words: Words, contours: Contours) -> Figure:
    """The plain ground of areas outside the list: neither hatched, nor a class of the legend."""
    named = [off_list(words, contours.names[code]) for code in codes] if len(codes) <= NAMED else None
    return layer(
        codes, contours, z=[1] * len(codes), showscale=False, hovertext=named or words.say("Hors de la liste"),
        colorscale=[[0, theme.OUTSIDE], [1, theme.OUTSIDE]],
        marker={"line": {"color": theme.OUTSIDE_LINE, "width": 0.4}}, meta={"outside": True},
    )  # fmt: skip


def _cell(words: Words, row: Row) -> str:
    word = str(words.content("site")["states_short"][row["status"]])
    return words.say("{word} : {motif}", word=word, motif=row["motif"]) if row["place"] is None else word
