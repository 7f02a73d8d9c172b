"""Rules of the reference tables, beyond the field dictionary. Rows collected from the web belong elsewhere."""

from __future__ import annotations

from typing import Final

from pipelines.model.outcomes import MeasureStatus, Outcome, PresenceStatus
from pipelines.model.strata import OVERSEAS, STRATA
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


def luhn(column: str) -> str:
    """A SQL predicate: the nine digits of a SIREN end with the right key (each second digit doubled, sum in tens)."""
    digits = [f"CAST(substr({column}, {place}, 1) AS BIGINT)" for place in range(1, 10)]
    doubled = [f"2 * {digit} - 9 * CAST({digit} > 4 AS BIGINT)" for digit in digits[1::2]]
    return f"regexp_full_match({column}, '[0-9]{{9}}') AND ({' + '.join([*digits[::2], *doubled])}) % 10 = 0"


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
            "level <> 'commune' OR (departement_code IS NOT NULL AND (region_code IS NOT NULL OR zone = 'com'))",
            "Une commune est rattachée à un département et, hors des collectivités d’outre-mer, à une région.",
            "warning",
        ),
        RowRule("siren_has_its_key", ("siren",), luhn("siren"), "Un SIREN a neuf chiffres, dont une clé juste."),
        RowRule(
            "siren_names_one_body",
            ("vintage", "siren"),
            "siren IS NULL OR count(*) OVER (PARTITION BY vintage, siren) = 1",
            "Dans un millésime, un SIREN désigne une seule collectivité.",
        ),
        RowRule(
            "siren_is_of_the_body",
            ("siren", "siren_source", "body_id"),
            "(siren IS NULL) = (siren_source IS NULL) AND (siren IS NULL OR body_id = territory_id)",
            "Un SIREN dit d’où il vient, et n’est donné qu’à la collectivité qui gouverne.",
        ),
        RowRule(
            "commune_has_siren",
            ("zone", "siren"),
            "level <> 'commune' OR zone = 'com' OR siren IS NOT NULL",
            "Toute commune de métropole et des cinq départements d’outre-mer a un SIREN.",
        ),
        RowRule(
            "body_is_of_the_vintage",
            ("vintage", "body_id"),
            "body_id = territory_id OR (vintage, body_id) IN "
            "(SELECT (vintage, territory_id) FROM reference.territories WHERE body_id = territory_id)",
            "La collectivité qui gouverne un territoire est du même millésime, et se gouverne elle-même.",
        ),
        RowRule(
            "overseas_has_its_strata",
            ("zone", "stratum"),
            f"(zone = 'com') = (stratum IN {texts(OVERSEAS)})",
            "Les collectivités d’outre-mer ont leurs propres strates.",
        ),
        RowRule(
            "population_is_dated",
            ("zone", "population", "population_year"),
            "(population_year IS NOT NULL) = (population IS NOT NULL AND zone <> 'com')",
            "Une population dit de quel recensement elle vient (hors des collectivités d’outre-mer).",
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
