"""Rules of the reference tables, beyond the field dictionary. Rows collected from the web belong elsewhere."""

from __future__ import annotations

from typing import Final

from pipelines.model.outcomes import MeasureStatus, Outcome, PresenceStatus
from pipelines.model.strata import STRATA
from pipelines.quality.rules import Expectation, RowRule, Rule, texts

EXPLAINED: Final = (*Outcome, *MeasureStatus, *PresenceStatus)

TERRITORY_KEY: Final = RowRule(
    "territory_id_is_level_and_code",
    ("territory_id", "level", "code"),
    "territory_id = level || ':' || code",
    "territory_id est formé du niveau et du code.",
)
STRATUM_OF_LEVEL: Final = RowRule(
    "stratum_belongs_to_level",
    ("level", "stratum"),
    " OR ".join(f"(level = '{stratum.level}' AND stratum = '{stratum.code}')" for stratum in STRATA),
    "La strate existe et appartient au niveau de la collectivité.",
)

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "reference.territories": (
        TERRITORY_KEY,
        STRATUM_OF_LEVEL,
        RowRule(
            "epci_code_is_siren",
            ("code", "siren"),
            "level <> 'epci' OR regexp_full_match(code, '[0-9]{9}')",
            "Le code d’un EPCI est un SIREN de neuf chiffres.",
        ),
        RowRule(
            "commune_has_departement",
            ("departement_code", "region_code"),
            "level <> 'commune' OR (departement_code IS NOT NULL AND region_code IS NOT NULL)",
            "Une commune est rattachée à un département et à une région.",
            "warning",
        ),
    ),
    "reference.region_changes": (
        RowRule(
            "region_code_is_insee",
            ("old_region_code", "new_region_code"),
            "regexp_full_match(old_region_code, '[0-9]{2}') AND regexp_full_match(new_region_code, '[0-9]{2}')",
            "Les codes des régions ont deux chiffres.",
        ),
    ),
    "reference.networks": (
        RowRule(
            "door_gives_something",
            ("gives",),
            "length(trim(gives)) > 0",
            "Une porte donne au moins un champ observable.",
        ),
    ),
    "reference.published_figures": (
        RowRule(
            "percentage_in_0_100",
            ("value", "unit", "indicator"),
            "unit <> '%' OR indicator NOT LIKE '%rate%' OR value BETWEEN 0 AND 100",
            "Un taux imprimé en pour cent est entre 0 et 100.",
        ),
        RowRule("figure_has_source", ("source",), "length(trim(source)) > 0", "Un chiffre publié cite sa source."),
    ),
    "reference.codes": (
        RowRule("code_is_explained", ("label_fr",), "length(trim(label_fr)) > 0", "Chaque valeur est expliquée."),
        Expectation(
            "ExpectColumnDistinctValuesToContainSet",
            {"column": "code", "value_set": sorted({str(code) for code in EXPLAINED})},
            "Toutes les valeurs publiées des énumérations sont expliquées.",
        ),
    ),
    "reference.world": (
        RowRule(
            "simulated_world_says_so",
            ("origin", "is_simulated"),
            "is_simulated = (origin = 'simulated')",
            "Un monde simulé se déclare simulé.",
        ),
        RowRule(
            "simulated_label_says_so",
            ("is_simulated", "label_fr"),
            "NOT is_simulated OR label_fr ILIKE '%simul%'",
            "La mention d’un monde simulé le dit.",
        ),
    ),
}

OUTCOME_IS_KNOWN: Final = RowRule(
    "outcome_is_known",
    ("outcome",),
    f"outcome IN {texts(tuple(Outcome))}",
    "L’issue de la requête est une des issues publiées.",
)
