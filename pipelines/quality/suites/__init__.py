"""The rules of every table: what the field dictionary states, what its layer adds, and the least number of rows."""

from __future__ import annotations

from typing import Final

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.quality.rules import Minimum, Rule
from pipelines.quality.suites import (
    activity,
    barometer,
    comparison,
    decisions,
    dictionary,
    discovery,
    dynamics,
    editorial,
    geography,
    identities,
    indicators,
    observations,
    reference,
    roster,
)

LAYER_RULES: Final[dict[str, tuple[Rule, ...]]] = {
    **reference.RULES,
    **roster.RULES,
    **observations.RULES,
    **decisions.RULES,
    **identities.RULES,
    **barometer.RULES,
    **activity.RULES,
    **comparison.RULES,
    **geography.RULES,
    **discovery.RULES,
    **dynamics.RULES,
    **editorial.RULES,
    **indicators.RULES,
}

_ACCOUNTS: Final = (
    "SELECT count(*) FROM roster.accounts WHERE month = $month AND ($network IS NULL OR network = $network)"
)
_SUBJECTS: Final = """
    SELECT count(*) FROM (
        SELECT month, network FROM roster.accounts UNION ALL SELECT month, 'website' FROM roster.sites
    ) WHERE month = $month AND ($network IS NULL OR network = $network)
"""
_FETCHES: Final = (
    "SELECT count(*) FROM observations.fetches WHERE month = $month AND ($network IS NULL OR network = $network)"
)
_PAIRS: Final = """
    SELECT count(DISTINCT network) - 1 FROM barometer.status
    WHERE month = $month AND network <> 'website' AND $network IS NULL
"""
_FIGURES: Final = """
    SELECT count(*) FROM reference.published_figures WHERE $month IS NOT NULL AND $network IS NULL
"""
_ONE = Minimum(1, "la table n’est jamais vide dans un baromètre qui a tourné")

MINIMUMS: Final[dict[str, Minimum]] = {
    **{name: _ONE for name, table in TABLES.items() if table.layer in ("reference", "roster")},
    "observations.fetches": Minimum(1, "des comptes ou des sites sont à visiter : rien n’a été demandé", _SUBJECTS),
    "observations.snapshots": Minimum(1, "des comptes sont à relever : même un échec donne une ligne", _ACCOUNTS),
    "observations.posts": Minimum(0, "un mois sans publication, ou une porte qui n’en donne pas, est possible"),
    "observations.post_windows": Minimum(0, "une porte qui ne montre pas de publications est possible"),
    "observations.ads": Minimum(0, "peu de collectivités font de la publicité, et la bibliothèque demande un jeton"),
    "observations.messages": Minimum(0, "lire les conversations se demande"),
    "observations.site_items": Minimum(0, "aucun site n’est tenu de publier un flux"),
    "observations.labels": Minimum(0, "un mois sans publication est possible"),
    "observations.texts": Minimum(0, "un mois sans publication, ou une porte qui n’en donne pas, est possible"),
    "roster.sites": Minimum(0, "quand aucune liste ne répond, la suite du mois le dit"),
    "roster.leads": Minimum(0, "rien n’oblige Wikidata à nommer des comptes"),
    "roster.wikidata_counts": Minimum(0, "rien n’oblige Wikidata à compter des abonnés"),
    "roster.evidence": Minimum(0, "quand aucune liste ne répond, la suite du mois le dit"),
    "roster.accounts": Minimum(0, "quand aucune liste ne répond, la suite du mois le dit"),
    "reference.removals": Minimum(0, "rien n’oblige à demander un retrait"),
    "roster.decisions": Minimum(0, "rien n’oblige à corriger ni à relire"),
    "roster.attributions": Minimum(1, "des comptes sont connus : chacun est attribué après la collecte", _ACCOUNTS),
    "barometer.identities": Minimum(1, "des comptes sont attribués : chacun a une identité", _ACCOUNTS),
    "barometer.closings": _ONE,
    "barometer.status": _ONE,
    "barometer.audience": Minimum(0, "sans compte officiel il n’y a pas d’audience"),
    "barometer.posting": Minimum(0, "sans compte officiel il n’y a pas de publications"),
    "barometer.posts": Minimum(0, "un mois sans publication, ou une porte qui n’en donne pas, est possible"),
    "barometer.rhythm": Minimum(0, "sans liste de publications il n’y a pas de rythme"),
    "barometer.replies": Minimum(0, "des réseaux qui ne montrent pas de conversations n’ont pas de ligne"),
    "barometer.engagement": Minimum(0, "sans liste de publications il n’y a pas d’engagement"),
    "barometer.practice": Minimum(0, "sans liste de publications il n’y a pas de note"),
    "barometer.practice_sensitivity": Minimum(0, "sans liste de publications il n’y a pas de note"),
    "barometer.hours": Minimum(0, "moins de cinq comptes n’ont pas de profil"),
    "barometer.post_marks": Minimum(0, "un mois sans publication est possible"),
    "barometer.level_copies": Minimum(0, "rien n’oblige une collectivité à reprendre le message d’une autre"),
    "barometer.editorial": Minimum(0, "sans compte officiel il n’y a pas de publications"),
    "barometer.presence": _ONE,
    "barometer.copresence": Minimum(1, "deux réseaux au moins sont observés", _PAIRS),
    "barometer.growth": Minimum(0, "le premier mois n’a pas de progression"),
    "barometer.current_geography": _ONE,
    "barometer.chain_links": Minimum(0, "sans compte officiel il n’y a pas de maillon"),
    "barometer.chained_index": Minimum(0, "sans compte officiel il n’y a pas d’indice"),
    "barometer.ranking": Minimum(0, "le premier mois n’a pas de palmarès"),
    "barometer.peers": Minimum(0, "une strate d’un seul membre n’a pas de semblable"),
    "barometer.coverage": _ONE,
    "barometer.discovery": Minimum(1, "un réseau au moins est observé", _PAIRS),
    "barometer.missed": Minimum(1, "un réseau au moins est observé", _PAIRS),
    "barometer.unknowns": Minimum(0, "un mois sans inconnue est possible"),
    "barometer.politeness": Minimum(1, "des requêtes ont été faites", _FETCHES),
    "barometer.replay": Minimum(0, "un monde sans mois de 2012–2013 ne rejoue rien"),
    "barometer.adoption": Minimum(0, "tant que tout est inconnu, il n’y a pas de courbe"),
    "barometer.departures": Minimum(0, "un mois sans départ établi est possible"),
    "barometer.cells": _ONE,
    "barometer.indicators": _ONE,
    "barometer.account_sheet": Minimum(0, "sans compte officiel il n’y a pas de fiche"),
    "barometer.comparison": Minimum(1_000_000, "chaque chiffre imprimé a sa ligne, comparé ou refusé", _FIGURES),
}


def rules_of(full_name: str, month: Month) -> list[Rule]:
    """Every rule of the values of a table, from the dictionary first; `month` is the partition."""
    return [*dictionary.content(TABLES[full_name], month), *LAYER_RULES[full_name]]
