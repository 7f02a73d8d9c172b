"""The two practice marks of each main account, and what they are made of."""

from __future__ import annotations

from typing import Final

from pipelines.model.fields.base import (
    MEASURE_STATUSES,
    MONTH,
    NETWORK,
    ROSTER,
    STRATUM,
    TERRITORY,
    Field,
    Table,
    count,
    flag,
    likeness,
    number,
    text,
)

SENSITIVITY: Final = (
    "equal", "without_profile", "without_rhythm", "without_native", "without_dialogue", "without_access", "geometric",
    "missing_zero", "thresholds_minus", "thresholds_plus",
)  # fmt: skip
CRITERIA_FR: Final = (
    "profil complet", "lien réciproque", "authenticité", "fréquence", "régularité", "pas de compte mort",
    "publication native", "non-republication", "réponses", "animation", "accessibilité", "formats",
)  # fmt: skip


def _mark(name: str, text_fr: str) -> Field:
    return Field(name, "DOUBLE", text_fr, is_null=True, unit="de 0 à 5", low=0, high=5)


def _level(name: str, text_fr: str) -> Field:
    return Field(name, "BIGINT", text_fr, is_null=True, low=1, high=5)


def _status(stem: str, of: str) -> Field:
    return text(f"{stem}_status", f"observed, ou pourquoi {of} manque.", allowed=MEASURE_STATUSES)


PRACTICE: Final = (
    Table("barometer", "practice", "Notes de bonne pratique : niveau d’usage (1 à 5) et indice (0 à 5), avec leurs critères.",
          ("month", "roster_id", "territory_id", "network"), (
        MONTH, ROSTER, TERRITORY, NETWORK, STRATUM, text("account_id", "Compte principal."),
        _level("usage_level", "1 inexistant, 2 faible ou automatique, 3 régulier, 4 interactif, 5 évolué ; vide si ce qui "
               "n’est pas connu pourrait le changer."),
        _level("usage_level_lo", "Niveau le plus bas possible."), _level("usage_level_hi", "Niveau le plus haut possible."),
        _level("usage_threshold_lo", "Le même, avec des seuils plus sévères d’un cinquième."),
        _level("usage_threshold_hi", "Niveau le plus haut possible, avec des seuils plus larges d’un cinquième."),
        _status("usage", "le niveau"),
        _mark("bp_score", "Indice ; vide si les critères observés pèsent moins de 0,70."),
        _mark("bp_score_lo", "Cinquième centile sur mille tirages des poids."),
        _mark("bp_score_hi", "Quatre-vingt-quinzième centile."),
        _mark("bp_minus_score", "Indice, tous les seuils de la grille × 0,8."), _mark("bp_plus_score", "Tous × 1,2."),
        _mark("bp_threshold_lo", "Indice le plus bas quand chaque seuil bouge pour lui-même de ±20 %."),
        _mark("bp_threshold_hi", "Indice le plus haut."),
        _mark("bp_least_score", "Indice si tout critère non observé valait 0."),
        _mark("bp_most_score", "Indice si tout critère non observé valait 1."),
        likeness("observed_weight", "Poids des critères observés."), _status("bp", "l’indice"),
        text("core_criteria", "Noyau commun du mois : critères de c01 à c08 et c12 que tous les réseaux comparés montrent ; vide sur un "
             "réseau qui en montre trop peu pour être comparé.", null=True),
        _mark("core_score", "Indice sur ces seuls critères, le seul qui se compare d’un réseau à l’autre ; vide si l’un d’eux manque."),
        _status("core", "l’indice du noyau commun"),
        *(likeness(f"c{number:02d}_score", f"Critère {label} ; vide si non observé.", null=True)
          for number, label in enumerate(CRITERIA_FR, 1)),
        count("media_count", "Images et vidéos du mois, sur les réseaux qui montrent leur texte alternatif.", null=True),
        count("alt_text_count", "Celles qui en ont un.", null=True),
        text("grid_version", "Version de la grille (reference.practice_grid)."),
    )),
    Table("barometer", "practice_sensitivity", "Ce que l’indice doit à sa grille : ordre des comptes sous d’autres grilles.",
          ("month", "roster_id", "network", "variant"), (
        MONTH, ROSTER, NETWORK, text("variant", "Autre grille : poids égaux, sans une famille, moyenne géométrique, inconnu compté 0, seuils à ±20 % (reference.codes : grid_variant).",
                                     allowed=SENSITIVITY),
        count("account_count", "Comptes qui ont un indice et furent comparés."),
        Field("kendall_tau", "DOUBLE", "τ de Kendall entre les deux ordres.", is_null=True, low=-1, high=1),
        _status("tau", "le τ"),
        number("width_median", "Largeur médiane de l’intervalle de l’indice ; vide comme le τ.", unit="points"),
        flag("is_accepted", "Grille acceptée : τ médian ≥ 0,85 et largeur ≤ 0,6 ; vide sans comptes.", null=True),
    )),
)  # fmt: skip
