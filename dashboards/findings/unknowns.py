"""What stays unknown: how many statuses, in which stratum most, and for what first reason."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboards.findings.base import Basis, Finding, Silence, month_basis, rates, stratum_words
from dashboards.labels import aggregation, reason
from dashboards.source import Edition
from dashboards.words import Words, lower_first, upper_first

Told = Mapping[str, str]


def unknown(edition: Edition) -> Finding | Silence:
    """How many statuses stay unknown, in which stratum most, and for what first reason."""
    coverage = edition.current("barometer.coverage").filter(pl.col("network") != "any")
    whole = coverage.filter(pl.col("stratum") == "ALL")
    missing, total = int(whole["unknown_count"].sum()), int(whole["member_count"].sum())
    words = edition.words
    if not total:
        return Silence(words.say("Aucune couverture n’est publiée ce mois-ci."), "couverture")
    basis = _unknown_basis(edition, missing, total)
    if not missing:
        month = upper_first(words.in_month(edition.month))
        return Finding(words.say("{month}, aucun statut n’est resté inconnu.", month=month), basis, "couverture")
    counts = {
        "share": words.share(missing / total), "missing": words.number(missing), "total": words.number(total)
    }  # fmt: skip
    sentence = _left(words, counts, _worst(edition, coverage), _why(edition, missing))
    return Finding(sentence, basis, "couverture")


def _unknown_basis(edition: Edition, missing: int, total: int) -> Basis:
    words = edition.words
    every = rates(edition, edition.month, edition.strata)
    withheld = sum(row["presence_share"] is None for row in every)
    statuses = words.plural(total, "statut", "statuts")
    rated = words.say(
        "{withheld} sur {rates}, donnés par leurs seules bornes", withheld=words.number(withheld),
        rates=words.number(len(every)),
    )  # fmt: skip
    return (
        (words.say("n"), words.plural(missing, "statut inconnu", "statuts inconnus")),
        (
            words.say("Dénominateur"),
            words.say("{statuses} (collectivité × réseau, site officiel compris)", statuses=statuses),
        ),
        (words.say("Agrégation"), aggregation(words, "count")),
        (words.say("Intervalle"), words.say("décompte exact")),
        (words.say("Taux retenus"), rated),
        month_basis(edition),
    )


def _left(words: Words, counts: Told, worst: Told, why: Told) -> str:
    if worst and why:
        return words.say(
            "{share} des statuts restent inconnus ({missing} sur {total}), surtout dans les {strata} ({worst}) ;"
            " premier motif ({part}) : « {reason} ».",
            **counts, **worst, **why,
        )  # fmt: skip
    if worst:
        return words.say(
            "{share} des statuts restent inconnus ({missing} sur {total}), surtout dans les {strata} ({worst}).",
            **counts, **worst,
        )  # fmt: skip
    if why:
        return words.say(
            "{share} des statuts restent inconnus ({missing} sur {total}) ; premier motif ({part}) : « {reason} ».",
            **counts, **why,
        )  # fmt: skip
    return words.say("{share} des statuts restent inconnus ({missing} sur {total}).", **counts)


def _worst(edition: Edition, coverage: pl.DataFrame) -> Told:
    """The stratum of most unknowns; empty when the list has one stratum."""
    strata = (
        coverage.filter(pl.col("stratum") != "ALL")
        .group_by("stratum")
        .agg(pl.col("unknown_count").sum(), pl.col("member_count").sum())
        .with_columns(share=pl.col("unknown_count") / pl.col("member_count"))
        .sort(["share", "stratum"], descending=[True, False])
    )
    if strata.height < 2:
        return {}
    row = strata.row(0, named=True)
    return {"strata": stratum_words(edition, row["stratum"]), "worst": edition.words.share(row["share"])}


def _why(edition: Edition, missing: int) -> Told:
    counts = (
        edition.current("barometer.unknowns")
        .filter((pl.col("stratum") == "ALL") & (pl.col("network") != "any"))
        .group_by("reason")
        .agg(pl.col("territory_count").sum())
        .sort(["territory_count", "reason"], descending=[True, False])
    )
    if counts.is_empty():
        return {}
    row = counts.row(0, named=True)
    part = edition.words.share(row["territory_count"] / missing)
    return {"part": part, "reason": lower_first(reason(edition, row["reason"]))}
