"""Counts as they are displayed: value, the interval that the display leaves open, and the reader of display texts.

Belongs here: what a text such as « 12,3 k abonnés » says. Not here: where in a page the text was found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pipelines.model.errors import CountError


@dataclass(frozen=True, slots=True)
class Count:
    """A displayed count: `value` with lo ≤ value ≤ hi (integers), and the text it was read from."""

    value: int
    lo: int
    hi: int
    display: str

    def __post_init__(self) -> None:
        if not 0 <= self.lo <= self.value <= self.hi:
            raise ValueError(f"not an interval around its value: {self.lo} <= {self.value} <= {self.hi}")

    @classmethod
    def exact(cls, value: int, display: str | None = None) -> Count:
        return cls(value, value, value, display if display is not None else str(value))

    @property
    def is_exact(self) -> bool:
        return self.lo == self.hi


class Rounding(StrEnum):
    """How a platform shortens a count: to the nearest displayed step, downwards (YouTube), or nobody knows which."""

    NEAREST = "nearest"
    DOWN = "down"
    EITHER = "either"


_SPACES: Final = dict.fromkeys((*b"\t\n\r\v\f", 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)), " ")
_BIDI_AND_OTHER_INVISIBLE: Final = dict.fromkeys(
    (0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A))
)
_APOSTROPHES: Final = dict.fromkeys((0x2019, 0x2BC), "'")
_PLAIN: Final = {**_SPACES, **_BIDI_AND_OTHER_INVISIBLE, **_APOSTROPHES}

_SCALES: Final = {
    10**3: ("k", "mil", "mille", "millier", "milliers", "thousand", "tsd.", "tsd", "tausend"),
    10**6: ("m", "mn", "million", "millions", "millón", "millones", "mio.", "mio", "millionen", "triệu"),
    10**9: ("b", "bn", "billion", "md", "mds", "mrd.", "mrd", "milliard", "milliards", "milliarde", "milliarden",
            "mil m", "mil millones", "tỷ"),
}  # fmt: skip
_LONG_SCALE: Final = "billion"  # 10⁹ in English, 10¹² beside a French, German or Spanish word
_SCALE_OF: Final = {word: scale for scale, words in _SCALES.items() for word in words}

_ENGLISH_UNITS: Final = (
    r"followers?", r"subscribers?", r"likes?(?: this)?", r"people", r"people (?:like|follow) this",
    r"others? like this", r"(?:people )?talking about this", r"were here", r"following", r"posts?", r"tweets?",
    r"views?", r"comments?", r"shares?", r"members?", r"videos?",
)  # fmt: skip
_OTHER_UNITS: Final = (
    # French
    r"fans?", r"abonné(?:e|\(e\))?s?", r"abonnements?", r"suivi(?:e|\(e\))?s?", r"suivent", r"(?:mentions? )?j'aime",
    r"personnes?", r"personnes? (?:aiment?|suivent|suit) (?:ça|cela|cette page|ce lieu)", r"personnes? suivent",
    r"(?:personnes? )?en parlent?", r"(?:personnes? )?ét(?:aient|ait) ici", r"publications?", r"messages?",
    r"membres?", r"vid[ée]os?", r"vues?", r"commentaires?", r"partages?",
    # Spanish
    r"suscriptor(?:es)?", r"seguidor(?:es)?", r"seguidos?", r"siguiendo", r"me gusta", r"publicaci(?:ón|ones)",
    r"comentarios?", r"v[ií]deos?", r"visualizaci(?:ón|ones)", r"vistas?",
    # German
    r"abonnent(?:en|in|innen)?", r"aufrufe?", r"beitr(?:ag|äge)", r"kommentare?", r"gefällt mir(?:-angaben)?",
    r"personen", r"gefolgt",
    # Vietnamese, for it is observed
    r"lượt thích", r"người theo dõi",
)  # fmt: skip
_LARGEST: Final = 10**14
_UNIT: Final = "|".join((*_ENGLISH_UNITS, *_OTHER_UNITS))
_SCALE: Final = "|".join(map(re.escape, sorted(_SCALE_OF, key=len, reverse=True)))
_COUNT: Final = re.compile(
    rf"(?P<digits>[0-9]{{1,18}}(?:[ .,'][0-9]{{1,18}}){{,6}})"
    rf"(?: ?(?P<scale>{_SCALE})(?!\w))?"
    rf"(?: (?P<unit>(?:d'|de )?(?:{_UNIT}))\.?)?",
    re.IGNORECASE,
)
_ENGLISH: Final = re.compile("|".join(_ENGLISH_UNITS), re.IGNORECASE)
_NONE: Final = re.compile(rf"(?:no|aucune?|sin|keine?) (?:{_UNIT})", re.IGNORECASE)
_TWO_NUMBERS: Final = re.compile(r"[0-9](?:\s{2,}|[^\S\u0020\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000])[0-9]")


def plain_text(text: str) -> str:
    """`text` with every kind of space as one ASCII space, straight apostrophes, and no bidi or zero-width mark."""
    return " ".join(text.translate(_PLAIN).split())


def parse_count(text: str, *, rounding: Rounding = Rounding.NEAREST) -> Count:
    """Read a displayed count in French, English, Spanish or German (and the Vietnamese forms that were observed).

    A number without scale word is exact. With one, the interval is what the display leaves open: `12,3 k` is
    12 300 in [12 250, 12 350] rounded to the nearest, 12 300 in [12 300, 12 399] rounded down (METHOD, section 3),
    [12 250, 12 399] when it is not known which.
    Whether `,` and `.` group digits or start decimals follows from the pattern alone, never from a language.

    Raises:
        CountError: the text is no count, has something after it, or could be read in two ways (`1,234 k`, two numbers
            on two lines, `1 billion d’abonnés`).
    """
    if _TWO_NUMBERS.search(text.translate(_BIDI_AND_OTHER_INVISIBLE)):
        raise CountError(f"{text!r} holds two numbers: digits of one are grouped by a single space at most")
    plain = plain_text(text)
    if _NONE.fullmatch(plain):
        return Count(0, 0, 0, text)
    found = _COUNT.fullmatch(plain)
    if not found:
        raise CountError(f"{text!r} is not a count: expected digits, perhaps a scale (k, M, Md), perhaps a unit word")
    word, unit = (found["scale"] or "").lower(), found["unit"]
    if word == _LONG_SCALE and unit and not _ENGLISH.fullmatch(unit):
        raise CountError(f"{text!r} can be read in two ways: a billion is 10⁹ in English, 10¹² elsewhere")
    scale = _SCALE_OF[word] if word else 1
    mantissa, decimals = _read_digits(found["digits"], is_scaled=scale > 1, text=text)
    step, rest = divmod(scale, 10**decimals)
    if rest:
        raise CountError(f"{text!r} has more decimals than its scale allows: it would not be a whole number")
    value = mantissa * step
    if value > _LARGEST:
        raise CountError(f"{text!r} is not a count of people, posts or views: it is larger than {_LARGEST}")
    if rounding is Rounding.DOWN:
        return Count(value, value, value + step - 1, text)
    highest = value + step - 1 if rounding is Rounding.EITHER else value + step // 2
    return Count(value, max(0, value - step // 2), max(value, highest), text)


def rounded_down(value: int, digits: int = 3) -> Count:
    """The count behind a figure that a platform cuts to its first `digits` digits (YouTube's subscriberCount).

    A figure that carries more digits than that was not cut, and is exact.
    """
    step = 10 ** max(0, len(str(value)) - digits)
    if value % step:
        return Count.exact(value)
    return Count(value, value, value + step - 1, str(value))


def _read_digits(digits: str, *, is_scaled: bool, text: str) -> tuple[int, int]:
    """(all digits as one integer, how many of them are decimals)."""
    groups = re.split(r"[ .,']", digits)
    marks = re.findall(r"[ .,']", digits)
    has_decimals = bool(marks) and marks[-1] in ".," and marks.count(marks[-1]) == 1
    readings = [0] if _is_grouped(groups, marks) else []
    if has_decimals and is_scaled and _is_grouped(groups[:-1], marks[:-1]):
        readings.append(len(groups[-1]))
    if len(readings) != 1:
        why = "can be read in two ways" if readings else "is not a number written in groups of three digits"
        raise CountError(f"{text!r} is not a count that can be read without guessing: {digits!r} {why}")
    return int("".join(groups)), readings[0]


def _is_grouped(groups: list[str], marks: list[str]) -> bool:
    """True for `0`, `1234` and `1 234 567`: one kind of mark, groups of three, no leading zero."""
    first, *others = groups
    if first.startswith("0"):
        return first == "0" and not others
    return not others or (len(set(marks)) == 1 and len(first) <= 3 and all(len(group) == 3 for group in others))
