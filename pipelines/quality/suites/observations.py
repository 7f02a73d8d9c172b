"""Rules of fetches, snapshots, posts, site items and texts, beyond the field dictionary."""

from __future__ import annotations

from typing import Final

from pipelines.model.texts import HASH_BYTES, SIGNATURE_HASHES
from pipelines.quality.rules import RowRule, Rule, bounded_count, measured
from pipelines.quality.suites.reference import OUTCOME_IS_KNOWN
from pipelines.quality.suites.roster import ACCOUNT_OF_NETWORK

_PARIS_MONTH_START = "(month::TIMESTAMP AT TIME ZONE 'Europe/Paris') AT TIME ZONE 'UTC'"
_PARIS_MONTH_END = "((month + INTERVAL 1 MONTH)::TIMESTAMP AT TIME ZONE 'Europe/Paris') AT TIME ZONE 'UTC'"


def _not_before_month(column: str) -> RowRule:
    return RowRule(
        f"{column}_not_before_month",
        (column,),
        f"{column} >= {_PARIS_MONTH_START}",
        f"{column} n’est pas antérieur au mois observé.",
        "warning",
    )


def _archived_when(condition: str, text_fr: str) -> RowRule:
    return RowRule("reading_is_archived", ("outcome", "record"), f"NOT ({condition}) OR record IS NOT NULL", text_fr)


RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "observations.fetches": (
        OUTCOME_IS_KNOWN,
        _not_before_month("fetched_at"),
        _archived_when("outcome = 'ok'", "Une réponse lue renvoie à son enregistrement d’archive."),
        RowRule(
            "ok_has_success_status",
            ("outcome", "http_status"),
            "outcome <> 'ok' OR (http_status IS NOT NULL AND http_status BETWEEN 200 AND 299)",
            "Une réponse lue porte un code HTTP 2xx.",
        ),
        RowRule(
            "http_status_is_possible",
            ("http_status",),
            "http_status BETWEEN 100 AND 999",
            "Le code HTTP a trois chiffres.",
        ),
        RowRule(
            "ok_was_attempted",
            ("outcome", "attempt_count"),
            "outcome <> 'ok' OR attempt_count >= 1",
            "Une réponse lue a été demandée au moins une fois.",
        ),
        RowRule(
            "host_is_in_url",
            ("host", "url"),
            "contains(lower(url), lower(host)) AND length(host) > 0",
            "L’hôte est celui de l’adresse.",
        ),
    ),
    "observations.snapshots": (
        OUTCOME_IS_KNOWN,
        ACCOUNT_OF_NETWORK,
        _not_before_month("observed_at"),
        _archived_when(
            "outcome IN ('ok', 'not_modified') AND origin <> 'import'",
            "Un relevé lu renvoie à son enregistrement d’archive, sauf s’il fut importé.",
        ),
        *(measured(stem) for stem in ("followers", "following", "posts", "talking")),
        *bounded_count("followers", "followers_status"),
        RowRule(
            "followers_read_from_account",
            ("outcome", "followers_count"),
            "followers_count IS NULL OR outcome IN ('ok', 'not_modified', 'renamed')",
            "Un compteur ne vient que d’une page lue du compte lui-même (un compte déménagé garde le sien).",
        ),
        RowRule(
            "followers_have_definition",
            ("followers_count", "metric_def"),
            "followers_count IS NULL OR metric_def IS NOT NULL",
            "Un nombre d’abonnés dit ce qu’il compte (metric_def).",
        ),
        RowRule(
            "account_created_before_reading",
            ("account_created_at", "observed_at"),
            "account_created_at <= observed_at",
            "Un compte existe avant d’être relevé.",
            "warning",
        ),
    ),
    "observations.posts": (
        ACCOUNT_OF_NETWORK,
        *(measured(stem) for stem in ("like", "comment", "share", "view")),
        RowRule(
            "post_created_in_month",
            ("created_at",),
            f"created_at >= {_PARIS_MONTH_START} AND created_at < {_PARIS_MONTH_END}",
            "La publication date du mois observé, à l’heure de Paris.",
        ),
        RowRule(
            "post_created_before_reading",
            ("created_at", "observed_at"),
            "created_at <= observed_at",
            "Une publication existe avant d’être relevée.",
        ),
        RowRule(
            "alt_texts_within_media",
            ("alt_text_count", "media_count"),
            "alt_text_count <= media_count",
            "Pas plus de textes alternatifs que de médias.",
        ),
        RowRule(
            "post_is_archived",
            ("record",),
            "record IS NOT NULL",
            "Une publication renvoie à son enregistrement d’archive.",
        ),
    ),
    "observations.post_windows": (
        ACCOUNT_OF_NETWORK,
        RowRule(
            "window_begins_with_a_post",
            ("covered_from_at", "shown_count"),
            "(covered_from_at IS NOT NULL) = (shown_count > 0)",
            "Une liste qui montre des publications dit jusqu’où elle remonte.",
        ),
        RowRule(
            "window_is_archived",
            ("record",),
            "record IS NOT NULL",
            "Une liste de publications renvoie à son enregistrement d’archive.",
        ),
    ),
    "observations.ads": (
        ACCOUNT_OF_NETWORK,
        measured("reach"),
        RowRule(
            "ad_ran_in_month",
            ("started_at", "stopped_at"),
            f"started_at < {_PARIS_MONTH_END} AND (stopped_at IS NULL OR stopped_at >= {_PARIS_MONTH_START})",
            "La publicité a été diffusée dans le mois observé, à l’heure de Paris.",
        ),
        RowRule(
            "ad_is_archived",
            ("record",),
            "record IS NOT NULL",
            "Une publicité renvoie à son enregistrement d’archive.",
        ),
    ),
    "observations.messages": (
        ACCOUNT_OF_NETWORK,
        RowRule(
            "delay_of_an_answer",
            ("is_answered", "reply_hours"),
            "is_answered = (reply_hours IS NOT NULL) AND coalesce(reply_hours <= 168, true)",
            "Un délai pour chaque réponse, de sept jours au plus.",
        ),
    ),
    "observations.site_items": (
        RowRule(
            "item_url_is_web_address",
            ("item_url",),
            "regexp_matches(item_url, '^https?://[^/ ]+')",
            "item_url est une adresse du web.",
            "warning",
        ),
        RowRule(
            "item_is_archived",
            ("record",),
            "record IS NOT NULL",
            "Une actualité renvoie à son enregistrement d’archive.",
        ),
    ),
    "observations.labels": (
        ACCOUNT_OF_NETWORK,
        RowRule(
            "label_agrees_with_status",
            ("label_status", "topic_code", "topic_score", "animation_code"),
            "(topic_code IS NOT NULL) = (label_status = 'observed')"
            " AND (topic_score IS NOT NULL) = (topic_code IS NOT NULL)"
            " AND (animation_code IS NOT NULL) = (topic_code IS NOT NULL)",
            "Un texte lu a un champ et une animation (ou aucune), et lui seul.",
        ),
    ),
    "observations.texts": (
        ACCOUNT_OF_NETWORK,
        RowRule(
            "text_agrees_with_status",
            ("text_status",),
            "(text IS NOT NULL) = (text_status = 'observed')",
            "Un texte est là quand son statut le dit, et seulement alors.",
        ),
        RowRule(
            "text_counts_agree_with_status",
            ("text_status", "word_count", "char_count"),
            "(word_count IS NULL) = (text_status = 'not_given') AND (char_count IS NULL) = (text_status = 'not_given')",
            "Mots et caractères restent quand le texte est effacé, et manquent s’il ne fut pas donné.",
        ),
        RowRule(
            "text_has_its_length",
            ("char_count",),
            "text IS NULL OR length(text) = char_count",
            "Un texte a le nombre de caractères qui est dit.",
        ),
        RowRule(
            "signature_of_every_word",
            ("signature", "word_count"),
            "(signature IS NOT NULL) = (coalesce(word_count, 0) > 0)",
            "Un texte qui a des mots a une signature, et lui seul.",
        ),
        RowRule(
            "signature_is_hashes",
            ("signature",),
            "regexp_full_match(signature, '[0-9a-f]{8}( [0-9a-f]{8})*')"
            f" AND length(signature) < {SIGNATURE_HASHES * (2 * HASH_BYTES + 1)}",
            f"Une signature compte {SIGNATURE_HASHES} empreintes hexadécimales au plus.",
        ),
        RowRule(
            "item_is_of_a_site",
            ("kind", "network"),
            "(kind = 'item') = (network = 'website')",
            "Les actualités sont celles des sites, les publications celles des réseaux.",
        ),
        RowRule(
            "post_text_created_in_month",
            ("kind", "created_at"),
            "kind <> 'post' OR (created_at IS NOT NULL"
            f" AND created_at >= {_PARIS_MONTH_START} AND created_at < {_PARIS_MONTH_END})",
            "Le texte d’une publication date du mois observé, à l’heure de Paris.",
        ),
        RowRule(
            "text_is_archived",
            ("record",),
            "record IS NOT NULL",
            "Un texte renvoie à son enregistrement d’archive.",
        ),
    ),
}
