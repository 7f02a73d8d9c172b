"""A warehouse of two months and a handful of territories: the tables of the field dictionary with plausible rows.

Tests load this file by path. `ROWS` satisfies every rule; `spare(i)` are members kept free for rows that break one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from pipelines.model.fields import TABLES
from pipelines.model.outcomes import MeasureStatus, Outcome, PresenceStatus
from pipelines.model.texts import signature, words
from pipelines.warehouse.load import create_tables, transaction

Row = Mapping[str, object]


def _at(*parts: int) -> datetime:
    """A UTC instant as DuckDB's TIMESTAMP holds it."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


BEFORE, MONTH = date(2026, 9, 1), date(2026, 10, 1)
SEEN = {BEFORE: _at(2026, 9, 30, 18), MONTH: _at(2026, 10, 31, 18)}
MIDNIGHTS = {
    BEFORE: (_at(2026, 8, 31, 22), _at(2026, 9, 30, 22)), MONTH: (_at(2026, 9, 30, 22), _at(2026, 10, 31, 23)),
}  # fmt: skip
RECORD = "2026-10/facebook.warc.gz@120+450"
ROSTER = "TINY"
TEXT = "Phrase reconnaissable : nul fichier publié ne la contient"
"""What a post says; editions must hold neither it nor its signature."""
SPARES = 30


def spare(number: int) -> str:
    """A commune of the roster that no row of `ROWS` is about."""
    return f"commune:9{number:04d}"


def _member(territory: str, name: str, stratum: str, population: int) -> Row:
    level, code = territory.split(":")
    return {
        "roster_id": ROSTER, "territory_id": territory, "level": level, "code": code, "name": name,
        "stratum": stratum, "population": population, "pop_vintage": 2023, "region_code": "84",
        "departement_code": None if level == "region" else "69", "weight": 1.0,
    }  # fmt: skip


