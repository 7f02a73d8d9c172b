"""The one format of a post, from what the door says of its parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_FIRST: Final = ("live", "video", "poll", "event", "document", "image", "link")
FORMATS: Final = (*_FIRST, "text")
_NAMED: Final = {
    "photo": "image", "image": "image", "animated_gif": "image", "gifv": "image", "album": "image",
    "video": "video", "audio": "video", "link": "link", "event": "event",
}  # fmt: skip


def format_of(parts: Iterable[str | None], link_url: str | None = None) -> str | None:
    """The format of a post of these parts and of the address it cites: the first of `FORMATS` in it, else `text`.

    A part that the door shows without its type (None) may be any of them: the post then has no format that is known,
    unless it is a live or a video, which nothing but a live comes before.
    """
    found = {*parts, *(("link",) if link_url else ())}
    if None in found and not found & {"live", "video"}:
        return None
    return next((name for name in _FIRST if name in found), "text")


def told(kind: str | None) -> str | None:
    """The format that an interface names `kind`; None for a name that is none of a format, or is not known."""
    return None if kind is None else _NAMED.get(kind.lower())
