"""Each hand-written rule is seen failing once, on a row made for it and on no plausible row."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

import duckdb
import pytest

from pipelines.model.errors import GateError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.quality.gate import check_table
from pipelines.quality.report import Failure
from pipelines.quality.rules import RowRule
from pipelines.quality.suites import LAYER_RULES

MONTH = Month(2026, 10)
Faults = list[tuple[str, dict[str, Any]]]

_ACCOUNT: Faults = [
    ("account_id_names_network", {"network": "x"}),
    ("account_url_is_web_address", {"account_url": "www.facebook.com/lyon"}),
]
_COUNT: Faults = [
    ("followers_count_agrees_with_status", {"followers_status": "hidden"}),
    ("followers_count_in_bounds", {"followers_count": 99_999}),
    ("followers_bounds_given", {"followers_hi": None}),
    ("followers_exact_when_observed", {"followers_status": "observed"}),
]
_NETWORK: Faults = [("network_is_known", {"network": "minitel"})]
_MEMBER: Faults = [("territory_is_member", {"territory_id": "commune:00000"})]
_SUM: Faults = [("statuses_sum_to_members", {"absent_count": 3})]
_STATUS_WITHOUT_COUNT = [
    (f"{stem}_count_agrees_with_status", {f"{stem}_status": "observed", f"{stem}_count": None})
    for stem in ("following", "posts", "talking", "comment", "share", "view")
]

SHARED_SIREN = "210090031"
"""That of the row made for commune_has_departement (`_fresh_key`, number 3)."""

_CLAIM = [
    *_ACCOUNT,
    ("official_agrees_with_evidence", {"evidence_codes": "E2+W"}),
    ("one_main_account", {"territory_id": "commune:69123", "owner_id": "commune:69123"}),
    ("main_is_owned_and_whole", {"scope": "tourisme"}),
    ("owner_is_named", {"is_owner": False, "is_main": False, "rule": None}),
    ("main_says_its_rule", {"rule": None}),
    ("account_has_source", {"source_count": 0}),
]
_CELL: Faults = [
    ("value_agrees_with_status", {"value_status": "withheld"}),
    ("value_between_bounds", {"value_lo": 0.55}),
    ("drawing_widens", {"ci_lo": 0.45}),
    ("a_drawing_that_is_not_told_has_no_ends", {"interval_method": "none"}),
    ("members_are_counted", {"unknown_count": 3}),
]

FAULTS: dict[str, Faults] = {
    "reference.territories": [
        ("territory_id_is_level_and_code", {"code": "00001"}),
        ("stratum_belongs_to_level", {"stratum": "REG"}),
        ("epci_code_is_siren", {"level": "epci", "stratum": "CC"}),
        ("commune_has_departement", {"departement_code": None}),
        ("siren_has_its_key", {"siren": "210000013"}),
        ("siren_names_one_body", {"siren": SHARED_SIREN}),
        ("siren_is_of_the_body", {"body_id": "region:84"}),
        ("commune_has_siren", {"siren": None, "siren_source": None}),
        ("body_is_of_the_vintage", {"body_id": "region:94"}),
        ("overseas_has_its_strata", {"zone": "com"}),
        ("population_is_dated", {"population": None}),
    ],
    "reference.removals": [("subject_is_a_hash", {"subject_hash": "facebook:lyon"})],
    "reference.region_changes": [("region_code_is_insee", {"new_region_code": "HDF"})],
    "reference.territory_events": [
        ("event_has_its_bounds", {"date_status": "vintage"}),
        ("whole_is_a_share_of_one", {"population_share": 0.5}),
        ("names_and_kinds_break_nothing", {"kind": "renamed"}),
        ("shares_stay_within_one", {"population_share": 1.5}),
    ],
    "reference.territory_map": [
        ("vintages_are_ordered", {"first_vintage": 2016}),
        ("vintages_do_not_overlap", {"territory_id": "region:22", "first_vintage": 2014}),
        ("successors_are_counted", {"successor_count": 2}),
        ("current_is_of_today", {"current_id": "region:31"}),
        ("sum_of_several_is_a_bound", {"is_upper_bound": False}),
        ("several_say_why", {"relation": "split"}),
    ],
    "reference.networks": [("door_gives_something", {"gives": " "})],
    "reference.published_figures": [
        ("percentage_in_0_100", {"value": 567.0}),
        ("figure_has_source", {"source": ""}),
    ],
    "reference.statements": [("statement_is_whole", {"unknown_fr": " "})],
    "reference.statement_facts": [("podium_names_its_territories", {"kind": "podium"})],
    "barometer.replay": [("verdict_agrees_with_measure", {"verdict": "refused"})],
    "reference.network_openings": [("opening_has_a_source", {"source_url": None})],
    "reference.journal": [("entry_is_told_in_both_languages", {"text_en": "soon"})],
    "reference.generators": [("generator_is_lower_case", {"generator": "IFTTT"})],
    "reference.classifiers": [("withheld_says_why", {"reason_fr": None})],
    "reference.indicators": [("indicator_is_numbered", {"indicator_id": "presence"})],
    "reference.practice_grid": [
        ("weights_sum_to_one", {"weight": 0.9}),
        ("knees_rise", {"knee_low": 40.0, "knee_mid": 35.0, "knee_high": 100.0}),
    ],
    "reference.zones": [("zone_is_a_place", {"time_zone": "UTC+4"})],
    "reference.holidays": [("national_day_is_of_france", {"area_code": "974"})],
    "reference.codes": [("code_is_explained", {"label_fr": ""})],
    "reference.world": [
        ("simulated_world_says_so", {"origin": "live"}),
        ("simulated_label_says_so", {"origin": "archive", "label_fr": "Données"}),
    ],
    "roster.months": [("roster_has_members", {"roster_id": "GHOST"})],
    "roster.rosters": [
        ("members_are_counted", {"member_count": 1}),
        ("list_of_the_project_has_its_vintage", {"origin": "frozen", "vintage": None, "member_count": 0}),
    ],
    "roster.members": [
        ("territory_id_is_level_and_code", {"code": "00001"}),
        ("stratum_belongs_to_level", {"stratum": "DEP"}),
        ("census_weighs_one", {"level": "region", "weight": 2.0}),
        ("siren_has_its_key", {"siren": "210000013"}),
        ("siren_is_of_the_body", {"siren": "219000015", "body_id": "region:84"}),
        ("siren_names_one_member", {"siren": "219000015"}),
        ("stratum_holds_its_members", {"stratum_size": 1}),
        ("overseas_stands_apart", {"level": "departement", "stratum": "OUTREMER"}),
        ("population_is_positive", {"population": 0}),
    ],
    "roster.looks": [
        ("outcome_is_known", {"outcome": "sleepy"}),
        ("read_look_has_instant", {"looked_at": None}),
    ],
    "roster.lists": [
        ("outcome_is_known", {"outcome": "sleepy", "problem_fr": "?"}),
        ("answered_within_asked", {"asked_count": 1}),
        ("read_list_is_in_force", {"in_force_month": None}),
        ("carried_list_is_earlier", {"is_carried": True}),
        ("refused_list_says_why", {"outcome": "timeout", "problem_fr": None}),
        ("list_was_read", {"outcome": "timeout", "problem_fr": "en maintenance"}),
    ],
    "roster.sites": [
        ("site_url_is_web_address", {"site_url": "www.lyon.fr"}),
        ("fresh_row_is_of_its_month", {"found_at": "2026-09-29 12:00:00"}),
    ],
    "roster.leads": [
        ("account_id_names_network", {"network": "x"}),
        ("current_lead_holds", {"statement_rank": "deprecated"}),
        ("ended_date_means_ended", {"ended_date": "2026-12-01"}),
        ("ended_lead_is_no_evidence", {"is_ended": True, "ended_date": "2026-10-31"}),
    ],
    "roster.wikidata_counts": [
        ("account_id_names_network", {"network": "x"}),
        ("counted_before_reading", {"counted_date": "2026-12-01"}),
    ],
    "roster.evidence": [
        *_ACCOUNT,
        ("fresh_row_is_of_its_month", {"found_at": "2026-09-29 12:00:00"}),
        ("evidence_agrees_with_source", {"evidence": "E1"}),
        ("place_is_of_a_link", {"found_where": "footer"}),
        ("evidence_is_archived", {"record": None}),
    ],
    "roster.accounts": [*_CLAIM, ("main_is_asked", {"is_asked": False})],
    "roster.attributions": [
        *_CLAIM,
        ("outcome_is_known", {"outcome": "sleepy"}),
        ("identity_agrees_with_id", {"platform_id": None, "id_space": None}),
        ("one_owner_for_an_identity", {"identity_id": "facebook#native:101"}),
    ],
    "roster.decisions": [
        ("decision_holds_in_its_months", {"until_month": "2026-09-01"}),
        ("unapplied_decision_says_why", {"decision_status": "stale"}),
        ("decision_names_its_subject", {"account_id": None}),
        ("decision_has_its_value", {"value": None}),
    ],
    "observations.fetches": [
        ("outcome_is_known", {"outcome": "sleepy"}),
        ("fetched_at_not_before_month", {"fetched_at": "2026-09-30 21:59:59"}),
        ("reading_is_archived", {"record": None}),
        ("ok_has_success_status", {"http_status": 404}),
        ("http_status_is_possible", {"http_status": 7, "outcome": "server_error"}),
        ("ok_was_attempted", {"attempt_count": 0}),
        ("host_is_in_url", {"host": "m.facebook.com"}),
    ],
    "observations.snapshots": [
        ("outcome_is_known", {"outcome": "sleepy", "followers_status": "not_read"}),
        ("account_id_names_network", {"account_id": "x:lyon"}),
        ("observed_at_not_before_month", {"observed_at": "2026-09-30 21:59:59"}),
        ("reading_is_archived", {"record": None}),
        *_COUNT,
        *_STATUS_WITHOUT_COUNT[:3],
        ("followers_read_from_account", {"outcome": "not_found"}),
        ("followers_have_definition", {"metric_def": None}),
        ("account_created_before_reading", {"account_created_at": "2026-11-02 00:00:00"}),
    ],
    "observations.posts": [
        ("account_id_names_network", {"account_id": "x:lyon"}),
        ("like_count_agrees_with_status", {"like_status": "hidden"}),
        *_STATUS_WITHOUT_COUNT[3:],
        ("post_created_in_month", {"created_at": "2026-10-31 23:00:00", "observed_at": "2026-11-01 00:00:00"}),
        ("post_created_before_reading", {"created_at": "2026-10-31 19:00:00"}),
        ("alt_texts_within_media", {"alt_text_count": 3}),
        ("post_is_archived", {"record": None}),
    ],
    "observations.post_windows": [
        ("account_id_names_network", {"account_id": "x:lyon"}),
        ("window_begins_with_a_post", {"shown_count": 0}),
        ("window_is_archived", {"record": None}),
    ],
    "observations.ads": [
        ("account_id_names_network", {"account_id": "x:lyon"}),
        ("reach_count_agrees_with_status", {"reach_status": "hidden"}),
        ("ad_ran_in_month", {"stopped_at": "2026-09-30 21:00:00"}),
        ("ad_is_archived", {"record": None}),
    ],
    "observations.messages": [
        ("account_id_names_network", {"account_id": "x:lyon"}),
        ("delay_of_an_answer", {"reply_hours": 169}),
    ],
    "observations.site_items": [
        ("item_url_is_web_address", {"item_url": "/actualites/budget"}),
        ("item_is_archived", {"record": None}),
    ],
    "observations.labels": [
        ("account_id_names_network", {"account_id": "x:lyon"}),
        ("label_agrees_with_status", {"label_status": "purged"}),
    ],
    "observations.texts": [
        ("account_id_names_network", {"account_id": "x:lyon"}),
        ("text_agrees_with_status", {"text_status": "purged"}),
        ("text_counts_agree_with_status", {"word_count": None, "signature": None}),
        ("text_has_its_length", {"char_count": 3}),
        ("signature_of_every_word", {"signature": None}),
        ("signature_is_hashes", {"signature": "2cc5dcf5  c71d0920"}),
        ("item_is_of_a_site", {"kind": "item"}),
        ("post_text_created_in_month", {"created_at": "2026-10-31 23:00:00", "observed_at": "2026-11-01 00:00:00"}),
        ("text_is_archived", {"record": None}),
    ],
    "barometer.identities": [
        ("disputed_is_hijacked", {"state": "hijacked"}),
        ("spell_has_begun", {"since_month": "2026-11-01", "state": "open"}),
        ("rename_names_another_account", {"previous_account_id": "facebook:lyon"}),
        ("reuse_names_another_identity", {"state": "reused"}),
    ],
    "barometer.closings": [
        *_MEMBER,
        ("month_is_that_of_the_place", {"closed_at": "2026-10-31 22:00:00"}),
    ],
    "barometer.status": [
        *_NETWORK,
        *_MEMBER,
        ("present_has_account", {"account_id": None}),
        ("unknown_has_no_posts", {"status": "unknown", "post_count": 0}),
        ("dormant_has_not_posted", {"status": "present_dormant", "post_count": 3}),
    ],
    "barometer.editorial": [
        *_NETWORK,
        ("territory_is_member", {"territory_id": "commune:00000"}),
        *((f"{name}_share_agrees_with_status", {f"{name}_share": 0.5}) for name in ("auto", "republication")),
        *((f"{name}_share_agrees_with_status", {f"{name}_known_count": 9}) for name in ("crosspost", "own")),
        ("republication_curve_falls", {"republication_80_count": 1}),
    ],
    "barometer.level_copies": [
        *_NETWORK,
        ("territory_is_member", {"territory_id": "commune:00000"}),
        ("levels_differ", {"other_level": "commune"}),
        ("within_three_days", {"lag_minutes": -4321.0}),
    ],
    "barometer.post_marks": [
        *_NETWORK,
        ("auto_agrees_with_status", {"is_auto": None}),
        ("republication_agrees_with_status", {"republication_status": "no_feed"}),
        ("crosspost_agrees_with_status", {"is_crosspost": None}),
        ("crosspost_names_its_networks", {"crosspost_networks": "x"}),
    ],
    "barometer.posting": [
        *_NETWORK,
        *_MEMBER,
        ("post_count_agrees_with_status", {"post_status": "not_read"}),
        ("kinds_of_posts_are_known_together", {"reply_count": None}),
        ("posts_30d_count_agrees_with_status", {"active_30d_status": "window_incomplete"}),
        ("posts_90d_count_agrees_with_status", {"dormant_90d_status": "observed"}),
        ("active_is_a_count", {"is_active_30d": False}),
        (
            "dormant_is_a_count",
            {
                "posts_90d_count": 2,
                "dormant_90d_status": "observed",
                "is_dormant_90d": True,
                "is_active_30d": False,
                "posts_30d_count": 0,
            },
        ),
        ("active_is_not_dormant", {"is_dormant_90d": True}),
    ],
    "barometer.posts": [("frozen_at_a_week", {"d7_age_days": 9.0})],
    "barometer.rhythm": [
        *_NETWORK,
        *_MEMBER,
        ("regularity_score_agrees_with_status", {"regularity_status": "window_incomplete"}),
        ("mix_score_agrees_with_status", {"mix_status": "few_posts"}),
        ("office_share_agrees_with_status", {"office_status": "few_posts"}),
        ("is_schedule_suspect_agrees_with_status", {"is_schedule_suspect": True}),
        ("mix_between_bounds", {"mix_score_hi": 0.1}),
        ("office_within_posts", {"office_count": 9}),
    ],
    "barometer.replies": [
        *_NETWORK,
        *_MEMBER,
        ("reply_rate_agrees_with_status", {"reply_status": "few_messages"}),
        ("reply_hours_agrees_with_status", {"reply_hours_status": "not_read"}),
        ("answers_within_questions", {"answered_count": 9}),
    ],
    "barometer.engagement": [
        *_NETWORK,
        *_MEMBER,
        *((f"{letter}2_agrees_with_status", {f"{letter}_status": "not_given"}) for letter in "pcv"),
        *((f"{letter}3_in_bounds", {f"{letter}3_lo": 2.05}) for letter in "pcv"),
        ("engagement_month_rate_agrees_with_status", {"engagement_month_status": "no_reference"}),
        ("engagement_post_rate_agrees_with_status", {"engagement_post_status": "few_posts"}),
        ("apparent_reach_rate_agrees_with_status", {"apparent_reach_status": "observed"}),
        ("e_is_the_sum", {"e": 5.8}),
    ],
    "barometer.practice": [
        *_NETWORK,
        *_MEMBER,
        ("usage_level_agrees_with_status", {"usage_status": "undetermined"}),
        ("bp_score_agrees_with_status", {"bp_status": "undetermined"}),
        ("core_score_agrees_with_status", {"core_score": 3.0}),
        ("level_within_bounds", {"usage_level_hi": 3}),
        ("score_needs_its_weight", {"observed_weight": 0.6}),
        ("level_within_thresholds", {"usage_threshold_hi": 1}),
        ("score_within_thresholds", {"bp_plus_score": 3.2}),
        ("core_needs_its_criteria", {"core_score": 3.0, "core_status": "observed"}),
        ("described_media_are_media", {"alt_text_count": 5}),
        ("score_between_extremes", {"bp_most_score": 2.9}),
    ],
    "barometer.practice_sensitivity": [
        *_NETWORK,
        ("kendall_tau_agrees_with_status", {"tau_status": "small_base"}),
    ],
    "barometer.hours": [
        *_NETWORK,
        ("profile_has_five_accounts", {"account_count": 4}),
        ("cells_sum_to_one", {"share": 0.4}),
    ],
    "barometer.audience": [
        *_NETWORK,
        *_MEMBER,
        *_COUNT,
        ("audience_is_archived", {"record": None}),
        ("reading_near_month_end", {"territory_id": "region:84", "observed_at": "2026-10-28 20:00:00"}),
    ],
    "barometer.presence": [
        *_NETWORK,
        *_SUM,
        ("presence_share_in_bounds", {"presence_share_lo": 0.7, "presence_share_hi": 0.8}),
        ("presence_share_agrees_with_status", {"presence_share_status": "withheld"}),
        ("presence_share_withheld_when_unknown", {"unknown_count": 1, "absent_count": 1, "denominator": 5.0}),
        ("presence_share_needs_five_members", {"member_count": 4, "absent_count": 0}),
        ("numerator_within_denominator", {"aggregation": "pop_weighted", "numerator": 8.0}),
        ("presence_share_is_ratio", {"aggregation": "mean_of_strata", "numerator": 3.0}),
        ("pooled_counts_are_known", {"numerator": 2.0, "denominator": 3.0}),
    ],
    "barometer.copresence": [
        ("two_networks", {"network_b": "facebook"}),
        ("inclusion_exclusion_holds", {"a_count": 116, "b_count": 98, "any_count": 123, "both_count": 86}),
        ("both_within_each", {"both_count": 4, "any_count": 3}),
        ("known_and_unknown_sum_to_members", {"unknown_count": 1}),
        ("both_share_in_bounds", {"both_share_hi": 0.2}),
        ("both_share_agrees_with_status", {"both_share_status": "withheld"}),
        ("both_share_withheld_when_unknown", {"unknown_count": 1, "known_count": 5}),
        ("both_share_needs_five_members", {"member_count": 4, "known_count": 4}),
        ("both_share_is_ratio", {"both_share": 0.25, "both_share_lo": 0.25}),
        ("open_within_unknown", {"open_count": 1}),
    ],
    "barometer.growth": [
        *_NETWORK,
        *_MEMBER,
        ("window_is_1_or_12", {"window_months": 3}),
        ("growth_abs_in_bounds", {"growth_abs_lo": 150.0}),
        ("growth_rel_in_bounds", {"growth_rel": 0.3, "growth_rel_lo": 0.1, "growth_rel_hi": 0.2}),
        ("growth_per_1000_in_bounds", {"growth_per_1000": 3, "growth_per_1000_lo": 1, "growth_per_1000_hi": 2}),
        ("growth_agrees_with_status", {"growth_status": "metric_break"}),
        ("growth_is_difference", {"growth_abs": 120.0}),
    ],
    "barometer.current_geography": [
        *_COUNT,
        ("current_is_of_today", {"territory_id": "region:22"}),
        ("sum_needs_every_predecessor", {"geography_status": "partial"}),
        ("whole_lists_its_predecessors", {"predecessor_count": 2}),
        ("absence_needs_every_predecessor", {"geography_status": "unmapped", "presence_status": "absent_confirmed"}),
        ("sum_of_several_is_a_bound", {"is_upper_bound": None}),
    ],
    "barometer.chain_links": [
        ("link_has_five_accounts", {"matched_count": 4}),
        ("link_in_bounds", {"link_hi": 0.9}),
        ("total_in_bounds", {"total_lo": 99_999.0, "total_hi": 99_999.0}),
        ("before_total_in_bounds", {"before_total_hi": 1.0}),
        ("link_agrees_with_status", {"link_status": "small_base", "matched_count": 3}),
        ("link_is_ratio", {"before_total": 12_330.0}),
    ],
    "barometer.chained_index": [
        ("link_has_five_accounts", {"matched_count": 4}),
        ("index_value_in_bounds", {"index_lo": 101.2}),
        ("index_agrees_with_status", {"base_month": None}),
        ("no_month_is_skipped", {"link_count": 2}),
    ],
    "barometer.ranking": [
        *_NETWORK,
        *_MEMBER,
        ("window_is_1_or_12", {"window_months": 3}),
        ("value_in_bounds", {"value": 300.0}),
        ("rank_in_bounds", {"worst_rank": 6}),
        ("small_leagues_are_not_ranked", {"ranked_count": 4}),
        ("podium_is_certain", {"is_podium_certain": False}),
        ("small_communes_are_not_named", {"territory_id": "commune:69001"}),
    ],
    "barometer.peers": [
        *_MEMBER,
        ("nobody_is_its_own_peer", {"territory_id": "commune:69123", "peer_id": "commune:69123", "peer_rank": 2}),
        ("five_peers_at_most", {"peer_rank": 6}),
        ("small_communes_are_not_compared", {"peer_id": "commune:69001"}),
    ],
    "barometer.coverage": [
        *_NETWORK,
        *_SUM,
        ("measured_within_accounts", {"measured_count": 5}),
        ("searched_within_members", {"searched_count": 7}),
        ("searched_share_is_ratio", {"searched_share": 0.5}),
        ("unknown_share_is_ratio", {"unknown_share": 0.5}),
        ("measured_share_is_ratio", {"account_count": 0, "measured_count": 0}),
    ],
    "barometer.discovery": [
        *_NETWORK,
        ("finders_sum_to_members", {"neither_count": 2}),
        ("base_within_members", {"site_unread_count": 2}),
        ("base_within_found", {"base_both_count": 3}),
        ("third_within_base", {"third_site_only_count": 2}),
        ("dead_linked_share_is_ratio", {"dead_linked_share": 0.5}),
    ],
    "barometer.missed": [
        *_NETWORK,
        ("estimated_count_in_bounds", {"estimated_count": 37, "missed_share": 1 - 30 / 37, "missed_share_hi": 0.2}),
        ("missed_share_in_bounds", {"missed_share_hi": 0.01}),
        ("dependence_ratio_in_bounds", {"dependence_ratio": 3.0}),
        ("estimated_count_agrees_with_status", {"estimated_status": "small_base"}),
        ("estimate_between_found_and_searched", {"searched_count": 35}),
        ("missed_share_is_of_estimate", {"missed_share": 0.1}),
    ],
    "barometer.adoption": [
        *_NETWORK,
        ("adopted_share_in_bounds", {"adopted_lo": 0.7}),
        ("adopted_share_agrees_with_status", {"adoption_status": "interval"}),
        ("known_histories_are_counted", {"dated_count": 6}),
        ("curve_ends_at_the_month", {"at_month": "2026-12-01"}),
    ],
    "barometer.departures": [
        *_NETWORK,
        ("followers_count_in_bounds", {"followers_count": 13}),
        ("silent_since_three_months", {"departed_month": "2026-08-01"}),
    ],
    "barometer.cells": _CELL,
    "barometer.indicators": [
        *_CELL,
        ("change_m1_agrees_with_status", {"change_m1": None}),
        ("change_m12_agrees_with_status", {"change_m12_status": "observed"}),
    ],
    "barometer.account_sheet": [
        *_NETWORK,
        *_MEMBER,
        ("value_agrees_with_status", {"value_status": "hidden"}),
        ("value_between_bounds", {"value_hi": 12_299.0}),
        ("change_m1_agrees_with_status", {"change_m1": None}),
        ("change_m12_agrees_with_status", {"change_m12_status": "observed"}),
    ],
    "barometer.unknowns": [*_NETWORK, ("reason_was_met", {"territory_count": 0})],
    "barometer.politeness": [
        ("answers_within_requests", {"request_count": 2}),
        ("one_request_a_second", {"least_gap_seconds": 0.3}),
    ],
    "barometer.comparison": [
        ("verdict_agrees_with_measure", {"verdict": "not_measured"}),
        ("what_is_not_compared_says_why", {"refusal": "other_base"}),
        ("difference_is_measured_minus_published", {"difference": -0.7}),
    ],
}


def _fresh_key(tiny: ModuleType, full_name: str, number: int) -> dict[str, Any]:
    """Values that give a row a key of its own without breaking any rule."""
    territory = tiny.spare(number)
    seen = tiny.SEEN[tiny.MONTH] + timedelta(seconds=number)
    return {
        "reference.territories": {
            "territory_id": territory,
            "code": territory.split(":")[1],
            "body_id": territory,
            "siren": tiny.siren(9_000 + number),
        },
        "reference.region_changes": {"old_region_code": f"{50 + number}"},
        "reference.territory_events": {"event_id": f"event{number}", "from_id": f"region:{50 + number}"},
        "reference.territory_map": {"territory_id": f"region:{50 + number}"},
        "reference.networks": {"door": f"door{number}"},
        "reference.statements": {"statement_id": f"T{number}"},
        "reference.statement_facts": {"fact_id": f"fact{number}"},
        "barometer.replay": {"fact_id": f"fact{number}"},
        "reference.generators": {"generator": f"generator{number}"},
        "reference.network_openings": {"network": f"network{number}"},
        "reference.journal": {"entry_id": f"entry{number}"},
        "barometer.post_marks": {"post_id": f"post{number}"},
        "barometer.level_copies": {"post_id": f"post{number}"},
        "reference.classifiers": {"network": f"network{number}"},
        "reference.indicators": {"indicator_id": f"I{60 + number}"},
        "barometer.adoption": {"stratum": f"stratum{number}"},
        "barometer.cells": {"area_code": f"area{number}"},
        "barometer.indicators": {"area_code": f"area{number}"},
        "barometer.account_sheet": {"variant": f"variant{number}"},
        "reference.published_figures": {"figure_id": f"figure{number}"},
        "reference.codes": {"code": f"code{number}"},
        "roster.rosters": {"roster_id": f"LIST{number}"},
        "roster.members": {"territory_id": territory + "x", "code": territory.split(":")[1] + "x"},
        "roster.sites": {"site_url": f"https://site{number}.fr"},
        "roster.lists": {"part": f"part{number}"},
        "roster.leads": {"statement_id": f"Q1-{number}"},
        "roster.wikidata_counts": {"statement_id": f"Q1-{number}"},
        "observations.fetches": {"request_key": f"request{number}"},
        "observations.snapshots": {"door": f"door{number}", "observed_at": seen},
        "observations.posts": {"post_id": f"post{number}"},
        "observations.post_windows": {"door": f"door{number}"},
        "observations.ads": {"ad_id": f"ad{number}"},
        "observations.messages": {"message_rank": number + 2},
        "observations.site_items": {"item_url": f"https://www.lyon.fr/{number}"},
        "observations.labels": {"text_id": f"text{number}"},
        "observations.texts": {"text_id": f"text{number}"},
        "reference.practice_grid": {"grid_version": f"v{number}"},
        "reference.zones": {"area_code": f"area{number}"},
        "reference.holidays": {"holiday_date": f"2027-07-{number + 1:02d}"},
        "barometer.posts": {"post_id": f"post{number}"},
        "barometer.practice_sensitivity": {"roster_id": f"LIST{number}"},
        "barometer.hours": {"stratum": f"stratum{number}"},
        "barometer.presence": {"area_code": f"area{number}"},
        "barometer.copresence": {"stratum": f"stratum{number}"},
        "barometer.coverage": {"stratum": f"stratum{number}"},
        "barometer.chain_links": {"stratum": f"stratum{number}"},
        "barometer.chained_index": {"stratum": f"stratum{number}"},
        "barometer.discovery": {"stratum": f"stratum{number}"},
        "barometer.missed": {"stratum": f"stratum{number}"},
        "barometer.unknowns": {"reason": f"reason{number}"},
        "barometer.politeness": {"host": f"host{number}.fr"},
        "barometer.comparison": {"figure_id": f"figure{number}"},
        "roster.accounts": {"territory_id": territory, "owner_id": territory, "account_id": f"facebook:a{number}"},
        "roster.attributions": {
            "territory_id": territory,
            "owner_id": territory,
            "account_id": f"facebook:a{number}",
            "identity_id": f"facebook#native:{number}",
        },
        "roster.decisions": {"decision_id": f"c-{number}"},
        "barometer.identities": {"account_id": f"facebook:a{number}"},
    }.get(full_name, {"territory_id": territory} if "territory_id" in TABLES[full_name].columns else {})


def _template(tiny: ModuleType, full_name: str) -> dict[str, Any]:
    rows = tiny.ROWS[full_name]
    current = [row for row in rows if row.get("month") == tiny.MONTH and "month" in TABLES[full_name].grain] or rows
    communes = [row for row in current if row.get("territory_id") == "commune:69123"]
    return dict((communes or current)[0])


@pytest.mark.parametrize("full_name", FAULTS)
def test_each_rule_finds_its_row(con: duckdb.DuckDBPyConnection, tiny: ModuleType, full_name: str) -> None:
    template, grain = _template(tiny, full_name), TABLES[full_name].grain
    if full_name in ("barometer.ranking", "barometer.peers"):
        tiny.insert(con, "roster.members", [tiny.SMALL])
    made = {
        rule: {**template, **_fresh_key(tiny, full_name, number), **changes}
        for number, (rule, changes) in enumerate(FAULTS[full_name])
    }
    tiny.insert(con, full_name, list(made.values()))
    key_of = {rule: tuple(_text(row[name]) for name in grain) for rule, row in made.items()}
    report = check_table(con, full_name, MONTH)
    found = {failure.expectation: failure for failure in report.failures}
    for rule, key in key_of.items():
        assert rule in found, f"{rule} did not fail: {report.as_markdown()}"
        assert key in _keys(found[rule], grain), rule
    plausible = {key for failure in report.failures for key in _keys(failure, grain)} - set(key_of.values())
    assert plausible == ({("2026-10-01", "commune:69123", "facebook:lyon")} if "one_main_account" in found else set())


def _keys(failure: Failure, grain: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {tuple(_text(row[name]) for name in grain) for row in failure.rows}


def _text(value: object) -> str:
    return str(value).replace(" ", "T")


@pytest.mark.parametrize("full_name", LAYER_RULES)
def test_no_rule_is_left_unseen(full_name: str) -> None:
    names = [rule.name for rule in LAYER_RULES[full_name] if isinstance(rule, RowRule)]
    assert sorted(name for name, _ in FAULTS[full_name]) == sorted(names)


def test_the_error_names_rule_row_and_record(con: duckdb.DuckDBPyConnection, tiny: ModuleType) -> None:
    con.execute("UPDATE observations.snapshots SET followers_status = 'hidden' WHERE month = '2026-10-01'")
    with pytest.raises(GateError) as caught:
        check_table(con, "observations.snapshots", MONTH, "facebook").raise_if_blocking()
    message = str(caught.value)
    assert "rule followers_count_agrees_with_status (followers_count, followers_status): 1 row(s)" in message
    assert "account_id=facebook:lyon, door=page, observed_at=2026-10-31T18:00:00, followers_count=12400" in message
    assert f"archive record {tiny.RECORD}" in message


def test_month_bounds_are_those_of_paris(con: duckdb.DuckDBPyConnection, tiny: ModuleType) -> None:
    """Paris is at UTC+2 when October 2026 begins and at UTC+1 when it ends."""
    instants = ("2026-09-30 21:59:59", "2026-09-30 22:00:00", "2026-10-31 22:59:59", "2026-10-31 23:00:00")
    template = {**_template(tiny, "observations.posts"), "observed_at": "2026-11-02 00:00:00"}
    tiny.insert(
        con, "observations.posts", [{**template, "post_id": instant, "created_at": instant} for instant in instants]
    )
    (failure,) = check_table(con, "observations.posts", MONTH, "facebook").failures
    assert failure.expectation == "post_created_in_month"
    assert [row["post_id"] for row in failure.rows] == [instants[0], instants[3]]


def test_official_is_e1_or_e4_or_e2_and_e3_or_e5(con: duckdb.DuckDBPyConnection, tiny: ModuleType) -> None:
    official, others = ("E1", "E4+W", "E5", "E2+E3", "W+E3+E2"), ("E2", "E3+W", "W")
    template = {**_template(tiny, "roster.accounts"), "is_main": False, "rule": None}
    for claim in (True, False):
        rows = [
            {**template, "account_id": f"facebook:{claim}-{codes}", "evidence_codes": codes, "is_official": claim}
            for codes in (*official, *others)
        ]
        tiny.insert(con, "roster.accounts", rows)
    (failure,) = check_table(con, "roster.accounts", MONTH).failures
    wrong = {f"facebook:True-{codes}" for codes in others} | {f"facebook:False-{codes}" for codes in official}
    assert {row["account_id"] for row in failure.rows} == wrong
