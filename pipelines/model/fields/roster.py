"""Lists: who is looked for, where we looked, what was found, and whose accounts they are."""

from __future__ import annotations

from typing import Final

from pipelines.model.fields.base import (
    ACCOUNT,
    CARRIED,
    DECISION_ACTIONS,
    EVIDENCES,
    IDENTITY_STATUSES,
    KINDS,
    LINK_PLACES,
    MAIN_RULES,
    MONTH,
    NETWORK,
    OUTCOME,
    RECORD,
    ROSTER,
    SCOPES,
    STRATUM,
    TERRITORY,
    Field,
    Table,
    count,
    flag,
    instant,
    likeness,
    text,
)

_CLAIM: Final = (
    MONTH, TERRITORY, NETWORK, ACCOUNT, text("handle", "Identifiant affiché."), text("account_url", "Adresse."),
    text("entity_kind", "Nature : page, chaîne ou profil.", allowed=KINDS),
    text("scope", "Ce dont le compte parle ; seuls les généralistes entrent dans les taux.", allowed=SCOPES),
    text("scope_reason", "Le mot qui le dit, et où il fut lu.", null=True),
    text("evidence_codes", "Preuves réunies, par exemple E1+E4."),
    count("source_count", "Nombre de pages qui portent une preuve."),
    likeness("evidence_score", "Force des preuves, nuancée par la ressemblance et les contradictions ; classe, ne rend "
              "jamais officiel."),
    likeness("similarity_score", "Ressemblance de l’identifiant ou du nom affiché au nom de la collectivité."),
    likeness("name_score", "La même, pour les noms affichés seuls ; vide si aucun ne fut lu.", null=True),
    flag("is_named", "L’identifiant ou un nom affiché contient le nom entier de la collectivité."),
    Field("level_affinity", "BIGINT", "1 si le compte dit le niveau de la collectivité (ville, métropole…), −1 s’il en "
          "dit un autre, 0 s’il n’en dit aucun.", low=-1, high=1),
    count("depth_count", "Pas entre l’accueil du site et la page qui cite le compte.", null=True),
    count("list_rank", "Meilleure place dans une liste ou une page."),
    count("claimant_count", "Collectivités que des listes ou des sites disent titulaires du compte."),
    text("owner_id", "Collectivité à qui le compte appartient quand plusieurs le réclament."),
    flag("is_owner", "Le compte appartient à la collectivité de la ligne."),
    flag("is_official", "E1 ou E4 ou (E2 et E3) ou E5."), flag("is_main", "Compte principal du couple."),
    text("rule", "Critère qui a départagé le compte principal du suivant.", null=True, allowed=MAIN_RULES),
    text("rival_account_id", "Compte suivant.", null=True),
    likeness("rival_score", "Son evidence_score.", null=True),
)  # fmt: skip
PRECISIONS: Final = ("day", "month", "year")
STATEMENT = text("statement_id", "Déclaration de Wikidata.")
RANK = text("statement_rank", "Rang que Wikidata lui donne.", allowed=("preferred", "normal", "deprecated"))


def _stated(stem: str, label: str) -> tuple[Field, Field]:
    return (
        Field(f"{stem}_date", "DATE", f"{label} (premier jour de la période) ; vide si inconnue.", is_null=True),
        text(f"{stem}_precision", "Précision de cette date.", null=True, allowed=PRECISIONS),
    )


COMPLETED: Final = (
    Field("stratum_size", "BIGINT", "N : collectivités de la strate dont les membres sont tirés (somme de leurs poids).",
          is_null=True, low=1),
    text("siren", "SIREN, si la collectivité se gouverne elle-même et qu’une source le donne.", null=True),
    text("body_id", "Collectivité qui gouverne le territoire, elle-même le plus souvent ; vide si elle n’est pas connue.", null=True),
    text("body_name", "Nom de cette collectivité, s’il n’est pas celui du territoire.", null=True),
    text("epci_code", "EPCI de rattachement.", null=True),
)  # fmt: skip
"""Columns of `roster.members` that no file of a list holds: they are worked out from the official geography."""

