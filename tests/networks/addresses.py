"""The addresses of other projects' tests (third-party): which rows are asked of us, and what a right answer is.

What is out of scope, and why, is told row by row in RECORDINGS.md.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from pipelines.model.records import AccountRef

URL_TESTS: Final = Path(__file__).resolve().parents[3] / "shared" / "samples" / "urls" / "url_tests.tsv"

_NO_HOST: Final = "no host: an address alone must say which network it is of"
_QUERY: Final = "its project refuses any query after the name; others (and every browser) ignore it"
_NAME_EXISTS: Final = "the list says what its program does with it; `/name` is a channel in other rows"
OUT_OF_SCOPE: Final = {
    "/naat.ouhafs.92?rc=p&__tn__=R": _NO_HOST,
    "naat.ouhafs.92?rc=p&__tn__=R": _NO_HOST,
    "/profile.php?id=100012241140363&rc=p&__tn__=R": _NO_HOST,
    "profile.php?id=100012241140363&rc=p&__tn__=R": _NO_HOST,
    "https://www.facebook.com/someusername?param=bla": _QUERY,
    "https://www.twitter.com/apify?param=bla": _QUERY,
    "https://www.instagram.com/old_prague/?param=bla": _QUERY,
    "https://www.linkedin.com/in/bobnewman/?param=bla": _QUERY,
    "https://www.youtube.com/zsecurity": _NAME_EXISTS,
    "http://www.youtube.com/NASAgovVideo/videos": _NAME_EXISTS,
    "https://www.youtube.com/TheYoungTurks/live": _NAME_EXISTS,
    "https://twitter.com/user/followers": "a section of an account is its account, as /lists is in another row",
    "https://youtube.com/c": "a reserved word without a name, noted as a channel called c",
    "https://www.facebook.com/pages/createCustomWebsiteName": "a page of /pages/ has a number: nobody owns this one",
    "https://www.instagram.com/reel/": "a reserved word; the list notes it as a quirk of its project",
}
_PERSONS: Final = ("linkedin.com/in/", "linkedin.com/pub/")


def rows_of(network: str | None = None) -> list[dict[str, str]]:
    """Rows of the list, those of one network or all."""
    with URL_TESTS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if network is None or row["expected_network"] == network]


def out_of_scope(row: dict[str, str]) -> str | None:
    """Why a row is not asked of us, or None."""
    url, is_profile = row["url"], row["is_share_or_non_profile"] == "0"
    if is_profile and any(person in url.lower() for person in _PERSONS):
        return "the profile of a person: only institutions are observed"
    if is_profile and "://" not in url and ":" in url:
        return "a notation of one program, not an address"
    return OUT_OF_SCOPE.get(url)


def is_right(row: dict[str, str], found: AccountRef | None) -> bool:
    """A row without handle names the kind only; those noted `type=` are reserved words, which nobody's profile is."""
    handle = row["expected_handle_or_id"]
    is_reserved = not handle and row["note"].startswith("type=")
    if row["expected_kind"] != "profile" or row["is_share_or_non_profile"] == "1" or is_reserved:
        return found is None
    if found is None or found.network != row["expected_network"]:
        return False
    is_named = handle != "" and "uploader_id" not in row["note"]
    return not is_named or is_same_handle(found.handle, handle)


def is_same_handle(first: str, second: str) -> bool:
    """Handles agree but for case, `@`, percent-encoding and the step that says their kind (`company/`, `user/`)."""
    names = [unquote(name).lower().rpartition("/")[2].removeprefix("@") for name in (first, second)]
    return names[0] == names[1]
