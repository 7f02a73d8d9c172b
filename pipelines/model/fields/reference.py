"""Reference tables: territories and what happened to them, doors, printed figures, codes, indicators."""

from __future__ import annotations

from typing import Final

from pipelines.model.fields.base import NETWORK, TERRITORY, ZONES, Field, Table, count, flag, number, share, text
from pipelines.model.fields.indicators import FAMILIES, INDICATOR, UNIT_KINDS
from pipelines.model.movements import EVENT_FR, RELATION_FR

STATEMENT_ID: Final = text("statement_id", "Phrase, de S01 à S22 (reference.statements).")
ANSWERS: Final = ("measured", "partly", "unknowable", "elsewhere")

REFERENCE: Final = (
    Table("reference", "territories", "Collectivités de chaque millésime du code officiel géographique.",
          ("vintage", "territory_id"), (
        Field("vintage", "BIGINT", "Année du code officiel géographique.", low=2000, high=2100),
        TERRITORY,
        text("level", "Niveau.", allowed=("region", "departement", "epci", "commune")),
        text("code", "Code INSEE, ou SIREN pour un EPCI."),
        text("name", "Nom."),
        count("population", "Population municipale ; vide si non publiée.", null=True, unit="habitants"),
        Field("population_year", "BIGINT", "Recensement dont vient la population ; vide si elle manque ou n’est pas datée.",
              is_null=True, low=2000, high=2100),
        count("population_governed", "Habitants pour qui la collectivité agit à son niveau (le Rhône sans la métropole de Lyon) ; "
               "vide si une autre gouverne.", null=True, unit="habitants"),
        text("stratum", "Strate (régions, départements, EPCI par nature, communes par population)."),
        text("zone", "Métropole, départements et régions d’outre-mer, collectivités d’outre-mer.", allowed=ZONES),
        text("region_code", "Région de rattachement ; vide outre-mer hors des cinq régions.", null=True),
        text("departement_code", "Département de rattachement.", null=True),
        text("epci_code", "EPCI de rattachement.", null=True),
        text("chef_lieu_code", "Commune chef-lieu d’une région ou d’un département.", null=True),
        text("siren", "SIREN de la collectivité ; vide si une autre gouverne le territoire, ou si aucune source ne le donne.",
              null=True),
        text("siren_source", "D’où vient le SIREN : liste des communes, membres des EPCI, millésime suivant, code de l’EPCI, "
              "liste des conseils, ligne écrite à la main.", null=True,
              allowed=("cog", "members", "later_vintage", "code", "francedata", "hand")),
        text("body_id", "Collectivité qui gouverne le territoire, elle-même le plus souvent ; vide si l’État l’administre.", null=True),
        text("body_code", "Code INSEE de cette collectivité : 69D, 20R, 6AE… ; vide pour les communes et les EPCI.", null=True),
        text("body_name", "Son nom, s’il n’est pas celui du territoire.", null=True),
    )),
    Table("reference", "region_changes", "Régions de 2015 et celles de 2016 qui leur succèdent.",
          ("old_region_code",), (
        text("old_region_code", "Code de la région avant 2016."), text("old_region_name", "Nom avant 2016."),
        text("new_region_code", "Code de la région depuis 2016."), text("new_region_name", "Nom depuis 2016."),
    )),
    Table("reference", "territory_events", "Ce qui est arrivé aux territoires depuis 2012 : fusions, partages, codes, noms, gouvernance.",
          ("event_id",), (
        text("event_id", "Jour, nature, départ et arrivée."),
        text("level", "Niveau du territoire de départ.", allowed=("region", "departement", "epci", "commune")),
        text("kind", "Nature de l’événement (reference.codes l’explique).", allowed=EVENT_FR),
        text("from_id", "Territoire avant."), text("to_id", "Territoire après ; le même s’il continue."),
        text("from_name", "Son nom avant.", null=True), text("to_name", "Son nom après.", null=True),
        Field("effective_date", "DATE", "Jour où le changement vaut, au plus tard."),
        Field("earliest_date", "DATE", "Jour où le changement vaut, au plus tôt ; le même s’il est exact."),
        text("date_status", "exact, ou vintage : entre deux millésimes du code officiel géographique.", allowed=("exact", "vintage")),
        share("population_share", "Part des habitants de from_id qui vont à to_id ; vide si elle n’est pas connue."),
        flag("is_whole", "Tous les habitants de from_id vont à to_id ; vide si leur part n’est pas connue.", null=True),
        flag("is_break", "Ce dont parlent les comptes du territoire change : un nombre d’avant ne se compare pas à un d’après."),
        text("source", "Généalogie de l’INSEE, listes de deux millésimes, membres des EPCI, ou loi.",
              allowed=("genealogy", "vintages", "members", "law")),
        text("note_fr", "Raison que donne la source.", null=True),
    )),
    Table("reference", "territory_map", "Quelle collectivité d’aujourd’hui prend la suite de chaque territoire, depuis 2012.",
          ("territory_id", "first_vintage", "current_id"), (
        TERRITORY,
        Field("first_vintage", "BIGINT", "Premier millésime (1er janvier) pour lequel la ligne vaut.", low=2000, high=2100),
        Field("last_vintage", "BIGINT", "Dernier millésime pour lequel la ligne vaut.", low=2000, high=2100),
        text("current_id", "Collectivité du dernier millésime qui prend la suite ; une ligne pour chacune si elles sont plusieurs."),
        text("relation", "Ce qu’elle est au territoire (reference.codes l’explique).", allowed=RELATION_FR),
        Field("successor_count", "BIGINT", "Collectivités d’aujourd’hui qui prennent la suite du territoire.", low=1),
        Field("predecessor_count", "BIGINT", "Collectivités de ces millésimes dont current_id prend la suite.", low=1),
        flag("is_upper_bound", "Une somme sur les prédécesseurs majore : un même abonné peut en suivre plusieurs."),
        Field("last_event_date", "DATE", "Dernier événement sur le chemin ; vide si rien n’est arrivé.", is_null=True),
        text("reason_fr", "Pourquoi il n’y a pas une seule collectivité, ou pourquoi c’en est une autre.", null=True),
    )),
    Table("reference", "networks", "Table des portes : ce que chaque accès à un réseau donne et permet.",
          ("network", "door"), (
        NETWORK, text("label", "Nom affiché du réseau."), count("network_rank", "Ordre d’affichage du réseau."),
        text("door", "Porte."),
        count("door_rank", "Ordre d’essai de la porte."), text("gives", "Champs observables, séparés par des espaces."),
        text("precision_fr", "Précision des compteurs."), text("terms_fr", "Ce que les conditions permettent."),
        flag("is_token_needed", "Un jeton est nécessaire."),
        text("needs", "Déclaration de l’opérateur sans laquelle la porte reste fermée.", null=True),
        count("retention_days_count", "Durée de conservation que les conditions admettent ; vide sans limite.",
               null=True, unit="jours"),
        text("lifted_by", "Déclaration qui lève cette limite.", null=True),
        flag("is_present_by_link", "Un lien officiel prouve la présence là où aucune porte n’est permise."),
    )),
    Table("reference", "published_figures", "Chiffres imprimés par des études françaises, avec source et base.",
          ("figure_id",), (
        text("figure_id", "Identifiant de la ligne."), text("date", "Date imprimée (année ou mois)."),
        Field("month", "DATE", "Premier jour du mois, si la date en donne un.", is_null=True),
        text("country", "Pays."), text("stratum", "Strate ou collectivité imprimée."),
        text("n", "Base imprimée.", null=True), text("network", "Réseau ou combinaison."),
        text("indicator", "Indicateur."), number("value", "Valeur imprimée.", null=False), text("unit", "Unité imprimée."),
        text("aggregation", "Mode d’agrégation."), text("source", "Source."), text("note", "Remarque.", null=True),
    )),
    Table("reference", "generators", "Logiciels qui publient, tels que les réseaux les nomment.", ("generator",), (
        text("generator", "Nom, en minuscules."),
        text("kind", "feed_robot : publie un flux ; scheduler : une personne écrit et choisit l’heure ; client : application.",
              allowed=("feed_robot", "scheduler", "client")),
        text("note_fr", "Ce qu’il fait."),
    )),
    Table("reference", "classifiers", "Ce que valent les classifieurs de textes, sur des textes écrits pour le projet.",
          ("classifier_id", "network"), (
        text("classifier_id", "topics, animation, auto_rss, republication ou crosspost."), NETWORK,
        text("classifier_version", "Version mesurée."), text("sample_hash", "Empreinte de l’échantillon."),
        count("text_count", "Textes de l’échantillon (moitié test)."),
        count("positive_count", "Textes qui portent l’étiquette."),
        count("true_positive_count", "Trouvés à raison."), count("false_positive_count", "Trouvés à tort."),
        count("false_negative_count", "Manqués."),
        share("precision_share", "Précision ; pour topics, part de textes bien classés."),
        share("precision_lo", "Borne basse (Wilson, 95 %)."), share("precision_hi", "Borne haute (Wilson, 95 %)."),
        share("recall_share", "Rappel ; pour topics, part de textes bien classés."),
        share("recall_lo", "Borne basse (Wilson, 95 %)."), share("recall_hi", "Borne haute (Wilson, 95 %)."),
        share("f1_score", "F1 ; pour topics, moyenne des treize champs."),
        flag("is_withheld", "Retenu : les indicateurs qui en dépendent ne sont pas publiés sur ce réseau."),
        text("reason_fr", "Pourquoi il est retenu.", null=True),
    )),
    Table("reference", "indicators", "Catalogue des indicateurs : définition, unité, base, règle des vides, intervalle, exemple.",
          ("indicator_id",), (
        INDICATOR, text("name", "Nom anglais, celui du code."), text("label_fr", "Nom."), text("family", "Famille.", allowed=FAMILIES),
        text("formula_fr", "Définition."), text("unit_fr", "Unité."), text("unit_kind", "Nature de l’unité.", allowed=UNIT_KINDS),
        text("grain_fr", "Ce dont une valeur parle."), text("window_fr", "Période."),
        text("default_aggregation_fr", "Mode d’agrégation par défaut."), text("null_policy_fr", "Quand la valeur reste vide."),
        text("interval_fr", "Ce que couvrent les bornes."), text("networks_fr", "Réseaux concernés."),
        text("example_fr", "Exemple à refaire à la main.", null=True), number("example_value", "Son résultat."),
        text("source", "D’où vient l’indicateur."),
        text("computed_in", "Fichier SQL ou table où il est calculé ; vide s’il ne l’est pas encore.", null=True),
        Field("break_month", "DATE", "Mois où sa définition a changé pour tous ; une variation ne le franchit pas.", is_null=True),
        text("break_fr", "Ce qui a changé.", null=True),
    )),
    Table("reference", "statements", "Ce que les documents de l’étude ont écrit, et comment chaque phrase se rejoue.",
          ("statement_id",), (
        STATEMENT_ID, count("statement_rank", "Ordre."), text("text_fr", "La phrase."), text("source_fr", "Où elle fut imprimée."),
        text("indicator_ids", "Indicateurs qui lui répondent, séparés par des espaces."),
        text("answer", "measured, partly, unknowable, ou elsewhere : hors de la scène de 2012–2013.", allowed=ANSWERS),
        text("definition_fr", "Définition retenue."), text("unknown_fr", "Ce qui ne peut être su, ou ce qu’il faut savoir."),
    )),
    Table("reference", "statement_facts", "Chiffres et palmarès imprimés sur lesquels chaque phrase repose.", ("statement_id", "fact_id"), (
        STATEMENT_ID, text("fact_id", "Chiffre de reference.published_figures, ou réseau|strate d’un palmarès."),
        text("kind", "Nature.", allowed=("figure", "podium")), text("network", "Réseau du palmarès.", null=True),
        text("stratum", "Strate du palmarès.", null=True), text("names", "Collectivités imprimées.", null=True),
    )),
    Table("reference", "removals", "Comptes dont le retrait fut demandé : une empreinte, jamais un nom.", ("subject_hash",), (
        text("subject_hash", "Empreinte (sha256, 32 caractères) du compte, ou de son identité."),
        TERRITORY, text("network", "Réseau du compte."), text("removal_id", "Demande."),
        text("decided_role", "À quel titre elle est faite."), Field("asked_date", "DATE", "Jour de la demande."),
        text("reference", "Où elle est inscrite, par exemple au registre."),
    ), is_published=False),
    Table("reference", "codes", "Valeurs des énumérations publiées, expliquées une à une.", ("kind", "code"), (
        text("kind", "Énumération : outcome, measure_status, presence_status, aggregation, evidence, reason, scope, stratum, event, relation, geography…"),
        text("code", "Valeur."), text("label_fr", "Explication."),
    )),
    Table("reference", "world", "Le monde observé : réel ou simulé.", ("origin",), (
        text("origin", "live ou simulated.", allowed=("live", "simulated")), flag("is_simulated", "Vrai si les données sont simulées."), text("label_fr", "Mention à afficher."),
    )),
)  # fmt: skip
