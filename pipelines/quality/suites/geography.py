"""Rules of the views of geography in time: the map of today, and the chained index."""

from __future__ import annotations

from typing import Final

from pipelines.quality.rules import RowRule, Rule, bounded_count, measured, ordered

_LINKED: Final = RowRule(
    "link_has_five_accounts",
    ("matched_count", "link_status"),
    "CASE link_status WHEN 'observed' THEN matched_count >= 5 WHEN 'no_reference' THEN matched_count = 0 "
    "ELSE matched_count > 0 END",
    "Un maillon compare cinq comptes au moins.",
)

CURRENT: Final[tuple[Rule, ...]] = (
    measured("followers"),
    *bounded_count("followers", "followers_status"),
    RowRule(
        "current_is_of_today",
        ("territory_id",),
        "territory_id IN (SELECT current_id FROM reference.territory_map) "
        "OR territory_id NOT IN (SELECT territory_id FROM reference.territory_map)",
        "La vue courante ne nomme que des collectivités d’aujourd’hui.",
    ),
    RowRule(
        "sum_needs_every_predecessor",
        ("geography_status", "predecessor_count", "predecessor_ids", "followers_count"),
        "geography_status = 'whole' OR followers_count IS NULL",
        "Rien n’est additionné tant qu’un prédécesseur manque ou s’est partagé.",
    ),
    RowRule(
        "whole_lists_its_predecessors",
        ("geography_status", "predecessor_count", "predecessor_ids"),
        "geography_status <> 'whole' OR predecessor_count = length(string_split(predecessor_ids, ' '))",
        "Une collectivité entière a tous ses prédécesseurs dans la liste.",
    ),
    RowRule(
        "absence_needs_every_predecessor",
        ("geography_status", "presence_status"),
        "presence_status <> 'absent_confirmed' OR geography_status IN ('whole', 'split')",
        "Une absence n’est établie que si tous les prédécesseurs sont connus.",
    ),
    RowRule(
        "sum_of_several_is_a_bound",
        ("account_count", "followers_status", "is_upper_bound"),
        "is_upper_bound IS NOT DISTINCT FROM "
        "(CASE WHEN followers_count IS NOT NULL THEN followers_status = 'summed' END)",
        "Une somme de plusieurs comptes est dite borne haute.",
    ),
)

LINKS: Final[tuple[Rule, ...]] = (
    _LINKED,
    ordered("link", "link_lo", "link_hi", "1e-9"),
    ordered("total", "total_lo", "total_hi", "1e-6"),
    ordered("before_total", "before_total_lo", "before_total_hi", "1e-6"),
    RowRule(
        "link_agrees_with_status",
        ("link", "link_status"),
        "(link IS NOT NULL) = (link_status = 'observed')",
        "Un maillon est vide si et seulement si link_status dit pourquoi.",
    ),
    RowRule(
        "link_is_ratio",
        ("link", "total", "before_total"),
        "link IS NULL OR (before_total >= 100 AND abs(link - total / before_total) <= 1e-9 * link)",
        "Le maillon est le rapport des abonnés des mêmes comptes.",
    ),
)

INDEX: Final[tuple[Rule, ...]] = (
    _LINKED,
    ordered("index_value", "index_lo", "index_hi", "1e-6"),
    RowRule(
        "index_agrees_with_status",
        ("index_value", "base_month", "link_count", "link_status"),
        "(index_value IS NOT NULL) = (link_status = 'observed') "
        "AND (base_month IS NOT NULL) = (index_value IS NOT NULL) AND (link_count > 0) = (index_value IS NOT NULL)",
        "L’indice, sa base et ses maillons sont donnés ensemble.",
    ),
    RowRule(
        "no_month_is_skipped",
        ("month", "base_month", "link_count"),
        "base_month IS NULL OR link_count = datediff('month', base_month, month)",
        "Une chaîne a un maillon pour chaque mois depuis sa base.",
    ),
)

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "barometer.current_geography": CURRENT,
    "barometer.chain_links": LINKS,
    "barometer.chained_index": INDEX,
}
