"""Facebook's Graph API: counters of a page, its posts of a month, its ads in the public library; facebook.py plans it.

Belongs here: what a Graph answer about a page says. Not here: addresses of pages, and Facebook's HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

from pipelines.model.errors import LayoutError
from pipelines.model.months import Month
from pipelines.model.records import Ad, Capture, Post, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks._facebook_pages import FANS, FOLLOWERS
from pipelines.networks._graph import ROOT, next_page, raise_graph_error
from pipelines.networks.answers import Json, look, look_count, look_list, look_text
from pipelines.networks.formats import format_of, told
from pipelines.networks.planning import month_bounds
from pipelines.networks.profiles import account_of

PROFILE_FIELDS: Final = "id,name,username,fan_count,followers_count,talking_about_count,verification_status,link"
_POST_FIELDS: Final = (
    "id,created_time,message,permalink_url,shares,reactions.summary(true).limit(0),comments.summary(true).limit(0),"
    "attachments{media_type,unshimmed_url,subattachments{media_type}}"
)  # no name nor word of anybody who reacted: limit(0) gives the totals alone
_AD_FIELDS: Final = "id,page_id,ad_delivery_start_time,ad_delivery_stop_time,eu_total_reach"
_MEDIA_TYPES: Final = frozenset({"photo", "video"})


def posts_request(reading: ProfileReading, month: Month) -> Request:
    start, end = month_bounds(month)
    url = (
        f"{ROOT}/{reading.platform_id}/posts?fields={quote(_POST_FIELDS, safe=',.()')}"
        f"&since={int(start.timestamp())}&until={int(end.timestamp())}&limit=100"
    )
    return Request(url, "facebook", "graph", "posts", (reading.account_id,), auth="facebook")


def ads_request(reading: ProfileReading, month: Month) -> Request:
    """The ads of one page that reached France in the month. One page at a time: an answer with no ad is about it."""
    url = (
        f"{ROOT}/ads_archive?search_page_ids=[{reading.platform_id}]&ad_reached_countries=['FR']&ad_type=ALL"
        f"&ad_active_status=ALL&ad_delivery_date_min={month.first_day}&ad_delivery_date_max={month.last_day}"
        f"&fields={_AD_FIELDS}&limit=250"
    )
    return Request(quote(url, safe=":/?&=,"), "facebook", "ads", "ads", (reading.account_id,), auth="meta_ads")


def next_request(capture: Capture) -> Iterator[Request]:
    """The next page of a list of posts or ads."""
    document = answers.load_json(capture)
    raise_graph_error(document)
    url = next_page(capture.request.url, document)
    if url is not None and look_list(document, "data"):
        asked = capture.request
        yield Request(url, asked.network, asked.door, asked.purpose, asked.subjects, auth=asked.auth)


def read_graph(capture: Capture) -> list[ProfileReading]:
    """One reading per page of a Graph answer. Raises LayoutError or Walled."""
    pages = [
        node
        for node in _nodes(capture)
        if look(node, "fan_count") is not None or look(node, "followers_count") is not None
    ]
    if not pages:
        raise LayoutError(f"{answers.where(capture)}: no page with fan_count or followers_count in this Graph answer")
    return [_reading(capture, page, is_alone=len(pages) == 1) for page in pages]


def _nodes(capture: Capture) -> list[Json]:
    document = answers.load_json(capture)
    raise_graph_error(document)
    if isinstance(document, dict):
        if "data" in document:
            return look_list(document, "data")
        if "id" in document:
            return [document]
        return list(document.values())
    raise LayoutError(f"{answers.where(capture)}: a Graph answer is an object")


def _reading(capture: Capture, node: Json, *, is_alone: bool) -> ProfileReading:
    platform_id = answers.need_text(node, "id")
    handle = (look_text(node, "username") or platform_id).lower()
    fans, followers = look_count(node, "fan_count"), look_count(node, "followers_count")
    status = look_text(node, "verification_status")
    return ProfileReading(
        account_id=account_of(capture, "facebook", handle, is_alone=is_alone),
        handle=handle,
        metric_def=FANS if followers.count is None else FOLLOWERS,
        followers=fans if followers.count is None else followers,
        talking=look_count(node, "talking_about_count"),
        platform_id=platform_id,
        name=look_text(node, "name"),
        is_verified=None if status is None else status in ("blue_verified", "gray_verified"),
    )


def graph_posts(capture: Capture) -> Iterator[Post]:
    for node in _nodes(capture):
        if not isinstance(node, dict) or "created_time" not in node:
            continue
        post_id = answers.need_text(node, "id")
        attachments = look_list(node, "attachments", "data")
        is_told = "attachments" in node or "attachments" in capture.request.url  # an edge that is empty is left out
        yield Post(
            account_id=account_of(capture, "facebook", post_id.partition("_")[0]),
            post_id=post_id,
            created_at=answers.instant(node["created_time"], "created_time"),
            kind="original",
            likes=look_count(node, "reactions", "summary", "total_count"),
            comments=look_count(node, "comments", "summary", "total_count"),
            shares=look_count(node, "shares", "count"),
            url=look_text(node, "permalink_url"),
            link_url=next((link for one in attachments if (link := _link(one))), None),
            media_count=sum(map(_media, attachments)) if is_told else None,
            format=format_of(map(_format, attachments)) if is_told else None,
            text=answers.look_words(node, "message"),
        )


def _link(attachment: Json) -> str | None:
    return look_text(attachment, "unshimmed_url") if look_text(attachment, "media_type") == "link" else None


def _format(attachment: Json) -> str | None:
    """The format of an attachment: an album is of images unless one of its parts is another thing."""
    parts = look_list(attachment, "subattachments", "data") or [attachment]
    return format_of(told(look_text(part, "media_type")) for part in parts)


def _media(attachment: Json) -> int:
    """Photos and videos of an attachment: those of an album are its sub-attachments."""
    parts = look_list(attachment, "subattachments", "data") or [attachment]
    return sum(look_text(part, "media_type") in _MEDIA_TYPES for part in parts)


def graph_ads(capture: Capture, month: Month) -> Iterator[Ad]:
    """Ads of the asked page that ran in `month`. An understood answer without any is "no ad", which is no failure.

    Raises LayoutError or Walled when the answer is no list of the library.
    """
    document = answers.load_json(capture)
    raise_graph_error(document)
    if not isinstance(look(document, "data"), list):
        raise LayoutError(f"{answers.where(capture)}: no `data` in this answer of the ad library")
    asked = _asked_pages(capture)
    first, after = month_bounds(month)
    for node in look_list(document, "data"):
        ad = _ad(capture, node)
        is_other = ad.page_id is not None and asked is not None and ad.page_id not in asked
        if not is_other and ad.started_at < after and (ad.stopped_at is None or ad.stopped_at >= first):
            yield ad


def _ad(capture: Capture, node: Json) -> Ad:
    started: datetime = answers.instant(look(node, "ad_delivery_start_time"), "ad_delivery_start_time")
    page_id = look_text(node, "page_id")
    return Ad(
        account_id=account_of(capture, "facebook", page_id or ""),
        ad_id=look_text(node, "id") or _id_in_snapshot(node),
        started_at=started,
        stopped_at=answers.look_instant(node, "ad_delivery_stop_time"),
        reach=look_count(node, "eu_total_reach"),
        page_id=page_id,
    )


def _id_in_snapshot(node: Json) -> str:
    """Answers of 2019 name an ad only in the address of its snapshot."""
    found = _query(look_text(node, "ad_snapshot_url") or "").get("id", [""])[0]
    if not found.isdigit():
        raise LayoutError("an ad of the library has no id")
    return found


def _asked_pages(capture: Capture) -> set[str] | None:
    found = _query(capture.request.url).get("search_page_ids")
    return set(found[0].strip("[]").split(",")) if found else None


def _query(url: str) -> dict[str, list[str]]:
    try:
        return parse_qs(urlsplit(url).query)
    except ValueError:
        return {}
