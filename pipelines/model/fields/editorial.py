"""Editorial tables: what each post comes from."""

from __future__ import annotations

from typing import Final

from pipelines.model.fields.base import (
    ACCOUNT,
    MEASURE_STATUSES,
    MONTH,
    NETWORK,
    ROSTER,
    STRATUM,
    TERRITORY,
    Field,
    Table,
    count,
    flag,
    likeness,
    number,
    share,
    text,
)

LEVELS: Final = ("region", "departement", "epci", "commune")
MARK_STATUSES: Final = ("observed", "not_given", "no_feed", "feed_horizon", "undetermined")


def _status(of: str) -> Field:
    return text(f"{of}_status", f"observed, ou pourquoi is_{of} est vide (reference.codes).", allowed=MARK_STATUSES)


def _part(stem: str, label: str) -> tuple[Field, ...]:
    return (
        count(f"{stem}_known_count", "Publications jugées."),
        count(f"{stem}_count", f"Publications {label}."),
        share(f"{stem}_share", f"Part des publications jugées {label}."),
        text(f"{stem}_status", f"observed, ou pourquoi {stem}_share est vide.", allowed=MEASURE_STATUSES),
    )


EDITORIAL: Final = (
    Table("barometer", "post_marks", "D’où vient chaque publication originale : flux du site, page du site, autre réseau ; aucun texte.",
          ("month", "network", "account_id", "post_id"), (
        MONTH, NETWORK, ACCOUNT, text("post_id", "Publication."), TERRITORY,
        text("item_url", "Actualité du site à laquelle elle mène.", null=True),
        number("lag_minutes", "Minutes après cette actualité.", unit="minutes"),
        likeness("title_containment", "Part du titre de l’actualité que la publication contient.", null=True),
        likeness("body_containment", "Part de la publication que contient l’actualité la plus proche.", null=True),
        likeness("crosspost_similarity", "Ressemblance (Jaccard) à la publication la plus proche d’un autre réseau, à 48 heures au plus.", null=True),
        text("crosspost_network", "Le réseau de celle-ci.", null=True),
        text("crosspost_networks", "Les réseaux où la publication se lit aussi, séparés par une espace.", null=True),
        flag("is_auto", "Faite par une machine à partir du flux du site.", null=True),
        flag("is_republication", "Reprend une page du site.", null=True),
        flag("is_crosspost", "Se lit aussi sur un autre réseau de la collectivité.", null=True),
        _status("auto"), _status("republication"), _status("crosspost"),
    )),
    Table("barometer", "level_copies", "Publications qui se lisent aussi à un autre niveau (commune, EPCI, département, région) ; aucun texte.",
          ("month", "roster_id", "network", "account_id", "post_id", "other_territory_id"), (
        MONTH, ROSTER, NETWORK, ACCOUNT, text("post_id", "Publication."), TERRITORY,
        text("level", "Son niveau.", allowed=LEVELS),
        text("other_territory_id", "L’autre collectivité, qui contient la première ou en fait partie dans la liste du mois."),
        text("other_level", "Son niveau.", allowed=LEVELS), text("other_network", "Réseau de l’autre publication."),
        text("other_account_id", "Compte de l’autre publication."),
        text("other_post_id", "La première publication de l’autre collectivité qui porte le même message."),
        number("lag_minutes", "Minutes après celle-ci ; négatif si l’autre est venue après.", unit="minutes", null=False),
        likeness("similarity", "Part des suites de cinq mots de la plus courte que l’autre contient, formules communes mises à part."),
    )),
    Table("barometer", "editorial", "D’où viennent les publications de chaque compte principal, sur le mois et les deux précédents.",
          ("month", "roster_id", "territory_id", "network"), (
        MONTH, ROSTER, TERRITORY, NETWORK, STRATUM, text("account_id", "Compte principal."),
        count("post_count", "Publications originales lues."),
        *_part("auto", "faites par une machine à partir du flux du site"),
        *_part("republication", "qui reprennent une page du site"),
        *(count(f"republication_{threshold}_count", f"Publications dont une page du site contient {threshold} % au moins.")
          for threshold in (40, 50, 70, 80)),
        *_part("crosspost", "qui se lisent aussi sur un autre réseau"),
        *_part("own", "ni reprises du site, ni lues ailleurs"),
    )),
)  # fmt: skip
