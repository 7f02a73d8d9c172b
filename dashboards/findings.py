"""The sentences of the home page: five findings, each computed from the tables and given with what it rests on.

A sentence prints a rate only when the table publishes it; otherwise it prints the bounds and says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboards import format as fr
from dashboards.charts.progressions import unranked_strata
from dashboards.labels import aggregation
from dashboards.source import NETWORK_ORDER, Edition

Row = dict[str, Any]
PARIS = ("commune:75056", "departement:75")
NOT_SOCIAL = ("any", "website")


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, the facts that it rests on as (term, text) pairs, and the page that shows more."""

    sentence: str
    basis: tuple[tuple[str, str], ...]
    path: str


def findings(edition: Edition) -> list[Finding]:
    """Always five, in the same order: reach, first network, strongest move, both networks, strongest growth."""
    return [_reach(edition), _first(edition), _move(edition), _both(edition), _growth(edition)]


def whole(edition: Edition, month: date) -> dict[str, Row]:
    """Pooled rates of the whole roster in one month, by network."""
    frame = edition.frame("barometer.presence").filter(
        (pl.col("month") == month) & (pl.col("roster_id") == edition.roster_id) & (pl.col("area_level") == "france"),
        (pl.col("stratum") == "ALL") & (pl.col("aggregation") == "pooled"),
    )
    return {row["network"]: row for row in frame.to_dicts()}


def rate_words(row: Row) -> str:
    """`87,3 %`, or `entre 85,7 % et 95,7 %` when the point is withheld."""
    if row["presence_share"] is not None:
        return fr.share(row["presence_share"])
    return f"entre {fr.share(row['presence_share_lo'])} et {fr.share(row['presence_share_hi'])}"


def rate_basis(edition: Edition, row: Row) -> tuple[tuple[str, str], ...]:
    known, unknown = row["present_count"] + row["absent_count"], fr.number(row["unknown_count"])
    return (
        ("n", fr.plural(row["present_count"], "présente")),
        ("Dénominateur",
        f"{fr.number(known)} statuts connus ; {unknown} inconnues sur {fr.number(row['member_count'])}"),
        ("Agrégation", aggregation(row["aggregation"])),
        ("Bornes", fr.interval(row["presence_share_lo"], row["presence_share_hi"], fr.share)),
        ("Mois", fr.month(row["month"])),
    )  # fmt: skip


def _withheld(row: Row) -> str:
    return "" if row["presence_share"] is not None else " (taux retenu : trop d’inconnues)"


def _nothing(edition: Edition, sentence: str, path: str) -> Finding:
    return Finding(sentence, (("Mois", fr.month(edition.month)),), path)


def _reach(edition: Edition) -> Finding:
    row = whole(edition, edition.month).get("any")
    if row is None:
        return _nothing(
            edition, "Aucun taux de présence sur au moins un réseau n’est publié ce mois-ci.", "presence.html"
        )
    sentence = (
        f"{fr.upper_first(fr.in_month(edition.month))}, {rate_words(row)} des {fr.number(row['member_count'])}"
        f" collectivités suivies ont un compte officiel sur au moins un réseau{_withheld(row)}."
    )
    return Finding(sentence, rate_basis(edition, row), "presence.html")


def _first(edition: Edition) -> Finding:
    rows = [row for code, row in whole(edition, edition.month).items() if code not in NOT_SOCIAL]
    if not rows:
        return _nothing(edition, "Aucun réseau n’a de taux publié ce mois-ci.", "presence.html")
    rows.sort(key=lambda row: (-row["present_count"], NETWORK_ORDER.index(row["network"])))
    first = rows[0]
    sentence = (
        f"{edition.network(first['network'])} est le réseau le plus répandu : {rate_words(first)} des collectivités"
        f" y sont{_withheld(first)}"
    )
    if len(rows) > 1:
        sentence += f", devant {edition.network(rows[1]['network'])} ({rate_words(rows[1])})"
    return Finding(f"{sentence}.", rate_basis(edition, first), "presence.html")


