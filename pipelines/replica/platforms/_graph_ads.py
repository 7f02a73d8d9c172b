"""Graph interface, ad library: `/v23.0/ads_archive`."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from pipelines.replica.ads import Ad, ads_of
from pipelines.replica.platforms._graph_errors import error
from pipelines.replica.platforms._shapes import chosen
from pipelines.replica.records import Account, World
from pipelines.replica.visit import Reply, Visit, as_json

_MOST_PAGES = 10


def archive(world: World, visit: Visit) -> Reply:
    """Ads of the pages in `search_page_ids` (at most 10), newest first, with cursors.

    `ad_active_status` is ACTIVE (the default), INACTIVE or ALL; `ad_type` ALL or POLITICAL_AND_ISSUE_ADS;
    `ad_delivery_date_min` and `ad_delivery_date_max` are days.
    """
    pages = re.findall(r"\d{5,}", visit.first("search_page_ids"))
    if "FR" not in visit.first("ad_reached_countries"):
        return error("(#100) The parameter ad_reached_countries is required", 100, 400)
    if not pages and not visit.first("search_terms"):
        return error("(#100) Either search_terms or search_page_ids must be set", 100, 400)
    if len(pages) > _MOST_PAGES:
        return error(f"(#100) Param search_page_ids must have no more than {_MOST_PAGES} elements", 100, 400)
    found = [
        (account, ad)
        for page in pages
        if (account := world.of_id("facebook", page, visit.month)) is not None
        for ad in ads_of(account, visit.month)
        if _is_asked(ad, visit)
    ]
    found.sort(key=lambda pair: pair[1].started, reverse=True)
    limit, start = min(1_000, int(visit.first("limit") or "25")), int(visit.first("after") or "0")
    rows = [chosen(_row(*pair, visit.now), visit.first("fields"), ("id",)) for pair in found[start : start + limit]]
    answer: dict[str, object] = {"data": rows}
    if start + limit < len(found):
        kept = re.sub(r"&?(after|access_token)=[^&]*", "", visit.raw_query)
        following = f"https://graph.facebook.com{visit.path}?{kept}&after={start + limit}"
        answer["paging"] = {"cursors": {"after": str(start + limit)}, "next": following}
    usage = '{"0":[{"type":"ads_archive","call_count":3,"total_cputime":1,"total_time":2}]}'
    return as_json(answer, headers={"X-Business-Use-Case-Usage": usage})


def _is_asked(ad: Ad, visit: Visit) -> bool:
    if ad.started > visit.now:
        return False
    status = visit.first("ad_active_status", "ACTIVE")
    is_active = ad.stopped > visit.now
    if (status == "ACTIVE" and not is_active) or (status == "INACTIVE" and is_active):
        return False
    if visit.first("ad_type") == "POLITICAL_AND_ISSUE_ADS" and not ad.is_political:
        return False
    first = _day(visit.first("ad_delivery_date_min"), datetime.min.replace(tzinfo=UTC))
    last = _day(visit.first("ad_delivery_date_max"), datetime.max.replace(tzinfo=UTC))
    return ad.started.date() <= last.date() and ad.stopped.date() >= first.date()


def _day(text: str, default: datetime) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else default


def _row(account: Account, ad: Ad, now: datetime) -> dict[str, object]:
    """Spending and impressions are known of political ads only; reach in the Union of all."""
    label, half = account.territory.label, ad.reach // 2
    row: dict[str, object] = {
        "id": ad.ad_id, "page_id": account.platform_id, "page_name": label,
        "ad_creation_time": f"{ad.started:%Y-%m-%d}", "ad_delivery_start_time": f"{ad.started:%Y-%m-%d}",
        "ad_snapshot_url": f"https://www.facebook.com/ads/archive/render_ad/?id={ad.ad_id}",
        "ad_creative_bodies": [f"{ad.text} (publicité simulée)"], "languages": ["fr"],
        "publisher_platforms": ["facebook", "instagram"] if ad.reach % 3 else ["facebook"],
        "eu_total_reach": ad.reach, "beneficiary_payers": [{"beneficiary": label, "payer": label, "current": True}],
        "target_ages": ["18", "65+"], "target_gender": "All",
        "target_locations": [{"name": account.territory.name, "type": "CITY", "excluded": False}],
        "age_country_gender_reach_breakdown": [
            {"country": "FR", "age_gender_breakdowns": [{"age_range": "25-34", "male": half}]}
        ],
    }  # fmt: skip
    if ad.stopped <= now:
        row["ad_delivery_stop_time"] = f"{ad.stopped:%Y-%m-%d}"
    if ad.is_political:
        low = ad.reach // 1_000 * 1_000
        row |= {"bylines": label, "currency": "EUR", "spend": {"lower_bound": "100", "upper_bound": "199"},
                "impressions": {"lower_bound": str(low), "upper_bound": str(low + 999)}}  # fmt: skip
    return row
