"""Whole tables that a page gives to take away, under `data/`: what each is made of, and what its rows count."""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from dashboards.charts.base import Column
from dashboards.charts.selection import Condition, Selection
from dashboards.charts.words import roster_words
from dashboards.source import Edition
from dashboards.taken import Taken
from dashboards.words import phrase
from pipelines.model.fields import TABLES

FOLDER: Final = "data"
FORMS: Final = {pl.Int64: "count", pl.UInt32: "count", pl.Float64: "decimal", pl.Boolean: "flag", pl.Date: "month"}
"""Of a column, by the type of its values; the others are texts."""
BY_STRATUM: Final = phrase("Aucune pondération : une ligne par strate et par réseau, `ALL` est l’ensemble de la liste.")
NONE: Final = phrase("Aucune : chaque ligne se lit seule.")
TEXTS: Final = phrase("Aucun : ce sont des textes.")
PRINTED: Final = phrase("Celui de chaque chiffre imprimé : sa base est à sa ligne.")
REQUESTS: Final = phrase("Aucun : des requêtes comptées.")


class Whole(NamedTuple):
    """`source` are published tables, `base` and `mode` what is said of denominator and aggregation; `is_current`: the
    rows are those of the month (and of the list, where the table has it) of the first of them."""

    source: str
    base: str
    mode: str
    is_current: bool = False


WHOLES: Final = {
    "couverture": Whole("barometer.coverage", phrase(
        "Les collectivités de la strate (`member_count`) ; ce qui est mesuré l’est parmi leurs comptes officiels"
        " (`account_count`)."
    ), BY_STRATUM, is_current=True),
    "politesse": Whole("barometer.politeness", REQUESTS, phrase("Sommes du mois, par hôte et par réseau."),
                       is_current=True),
    "listes": Whole("roster.lists", phrase("Aucun : une liste par ligne."), NONE, is_current=True),
    "decouverte": Whole("barometer.discovery", phrase("Les collectivités de la strate."), BY_STRATUM, is_current=True),
    "comptes-manques": Whole("barometer.missed", phrase(
        "Les collectivités dont l’annuaire et le site ont tous deux été lus depuis 90 jours."
    ), BY_STRATUM, is_current=True),
    "statuts-communes": Whole("barometer.status, roster.members", phrase(
        "Aucun : le statut d’une commune sur chaque réseau ; `unknown` n’est ni une présence ni une absence."
    ), NONE),
    "palmares": Whole("barometer.ranking", phrase(
        "`ranked_count` comptes classés et `unranked_count` non mesurés."
    ), NONE),
    "indicateurs": Whole("reference.indicators", phrase("Celui de chaque indicateur est dans `formula_fr`."),
                         phrase("Celle de chaque indicateur est dans `default_aggregation_fr`.")),
    "journal": Whole("reference.journal", TEXTS, NONE),
    "portes": Whole("reference.networks", TEXTS, NONE),
    "portes-requetes": Whole("observations.fetches", REQUESTS, phrase("Sommes du mois, par porte et par issue.")),
    "portes-releves": Whole("observations.snapshots", phrase(
        "Aucun : des comptes lus, et ceux dont les abonnés le sont."
    ), phrase("Sommes du mois, par porte.")),
    "comparaison": Whole("barometer.comparison", PRINTED, phrase("Celle de chaque chiffre imprimé, à sa ligne.")),
    "etude": Whole("barometer.replay", PRINTED, phrase("Celle de chaque chiffre imprimé, à sa ligne.")),
    "differences": Whole("barometer.status, barometer.audience", phrase(
        "Aucun : un changement par ligne ; ceux des communes de moins de 3 500 habitants sont comptés dans `row_count`."
    ), NONE),
}  # fmt: skip


def taken(edition: Edition, frame: pl.DataFrame, name: str, page: str) -> Taken:
    """`page` is the path of the page that tells of the table."""
    words, whole, site = edition.words, WHOLES[name], edition.words.content("site")
    first = whole.source.partition(", ")[0]
    columns = tuple(Column(key, key, FORMS.get(kind.base_type(), "text")) for key, kind in frame.schema.items())
    method = (
        (words.say("Mesure"), words.data(TABLES[first].text_fr)), (words.say("Dénominateur"), words.say(whole.base)),
        (words.say("Agrégation"), words.say(whole.mode)), (words.say("Mois"), words.month(edition.month)),
    )  # fmt: skip
    found = (Selection(first, tuple(frame.columns), _current(edition, frame)),) if whole.is_current else ()
    return Taken(
        page, site["tables"][f"{name}.csv"], roster_words(edition), words.data(TABLES[first].text_fr), columns,
        frame.to_dicts(), method, whole.source, words, found, FOLDER, name,
    )  # fmt: skip


def _current(edition: Edition, frame: pl.DataFrame) -> tuple[Condition, ...]:
    own: tuple[Condition, ...] = (("month", "=", edition.month), ("roster_id", "=", edition.roster_id))
    return tuple(one for one in own if one[0] in frame.columns)
