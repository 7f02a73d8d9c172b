"""X (Twitter): official API v2; the public page where its terms are met; twitter.com of 2007-2020 in the web archives.

This file holds the addresses, the plan and API v2. Pages are in `_x_public.py` (since 2021) and `_x_pages.py` (before),
imported JSON in `_x_older.py`; a page is read in the layout that it shows, whichever door it came through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from pipelines.model.errors import LayoutError, ReadingError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Post, ProfileReading, Request
from pipelines.networks import _x_older, _x_public, answers
from pipelines.networks.answers import Json, look, look_count, look_list, look_text
from pipelines.networks.formats import format_of, told
from pipelines.networks.planning import batches, choose_door, month_bounds, stamp
from pipelines.networks.profiles import absent, account_of, steps_of
from pipelines.networks.protocol import Door, Manifest, Token

FOLLOWERS: Final = _x_older.FOLLOWERS
USER_FIELDS: Final = (
    "public_metrics,created_at,verified,verified_type,protected,description,url,entities,profile_image_url,location"
)
TWEET_FIELDS: Final = "public_metrics,created_at,lang,source,referenced_tweets,entities,attachments,note_tweet"

_OLD_PAGE: Final = frozenset({"followers", "following", "posts", "post_dates", "texts"})
_API_ONLY_FR: Final = "Les conditions de X n’admettent que son interface : porte fermée sauf accord déclaré."

MANIFEST: Final = Manifest(
    name="x",
    label="X (Twitter)",
    hosts=("api.x.com", "x.com", "syndication.twitter.com", "twitter.com"),
    doors=(
        Door(
            "api",
            frozenset({"followers", "following", "posts", "verified", "created", "post_dates", "post_counts", "texts"}),
            "Interface officielle, payée à l’usage ; seul accès que les conditions de X admettent.",
            "Nombres exacts.",
            token=Token("x", unit_fr="réponse payée"),
            first=Month(2015, 1),
            is_interface=True,
        ),
        Door(
            "page_jsonld",
            frozenset({"followers", "following", "posts", "created"}),
            _API_ONLY_FR,
            "Nombres exacts ; messages incomplets.",
            first=Month(2025, 1),
            needs="x_public_page",
        ),
        Door(
            "syndication",
            frozenset({"followers", "following", "posts", "created", "post_dates", "post_counts", "texts"}),
            _API_ONLY_FR,
            "Nombres exacts ; vide ou limitée aux messages les plus aimés depuis 2023.",
            first=Month(2021, 1),
            last=Month(2024, 12),
            needs="x_public_page",
        ),
        Door(
            "page_2020",
            _OLD_PAGE | {"post_counts"},
            "Page publique de 2015 à 2020, telle que les archives du web la rendent.",
            "Nombres exacts, arrondis quand la page n’en donne pas d’autre ; les vingt derniers messages seulement.",
            first=Month(2015, 1),
            last=Month(2020, 12),
        ),
        Door(
            "page_2013",
            _OLD_PAGE,
            "Page publique de 2007 à 2014, telle que les archives du web la rendent.",
            "Nombres exacts ; les vingt derniers messages seulement.",
            last=Month(2014, 12),
        ),
    ),
    metric_defs=((FOLLOWERS, "Comptes qui suivent le compte (« followers »)."),),
    pace=1.0,
    parser_version="x-5",
    rank=20,
    past_address="https://twitter.com/{}",
    api_hosts=("api.x.com",),
    wikidata=(("P2002", "https://x.com/{}"),),
    requests_per_account=1.0,
)

_ADDRESSES: Final = {
    "api": f"https://api.x.com/2/users/by?usernames={{}}&user.fields={USER_FIELDS}",
    "page_jsonld": "https://x.com/{}",
    "syndication": "https://syndication.twitter.com/srv/timeline-profile/screen-name/{}",
    "page_2020": "https://twitter.com/{}",
    "page_2013": "https://twitter.com/{}",
}
_POSTS: Final = f"tweet.fields={TWEET_FIELDS}&expansions=attachments.media_keys&media.fields=alt_text"
_HOSTS: Final = frozenset({"twitter.com", "x.com"})
_HANDLE: Final = re.compile(r"@?([A-Za-z0-9_]{1,15})")
_NOT_PROFILES: Final = frozenset({
    "about", "account", "compose", "download", "explore", "followers", "following", "hashtag", "home", "i",
    "intent", "jobs", "login", "logout", "messages", "notifications", "oauth", "privacy", "search",
    "search-advanced", "search-home", "sessions", "settings", "share", "signup", "statuses", "tos", "who_to_follow",
    "widgets",
})  # fmt: skip
_SECTIONS: Final = frozenset(
    ("favorites", "followers", "following", "highlights", "likes", "lists", "media", "with_replies")
)


def match_url(url: str) -> AccountRef | None:
    """The account at `url`; follow buttons (`/intent/follow?screen_name=…`) name one too."""
    steps = steps_of(url)
    if steps is None or steps.host.removeprefix("mobile.").removeprefix("m.") not in _HOSTS:
        return None
    head, *rest = steps.path or ("",)
    if head == "intent" and rest in (["follow"], ["user"]):
        head, rest = steps.query.get("screen_name", ""), []
    found = _HANDLE.fullmatch(head)
    if not found or found[1].lower() in _NOT_PROFILES or (rest and (len(rest) > 1 or rest[0] not in _SECTIONS)):
        return None
    handle = found[1].lower()
    return AccountRef("x", handle, f"https://x.com/{handle}")


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """API: one request per 100 accounts. Page: one per account."""
    door = choose_door(MANIFEST, month, access)
    if door is None:
        return
    for batch in batches(accounts, 100 if door.name == "api" else 1):
        subjects = tuple(account.account_id for account in batch)
        url = _ADDRESSES[door.name].format(",".join(account.handle for account in batch))
        yield Request(url, "x", door.name, "profile", subjects, auth=door.auth)


def follow(capture: Capture, month: Month) -> Iterator[Request]:
    """The month's posts of every user in an API answer, and the next page of them; protected accounts show none.

    The API refuses an `end_time` that is not past, so that it is at most a minute before the answer.
    """
    if capture.request.door != "api" or not capture.outcome.gives_page:
        return
    if capture.request.purpose == "posts":
        yield from _next_page(capture)
        return
    try:
        readings = parse_profile(capture)
    except ReadingError:
        return
    protected = {look_text(user, "id") for user in _v2_users(answers.load_json(capture)) if look(user, "protected")}
    start, end = month_bounds(month)
    window = f"start_time={stamp(start)}&end_time={stamp(min(end, capture.fetched_at - timedelta(minutes=1)))}"
    for reading in readings:
        if reading.outcome is Outcome.OK and reading.platform_id and reading.platform_id not in protected:
            url = f"https://api.x.com/2/users/{reading.platform_id}/tweets?{_POSTS}&max_results=100&{window}"
            yield Request(url, "x", "api", "posts", (reading.account_id,), auth="x")


def _next_page(capture: Capture) -> Iterator[Request]:
    try:
        token = look_text(answers.load_json(capture), "meta", "next_token")
    except ReadingError:
        return
    if token and re.fullmatch(r"[\w-]+", token):
        first, asked = capture.request.url.partition("&pagination_token=")[0], capture.request
        yield Request(f"{first}&pagination_token={token}", "x", "api", "posts", asked.subjects, auth="x")


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """Readings of every user in an answer; those that `errors[]` names have their outcome and nothing read."""
    if not answers.is_json(capture):
        return [_x_public.read_html(capture)]
    document = answers.load_json(capture)
    _raise_problem(document)
    users = _v2_users(document)
    readings = [_v2_reading(capture, user, is_alone=len(users) == 1) for user in users]
    readings += [] if readings else _x_older.read_users(capture, document)
    readings += _named_in_errors(capture, document)
    if not readings:
        raise LayoutError(f"{answers.where(capture)}: no user with a follower count in this answer")
    return readings


def parse_posts(capture: Capture) -> list[Post]:
    """Posts in an API answer, an imported timeline, or the stream of a profile page.

    An API answer about profiles holds none.
    """
    if not answers.is_json(capture):
        return list(_x_public.html_posts(capture))
    if capture.request.purpose == "profile":
        return []
    document = answers.load_json(capture)
    _raise_problem(document)
    is_v2 = look(document, "meta") is not None or look(document, "data", 0) or look(document, "data", "id")
    return list(_v2_posts(capture, document) if is_v2 else _x_older.json_posts(capture, document))


_PROBLEMS: Final = {
    "usage-capped": Outcome.QUOTA_EXCEEDED, "unsupported-authentication": Outcome.TOKEN_REJECTED,
    "client-forbidden": Outcome.TOKEN_REJECTED, "not-authorized-for-resource": Outcome.FORBIDDEN,
}  # fmt: skip
_STATUSES: Final = {
    401: Outcome.TOKEN_REJECTED, 402: Outcome.QUOTA_EXCEEDED, 403: Outcome.FORBIDDEN, 429: Outcome.RATE_LIMITED,
    503: Outcome.SERVER_ERROR,
}  # fmt: skip
_V11_CODES: Final = {
    17: Outcome.NOT_FOUND, 32: Outcome.TOKEN_REJECTED, 34: Outcome.NOT_FOUND, 50: Outcome.NOT_FOUND,
    63: Outcome.SUSPENDED, 64: Outcome.FORBIDDEN, 88: Outcome.RATE_LIMITED, 89: Outcome.TOKEN_REJECTED,
    99: Outcome.TOKEN_REJECTED, 130: Outcome.SERVER_ERROR, 131: Outcome.SERVER_ERROR, 215: Outcome.TOKEN_REJECTED,
}  # fmt: skip


def _raise_problem(document: Json) -> None:
    """Whole answers that are a problem (RFC 7807 in v2, `errors[].code` in v1.1)."""
    if not isinstance(document, dict) or document.get("data") is not None:
        return
    first = look(document, "errors", 0)
    kind = look_text(document, "type") or (look_text(first, "type") if look(first, "parameter") == "id" else None) or ""
    missing = _user_error(first) if look(first, "parameter") == "id" else None
    code, status = look(first, "code"), look(document, "status")
    outcome = (
        (missing[1] if missing else None)
        or _PROBLEMS.get(kind.rpartition("/")[2])
        or (_V11_CODES.get(code) if isinstance(code, int) else None)
        or (_STATUSES.get(status) if isinstance(status, int) else None)
    )
    if outcome is not None:
        raise Walled(outcome, look_text(document, "detail") or look_text(first, "message") or kind)


def _v2_users(document: Json) -> list[Json]:
    data = look(document, "data")
    nodes = data if isinstance(data, list) else [data]
    expanded = look_list(document, "includes", "users")
    return [node for node in (*nodes, *expanded) if look(node, "public_metrics", "followers_count") is not None]


def _v2_reading(capture: Capture, user: Json, *, is_alone: bool) -> ProfileReading:
    handle = answers.need_text(user, "username").lower()
    return ProfileReading(
        account_id=account_of(capture, "x", handle, is_alone=is_alone),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=answers.need_count(user, "public_metrics", "followers_count"),
        following=look_count(user, "public_metrics", "following_count"),
        posts=look_count(user, "public_metrics", "tweet_count"),
        platform_id=answers.need_text(user, "id"),
        name=look_text(user, "name"),
        bio_url=look_text(user, "entities", "url", "urls", 0, "expanded_url") or look_text(user, "url"),
        is_verified=_x_older.is_institution(look_text(user, "verified_type"), look(user, "verified")),
        created_at=answers.look_instant(user, "created_at"),
        presentation=_x_older.presentation_of(user, look_text(user, "profile_image_url")),
    )


def _named_in_errors(capture: Capture, document: Json) -> Iterator[ProfileReading]:
    for error in look_list(document, "errors"):
        found = _user_error(error)
        if found:
            yield absent(account_of(capture, "x", found[0].lower()), FOLLOWERS, found[1])


def _user_error(error: Json) -> tuple[str, Outcome] | None:
    """(name or id asked for, outcome) of `{"value": …, "resource_type": "user", …}`; `detail` tells a suspension."""
    name = look_text(error, "value")
    if name is None or look(error, "resource_type") != "user":
        return None
    if "suspended" in (look_text(error, "detail") or "").lower():
        return name, Outcome.SUSPENDED
    return (name, Outcome.NOT_FOUND) if (look_text(error, "type") or "").endswith("/resource-not-found") else None


def _v2_posts(capture: Capture, document: Json) -> Iterator[Post]:
    data = look(document, "data")
    if data is None and look(document, "meta", "result_count") != 0:
        raise LayoutError(f"{answers.where(capture)}: neither tweets nor `result_count: 0`")
    shown = {look(item, "media_key"): item for item in look_list(document, "includes", "media")}
    for tweet in data if isinstance(data, list) else [data] if data else []:
        post_id = answers.need_text(tweet, "id")
        created = answers.look_instant(tweet, "created_at") or _x_older.instant_of_id(post_id)
        references = {look_text(item, "type") for item in look_list(tweet, "referenced_tweets")}
        kind = "repost" if "retweeted" in references else "reply" if "replied_to" in references else "original"
        media = [key for key in look_list(tweet, "attachments", "media_keys") if isinstance(key, str)]
        kinds = [told(look_text(shown.get(key), "type")) for key in media]
        link = look_text(tweet, "entities", "urls", 0, "expanded_url")
        polls = ["poll"] if look_list(tweet, "attachments", "poll_ids") else []
        yield _x_older.post_of(
            account_of(capture, "x", look_text(tweet, "author_id") or ""), post_id, created, kind, link_url=link,
            metrics={name: look_count(tweet, "public_metrics", f"{key}_count") for name, key in _V2_METRICS.items()},
            lang=look_text(tweet, "lang"), format=format_of(polls + kinds, link), media_count=len(media),
            alt_text_count=sum(bool(look_text(shown.get(key), "alt_text")) for key in media) if shown else None,
            generator=_x_older.generator_of(tweet), text=_x_older.text_of(tweet),
        )  # fmt: skip


_V2_METRICS: Final = {"likes": "like", "comments": "reply", "shares": "retweet", "views": "impression"}
