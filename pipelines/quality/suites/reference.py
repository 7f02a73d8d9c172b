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
    "reference.practice_grid": (
        RowRule(
            "weights_sum_to_one",
            ("grid_version", "weight"),
            "network <> '*' OR abs(sum(weight) FILTER (network = '*') OVER (PARTITION BY grid_version) - 1) <= 1e-9",
            "Les poids des douze critères font 1.",
        ),
        RowRule(
            "knees_rise",
            ("knee_low", "knee_mid", "knee_high"),
            "knee_low < knee_mid AND knee_mid < knee_high",
            "Les trois seuils de fréquence sont dans l’ordre.",
        ),
    ),
    "reference.zones": (
        RowRule(
            "zone_is_a_place",
            ("time_zone",),
            "regexp_full_match(time_zone, '[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+')",
            "Un fuseau est celui d’un lieu (America/Cayenne), jamais un décalage.",
        ),
    ),
    "reference.holidays": (
        RowRule(
            "national_day_is_of_france",
            ("area_level", "area_code"),
            "(area_level = 'france') = (area_code = 'FR')",
            "FR est tout le pays.",
        ),
    ),
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
    "reference.territory_events": (
        RowRule(
            "event_has_its_bounds",
            ("earliest_date", "effective_date", "date_status"),
            "earliest_date <= effective_date AND (date_status = 'exact') = (earliest_date = effective_date)",
            "Un événement daté au jour n’a pas d’intervalle ; un autre a ses deux bornes.",
        ),
        RowRule(
            "whole_is_a_share_of_one",
            ("population_share", "is_whole"),
            "is_whole IS NOT DISTINCT FROM (population_share = 1)",
            "Un territoire va tout entier où va toute sa population.",
        ),
        RowRule(
            "names_and_kinds_break_nothing",
            ("kind", "is_break"),
            "CASE WHEN kind IN ('renamed', 'kind_changed') THEN NOT is_break "
            "WHEN kind IN ('recoded', 'governance') THEN TRUE ELSE is_break END",
            "Un nom ou une nature qui changent ne rompent aucune série ; une fusion, un partage, une succession, si.",
        ),
        RowRule(
            "shares_stay_within_one",
            ("from_id", "effective_date", "population_share"),
            "sum(population_share) OVER (PARTITION BY from_id, effective_date, source) <= 1.000001",
            "Le même jour, un territoire ne donne pas plus que tous ses habitants.",
        ),
    ),
    "reference.territory_map": (
        RowRule(
            "vintages_are_ordered",
            ("first_vintage", "last_vintage"),
            "first_vintage <= last_vintage",
            "Une ligne vaut du premier au dernier de ses millésimes.",
        ),
        RowRule(
            "vintages_do_not_overlap",
            ("territory_id", "first_vintage", "last_vintage"),
            "lag(last_vintage) OVER (PARTITION BY territory_id, current_id ORDER BY first_vintage) < first_vintage",
            "Un territoire ne va qu’une fois au même successeur pour un millésime.",
        ),
        RowRule(
            "successors_are_counted",
            ("territory_id", "successor_count"),
            "successor_count = count(*) OVER (PARTITION BY territory_id, first_vintage)",
            "Un territoire a autant de lignes que de successeurs.",
        ),
        RowRule(
            "current_is_of_today",
            ("current_id",),
            "current_id IN (SELECT territory_id FROM reference.territory_map WHERE current_id = territory_id "
            "AND last_vintage = (SELECT max(last_vintage) FROM reference.territory_map))",
            "Le successeur est une collectivité du dernier millésime.",
        ),
        RowRule(
            "sum_of_several_is_a_bound",
            ("predecessor_count", "is_upper_bound"),
            "is_upper_bound = (predecessor_count > 1)",
            "Une somme sur plusieurs prédécesseurs est une borne haute.",
        ),
        RowRule(
            "several_say_why",
            ("relation", "successor_count", "reason_fr"),
            "(successor_count > 1) = (relation = 'split') "
            "AND (relation NOT IN ('split', 'governed') OR reason_fr IS NOT NULL)",
            "Plusieurs successeurs disent pourquoi.",
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
    "reference.network_openings": (
        RowRule(
            "opening_has_a_source",
            ("opened_month", "source_url"),
            "opened_month IS NULL OR (source_url IS NOT NULL AND opened_month = date_trunc('month', opened_month))",
            "Un mois d’ouverture cite sa source ; sans source, il est vide.",
        ),
    ),
    "reference.journal": (
        RowRule(
            "entry_is_told_in_both_languages",
            ("text_fr", "text_en"),
            "length(trim(text_fr)) >= 40 AND length(trim(text_en)) >= 40",
            "Une entrée dit ce qui a changé, en français et en anglais.",
        ),
    ),
    "reference.generators": (
        RowRule(
            "generator_is_lower_case",
            ("generator",),
            "generator = lower(trim(generator)) AND length(generator) > 0",
            "Un logiciel est écrit en minuscules : c’est ainsi qu’il est cherché.",
        ),
    ),
    "reference.classifiers": (
        RowRule(
            "withheld_says_why",
            ("is_withheld", "reason_fr"),
            "is_withheld = (reason_fr IS NOT NULL)",
            "Un classifieur retenu dit pourquoi, et lui seul.",
        ),
    ),
    "reference.indicators": (
        RowRule(
            "indicator_is_numbered",
            ("indicator_id",),
            "regexp_full_match(indicator_id, 'I[0-9]{2}')",
            "Un indicateur porte son numéro, de I01 à I63.",
        ),
    ),
    "reference.statements": (
        RowRule(
            "statement_is_whole",
            ("text_fr", "unknown_fr"),
            "length(trim(text_fr)) > 0 AND length(trim(unknown_fr)) > 0",
            "Une phrase est citée, et dit ce qui ne peut être su.",
        ),
    ),
    "reference.statement_facts": (
        RowRule(
            "podium_names_its_territories",
            ("kind", "network", "stratum", "names"),
            "kind <> 'podium' OR (network IS NOT NULL AND stratum IS NOT NULL AND names IS NOT NULL)",
            "Un palmarès imprimé dit son réseau, sa strate et ses collectivités.",
        ),
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