def siren(number: int) -> str:
    """A SIREN with its key, the same for the same number."""
    digits = f"21{number:06d}"
    total = sum(sum(divmod(int(digit) * (2 if place % 2 else 1), 10)) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _territory(number: int, member: Row) -> Row:
    kept = ("territory_id", "level", "code", "name", "population", "stratum", "region_code", "departement_code")
    body = {"siren": siren(number), "siren_source": "cog", "body_id": member["territory_id"]}
    return {"vintage": 2026, **{name: member[name] for name in kept}, "population_year": 2023, "zone": "metro", **body}


MEMBERS = [
    _member("region:84", "Auvergne-Rhône-Alpes", "REG", 8_114_361),
    _member("departement:69", "Rhône", "DEP", 1_900_437),
    _member("commune:69123", "Lyon", "COM_100000_PLUS", 520_774),
    _member("commune:69266", "Villeurbanne", "COM_100000_PLUS", 156_928),
    *(_member(spare(number), f"Commune {number}", "COM_20000_50000", 25_000 + number) for number in range(SPARES)),
]
SMALL = _member("commune:69001", "Affoux", "COM_0_500", 382)


CELL: Row = {
    "roster_id": ROSTER, "indicator_id": "I01", "variant": "base", "network": "facebook", "area_level": "france",
    "area_code": "FR", "stratum": "ALL", "aggregation": "pooled", "ci_lo": 0.4, "ci_hi": 0.6,
    "interval_method": "census", "value_status": "observed", "numerator": 5.0, "denominator": 10.0,
    "member_count": 12, "measured_count": 10,
    "unknown_count": 2,
}  # fmt: skip


def _monthly(month: date, followers: int) -> dict[str, list[Row]]:
    key: Row = {"month": month, "roster_id": ROSTER, "territory_id": "commune:69123", "network": "facebook"}
    account: Row = {
        "month": month, "territory_id": "commune:69123", "network": "facebook", "account_id": "facebook:lyon",
        "handle": "lyon", "account_url": "https://www.facebook.com/lyon",
    }  # fmt: skip
    seen: Row = {"observed_at": SEEN[month], "record": RECORD}
    count: Row = {
        "followers_count": followers, "followers_lo": followers - 50, "followers_hi": followers + 50,
        "followers_status": "rounded",
    }  # fmt: skip
    claim: Row = {
        **account, "entity_kind": "page", "scope": "generaliste", "evidence_codes": "E2+E4", "source_count": 1,
        "evidence_score": 0.72, "similarity_score": 1.0, "is_named": True, "level_affinity": 0, "list_rank": 1,
        "claimant_count": 1,
        "owner_id": "commune:69123", "is_owner": True, "is_official": True, "is_main": True, "rule": "only",
    }  # fmt: skip
    identity: Row = {
        "identity_id": "facebook#native:101", "identity_status": "platform", "platform_id": "101", "id_space": "native",
        "handle_seen": "lyon", "account_name": "Ville de Lyon",
    }  # fmt: skip
    league: Row = {
        "month": month, "roster_id": ROSTER, "network": "facebook", "stratum": "COM_100000_PLUS", "matched_count": 5,
        "link_status": "observed",
    }  # fmt: skip
    counts: Row = {"present_count": 4, "absent_count": 2, "unknown_count": 0, "member_count": 6}
    return {
        "roster.months": [{"month": month, "roster_id": ROSTER}],
        "roster.looks": [
            {"month": month, "territory_id": "commune:69123", "source": "directory", "outcome": "ok",
             "looked_at": SEEN[month], "record": RECORD},
            {"month": month, "territory_id": "region:84", "source": "site", "outcome": "not_attempted"},
        ],
        "roster.sites": [
            {"month": month, "territory_id": "commune:69123", "site_url": "https://www.lyon.fr", "source": "directory",
             "record": RECORD, "found_at": SEEN[month], "is_carried": False},
        ],
        "roster.lists": [
            {"month": month, "source": "directory", "part": "mairie", "outcome": "ok", "read_at": SEEN[month],
             "asked_count": 2, "answered_count": 2, "record_count": 3, "in_force_month": month,
             "in_force_at": SEEN[month], "is_carried": False, "record": RECORD},
        ],
        "roster.evidence": [
            {**account, "evidence": "E4", "source": "directory", "source_url": "https://lannuaire.service-public.fr",
             "list_rank": 1, "found_at": SEEN[month], "record": RECORD, "is_carried": False},
        ],
        "roster.leads": [
            {**account, "statement_id": "Q456-1", "statement_rank": "normal", "is_ended": False, "is_current": True,
             "source_url": "http://www.wikidata.org/entity/Q456", "found_at": SEEN[month]},
        ],
        "roster.wikidata_counts": [
            {**{name: account[name] for name in ("month", "territory_id", "network", "account_id")},
             "statement_id": "Q456-2", "followers_count": 900, "counted_date": date(2025, 1, 1),
             "counted_precision": "year", "statement_rank": "normal",
             "source_url": "http://www.wikidata.org/entity/Q456", "found_at": SEEN[month]},
        ],
        "roster.accounts": [{**claim, "is_asked": True}],
        "roster.attributions": [
            {**claim, **identity, "outcome": "ok", "is_confirmed": True, "is_contradicted": False},
        ],
        "roster.decisions": [
            {"month": month, "decision_id": "c-1@2026-09", "origin": "review", "action": "set_scope",
             "territory_id": "commune:69123", "network": "facebook", "account_id": "facebook:lyon",
             "value": "generaliste", "from_month": BEFORE, "reason_fr": "Relue.", "evidence_url": "revue.csv",
             "decided_role": "relecture", "decided_date": BEFORE, "decision_status": "applied"},
        ],
        "observations.fetches": [
            {"month": month, "network": "facebook", "request_key": "page profile https://www.facebook.com/lyon",
             "url": "https://www.facebook.com/lyon", "host": "www.facebook.com", "door": "page", "purpose": "profile",
             "subject_ids": "facebook:lyon", "fetched_at": SEEN[month], "outcome": "ok", "http_status": 200,
             "attempt_count": 1, "redirect_count": 0, "wire_bytes_count": 4096, "record": RECORD},
        ],
        "observations.snapshots": [
            {"month": month, "network": "facebook", "account_id": "facebook:lyon", "door": "page", **seen,
             "origin": "live", "outcome": "ok", "metric_def": "facebook.followers", **count,
             "following_status": "not_given", "posts_status": "not_given", "talking_status": "hidden",
             "account_created_at": _at(2010, 1, 1), "parser_version": "1"},
        ],
        "observations.posts": [
            {"month": month, "network": "facebook", "account_id": "facebook:lyon", "door": "graph", "post_id": "p1",
             "created_at": _at(month.year, month.month, 5, 9, 30), "kind": "original", "like_count": 0,
             "like_status": "observed", "comment_status": "not_given", "share_status": "not_given",
             "view_status": "hidden", "media_count": 2, "alt_text_count": 1, "format": "image",
             "parser_version": "1", **seen},
        ],
        "observations.post_windows": [
            {"month": month, "network": "facebook", "account_id": "facebook:lyon", "door": "graph", "shown_count": 1,
             "covered_from_at": _at(month.year, month.month, 5, 9, 30), "is_complete": True, **seen},
        ],
        "observations.ads": [
            {"month": month, "network": "facebook", "account_id": "facebook:lyon", "door": "ads", "ad_id": "a1",
             "started_at": _at(month.year, month.month, 2, 9, 30), "reach_count": 1200, "reach_status": "observed",
             "parser_version": "1", **seen},
        ],
        "observations.messages": [
            {"month": month, "network": "facebook", "account_id": "facebook:lyon", "door": "graph", "post_id": "p1",
             "message_rank": 1, "is_answered": True, "reply_hours": 3, "parser_version": "1", **seen},
        ],
        "observations.site_items": [
            {"month": month, "territory_id": "commune:69123", "item_url": "https://www.lyon.fr/a", "title": "Budget",
             "record": RECORD},
        ],
        "observations.texts": [
            {"month": month, "network": "facebook", "account_id": "facebook:lyon", "text_id": "p1", "kind": "post",
             "created_at": _at(month.year, month.month, 5, 9, 30), "text": TEXT, "text_status": "observed",
             "word_count": len(words(TEXT)), "char_count": len(TEXT), "signature": signature(words(TEXT)),
             "parser_version": "1", **seen},
            {"month": month, "network": "facebook", "account_id": "facebook:lyon", "text_id": "p2", "kind": "post",
             "created_at": _at(month.year, month.month, 6), "text_status": "not_given", "parser_version": "1", **seen},
        ],
        "observations.labels": [
            {"month": month, "network": "facebook", "account_id": "facebook:lyon", "text_id": "p1",
             "topic_code": "budget", "topic_score": 3.0, "animation_code": "none", "classifier_version": "1",
             "label_status": "observed"},
        ],
        "barometer.identities": [
            {"month": month, "network": "facebook", "account_id": "facebook:lyon", **identity, "state": "new",
             "spell_number": 1, "since_month": month},
        ],
        "barometer.closings": [
            {"month": month, "roster_id": key["roster_id"], "territory_id": territory_id, "time_zone": "Europe/Paris",
             "opened_at": MIDNIGHTS[month][0], "closed_at": MIDNIGHTS[month][1]}
            for territory_id in ("commune:69123", "region:84")
        ],
        "barometer.status": [
            {**key, "stratum": "COM_100000_PLUS", "status": "present_active", "reason": "E2+E4",
             "account_id": "facebook:lyon", "post_count": 1},
            {**key, "territory_id": "region:84", "stratum": "REG", "status": "unknown", "reason": "login_wall"},
        ],
        "barometer.posting": [
            {**key, "stratum": "COM_100000_PLUS", "account_id": "facebook:lyon", "post_count": 1,
             "post_status": "observed", "reply_count": 0, "repost_count": 0,
             "covered_from_at": _at(month.year, month.month, 5, 9, 30), "seen_share": 1.0, "posts_30d_count": 1,
             "is_active_30d": True, "active_30d_status": "observed", "is_dormant_90d": False,
             "dormant_90d_status": "window_incomplete"},
        ],
        "barometer.posts": [
            {"month": month, "network": "facebook", "account_id": "facebook:lyon", "post_id": "p1",
             "local_at": _at(month.year, month.month, 5, 11, 30), "is_office_hour": True, "format": "text",
             "read_age_days": 25.0, "like_count": 12, "d7_age_days": 6.5, "d7_like_count": 10},
        ],
        "barometer.rhythm": [
            {**key, "stratum": "COM_100000_PLUS", "account_id": "facebook:lyon", "regularity_score": 0.3,
             "gap_days_count": 26, "active_week_count": 1, "regularity_status": "observed", "format_count": 1,
             "mix_score": 0.2, "mix_score_lo": 0.2, "mix_score_hi": 0.2, "mix_status": "observed", "office_count": 8,
             "measured_post_count": 8, "office_share": 1.0, "office_status": "observed",
             "schedule_status": "few_posts"},
        ],
        "barometer.replies": [
            {**key, "stratum": "COM_100000_PLUS", "account_id": "facebook:lyon", "thread_count": 2, "message_count": 8,
             "answered_count": 5, "reply_rate": 0.625, "reply_rate_lo": 0.3, "reply_rate_hi": 0.86,
             "reply_status": "observed", "reply_hours": 3.0, "reply_hours_status": "observed"},
        ],
        "barometer.engagement": [
            {**key, "stratum": "COM_100000_PLUS", "account_id": "facebook:lyon", "variant": "as_read",
             "measured_post_count": 8, "age_days": 15.0, "code": "LCS", "engagement_month_rate": 0.02,
             "engagement_month_rate_lo": 0.019, "engagement_month_rate_hi": 0.021,
             "engagement_month_status": "observed", "engagement_post_rate": 0.01, "engagement_post_status": "observed",
             **{f"{letter}{name}": value for letter in "pcv"
                for name, value in (("1", 0.5), ("2", 10.0), ("3", 2.0), ("3_lo", 1.9), ("3_hi", 2.1),
                                    ("_status", "observed"))},
             "e": 6.0, "e_lo": 5.7, "e_hi": 6.3, "e2": 4.0, "apparent_reach_status": "not_given",
             "base_status": "rounded"},
        ],
        "barometer.practice": [
            {**key, "stratum": "COM_100000_PLUS", "account_id": "facebook:lyon", "usage_level": 2, "usage_level_lo": 2,
             "usage_level_hi": 2, "usage_threshold_lo": 2, "usage_threshold_hi": 3, "usage_status": "observed",
             "bp_score": 3.0, "bp_score_lo": 2.8, "bp_score_hi": 3.2, "bp_minus_score": 3.1, "bp_plus_score": 2.9,
             "bp_threshold_lo": 2.9, "bp_threshold_hi": 3.1, "media_count": 4, "alt_text_count": 3,
             "bp_least_score": 2.4, "bp_most_score": 3.4, "observed_weight": 0.8, "bp_status": "observed",
             "core_status": "undetermined", "grid_version": "2026-1"},
        ],
        "barometer.practice_sensitivity": [
            {"month": month, "roster_id": ROSTER, "network": "facebook", "variant": "equal", "account_count": 12,
             "kendall_tau": 0.9, "tau_status": "observed", "width_median": 0.4, "is_accepted": True},
        ],
        "barometer.hours": [
            {"month": month, "roster_id": ROSTER, "network": "facebook", "stratum": "ALL", "weekday": 1, "hour": 9,
             "share": 1.0, "account_count": 5, "month_count": 2},
        ],
        "barometer.editorial": [
            {**key, "stratum": "COM_100000_PLUS", "account_id": "facebook:lyon", "post_count": 1, "auto_known_count": 1,
             "auto_count": 0, "auto_status": "few_posts", "republication_known_count": 1, "republication_count": 0,
             **{f"republication_{threshold}_count": 0 for threshold in (40, 50, 70, 80)},
             "republication_status": "few_posts", "crosspost_known_count": 1, "crosspost_count": 0,
             "crosspost_status": "few_posts", "own_known_count": 1, "own_count": 1, "own_status": "few_posts"},
        ],
        "barometer.level_copies": [
            {"month": month, "roster_id": ROSTER, "network": "facebook", "account_id": "facebook:lyon", "post_id": "p1",
             "territory_id": "commune:69123", "level": "commune", "other_territory_id": "departement:69",
             "other_level": "departement", "other_network": "facebook", "other_account_id": "facebook:rhone",
             "other_post_id": "p2", "lag_minutes": 90.0, "similarity": 0.75},
        ],
        "barometer.post_marks": [
            {"month": month, "network": "facebook", "account_id": "facebook:lyon", "post_id": "p1",
             "territory_id": "commune:69123", "is_auto": False, "is_republication": False, "is_crosspost": False,
             "auto_status": "observed", "republication_status": "observed", "crosspost_status": "observed"},
        ],
        "barometer.audience": [
            {**key, "stratum": "COM_100000_PLUS", "account_id": "facebook:lyon", "identity_id": "facebook#native:101",
             "metric_def": "facebook.followers", **count, **seen},
        ],
        "barometer.presence": [
            {"month": month, "roster_id": ROSTER, "network": "facebook", "area_level": "france", "area_code": "FR",
             "stratum": "ALL", "aggregation": "pooled", **counts, "numerator": 4.0, "denominator": 6.0,
             "presence_share": 4 / 6, "presence_share_lo": 4 / 6, "presence_share_hi": 4 / 6,
             "presence_share_status": "observed"},
        ],
        "barometer.copresence": [
            {"month": month, "roster_id": ROSTER, "stratum": "ALL", "network_a": "facebook", "network_b": "x",
             "a_count": 4, "b_count": 3, "both_count": 2, "any_count": 5, "known_count": 6, "unknown_count": 0,
             "open_count": 0, "member_count": 6, "both_share": 2 / 6, "both_share_lo": 2 / 6, "both_share_hi": 2 / 6,
             "any_share": 5 / 6, "inclusion_exclusion_gap": 0, "both_share_status": "observed"},
        ],
        "barometer.growth": [
            {**key, "stratum": "COM_100000_PLUS", "window_months": 1, "account_id": "facebook:lyon",
             "metric_def": "facebook.followers", "followers_count": followers, "followers_lo": followers - 50,
             "followers_hi": followers + 50, "reference_count": 12_300, "reference_lo": 12_250, "reference_hi": 12_350,
             "growth_abs": followers - 12_300.0, "growth_abs_lo": followers - 12_400.0,
             "growth_abs_hi": followers - 12_200.0, "growth_status": "rounded", "is_stock_flow_suspect": False},
        ],
        "barometer.current_geography": [
            {**key, "stratum": "COM_100000_PLUS", "geography_status": "whole", "predecessor_ids": "commune:69123",
             "predecessor_count": 1, "presence_status": "present", "account_count": 1,
             "metric_def": "facebook.followers", **count, "is_upper_bound": False},
        ],
        "barometer.chain_links": [
            {**league, "event_count": 0, "unmatched_count": 1, "link": followers / 12_300, "link_lo": 0.99,
             "link_hi": 1.02, "total": float(followers), "total_lo": followers - 50.0, "total_hi": followers + 50.0,
             "before_total": 12_300.0, "before_total_lo": 12_250.0, "before_total_hi": 12_350.0},
        ],
        "barometer.chained_index": [
            {**league, "event_count": 0, "link_count": 1, "base_month": date(month.year, month.month - 1, 1),
             "index_value": 100 * followers / 12_300, "index_lo": 99.0, "index_hi": 102.0},
        ],
        "barometer.ranking": [
            {**key, "stratum": "COM_100000_PLUS", "window_months": 1, "lens": "absolute", "value": 100.0,
             "value_lo": 0.0, "value_hi": 200.0, "rank": 1, "best_rank": 1, "worst_rank": 2, "ranked_count": 5,
             "unranked_count": 0, "is_podium_certain": True, "is_stock_flow_suspect": False},
            {**key, "territory_id": "commune:69266", "stratum": "COM_100000_PLUS", "window_months": 1,
             "lens": "absolute", "value": 40.0, "value_lo": -60.0, "value_hi": 140.0, "rank": 2, "best_rank": 1,
             "worst_rank": 2, "ranked_count": 5, "unranked_count": 0, "is_podium_certain": True,
             "is_stock_flow_suspect": False},
        ],
        "barometer.peers": [
            {"month": month, "roster_id": ROSTER, "territory_id": "commune:69123", "peer_rank": 1,
             "peer_id": "commune:69266"},
            {"month": month, "roster_id": ROSTER, "territory_id": "commune:69266", "peer_rank": 1,
             "peer_id": "commune:69123"},
        ],
        "barometer.coverage": [
            {"month": month, "roster_id": ROSTER, "network": "facebook", "stratum": "ALL", **counts,
             "searched_count": 6, "account_count": 4, "measured_count": 4, "searched_share": 1.0,
             "unknown_share": 0.0, "measured_share": 1.0},
        ],
        "barometer.discovery": [
            {"month": month, "roster_id": ROSTER, "network": "facebook", "stratum": "ALL", "directory_only_count": 1,
             "site_only_count": 1, "both_count": 2, "other_only_count": 1, "closed_count": 0, "neither_count": 1,
             "member_count": 6, "no_site_count": 1, "site_unread_count": 1, "base_count": 4,
             "base_directory_only_count": 1, "base_site_only_count": 1, "base_both_count": 1,
             "third_directory_only_count": 0, "third_site_only_count": 1, "third_both_count": 1,
             "third_neither_count": 1, "linked_count": 4, "dead_linked_count": 1, "dead_linked_share": 0.25},
        ],
        "barometer.missed": [
            {"month": month, "roster_id": ROSTER, "network": "facebook", "stratum": "ALL", "searched_count": 40,
             "found_count": 30, "estimated_count": 32, "estimated_lo": 30, "estimated_hi": 36,
             "estimated_status": "observed", "missed_share": 1 - 30 / 32, "missed_share_lo": 0.0,
             "missed_share_hi": 1 - 30 / 36, "third_count": 25, "dependence_ratio": 1.2, "dependence_ratio_lo": 0.5,
             "dependence_ratio_hi": 2.9},
        ],
        "barometer.replay": [
            {"statement_id": "S02", "fact_id": "ieq-1", "place": month.month, "month": month,
             "network": "facebook", "stratum": "all", "indicator": "presence_rate_mean_strata", "published_value": 72.7,
             "measured_value": 72.67, "measured_pooled": 65.9, "unit": "%", "verdict": "same"},
        ],
        "barometer.adoption": [
            {"month": month, "roster_id": ROSTER, "network": "facebook", "stratum": "ALL", "at_month": month,
             "known_count": 6, "dated_count": 2, "left_truncated_count": 3, "adopted_share": 0.6, "adopted_lo": 0.5,
             "adopted_hi": 0.65, "method": "turnbull", "adoption_status": "observed"},
        ],
        "barometer.departures": [
            {**key, "stratum": "COM_100000_PLUS", "departed_month": date(month.year, month.month - 3, 1),
             "departure_status": "left", "followers_count": 12, "followers_lo": 12, "followers_hi": 12},
        ],
        "barometer.cells": [CELL | {"month": month, "value": 0.5, "value_lo": 0.4, "value_hi": 0.6}],
        "barometer.indicators": [
            CELL | {"month": month, "value": 0.5, "value_lo": 0.4, "value_hi": 0.6, "unit_fr": "%",
                    "change_unit": "points", "value_m1": 0.4, "change_m1": 10.0, "change_m1_lo": 0.0,
                    "change_m1_hi": 20.0, "change_m1_status": "observed", "change_m12_status": "no_reference"},
        ],
        "barometer.account_sheet": [
            {**key, "indicator_id": "I11", "variant": "base", "value": 12_300.0, "value_lo": 12_250.0,
             "value_hi": 12_349.0, "unit_kind": "count", "value_status": "rounded", "change_m1": 100.0,
             "change_m1_status": "observed", "change_m12_status": "no_reference"},
        ],
        "barometer.unknowns": [
            {"month": month, "roster_id": ROSTER, "network": "facebook", "stratum": "ALL", "reason": "login_wall",
             "territory_count": 1},
        ],
        "barometer.politeness": [
            {"month": month, "network": "facebook", "host": "www.facebook.com", "request_count": 3, "ok_count": 1,
             "refused_count": 1, "failed_count": 1, "wire_bytes_count": 4096, "least_gap_seconds": 1.0},
        ],
        "barometer.comparison": [
            {"figure_id": f"f-{month}", "date": f"{month:%Y-%m}", "month": month,
             "roster_id": ROSTER, "network": "facebook", "stratum": "ALL",
             "indicator": "presence_rate", "aggregation": "pooled", "published_value": 66.0, "measured_value": 66.7,
             "unit": "%", "difference": 0.7, "verdict": "same", "source": "Une étude"},
        ],
    }  # fmt: skip


def _reference() -> dict[str, list[Row]]:
    codes = {"outcome": Outcome, "measure_status": MeasureStatus, "presence_status": PresenceStatus}
    return {
        "reference.territories": [_territory(*member) for member in enumerate(MEMBERS[:4])],
        "reference.removals": [
            {"subject_hash": "0" * 32, "territory_id": "commune:69266", "network": "peertube", "removal_id": "r-1",
             "decided_role": "autorite", "asked_date": BEFORE, "reference": "registre"},
        ],
        "reference.region_changes": [
            {"old_region_code": "22", "old_region_name": "Picardie", "new_region_code": "32",
             "new_region_name": "Hauts-de-France"},
        ],
        "reference.territory_events": [
            {"event_id": "2016-01-01:merged:region:22:region:32", "level": "region", "kind": "merged",
             "from_id": "region:22", "to_id": "region:32", "from_name": "Picardie", "to_name": "Hauts-de-France",
             "effective_date": date(2016, 1, 1), "earliest_date": date(2016, 1, 1), "date_status": "exact",
             "population_share": 1.0, "is_whole": True, "is_break": True, "source": "law"},
        ],
        "reference.territory_map": [
            {"territory_id": territory_id, "first_vintage": first, "last_vintage": last, "current_id": "region:32",
             "relation": relation, "successor_count": 1, "predecessor_count": count, "is_upper_bound": count > 1}
            for territory_id, first, last, relation, count in (
                ("region:22", 2012, 2015, "merged", 2), ("region:31", 2012, 2015, "merged", 2),
                ("region:32", 2016, 2026, "same", 1),
            )
        ],
        "reference.networks": [
            {"network": network, "label": network.title(), "door": "page", "door_rank": 1, "gives": "followers",
             "precision_fr": "arrondi", "terms_fr": "page publique", "is_token_needed": False,
             "network_rank": rank, "is_present_by_link": False}
            for rank, network in enumerate(("facebook", "x"))
        ],
        "reference.published_figures": [
            {"figure_id": "ieq-1", "date": "2013-03", "month": date(2013, 3, 1), "country": "FR", "stratum": "all",
             "n": "176", "network": "facebook", "indicator": "presence_rate", "value": 72.7, "unit": "%",
             "aggregation": "mean_of_strata_rounded", "source": "Institut Edgar Quinet"},
        ],
        "reference.statements": [
            {"statement_id": "S02", "statement_rank": 2, "text_fr": "72,7 % en mars 2013.", "source_fr": "Communiqué",
             "indicator_ids": "I02", "answer": "measured", "definition_fr": "Moyenne.", "unknown_fr": "Deux modes."},
        ],
        "reference.statement_facts": [{"statement_id": "S02", "fact_id": "ieq-1", "kind": "figure"}],
        "reference.network_openings": [
            {"network": "facebook", "opened_month": date(2007, 11, 1), "event_fr": "Ouverture des pages.",
             "source_url": "https://example.org/pages"},
        ],
        "reference.journal": [
            {"entry_id": "vintage-2020", "entry_date": date(2026, 11, 26), "kind": "geography",
             "first_month": date(2020, 1, 1), "text_fr": "Le millésime 2020 est corrigé, avec 250 communes.",
             "text_en": "The vintage 2020 is made right, with 250 communes."},
        ],
        "reference.generators": [{"generator": "feed2toot", "kind": "feed_robot", "note_fr": "Flux RSS vers Mastodon"}],
        "reference.classifiers": [
            {"classifier_id": "topics", "network": "facebook", "classifier_version": "1", "sample_hash": "a",
             "text_count": 2, "positive_count": 2, "true_positive_count": 1, "false_positive_count": 1,
             "false_negative_count": 1, "precision_share": 0.5, "recall_share": 0.5, "is_withheld": True,
             "reason_fr": "F1 macro 0,50 < 0,70"},
        ],
        "reference.indicators": [
            {"indicator_id": "I01", "name": "presence_rate", "label_fr": "Taux de présence", "family": "presence",
             "formula_fr": "Présentes / connues.", "unit_fr": "%", "unit_kind": "share",
             "grain_fr": "réseau, strate, mois", "window_fr": "fin du mois", "default_aggregation_fr": "groupé",
             "null_policy_fr": "Plus de 10 % d’inconnues.", "interval_fr": "Inconnues ; tirage.",
             "networks_fr": "tous", "source": "Méthode, section 3"},
        ],
        "reference.practice_grid": [
            {"grid_version": "2026-1", "criterion": "c01", "network": "*", "weight": 1.0, "is_core": True,
             "rule_fr": "Profil complet"},
            {"grid_version": "2026-1", "criterion": "c04", "network": "x", "weight": 0.1, "knee_low": 5.0,
             "knee_mid": 35.0, "knee_high": 100.0, "is_core": True, "rule_fr": "Fréquence"},
        ],
        "reference.zones": [{"area_level": "region", "area_code": "04", "time_zone": "Indian/Reunion"}],
        "reference.holidays": [
            {"holiday_date": date(2026, 7, 14), "area_level": "france", "area_code": "FR", "name_fr": "Fête nationale"},
        ],
        "reference.codes": [
            {"kind": kind, "code": str(code), "label_fr": f"Sens de {code}"} for kind, enum in codes.items()
            for code in enum
        ],
        "reference.world": [{"origin": "simulated", "is_simulated": True, "label_fr": "Données simulées"}],
        "roster.rosters": [
            {"roster_id": ROSTER, "label_fr": "Liste apportée", "rule_fr": "Les lignes du fichier TINY.csv.",
             "vintage": 2023, "origin": "csv", "member_count": len(MEMBERS), "content_hash": "0" * 16},
        ],
        "roster.members": MEMBERS,
    }  # fmt: skip


def _all_rows() -> dict[str, list[Row]]:
    before, after = _monthly(BEFORE, 12_300), _monthly(MONTH, 12_400)
    return {**_reference(), **{name: [*before[name], *after[name]] for name in before}}


ROWS: dict[str, list[Row]] = _all_rows()


def insert(con: duckdb.DuckDBPyConnection, full_name: str, rows: Sequence[Row]) -> None:
    """Insert rows; columns that a row does not name are NULL, names that are not columns are an error."""
    table = TABLES[full_name]
    for row in rows:
        assert row.keys() <= set(table.columns), sorted(row.keys() - set(table.columns))
    if rows:
        marks = f"({', '.join('?' for _ in table.columns)})"
        values = [row.get(column) for row in rows for column in table.columns]
        con.execute(f"INSERT INTO {full_name} VALUES {', '.join([marks] * len(rows))}", values)


def fill(con: duckdb.DuckDBPyConnection, rows: Mapping[str, Sequence[Row]] = ROWS) -> None:
    """Create every table of the field dictionary and insert `rows`."""
    con.execute("SET TimeZone = 'UTC'")
    with transaction(con):
        create_tables(con)
        for full_name, of_table in rows.items():
            insert(con, full_name, of_table)


def write(path: Path, rows: Mapping[str, Sequence[Row]] = ROWS) -> Path:
    """The same in a DuckDB file."""
    with duckdb.connect(str(path)) as con:
        fill(con, rows)
    return path
