"""What one takes away from the page of an indicator: its values of the month, every variant, stratum and région."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dashboards.charts.selection import INTERVALS, Selection
from dashboards.charts.words import roster_words
from dashboards.source import Edition
from dashboards.taken import Taken, published
from dashboards.words import Words, phrase

Row = dict[str, Any]
BASES: Final = phrase(
    "À chaque ligne : `measured_count` mesurés sur `member_count`, et `unknown_count` inconnus ; une part a son"
    " `numerator` et son `denominator`."
)
MODE: Final = phrase("{default} ; le mode de chaque ligne est dans `aggregation`")


def taken(edition: Edition, about: Row, rows: Sequence[Row], path: str, title: str) -> Taken:
    """`about` is the indicator in the catalogue; `rows` are not none."""
    words = edition.words
    columns = tuple(rows[0])
    subtitle = (words.data(about["unit_fr"]), words.month(edition.month), roster_words(edition))
    where = (
        ("month", "=", edition.month), ("roster_id", "=", edition.roster_id),
        ("indicator_id", "=", about["indicator_id"]), ("area_level", "in", ["france", "region"]),
    )  # fmt: skip
    return Taken(
        path, title, ", ".join(subtitle), words.data(about["formula_fr"]), published(INTERVALS, *columns), rows,
        _method(words, about, words.month(edition.month)), INTERVALS, words, (Selection(INTERVALS, columns, where),),
    )  # fmt: skip


def _method(words: Words, about: Row, month: str) -> tuple[tuple[str, str], ...]:
    told = {name: words.data(about[f"{name}_fr"]) for name in RULES if about[f"{name}_fr"]}
    return (
        (words.say("Mesure"), told["formula"]), (words.say("Unité"), told["unit"]),
        (words.say("Une valeur par"), told["grain"]), (words.say("Dénominateur"), words.say(BASES)),
        (words.say("Agrégation"), words.say(MODE, default=told["default_aggregation"])),
        (words.say("Mois"), month), (words.say("Période"), told["window"]),
        (words.say("Vide quand"), told["null_policy"]), (words.say("Intervalle"), told["interval"]),
        *([(words.say("Rupture"), told["break"])] if "break" in told else []),
    )  # fmt: skip


RULES: Final = ("formula", "unit", "grain", "default_aggregation", "window", "null_policy", "interval", "break")
