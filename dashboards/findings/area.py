"""Sentences to quote about one région or département: presence inside it, its own account, the strongest growth.

A rate that is withheld is given by its bounds, and the sentence says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dashboards.areas import Area
from dashboards.findings.base import (
    DRAWN,
    NOT_SOCIAL,
    UNTOLD_IN_AREA,
    Basis,
    Finding,
    Row,
    counted,
    month_basis,
    rate_basis,
    stratum_words,
    unranked,
)
from dashboards.source import Edition
from dashboards.words import Words, is_plural, phrases, upper_first
from pipelines.model.quantities import Relative

MOST: Final = 5
PRESENT = phrases({
    "observed": "{where}, {share} des communes et intercommunalités suivies ont un compte officiel sur au moins un"
    " réseau ({present} sur {known}).",
    "withheld": "{where}, de {low} à {high} des {members} communes et intercommunalités suivies ont un compte officiel"
    " sur au moins un réseau ; plus de 10 % d’inconnues ({unknown}) ne permettent pas de taux plus précis.",
    "small_base": "{where}, un compte officiel est connu sur au moins un réseau pour {present} des {members} communes"
    " et intercommunalités suivies ; à moins de cinq, aucun taux n’est publié.",
})  # fmt: skip
RANKED = phrases({
    "est au": "Par les abonnés gagnés sur {network} en douze mois, {name} est au {best} rang parmi les {strata}"
    " ({ranked}).",
    "est entre": "Par les abonnés gagnés sur {network} en douze mois, {name} est entre le {best} et le {worst} rang"
    " parmi les {strata} ({ranked}).",
    "sont au": "Par les abonnés gagnés sur {network} en douze mois, {name} sont au {best} rang parmi les {strata}"
    " ({ranked}).",
    "sont entre": "Par les abonnés gagnés sur {network} en douze mois, {name} sont entre le {best} et le {worst} rang"
    " parmi les {strata} ({ranked}).",
})  # fmt: skip


def sentences(edition: Edition, area: Area, name: str, path: str) -> list[Finding]:
    """Three to five findings where the month knows as much, the first always about presence; none is left empty."""
    made = (
        _presence(edition, area, name), _leader(edition, area, name), *_own(edition, area),
        _mover(edition, area, name), _audience(edition, area, name),
    )  # fmt: skip
    return [Finding(told[0], told[1], path, told[2]) for told in made if told is not None][:MOST]


Told = tuple[str, Basis, tuple[str, ...]]


def _presence(edition: Edition, area: Area, name: str) -> Told:
    words, row = edition.words, area.rates.get("any")
    where = upper_first(words.at(area.level, name))
    if row is None:
        nothing = words.say("{where}, la liste ne suit ni commune ni intercommunalité.", where=where)
        return nothing, (month_basis(edition),), (name,)
    told = {
        "where": where, "present": words.number(row["present_count"]), "members": words.number(row["member_count"]),
        "known": words.number(row["present_count"] + row["absent_count"]),
        "unknown": words.number(row["unknown_count"]),
        "low": words.share(row["presence_share_lo"]), "high": words.share(row["presence_share_hi"]),
        "share": words.or_missing(row["presence_share"], words.share),
    }  # fmt: skip
    sentence = words.say(PRESENT[row["presence_share_status"]], **told)
    return sentence, _rate_basis(edition, area, row), (name,)


def _leader(edition: Edition, area: Area, name: str) -> Told | None:
    """The most widespread network, where its rate is published and more accounts are known on no other; whether
    unknowns could change it is said."""
    words = edition.words
    social = [row for row in area.rates.values() if row["network"] not in NOT_SOCIAL]
    known = sorted((row for row in social if row["presence_share"]), key=lambda row: -row["presence_share"])
    if not known or any(row["present_count"] > known[0]["present_count"] for row in social):
        return _most_seen(edition, social, area, name)
    first = known[0]
    others = [row["presence_share_hi"] for row in social if row is not first]
    told = {
        "where": words.at(area.level, name), "network": edition.network(first["network"]),
        "share": words.share(first["presence_share"]),
        "present": words.number(first["present_count"]),
        "known": words.number(first["present_count"] + first["absent_count"]),
    }  # fmt: skip
    is_certain = all(high < first["presence_share_lo"] for high in others)
    sentence = words.say(
        "{network} est le réseau le plus répandu {where} : {share} des communes et intercommunalités suivies y ont un"
        " compte officiel ({present} sur {known}).",
        **told,
    ) if is_certain else words.say(
        "{network} est le réseau le plus répandu {where}, à égalité ou aux inconnues près : {share} des communes et"
        " intercommunalités suivies y ont un compte officiel ({present} sur {known}).",
        **told,
    )  # fmt: skip
    return sentence, _rate_basis(edition, area, first), (name,)


def _most_seen(edition: Edition, rows: Sequence[Row], area: Area, name: str) -> Told | None:
    """Where the network on which most accounts are known has no published rate: its counts."""
    words = edition.words
    if not any(row["present_count"] for row in rows):
        return None
    row = max(rows, key=lambda row: row["present_count"])
    sentence = words.say(
        "Le réseau où le plus de comptes officiels sont connus {where} est {network} : {present} communes et"
        " intercommunalités sur {members}, {unknown}.",
        where=words.at(area.level, name), network=edition.network(row["network"]),
        present=words.number(row["present_count"]), members=words.number(row["member_count"]),
        unknown=words.plural(row["unknown_count"], "inconnue"),
    )  # fmt: skip
    return sentence, _rate_basis(edition, area, row), (name,)


def _rate_basis(edition: Edition, area: Area, row: Row) -> Basis:
    return (*rate_basis(edition.words, row), *drawing_basis(edition, area), month_basis(edition))


def drawing_basis(edition: Edition, area: Area) -> Basis:
    """Of rates of the communes and EPCI of an area, that some of them were drawn: they are not weighted."""
    words = edition.words
    if not area.drawn_count:
        return ()
    told = words.say(
        "{count} des collectivités suivies sont tirées au sort, sans pondération ici : le taux vaut pour les suivies,"
        " et n’a pas d’intervalle du tirage",
        count=words.number(area.drawn_count),
    )
    return ((words.say("Tirage"), told),)


def _own(edition: Edition, area: Area) -> Iterator[Told]:
    """The institution's largest account, and its rank among its own where it has one."""
    words = edition.words
    known = [row for row in area.accounts.values() if row["followers_count"] is not None]
    if not known:
        return
    row = max(known, key=lambda row: row["followers_count"])
    told = {
        "who": upper_first(_who(words, area)), "network": edition.network(row["network"]),
        "followers": words.plural(row["followers_count"], "abonné"),
    }  # fmt: skip
    basis = _account_basis(edition, row)
    if row["growth_abs"] is None:
        yield words.say("{who} compte {followers} sur {network}.", **told), basis, (area.name,)
        return
    gain = words.gain(row["growth_abs"], "abonné")
    relative = words.or_missing(row["growth_rel"], lambda share: words.relative(Relative(share)), "—")
    sentence = words.say(
        "{who} compte {followers} sur {network}, {gain} en douze mois ({relative}).", **told, gain=gain,
        relative=relative,
    )  # fmt: skip
    yield sentence, basis, (area.name,)
    if row["best_rank"] is not None:
        yield _ranked(edition, area, row), (*_gain_basis(edition, row), month_basis(edition)), (area.name,)