ROSTERS: Final = (
    Table("roster", "months", "Liste en vigueur pour chaque mois observé.", ("month", "roster_id"), (MONTH, ROSTER)),
    Table("roster", "rosters", "Les listes : leur règle, leur millésime, et l’empreinte de leur contenu.", ("roster_id",), (
        ROSTER, text("label_fr", "Nom de la liste."), text("rule_fr", "Règle qui dit qui en est membre."),
        Field("vintage", "BIGINT", "Géographie dans laquelle la liste est écrite ; vide si une liste apportée n’en dit rien.",
              is_null=True, low=2000, high=2100),
        text("seed", "Graine du tirage, si des membres sont tirés au sort.", null=True),
        text("origin", "frozen : fichier du projet, qui ne change pas ; computed : calculée d’après le code officiel géographique ; "
              "csv : apportée.", allowed=("frozen", "computed", "csv")),
        count("member_count", "Membres."),
        text("content_hash", "Empreinte des membres (sha256, 16 caractères) : une autre empreinte est une autre liste."),
    )),
    Table("roster", "members", "Membres de chaque liste, avec strate, population et poids de sondage.",
          ("roster_id", "territory_id"), (
        ROSTER, TERRITORY, text("level", "Niveau.", allowed=("region", "departement", "epci", "commune")),
        text("code", "Code."), text("name", "Nom."), STRATUM,
        count("population", "Population retenue.", null=True, unit="habitants"),
        Field("pop_vintage", "BIGINT", "Millésime de la population ; vide si la liste ne le donne pas.", is_null=True),
        text("region_code", "Région.", null=True), text("departement_code", "Département.", null=True),
        Field("weight", "DOUBLE", "Poids de sondage : N de la strate / n tirés (1 pour un recensement).", low=1),
        *COMPLETED,
    )),
    Table("roster", "looks", "Où l’on a cherché : annuaire, Wikidata, site officiel, par collectivité et par mois.",
          ("month", "territory_id", "source"), (
        MONTH, TERRITORY, text("source", "Liste consultée.", allowed=("directory", "wikidata", "site")),
        OUTCOME, instant("looked_at", "Instant de la consultation.", null=True), RECORD,
    )),
    Table("roster", "lists", "Chaque liste du mois : ce qui fut lu, quand, combien, et celle qui est en vigueur.",
          ("month", "source", "part"), (
        MONTH, text("source", "Liste.", allowed=("directory", "wikidata", "roster", "import")),
        text("part", "Partie lue séparément : nature d’organisme, propriété, liste de membres ou fichier."), OUTCOME,
        instant("read_at", "Instant de la réponse ; vide pour un fichier ou sans requête.", null=True),
        count("asked_count", "Collectivités cherchées dans cette partie."),
        count("answered_count", "Collectivités pour lesquelles la réponse est crue."),
        count("record_count", "Organismes, éléments ou lignes lus ; vide si la réponse n’est pas une liste.", null=True),
        count("previous_count", "Même décompte dans la dernière liste crue ; vide sans mois antérieur.", null=True),
        Field("in_force_month", "DATE", "Mois de la liste en vigueur (premier jour) ; vide s’il n’y en a aucune.",
              is_null=True),
        instant("in_force_at", "Instant où elle fut lue ; vide pour un fichier.", null=True), CARRIED,
        text("content_hash", "Empreinte sha256 de ce qui fut reçu.", null=True),
        text("problem_fr", "Pourquoi elle n’est pas crue, ou ce qui en fut laissé.", null=True), RECORD,
    )),
    Table("roster", "sites", "Sites officiels déclarés.", ("month", "territory_id", "site_url"), (
        MONTH, TERRITORY, text("site_url", "Adresse déclarée."), text("source", "Liste qui la déclare."), RECORD,
        instant("found_at", "Instant de la liste qui la déclare."), CARRIED,
    )),
    Table("roster", "evidence", "Preuves : pourquoi un compte est attribué à une collectivité.",
          ("month", "territory_id", "account_id", "evidence", "source", "source_url"), (
        MONTH, TERRITORY, NETWORK, ACCOUNT, text("handle", "Identifiant affiché."),
        text("account_url", "Adresse du compte."), text("evidence", "Nature de la preuve.", allowed=EVIDENCES),
        text("source", "directory, wikidata, site, manual, platform."),
        text("source_url", "Page qui porte la preuve."),
        text("found_where", "Endroit de la page où le lien se trouve ; parent_site : site de l’EPCI.", null=True,
              allowed=LINK_PLACES),
        Field("list_rank", "BIGINT", "Place dans la liste ou la page, à partir de 1.", low=1),
        instant("found_at", "Instant du constat."), RECORD, CARRIED,
    )),
    Table("roster", "leads", "Comptes que Wikidata déclare, avec rang et dates : pistes, y compris celles d’autrefois.",
          ("month", "territory_id", "account_id", "statement_id"), (
        MONTH, TERRITORY, NETWORK, ACCOUNT, text("handle", "Identifiant déclaré."),
        text("account_url", "Adresse du compte."), STATEMENT, RANK,
        *_stated("started", "Début déclaré"), *_stated("ended", "Fin déclarée"),
        flag("is_ended", "Une fin est déclarée, de date connue ou non."),
        flag("is_current", "Vaut preuve W ce mois-ci : ni finie, ni à venir, et du meilleur rang."),
        text("source_url", "Élément de Wikidata."), instant("found_at", "Instant de la réponse."), RECORD,
    )),
    Table("roster", "wikidata_counts", "Abonnés que Wikidata date et attribue : pour comparer, jamais dans une audience.",
          ("month", "territory_id", "statement_id"), (
        MONTH, TERRITORY, NETWORK, ACCOUNT, STATEMENT, count("followers_count", "Abonnés déclarés."),
        Field("counted_date", "DATE", "Date déclarée (premier jour de la période)."),
        text("counted_precision", "Précision de cette date.", allowed=PRECISIONS),
        text("platform_id", "Identifiant interne sur X, s’il est donné.", null=True), RANK,
        text("source_url", "Élément de Wikidata."), instant("found_at", "Instant de la réponse."), RECORD,
    )),
    Table("roster", "decisions", "Ce que des personnes ont décidé de comptes et de sites, et si le mois l’applique.",
          ("month", "decision_id"), (
        MONTH, text("decision_id", "Décision."),
        text("origin", "D’où elle vient : fichier des corrections, relecture de cas, liste relue.",
             allowed=("corrections", "review", "list")),
        text("action", "Ce qu’elle dit (reference.codes l’explique).", allowed=DECISION_ACTIONS), TERRITORY,
        text("network", "Réseau ; vide pour un site.", null=True), text("account_id", "Compte ; vide pour un site.", null=True),
        text("value", "Ce qui la complète : collectivité, portée, autre compte ou adresse.", null=True),
        Field("from_month", "DATE", "Premier mois pour lequel elle vaut."),
        Field("until_month", "DATE", "Dernier mois ; vide si elle vaut encore.", is_null=True),
        text("reason_fr", "Pourquoi."), text("evidence_url", "Ce qui la fonde : page ou fichier."),
        text("decided_role", "À quel titre elle fut prise ; jamais un nom.",
             allowed=("relecture", "recherche", "collectivite", "autorite")),
        Field("decided_date", "DATE", "Jour où elle fut prise."),
        text("expect", "Ce que les sources doivent dire encore pour qu’elle vaille (JSON).", null=True),
        text("decision_status", "Appliquée, remplacée ou périmée (reference.codes l’explique).",
             allowed=("applied", "superseded", "stale")),
        text("problem_fr", "Pourquoi elle n’est pas appliquée.", null=True),
    )),
    Table("roster", "accounts", "Comptes attribués avant la collecte : ceux que l’on demande.",
          ("month", "territory_id", "account_id"), (
        *_CLAIM, flag("is_asked", "Le compte est relevé ce mois-ci."),
    )),
    Table("roster", "attributions", "Comptes attribués après la collecte, avec ce qu’eux-mêmes ont montré : ceux que "
          "l’on publie.", ("month", "territory_id", "account_id"), (
        *_CLAIM, text("identity_id", "Identité : réseau, numérotation et identifiant interne ; le compte lui-même tant "
                       "qu’aucun identifiant ne fut lu. Elle survit aux renommages."),
        text("identity_status", "platform (lue ce mois), carried (connue d’avant), handle (jamais lue), disputed "
              "(l’identifiant a changé de mains).", allowed=IDENTITY_STATUSES),
        text("platform_id", "Dernier identifiant interne connu.", null=True),
        text("id_space", "Numérotation de platform_id.", null=True),
        text("handle_seen", "Identifiant que le réseau montre.", null=True),
        text("account_name", "Nom affiché.", null=True),
        text("outcome", "Issue du relevé qui dit le mieux si le compte existe (reference.codes l’explique)."),
        flag("is_confirmed", "Cité ce mois-ci par l’annuaire ou le site, et nommé ou lié comme il faut ; ou relu."),
        flag("is_contradicted", "Une portée jamais nôtre, un lien vers un autre territoire, ou un changement de mains."),
    )),
)  # fmt: skip
