"""French sentences for values of published columns that no other module explains, for `reference.codes`."""

from __future__ import annotations

from typing import Final

METHOD_FR: Final = {
    "none": "Pas de valeur, ou elle ne parle que de la liste.",
    "too_few": "Trop peu de comptes tirés pour qu’un intervalle couvre 95 %.",
    "open": "Une valeur inconnue laisse tout ouvert.",
    "not_estimated": "Aucun intervalle du tirage n’est calculé pour cette grandeur.",
    "census": "Rien n’est tiré : les bornes sont celles des inconnues et des arrondis.",
    "wilson_fpc": "Intervalle de Wilson d’une part, corrigé de la taille de la strate.",
    "wilson_poststratified": "Intervalle de Wilson d’une part de plusieurs strates, chacune à son poids.",
    "bootstrap": "Centiles 2,5 et 97,5 de rééchantillonnages des comptes.",
    "bootstrap_t": "Rééchantillonnages des comptes, rapportés à leur écart-type.",
    "linear": "Variance d’une somme ou d’un rapport, linéarisée (Taylor).",
    "woodruff": "Intervalle de Woodruff d’un quantile.",
    "greenwood": "Variance de Greenwood d’une courbe de Kaplan–Meier.",
}
"""How `ci_lo` and `ci_hi` of an indicator were found, or why they are missing."""
GATHERED_FR: Final = {
    "sum": "Somme des comptes.",
    "mean": "Moyenne des comptes, à poids égal ou de sondage.",
    "median": "Médiane des comptes.",
    "p10": "Premier décile des comptes.",
    "p25": "Premier quartile des comptes.",
    "p75": "Troisième quartile des comptes.",
    "p90": "Neuvième décile des comptes.",
    "panel": "Rapport des sommes, sur les comptes mesurés aux deux dates.",
    "count": "Dénombrement, sans rien réunir d’autre.",
    "index": "Indice chaîné : 100 au mois de base.",
}
"""How the members of a cell of an indicator were put together, beside the modes of a rate."""
LENS_FR: Final = {
    "absolute": "Abonnés gagnés dans la fenêtre.",
    "relative": "Abonnés gagnés, rapportés à ceux du mois comparé.",
    "per_1000": "Abonnés gagnés pour 1 000 habitants.",
    "engagement_d7": "Engagement du mois, compteurs lus au septième jour.",
    "engagement_as_read": "Engagement du mois, compteurs lus à la visite.",
}
"""What a ranking orders."""
CHANGE_FR: Final = {
    "no_value": "Le mois lui-même n’a pas de valeur : sa colonne de statut dit pourquoi.",
}
"""Why a change is missing, beside the statuses of a measure."""
GRID_FR: Final = {
    "equal": "Poids égaux.",
    "without_profile": "Sans les critères du profil.",
    "without_rhythm": "Sans les critères du rythme.",
    "without_native": "Sans les critères de publication native et de formats.",
    "without_dialogue": "Sans les critères du dialogue.",
    "without_access": "Sans le critère d’accessibilité.",
    "geometric": "Moyenne géométrique des critères.",
    "missing_zero": "Un critère inconnu compte 0.",
    "thresholds_minus": "Tous les seuils × 0,8.",
    "thresholds_plus": "Tous les seuils × 1,2.",
}
"""Grids with which the practice score is compared."""
UNIT_FR: Final = {
    "share": "Part, de 0 à 1.",
    "count": "Nombre.",
    "per_100": "Pour 100.",
    "per_1000": "Pour 1 000.",
    "ratio": "Rapport.",
    "unit_interval": "Nombre de 0 à 1 qui n’est pas une part.",
    "index": "Indice, 100 au mois de base.",
    "rank": "Rang, à partir de 1.",
    "level": "Niveau, de 1 à 5.",
    "score": "Note, de 0 à 5.",
    "hours": "Heures.",
    "flag": "Oui (1) ou non (0).",
    "set": "Ensemble : sa taille, ou une ligne par élément.",
}
"""Kinds of units of an indicator."""
