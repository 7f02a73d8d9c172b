"""Reference tables that the vocabulary itself gives: the published codes, and the world that is observed.

The other reference tables are read from data/reference, elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from pipelines.indicators.animation import ANIMATION_FR
from pipelines.indicators.catalogue import FAMILY_FR
from pipelines.indicators.comparable import REFUSAL_FR, VERDICT_FR
from pipelines.indicators.editorial import MARK_FR
from pipelines.indicators.journal import JOURNAL_FR
from pipelines.indicators.topics import TOPIC_FR
from pipelines.model.holidays import holiday_rows
from pipelines.model.movements import EVENT_FR, GEOGRAPHY_FR, RELATION_FR, ZONE_FR
from pipelines.model.outcomes import AGGREGATION_FR, EVIDENCE_FR, MEASURE_FR, OUTCOME_FR, PRESENCE_FR
from pipelines.model.strata import STRATA
from pipelines.model.zones import zone_rows
from pipelines.roster.decisions import ACTION_FR, STATUS_FR
from pipelines.roster.scope import SCOPE_FR
from pipelines.warehouse.lake import conform

ALL_STRATA_FR: Final = "Ensemble de la liste"


REASON_FR: Final = {
    "searched_everywhere": "Aucun compte dans l’annuaire, dans Wikidata ni sur le site officiel.",
    "unproven_account": "Un compte existe, cité par Wikidata seulement : rien ne prouve qu’il est officiel.",
    "other_account": "Le compte principal est fermé, mais un autre compte de la collectivité n’a pas été vérifié.",
    "other_body": "Une autre collectivité gouverne ce territoire (body_id) : elle est comptée à sa place.",
    "excluded_account": "L’annuaire ne cite qu’un compte que sa portée ou son niveau écarte : à relire.",
    "hijacked": "Un autre compte répond à l’identifiant, et rien ne confirme qu’il est à la collectivité : à relire.",
    "removed_on_request": "Une autorité a demandé le retrait du compte : il n’est ni relevé, ni gardé, ni publié.",
    "directory_not_read": "L’annuaire de l’administration n’a pas été lu depuis 90 jours.",
    "wikidata_not_read": "Wikidata n’a pas été lu depuis 90 jours.",
    "no_official_site": "Aucun site officiel n’est déclaré : l’absence ne peut être confirmée.",
    "site_unreachable": "Le site officiel n’a pas pu être lu ; l’issue de la requête suit les deux-points.",
}


STATE_FR: Final = {
    "new": "Vu pour la première fois.",
    "open": "Ouvert, comme au dernier mois observé.",
    "renamed": "Le même compte sous un autre identifiant : sa série continue.",
    "moved": "Le réseau dit que le compte est parti ailleurs.",
    "reused": "Un autre compte de la collectivité répond au même identifiant : une série commence.",
    "hijacked": "Un autre compte répond à l’identifiant, et rien ne confirme qu’il est à la collectivité.",
    "closed": "Fermé : le réseau ne connaît plus le compte.",
    "suspended": "Suspendu par le réseau.",
    "returned": "Rouvert, ou de nouveau à son titulaire.",
    "unobserved": "Aucun relevé ne dit ce mois-ci si le compte existe.",
}
RULE_FR: Final = {
    "only": "Seul compte trouvé.",
    "owner": "Le suivant appartient à une autre collectivité.",
    "scope": "Le suivant est un service, un équipement, une personne élue, l’État ou un homonyme étranger.",
    "level": "Le nom ou le lien du suivant dit un autre niveau de collectivité, ou un autre lieu.",
    "shared": "Le suivant est cité par trois collectivités au moins sans ressembler à aucune.",
    "reviewed": "Retenu à la relecture.",
    "open": "Le suivant est fermé, ou a changé de mains.",
    "official": "Le suivant n’est pas prouvé.",
    "kind": "Une page passe avant une chaîne, une chaîne avant un profil.",
    "name": "Porte le nom entier de la collectivité, le suivant une partie seulement.",
    "incumbent": "Compte principal du mois précédent : il ne cède qu’à un score nettement meilleur.",
    "score": "Preuves plus fortes.",
    "similarity": "Nom plus proche de celui de la collectivité.",
    "depth": "Cité plus près de l’accueil du site.",
    "listed": "Cité plus haut dans la liste ou la page.",
    "alphabet": "Ordre alphabétique, faute d’autre différence.",
}


def _rows(kind: str, labels: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [(kind, str(code), label) for code, label in labels]


def codes() -> pl.DataFrame:
    """`reference.codes`: every value of the published enumerations and reasons, each with a French sentence."""
    rows = [
        *_rows("outcome", OUTCOME_FR.items()),
        *_rows("measure_status", MEASURE_FR.items()),
        *_rows("presence_status", PRESENCE_FR.items()),
        *_rows("aggregation", AGGREGATION_FR.items()),
        *_rows("evidence", EVIDENCE_FR.items()),
        *_rows("scope", SCOPE_FR.items()),
        *_rows("account_state", STATE_FR.items()),
        *_rows("main_rule", RULE_FR.items()),
        *_rows("reason", REASON_FR.items()),
        *_rows("verdict", VERDICT_FR.items()),
        *_rows("refusal", REFUSAL_FR.items()),
        *_rows("decision", ACTION_FR.items()),
        *_rows("decision_status", STATUS_FR.items()),
        *_rows("indicator_family", FAMILY_FR.items()),
        *_rows("event", EVENT_FR.items()),
        *_rows("relation", RELATION_FR.items()),
        *_rows("geography", GEOGRAPHY_FR.items()),
        *_rows("zone", ZONE_FR.items()),
        *_rows("mark_status", MARK_FR.items()),
        *_rows("journal_kind", JOURNAL_FR.items()),
        *_rows("topic", TOPIC_FR.items()),
        *_rows("animation", ANIMATION_FR.items()),
        *_rows("stratum", ((stratum.code, stratum.label_fr) for stratum in STRATA)),
        ("stratum", "ALL", ALL_STRATA_FR),
    ]
    return conform("reference.codes", pl.DataFrame(rows, schema=["kind", "code", "label_fr"], orient="row"))


def zones() -> pl.DataFrame:
    """`reference.zones`: where clocks are not those of Paris."""
    frame = pl.DataFrame(zone_rows(), schema=["area_level", "area_code", "time_zone"], orient="row")
    return conform("reference.zones", frame)


def holidays() -> pl.DataFrame:
    """`reference.holidays`: days off, of the country or of an area."""
    columns = ["holiday_date", "area_level", "area_code", "name_fr"]
    return conform("reference.holidays", pl.DataFrame(holiday_rows(), schema=columns, orient="row"))


def world(origin: str) -> pl.DataFrame:
    """`reference.world`: one row that says whether the data are real or simulated, and what a page must say of it."""
    is_simulated = origin == "simulated"
    label = (
        "Données simulées : web fictif du territoire, pour démonstration. Aucun chiffre n’est réel."
        if is_simulated
        else "Données réelles, relevées sur les pages publiques."
    )
    row = {"origin": [origin], "is_simulated": [is_simulated], "label_fr": [label]}
    return conform("reference.world", pl.DataFrame(row))
