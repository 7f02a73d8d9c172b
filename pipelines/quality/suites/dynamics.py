"""Rules of the tables of dynamics (adoption curves, departures) and of comparable collectivités."""

from __future__ import annotations

from typing import Final

from pipelines.quality.rules import RowRule, Rule, ordered
from pipelines.quality.suites.barometer import KNOWN_NETWORK, MEMBER, NAMED_FROM_POPULATION

ADOPTION: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    ordered("adopted_share", "adopted_lo", "adopted_hi", "1e-6"),
    RowRule(
        "adopted_share_agrees_with_status",
        ("adoption_status", "adopted_share"),
        "(adopted_share IS NOT NULL) = (adoption_status = 'observed')",
        "La part est vide si et seulement si adoption_status dit pourquoi.",
    ),
    RowRule(
        "known_histories_are_counted",
        ("known_count", "dated_count", "left_truncated_count"),
        "dated_count + left_truncated_count <= known_count",
        "Les venues datées, et celles d’avant le premier relevé, sont parmi les histoires connues.",
    ),
    RowRule(
        "curve_ends_at_the_month",
        ("at_month",),
        "at_month <= month",
        "Une courbe ne parle pas de mois à venir.",
    ),
)
DEPARTURES: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    ordered("followers_count", "followers_lo", "followers_hi"),
    RowRule(
        "silent_since_three_months",
        ("departed_month",),
        "departed_month + INTERVAL 3 MONTH = month",
        "Un départ s’établit trois mois après le premier mois silencieux.",
    ),
)

PEERS: Final[tuple[Rule, ...]] = (
    MEMBER,
    RowRule(
        "nobody_is_its_own_peer",
        ("territory_id", "peer_id"),
        "peer_id <> territory_id",
        "Nulle collectivité n’est comparée à elle-même.",
    ),
    RowRule(
        "five_peers_at_most",
        ("peer_rank",),
        "peer_rank BETWEEN 1 AND 5",
        "Cinq collectivités comparables au plus.",
    ),
    RowRule(
        "small_communes_are_not_compared",
        ("peer_id",),
        "(roster_id, peer_id) NOT IN (SELECT (roster_id, territory_id) FROM roster.members "
        f"WHERE level = 'commune' AND coalesce(population, 0) < {NAMED_FROM_POPULATION})",
        "Aucune comparaison nominative avec une commune de moins de 3 500 habitants (méthode, section 5).",
    ),
)

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "barometer.adoption": ADOPTION,
    "barometer.departures": DEPARTURES,
    "barometer.peers": PEERS,
}
