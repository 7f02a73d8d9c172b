"""Rules of rosters, declared sites, evidence and accounts, beyond the field dictionary."""

from __future__ import annotations

from typing import Final

from pipelines.model.strata import OVERSEAS
from pipelines.quality.rules import RowRule, Rule, texts
from pipelines.quality.suites.reference import OUTCOME_IS_KNOWN, STRATUM_OF_LEVEL, TERRITORY_KEY, luhn

ACCOUNT_OF_NETWORK: Final = RowRule(
    "account_id_names_network",
    ("network", "account_id"),
    "starts_with(account_id, network || ':')",
    "Le compte appartient au réseau de la ligne.",
)
_HAS_STRONG_PROOF = "list_has_any(string_split(evidence_codes, '+'), ['E1', 'E4', 'E5'])"
_HAS_WEAK_PAIR = "list_has_all(string_split(evidence_codes, '+'), ['E2', 'E3'])"


def _web_address(column: str, is_critical: bool = True) -> RowRule:
    return RowRule(
        f"{column}_is_web_address",
        (column,),
        f"regexp_matches({column}, '^https?://[^/ ]+')",
        f"{column} est une adresse du web.",
        "critical" if is_critical else "warning",
    )


_CLAIM: Final[tuple[Rule, ...]] = (
    ACCOUNT_OF_NETWORK,
    _web_address("account_url"),
    RowRule(
        "official_agrees_with_evidence",
        ("is_official", "evidence_codes"),
        f"is_official = ({_HAS_STRONG_PROOF} OR {_HAS_WEAK_PAIR})",
        "Officiel si et seulement si E1, E4, E5, ou E2 et E3 (méthode, section 3).",
    ),
    RowRule(
        "one_main_account",
        ("territory_id", "network", "is_main"),
        "NOT is_main OR count(*) FILTER (is_main) OVER (PARTITION BY month, territory_id, network) = 1",
        "Un seul compte principal par collectivité et réseau.",
    ),
    RowRule(
        "main_is_owned_and_whole",
        ("is_main", "is_owner", "scope", "evidence_codes"),
        "NOT is_main OR (is_owner AND (scope = 'generaliste' OR contains(evidence_codes, 'E5')))",
        "Le compte principal appartient à la collectivité et parle pour elle entière, sauf revue (E5).",
    ),
    RowRule(
        "owner_is_named",
        ("is_owner", "owner_id", "territory_id"),
        "is_owner = (owner_id = territory_id)",
        "is_owner dit si la collectivité est celle à qui le compte appartient.",
    ),
    RowRule(
        "main_says_its_rule",
        ("is_main", "rule"),
        "is_main = (rule IS NOT NULL)",
        "Un compte principal dit quel critère l’a départagé.",
    ),
    RowRule(
        "account_has_source",
        ("evidence_codes", "source_count"),
        "source_count >= 1",
        "Un compte attribué a au moins une page qui le prouve.",
    ),
)
_CARRIED: Final = (
    RowRule(
        "fresh_row_is_of_its_month",
        ("source", "is_carried", "found_at"),
        "is_carried OR source = 'manual' OR found_at >= month - INTERVAL 1 DAY",
        "Ce qui n’est ni repris d’un autre mois ni apporté fut trouvé dans le mois ou après.",
    ),
)

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "roster.months": (
        RowRule(
            "roster_has_members",
            ("roster_id",),
            "roster_id IN (SELECT roster_id FROM roster.members)",
            "La liste en vigueur a des membres.",
        ),
    ),
    "roster.rosters": (
        RowRule(
            "members_are_counted",
            ("member_count",),
            "member_count = (SELECT count(*) FROM roster.members AS m WHERE m.roster_id = rosters.roster_id)",
            "Une liste a autant de membres qu’elle dit.",
        ),
        RowRule(
            "list_of_the_project_has_its_vintage",
            ("origin", "vintage"),
            "origin = 'csv' OR vintage IS NOT NULL",
            "Une liste du projet dit dans quelle géographie elle est écrite.",
        ),
    ),
    "roster.members": (
        TERRITORY_KEY,
        STRATUM_OF_LEVEL,
        RowRule(
            "census_weighs_one",
            ("level", "weight"),
            "level NOT IN ('region', 'departement') OR weight = 1",
            "Régions et départements sont un recensement : poids 1.",
        ),
        RowRule("siren_has_its_key", ("siren",), luhn("siren"), "Un SIREN a neuf chiffres, dont une clé juste."),
        RowRule(
            "siren_is_of_the_body",
            ("siren", "body_id"),
            "siren IS NULL OR body_id = territory_id",
            "Un SIREN n’est donné qu’à une collectivité qui se gouverne elle-même.",
        ),
        RowRule(
            "siren_names_one_member",
            ("roster_id", "siren"),
            "siren IS NULL OR count(*) OVER (PARTITION BY roster_id, siren) = 1",
            "Dans une liste, un SIREN désigne une seule collectivité.",
        ),
        RowRule(
            "stratum_holds_its_members",
            ("stratum", "stratum_size"),
            "stratum_size >= count(*) OVER (PARTITION BY roster_id, stratum)",
            "Une strate n’a pas moins de collectivités que de membres tirés.",
        ),
        RowRule(
            "overseas_stands_apart",
            ("roster_id", "stratum"),
            f"(stratum IN {texts(OVERSEAS)}) = bool_and(stratum IN {texts(OVERSEAS)}) OVER (PARTITION BY roster_id)",
            "Une liste ne mêle pas les collectivités d’outre-mer aux autres.",
        ),
        RowRule(
            "population_is_positive",
            ("population",),
            "population > 0",
            "Une population publiée n’est pas nulle.",
            "warning",
        ),
    ),
    "roster.looks": (
        OUTCOME_IS_KNOWN,
        RowRule(
            "read_look_has_instant",
            ("outcome", "looked_at"),
            "outcome <> 'ok' OR looked_at IS NOT NULL",
            "Une liste lue l’a été à un instant connu.",
        ),
    ),
    "roster.lists": (
        OUTCOME_IS_KNOWN,
        RowRule(
            "answered_within_asked",
            ("asked_count", "answered_count"),
            "answered_count <= asked_count",
            "Une liste ne répond pas pour plus de collectivités qu’on n’en cherchait.",
        ),
        RowRule(
            "read_list_is_in_force",
            ("outcome", "in_force_month"),
            "outcome <> 'ok' OR coalesce(in_force_month = month, FALSE)",
            "Une liste lue et crue est celle du mois.",
        ),
        RowRule(
            "carried_list_is_earlier",
            ("is_carried", "in_force_month"),
            "is_carried = coalesce(in_force_month < month, FALSE)",
            "Une liste reprise dit de quel mois antérieur.",
        ),
        RowRule(
            "refused_list_says_why",
            ("outcome", "problem_fr"),
            "outcome = 'ok' OR problem_fr IS NOT NULL",
            "Une liste qui n’est pas crue dit pourquoi.",
        ),
        RowRule(
            "list_was_read",
            ("outcome", "in_force_month"),
            "outcome = 'ok'",
            "Chaque liste a été lue ce mois-ci ; sinon la dernière liste crue reste en vigueur.",
            "warning",
        ),
    ),
    "roster.sites": (_web_address("site_url", is_critical=False), *_CARRIED),
    "roster.leads": (
        ACCOUNT_OF_NETWORK,
        RowRule(
            "current_lead_holds",
            ("statement_rank", "is_ended", "is_current"),
            "NOT is_current OR statement_rank <> 'deprecated'",
            "Une déclaration désapprouvée ne vaut pas preuve.",
        ),
        RowRule(
            "ended_date_means_ended",
            ("ended_date", "is_ended"),
            "ended_date IS NULL OR is_ended",
            "Une date de fin déclare une fin.",
        ),
        RowRule(
            "ended_lead_is_no_evidence",
            ("ended_date", "is_ended", "is_current"),
            "NOT (is_current AND is_ended) OR ended_date > last_day(month)",
            "Une déclaration finie dans le mois, ou sans date, ne vaut plus preuve.",
        ),
    ),
    "roster.wikidata_counts": (
        ACCOUNT_OF_NETWORK,
        RowRule(
            "counted_before_reading",
            ("counted_date", "found_at"),
            "counted_date <= found_at",
            "Un décompte est daté d’avant sa lecture.",
            "warning",
        ),
    ),
    "roster.evidence": (
        ACCOUNT_OF_NETWORK,
        _web_address("account_url"),
        *_CARRIED,
        RowRule(
            "evidence_agrees_with_source",
            ("evidence", "source"),
            "CASE evidence WHEN 'E1' THEN source = 'site' WHEN 'E4' THEN source = 'directory' "
            "WHEN 'E5' THEN source = 'manual' WHEN 'W' THEN source = 'wikidata' ELSE source = 'platform' END",
            "E1 vient du site, E4 de l’annuaire, E5 d’une revue, W de Wikidata, E2 et E3 du réseau.",
        ),
        RowRule(
            "place_is_of_a_link",
            ("evidence", "found_where"),
            "found_where IS NULL OR evidence = 'E1'",
            "Seul un lien d’un site a une place dans une page.",
        ),
        RowRule(
            "evidence_is_archived",
            ("source", "source_url", "record"),
            "source = 'manual' OR record IS NOT NULL",
            "Une preuve lue sur le web renvoie à son enregistrement d’archive.",
            "warning",
        ),
    ),
    "roster.accounts": (
        *_CLAIM,
        RowRule(
            "main_is_asked",
            ("is_main", "is_asked"),
            "is_asked OR NOT is_main",
            "Le compte principal est relevé.",
        ),
    ),
    "roster.attributions": (
        *_CLAIM,
        OUTCOME_IS_KNOWN,
        RowRule(
            "identity_agrees_with_id",
            ("identity_status", "platform_id", "id_space"),
            "(platform_id IS NULL) = (id_space IS NULL) AND (identity_status <> 'platform' OR platform_id IS NOT NULL)",
            "Une identité lue sur le réseau a un identifiant, et un identifiant a sa numérotation.",
        ),
        RowRule(
            "one_owner_for_an_identity",
            ("identity_id", "owner_id"),
            "owner_id = min(owner_id) OVER (PARTITION BY month, identity_id)",
            "Un compte appartient à une seule collectivité, sous tous ses identifiants.",
        ),
    ),
}
