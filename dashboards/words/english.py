"""English: twins of the French sentences (content/en), and British manners of numbers and dates."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Final

from markupsafe import Markup, escape

from dashboards.words.base import CONTENT, UNTRANSLATED, Words
from pipelines.model.numerals import NARROW

_FOLDER: Final = CONTENT / "en"
_DECIMAL: Final = re.compile(r"(?<=\d),(?=\d)")
_THOUSANDS: Final = re.compile(r"(?<=\d)\u202f(?=\d{3})")
_SENTENCE: Final = re.compile(r"(?<=\.) (?=[A-ZÀÉÈÎÔ])")
_CLAUSE: Final = " ; "
_PLACE: Final = re.compile(r"\\{(\w+)\\}")


def twins() -> Mapping[str, str]:
    """English sentences of pages and figures, by their French."""
    return _shelf("phrases", "phrases")


def texts() -> Mapping[str, str]:
    """English of the French texts that the published tables hold."""
    return _shelf("data", "texts")


@cache
def nouns() -> Mapping[str, tuple[str, str]]:
    """Singular and plural of nouns that follow a count, by their French singular."""
    pairs = tomllib.loads((_FOLDER / "phrases" / "nouns.toml").read_text("utf-8"))["nouns"]
    return {french: (one, many) for french, (one, many) in pairs.items()}


@cache
def _shelf(folder: str, name: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path in sorted((_FOLDER / folder).glob("*.toml")):
        found |= tomllib.loads(path.read_text("utf-8")).get(name, {})
    return found


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """French texts with figures or names in them, as patterns, and their English."""
    return [
        (re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(french))), english)
        for french, english in _shelf("data", "patterns").items()
    ]


def _number(text: str) -> str:
    return _THOUSANDS.sub(",", _DECIMAL.sub(".", text))


@lru_cache(maxsize=4096)
def _told(text: str) -> str | None:
    """The English of a text of the tables: known as it is, part by part, or by its pattern; None if it is not."""
    if text in texts():
        return texts()[text]
    for parts, mark in ((_SENTENCE.split(text), " "), (text.split(_CLAUSE), "; ")):
        told = [_told(part) for part in parts] if len(parts) > 1 else [None]
        if None not in told:
            return mark.join(part for part in told if part is not None)
    for pattern, english in _patterns():
        if found := pattern.fullmatch(text):
            return english.format(**{name: _number(value) for name, value in found.groupdict().items()})
    return None


class English(Words):
    code = "en"
    folder = "en/"
    name_own = "English"
    decimal = "."
    thousands = ","
    before_percent = ""
    months = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    short_months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    instant_form = f"{{day}}\u00a0{{month}}\u00a0{{year}}, {{time}}{NARROW}UTC"
    """`31 Oct 2026, 16:02 UTC`."""
    instant_months = short_months
    day_digits = 1

    def text(self, sentence: str) -> str:
        return twins().get(sentence) or f"{UNTRANSLATED}{sentence}"

    def data(self, text: str) -> str:
        return _told(text) or f"{UNTRANSLATED}{text}"

    def name(self, label: str) -> str:
        return texts().get(label) or twins().get(label, label)

    def own(self, text: str) -> Markup:
        return Markup(f'<span lang="fr">{escape(text)}</span>')  # noqa: S704 the text is escaped

    def the(self, level: str, name: str) -> str:
        return name

    def of(self, level: str, name: str) -> str:
        return f"of {name}"

    def at(self, level: str, name: str) -> str:
        return f"in {name}"

    def institution(self, level: str, name: str) -> str:
        return name

    def noun(self, count: float, singular: str, plurals: str | None = None) -> str:
        """One is singular; none is plural, as all the others."""
        one, many = nouns().get(singular, (f"{UNTRANSLATED}{singular}",) * 2)
        return one if abs(count) == 1 else many

    def typeset(self, text: str) -> str:
        return text

    def span(self, first: str, last: str) -> str:
        """`[12,300 to 12,399]`."""
        return f"[{first} to\u00a0{last}]"

    def rank(self, place: int) -> str:
        """`1st`, `2nd`, `3rd`, `4th`, `11th`, `101st`."""
        ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
        return f"{self.number(place)}{ending}"

    def rank_interval(self, best: int, worst: int) -> str:
        return self.rank(best) if best == worst else f"{self.rank(best)}\u00a0to\u00a0{self.rank(worst)}"

    def in_month(self, day: date) -> str:
        return f"in {self.month(day)}"

    def of_month(self, day: date) -> str:
        return f"of {self.month(day)}"

    def bytes_size(self, count: float) -> str:
        """`4.8 MB`."""
        for unit in ("bytes", "kB", "MB"):
            if count < 1000:
                return f"{self.number(count, 0 if unit == 'bytes' else 1)}{NARROW}{unit}"
            count /= 1000
        return f"{self.number(count, 1)}{NARROW}GB"

    def sentence_list(self, items: Sequence[str]) -> str:
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""

    def clauses(self, parts: Sequence[str]) -> str:
        return "; ".join(parts)
