"""Sentences that several charts share: why a share is missing, what a mark says when pointed at, method boxes."""

from __future__ import annotations

import polars as pl

from dashboards.charts.base import Row, Wide
from dashboards.charts.drawn import told_interval
from dashboards.source import Edition
from dashboards.words import Words, phrases

WHY = phrases(
    {
        "withheld": "taux retenu : plus de 10\u202f% d’inconnues",
        "small_base": "taux retenu : moins de 5 collectivités",
    }
)


def presence_why(words: Words, status: str) -> str:
    """Why a presence share is missing, from its sibling status."""
    return words.say(WHY[status]) if status in WHY else words.missing


def presence_words(words: Words, row: Row) -> str:
    """The tooltip of one presence rate: where, on which network, and its facts."""
    place = row.get("area_name") or row["stratum_label"]
    return f"<b>{place}</b> · {row['network_label']}<br>{presence_facts(words, row)}"


def presence_facts(words: Words, row: Row) -> str:
    """Value, bounds and counts of one presence rate."""
    return words.say(
        "{share}<br>Bornes : {bounds}{drawn}<br>{present} présentes, {absent} absences confirmées,<br>{unknown}"
        " inconnues sur {members}",
        share=words.or_missing(row["presence_share"], words.share, presence_why(words, row["presence_share_status"])),
        bounds=words.interval(row["presence_share_lo"], row["presence_share_hi"], words.share),
        drawn=told_interval(words, row),
        present=words.number(row["present_count"]),
        absent=words.number(row["absent_count"]),
        unknown=words.number(row["unknown_count"]),
        members=words.number(row["member_count"]),
    ) + _told_sample(words, row)


def _told_sample(words: Words, row: Row) -> str:
    count = row.get("drawn_count") or 0
    return words.say("<br>dont {count} tirées au sort, sans intervalle", count=words.number(count)) if count else ""


def share_cell(words: Words, row: Row, stem: str = "presence_share") -> str:
    """A share in a table of two entries, in % without the sign: the value and its bounds, or the bounds alone; then in
    round brackets the interval of a draw."""
    bounds = _percents(words, row[f"{stem}_lo"], row[f"{stem}_hi"])
    drawn = "" if row.get("ci_lo") is None else f" ({_percents(words, row['ci_lo'], row['ci_hi']).strip('[]')})"
    if row[stem] is None:
        return (bounds if bounds.startswith("[") else f"[{bounds}]") + drawn
    value = words.hundredths(row[stem])
    return (value if value == bounds else f"{value} {bounds}") + drawn


def _percents(words: Words, low: float, high: float) -> str:
    return words.interval(low, high, words.hundredths)


def shares_wide(
    words: Words, keys: tuple[str, ...], heads: tuple[str, ...], across: str, stem: str = "presence_share"
) -> Wide:
    """A table of two entries of shares: what charts with many networks show in place of a row per pair."""
    return Wide(
        keys, heads, across, lambda row: share_cell(words, row, stem), lambda row: row[stem] is None,
        words.say(
            "En % ; entre crochets, les bornes ; entre parenthèses, l’intervalle à 95\u202f% des strates tirées au sort"
            " ; une cellule hachurée est un taux retenu, dont seules les bornes sont publiées."
            " Effectifs et inconnues sont dans le CSV."
        ),
    )  # fmt: skip


def roster_words(edition: Edition) -> str:
    words = edition.words
    members = words.plural(edition.members.height, "collectivité")
    return words.say("liste {roster}, {members}", roster=edition.roster_id, members=members)


def rate_method(edition: Edition, aggregation: str | None = None, level: str = "france") -> tuple[tuple[str, str], ...]:
    """The method box of a chart of presence rates of the edition's month; `aggregation` is said already, `level` is
    the kind of areas whose members are counted."""
    words = edition.words
    whole = edition.current("barometer.presence").filter(
        (pl.col("network") == "any") & (pl.col("area_level") == level) & (pl.col("stratum") == "ALL"),
        pl.col("aggregation") == "pooled",
    )
    members, unknown = int(whole["member_count"].sum()), int(whole["unknown_count"].sum())
    measure = words.say(
        "Une collectivité est présente lorsqu’un compte officiel lui est attribué par une preuve archivée."
    )
    denominator = words.say(
        "Collectivités dont le statut est connu ; les inconnues en sont exclues et bornent le taux."
    )
    observed = words.say(
        "{known} sur {members} : celles dont on sait si elles sont sur un réseau au moins ({roster}).",
        known=words.number(members - unknown), members=words.number(members), roster=roster_words(edition),
    )  # fmt: skip
    unknowns = words.say(
        "{unknown}, connues sur aucun réseau et inconnues sur un au moins ; chaque réseau a les siennes. Au-delà de"
        " 10\u202f%, seules les bornes sont publiées.",
        unknown=words.number(unknown),
    )
    month = words.say("{month}, statut à la fin du mois, heure locale.", month=words.month(edition.month))
    return (
        (words.say("Mesure"), measure),
        (words.say("Dénominateur"), denominator),
        (words.say("Agrégation"), aggregation or words.say("Taux groupé, sans pondération.")),
        (words.say("Observées"), observed),
        (words.say("Inconnues"), unknowns),
        (words.say("Mois"), month),
    )
