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
from pipelines.model.vocabulary import CHANGE_FR, GATHERED_FR, GRID_FR, LENS_FR, METHOD_FR, UNIT_FR
from pipelines.model.zones import zone_rows
from pipelines.networks.registry import metrics
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
    "only": "Aucun autre compte n’a été trouvé.",
    "owner": "Un autre compte trouvé appartient à une autre collectivité.",
    "scope": "Un autre compte trouvé est celui d’un service, d’un équipement, d’une personne élue, de l’État ou"
    " d’un homonyme étranger.",
    "level": "Un autre compte trouvé dit, par son nom ou son lien, un autre niveau de collectivité, ou un autre lieu.",
    "shared": "Un autre compte trouvé est cité par trois collectivités au moins, sans ressembler à aucune.",
    "reviewed": "Ce compte a été retenu à la relecture.",
    "open": "Un autre compte trouvé est fermé, ou a changé de mains.",
    "official": "Rien ne prouve qu’un autre compte trouvé soit officiel.",
    "kind": "Entre deux comptes, une page passe avant une chaîne, et une chaîne avant un profil.",
    "name": "Ce compte porte le nom entier de la collectivité ; un autre compte trouvé n’en porte qu’une partie.",
    "incumbent": "Ce compte était le principal le mois précédent : il ne cède qu’à un score nettement meilleur.",
    "score": "Les preuves de ce compte sont plus fortes que celles d’un autre compte trouvé.",
    "similarity": "Le nom de ce compte est plus proche de celui de la collectivité que celui d’un autre compte trouvé.",
    "depth": "Ce compte est cité plus près de l’accueil du site qu’un autre compte trouvé.",
    "listed": "Ce compte est cité plus haut, dans la liste ou la page, qu’un autre compte trouvé.",
    "alphabet": "Rien ne distingue ce compte d’un autre compte trouvé : le premier par ordre alphabétique est retenu.",
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
        *_rows("aggregation", GATHERED_FR.items()),
        *_rows("lens", LENS_FR.items()),
        *_rows("unit_kind", UNIT_FR.items()),
        *_rows("interval_method", METHOD_FR.items()),
        *_rows("change_status", CHANGE_FR.items()),
        *_rows("grid_variant", GRID_FR.items()),
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
        *_rows("metric", metrics().items()),
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