def _who(words: Words, area: Area) -> str:
    """The institution; the territory alone where another body governs it, which may govern others."""
    named = words.institution if area.is_own_body else words.the
    return named(area.level, area.name)


def _ranked(edition: Edition, area: Area, row: Row) -> str:
    words = edition.words
    told = {
        "name": words.the(area.level, area.name), "network": edition.network(row["network"]),
        "strata": stratum_words(edition, row["stratum"]),
        "best": words.rank(row["best_rank"]), "worst": words.rank(row["worst_rank"]),
        "ranked": words.plural(row["ranked_count"], "compte classé", "comptes classés"),
    }  # fmt: skip
    verb = "sont" if is_plural(area.level, area.name) else "est"
    place = "au" if row["best_rank"] == row["worst_rank"] else "entre"
    return words.say(RANKED[f"{verb} {place}"], **told)


def _mover(edition: Edition, area: Area, name: str) -> Told | None:
    """The strongest growth inside the area, in the strata that are followed whole."""
    counted = edition.counted_strata
    grown = [row for row in area.movers if row["value"] > 0 and row["stratum"] in counted]
    if not grown:
        return None
    words, row = edition.words, max(grown, key=lambda row: row["value"])
    sentence = words.say(
        "{where}, le plus fort gain d’abonnés en douze mois : {name} sur {network}, {gain} ({rank} rang parmi les"
        " {strata} de la liste).",
        where=upper_first(words.at(area.level, name)), name=words.the(row["level"], row["name"]),
        network=edition.network(row["network"]), gain=words.gain(row["value"], "abonné"),
        rank=words.rank_interval(row["best_rank"], row["worst_rank"]), strata=stratum_words(edition, row["stratum"]),
    )  # fmt: skip
    gained = {
        "growth_abs_lo": row["value_lo"],
        "growth_abs_hi": row["value_hi"],
        "ranked_count": row["ranked_count"],
        "unranked_count": row["unranked_count"],
    }
    return sentence, (*_gain_basis(edition, gained), month_basis(edition)), (name, row["name"])


