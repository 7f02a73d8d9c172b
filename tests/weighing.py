"""What a page of the built site weighs."""

from __future__ import annotations

import re
from pathlib import Path

from dashboards.assets import BUNDLE

LIGHTEST = 200_000
LOADED = re.compile(r'<(?:script src|img src|link rel="(?:icon|stylesheet)" href)="([^"]+)"')


def weight(page: Path) -> int:
    """Bytes of a page and of all that it opens with, uncompressed, but for the one bundle that pages share."""
    text = re.sub("<noscript>.*?</noscript>", "", page.read_text("utf-8"), flags=re.DOTALL)
    loaded = {(page.parent / address).resolve() for address in LOADED.findall(text)}
    assert {"site.css", "site.js", "theme.js", "mark.svg"} <= {path.name for path in loaded}
    return sum(path.stat().st_size for path in (page, *loaded) if path.name != BUNDLE.name)
