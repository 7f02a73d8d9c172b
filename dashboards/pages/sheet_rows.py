"""What one takes away from the page of a territory: a row for each network and each month that the sheet compares."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from dashboards import labels
from dashboards.charts.base import Column
from dashboards.charts.selection import Condition, Selection
from dashboards.pages.communes import line, networks_words
from dashboards.sheets.facts import Account, Facts, Growth, Measure, Network
from dashboards.sheets.paths import territory_path
from dashboards.source import WINDOWS, Edition
from dashboards.taken import Taken, published
from dashboards.words import phrase

Row = dict[str, Any]
STATUS: Final = ("status", "reason", "post_count")
FOLLOWERS: Final = (
    "followers_count", "followers_lo", "followers_hi", "metric_def", "followers_status", "record",
)  # fmt: skip
GROWTH: Final = (
    "growth_abs", "growth_abs_lo", "growth_abs_hi", "growth_rel", "growth_per_1000", "growth_status",
    "is_stock_flow_suspect",
)  # fmt: skip
SOURCE: Final = "barometer.status, barometer.audience, barometer.growth, roster.attributions"
COLUMNS: Final = (
    Column("network_label", "Réseau"), *published(SOURCE, "month"), Column("status_label", "Statut"),
    Column("reason_label", "Motif"), *published(SOURCE, "reason", "account_url"),
    Column("closed_month", "Fermé depuis", "month"), *published(SOURCE, "post_count"),
    Column("is_at_least", "Au moins ce nombre de publications", "flag"), *published(SOURCE, *FOLLOWERS),
    Column("reading", "Relevé"), *published(SOURCE, *GROWTH),
)  # fmt: skip
EMPTY: Final[Row] = dict.fromkeys(column.key for column in COLUMNS)
NO_READING: Final = phrase("Aucun relevé ce mois-ci.")
NO_ACCOUNT: Final = phrase("Aucun compte à relever.")
MEASURE: Final = phrase(
    "Une ligne par réseau et par mois que la fiche compare ; une seule, celle du mois de l’édition, là où aucun compte"
    " n’a d’abonnés à relever. Statut, motif, compte et publications sont du mois de l’édition, et à sa seule ligne."
)
BASE: Final = phrase(
    "Aucun : des comptes et leurs nombres, non des parts. `growth_per_1000` est rapporté à la population"
    " ({population})."
)
UNKNOWNS: Final = phrase(
    "Une inconnue n’est ni une absence ni un zéro. `followers_status` et `growth_status` disent ce qu’est un nombre, ou"
    " pourquoi il manque ; `followers_status` est vide là où `reading` dit qu’il n’y a pas de relevé."
)
GAIN: Final = phrase(
    "Les colonnes `growth_…` vont du mois de leur ligne à celui de l’édition, dont la ligne n’en a donc pas."
)


def taken(edition: Edition, facts: Facts, lead: str) -> Taken:
    words, member = edition.words, facts.member
    month = words.month(edition.month)
    population = words.or_missing(member["population"], words.number, words.say("non publiée"))
    title = words.say("{territory} : {networks}", territory=member["name"], networks=networks_words(words, line(facts)))
    method = (
        (words.say("Mesure"), words.say(MEASURE)),
        (words.say("Dénominateur"), words.say(BASE, population=population)),
        (words.say("Agrégation"), words.say("Aucune : le compte principal de la collectivité sur chaque réseau.")),
        (words.say("Inconnues"), words.say(UNKNOWNS)),
        (words.say("Intervalle"), words.say("Ce que laisse ouvert l’arrondi du compteur, et lui seul.")),
        (words.say("Progression"), words.say(GAIN)),
        (words.say("Mois"), words.sentence_list([words.month(day) for day in _months(edition)])),
        (words.say("Ailleurs"), words.say(
            "Indicateurs du compte : barometer.account_sheet ; preuves : roster.evidence ; réponses archivées :"
            " observations.fetches."
        )),
    )  # fmt: skip
    rows = [row for network in facts.networks for row in _rows(edition, member["territory_id"], network)]
    path = territory_path(edition, member["territory_id"])
    return Taken(
        path, title, lead, words.say("Comptes officiels et abonnés, réseau par réseau, {month}.", month=month), COLUMNS,
        rows, method, SOURCE, words, _selections(edition, member["territory_id"]),
    )  # fmt: skip


def _months(edition: Edition) -> list[date]:
    return [edition.before(back) for back in (0, *WINDOWS)]


def _selections(edition: Edition, territory_id: str) -> tuple[Selection, ...]:
    own: tuple[Condition, ...] = (("roster_id", "=", edition.roster_id), ("territory_id", "=", territory_id))
    now: tuple[Condition, ...] = (("month", "=", edition.month), *own)
    return (
        Selection("barometer.status", ("network", *STATUS), now),
        Selection("barometer.audience", ("network", "month", *FOLLOWERS), (("month", "in", _months(edition)), *own)),
        Selection("barometer.growth", ("network", "window_months", *GROWTH), now),
    )


def _rows(edition: Edition, territory_id: str, network: Network) -> Iterator[Row]:
    account = network.account
    labelled = {"territory_id": territory_id, "network": network.code, "network_label": edition.network(network.code)}
    first = {
        "status": network.status, "status_label": labels.state(edition.words, network.status),
        "reason": network.reason, "reason_label": labels.reason(edition, network.reason),
    }  # fmt: skip
    if account is None:
        yield EMPTY | labelled | first | {"month": edition.month, "reading": edition.words.say(NO_ACCOUNT)}
        return
    first |= _account(account)
    growths = {edition.before(growth.window): growth for growth in account.growths}
    for place, (day, measure) in enumerate(zip(_months(edition), account.measures or (None,), strict=False)):
        own = _measure(edition, measure) if account.measures else {"reading": edition.words.say(NO_ACCOUNT)}
        yield (
            EMPTY
            | labelled
            | {"status": None, "month": day}
            | own
            | _growth(growths.get(day))
            | ({} if place else first)
        )


def _account(account: Account) -> Row:
    return {
        "account_url": account.url, "post_count": account.post_count, "is_at_least": account.is_at_least,
        "closed_month": account.closed and account.closed.since,
    }  # fmt: skip


def _measure(edition: Edition, measure: Measure | None) -> Row:
    if measure is None:
        return {"reading": edition.words.say(NO_READING)}
    return {
        "followers_count": measure.count, "followers_lo": measure.lo, "followers_hi": measure.hi,
        "metric_def": measure.metric, "followers_status": measure.status, "record": measure.record,
        "reading": labels.measure(edition, measure.status),
    }  # fmt: skip


def _growth(growth: Growth | None) -> Row:
    if growth is None:
        return {}
    values = (growth.gain, growth.lo, growth.hi, growth.relative, growth.per_1000, growth.status, growth.is_suspect)
    return dict(zip(GROWTH, values, strict=True))
