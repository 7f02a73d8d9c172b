"""French: the language in which the sentences of the site are written, and their typography."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from dashboards.words import names
from dashboards.words.base import Words
from pipelines.model.numerals import NARROW

_DIGITS: Final = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_QUOTES: Final = re.compile(r"(?<=«) | (?=»)")
_COLON: Final = re.compile(r" (?=:(?:\s|$))")
_BEFORE: Final = re.compile(r"(?<=\d) (?=%)| (?=[;?!](?:\s|$))")


@lru_cache(maxsize=8192)
def _spaced(text: str) -> str:
    return _BEFORE.sub(NARROW, _COLON.sub("\u00a0", _QUOTES.sub("\u00a0", _DIGITS.sub(NARROW, text))))


class French(Words):
    code = "fr"
    folder = ""
    name_own = "Français"
    decimal = ","
    thousands = NARROW
    before_percent = NARROW
    months = (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    )  # fmt: skip
    short_months = (
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
    )  # fmt: skip
    instant_form = f"{{day}}/{{month}}/{{year}} {{time}}{NARROW}UTC"
    """`31/10/2026 16:02 UTC`."""
    instant_months = tuple(f"{month:02d}" for month in range(1, 13))
    day_digits = 2

    def text(self, sentence: str) -> str:
        return sentence

    def data(self, text: str) -> str:
        return text

    def name(self, label: str) -> str:
        return label

    def own(self, text: str) -> str:
        return text

    def the(self, level: str, name: str) -> str:
        return names.the(level, name)

    def of(self, level: str, name: str) -> str:
        return names.of(level, name)

    def at(self, level: str, name: str) -> str:
        return names.at(level, name)

    def institution(self, level: str, name: str) -> str:
        return names.institution(level, name)

    def noun(self, count: float, singular: str, plurals: str | None = None) -> str:
        """Plurals begin at two; without one of its own, a noun takes an s."""
        return singular if abs(count) < 2 else (plurals or f"{singular}s")

    def typeset(self, text: str) -> str:
        """French spacing: no line may break inside a number, before `: ; ? ! %` or inside « »."""
        return _spaced(text)

    def span(self, first: str, last: str) -> str:
        """`[12 300 ; 12 399]`."""
        return f"[{first}{NARROW}; {last}]"

    def rank(self, place: int) -> str:
        return "1er" if place == 1 else f"{self.number(place)}e"

    def rank_interval(self, best: int, worst: int) -> str:
        return self.rank(best) if best == worst else f"{self.rank(best)}\u00a0à\u00a0{self.rank(worst)}"

    def in_month(self, day: date) -> str:
        """`en octobre 2026`, `en avril 2013`."""
        return f"en {self.month(day)}"

    def of_month(self, day: date) -> str:
        """`d’octobre 2026`, `de mars 2013`."""
        name = self.month(day)
        return f"d’{name}" if name[0] in "ao" else f"de {name}"

    def day(self, day: date) -> str:
        return f"1er\u00a0{self.month(day)}" if day.day == 1 else super().day(day)

    def bytes_size(self, count: float) -> str:
        """`4,8 Mo`."""
        for unit in ("octets", "ko", "Mo"):
            if count < 1000:
                return f"{self.number(count, 0 if unit == 'octets' else 1)}{NARROW}{unit}"
            count /= 1000
        return f"{self.number(count, 1)}{NARROW}Go"

    def sentence_list(self, items: Sequence[str]) -> str:
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} et {items[-1]}" if items else ""

    def clauses(self, parts: Sequence[str]) -> str:
        return " ; ".join(parts)
