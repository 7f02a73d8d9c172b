"""What the variants of indicators are called: thresholds, windows, counters, networks, levels, topics, reasons."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from dashboards import labels
from dashboards.source import Edition
from dashboards.words import Words, phrase, phrases

BASE: Final = "base"
OF_ALL: Final = phrases({
    "m1": "sur un mois", "m12": "sur douze mois", "m12_sans_premier": "sur douze mois, sans le premier compte",
    "sans_premier": "sans le premier compte", "90j": "depuis 90 jours", "au_moins": "au moins", "au_plus": "au plus",
    "partages": "simples partages", "reponses": "réponses", "introuvable": "comptes introuvables seuls",
    "absentes": "toutes les collectivités, absente valant 1", "entries": "entrées", "exits": "sorties",
    "from_unknown": "venues de l’inconnu", "to_unknown": "passées à l’inconnu", "retour": "retours",
    "aucun": "vers aucun réseau", "inconnu": "vers on ne sait où", "concentration": "concentration sur la journée",
    "heure_moyenne": "heure moyenne", "decrits:50": "comptes qui en décrivent la moitié",
    "sans_code": "autres compteurs", "as_read": "au jour de la visite", "d7": "au septième jour", "e": "E",
    "e2": "E2 (sans les partages)",
})  # fmt: skip
OWN: Final = phrases({"I55:net": "solde", "I56:net": "abandons nets des retours"})
"""Words of a variant that two indicators share."""
DAYS: Final = phrases({
    "1": "lundi", "2": "mardi", "3": "mercredi", "4": "jeudi", "5": "vendredi", "6": "samedi", "7": "dimanche",
})  # fmt: skip
LEVELS: Final = phrases({
    "epci": "l’intercommunalité", "departement": "le département", "region": "la région",
})  # fmt: skip
THRESHOLD: Final = phrase("seuil {threshold}")
_Form = Callable[[Edition, str], str]


def _threshold(edition: Edition, digits: str) -> str:
    return edition.words.say(THRESHOLD, threshold=edition.words.number(int(digits) / 100, 2))


def _age(edition: Edition, code: str) -> str:
    """`LCS:as_read`: which counters, read when."""
    what, _, age = code.rpartition(":")
    words = edition.words
    counters: Mapping[str, str] = words.content("site")["counters"]
    named = counters.get(what) or (words.say(OF_ALL[what]) if what in OF_ALL else what.upper())
    return words.say("{counters}, {age}", counters=named, age=words.say(OF_ALL[age]))


def _of_words(sentence: str, shelf: Mapping[str, str]) -> _Form:
    return lambda edition, code: edition.words.say(sentence, name=edition.words.say(shelf[code]))


def _of_network(sentence: str) -> _Form:
    return lambda edition, code: edition.words.say(sentence, network=edition.network(code))


_PATTERNS: Final[tuple[tuple[re.Pattern[str], _Form], ...]] = (
    (re.compile(r"0(\d\d)"), _threshold),
    (re.compile(r"(.+:(?:as_read|d7))"), _age),
    (re.compile(r"avec:(.+)"), _of_network(phrase("et aussi sur {network}"))),
    (re.compile(r"vers_(.+)"), _of_network(phrase("vers {network}"))),
    (re.compile(r"niveau:(epci|departement|region)"), _of_words(phrase("lu aussi dans {name}"), LEVELS)),
    (re.compile(r"repris:(epci|departement|region)"), _of_words(phrase("venu après {name}"), LEVELS)),
    (re.compile(r"jour:(\d)"), _of_words(phrase("le {name}"), DAYS)),
    (re.compile(r"n=(\d+)"), lambda edition, n: edition.words.plural(int(n), "réseau", "réseaux")),
    (re.compile(r"strata=(\d+)"), lambda edition, n: edition.words.plural(int(n), "strate", "strates")),
    (re.compile(r"top(\d+)"), lambda edition, n: edition.words.plural(int(n), "premier compte", "premiers comptes")),
    (re.compile(r"niveau:(\d)"), lambda edition, n: edition.words.say(phrase("niveau {level}"), level=n)),
    (
        re.compile(r"heure:(\d+)"),
        lambda edition, n: edition.words.say(phrase("de {hour} h à {hour} h 59"), hour=int(n)),
    ),
)


def named(edition: Edition, indicator_id: str, code: str) -> str:
    """A variant in a few words; '' for the base, the code itself where nothing better is known."""
    words = edition.words
    if code == BASE:
        return ""
    own = f"{indicator_id}:{code}"
    for key, shelf in ((own, OWN), (code, OF_ALL)):
        if key in shelf:
            return words.say(shelf[key])
    for pattern, form in _PATTERNS:
        if found := pattern.fullmatch(code):
            return form(edition, found[1])
    return _of_codes(edition, words, code)


def _of_codes(edition: Edition, words: Words, code: str) -> str:
    """Networks joined by `+` (and `|`), a topic, a scope or a reason."""
    if all(part in edition.networks for part in re.split(r"[+|]", code) if part):
        groups = (group.split("+") for group in code.split("|") if group)
        return words.clauses([words.sentence_list([edition.network(part) for part in group]) for group in groups])
    if ("topic", code) in edition.labels:
        return edition.label("topic", code).rstrip(".")
    if code in words.content("site")["scopes"]:
        return labels.scope(words, code)
    return labels.motif(words, code)
