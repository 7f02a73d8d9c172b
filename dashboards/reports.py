"""How a reader reports an error: the link to the contact of the site, and the reference that says where it was read."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from dashboards.place import Place
from dashboards.source import Edition
from dashboards.words import month_code

HOME: Final = "index"
CARRIED: Final = {"mailto:": "subject", "/issues/new": "title"}
"""Contacts that take a text in their address, and the name under which they do: a mailbox, a form of issues."""


def edition_name(edition: Edition, place: Place | None) -> str:
    """`2026-10`, `2026-10-erratum-01`: the folder of the edition, its month where nobody said it."""
    return month_code(edition.month) if place is None else place.name


def reference(name: str, path: str) -> str:
    """`2026-10/presse/region-84`: edition and page; after `#` the figure, where a page shows several. `path` is that
    of a page from the root of its language, '' for the home page."""
    return f"{name}/{path or HOME}"


def report_url(contact: str, told: str) -> str:
    """The address of the contact, with what is `told` where it can carry it; any other page stays as it is."""
    for mark, key in CARRIED.items():
        if contact.startswith(mark) or contact.endswith(mark):
            return f"{contact}?{key}={quote(told, safe='{}')}"
    return contact