def _audience(edition: Edition, area: Area, name: str) -> Told | None:
    """The median account of the network that has most of them measured."""
    words = edition.words
    medians = [row for (_, code), row in area.cells.items() if code == "I11" and row["value"] is not None]
    if not medians:
        return None
    row = max(medians, key=lambda row: row["measured_count"])
    sentence = words.say(
        "{where}, le compte médian des collectivités suivies a {median} sur {network}.",
        where=upper_first(words.at(area.level, name)), network=edition.network(row["network"]),
        median=words.plural(round(row["value"]), "abonné"),
    )  # fmt: skip
    measured = words.say(
        "{measured} sur {members}", measured=words.plural(row["measured_count"], "mesuré"),
        members=words.number(row["member_count"]),
    )  # fmt: skip
    basis = (
        (words.say("n"), measured),
        (words.say("Agrégation"), words.say("médiane, redressée par strate")),
        *_ends(edition, row["value_lo"], row["value_hi"]), *_drawing(edition, row), month_basis(edition),
    )  # fmt: skip
    return sentence, basis, (name,)


def _drawing(edition: Edition, row: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """The interval of the drawing, where accounts were drawn, or why it is not told."""
    words, method = edition.words, row["interval_method"]
    if method in UNTOLD_IN_AREA:
        return ((words.say("Intervalle du tirage, à 95 %"), words.say(UNTOLD_IN_AREA[method])),)
    if method not in DRAWN:
        return ()
    return ((words.say("Intervalle du tirage, à 95 %"), words.interval(row["ci_lo"], row["ci_hi"])),)


def _account_basis(edition: Edition, row: Row) -> Basis:
    words = edition.words
    seen = () if row["observed_at"] is None else ((words.say("Relevé"), words.instant(row["observed_at"])),)
    low, high = row["followers_lo"], row["followers_hi"]
    ends = () if low is None or high is None else ((words.say("Intervalle"), counted(words, low, high)),)
    return (
        (words.say("n"), words.say("un compte")),
        (words.say("Agrégation"), words.say("aucune : un compte")),
        *ends, *seen, month_basis(edition),
    )  # fmt: skip


def _gain_basis(edition: Edition, row: Mapping[str, Any]) -> Basis:
    words = edition.words
    span = counted(words, row["growth_abs_lo"], row["growth_abs_hi"], words.signed)
    ranked = words.plural(row["ranked_count"], "compte classé", "comptes classés")
    alone = words.say("aucune : un compte")
    return (
        (words.say("n"), ranked), unranked(words, row["unranked_count"]), (words.say("Agrégation"), alone),
        (words.say("Intervalle"), span),
    )  # fmt: skip


def _ends(edition: Edition, low: float | None, high: float | None) -> Sequence[tuple[str, str]]:
    words = edition.words
    return () if low is None or high is None else ((words.say("Intervalle"), words.interval(low, high)),)
