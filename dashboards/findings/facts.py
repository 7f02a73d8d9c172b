"""Facts of the edition's month: a ranking, two networks at once, what is unknown, the first network, the whole list."""

from __future__ import annotations

import polars as pl

from dashboards import format as fr
from dashboards.charts.progressions import unranked_strata
from dashboards.findings.base import (
    NOT_SOCIAL,
    PARIS,
    SMALLEST_BASE,
    Basis,
    Finding,
    Row,
    Silence,
    any_rate,
    rate_basis,
    rates,
    stratum_words,
)
from dashboards.labels import aggregation, reason
from dashboards.source import Edition
from pipelines.model.quantities import Relative

WINDOWS = {12: "douze mois", 1: "un mois"}
SUSPECT = " Ce gain atteint 95\u202f% du stock : un stock est peut-être imprimé comme un gain."


def growth(edition: Edition) -> Finding | Silence:
    """The strongest growth of followers, over twelve months or else one; a first rank that is certain comes first."""
    found = [row for window in WINDOWS if (row := _strongest(edition, window)) is not None]
    if not found:
        return Silence("Aucune progression d’abonnés n’est mesurable ce mois-ci.", "progressions.html")
    row = found[0]
    names = dict(edition.members.select("territory_id", "name").iter_rows())
    place = fr.rank_interval(row["best_rank"], row["worst_rank"])
    doubt = "certain" if row["best_rank"] == row["worst_rank"] else "incertain"
    sentence = (
        f"La plus forte progression en {WINDOWS[row['window_months']]}, hors Paris : {names[row['territory_id']]} sur"
        f" {edition.network(row['network'])}, {fr.gain(row['value'], 'abonné')} ({place} rang parmi les"
        f" {stratum_words(edition, row['stratum'])}, {doubt}).{SUSPECT if row['is_stock_flow_suspect'] else ''}"
    )
    return Finding(sentence, _growth_basis(edition, row), f"progressions/{fr.attribute(row['stratum'])}.html")


def _strongest(edition: Edition, window: int) -> Row | None:
    strata = [code for code in edition.counted_strata if code not in unranked_strata()]
    ranked = (
        edition.current("barometer.ranking")
        .filter((pl.col("window_months") == window) & (pl.col("lens") == "absolute"))
        .filter(pl.col("stratum").is_in(strata) & ~pl.col("territory_id").is_in(PARIS))
        .filter((pl.col("ranked_count") >= SMALLEST_BASE) & (pl.col("value") > 0))
        .with_columns(is_first=(pl.col("best_rank") == 1) & (pl.col("worst_rank") == 1))
        .sort(
            ["is_stock_flow_suspect", "is_first", "value", "territory_id", "network"],
            descending=[False, True, True, False, False],
        )
    )
    return ranked.row(0, named=True) if ranked.height else None


def _growth_basis(edition: Edition, row: Row) -> Basis:
    unmeasured = fr.plural(row["unranked_count"], "compte présent mais non mesuré", "comptes présents mais non mesurés")
    key = [pl.col(name) == row[name] for name in ("stratum", "network", "territory_id", "window_months")]
    lenses = dict(edition.current("barometer.ranking").filter(key).select("lens", "value").iter_rows())
    others: list[tuple[str, str]] = []
    if lenses.get("relative") is not None:
        others.append(("Relatif", fr.relative(Relative(lenses["relative"]))))
    if lenses.get("per_1000") is not None:
        others.append((f"Pour 1{fr.NARROW}000 habitants", fr.signed(lenses["per_1000"], 1)))
    return (
        ("n", f"{fr.plural(row['ranked_count'], 'compte classé', 'comptes classés')} dans la strate"),
        ("Non classés", unmeasured),
        ("Agrégation", "aucune : un compte"),
        ("Intervalle", fr.interval(row["value_lo"], row["value_hi"], fr.signed)),
        *others,
        ("Mois", f"{fr.month(edition.before(row['window_months']))} → {fr.month(edition.month)}"),
    )


def both(edition: Edition) -> Finding | Silence:
    """The pair of networks, in the stratum, that joins the most collectivités, where its share is published."""
    strata = edition.counted_strata
    frame = edition.current("barometer.copresence").filter(
        pl.col("stratum").is_in(strata) & pl.col("both_share").is_not_null(),
        ~pl.col("network_a").is_in(NOT_SOCIAL) & ~pl.col("network_b").is_in(NOT_SOCIAL),
    )
    if frame.is_empty():
        return Silence("Aucune présence conjointe n’a de taux publié ce mois-ci.", "presence.html")
    row = max(
        frame.to_dicts(),
        key=lambda item: (item["both_count"], -strata.index(item["stratum"]), item["network_a"], item["network_b"]),
    )
    first, second = sorted((row["network_a"], row["network_b"]), key=edition.place)
    reached = any_rate(edition, row["stratum"])
    tail = f" ; {fr.share(reached['presence_share'])} sont sur au moins un réseau" if reached else ""
    sentence = (
        f"{fr.share(row['both_share'])} des {stratum_words(edition, row['stratum'])} sont à la fois sur"
        f" {edition.network(first)} et {edition.network(second)}{tail}."
    )
    unknowns = fr.plural(row["unknown_count"], "inconnue")
    basis = (
        ("n", f"{fr.number(row['both_count'])} sur les deux, {fr.number(row['any_count'])} sur l’un au moins"),
        (
            "Dénominateur",
            f"{fr.number(row['known_count'])} connues sur les deux ; {unknowns} sur {fr.number(row['member_count'])}",
        ),
        ("Agrégation", aggregation("pooled")),
        ("Bornes", fr.interval(row["both_share_lo"], row["both_share_hi"], fr.share)),
        *([("Bornes, au moins un réseau", _bounds(reached))] if reached else []),
        ("Mois", fr.month(edition.month)),
    )
    return Finding(sentence, basis, "copresence.html")


