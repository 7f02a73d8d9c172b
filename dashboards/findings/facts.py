"""Facts of the edition's month: a ranking, two networks at once, what is unknown, the first network, the whole list."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboards.charts.progressions import league
from dashboards.findings.base import (
    NOT_SOCIAL,
    PARIS,
    SMALLEST_BASE,
    Basis,
    Finding,
    Row,
    Silence,
    any_rate,
    bounds,
    counted,
    month_basis,
    rate_basis,
    rates,
    stratum_words,
    unranked,
)
from dashboards.labels import aggregation, member
from dashboards.source import Edition
from dashboards.words import Words, attribute, upper_first
from pipelines.model.quantities import Relative

WINDOWS = (12, 1)
Told = Mapping[str, str]


def growth(edition: Edition) -> Finding | Silence:
    """The strongest growth of followers, over twelve months or else one; a first rank that is certain comes first."""
    found = [row for window in WINDOWS if (row := _strongest(edition, window)) is not None]
    if not found:
        silence = edition.words.say("Aucune progression d’abonnés n’est mesurable ce mois-ci.")
        return Silence(silence, "progressions")
    row, words = found[0], edition.words
    name = edition.names[row["territory_id"]]
    sentence = _grown(edition, row)
    if row["is_stock_flow_suspect"]:
        suspect = words.say("Ce gain atteint 95\u202f% du stock : un stock est peut-être imprimé comme un gain.")
        sentence = f"{sentence} {suspect}"
    path = f"progressions/{attribute(row['stratum'])}"
    body = edition.bodies.get(row["territory_id"])
    return Finding(sentence, _growth_basis(edition, row), path, (name, body) if body else (name,))


def _grown(edition: Edition, row: Row) -> str:
    words = edition.words
    told = {
        "name": member(edition, row["territory_id"]), "network": edition.network(row["network"]),
        "gain": words.gain(row["value"], "abonné"), "rank": words.rank_interval(row["best_rank"], row["worst_rank"]),
        "strata": stratum_words(edition, row["stratum"]),
    }  # fmt: skip
    is_certain = row["best_rank"] == row["worst_rank"]
    if row["window_months"] == 1:
        return words.say(
            "La plus forte progression en un mois, hors Paris : {name} sur {network}, {gain} ({rank} rang parmi les"
            " {strata}, certain).",
            **told,
        ) if is_certain else words.say(
            "La plus forte progression en un mois, hors Paris : {name} sur {network}, {gain} ({rank} rang parmi les"
            " {strata}, incertain).",
            **told,
        )  # fmt: skip
    return words.say(
        "La plus forte progression en douze mois, hors Paris : {name} sur {network}, {gain} ({rank} rang parmi les"
        " {strata}, certain).",
        **told,
    ) if is_certain else words.say(
        "La plus forte progression en douze mois, hors Paris : {name} sur {network}, {gain} ({rank} rang parmi les"
        " {strata}, incertain).",
        **told,
    )  # fmt: skip


def _strongest(edition: Edition, window: int) -> Row | None:
    ranked = (
        league(edition, window)
        .filter(pl.col("stratum").is_in(edition.counted_strata) & ~pl.col("territory_id").is_in(PARIS))
        .filter((pl.col("ranked_count") >= SMALLEST_BASE) & (pl.col("value") > 0))
        .with_columns(is_first=(pl.col("best_rank") == 1) & (pl.col("worst_rank") == 1))
        .sort(
            ["is_stock_flow_suspect", "is_first", "value", "territory_id", "network"],
            descending=[False, True, True, False, False],
        )
    )
    return ranked.row(0, named=True) if ranked.height else None


def _growth_basis(edition: Edition, row: Row) -> Basis:
    words = edition.words
    ranked = words.plural(row["ranked_count"], "compte classé", "comptes classés")
    key = [pl.col(name) == row[name] for name in ("stratum", "network", "territory_id", "window_months")]
    lenses = dict(edition.current("barometer.ranking").filter(key).select("lens", "value").iter_rows())
    others: list[tuple[str, str]] = []
    if lenses.get("relative") is not None:
        others.append((words.say("Relatif"), words.relative(Relative(lenses["relative"]))))
    if lenses.get("per_1000") is not None:
        others.append((words.say("Pour 1\u202f000 habitants"), words.signed(lenses["per_1000"], 1)))
    month, now = month_basis(edition)
    return (
        (words.say("n"), words.say("{ranked} dans la strate", ranked=ranked)),
        unranked(words, row["unranked_count"]),
        (words.say("Agrégation"), words.say("aucune : un compte")),
        (words.say("Intervalle"), counted(words, row["value_lo"], row["value_hi"], words.signed)),
        *others,
        (month, f"{words.month(edition.before(row['window_months']))} → {now}"),
    )


def both(edition: Edition) -> Finding | Silence:
    """The pair of networks, in the stratum, that joins the most collectivités, where its share is published."""
    strata, words = edition.counted_strata, edition.words
    frame = edition.current("barometer.copresence").filter(
        pl.col("stratum").is_in(strata) & pl.col("both_share").is_not_null(),
        ~pl.col("network_a").is_in(NOT_SOCIAL) & ~pl.col("network_b").is_in(NOT_SOCIAL),
    )
    if frame.is_empty():
        return Silence(words.say("Aucune présence conjointe n’a de taux publié ce mois-ci."), "presence")
    row = max(
        frame.to_dicts(),
        key=lambda item: (item["both_count"], -strata.index(item["stratum"]), item["network_a"], item["network_b"]),
    )
    first, second = sorted((row["network_a"], row["network_b"]), key=edition.place)
    reached = any_rate(edition, row["stratum"])
    told = {
        "share": words.share(row["both_share"]), "strata": stratum_words(edition, row["stratum"]),
        "first": edition.network(first), "second": edition.network(second),
    }  # fmt: skip
    if reached is None:
        sentence = words.say("{share} des {strata} sont à la fois sur {first} et {second}.", **told)
    else:
        sentence = words.say(
            "{share} des {strata} sont à la fois sur {first} et {second} ; {reached} sont sur au moins un réseau.",
            reached=words.share(reached["presence_share"]), **told,
        )  # fmt: skip
    return Finding(sentence, _both_basis(edition, row, reached), f"copresence#figure-copresence={row['stratum']}")


def _both_basis(edition: Edition, row: Row, reached: Row | None) -> Basis:
    words = edition.words
    count = words.say(
        "{both} sur les deux, {any} sur l’un au moins", both=words.number(row["both_count"]),
        any=words.number(row["any_count"]),
    )  # fmt: skip
    denominator = words.say(
        "{known} connues sur les deux ; {unknown} sur {members}", known=words.number(row["known_count"]),
        unknown=words.plural(row["unknown_count"], "inconnue"), members=words.number(row["member_count"]),
    )  # fmt: skip
    return (
        (words.say("n"), count),
        (words.say("Dénominateur"), denominator),
        (words.say("Agrégation"), aggregation(words, "pooled")),
        (words.say("Bornes"), words.interval(row["both_share_lo"], row["both_share_hi"], words.share)),
        *([(words.say("Bornes, au moins un réseau"), bounds(words, reached))] if reached else []),
        month_basis(edition),
    )


def leader(edition: Edition) -> Finding | Silence:
    """The first network of a stratum; one whose lead no unknown can undo comes first, then the largest stratum."""
    strata, words = edition.counted_strata, edition.words
    every = rates(edition, edition.month, strata)
    groups = [[row for row in every if row["stratum"] == code] for code in strata]
    found = [lead for lead in (_lead(rows) for rows in groups) if lead is not None]
    if not found:
        return Silence(words.say("Aucune strate n’a de taux de présence publié ce mois-ci."), "presence")
    first, second, is_certain = max(found, key=lambda lead: (lead[2], lead[0]["member_count"]))
    told = {
        "network": edition.network(first["network"]), "strata": stratum_words(edition, first["stratum"]),
        "share": words.share(first["presence_share"]),
    }  # fmt: skip
    behind = {}
    if second:
        behind = {"second": edition.network(second["network"]), "behind": words.share(second["presence_share"])}
    sentence = _led(words, told, behind, is_certain=is_certain)
    return Finding(sentence, (*rate_basis(words, first), month_basis(edition)), "presence")


def _led(words: Words, told: Told, behind: Told, *, is_certain: bool) -> str:
    if behind and is_certain:
        return words.say(
            "{network} est le réseau le plus répandu dans les {strata} : {share} y sont, devant {second} ({behind}).",
            **told, **behind,
        )  # fmt: skip
    if behind:
        return words.say(
            "{network} est le réseau le plus répandu dans les {strata} : {share} y sont, devant {second} ({behind}) ;"
            " les inconnues pourraient changer cet ordre.",
            **told, **behind,
        )  # fmt: skip
    if is_certain:
        return words.say("{network} est le réseau le plus répandu dans les {strata} : {share} y sont.", **told)
    return words.say(
        "{network} est le réseau le plus répandu dans les {strata} : {share} y sont ; les inconnues pourraient changer"
        " cet ordre.",
        **told,
    )


def _lead(rows: list[Row]) -> tuple[Row, Row | None, bool] | None:
    """The first two published networks of one stratum, and whether the bounds of all the others stay below."""
    shown = sorted((row for row in rows if row["presence_share"] is not None), key=lambda row: -row["presence_share"])
    if not shown:
        return None
    first = shown[0]
    others = [row["presence_share_hi"] for row in rows if row is not first]
    return first, shown[1] if len(shown) > 1 else None, all(high < first["presence_share_lo"] for high in others)


def present_anywhere(edition: Edition) -> Finding | Silence:
    """The whole list on at least one network, when that rate is published."""
    row, words = any_rate(edition, "ALL"), edition.words
    if row is None:
        silence = words.say("Aucun taux de présence sur au moins un réseau n’est publié ce mois-ci.")
        return Silence(silence, "presence")
    sentence = words.say(
        "{month}, {share} des {members} ont un compte officiel sur au moins un réseau.",
        month=upper_first(words.in_month(edition.month)), share=words.share(row["presence_share"]),
        members=words.plural(row["member_count"], "collectivité suivie", "collectivités suivies"),
    )  # fmt: skip
    return Finding(sentence, (*rate_basis(words, row), month_basis(edition)), "presence")
