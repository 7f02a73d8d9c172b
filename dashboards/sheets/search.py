"""The index of names and codes, in files that hold the names of which a word begins with the same two letters, or the
codes that begin with the same two digits. `static/search.js` reads the file of what is typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from dashboards.export import script
from dashboards.sheets.paths import is_page
from dashboards.words import sort_key

FOLDER: Final = "recherche"
LETTERS: Final = 2
SMALL: Final = frozenset(
    "a agglomeration au aux communaute commune communes d de des du en et l la le les lez pays s saint sainte saintes "  # noqa: SIM905
    "saints sous sur un une".split()
)
"""Words that are too common to be an entrance, unless a name has no other."""
LEVELS: Final = {"region": "r", "departement": "d", "epci": "e", "commune": "c"}
LIGHT: Final = "l"


def words_of(name: str) -> list[str]:
    """`l isle d abeau` in words, as they are compared with what is typed (`parts` of search.js is the same)."""
    return re.findall("[a-z0-9]+", sort_key(name))


def entrances(name: str, code: str) -> set[str]:
    """Words and code under which a territory is looked for: `isle`, `abeau` and `38193` for L’Isle-d’Abeau."""
    words = set(words_of(name))
    return (words - SMALL or words) | {code.lower()}


def index(members: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Scripts by file name. A line is `name|code|kind`: a letter of LEVELS, or LIGHT for what has no page."""
    rows = sorted(members, key=lambda row: (sort_key(row["name"]), row["territory_id"]))
    lines, found = [], dict[str, list[int]]()
    for place, row in enumerate(rows):
        kind = LEVELS[row["level"]] if is_page(row["level"], row["population"]) else LIGHT
        lines.append(f"{row['name']}|{row['code']}|{kind}")
        for entrance in entrances(row["name"], row["code"]):
            found.setdefault(entrance, []).append(place)
    return {f"{FOLDER}/{key}.js": script("search", key, text) for key, text in _files(lines, found)}


def _files(lines: list[str], found: Mapping[str, list[int]]) -> Iterator[tuple[str, str]]:
    groups: dict[str, set[int]] = {}
    for entrance, places in found.items():
        groups.setdefault(entrance[:LETTERS], set()).update(places)
    for key, own in sorted(groups.items()):
        yield key, "\n".join(lines[place] for place in sorted(own))