def _move(edition: Edition) -> Finding:
    year_before = edition.before(12)
    now, old = whole(edition, edition.month), whole(edition, year_before)
    changes = [
        (row["presence_share"] - old[code]["presence_share"], code)
        for code, row in now.items()
        if code not in NOT_SOCIAL and code in old and None not in (row["presence_share"], old[code]["presence_share"])
    ]
    if not changes:
        sentence = f"Aucune comparaison avec {fr.month(year_before)} n’est publiable pour l’ensemble de la liste."
        return _nothing(edition, sentence, "presence.html")
    change, code = max(changes, key=lambda item: (abs(item[0]), item[1]))
    before, after = old[code]["presence_share"], now[code]["presence_share"]
    overlap = old[code]["presence_share_hi"] >= now[code]["presence_share_lo"] if change > 0 else (
        now[code]["presence_share_hi"] >= old[code]["presence_share_lo"]
    )  # fmt: skip
    sentence = (
        f"Le plus fort mouvement en douze mois : {edition.network(code)}, de {fr.share(before)} à {fr.share(after)},"
        f" soit {fr.points(change)}{' ; les bornes des deux mois se recouvrent' if overlap else ''}."
    )
    bounds = fr.interval(old[code]["presence_share_lo"], old[code]["presence_share_hi"], fr.share)
    return Finding(
        sentence, (*rate_basis(edition, now[code]), (f"Bornes, {fr.month(year_before)}", bounds)), "presence.html"
    )


def _both(edition: Edition) -> Finding:
    frame = edition.current("barometer.copresence").filter(pl.col("stratum") == "ALL")
    rows = [row for row in frame.to_dicts() if "website" not in (row["network_a"], row["network_b"])]
    if not rows:
        return _nothing(edition, "Aucune présence conjointe n’est observée ce mois-ci.", "presence.html")
    row = max(rows, key=lambda item: (item["both_count"], item["network_a"], item["network_b"]))
    first, second = sorted((row["network_a"], row["network_b"]), key=NETWORK_ORDER.index)
    bounds = fr.interval(row["both_share_lo"], row["both_share_hi"], fr.share)
    rate = fr.or_missing(
        row["both_share"], fr.share, f"entre {fr.share(row['both_share_lo'])} et {fr.share(row['both_share_hi'])}"
    )
    withheld = "" if row["both_share"] is not None else " (taux retenu : trop d’inconnues)"
    sentence = (
        f"{fr.upper_first(rate)} des collectivités sont à la fois sur {edition.network(first)} et"
        f" {edition.network(second)}{withheld}."
    )
    basis = (
        ("n", f"{fr.number(row['both_count'])} sur les deux, {fr.number(row['any_count'])} sur l’un au moins"),
        (
            "Dénominateur",
            f"{fr.number(row['known_count'])} connues sur les deux ; {fr.number(row['unknown_count'])} inconnues",
        ),
        ("Agrégation", aggregation("pooled")),
        ("Bornes", bounds),
        ("Mois", fr.month(edition.month)),
    )
    return Finding(sentence, basis, "presence.html")


def _growth(edition: Edition) -> Finding:
    ranked = (
        edition.current("barometer.ranking")
        .filter((pl.col("window_months") == 12) & (pl.col("lens") == "absolute"))
        .filter(~pl.col("stratum").is_in(list(unranked_strata())) & ~pl.col("territory_id").is_in(PARIS))
        .join(edition.members.select("territory_id", "name"), on="territory_id")
        .sort(["value", "territory_id", "network"], descending=[True, False, False])
    )
    if ranked.is_empty():
        return _nothing(edition, "Aucune progression sur douze mois n’est mesurable ce mois-ci.", "progressions.html")
    row = ranked.row(0, named=True)
    certain = "" if row["best_rank"] == row["worst_rank"] else " ; rang incertain"
    suspect = (
        " Ce gain atteint 95\u202f% du stock : un stock est peut-être imprimé comme un gain."
        if row["is_stock_flow_suspect"]
        else ""
    )
    sentence = (
        f"La plus forte progression en douze mois, hors Paris : {row['name']} sur {edition.network(row['network'])},"
        f" {fr.gain(row['value'], 'abonné')} (strate « {edition.label('stratum', row['stratum'])} »{certain}).{suspect}"
    )
    basis = (
        ("n", f"{fr.number(row['ranked_count'])} comptes classés dans la strate"),
        (
            "Non classés",
            fr.plural(row["unranked_count"], "compte présent mais non mesuré", "comptes présents mais non mesurés"),
        ),
        ("Intervalle", fr.interval(row["value_lo"], row["value_hi"], fr.signed)),
        ("Rang", f"{fr.rank_interval(row['best_rank'], row['worst_rank'])} de sa strate"),
        ("Mois", f"{fr.month(edition.before(12))} → {fr.month(edition.month)}"),
    )
    return Finding(sentence, basis, "progressions.html")
