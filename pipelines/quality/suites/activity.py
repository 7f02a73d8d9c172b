"""What holds of posts, of rhythm and of hours of posting."""

from __future__ import annotations

from typing import Final

from pipelines.quality.rules import VALUED, RowRule, Rule, measured, texts
from pipelines.quality.suites.barometer import EXACT, KNOWN_NETWORK, MEMBER

SLACK: Final = "1e-6"
WINDOWED: Final = (*VALUED, "partial_window")


def told(value: str, status: str) -> RowRule:
    """`value` is null exactly when `status` says that it is missing."""
    return RowRule(
        f"{value}_agrees_with_status",
        (value, status),
        f"({value} IS NOT NULL) = ({status} IN {texts(WINDOWED)})",
        f"{value} est vide si et seulement si {status} dit pourquoi.",
    )


POSTING: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    MEMBER,
    measured("post"),
    RowRule(
        "kinds_of_posts_are_known_together",
        ("post_count", "reply_count", "repost_count"),
        "(post_count IS NULL) = (reply_count IS NULL) AND (post_count IS NULL) = (repost_count IS NULL)",
        "Publications, réponses et partages sont connus ensemble.",
    ),
    told("posts_30d_count", "active_30d_status"),
    told("posts_90d_count", "dormant_90d_status"),
    RowRule(
        "active_is_a_count",
        ("is_active_30d", "posts_30d_count"),
        "is_active_30d = (posts_30d_count > 0)",
        "Actif : au moins une publication en 30 jours.",
    ),
    RowRule(
        "dormant_is_a_count",
        ("is_dormant_90d", "posts_90d_count"),
        "is_dormant_90d = (posts_90d_count = 0)",
        "Dormant : aucune publication en 90 jours.",
    ),
    RowRule(
        "active_is_not_dormant",
        ("is_active_30d", "is_dormant_90d"),
        "NOT (coalesce(is_active_30d, false) AND coalesce(is_dormant_90d, false))",
        "Un compte actif n’est pas dormant.",
    ),
)
RHYTHM: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    MEMBER,
    told("regularity_score", "regularity_status"),
    told("mix_score", "mix_status"),
    told("office_share", "office_status"),
    told("is_schedule_suspect", "schedule_status"),
    RowRule(
        "mix_between_bounds",
        ("mix_score_lo", "mix_score", "mix_score_hi"),
        f"mix_score_lo <= mix_score_hi + {EXACT} AND coalesce(mix_score BETWEEN mix_score_lo - {EXACT} "
        f"AND mix_score_hi + {EXACT}, true)",
        "La diversité des formats est entre ses bornes.",
    ),
    RowRule(
        "office_within_posts",
        ("office_count", "measured_post_count"),
        "office_count <= measured_post_count",
        "Pas plus de publications aux heures de bureau que de publications.",
    ),
)


def _family(letter: str) -> tuple[RowRule, RowRule]:
    """Values by post are told by the family's status; those for 1 000 followers follow from them."""
    return (
        told(f"{letter}2", f"{letter}_status"),
        RowRule(
            f"{letter}3_in_bounds",
            (f"{letter}3_lo", f"{letter}3", f"{letter}3_hi"),
            f"{letter}3 BETWEEN {letter}3_lo - {SLACK} AND {letter}3_hi + {SLACK}",
            f"{letter}3 est entre ses bornes.",
        ),
    )


ENGAGEMENT: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    MEMBER,
    *_family("p"),
    *_family("c"),
    *_family("v"),
    told("engagement_month_rate", "engagement_month_status"),
    told("engagement_post_rate", "engagement_post_status"),
    told("apparent_reach_rate", "apparent_reach_status"),
    RowRule(
        "e_is_the_sum",
        ("p3", "c3", "v3", "e"),
        f"(e IS NULL) = (p3 IS NULL OR c3 IS NULL OR v3 IS NULL) AND coalesce(abs(e - p3 - c3 - v3) <= {SLACK}, true)",
        "E = P3 + C3 + V3, et vide dès que l’un manque.",
    ),
)

