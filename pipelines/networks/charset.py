"""From bytes to text, for pages and feeds of any network: which charset the bytes really are in.

Declared charsets are often wrong on small sites. The rule never gives mojibake silently: bytes that no charset
explains become U+FFFD, and `is_exact` says so.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from pipelines.model.records import Capture

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_META: Final = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_XML: Final = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:+-]+)", re.IGNORECASE)
_WEB_CHARSET: Final = re.compile(r"utf-?(?:8|16|32)|iso8859|iso2022|cp\d|mac|koi8|shift_jis|euc|gb|big5|hz|ascii")
_LATIN: Final = frozenset({"ascii", "iso8859-1", "cp1252"})
_NOT_ASCII_COMPATIBLE: Final = ("iso2022", "hz", "utf-16", "utf-32")
_META_WINDOW: Final = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the charset it was read in. `is_exact` is False when some bytes became U+FFFD."""

    text: str
    charset: str
    is_exact: bool


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of `body`: byte order mark, then UTF-8 if the bytes are UTF-8, then what header or document declare.

    UTF-8 comes before declarations because text in another charset is almost never valid UTF-8, while a wrong
    declaration is common both ways. Bytes that are mostly UTF-8 with a few broken sequences stay UTF-8, with U+FFFD.
    """
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return _lossy(body, charset)
    declared = _declared(body, content_type)
    candidates = [name for name in declared if name.startswith(_NOT_ASCII_COMPATIBLE)]
    candidates += ["utf-8", *declared]
    for charset in candidates:
        text = _strict(body, charset)
        if text is not None:
            return Decoded(text, charset, True)
    lossy = _lossy(body, "utf-8")
    broken = lossy.text.count("\ufffd")
    if sum(char > "\x7f" for char in lossy.text) - broken > broken:
        return lossy
    return _lossy(body, "cp1252")


def decode_capture(capture: Capture) -> Decoded:
    """The text of an answer, with its Content-Type header taken into account."""
    return decode(capture.body, capture.headers.get("content-type", ""))


def _declared(body: bytes, content_type: str) -> list[str]:
    head = body[:_META_WINDOW]
    names = [found[1] for found in [_HEADER.search(content_type)] if found]
    names += [found[1].decode("ascii", "replace") for found in (_XML.search(head), _META.search(head)) if found]
    known: list[str] = []
    for name in names:
        try:
            charset = codecs.lookup(name).name
        except LookupError:
            continue
        charset = "cp1252" if charset in _LATIN else charset
        if charset not in known and charset != "utf-8" and _WEB_CHARSET.match(charset):
            known.append(charset)
    return known


def _strict(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except UnicodeError:
        return None


def _lossy(body: bytes, charset: str) -> Decoded:
    text = body.decode(charset, "replace")
    return Decoded(text, charset, "\ufffd" not in text)
