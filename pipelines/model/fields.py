"""The field dictionary: every table and column that the lake and the warehouse hold, with type, unit and meaning.

It generates Parquet schemas, DuckDB comments, Great Expectations suites and the data dictionary. A column that is not
here does not exist; a column that changes here changes the published contract (`CONTRACT_VERSION`), unless its table is
none of those that editions hold (`is_published`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pipelines.model.movements import EVENT_FR, GEOGRAPHY_FR, RELATION_FR, ZONE_FR
from pipelines.model.texts import LONGEST_TEXT, TextStatus

CONTRACT_VERSION: Final = "2.0.0"

TYPES: Final = ("VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP")


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `allowed` names a closed set; `low`/`high` bound numbers; units are written out. `is_raw`: what others
    wrote, as it was read, which no report shows and no edition holds."""

    name: str
    type: str
    text_fr: str
    is_null: bool = False
    unit: str = ""
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    is_raw: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `grain` is the key (unique, not null); `layer` is the DuckDB schema. One that is not `is_published` is
    for our own computing: it is in lake and warehouse, in no edition, and no part of the contract."""

    layer: str
    name: str
    text_fr: str
    grain: tuple[str, ...]
    fields: tuple[Field, ...]
    is_published: bool = True

    @property
    def full_name(self) -> str:
        return f"{self.layer}.{self.name}"

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]


def _text(name: str, text_fr: str, *, null: bool = False, allowed: Iterable[str] = ()) -> Field:
    return Field(name, "VARCHAR", text_fr, is_null=null, allowed=tuple(allowed))


def _count(name: str, text_fr: str, *, null: bool = False, unit: str = "") -> Field:
    return Field(name, "BIGINT", text_fr, is_null=null, unit=unit, low=0)


def _number(name: str, text_fr: str, *, unit: str = "", null: bool = True) -> Field:
    return Field(name, "DOUBLE", text_fr, is_null=null, unit=unit)


def _share(name: str, text_fr: str) -> Field:
    return Field(name, "DOUBLE", text_fr, is_null=True, unit="part de 0 à 1", low=0, high=1)


def _likeness(name: str, text_fr: str, *, null: bool = False) -> Field:
    return Field(name, "DOUBLE", text_fr, is_null=null, unit="de 0 à 1", low=0, high=1)


def _instant(name: str, text_fr: str, *, null: bool = False) -> Field:
    return Field(name, "TIMESTAMP", text_fr, is_null=null, unit="UTC")


def _flag(name: str, text_fr: str, *, null: bool = False) -> Field:
    return Field(name, "BOOLEAN", text_fr, is_null=null)


MEASURE_STATUSES: Final = (
    "observed", "rounded", "interpolated", "hidden", "not_given", "not_attempted", "not_read", "quarantined",
    "withheld", "no_reference", "small_base", "metric_break", "identity_break", "geography_break", "purged", "at_least",
    "summed", "no_account",
)  # fmt: skip
PRESENCE_STATUSES: Final = ("present_active", "present_dormant", "present_unobserved", "absent_confirmed", "unknown")
ZONES: Final = tuple(ZONE_FR)
AGGREGATIONS: Final = ("pooled", "mean_of_strata", "mean_of_strata_rounded", "pop_weighted", "poststratified")
EVIDENCES: Final = ("E1", "E2", "E3", "E4", "E5", "W")
SCOPES: Final = ("etat", "elu", "hors_territoire", "tourisme", "equipement", "thematique", "generaliste")
IDENTITY_STATUSES: Final = ("platform", "carried", "handle", "disputed")
ACCOUNT_STATES: Final = (
    "new", "open", "renamed", "moved", "reused", "hijacked", "closed", "suspended", "returned", "unobserved",
)  # fmt: skip
KINDS: Final = ("page", "channel", "profile")
LINK_PLACES: Final = (
    "rel_me", "jsonld", "social", "header", "nav", "footer", "aside", "embed", "head", "body", "article", "parent_site",
)  # fmt: skip
MAIN_RULES: Final = (
    "only", "owner", "scope", "level", "shared", "reviewed", "open", "official", "kind", "name", "incumbent", "score",
    "similarity", "depth", "listed", "alphabet",
)  # fmt: skip

COMPARISON_VERDICTS: Final = ("same", "differs", "not_measured", "refused")
REFUSALS: Final = (
    "other_country", "other_population", "other_metric", "other_unit", "no_month", "not_observed", "unknown_base",
    "other_base", "unknown_mode", "other_mode", "not_measured",
)  # fmt: skip

MONTH = Field("month", "DATE", "Mois observé (premier jour).")
NETWORK = _text("network", "Réseau : website, facebook, x, youtube, bluesky, mastodon ; « any » pour au moins un.")
TERRITORY = _text("territory_id", "Collectivité : niveau et code, par exemple commune:69123.")
ROSTER = _text("roster_id", "Liste de collectivités à laquelle la ligne se rapporte (EQ2012, COURANT…).")
STRATUM = _text("stratum", "Strate de la collectivité ; ALL pour l’ensemble de la liste.")
ACCOUNT = _text("account_id", "Compte : réseau et identifiant, par exemple facebook:villedegrenoble.")
_IDENTITY = _text("identity_id", "Identité du compte : elle survit aux renommages (roster.attributions).")
RECORD = _text("record", "Enregistrement de l’archive : fichier@position+longueur.", null=True)
OUTCOME = _text("outcome", "Issue de la requête (reference.codes l’explique).")
SEEN = _instant("observed_at", "Instant de la réponse archivée.")
ORIGINS: Final = ("live", "api", "archive", "import")
ORIGIN = _text("origin", "D’où vient la valeur : page publique (live), interface (api), archives du web, import.",
               allowed=ORIGINS)  # fmt: skip
CARRIED = _flag("is_carried", "Repris d’un autre mois : la source n’a rien dit qui soit cru ce mois-ci.")
PARSER = _text("parser_version", "Version du lecteur qui a produit la ligne.")


def _measured(stem: str, label: str) -> tuple[Field, Field]:
    return (
        _count(f"{stem}_count", f"{label} ; vide si non observé.", null=True),
        _text(f"{stem}_status", f"Pourquoi {stem}_count est vide, ou comment il fut lu.", allowed=MEASURE_STATUSES),
    )


def _bounded(stem: str, label: str, unit: str) -> tuple[Field, Field, Field]:
    return (
        _number(stem, f"{label} ; vide si non calculable.", unit=unit),
        _number(f"{stem}_lo", f"{label}, borne basse.", unit=unit),
        _number(f"{stem}_hi", f"{label}, borne haute.", unit=unit),
    )


_CLAIM: Final = (
    MONTH, TERRITORY, NETWORK, ACCOUNT, _text("handle", "Identifiant affiché."), _text("account_url", "Adresse."),
    _text("entity_kind", "Nature : page, chaîne ou profil.", allowed=KINDS),
    _text("scope", "Ce dont le compte parle ; seuls les généralistes entrent dans les taux.", allowed=SCOPES),
    _text("scope_reason", "Le mot qui le dit, et où il fut lu.", null=True),
    _text("evidence_codes", "Preuves réunies, par exemple E1+E4."),
    _count("source_count", "Nombre de pages qui portent une preuve."),
    _likeness("evidence_score", "Force des preuves, nuancée par la ressemblance et les contradictions ; classe, ne rend "
              "jamais officiel."),
    _likeness("similarity_score", "Ressemblance de l’identifiant ou du nom affiché au nom de la collectivité."),
    _likeness("name_score", "La même, pour les noms affichés seuls ; vide si aucun ne fut lu.", null=True),
    _flag("is_named", "L’identifiant ou un nom affiché contient le nom entier de la collectivité."),
    Field("level_affinity", "BIGINT", "1 si le compte dit le niveau de la collectivité (ville, métropole…), −1 s’il en "
          "dit un autre, 0 s’il n’en dit aucun.", low=-1, high=1),
    _count("depth_count", "Pas entre l’accueil du site et la page qui cite le compte.", null=True),
    _count("list_rank", "Meilleure place dans une liste ou une page."),
    _count("claimant_count", "Collectivités que des listes ou des sites disent titulaires du compte."),
    _text("owner_id", "Collectivité à qui le compte appartient quand plusieurs le réclament."),
    _flag("is_owner", "Le compte appartient à la collectivité de la ligne."),
    _flag("is_official", "E1 ou E4 ou (E2 et E3) ou E5."), _flag("is_main", "Compte principal du couple."),
    _text("rule", "Critère qui a départagé le compte principal du suivant.", null=True, allowed=MAIN_RULES),
    _text("rival_account_id", "Compte suivant.", null=True),
    _likeness("rival_score", "Son evidence_score.", null=True),
)  # fmt: skip
PRECISIONS: Final = ("day", "month", "year")
STATEMENT = _text("statement_id", "Déclaration de Wikidata.")
RANK = _text("statement_rank", "Rang que Wikidata lui donne.", allowed=("preferred", "normal", "deprecated"))


def _stated(stem: str, label: str) -> tuple[Field, Field]:
    return (
        Field(f"{stem}_date", "DATE", f"{label} (premier jour de la période) ; vide si inconnue.", is_null=True),
        _text(f"{stem}_precision", "Précision de cette date.", null=True, allowed=PRECISIONS),
    )


INDICATOR: Final = _text("indicator_id", "Indicateur, de I01 à I63 (reference.indicators).")
VARIANT: Final = _text(
    "variant", "Variante de l’indicateur : seuil, sous-ensemble, portée… ; base quand il n’y en a qu’une."
)
AREA_LEVELS: Final = ("france", "region", "departement")
GATHERED: Final = (*AGGREGATIONS, "sum", "mean", "median", "p10", "p90", "panel", "count", "index")
INTERVAL_METHODS: Final = ("none", "census", "wilson_fpc", "wilson_poststratified", "bootstrap", "bootstrap_t")
UNIT_KINDS: Final = (
    "share",
    "count",
    "per_100",
    "per_1000",
    "ratio",
    "unit_interval",
    "index",
    "rank",
    "level",
    "score",
    "hours",
    "flag",
    "set",
)
CHANGE_STATUSES: Final = ("observed", "no_reference", "metric_break", "no_value")

_CELL: Final = (
    _number("value", "Valeur ; vide, et value_status dit pourquoi."),
    _number("value_lo", "Borne basse : inconnues et arrondis."), _number("value_hi", "Borne haute : inconnues et arrondis."),
    _number("ci_lo", "Borne basse, tirage de l’échantillon compris (95 %)."),
    _number("ci_hi", "Borne haute, tirage de l’échantillon compris (95 %)."),
    _text("interval_method", "Comment ci_lo et ci_hi furent obtenus ; census : rien n’est tiré.", allowed=INTERVAL_METHODS),
    _text("value_status", "observed, ou pourquoi la valeur manque.", allowed=MEASURE_STATUSES),
    _number("numerator", "Numérateur du mode."), _number("denominator", "Dénominateur du mode."),
    _count("member_count", "Collectivités (ou comptes) dont la case parle."),
    _count("measured_count", "Parmi elles, mesurées."), _count("unknown_count", "Parmi elles, inconnues."),
)  # fmt: skip
_CELL_KEY: Final = (
    "month", "roster_id", "indicator_id", "variant", "network", "area_level", "area_code", "stratum", "aggregation",
)  # fmt: skip
_CELL_KEY_FIELDS: Final = (
    MONTH, ROSTER, INDICATOR, VARIANT, NETWORK, _text("area_level", "Maille.", allowed=AREA_LEVELS),
    _text("area_code", "Code de la maille ; FR pour l’ensemble."), STRATUM,
    _text("aggregation", "Comment les membres furent réunis : mode d’agrégation, ou somme, moyenne, médiane…", allowed=GATHERED),
)  # fmt: skip


def _change(window: str, label: str) -> tuple[Field, ...]:
    return (
        _number(f"value_{window}", f"Valeur {label}."),
        *_bounded(f"change_{window}", f"Écart à cette valeur, dans change_unit ({label})", "change_unit"),
        _text(f"change_{window}_status", "observed, ou pourquoi l’écart manque.", allowed=CHANGE_STATUSES),
    )


REFERENCE: Final = (
    Table("reference", "territories", "Collectivités de chaque millésime du code officiel géographique.",
          ("vintage", "territory_id"), (
        Field("vintage", "BIGINT", "Année du code officiel géographique.", low=2000, high=2100),
        TERRITORY,
        _text("level", "Niveau.", allowed=("region", "departement", "epci", "commune")),
        _text("code", "Code INSEE, ou SIREN pour un EPCI."),
        _text("name", "Nom."),
        _count("population", "Population municipale ; vide si non publiée.", null=True, unit="habitants"),
        Field("population_year", "BIGINT", "Recensement dont vient la population ; vide si elle manque ou n’est pas datée.",
              is_null=True, low=2000, high=2100),
        _count("population_governed", "Habitants pour qui la collectivité agit à son niveau (le Rhône sans la métropole de Lyon) ; "
               "vide si une autre gouverne.", null=True, unit="habitants"),
        _text("stratum", "Strate (régions, départements, EPCI par nature, communes par population)."),
        _text("zone", "Métropole, départements et régions d’outre-mer, collectivités d’outre-mer.", allowed=ZONES),
        _text("region_code", "Région de rattachement ; vide outre-mer hors des cinq régions.", null=True),
        _text("departement_code", "Département de rattachement.", null=True),
        _text("epci_code", "EPCI de rattachement.", null=True),
        _text("chef_lieu_code", "Commune chef-lieu d’une région ou d’un département.", null=True),
        _text("siren", "SIREN de la collectivité ; vide si une autre gouverne le territoire, ou si aucune source ne le donne.",
              null=True),
        _text("siren_source", "D’où vient le SIREN : liste des communes, membres des EPCI, millésime suivant, code de l’EPCI, "
              "liste des conseils, ligne écrite à la main.", null=True,
              allowed=("cog", "members", "later_vintage", "code", "francedata", "hand")),
        _text("body_id", "Collectivité qui gouverne le territoire, elle-même le plus souvent ; vide si l’État l’administre.", null=True),
        _text("body_code", "Code INSEE de cette collectivité : 69D, 20R, 6AE… ; vide pour les communes et les EPCI.", null=True),
        _text("body_name", "Son nom, s’il n’est pas celui du territoire.", null=True),
    )),
    Table("reference", "region_changes", "Régions de 2015 et celles de 2016 qui leur succèdent.",
          ("old_region_code",), (
        _text("old_region_code", "Code de la région avant 2016."), _text("old_region_name", "Nom avant 2016."),
        _text("new_region_code", "Code de la région depuis 2016."), _text("new_region_name", "Nom depuis 2016."),
    )),
    Table("reference", "territory_events", "Ce qui est arrivé aux territoires depuis 2012 : fusions, partages, codes, noms, gouvernance.",
          ("event_id",), (
        _text("event_id", "Jour, nature, départ et arrivée."),
        _text("level", "Niveau du territoire de départ.", allowed=("region", "departement", "epci", "commune")),
        _text("kind", "Nature de l’événement (reference.codes l’explique).", allowed=EVENT_FR),
        _text("from_id", "Territoire avant."), _text("to_id", "Territoire après ; le même s’il continue."),
        _text("from_name", "Son nom avant.", null=True), _text("to_name", "Son nom après.", null=True),
        Field("effective_date", "DATE", "Jour où le changement vaut, au plus tard."),
        Field("earliest_date", "DATE", "Jour où le changement vaut, au plus tôt ; le même s’il est exact."),
        _text("date_status", "exact, ou vintage : entre deux millésimes du code officiel géographique.", allowed=("exact", "vintage")),
        _share("population_share", "Part des habitants de from_id qui vont à to_id ; vide si elle n’est pas connue."),
        _flag("is_whole", "Tous les habitants de from_id vont à to_id ; vide si leur part n’est pas connue.", null=True),
        _flag("is_break", "Ce dont parlent les comptes du territoire change : un nombre d’avant ne se compare pas à un d’après."),
        _text("source", "Généalogie de l’INSEE, listes de deux millésimes, membres des EPCI, ou loi.",
              allowed=("genealogy", "vintages", "members", "law")),
        _text("note_fr", "Raison que donne la source.", null=True),
    )),
    Table("reference", "territory_map", "Quelle collectivité d’aujourd’hui prend la suite de chaque territoire, depuis 2012.",
          ("territory_id", "first_vintage", "current_id"), (
        TERRITORY,
        Field("first_vintage", "BIGINT", "Premier millésime (1er janvier) pour lequel la ligne vaut.", low=2000, high=2100),
        Field("last_vintage", "BIGINT", "Dernier millésime pour lequel la ligne vaut.", low=2000, high=2100),
        _text("current_id", "Collectivité du dernier millésime qui prend la suite ; une ligne pour chacune si elles sont plusieurs."),
        _text("relation", "Ce qu’elle est au territoire (reference.codes l’explique).", allowed=RELATION_FR),
        Field("successor_count", "BIGINT", "Collectivités d’aujourd’hui qui prennent la suite du territoire.", low=1),
        Field("predecessor_count", "BIGINT", "Collectivités de ces millésimes dont current_id prend la suite.", low=1),
        _flag("is_upper_bound", "Une somme sur les prédécesseurs majore : un même abonné peut en suivre plusieurs."),
        Field("last_event_date", "DATE", "Dernier événement sur le chemin ; vide si rien n’est arrivé.", is_null=True),
        _text("reason_fr", "Pourquoi il n’y a pas une seule collectivité, ou pourquoi c’en est une autre.", null=True),
    )),
    Table("reference", "networks", "Table des portes : ce que chaque accès à un réseau donne et permet.",
          ("network", "door"), (
        NETWORK, _text("label", "Nom affiché du réseau."), _count("network_rank", "Ordre d’affichage du réseau."),
        _text("door", "Porte."),
        _count("door_rank", "Ordre d’essai de la porte."), _text("gives", "Champs observables, séparés par des espaces."),
        _text("precision_fr", "Précision des compteurs."), _text("terms_fr", "Ce que les conditions permettent."),
        _flag("is_token_needed", "Un jeton est nécessaire."),
        _text("needs", "Déclaration de l’opérateur sans laquelle la porte reste fermée.", null=True),
        _count("retention_days_count", "Durée de conservation que les conditions admettent ; vide sans limite.",
               null=True, unit="jours"),
        _text("lifted_by", "Déclaration qui lève cette limite.", null=True),
        _flag("is_present_by_link", "Un lien officiel prouve la présence là où aucune porte n’est permise."),
    )),
    Table("reference", "published_figures", "Chiffres imprimés par des études françaises, avec source et base.",
          ("figure_id",), (
        _text("figure_id", "Identifiant de la ligne."), _text("date", "Date imprimée (année ou mois)."),
        Field("month", "DATE", "Premier jour du mois, si la date en donne un.", is_null=True),
        _text("country", "Pays."), _text("stratum", "Strate ou collectivité imprimée."),
        _text("n", "Base imprimée.", null=True), _text("network", "Réseau ou combinaison."),
        _text("indicator", "Indicateur."), _number("value", "Valeur imprimée.", null=False), _text("unit", "Unité imprimée."),
        _text("aggregation", "Mode d’agrégation."), _text("source", "Source."), _text("note", "Remarque.", null=True),
    )),
    Table("reference", "indicators", "Catalogue des indicateurs : définition, unité, base, règle des vides, intervalle, exemple.",
          ("indicator_id",), (
        INDICATOR, _text("name", "Nom anglais, celui du code."), _text("label_fr", "Nom."), _text("family", "Famille."),
        _text("formula_fr", "Définition."), _text("unit_fr", "Unité."), _text("unit_kind", "Nature de l’unité.", allowed=UNIT_KINDS),
        _text("grain_fr", "Ce dont une valeur parle."), _text("window_fr", "Période."),
        _text("default_aggregation_fr", "Mode d’agrégation par défaut."), _text("null_policy_fr", "Quand la valeur reste vide."),
        _text("interval_fr", "Ce que couvrent les bornes."), _text("networks_fr", "Réseaux concernés."),
        _text("example_fr", "Exemple à refaire à la main.", null=True), _number("example_value", "Son résultat."),
        _text("source", "D’où vient l’indicateur."),
        _text("computed_in", "Fichier SQL ou table où il est calculé ; vide s’il ne l’est pas encore.", null=True),
        Field("break_month", "DATE", "Mois où sa définition a changé pour tous ; une variation ne le franchit pas.", is_null=True),
        _text("break_fr", "Ce qui a changé.", null=True),
    )),
    Table("reference", "codes", "Valeurs des énumérations publiées, expliquées une à une.", ("kind", "code"), (
        _text("kind", "Énumération : outcome, measure_status, presence_status, aggregation, evidence, reason, scope, stratum, event, relation, geography…"),
        _text("code", "Valeur."), _text("label_fr", "Explication."),
    )),
    Table("reference", "world", "Le monde observé : réel ou simulé.", ("origin",), (
        _text("origin", "live ou simulated.", allowed=("live", "simulated")), _flag("is_simulated", "Vrai si les données sont simulées."), _text("label_fr", "Mention à afficher."),
    )),
)  # fmt: skip

COMPLETED: Final = (
    Field("stratum_size", "BIGINT", "N : collectivités de la strate dont les membres sont tirés (somme de leurs poids).",
          is_null=True, low=1),
    _text("siren", "SIREN, si la collectivité se gouverne elle-même et qu’une source le donne.", null=True),
    _text("body_id", "Collectivité qui gouverne le territoire, elle-même le plus souvent ; vide si elle n’est pas connue.", null=True),
    _text("body_name", "Nom de cette collectivité, s’il n’est pas celui du territoire.", null=True),
    _text("epci_code", "EPCI de rattachement.", null=True),
)  # fmt: skip
"""Columns of `roster.members` that no file of a list holds: they are worked out from the official geography."""

ROSTERS: Final = (
    Table("roster", "months", "Liste en vigueur pour chaque mois observé.", ("month", "roster_id"), (MONTH, ROSTER)),
    Table("roster", "rosters", "Les listes : leur règle, leur millésime, et l’empreinte de leur contenu.", ("roster_id",), (
        ROSTER, _text("label_fr", "Nom de la liste."), _text("rule_fr", "Règle qui dit qui en est membre."),
        Field("vintage", "BIGINT", "Géographie dans laquelle la liste est écrite ; vide si une liste apportée n’en dit rien.",
              is_null=True, low=2000, high=2100),
        _text("seed", "Graine du tirage, si des membres sont tirés au sort.", null=True),
        _text("origin", "frozen : fichier du projet, qui ne change pas ; computed : calculée d’après le code officiel géographique ; "
              "csv : apportée.", allowed=("frozen", "computed", "csv")),
        _count("member_count", "Membres."),
        _text("content_hash", "Empreinte des membres (sha256, 16 caractères) : une autre empreinte est une autre liste."),
    )),
    Table("roster", "members", "Membres de chaque liste, avec strate, population et poids de sondage.",
          ("roster_id", "territory_id"), (
        ROSTER, TERRITORY, _text("level", "Niveau.", allowed=("region", "departement", "epci", "commune")),
        _text("code", "Code."), _text("name", "Nom."), STRATUM,
        _count("population", "Population retenue.", null=True, unit="habitants"),
        Field("pop_vintage", "BIGINT", "Millésime de la population ; vide si la liste ne le donne pas.", is_null=True),
        _text("region_code", "Région.", null=True), _text("departement_code", "Département.", null=True),
        Field("weight", "DOUBLE", "Poids de sondage : N de la strate / n tirés (1 pour un recensement).", low=1),
        *COMPLETED,
    )),
    Table("roster", "looks", "Où l’on a cherché : annuaire, Wikidata, site officiel, par collectivité et par mois.",
          ("month", "territory_id", "source"), (
        MONTH, TERRITORY, _text("source", "Liste consultée.", allowed=("directory", "wikidata", "site")),
        OUTCOME, _instant("looked_at", "Instant de la consultation.", null=True), RECORD,
    )),
    Table("roster", "lists", "Chaque liste du mois : ce qui fut lu, quand, combien, et celle qui est en vigueur.",
          ("month", "source", "part"), (
        MONTH, _text("source", "Liste.", allowed=("directory", "wikidata", "roster", "import")),
        _text("part", "Partie lue séparément : nature d’organisme, propriété, liste de membres ou fichier."), OUTCOME,
        _instant("read_at", "Instant de la réponse ; vide pour un fichier ou sans requête.", null=True),
        _count("asked_count", "Collectivités cherchées dans cette partie."),
        _count("answered_count", "Collectivités pour lesquelles la réponse est crue."),
        _count("record_count", "Organismes, éléments ou lignes lus ; vide si la réponse n’est pas une liste.", null=True),
        _count("previous_count", "Même décompte dans la dernière liste crue ; vide sans mois antérieur.", null=True),
        Field("in_force_month", "DATE", "Mois de la liste en vigueur (premier jour) ; vide s’il n’y en a aucune.",
              is_null=True),
        _instant("in_force_at", "Instant où elle fut lue ; vide pour un fichier.", null=True), CARRIED,
        _text("content_hash", "Empreinte sha256 de ce qui fut reçu.", null=True),
        _text("problem_fr", "Pourquoi elle n’est pas crue, ou ce qui en fut laissé.", null=True), RECORD,
    )),
    Table("roster", "sites", "Sites officiels déclarés.", ("month", "territory_id", "site_url"), (
        MONTH, TERRITORY, _text("site_url", "Adresse déclarée."), _text("source", "Liste qui la déclare."), RECORD,
        _instant("found_at", "Instant de la liste qui la déclare."), CARRIED,
    )),
    Table("roster", "evidence", "Preuves : pourquoi un compte est attribué à une collectivité.",
          ("month", "territory_id", "account_id", "evidence", "source", "source_url"), (
        MONTH, TERRITORY, NETWORK, ACCOUNT, _text("handle", "Identifiant affiché."),
        _text("account_url", "Adresse du compte."), _text("evidence", "Nature de la preuve.", allowed=EVIDENCES),
        _text("source", "directory, wikidata, site, manual, platform."),
        _text("source_url", "Page qui porte la preuve."),
        _text("found_where", "Endroit de la page où le lien se trouve ; parent_site : site de l’EPCI.", null=True,
              allowed=LINK_PLACES),
        Field("list_rank", "BIGINT", "Place dans la liste ou la page, à partir de 1.", low=1),
        _instant("found_at", "Instant du constat."), RECORD, CARRIED,
    )),
    Table("roster", "leads", "Comptes que Wikidata déclare, avec rang et dates : pistes, y compris celles d’autrefois.",
          ("month", "territory_id", "account_id", "statement_id"), (
        MONTH, TERRITORY, NETWORK, ACCOUNT, _text("handle", "Identifiant déclaré."),
        _text("account_url", "Adresse du compte."), STATEMENT, RANK,
        *_stated("started", "Début déclaré"), *_stated("ended", "Fin déclarée"),
        _flag("is_ended", "Une fin est déclarée, de date connue ou non."),
        _flag("is_current", "Vaut preuve W ce mois-ci : ni finie, ni à venir, et du meilleur rang."),
        _text("source_url", "Élément de Wikidata."), _instant("found_at", "Instant de la réponse."), RECORD,
    )),
    Table("roster", "wikidata_counts", "Abonnés que Wikidata date et attribue : pour comparer, jamais dans une audience.",
          ("month", "territory_id", "statement_id"), (
        MONTH, TERRITORY, NETWORK, ACCOUNT, STATEMENT, _count("followers_count", "Abonnés déclarés."),
        Field("counted_date", "DATE", "Date déclarée (premier jour de la période)."),
        _text("counted_precision", "Précision de cette date.", allowed=PRECISIONS),
        _text("platform_id", "Identifiant interne sur X, s’il est donné.", null=True), RANK,
        _text("source_url", "Élément de Wikidata."), _instant("found_at", "Instant de la réponse."), RECORD,
    )),
    Table("roster", "accounts", "Comptes attribués avant la collecte : ceux que l’on demande.",
          ("month", "territory_id", "account_id"), (
        *_CLAIM, _flag("is_asked", "Le compte est relevé ce mois-ci."),
    )),
    Table("roster", "attributions", "Comptes attribués après la collecte, avec ce qu’eux-mêmes ont montré : ceux que "
          "l’on publie.", ("month", "territory_id", "account_id"), (
        *_CLAIM, _text("identity_id", "Identité : réseau, numérotation et identifiant interne ; le compte lui-même tant "
                       "qu’aucun identifiant ne fut lu. Elle survit aux renommages."),
        _text("identity_status", "platform (lue ce mois), carried (connue d’avant), handle (jamais lue), disputed "
              "(l’identifiant a changé de mains).", allowed=IDENTITY_STATUSES),
        _text("platform_id", "Dernier identifiant interne connu.", null=True),
        _text("id_space", "Numérotation de platform_id.", null=True),
        _text("handle_seen", "Identifiant que le réseau montre.", null=True),
        _text("account_name", "Nom affiché.", null=True),
        _text("outcome", "Issue du relevé qui dit le mieux si le compte existe (reference.codes l’explique)."),
        _flag("is_confirmed", "Cité ce mois-ci par l’annuaire ou le site, et nommé ou lié comme il faut ; ou relu."),
        _flag("is_contradicted", "Une portée jamais nôtre, un lien vers un autre territoire, ou un changement de mains."),
    )),
)  # fmt: skip

OBSERVATIONS: Final = (
    Table("observations", "fetches", "Chaque requête prévue et ce qu’il en est advenu.",
          ("month", "network", "request_key"), (
        MONTH, NETWORK, _text("request_key", "Porte, objet et adresse."), _text("url", "Adresse demandée."),
        _text("host", "Hôte."), _text("door", "Porte."), _text("purpose", "Objet : profile, posts, home, feed…"),
        _text("subject_ids", "Comptes ou collectivités visés, séparés par des espaces."),
        _instant("fetched_at", "Instant de la réponse ou de l’échec."), OUTCOME,
        _count("http_status", "Code HTTP.", null=True), _text("final_url", "Adresse finale.", null=True),
        _count("attempt_count", "Nombre d’essais."), _count("redirect_count", "Nombre de redirections."),
        _count("wire_bytes_count", "Octets reçus.", unit="octets"), _text("error", "Message d’erreur.", null=True),
        RECORD,
    )),
    Table("observations", "snapshots", "Relevés des comptes : un par compte, porte et instant.",
          ("month", "network", "account_id", "door", "observed_at"), (
        MONTH, NETWORK, ACCOUNT, _text("door", "Porte."), SEEN, ORIGIN, OUTCOME,
        _text("platform_id", "Identifiant interne du réseau.", null=True),
        _text("id_space", "Numérotation de platform_id : deux portes d’un réseau peuvent en avoir deux.", null=True),
        _text("handle_seen", "Identifiant lu sur la page.", null=True), _text("account_name", "Nom affiché.", null=True),
        _text("metric_def", "Ce que compte followers, par exemple facebook.fans.", null=True),
        _count("followers_count", "Abonnés ; vide si non observé.", null=True),
        _count("followers_lo", "Borne basse de l’arrondi.", null=True),
        _count("followers_hi", "Borne haute de l’arrondi.", null=True),
        _text("followers_display", "Texte affiché.", null=True),
        _text("followers_status", "Pourquoi vide, ou comment lu.", allowed=MEASURE_STATUSES),
        *_measured("following", "Abonnements"), *_measured("posts", "Publications affichées au total"),
        *_measured("talking", "Personnes qui en parlent"),
        _flag("is_verified", "Vérification d’institution par le réseau.", null=True),
        _text("bio_url", "Lien de la présentation.", null=True),
        _instant("account_created_at", "Création du compte.", null=True), PARSER, RECORD,
    )),
    Table("observations", "posts", "Métadonnées des publications du mois ; aucun texte.",
          ("month", "network", "account_id", "post_id", "observed_at"), (
        MONTH, NETWORK, ACCOUNT, _text("door", "Porte."), _text("post_id", "Identifiant."), _instant("created_at", "Instant de publication."),
        _text("kind", "original, reply ou repost.", allowed=("original", "reply", "repost")),
        *_measured("like", "Mentions j’aime"), *_measured("comment", "Commentaires"), *_measured("share", "Partages"),
        *_measured("view", "Vues"), _text("post_url", "Adresse.", null=True), _text("link_url", "Lien cité.", null=True),
        _text("lang", "Langue.", null=True), _count("media_count", "Médias joints.", null=True),
        _count("alt_text_count", "Médias avec texte alternatif.", null=True),
        _text("generator", "Logiciel qui a publié, si le réseau le nomme.", null=True), SEEN, PARSER, RECORD,
    )),
    Table("observations", "post_windows", "Jusqu’où remontent les listes de publications lues.",
          ("month", "network", "account_id", "door", "observed_at"), (
        MONTH, NETWORK, ACCOUNT, _text("door", "Porte."), SEEN,
        _count("shown_count", "Publications montrées, de toute date."),
        _instant("covered_from_at", "La plus ancienne montrée ; vide s’il n’y en a aucune.", null=True),
        _flag("is_complete", "Vrai si rien du mois ne manque : la liste remonte avant lui, ou l’interface est lue jusque-là."),
        RECORD,
    )),
    Table("observations", "ads", "Publicités du mois d’après la bibliothèque publicitaire ; aucune dépense.",
          ("month", "network", "account_id", "ad_id", "observed_at"), (
        MONTH, NETWORK, ACCOUNT, _text("door", "Porte."), _text("ad_id", "Identifiant de la publicité."),
        _instant("started_at", "Début de la diffusion."), _instant("stopped_at", "Fin, si elle est connue.", null=True),
        *_measured("reach", "Comptes touchés dans l’Union européenne"),
        _text("page_id", "Identifiant interne de la page.", null=True), SEEN, PARSER, RECORD,
    )),
    Table("observations", "site_items", "Actualités du flux du site officiel.", ("month", "territory_id", "item_url"), (
        MONTH, TERRITORY, _text("item_url", "Adresse."), _text("title", "Titre."),
        _instant("published_at", "Instant de publication.", null=True), RECORD,
    )),
    Table("observations", "texts", "Textes des publications et des actualités, 90 jours au plus, puis leurs signatures.",
          ("month", "network", "account_id", "text_id"), (
        MONTH, NETWORK, ACCOUNT, _text("text_id", "Publication (post_id), ou adresse de l’actualité."),
        _text("kind", "post : publication originale du compte ; item : actualité du flux du site (titre et contenu).",
              allowed=("post", "item")),
        _instant("created_at", "Instant de publication ; vide si le flux n’en donne pas.", null=True),
        _text("url", "Adresse.", null=True),
        Field("text", "VARCHAR", f"Texte sans balises, {LONGEST_TEXT} caractères au plus ; vide : text_status dit pourquoi.",
              is_null=True, is_raw=True),
        _text("text_status", "observed ; not_given : la porte ne le donne pas ; purged : effacé au bout de 90 jours.",
              allowed=tuple(TextStatus)),
        _count("word_count", "Mots, adresses du web non comptées ; reste quand le texte est effacé.", null=True, unit="mots"),
        Field("char_count", "BIGINT", "Caractères ; reste quand le texte est effacé.", is_null=True, unit="caractères",
              low=0, high=LONGEST_TEXT),
        _text("signature", "Les 512 plus petites empreintes (BLAKE2b, 32 bits, hexadécimal, triées) des suites de cinq mots ; "
              "vide sans aucun mot.", null=True),
        SEEN, PARSER, RECORD,
    ), is_published=False),
)  # fmt: skip

_COUNTS = (
    _count("present_count", "Collectivités présentes."), _count("absent_count", "Absences confirmées."),
    _count("unknown_count", "Inconnues."), _count("member_count", "Collectivités de la liste."),
)  # fmt: skip

_ORIGINS_OF_GROWTH: Final = (
    _text("origin", "D’où vient le relevé du mois ; vide s’il est interpolé.", null=True, allowed=ORIGINS),
    _text("reference_origin", "D’où vient le relevé comparé ; vide s’il est interpolé.", null=True, allowed=ORIGINS),
)

_LINK_STATUS: Final = _text("link_status", "observed ; no_reference : aucun compte comparable ; small_base : moins de cinq comptes, ou de "
                            "100 abonnés.", allowed=("observed", "no_reference", "small_base"))  # fmt: skip

BAROMETER: Final = (
    Table("barometer", "identities", "Qui répond à chaque identifiant de compte, et ce qui lui est arrivé.",
          ("month", "network", "account_id"), (
        MONTH, NETWORK, ACCOUNT, _IDENTITY,
        _text("identity_status", "platform, carried, handle ou disputed (roster.attributions).",
              allowed=IDENTITY_STATUSES),
        _text("platform_id", "Dernier identifiant interne connu.", null=True),
        _text("id_space", "Numérotation de platform_id.", null=True),
        _text("handle_seen", "Identifiant que le réseau montre.", null=True),
        _text("account_name", "Nom affiché.", null=True),
        _text("state", "Ce qui lui est arrivé (reference.codes l’explique).", allowed=ACCOUNT_STATES),
        _text("previous_account_id", "Compte sous lequel la même identité était connue.", null=True),
        _text("previous_identity_id", "Identité qui répondait à cet identifiant auparavant.", null=True),
        Field("spell_number", "BIGINT", "Numéro de la période : une même identité, ouverte ou fermée.", low=1),
        Field("since_month", "DATE", "Premier mois observé de la période."),
    )),
    Table("barometer", "status", "Ce que l’on sait de chaque collectivité sur chaque réseau.",
          ("month", "roster_id", "territory_id", "network"), (
        MONTH, ROSTER, TERRITORY, NETWORK, STRATUM,
        _text("status", "Statut.", allowed=PRESENCE_STATUSES),
        _text("reason", "Ce qui fonde le statut : preuve, issue de requête ou liste non consultée."),
        _text("account_id", "Compte principal.", null=True),
        _count("post_count", "Publications originales du mois.", null=True),
    )),
    Table("barometer", "posting", "Publications du mois de chaque compte principal, et si elles y sont toutes.",
          ("month", "roster_id", "territory_id", "network"), (
        MONTH, ROSTER, TERRITORY, NETWORK, STRATUM, _text("account_id", "Compte principal."),
        *_measured("post", "Publications originales"),
        _count("reply_count", "Réponses ; vide comme post_count.", null=True),
        _count("repost_count", "Partages d’autres comptes ; vide comme post_count.", null=True),
        _instant("covered_from_at", "Jusqu’où remontent les listes lues ; vide si rien n’y est montré.", null=True),
    )),
    Table("barometer", "audience", "Abonnés à la fin du mois, avec l’intervalle que laisse l’affichage.",
          ("month", "roster_id", "territory_id", "network"), (
        MONTH, ROSTER, TERRITORY, NETWORK, STRATUM, _text("account_id", "Compte principal."), _IDENTITY,
        _text("metric_def", "Définition du compteur.", null=True),
        _count("followers_count", "Abonnés à l’instant de référence.", null=True),
        _count("followers_lo", "Borne basse.", null=True), _count("followers_hi", "Borne haute.", null=True),
        _text("followers_status", "Comment la valeur fut obtenue, ou pourquoi elle manque.", allowed=MEASURE_STATUSES),
        _instant("observed_at", "Instant du relevé retenu.", null=True),
        _text("origin", "D’où vient le relevé retenu.", null=True, allowed=ORIGINS), RECORD,
    )),
    Table("barometer", "presence", "Taux de présence par réseau, strate et territoire, dans cinq modes d’agrégation.",
          ("month", "roster_id", "network", "area_level", "area_code", "stratum", "aggregation"), (
        MONTH, ROSTER, NETWORK, _text("area_level", "Maille.", allowed=("france", "region", "departement")),
        _text("area_code", "Code de la maille ; FR pour l’ensemble."), STRATUM,
        _text("aggregation", "Mode d’agrégation.", allowed=AGGREGATIONS), *_COUNTS,
        _number("numerator", "Numérateur du mode."), _number("denominator", "Dénominateur du mode (connus seulement)."),
        _share("presence_share", "Part de présentes parmi les connues ; vide si plus de 10 % d’inconnues."),
        _share("presence_share_lo", "Borne basse : présentes / liste."),
        _share("presence_share_hi", "Borne haute : (présentes + inconnues) / liste."),
        _text("presence_share_status", "observed, withheld (inconnues > 10 %) ou small_base (n < 5).",
              allowed=("observed", "withheld", "small_base")),
    )),
    Table("barometer", "copresence", "Présence conjointe sur deux réseaux, contrôlée par inclusion–exclusion.",
          ("month", "roster_id", "stratum", "network_a", "network_b"), (
        MONTH, ROSTER, STRATUM, _text("network_a", "Premier réseau."), _text("network_b", "Second réseau."),
        _count("a_count", "Présentes sur le premier (statut connu sur les deux)."), _count("b_count", "Présentes sur le second."),
        _count("both_count", "Présentes sur les deux."), _count("any_count", "Présentes sur l’un au moins."),
        _count("known_count", "Statut connu sur les deux."), _count("unknown_count", "Inconnues sur l’un au moins."),
        _count("member_count", "Collectivités de la liste."),
        _share("both_share", "Présentes sur les deux / connues."), _share("both_share_lo", "Borne basse."),
        _share("both_share_hi", "Borne haute."), _share("any_share", "Présentes sur l’un au moins / connues."),
        Field("inclusion_exclusion_gap", "BIGINT", "a + b − (les deux) − (l’un au moins) ; 0 si cohérent."),
        _text("both_share_status", "observed, withheld ou small_base.", allowed=("observed", "withheld", "small_base")),
    )),
    Table("barometer", "growth", "Progression des abonnés sur un et douze mois, en intervalles.",
          ("month", "roster_id", "territory_id", "network", "window_months"), (
        MONTH, ROSTER, TERRITORY, NETWORK, STRATUM, Field("window_months", "BIGINT", "Fenêtre : 1 ou 12 mois.", low=1, high=12),
        _text("account_id", "Compte."), _text("metric_def", "Définition du compteur.", null=True),
        _count("followers_count", "Abonnés ce mois.", null=True), _count("followers_lo", "Borne basse.", null=True),
        _count("followers_hi", "Borne haute.", null=True),
        _count("reference_count", "Abonnés au mois de comparaison.", null=True),
        _count("reference_lo", "Borne basse.", null=True), _count("reference_hi", "Borne haute.", null=True),
        *_bounded("growth_abs", "Progression absolue", "abonnés"),
        *_bounded("growth_rel", "Progression relative", "part de 0 à 1 (0,1 = +10 %)"),
        *_bounded("growth_per_1000", "Progression pour 1 000 habitants", "abonnés pour 1 000 habitants"),
        _text("growth_status", "Pourquoi la progression manque, ou comment elle fut obtenue.", allowed=MEASURE_STATUSES),
        *_ORIGINS_OF_GROWTH,
        _flag("is_stock_flow_suspect", "Le gain atteint 95 % du stock : un stock est peut-être imprimé comme un gain.", null=True),
    )),
    Table("barometer", "current_geography", "Vue courante : ce que les prédécesseurs de chaque collectivité d’aujourd’hui montraient.",
          ("month", "roster_id", "territory_id", "network"), (
        MONTH, ROSTER, _text("territory_id", "Collectivité d’aujourd’hui."), NETWORK, STRATUM,
        _text("geography_status", "Ce que la liste et les sources donnent de ses prédécesseurs (reference.codes l’explique).",
              allowed=GEOGRAPHY_FR),
        _text("predecessor_ids", "Territoires de la liste dont elle prend la suite, séparés par des espaces."),
        _count("predecessor_count", "Territoires du mois dont elle prend la suite, dans la liste ou non ; vide si aucune source ne le dit.",
               null=True),
        _text("presence_status", "Présente si l’un d’eux l’est ; absente s’ils le sont tous ; inconnue sinon.",
              allowed=("present", "absent_confirmed", "unknown")),
        _count("account_count", "Comptes des prédécesseurs sur le réseau (0 pour un site)."),
        _text("metric_def", "Définition du compteur.", null=True),
        _count("followers_count", "Abonnés, additionnés sur les prédécesseurs.", null=True),
        _count("followers_lo", "Borne basse : celle du plus grand, que les abonnés des autres suivent peut-être tous.", null=True),
        _count("followers_hi", "Borne haute : la somme.", null=True),
        _text("followers_status", "Comment la valeur fut obtenue, ou pourquoi elle manque.", allowed=MEASURE_STATUSES),
        _flag("is_upper_bound", "La valeur est une somme de plusieurs comptes, donc une borne haute ; vide sans valeur.", null=True),
    )),
    Table("barometer", "chain_links", "Maillons de l’indice chaîné : abonnés des mêmes comptes à un mois d’intervalle.",
          ("month", "roster_id", "network", "stratum"), (
        MONTH, ROSTER, NETWORK, STRATUM,
        _count("matched_count", "Comptes mesurés les deux mois, comparables : ceux du maillon."),
        _count("event_count", "Comptes laissés de côté : le périmètre de la collectivité a changé, ou a pu changer, entre-temps."),
        _count("unmatched_count", "Comptes de ce mois sans comparaison : autre compte, autre définition, ou pas de relevé."),
        _LINK_STATUS, *_bounded("link", "Abonnés du mois / abonnés du mois d’avant", "rapport (1 = inchangé)"),
        *_bounded("total", "Abonnés du mois, pondérés comme les collectivités", "abonnés"),
        *_bounded("before_total", "Abonnés des mêmes comptes le mois d’avant", "abonnés"),
        _number("shared_total_lo", "Mois d’avant, comptes qui étaient aussi du maillon précédent, borne basse.", unit="abonnés"),
        _number("shared_total_hi", "Les mêmes, borne haute.", unit="abonnés"),
    )),
    Table("barometer", "chained_index", "Indice chaîné : évolution des abonnés à comptes constants d’un mois à l’autre.",
          ("month", "roster_id", "network", "stratum"), (
        MONTH, ROSTER, NETWORK, STRATUM,
        _count("matched_count", "Comptes du dernier maillon."),
        _count("event_count", "Comptes que des événements de périmètre en écartent."), _LINK_STATUS,
        _count("link_count", "Maillons depuis la base."),
        Field("base_month", "DATE", "Mois où l’indice vaut 100 ; vide sans maillon.", is_null=True),
        _number("index_value", "Indice ; vide sans maillon.", unit="100 au mois de base"),
        _number("index_lo", "Indice, borne basse.", unit="100 au mois de base"),
        _number("index_hi", "Indice, borne haute ; vide si le premier compteur pouvait être nul.", unit="100 au mois de base"),
    )),
    Table("barometer", "ranking", "Palmarès des progressions, avec meilleur et pire rang possibles.",
          ("month", "roster_id", "stratum", "network", "window_months", "lens", "territory_id"), (
        MONTH, ROSTER, STRATUM, NETWORK, Field("window_months", "BIGINT", "Fenêtre.", low=1, high=12),
        _text("lens", "Lecture : absolute, relative, per_1000.", allowed=("absolute", "relative", "per_1000")), TERRITORY,
        _number("value", "Valeur classée.", null=False), _number("value_lo", "Borne basse.", null=False),
        _number("value_hi", "Borne haute.", null=False),
        _count("rank", "Rang de la valeur affichée."), _count("best_rank", "Meilleur rang possible."),
        _count("worst_rank", "Pire rang possible."), _count("ranked_count", "Comptes classés."),
        _count("unranked_count", "Comptes présents mais non mesurés."),
        _flag("is_podium_certain", "Le pire rang possible est encore sur le podium (3)."),
        _flag("is_stock_flow_suspect", "Gain ≥ 95 % du stock."), *_ORIGINS_OF_GROWTH,
    )),
    Table("barometer", "coverage", "Ce que le mois a couvert : cherché, connu, mesuré.",
          ("month", "roster_id", "network", "stratum"), (
        MONTH, ROSTER, NETWORK, STRATUM, *_COUNTS,
        _count("searched_count", "Collectivités cherchées partout : annuaire, Wikidata, site."),
        _count("account_count", "Comptes principaux officiels."), _count("measured_count", "Comptes dont les abonnés sont connus."),
        _share("searched_share", "Cherchées / liste."), _share("unknown_share", "Inconnues / liste."),
        _share("measured_share", "Mesurés / comptes ; vide sans compte."),
    )),
    Table("barometer", "discovery", "Par quelle liste chaque compte fut trouvé ; liens vers un compte fermé ; sans site.",
          ("month", "roster_id", "network", "stratum"), (
        MONTH, ROSTER, NETWORK, STRATUM,
        _count("directory_only_count", "Compte principal cité par l’annuaire, non lié par le site."),
        _count("site_only_count", "Compte principal lié par le site, non cité par l’annuaire."),
        _count("both_count", "Compte principal cité par l’annuaire et lié par le site."),
        _count("other_only_count", "Compte principal nommé par Wikidata ou apporté, par aucune des deux listes."),
        _count("closed_count", "Compte principal connu, mais fermé."),
        _count("neither_count", "Aucun compte trouvé, que l’on ait pu chercher partout ou non."),
        _count("member_count", "Collectivités de la liste."), _count("no_site_count", "Sans site officiel déclaré."),
        _count("site_unread_count", "Site déclaré, non lu depuis 90 jours."),
        _count("base_count", "Collectivités dont l’annuaire et le site ont été lus depuis moins de 90 jours."),
        _count("base_directory_only_count", "Parmi elles, compte cité par l’annuaire seul."),
        _count("base_site_only_count", "Parmi elles, compte lié par le site seul."),
        _count("base_both_count", "Parmi elles, compte dans les deux listes."),
        _count("third_directory_only_count", "Parmi elles, compte de Wikidata cité par l’annuaire seul."),
        _count("third_site_only_count", "Parmi elles, compte de Wikidata lié par le site seul."),
        _count("third_both_count", "Parmi elles, compte de Wikidata dans les deux listes."),
        _count("third_neither_count", "Parmi elles, compte de Wikidata dans aucune des deux."),
        _count("linked_count", "Comptes liés par un site officiel dont l’état est connu."),
        _count("dead_linked_count", "Parmi eux, comptes fermés."),
        _share("dead_linked_share", "Fermés / liés dont l’état est connu ; vide sans lien."),
    )),
    Table("barometer", "missed", "Estimation par deux listes des comptes que l’annuaire et les sites ont tous deux manqués.",
          ("month", "roster_id", "network", "stratum"), (
        MONTH, ROSTER, NETWORK, STRATUM,
        _count("searched_count", "Collectivités dont les deux listes ont été lues : l’estimation ne parle que d’elles."),
        _count("found_count", "Comptes trouvés par l’une des deux listes au moins."),
        _count("estimated_count", "Comptes estimés (Chapman), si les deux listes sont indépendantes.", null=True),
        _count("estimated_lo", "Borne basse à 95 % (Sadinle), jamais sous les comptes trouvés.", null=True),
        _count("estimated_hi", "Borne haute à 95 %, jamais au-dessus des collectivités cherchées.", null=True),
        _text("estimated_status", "observed, ou small_base sous 7 comptes communs aux deux listes.",
              allowed=("observed", "small_base")),
        _share("missed_share", "Comptes manqués / comptes estimés."), _share("missed_share_lo", "Borne basse."),
        _share("missed_share_hi", "Borne haute."),
        _count("third_count", "Comptes de Wikidata, toutes strates, où la dépendance est jugée."),
        *_bounded("dependence_ratio", "Rapport des cotes des deux listes : 1 si indépendantes, plus si elles se copient",
                  "rapport"),
    )),
    Table("barometer", "unknowns", "Pourquoi des statuts restent inconnus.",
          ("month", "roster_id", "network", "stratum", "reason"), (
        MONTH, ROSTER, NETWORK, STRATUM, _text("reason", "Issue de requête ou liste non consultée."),
        _count("territory_count", "Collectivités."),
    )),
    Table("barometer", "politeness", "Politesse de la collecte, hôte par hôte.", ("month", "network", "host"), (
        MONTH, NETWORK, _text("host", "Hôte."), _count("request_count", "Requêtes."), _count("ok_count", "Réponses lues."),
        _count("refused_count", "Refus : robots, 401, 403, 429, murs."), _count("failed_count", "Échecs : réseau, TLS, 5xx."),
        _count("wire_bytes_count", "Octets reçus.", unit="octets"),
        _number("least_gap_seconds", "Plus petit intervalle entre deux requêtes.", unit="secondes"),
    )),
    Table("barometer", "cells", "Cases des indicateurs, chaque indicateur dans son fichier ; barometer.indicators leur ajoute unité et variations.",
          _CELL_KEY, (*_CELL_KEY_FIELDS, *_CELL), is_published=False),
    Table("barometer", "indicators", "Tous les indicateurs, par réseau, strate et maille, avec bornes et variations sur un et douze mois.",
          _CELL_KEY, (
        *_CELL_KEY_FIELDS, *_CELL, _text("unit_fr", "Unité."),
        _text("change_unit", "Unité des écarts : points pour une part, jamais des pour cent.", allowed=("points", "unit")),
        *_change("m1", "du mois d’avant"), *_change("m12", "douze mois plus tôt"),
    )),
    Table("barometer", "comparison", "Tous les chiffres imprimés : mesure de même définition, ou raison qui refuse de comparer.",
          ("figure_id",), (
        _text("figure_id", "Chiffre publié."), _text("date", "Date imprimée (année ou mois)."),
        Field("month", "DATE", "Mois du chiffre (premier jour), si sa date en donne un.", is_null=True),
        _text("roster_id", "Liste en vigueur ce mois-là ; vide si le mois n’est pas observé.", null=True),
        _text("network", "Réseau ou combinaison."), _text("stratum", "Strate ou collectivité."), _text("indicator", "Indicateur."),
        _text("aggregation", "Mode, lu dans le chiffre quand il n’est pas imprimé."),
        _number("published_value", "Valeur imprimée.", null=False), _number("measured_value", "Valeur mesurée, même unité ; vide si refusal dit pourquoi."),
        _number("measured_pooled", "Même taux, toutes strates confondues."), _text("unit", "Unité."),
        _number("difference", "Mesuré − imprimé."), _text("published_n", "Base imprimée.", null=True),
        _count("measured_n", "Membres de la liste dans ce groupe ; vide si elle n’a pas ce groupe.", null=True),
        _text("verdict", "same, differs, not_measured, refused.", allowed=COMPARISON_VERDICTS),
        _text("refusal", "Première raison de ne pas comparer ; vide quand la mesure est comparée.", null=True, allowed=REFUSALS),
        _text("feasible_fr", "Ce que le pourcentage peut être sur sa base ; vide sans base exacte ou hors %.", null=True),
        _text("note_fr", "Ce qu’il faut savoir ; toutes les raisons si la comparaison est refusée.", null=True), _text("source", "Source."),
    )),
)  # fmt: skip

TABLES: Final[dict[str, Table]] = {
    table.full_name: table for table in (*REFERENCE, *ROSTERS, *OBSERVATIONS, *BAROMETER)
}
PUBLISHED: Final[dict[str, Table]] = {name: table for name, table in TABLES.items() if table.is_published}
