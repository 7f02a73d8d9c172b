"""What columns and tables are made of: their types, the vocabularies that close them, and the columns that many share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pipelines.model.movements import ZONE_FR

TYPES: Final = ("VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP")


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `allowed` names a closed set; `low`/`high` bound numbers; units are written out. `empty_fr`: why it may
    be empty, where the text does not say so. `is_raw`: what others wrote, as it was read, which no report shows and no
    edition holds."""

    name: str
    type: str
    text_fr: str
    is_null: bool = False
    unit: str = ""
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    is_raw: bool = False
    empty_fr: str = ""

    @property
    def told_fr(self) -> str:
        """Its text, and why it may be empty."""
        return f"{self.text_fr} Vide : {self.empty_fr}." if self.empty_fr else self.text_fr


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


def text(name: str, text_fr: str, *, null: bool = False, allowed: Iterable[str] = ()) -> Field:
    return Field(name, "VARCHAR", text_fr, is_null=null, allowed=tuple(allowed))


def count(name: str, text_fr: str, *, null: bool = False, unit: str = "") -> Field:
    return Field(name, "BIGINT", text_fr, is_null=null, unit=unit, low=0)


def number(name: str, text_fr: str, *, unit: str = "", null: bool = True) -> Field:
    return Field(name, "DOUBLE", text_fr, is_null=null, unit=unit)


def share(name: str, text_fr: str) -> Field:
    return Field(name, "DOUBLE", text_fr, is_null=True, unit="part de 0 à 1", low=0, high=1)


def likeness(name: str, text_fr: str, *, null: bool = False) -> Field:
    return Field(name, "DOUBLE", text_fr, is_null=null, unit="de 0 à 1", low=0, high=1)


def instant(name: str, text_fr: str, *, null: bool = False) -> Field:
    return Field(name, "TIMESTAMP", text_fr, is_null=null, unit="UTC")


def flag(name: str, text_fr: str, *, null: bool = False) -> Field:
    return Field(name, "BOOLEAN", text_fr, is_null=null)


MEASURE_STATUSES: Final = (
    "observed", "rounded", "interpolated", "hidden", "not_given", "not_attempted", "not_collected", "not_read",
    "quarantined",
    "withheld", "no_reference", "small_base", "metric_break", "identity_break", "geography_break", "purged", "at_least",
    "summed", "no_account", "few_posts", "few_messages", "partial_window", "window_incomplete",
    "low_coverage", "undetermined", "no_history",
    "no_feed", "classifier_withheld", "other_unread",
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
DECISION_ACTIONS: Final = (
    "ours", "set_main", "not_main", "not_ours", "reassign", "set_scope", "same_identity", "hijacked", "closed",
    "add_site", "remove_site",
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
NETWORK = text(
    "network",
    "Réseau, par exemple facebook ou x (reference.networks les a tous) ; website : site officiel ; any : un au moins.",
)
TERRITORY = text("territory_id", "Collectivité : niveau et code, par exemple commune:69123.")
ROSTER = text("roster_id", "Liste de collectivités à laquelle la ligne se rapporte (EQ2012, COURANT…).")
STRATUM = text("stratum", "Strate de la collectivité ; ALL pour l’ensemble de la liste.")
AREA = text(
    "area_level",
    "Maille : le pays, ou les communes et les EPCI de la liste dans une région ou un département, "
    "sans l’institution elle-même.",
    allowed=("france", "region", "departement"),
)
ACCOUNT = text("account_id", "Compte : réseau et identifiant, par exemple facebook:villedegrenoble.")
IDENTITY = text("identity_id", "Identité du compte : elle survit aux renommages (roster.attributions).")
RECORD = text("record", "Enregistrement de l’archive : fichier@position+longueur.", null=True)
OUTCOME = text("outcome", "Issue de la requête (reference.codes l’explique).")
SEEN = instant("observed_at", "Instant de la réponse archivée.")
ORIGINS: Final = ("live", "api", "archive", "import")
ORIGIN = text("origin", "D’où vient la valeur : page publique (live), interface (api), archives du web, import.",
               allowed=ORIGINS)  # fmt: skip
CARRIED = flag("is_carried", "Repris d’un autre mois : la source n’a rien dit qui soit cru ce mois-ci.")
PARSER = text("parser_version", "Version du lecteur qui a produit la ligne.")


def measured(stem: str, label: str) -> tuple[Field, Field]:
    return (
        count(f"{stem}_count", f"{label} ; vide si non observé.", null=True),
        text(f"{stem}_status", f"Pourquoi {stem}_count est vide, ou comment il fut lu.", allowed=MEASURE_STATUSES),
    )


def bounded(stem: str, label: str, unit: str) -> tuple[Field, Field, Field]:
    return (
        number(stem, f"{label} ; vide si non calculable.", unit=unit),
        number(f"{stem}_lo", f"{label}, borne basse.", unit=unit),
        number(f"{stem}_hi", f"{label}, borne haute.", unit=unit),
    )
