"""Why a column is empty, where its text does not say so: the status beside it, or a French sentence.

The status is the one whose name begins as the column's does, or the only one of the table; `TOLD` says what neither
tells (`table.column`, or a column of that name in any table)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipelines.model.fields.base import Field, Table

_SAYS: Final = re.compile(r"\bvide\b|, s(i|’il) ")
"""A text that says when there is a value, or none."""
_SILENT: Final = (
    "date_status",
    "decision_status",
    "identity_status",
    "label_status",
    "geography_status",
)
"""Statuses that speak of the row, not of a number."""

TOLD: Final = {
    "departement_code": "région, ou hors département",
    "epci_code": "aucun EPCI à fiscalité propre, ou niveau département ou région",
    "region_code": "hors région",
    "chef_lieu_code": "commune, EPCI, ou non donnée",
    "siren_source": "SIREN inconnu",
    "from_name": "nom inconnu de la source",
    "to_name": "nom inconnu de la source",
    "territory_events.note_fr": "la source n’en donne pas",
    "territory_map.reason_fr": "une seule collectivité, la même",
    "needs": "aucune n’est demandée",
    "lifted_by": "rien ne la lève, ou aucune limite",
    "published_figures.n": "non imprimée",
    "published_n": "non imprimée",
    "published_figures.note": "rien à ajouter",
    "source_url": "source sans adresse publique",
    "classifiers.precision_share": "rien ne fut trouvé",
    "classifiers.precision_lo": "rien ne fut trouvé",
    "classifiers.precision_hi": "rien ne fut trouvé",
    "recall_share": "rien n’était à trouver",
    "recall_lo": "rien n’était à trouver",
    "recall_hi": "rien n’était à trouver",
    "f1_score": "précision ou rappel vide",
    "classifiers.reason_fr": "non retenu",
    "example_fr": "pas d’exemple",
    "example_value": "pas d’exemple",
    "break_month": "définition inchangée",
    "break_fr": "définition inchangée",
    "statement_facts.network": "pas de palmarès",
    "statement_facts.stratum": "pas de palmarès",
    "statement_facts.names": "pas de palmarès",
    "knee_low": "critère sans seuil de publications",
    "knee_mid": "critère sans seuil de publications",
    "knee_high": "critère sans seuil de publications",
    "population": "non recensée, ou liste qui ne la donne pas",
    "stratum_size": "liste qui ne la donne pas",
    "looked_at": "non consulté",
    "record": "aucune réponse archivée",
    "content_hash": "rien ne fut reçu",
    "lists.problem_fr": "liste crue entière",
    "decisions.problem_fr": "décision appliquée",
    "found_where": "preuve que ne porte pas un site",
    "started_precision": "date non donnée",
    "ended_precision": "date non donnée",
    "decisions.value": "rien à compléter",
    "expect": "sans condition",
    "scope_reason": "généraliste, ou portée relue",
    "depth_count": "aucun site ne le cite",
    "rule": "pas le compte principal",
    "rival_account_id": "aucun autre compte",
    "rival_score": "aucun autre compte",
    "platform_id": "jamais lu",
    "id_space": "platform_id vide",
    "handle_seen": "rien ne fut lu",
    "account_name": "rien ne fut lu, ou aucun nom n’est montré",
    "http_status": "aucune réponse : outcome dit pourquoi",
    "final_url": "l’archive ne la donne pas",
    "error": "aucune erreur",
    "snapshots.metric_def": "rien ne fut lu : outcome dit pourquoi",
    "is_verified": "la porte n’en dit rien, ou rien ne fut lu",
    "bio_url": "aucun lien montré, ou rien ne fut lu",
    "account_created_at": "la porte ne la donne pas, ou rien ne fut lu",
    "post_url": "la porte ne la donne pas",
    "link_url": "aucun lien cité",
    "lang": "la porte ne la donne pas",
    "posts.media_count": "la porte n’en dit rien",
    "posts.alt_text_count": "la porte n’en dit rien",
    "page_id": "la bibliothèque ne le donne pas",
    "published_at": "le flux ne date pas l’actualité",
    "topic_score": "texte sans expression connue, ou effacé avant d’être lu",
    "animation_code": "texte effacé avant d’être lu",
    "previous_account_id": "même compte qu’auparavant",
    "previous_identity_id": "même identité qu’auparavant",
    "status.account_id": "aucun compte principal",
    "status.post_count": "seul un statut present_active ou present_dormant l’a",
    "seen_share": "aucune liste de publications lue : post_status",
    "searched_share": "liste sans membre",
    "unknown_share": "liste sans membre",
    "estimated_count": "estimated_status dit pourquoi",
    "least_gap_seconds": "moins de deux requêtes envoyées",
    "measured_pooled": "aucune autre définition à montrer",
    "difference": "refusal dit pourquoi",
    "replay.measured_value": "la scène ne le mesure pas : note_fr dit pourquoi",
    "replay.note_fr": "rien à ajouter",
    "adopted_lo": "aucune n’y est encore venue",
    "gap_days_count": "regularity_status dit pourquoi",
    "active_week_count": "regularity_status dit pourquoi",
    "format_count": "mix_status dit pourquoi",
    "quarter_share": "schedule_status dit pourquoi",
    "is_schedule_suspect": "schedule_status dit pourquoi",
    "thread_count": "reply_status dit pourquoi",
    "message_count": "reply_status dit pourquoi",
    "answered_count": "reply_status dit pourquoi",
    "age_days": "aucune publication mesurée",
    "engagement.code": "p_status dit pourquoi",
    "p1": "p_status dit pourquoi",
    "p2": "p_status dit pourquoi",
    "c1": "c_status dit pourquoi",
    "c2": "c_status dit pourquoi",
    "v1": "v_status dit pourquoi",
    "v2": "v_status dit pourquoi",
    "e2": "p3 ou c3 vide",
    "is_auto": "auto_status dit pourquoi",
    "is_republication": "republication_status dit pourquoi",
    "is_crosspost": "crosspost_status dit pourquoi",
    "comparison.note_fr": "rien à ajouter",
    "item_url": "aucune actualité du site n’est proche",
    "lag_minutes": "aucune actualité du site n’est proche",
    "title_containment": "aucune actualité du site n’est proche",
    "body_containment": "aucune actualité du site n’est proche",
    "crosspost_similarity": "aucune publication proche sur un autre réseau",
    "crosspost_network": "aucune publication proche sur un autre réseau",
    "crosspost_networks": "ne se lit sur aucun autre réseau",
    "practice.media_count": "réseau qui ne montre pas le texte alternatif, ou aucune publication vue",
    "practice.alt_text_count": "réseau qui ne montre pas le texte alternatif, ou aucune publication vue",
    "indicators.value_lo": "value_status dit pourquoi, ou la mesure n’a pas de borne",
    "indicators.value_hi": "value_status dit pourquoi, ou la mesure n’a pas de borne",
    "ci_lo": "value vide, ou interval_method : none, open, too_few, not_estimated",
    "ci_hi": "value vide, ou interval_method : none, open, too_few, not_estimated",
    "indicators.numerator": "value_status dit pourquoi, ou l’indicateur n’est pas un rapport",
    "indicators.denominator": "value_status dit pourquoi, ou l’indicateur n’est pas un rapport",
    "indicators.value_m1": "change_m1_status dit pourquoi",
    "indicators.value_m12": "change_m12_status dit pourquoi",
    "indicators.change_m1_lo": "change_m1_status dit pourquoi, ou l’une des deux valeurs n’a pas de borne",
    "indicators.change_m1_hi": "change_m1_status dit pourquoi, ou l’une des deux valeurs n’a pas de borne",
    "indicators.change_m12_lo": "change_m12_status dit pourquoi, ou l’une des deux valeurs n’a pas de borne",
    "indicators.change_m12_hi": "change_m12_status dit pourquoi, ou l’une des deux valeurs n’a pas de borne",
    "current_geography.metric_def": "followers_status dit pourquoi",
    "shared_total_lo": "premier maillon de la chaîne",
    "shared_total_hi": "premier maillon de la chaîne",
}


def with_empties(table: Table) -> Table:
    """`table` with the reason of each column that may be empty and whose text gives none."""
    fields = tuple(replace(field, empty_fr=_reason(table, field)) if field.is_null else field for field in table.fields)
    return replace(table, fields=fields)


def _reason(table: Table, field: Field) -> str:
    told = TOLD.get(f"{table.name}.{field.name}", TOLD.get(field.name, ""))
    if told or _SAYS.search(field.text_fr):
        return told
    statuses = [name for name in table.columns if name.endswith("_status") and name not in _SILENT]
    near = [name for name in statuses if f"{field.name}_".startswith(name.removesuffix("status"))]
    found = max(near, key=len) if near else statuses[0] if len(statuses) == 1 else ""
    return f"{found} dit pourquoi" if found else ""
