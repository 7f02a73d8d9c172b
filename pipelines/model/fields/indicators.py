"""Indicators: their catalogue's units, the cells of each, and the published table."""

from __future__ import annotations

from typing import Final

from pipelines.model.fields.base import (
    AGGREGATIONS,
    AREA,
    MEASURE_STATUSES,
    MONTH,
    NETWORK,
    ROSTER,
    STRATUM,
    TERRITORY,
    Field,
    Table,
    bounded,
    count,
    number,
    text,
)

INDICATOR: Final = text("indicator_id", "Indicateur, de I01 à I63 (reference.indicators).")
VARIANT: Final = text(
    "variant", "Variante de l’indicateur : seuil, sous-ensemble, portée… ; base quand il n’y en a qu’une."
)
GATHERED: Final = (*AGGREGATIONS, "sum", "mean", "median", "p10", "p25", "p75", "p90", "panel", "count", "index")
INTERVAL_METHODS: Final = (
    "none",
    "too_few",
    "open",
    "not_estimated",
    "census",
    "wilson_fpc",
    "wilson_poststratified",
    "bootstrap",
    "bootstrap_t",
    "linear",
    "woodruff",
    "greenwood",
)
UNIT_KINDS: Final = (
    "share",
    "count",
    "per_100",
    "per_1000",
    "ratio",
    "unit_interval",
    "index",
    "rank",
    "level",
    "score",
    "hours",
    "flag",
    "set",
)
FAMILIES: Final = (
    "presence", "audience", "activity", "editorial", "engagement", "quality", "dynamics", "data_quality",
)  # fmt: skip
CHANGE_STATUSES: Final = ("observed", "no_reference", "metric_break", "no_value", "at_least")
SHEET_CHANGE_STATUSES: Final = (*CHANGE_STATUSES, "identity_break", "geography_break")

_CELL: Final = (
    number("value", "Valeur ; vide, et value_status dit pourquoi."),
    number("value_lo", "Borne basse : inconnues et arrondis."), number("value_hi", "Borne haute : inconnues et arrondis."),
    number("ci_lo", "Borne basse, tirage de l’échantillon compris (95 %)."),
    number("ci_hi", "Borne haute, tirage de l’échantillon compris (95 %)."),
    text("interval_method", "Comment ci_lo et ci_hi furent obtenus, ou pourquoi ils manquent. census : rien n’est tiré ; none : pas de valeur, ou elle ne parle que de la liste ; "
         "too_few : trop peu de comptes tirés pour qu’un intervalle couvre 95 % ; open : une valeur inconnue laisse tout ouvert ; not_estimated : aucun intervalle du tirage n’est calculé pour cette grandeur.", allowed=INTERVAL_METHODS),
    text("value_status", "observed, ou pourquoi la valeur manque.", allowed=MEASURE_STATUSES),
    number("numerator", "Numérateur du mode."), number("denominator", "Dénominateur du mode."),
    count("member_count", "Collectivités (ou comptes) dont la case parle."),
    count("measured_count", "Parmi elles, mesurées."), count("unknown_count", "Parmi elles, inconnues."),
)  # fmt: skip
_CELL_KEY: Final = (
    "month", "roster_id", "indicator_id", "variant", "network", "area_level", "area_code", "stratum", "aggregation",
)  # fmt: skip
_CELL_KEY_FIELDS: Final = (
    MONTH, ROSTER, INDICATOR, VARIANT, NETWORK, AREA,
    text("area_code", "Code de la maille ; FR pour l’ensemble. Son nom : reference.territories, même niveau et même code."), STRATUM,
    text("aggregation", "Comment les membres furent réunis : mode d’agrégation, ou somme, moyenne, médiane… (reference.codes l’explique).", allowed=GATHERED),
)  # fmt: skip


def _change(window: str, label: str) -> tuple[Field, ...]:
    return (
        number(f"value_{window}", f"Valeur {label}."),
        *bounded(f"change_{window}", f"Écart à cette valeur, dans change_unit ({label})", "change_unit"),
        text(
            f"change_{window}_status",
            "observed, ou pourquoi l’écart manque (reference.codes : change_status, measure_status).",
            allowed=CHANGE_STATUSES,
        ),
    )


def _sheet_change(window: str, label: str) -> tuple[Field, ...]:
    return (
        number(f"change_{window}", f"Écart à la valeur {label} : en points pour une part, sinon dans l’unité."),
        text(
            f"change_{window}_status",
            "observed, ou pourquoi l’écart manque (reference.codes : change_status, measure_status).",
            allowed=SHEET_CHANGE_STATUSES,
        ),
    )


INDICATORS: Final = (
    Table("barometer", "cells", "Cases des indicateurs, chaque indicateur dans son fichier ; barometer.indicators leur ajoute unité et variations.",
          _CELL_KEY, (*_CELL_KEY_FIELDS, *_CELL), is_published=False),
    Table("barometer", "indicators", "Tous les indicateurs, par réseau, strate et maille, avec bornes et variations sur un et douze mois.",
          _CELL_KEY, (
        *_CELL_KEY_FIELDS, *_CELL, text("unit_fr", "Unité."),
        text("change_unit", "Unité des écarts : points pour une part, jamais des pour cent.", allowed=("points", "unit")),
        *_change("m1", "du mois d’avant"), *_change("m12", "douze mois plus tôt"),
    )),
    Table("barometer", "account_sheet", "Fiche de chaque compte principal : ses indicateurs du mois, et la raison de chaque vide.",
          ("month", "roster_id", "territory_id", "network", "indicator_id", "variant"), (
        MONTH, ROSTER, TERRITORY, NETWORK, INDICATOR, VARIANT, number("value", "Valeur (oui vaut 1) ; vide, et value_status dit pourquoi."),
        number("value_lo", "Borne basse (arrondis, inconnues) ; vide si la mesure n’en a pas."),
        number("value_hi", "Borne haute ; vide si la mesure n’en a pas, ou si la valeur est un minimum."),
        text("unit_kind", "Sorte d’unité (reference.indicators) : share est une part de 0 à 1.", allowed=UNIT_KINDS),
        text("value_status", "Comment la valeur fut obtenue, ou pourquoi elle manque.", allowed=MEASURE_STATUSES),
        *_sheet_change("m1", "du mois d’avant"), *_sheet_change("m12", "douze mois plus tôt"),
    )),
)  # fmt: skip
