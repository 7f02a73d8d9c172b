"""Meta's Graph API: what its errors mean, and the next page of its lists. Shared by Facebook, Instagram and Threads.

Belongs here: what all nodes have in common. Not here: the fields of any one of them.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from pipelines.model.errors import Walled
from pipelines.model.outcomes import Outcome
from pipelines.networks.answers import Json, look, look_text

ROOT: Final = "https://graph.facebook.com/v23.0"

_OUTCOMES: Final = {
    1: Outcome.SERVER_ERROR, 2: Outcome.SERVER_ERROR,
    4: Outcome.RATE_LIMITED, 17: Outcome.RATE_LIMITED, 32: Outcome.RATE_LIMITED, 341: Outcome.RATE_LIMITED,
    613: Outcome.RATE_LIMITED,
    21: Outcome.RENAMED,  # the page was merged into another: "was migrated to page ID"
    102: Outcome.TOKEN_REJECTED, 104: Outcome.TOKEN_REJECTED, 190: Outcome.TOKEN_REJECTED,
    463: Outcome.TOKEN_REJECTED, 467: Outcome.TOKEN_REJECTED,
    803: Outcome.NOT_FOUND,
    2635: Outcome.PARSE_ERROR,  # "a deprecated version"
}  # fmt: skip
_BUSINESS_LIMITS: Final = range(80_000, 80_020)
_OLD_VERSION: Final = re.compile(
    r"(?:deprecated|unsupported|invalid|unknown|no longer (?:available|supported))\b.{0,40}\bversion\b|"
    r"\bversion\b.{0,60}(?:deprecated|no longer|not available|unsupported)|unknown path components: /v\d",
    re.IGNORECASE,
)


def raise_graph_error(document: Json) -> None:
    """Raise Walled when `document` is an error of the Graph API.

    A permission that the application lacks (10, 200…299, 100) and an object that it may not see (100) are `forbidden`:
    neither says that the account does not exist. A version of the interface that is gone is `parse_error`: it is this
    reader that is out of date, and the request is asked again once it is not.
    """
    error = look(document, "error")
    if error is None:
        return
    code, message = look(error, "code"), look_text(error, "message") or ""
    number = code if isinstance(code, int) else None
    if number in _BUSINESS_LIMITS:
        outcome = Outcome.RATE_LIMITED
    elif number in _OUTCOMES:
        outcome = _OUTCOMES[number]
    elif _OLD_VERSION.search(message):
        outcome = Outcome.PARSE_ERROR
    else:
        outcome = Outcome.FORBIDDEN
    raise Walled(outcome, f"Graph error {code!r:.20}: {message:.200}")


def next_page(asked: str, document: Json) -> str | None:
    """The address of the list page after `document`, which `asked` gave; None after the last one.

    It is built from `asked` and the place that `paging.next` names, and never is `paging.next` itself, which carries
    the operator's token.
    """
    following = look_text(document, "paging", "next")
    if following is None:
        return None
    try:
        given = dict(parse_qsl(urlsplit(following).query))
    except ValueError:
        given = {}
    cursor = given.get("after") or look_text(document, "paging", "cursors", "after")
    by_time = {name: given[name] for name in ("until", "__paging_token") if given.get(name)}
    place = {"after": cursor} if cursor else by_time
    path, _, query = asked.partition("?")
    kept = [piece for piece in query.split("&") if piece.partition("=")[0] not in place]
    url = f"{path}?{'&'.join([*kept, *(f'{name}={quote(value)}' for name, value in place.items())])}"
    return url if place and url != asked else None
