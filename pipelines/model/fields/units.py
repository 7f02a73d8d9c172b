"""Units of numbers by the name of their column, where the name says what is counted in every table (`table.column` where
it does not). A column whose field tells its unit keeps it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pipelines.model.fields.base import Table

_NAMED: Final = {
    "abonnés": "followers_count followers_lo followers_hi reference_count reference_lo reference_hi",
    "comptes suivis": "following_count",
    "personnes": "talking_count reach_count",
    "comptes": (
        "account_count matched_count event_count unmatched_count ranked_count unranked_count coverage.measured_count "
        "estimated_count estimated_lo estimated_hi found_count third_count linked_count dead_linked_count"
    ),
    "collectivités": (
        "absent_count present_count unknown_count member_count known_count open_count a_count b_count both_count any_count "
        "searched_count asked_count lists.answered_count successor_count predecessor_count claimant_count territory_count "
        "stratum_size base_count base_both_count base_directory_only_count base_site_only_count closed_count "
        "directory_only_count site_only_count other_only_count neither_count no_site_count site_unread_count "
        "third_both_count third_directory_only_count third_site_only_count third_neither_count dated_count "
        "left_truncated_count inclusion_exclusion_gap measured_n"
    ),
    "collectivités représentées": "members.weight",
    "publications": (
        "post_count posts_count posts_30d_count posts_90d_count reply_count repost_count shown_count measured_post_count "
        "office_count auto_count auto_known_count own_count own_known_count crosspost_count crosspost_known_count "
        "republication_count republication_known_count republication_40_count republication_50_count "
        "republication_70_count republication_80_count"
    ),
    "publications par semaine": "knee_low knee_mid knee_high",
    "questions": "message_count replies.answered_count",
    "conversations": "thread_count",
    "mentions j’aime": "like_count",
    "commentaires": "comment_count",
    "partages": "share_count",
    "vues": "view_count",
    "médias": "media_count alt_text_count",
    "formats": "format_count",
    "textes": "text_count positive_count true_positive_count false_positive_count false_negative_count",
    "pages": "source_count",
    "pas": "depth_count",
    "lignes": "record_count previous_count",
    "requêtes": "request_count ok_count refused_count failed_count redirect_count attempt_count",
    "maillons": "link_count",
    "semaines": "active_week_count",
    "mois": "month_count window_months",
    "heure du jour": "hour",
    "jour de la semaine": "weekday",
    "année": "vintage first_vintage last_vintage pop_vintage population_year",
    "rang": (
        "rank best_rank worst_rank peer_rank list_rank door_rank network_rank message_rank statement_rank place "
        "spell_number"
    ),
    "par publication": "p2 c2 v2",
    "niveau de 1 à 5": "usage_level usage_level_lo usage_level_hi usage_threshold_lo usage_threshold_hi",
    "part de 0 à 1": "practice_grid.weight",
    "de −1 à 1": "level_affinity kendall_tau",
    "code HTTP": "http_status",
    "sans unité": "schedule_chi2 topic_score",
    "ce que dit lens": "ranking.value ranking.value_lo ranking.value_hi",
    "ce que dit unit": ("published_figures.value published_value measured_value measured_pooled difference"),
    "ce que dit unit_fr": (
        "indicators.value indicators.value_lo indicators.value_hi ci_lo ci_hi value_m1 value_m12 example_value"
    ),
    "ce que dit unit_kind": (
        "account_sheet.value account_sheet.value_lo account_sheet.value_hi account_sheet.change_m1 "
        "account_sheet.change_m12"
    ),
    "selon aggregation": "presence.numerator presence.denominator",
    "selon l’indicateur": (
        "indicators.numerator indicators.denominator indicators.measured_count indicators.member_count "
        "indicators.unknown_count"
    ),
}
UNITS: Final = {name: unit for unit, names in _NAMED.items() for name in names.split()}


def with_units(table: Table) -> Table:
    """`table` with the unit of each number that its fields do not tell."""
    fields = (
        field
        if field.unit or field.type not in ("BIGINT", "DOUBLE")
        else replace(field, unit=UNITS.get(f"{table.name}.{field.name}", UNITS.get(field.name, "")))
        for field in table.fields
    )
    return replace(table, fields=tuple(fields))