def _bounds(row: Row) -> str:
    return fr.interval(row["presence_share_lo"], row["presence_share_hi"], fr.share)


def unknown(edition: Edition) -> Finding | Silence:
    """How many statuses stay unknown, in which stratum most, and for what first reason."""
    coverage = edition.current("barometer.coverage").filter(pl.col("network") != "any")
    whole = coverage.filter(pl.col("stratum") == "ALL")
    missing, total = int(whole["unknown_count"].sum()), int(whole["member_count"].sum())
    if not total:
        return Silence("Aucune couverture n’est publiée ce mois-ci.", "couverture.html")
    every = rates(edition, edition.month, edition.strata)
    withheld = sum(row["presence_share"] is None for row in every)
    basis = (
        ("n", fr.plural(missing, "statut inconnu", "statuts inconnus")),
        ("Dénominateur", f"{fr.plural(total, 'statut', 'statuts')} (collectivité × réseau, site officiel compris)"),
        ("Agrégation", aggregation("count")),
        ("Intervalle", "décompte exact"),
        ("Taux retenus", f"{fr.number(withheld)} sur {fr.number(len(every))}, donnés par leurs seules bornes"),
        ("Mois", fr.month(edition.month)),
    )
    if not missing:
        sentence = f"{fr.upper_first(fr.in_month(edition.month))}, aucun statut n’est resté inconnu."
        return Finding(sentence, basis, "couverture.html")
    sentence = (
        f"{fr.share(missing / total)} des statuts restent inconnus ({fr.number(missing)} sur {fr.number(total)})"
        f"{_worst(edition, coverage)}{_why(edition, missing)}."
    )
    return Finding(sentence, basis, "couverture.html")


def _worst(edition: Edition, coverage: pl.DataFrame) -> str:
    strata = (
        coverage.filter(pl.col("stratum") != "ALL")
        .group_by("stratum")
        .agg(pl.col("unknown_count").sum(), pl.col("member_count").sum())
        .with_columns(share=pl.col("unknown_count") / pl.col("member_count"))
        .sort(["share", "stratum"], descending=[True, False])
    )
    if strata.height < 2:
        return ""
    row = strata.row(0, named=True)
    return f", surtout dans les {stratum_words(edition, row['stratum'])} ({fr.share(row['share'])})"


def _why(edition: Edition, missing: int) -> str:
    counts = (
        edition.current("barometer.unknowns")
        .filter((pl.col("stratum") == "ALL") & (pl.col("network") != "any"))
        .group_by("reason")
        .agg(pl.col("territory_count").sum())
        .sort(["territory_count", "reason"], descending=[True, False])
    )
    if counts.is_empty():
        return ""
    row = counts.row(0, named=True)
    words = fr.lower_first(reason(edition, row["reason"]))
    return f" ; premier motif ({fr.share(row['territory_count'] / missing)}) : « {words} »"


def leader(edition: Edition) -> Finding | Silence:
    """The first network of a stratum; one whose lead no unknown can undo comes first, then the largest stratum."""
    strata = edition.counted_strata
    every = rates(edition, edition.month, strata)
    groups = [[row for row in every if row["stratum"] == code] for code in strata]
    found = [lead for lead in (_lead(rows) for rows in groups) if lead is not None]
    if not found:
        return Silence("Aucune strate n’a de taux de présence publié ce mois-ci.", "presence.html")
    first, second, is_certain = max(found, key=lambda lead: (lead[2], lead[0]["member_count"]))
    doubt = "" if is_certain else " ; les inconnues pourraient changer cet ordre"
    behind = f", devant {edition.network(second['network'])} ({fr.share(second['presence_share'])})" if second else ""
    sentence = (
        f"{edition.network(first['network'])} est le réseau le plus répandu dans les"
        f" {stratum_words(edition, first['stratum'])} : {fr.share(first['presence_share'])} y sont{behind}{doubt}."
    )
    return Finding(sentence, (*rate_basis(first), ("Mois", fr.month(edition.month))), "presence.html")


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
    row = any_rate(edition, "ALL")
    if row is None:
        return Silence("Aucun taux de présence sur au moins un réseau n’est publié ce mois-ci.", "presence.html")
    sentence = (
        f"{fr.upper_first(fr.in_month(edition.month))}, {fr.share(row['presence_share'])} des"
        f" {fr.plural(row['member_count'], 'collectivité suivie', 'collectivités suivies')} ont un compte officiel sur"
        f" au moins un réseau."
    )
    return Finding(sentence, (*rate_basis(row), ("Mois", fr.month(edition.month))), "presence.html")
