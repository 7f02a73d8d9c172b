"""Whole tables that a page gives to take away, under `data/`: what each is made of, and what its rows count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import polars as pl

from dashboards.charts.base import Column
from dashboards.charts.selection import Asked, Condition, Selection
from dashboards.charts.words import roster_words
from dashboards.queries import written
from dashboards.source import Edition
from dashboards.taken import Taken
from dashboards.words import phrase
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.warehouse import changes
from pipelines.warehouse.changes import KINDS

FOLDER: Final = "data"
FORMS: Final = {pl.Int64: "count", pl.UInt32: "count", pl.Float64: "decimal", pl.Boolean: "flag", pl.Date: "month"}
"""Of a column, by the type of its values; the others are texts."""
BY_STRATUM: Final = phrase("Aucune pondération : une ligne par strate et par réseau, `ALL` est l’ensemble de la liste.")
NONE: Final = phrase("Aucune : chaque ligne se lit seule.")
TEXTS: Final = phrase("Aucun : ce sont des textes.")
PRINTED: Final = phrase("Celui de chaque chiffre imprimé : sa base est à sa ligne.")
BY_LINE: Final = phrase("Celle de chaque chiffre imprimé, à sa ligne.")
REQUESTS: Final = phrase("Aucun : des requêtes comptées.")


Rows = Callable[[Edition, pl.DataFrame, str], tuple[Selection | Asked, ...]]
"""What gives the rows of a frame, from the first of its published tables."""


def _every(_: Edition, frame: pl.DataFrame, table: str) -> tuple[Selection | Asked, ...]:
    return (Selection(table, tuple(frame.columns), ()),)


def _current(edition: Edition, frame: pl.DataFrame, table: str) -> tuple[Selection | Asked, ...]:
    """Those of the month, and of the list where the table has it."""
    return (Selection(table, tuple(frame.columns), _of_edition(edition, frame)),)


def _named(edition: Edition, frame: pl.DataFrame, table: str) -> tuple[Selection | Asked, ...]:
    """As `_current`, in strata that are ranked by name."""
    strata = ("stratum", "in", sorted(frame["stratum"].unique()))
    return (Selection(table, tuple(frame.columns), (*_of_edition(edition, frame), strata)),)


def _printed(edition: Edition, frame: pl.DataFrame, table: str) -> tuple[Selection | Asked, ...]:
    return (Selection(table, tuple(frame.columns), (("date", "<=", f"{edition.month:%Y-%m}"),)),)


def _statuses(edition: Edition, frame: pl.DataFrame, table: str) -> tuple[Selection | Asked, ...]:
    networks = [network for network in edition.observed_networks if network in frame.columns]
    own = [name for name in frame.columns if name not in networks]
    held = ",\n  ".join(
        f"coalesce(any_value(status) FILTER (network = '{one}'), 'unknown') AS {one}" for one in networks
    )
    sql = (
        f"SELECT {', '.join(own)},\n  {held}\nFROM roster.members LEFT JOIN (\n"
        f"  SELECT roster_id, territory_id, network, status FROM {table} WHERE month = DATE '{edition.month}'\n"
        ") USING (roster_id, territory_id)\n"
        f"WHERE roster_id = '{edition.roster_id}' AND level = 'commune'\nGROUP BY ALL\nORDER BY code;"
    )
    of_list: tuple[Condition, ...] = (("month", "=", edition.month), ("roster_id", "=", edition.roster_id))
    return (Asked((table, "roster.members"), sql, (*of_list, ("territory_id", "starts", "commune:"))),)


def _doors(name: str) -> Rows:
    return lambda edition, _, table: (Asked((table,), written(name, edition.month), (("month", "=", edition.month),)),)


def _changes(edition: Edition, frame: pl.DataFrame, table: str) -> tuple[Selection | Asked, ...]:
    """A SELECT for each kind, those of small communes too; corrections need the file of the month before."""
    after = Month.of(edition.month)
    before = after.plus(-1)
    found = []
    for kind in KINDS if edition.has_former else KINDS[:-1]:
        told = f"SELECT '{kind}' AS kind, * FROM (\n{changes.written(kind, before, after)}\n)"
        attach = f"ATTACH 'barometre-{before}.duckdb' AS published (READ_ONLY);\n" if kind == KINDS[-1] else ""
        found.append(Asked((table,), f"{attach}{told}\nWHERE roster_id = '{edition.roster_id}'\nORDER BY ALL;"))
    return tuple(found)


class Whole(NamedTuple):
    """`source` are published tables, `base` and `mode` what is said of denominator and aggregation, `rows` what gives
    them."""

    source: str
    base: str
    mode: str
    rows: Rows


WHOLES: Final = {
    "couverture": Whole("barometer.coverage", phrase(
        "Les collectivités de la strate (`member_count`) ; ce qui est mesuré l’est parmi leurs comptes officiels"
        " (`account_count`)."
    ), BY_STRATUM, _current),
    "politesse": Whole("barometer.politeness", REQUESTS, phrase("Sommes du mois, par hôte et par réseau."),
                       _current),
    "listes": Whole("roster.lists", phrase("Aucun : une liste par ligne."), NONE, _current),
    "decouverte": Whole("barometer.discovery", phrase("Les collectivités de la strate."), BY_STRATUM, _current),
    "comptes-manques": Whole("barometer.missed", phrase(
        "Les collectivités dont l’annuaire et le site ont tous deux été lus depuis 90 jours."
    ), BY_STRATUM, _current),
    "statuts-communes": Whole("barometer.status, roster.members", phrase(
        "Aucun : le statut d’une commune sur chaque réseau ; `unknown` n’est ni une présence ni une absence."
    ), NONE, _statuses),
    "palmares": Whole("barometer.ranking", phrase(
        "`ranked_count` comptes classés et `unranked_count` non mesurés."
    ), NONE, _named),
    "indicateurs": Whole("reference.indicators", phrase("Celui de chaque indicateur est dans `formula_fr`."),
                         phrase("Celle de chaque indicateur est dans `default_aggregation_fr`."), _every),
    "journal": Whole("reference.journal", TEXTS, NONE, _every),
    "portes": Whole("reference.networks", TEXTS, NONE, _every),
    "portes-requetes": Whole("observations.fetches", REQUESTS, phrase("Sommes du mois, par porte et par issue."),
                             _doors("doors.requests")),
    "portes-releves": Whole("observations.snapshots", phrase(
        "Aucun : des comptes lus, et ceux dont les abonnés le sont."
    ), phrase("Sommes du mois, par porte."), _doors("doors.readings")),
    "comparaison": Whole("barometer.comparison", PRINTED, BY_LINE, _printed),
    "etude": Whole("barometer.replay", PRINTED, BY_LINE, _every),
    "differences": Whole("barometer.status, barometer.audience", phrase(
        "Aucun : un changement par ligne ; ceux des communes de moins de 3 500 habitants sont comptés dans `row_count`."
    ), NONE, _changes),
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
    return Taken(
        page, site["tables"][f"{name}.csv"], roster_words(edition), words.data(TABLES[first].text_fr), columns,
        frame.to_dicts(), method, whole.source, words, whole.rows(edition, frame, first), FOLDER,
        name,
    )  # fmt: skip


def _of_edition(edition: Edition, frame: pl.DataFrame) -> tuple[Condition, ...]:
    own: tuple[Condition, ...] = (("month", "=", edition.month), ("roster_id", "=", edition.roster_id))
    return tuple(one for one in own if one[0] in frame.columns)
