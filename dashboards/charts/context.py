"""What the method box of every figure ends with: how much is known, when its months were collected, known breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from dashboards.charts.base import Chart
from dashboards.charts.coverage import covered
from dashboards.source import Edition
from dashboards.words import phrase, phrases

EARLIER: Final = {"barometer.ranking": (12,), "barometer.hours": (1, 2)}
"""Months before its own of which rows are made, by the first table that a figure draws."""
TOLD: Final = 3
"""Months of which the days are told; the others are in observations.fetches."""
STATUSES: Final = phrase(
    "Aucune dans la mesure : une présence ne dépend pas de ce que compte le compteur d’abonnés. La liste, elle, change"
    " avec le périmètre des collectivités (régions réunies en 2016, communes nouvelles). Corrections : journal des"
    " données."
)
BREAKS: Final = phrases({
    "barometer.ranking": "Facebook : mentions « j’aime » inactives retirées en mars 2015, abonnés au lieu de fans de"
    " 2021 à 2023. Aucun gain ne traverse une définition ou un périmètre qui change, ni ne va d’un compte à un autre.",
    "barometer.hours": "Aucune connue : une heure de publication ne dépend d’aucun compteur.",
})  # fmt: skip
"""By the first table that a figure draws; the others draw statuses."""


def with_context(edition: Edition, chart: Chart) -> Chart:
    words = edition.words
    breaks = words.say(BREAKS.get(chart.source.split(", ")[0], STATUSES))
    known = covered(edition, chart)
    told = (
        *([(words.say("Couverture de la figure"), f"{known.text}.")] if known else []),
        (words.say("Collecte"), collected(edition, chart)),
        (words.say("Ruptures connues"), breaks),
    )
    return replace(chart, method=(*chart.method, *told), covered=known)


def collected(edition: Edition, chart: Chart) -> str:
    """First and last day (UTC) of the requests of the months that a figure shows, the latest first."""
    words = edition.words
    windows = {row["month"]: row for row in edition.frame("crawl.windows").to_dicts()}
    shown = {row["month"] for row in chart.rows if isinstance(row.get("month"), date)} or {edition.month}
    shown |= {edition.before(months) for months in EARLIER.get(chart.source.split(", ")[0], ())}
    months = sorted(shown & set(windows), reverse=True)
    if not months:
        return words.say("Aucune requête n’est archivée pour ce que montre la figure.")
    told = [_window(edition, windows[month]) for month in months[:TOLD]]
    if len(months) > TOLD:
        told.append(words.say("les autres mois : table observations.fetches"))
    return f"{words.clauses(told)}."


def _window(edition: Edition, row: dict[str, Any]) -> str:
    words = edition.words
    given = {"month": words.month(row["month"]), "count": words.plural(row["request_count"], "requête")}
    first, last = words.day(row["first_day"]), words.day(row["last_day"])
    if first == last:
        return words.say("{month} : {count}, toutes le {day}", day=first, **given)
    return words.say("{month} : {count}, du {first} au {last}", first=first, last=last, **given)
