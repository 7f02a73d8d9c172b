"""What one takes away from the leagues of a stratum: the rows that its page shows, Paris among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from dashboards.charts.base import Column
from dashboards.charts.selection import Condition, Selection
from dashboards.charts.words import roster_words
from dashboards.source import Edition
from dashboards.taken import Taken, published
from dashboards.words import Words, lower_first, phrase

Row = dict[str, Any]
TABLE: Final = "barometer.ranking"
RANKS: Final = (
    "window_months", "lens", "value", "value_lo", "value_hi", "rank", "best_rank", "worst_rank", "ranked_count",
    "unranked_count", "is_podium_certain", "is_stock_flow_suspect",
)  # fmt: skip
COLUMNS: Final = (
    Column("network_label", "Réseau"), Column("table_label", "Palmarès"), *published(TABLE, *RANKS[:2]),
    Column("name", "Collectivité", is_french=True), *published(TABLE, *RANKS[2:]),
)  # fmt: skip
MEASURE: Final = phrase(
    "Les premiers de chaque palmarès de la strate, comme la page les montre ; Paris y garde son rang. Tous les rangs"
    " sont dans palmares.csv."
)
BASE: Final = phrase(
    "`ranked_count` comptes classés et `unranked_count` non mesurés, à chaque ligne ; une progression relative l’est au"
    " nombre de départ, un engagement aux abonnés."
)
SPAN: Final = phrase(
    "`value_lo` et `value_hi` sont ce que l’arrondi des compteurs laisse ouvert, `best_rank` et `worst_rank` les rangs"
    " qu’il permet."
)


def taken(edition: Edition, path: str, title: str, stratum: str, sections: Sequence[Row], top: int) -> Taken:
    """`sections` are those of the page, whose leagues have the ranks up to `top`."""
    words = edition.words
    rows = [row for section in sections for table in section["tables"] for row in _rows(section, table)]
    method = (
        (words.say("Mesure"), words.say(MEASURE)), (words.say("Dénominateur"), words.say(BASE)),
        (words.say("Agrégation"), words.say("Aucune : un compte par ligne.")),
        (words.say("Intervalle"), words.say(SPAN)), (words.say("Mois"), words.month(edition.month)),
    )  # fmt: skip
    lead = words.content("site")["pages"]["progressions"]["lead"]
    return Taken(
        path, _title(words, title, rows), lead, roster_words(edition), COLUMNS, rows, method, TABLE, words,
        _selections(edition, stratum, rows, top),
    )  # fmt: skip


def _rows(section: Row, table: Row) -> Iterator[Row]:
    told = {"network_label": section["network"], "table_label": table["caption"]}
    shown = {row["territory_id"]: row for row in (*table["rows"], *table["paris"])}
    yield from (row | told for row in shown.values())


def _title(words: Words, title: str, rows: Sequence[Row]) -> str:
    """Who is first in the first league."""
    if not rows:
        return title
    return words.say(
        "{page}. {network}, {league} : {name}, {value}", page=title, network=rows[0]["network_label"],
        league=lower_first(rows[0]["table_label"]), name=rows[0]["name"], value=rows[0]["text"],
    )  # fmt: skip


def _selections(edition: Edition, stratum: str, rows: Sequence[Row], top: int) -> tuple[Selection, ...]:
    """The first of each league, and Paris where it is not among them."""
    leagues = list(dict.fromkeys((row["network"], row["lens"]) for row in rows))
    shared: tuple[Condition, ...] = (
        ("month", "=", edition.month), ("roster_id", "=", edition.roster_id), ("stratum", "=", stratum),
        ("network, lens", "pairs", leagues),
    )  # fmt: skip
    found: list[tuple[Condition, ...]] = [(*shared, ("rank", "<=", top))]
    if apart := sorted({row["territory_id"] for row in rows if row["rank"] > top}):
        found.append((*shared, ("territory_id", "in", apart), ("rank", ">", top)))
    return tuple(Selection(TABLE, ("network", "territory_id", *RANKS), where) for where in found)
