"""The sheet of an account: its indicators of the month in words, and what is not published with the reason.

Growth (I14, I15) is told above it, in sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dashboards import labels
from dashboards.measures import OF_AN_ACCOUNT
from dashboards.source import Edition
from dashboards.words import Words, phrases
from pipelines.model.quantities import Points

Row = dict[str, Any]
LABEL_FR: Final = phrases({
    "I11": "Abonnés",
    "I12": "Abonnés pour 100 habitants",
    "I20": "Comptes suivis pour un abonné",
    "I21": "Publications du mois",
    "I22": "Actif depuis 30 jours",
    "I24": "Régularité (0 à 1)",
    "I26": "Part publiée aux heures de bureau",
    "I27": "Diversité des formats (0 à 1)",
    "I29": "Part de publications automatiques",
    "I32": "Part qui republie le site",
    "I34": "Part publiée aussi sur un autre réseau",
    "I38": "Taux d’engagement mensuel",
    "I40": "Popularité P3 pour 1 000 abonnés",
    "I41": "Conversation C3 pour 1 000 abonnés",
    "I42": "Viralité V3 pour 1 000 abonnés",
    "I43": "Engagement E pour 1 000 abonnés",
    "I44": "Portée apparente (vues pour un abonné)",
    "I50": "Niveau d’usage (1 à 5)",
    "I52": "Note de bonne pratique (0 à 5)",
})  # fmt: skip
VARIANT_FR: Final = phrases({"d7": "{indicator}, compteurs à sept jours"})
GAP_FR: Final = phrases({
    "no_reference": "non relevé alors",
    "metric_break": "définition changée",
    "identity_break": "autre compte",
    "geography_break": "périmètre changé",
    "at_least": "minimum seul connu",
})  # fmt: skip
FLAG: Final = "I22"
Notes = Mapping[tuple[str, str], str]
"""What stands beside a value, by indicator and network (`dashboards.worth`)."""


def sheet(edition: Edition, rows: Iterable[Row], notes: Notes) -> Row:
    """`lines` to print (label, value, changes in one and in twelve months, what stands beside), and what is
    `missing`: labels by reason."""
    words = edition.words
    lines: list[tuple[str, str, str, str, str]] = []
    missing: dict[str, list[str]] = {}
    for row in rows:
        label = label_of(words, row["indicator_id"], row["variant"])
        if row["value"] is None:
            missing.setdefault(labels.measure(edition, row["value_status"]), []).append(label)
        else:
            note = notes.get((row["indicator_id"], row["network"]), "")
            lines.append((label, _told(words, row), _change(words, row, "m1"), _change(words, row, "m12"), note))
    told = [(reason, words.clauses(labels)) for reason, labels in missing.items()]
    return {"lines": lines, "missing": told, "total": len(lines) + sum(map(len, missing.values()))}


def label_of(words: Words, indicator_id: str, variant: str) -> str:
    label = words.say(LABEL_FR[indicator_id])
    return words.say(VARIANT_FR[variant], indicator=label) if variant in VARIANT_FR else label


def _told(words: Words, row: Row) -> str:
    """The value, and what rounding and unknowns leave open where something is."""
    value = _value(words, row, row["value"])
    if row["value_status"] == "at_least":
        return words.say("au moins {value}", value=value)
    low, high = row["value_lo"], row["value_hi"]
    if low is None or high is None or low == high:
        return value
    text = words.interval(low, high, lambda bound: _value(words, row, bound))
    return value if text == value else f"{value} {text}"


def _value(words: Words, row: Row, value: float) -> str:
    if row["indicator_id"] == FLAG:
        return words.say("oui") if value else words.say("non")
    return words.share(value) if row["unit_kind"] == "share" else words.number(value, OF_AN_ACCOUNT[row["unit_kind"]])


def _change(words: Words, row: Row, window: str) -> str:
    change = row[f"change_{window}"]
    if change is None:
        return words.say(GAP_FR[row[f"change_{window}_status"]])
    if row["indicator_id"] == FLAG:
        if change == 0:
            return words.say("inchangé")
        return words.say("devenu actif") if change > 0 else words.say("cesse de l’être")
    if row["unit_kind"] == "share":
        return words.points(Points(change))
    return words.signed(change, OF_AN_ACCOUNT[row["unit_kind"]])
