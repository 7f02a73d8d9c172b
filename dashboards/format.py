"""The one formatter of the site: numbers, shares, changes, months and intervals as French readers write them.

Tables, titles, tooltips and sentences all come through here, so that a number reads the same everywhere. No text of a
page belongs here, and nothing here turns a missing value into a number: callers that may hold `None` use `or_missing`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Final, TypeVar

from pipelines.model.quantities import Points, Relative

T = TypeVar("T")

NARROW: Final = "\u202f"
"""Narrow no-break space: between thousands, before % and units."""
MINUS: Final = "\u2212"
MISSING: Final = "non observé"

_DIGITS: Final = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_QUOTES: Final = re.compile(r"(?<=«) | (?=»)")
_COLON: Final = re.compile(r" (?=:(?:\s|$))")
_BEFORE: Final = re.compile(r"(?<=\d) (?=%)| (?=[;?!](?:\s|$))")

MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


SHORT_MONTHS: Final = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


def number(value: float, decimals: int = 0) -> str:
    """`1234567.5, 1` → `1 234 567,5` with narrow no-break spaces; halves are rounded away from zero.

    Raises:
        ValueError: the value is not a finite number.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is not a number that can be printed")
    scaled = math.floor(abs(value) * 10**decimals + 0.5 + 1e-9)
    whole, rest = divmod(scaled, 10**decimals)
    text = f"{whole:,}".replace(",", NARROW)
    if decimals:
        text = f"{text},{rest:0{decimals}d}"
    return f"{MINUS}{text}" if value < 0 and scaled else text


def signed(value: float, decimals: int = 0) -> str:
    """As `number`, with its sign: `+62 000`, `−12`, `0`."""
    text = number(value, decimals)
    return text if text.startswith(MINUS) or not any(digit in text for digit in "123456789") else f"+{text}"


def share(value: float, decimals: int = 1) -> str:
    """A share of 0 to 1 as a percentage: `0.727` → `72,7 %`."""
    return f"{number(value * 100, decimals)}{NARROW}%"


def points(change: Points, decimals: int = 1) -> str:
    """A difference of two shares in percentage points: `+16,0 pts`; never `%`.

    Raises:
        TypeError: the value is a number, or a relative change.
    """
    if not isinstance(change, Points):
        raise TypeError(f"{change!r} is not a difference of shares: only Points are printed as pts")
    return f"{signed(change.value, decimals)}{NARROW}pts"


def relative(change: Relative, decimals: int = 1) -> str:
    """A relative change: `+28,2 %`; never `pts`.

    Raises:
        TypeError: the value is a number, or a difference of shares.
    """
    if not isinstance(change, Relative):
        raise TypeError(f"{change!r} is not a relative change: only Relative is printed as a change in %")
    return f"{signed(change.value * 100, decimals)}{NARROW}%"


def interval(low: T, high: T, form: Callable[[T], str] = number) -> str:  # type: ignore[assignment]
    """`[12 300 ; 12 399]`, or the value alone when both ends print the same."""
    first, last = form(low), form(high)
    return first if first == last else f"[{first}{NARROW}; {last}]"


def rank_interval(best: int, worst: int) -> str:
    """`1er`, or `2e à 4e` when intervals of the counts overlap."""
    return rank(best) if best == worst else f"{rank(best)}\u00a0à\u00a0{rank(worst)}"


def rank(place: int) -> str:
    return "1er" if place == 1 else f"{number(place)}e"


def plural(count: int, singular: str, plurals: str | None = None) -> str:
    """`1 collectivité`, `0 collectivité`, `1 200 collectivités`."""
    word = singular if abs(count) < 2 else (plurals or f"{singular}s")
    return f"{number(count)}\u00a0{word}"


def gain(value: float, singular: str) -> str:
    """`+62 000 abonnés`, `+1 abonné`."""
    return f"{signed(value)}\u00a0{singular}{'' if abs(value) < 2 else 's'}"


@lru_cache(maxsize=8192)
def typeset(text: str) -> str:
    """French spacing: no line may break inside a number, before `: ; ? ! %` or inside « »."""
    return _BEFORE.sub(NARROW, _COLON.sub("\u00a0", _QUOTES.sub("\u00a0", _DIGITS.sub(NARROW, text))))


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def month(day: date) -> str:
    """`octobre 2026`."""
    return f"{MONTHS[day.month - 1]}\u00a0{day.year}"


def month_code(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def in_month(day: date) -> str:
    """`en octobre 2026`, `en avril 2013`."""
    return f"en {month(day)}"


def of_month(day: date) -> str:
    """`d’octobre 2026`, `de mars 2013`."""
    name = month(day)
    return f"d’{name}" if name[0] in "ao" else f"de {name}"


def instant(moment: datetime) -> str:
    """An UTC instant, `31/10/2026 16:02 UTC`."""
    return f"{moment:%d/%m/%Y %H:%M}{NARROW}UTC"


def or_missing(value: float | None, form: Callable[[float], str] = number, reason: str = MISSING) -> str:
    """The printed value, or the reason why there is none: an unknown is never an empty cell, and never 0."""
    return reason if value is None else form(value)


def bytes_size(count: float) -> str:
    """Octets in decimal multiples: `4,8 Mo`."""
    for unit in ("octets", "ko", "Mo"):
        if count < 1000:
            return f"{number(count, 0 if unit == 'octets' else 1)}{NARROW}{unit}"
        count /= 1000
    return f"{number(count, 1)}{NARROW}Go"


def sentence_list(items: list[str]) -> str:
    """`a`, `a et b`, `a, b et c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} et {items[-1]}" if items else ""


def sort_key(name: str) -> str:
    """Names in dictionary order: accents and case do not count, hyphens and apostrophes are spaces."""
    plain = "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))
    return re.sub(r"[’'\-\s]+", " ", plain).casefold()


def attribute(text: str) -> str:
    """A slug-safe form of a code for ids and file names: letters, digits, `-` and `_` only."""
    return "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in text).strip("-").lower()
