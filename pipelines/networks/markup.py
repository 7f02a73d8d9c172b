"""From HTML to plain text, for the posts and feeds of any network: what a reader would read, in one line.

Belongs here: markup. Not here: where a layout has its text (one file per network), the kept form (`model/texts`).
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.model.texts import tidy

_UNREAD: Final = ["script", "style", "template", "noscript", "iframe", "object", "svg"]
_BLOCKS: Final = re.compile(
    r"<(?=/?(?:address|article|aside|blockquote|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|"
    r"footer|form|h[1-6]|header|hr|img|legend|li|main|nav|ol|option|p|pre|section|summary|table|t[dhr]|ul)\b)",
    re.IGNORECASE,
)
_LEFT_OVER: Final = re.compile(r"</?(?:a|b|br|div|em|h[1-6]|i|img|li|p|span|strong|u|ul)\b[^<>]*>|&#?\w{2,8};")


def plain(html: str, leave_out: str = "") -> str:
    """The text of a piece of HTML, tidy: blocks and line breaks part words, inline elements do not; scripts and
    styles say nothing. `leave_out` is a selector of what else is not text."""
    known = html.encode("utf-8", "ignore").decode("utf-8")
    if "<" not in known and "&" not in known:
        return tidy(known)
    tree = LexborHTMLParser(_BLOCKS.sub(" <", known))
    tree.strip_tags(_UNREAD, recursive=True)
    for node in tree.css(leave_out) if leave_out else ():
        node.decompose()
    return tidy(tree.text())


def plain_of_feed(html: str) -> str:
    """As `plain`, for feeds, which escape HTML once or twice."""
    text = plain(html)
    return plain(text) if _LEFT_OVER.search(text) else text


def plain_of(node: LexborNode | None, leave_out: str = "") -> str | None:
    """As `plain`, for an element of a page; None when it is not there."""
    return None if node is None or node.html is None else plain(node.html, leave_out)
