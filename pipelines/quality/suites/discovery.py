"""Rules of what the lists found, and of what they are estimated to have missed, beyond the field dictionary."""

from __future__ import annotations

from typing import Final

from pipelines.quality.rules import RowRule, Rule, measured, ordered
from pipelines.quality.suites.barometer import EXACT, KNOWN_NETWORK, ratio

DISCOVERY: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    RowRule(
        "finders_sum_to_members",
        ("directory_only_count", "site_only_count", "both_count", "other_only_count", "closed_count", "neither_count",
         "member_count"),
        "directory_only_count + site_only_count + both_count + other_only_count + closed_count + neither_count "
        "= member_count",
        "Trouvés par l’annuaire, le site, les deux, ailleurs, fermés et non trouvés font la liste entière.",
    ),
    RowRule(
        "base_within_members",
        ("base_count", "no_site_count", "site_unread_count", "member_count"),
        "base_count + no_site_count + site_unread_count <= member_count",
        "Cherchées dans les deux listes, sans site et site non lu s’excluent.",
    ),
    RowRule(
        "base_within_found",
        ("base_directory_only_count", "base_site_only_count", "base_both_count"),
        "base_directory_only_count <= directory_only_count AND base_site_only_count <= site_only_count "
        "AND base_both_count <= both_count AND base_directory_only_count + base_site_only_count + base_both_count "
        "<= base_count",
        "Ce qui fut trouvé là où l’on a cherché deux fois ne dépasse ni les trouvés ni les cherchées.",
    ),
    RowRule(
        "third_within_base",
        ("third_directory_only_count", "third_site_only_count", "third_both_count", "third_neither_count"),
        "third_directory_only_count <= base_directory_only_count AND third_site_only_count <= base_site_only_count "
        "AND third_both_count <= base_both_count AND third_neither_count <= other_only_count",
        "Les comptes que Wikidata nomme aussi sont parmi ceux qui furent trouvés.",
    ),
    ratio("dead_linked_share", "dead_linked_count", "linked_count"),
)  # fmt: skip

MISSED: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    ordered("estimated_count", "estimated_lo", "estimated_hi"),
    ordered("missed_share", "missed_share_lo", "missed_share_hi", EXACT),
    ordered("dependence_ratio", "dependence_ratio_lo", "dependence_ratio_hi", EXACT),
    measured("estimated"),
    RowRule(
        "estimate_between_found_and_searched",
        ("found_count", "estimated_lo", "estimated_hi", "searched_count"),
        "found_count <= searched_count AND found_count <= estimated_lo AND estimated_hi <= searched_count",
        "On estime au moins ce qui fut trouvé, et un compte au plus par collectivité cherchée.",
    ),
    RowRule(
        "missed_share_is_of_estimate",
        ("missed_share", "found_count", "estimated_count"),
        f"missed_share IS NULL OR abs(missed_share - (1 - found_count / estimated_count)) <= {EXACT}",
        "La part manquée est ce que les deux listes n’ont pas trouvé, sur le total estimé.",
    ),
)

RULES: Final[dict[str, tuple[Rule, ...]]] = {"barometer.discovery": DISCOVERY, "barometer.missed": MISSED}
