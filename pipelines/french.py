"""What is raised in English for those who read the code is told in French to those who type (`french.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

_TEXTS: Final = Path(__file__).with_suffix(".toml")
_VALUE: Final = re.compile(r"\{(\w+)\}")
_JOIN: Final = "; "
_LONGEST: Final = 1_500
"""Characters of a sentence, at most: what is longer is a report."""
_PLACE: Final = {"file": r"[^;]+?", "path": r"[^;]+?", "id": r"[^;:]+?", "line": r"\d+", "key": r"[\w.]+"}
"""What stands before a sentence is short: a file, a line, an entry, a key."""


def in_french(text: str) -> str:
    """What a sentence says, in French where `french.toml` holds it; its values and the parts of a list too."""
    text = text.strip()
    if len(text) > _LONGEST:
        return text
    for english, french in _sentences():
        if found := english.fullmatch(text):
            return french.format(**{name: in_french(value) for name, value in found.groupdict().items()})
    parts = text.split(_JOIN)
    return " ; ".join(map(in_french, parts)) if len(parts) > 1 and any(in_french(one) != one for one in parts) else text


@cache
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    """English and French: places, in the order of the file, then sentences, the longest in words of its own first, so
    that a general one never hides a particular one."""
    shelves: dict[str, dict[str, str]] = tomllib.loads(_TEXTS.read_text(encoding="utf-8"))
    ordered = sorted(shelves["sentences"].items(), key=lambda pair: -len(_VALUE.sub("", pair[0])))
    places = [(_pattern(english, _PLACE), french) for english, french in shelves["places"].items()]
    return places + [(_pattern(english), french) for english, french in ordered]


def _pattern(english: str, narrow: Mapping[str, str] = MappingProxyType({})) -> re.Pattern[str]:
    """The sentence with its values as named groups; `narrow` says what some of them are made of."""
    seen: set[str] = set()
    parts = []
    for place, part in enumerate(_VALUE.split(english)):
        if place % 2 == 0:
            parts.append(re.escape(part))
        elif part in seen:
            parts.append(f"(?P={part})")
        else:
            seen.add(part)
            parts.append(f"(?P<{part}>{narrow.get(part, '.+?')})")
    return re.compile("".join(parts), re.DOTALL)