PRACTICE: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    MEMBER,
    told("usage_level", "usage_status"),
    told("bp_score", "bp_status"),
    told("core_score", "core_status"),
    RowRule(
        "level_within_bounds",
        ("usage_level_lo", "usage_level", "usage_level_hi"),
        "usage_level_lo <= usage_level_hi AND coalesce(usage_level = usage_level_lo AND usage_level = usage_level_hi, "
        "true)",
        "Un niveau est publié quand ses bornes sont égales.",
    ),
    RowRule(
        "score_needs_its_weight",
        ("bp_score", "observed_weight"),
        f"(bp_score IS NOT NULL) = (observed_weight >= 0.7 - {EXACT})",
        "Un indice demande des critères qui pèsent 0,70 au moins.",
    ),
    RowRule(
        "level_within_thresholds",
        ("usage_threshold_lo", "usage_level_lo", "usage_level_hi", "usage_threshold_hi"),
        "usage_threshold_lo <= usage_level_lo AND usage_level_hi <= usage_threshold_hi",
        "Des seuils qui bougent ne resserrent pas les bornes d’un niveau.",
    ),
    RowRule(
        "score_within_thresholds",
        ("bp_threshold_lo", "bp_score", "bp_minus_score", "bp_plus_score", "bp_threshold_hi"),
        f"bp_threshold_lo <= least(bp_score, bp_minus_score, bp_plus_score) + {EXACT} "
        f"AND greatest(bp_score, bp_minus_score, bp_plus_score) <= bp_threshold_hi + {EXACT}",
        "L’indice est entre ses bornes à ±20 % des seuils, sous chaque grille.",
    ),
    RowRule(
        "core_needs_its_criteria",
        ("core_score", "core_criteria"),
        "core_score IS NULL OR core_criteria IS NOT NULL",
        "Un indice du noyau commun dit de quels critères il est fait.",
    ),
    RowRule(
        "described_media_are_media",
        ("alt_text_count", "media_count"),
        "alt_text_count <= media_count",
        "Il n’y a pas plus de textes alternatifs que de médias.",
    ),
    RowRule(
        "score_between_extremes",
        ("bp_least_score", "bp_score", "bp_most_score"),
        f"bp_least_score <= bp_most_score + {EXACT} AND coalesce(bp_score BETWEEN bp_least_score - {EXACT} "
        f"AND bp_most_score + {EXACT}, true)",
        "L’indice est entre ce qu’il serait si l’inconnu valait 0 et s’il valait 1.",
    ),
)

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "barometer.practice": PRACTICE,
    "barometer.practice_sensitivity": (KNOWN_NETWORK, told("kendall_tau", "tau_status")),
    "barometer.engagement": ENGAGEMENT,
    "barometer.posts": (
        RowRule(
            "frozen_at_a_week",
            ("d7_age_days", "d7_like_count"),
            "d7_age_days BETWEEN 6 AND 8",
            "Un compteur figé le fut entre six et huit jours.",
        ),
    ),
    "barometer.posting": POSTING,
    "barometer.rhythm": RHYTHM,
    "barometer.replies": (
        KNOWN_NETWORK,
        MEMBER,
        told("reply_rate", "reply_status"),
        told("reply_hours", "reply_hours_status"),
        RowRule(
            "answers_within_questions",
            ("answered_count", "message_count"),
            "answered_count <= message_count",
            "Pas plus de réponses que de questions.",
        ),
    ),
    "barometer.hours": (
        KNOWN_NETWORK,
        RowRule(
            "profile_has_five_accounts", ("account_count",), "account_count >= 5", "Cinq comptes au moins par profil."
        ),
        RowRule(
            "cells_sum_to_one",
            ("share",),
            "abs(sum(share) OVER (PARTITION BY month, roster_id, network, stratum) - 1) <= 1e-6",
            "Les 168 parts d’une strate font 1.",
        ),
    ),
}
