"""The grammar of printed claims, in French and English: what a sentence says, before anybody asks if it can be true.

    claim     := evolution | ratio | change | quantity
    evolution := quantity ("→" | "à" | "contre" | "to" …) quantity [change]     47 % → 72,7 %, soit +25,7 points
    ratio     := INT [words] ("sur" | "of" | "/") INT [quantity]                22 régions sur 26, soit 85 %
    change    := ("+" | "−" | "hausse de" …) NUMBER unit                        +16,0 pts, +28,2 %, +62 000 fans
    quantity  := [approximation] NUMBER unit | fraction in words                près de 90 %, la moitié, 3,5/5

The first claim of a text is read, the others are named and left alone. `,` and `.` start decimals or group thousands by
their pattern alone; `1,234 %` could be either and is not guessed, `33,333 %` is no thirty-three thousand per cent.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final, Literal

Kind = Literal["share", "ratio", "evolution", "change", "count", "mark", "unreadable"]


class Unit(StrEnum):
    PERCENT = "%"
    POINTS = "pts"
    FOLLOWERS = "followers"
    BODIES = "count"
    MARK = "/5"
    NONE = ""


class Approximation(StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


LOOSE: Final = Fraction(5, 2)
"""Points on each side of « environ », and under « près de »: a convention, for words have no rounding."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was printed. `sign` is −1, 0 (none written) or 1; the value itself is never negative."""

    value: float
    decimals: int
    unit: Unit
    text: str
    start: int
    end: int
    approximation: Approximation = Approximation.EXACT
    sign: int = 0

    @property
    def is_exact(self) -> bool:
        return self.approximation is Approximation.EXACT

    @property
    def half(self) -> float:
        """Half of the last printed place: what rounding hides on each side."""
        return 0.5 * 10.0**-self.decimals

    def counts(self, base: int, decimals: int | None = None) -> range:
        """Counts of a base whose percentage prints as the number, or that its words allow."""
        value = Fraction(str(self.value))
        half = Fraction(1, 2 * 10 ** (self.decimals if decimals is None else decimals))
        low, high = {
            Approximation.EXACT: (value - half, value + half),
            Approximation.ABOUT: (value - LOOSE, value + LOOSE),
            Approximation.NEARLY: (value - LOOSE, value),
            Approximation.OVER: (value, Fraction(100)),
            Approximation.UNDER: (Fraction(0), value),
            Approximation.AT_LEAST: (value, Fraction(100)),
            Approximation.AT_MOST: (Fraction(0), value),
        }[self.approximation]
        first, last = math.ceil(low * base / 100), math.floor(high * base / 100)
        if self.approximation is Approximation.OVER and first * 100 == value * base:
            first += 1
        if self.approximation in (Approximation.NEARLY, Approximation.UNDER) and last * 100 == value * base:
            last -= 1
        return range(max(0, first), min(base, last) + 1)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text claims. `first` is the figure (of an evolution, where it began), `second` where it ended, `change`
    the change that is stated; a ratio has `part` and `whole`, a share the `whole` that the text gives it. `others` are
    the claims that were not examined."""

    kind: Kind
    text: str
    first: Quantity | None = None
    second: Quantity | None = None
    change: Quantity | None = None
    part: int = 0
    whole: int = 0
    others: tuple[str, ...] = ()


_GROUPED: Final = r"\d{1,3}(?:[ .,]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
_NUMBER: Final = rf"(?:{_GROUPED}|\d+(?:[.,]\d+)?)"
_SCALE: Final = {
    "k": 10**3, "milliers": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "millions": 10**6,
}  # fmt: skip
_UNITS: Final = {
    Unit.PERCENT: r"%|pour ?cents?\b|per ?cent\b",
    Unit.POINTS: r"points? de pourcentage\b|percentage points?\b|points?\b|pts?\b|pp\b",
    Unit.MARK: r"/ ?5\b(?![/\d])|sur 5\b(?! ?%)",
    Unit.FOLLOWERS: r"(?:(?:nouveaux|nouvelles|new) )?(?:fans?|abonnée?s?|followers?|subscribers?)\b",
    Unit.BODIES: r"(?:collectivités?|régions?|départements?|communes?|villes?|intercommunalités?|epci|comptes?|pages?"
    r"|accounts?|councils?|cities|authorities)\b",
}
_APPROXIMATIONS: Final = {
    Approximation.NEARLY: r"près d[eu']|presque|nearly|almost|close to",
    Approximation.ABOUT: r"environ|autour de|quelque|about|around|roughly|some|~|≈",
    Approximation.OVER: r"plus d[eu']|over|more than|>",
    Approximation.UNDER: r"moins d[eu']|under|less than|fewer than|<",
    Approximation.AT_LEAST: r"au moins|at least|≥",
    Approximation.AT_MOST: r"au plus|at most|≤",
}
_RISE: Final = r"hausse d[e']|progression d[e']|augmentation d[e']|gain d[e']|gagn\w+|increase of|rise of|gain of|up"
_FALL: Final = r"baisse d[e']|recul d[e']|chute d[e']|perdu|perte d[e']|decrease of|fall of|drop of|down"
_WORDS: Final = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_FRACTIONS: Final = {
    r"la moitié|half": Fraction(1, 2), r"deux tiers|two thirds": Fraction(2, 3), r"un tiers|a third": Fraction(1, 3),
    r"trois quarts|three quarters": Fraction(3, 4), r"un quart|a quarter": Fraction(1, 4),
}  # fmt: skip


def _either(patterns: dict[Approximation, str]) -> str:
    return "|".join(f"(?P<{name.value}>{pattern})" for name, pattern in patterns.items())


_QUANTITY: Final = re.compile(
    rf"(?:(?:{_either(_APPROXIMATIONS)})\s?(?:de )?)?(?:(?P<rise>\b(?:{_RISE}) ?)|(?P<fall>\b(?:{_FALL}) ?))?"
    rf"(?<![\d.,/])(?P<sign>(?<![\w)])[+-])?\s?(?P<number>{_NUMBER})(?![\d])"
    rf"(?: ?(?P<scale>{'|'.join(_SCALE)})\b(?: d[e'])?)?\s?"
    rf"(?:{'|'.join(f'(?P<unit_{unit.name}>{pattern})' for unit, pattern in _UNITS.items())})?",
    re.IGNORECASE,
)
_WORD: Final = "|".join(_WORDS)
_RATIO: Final = re.compile(
    r"(?<![\d/.,+-])(?P<part>\d[\d ]*?)(?:(?: [a-zéèêîïôç'-]+){0,3} (?:sur|of|out of)(?: (?:les|the))? | ?/ ?)"
    r"(?P<whole>\d{1,3}(?: \d{3})+|\d+)(?![\d/%]|[.,]\d| ?%)",
    re.IGNORECASE,
)
_SAID: Final = re.compile(
    rf"\b(?P<part>{_WORD}) (?:\w+ )?(?:sur|in|out of) (?P<whole>{_WORD})\b|"
    + "|".join(rf"\b(?P<f{place}>{pattern})\b" for place, pattern in enumerate(_FRACTIONS)),
    re.IGNORECASE,
)
_BASE: Final = re.compile(
    r"\s*(?:sur|des|of(?: the)?|parmi(?: les)?) (?P<n>\d{1,3}(?:[ .,]\d{3})+|\d+)(?!\d|[.,]\d| ?%)", re.IGNORECASE
)
_FORWARD: Final = re.compile(r"(?:→|(?<!\w)(?:à|to|jusqu'à))\s*$", re.IGNORECASE)
_BACKWARD: Final = re.compile(r"(?<!\w)(?:contre|vs\.?|against|up from|down from)\s*$", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[;!?]|\.(?:\s|$)")
_SAME_THING: Final = re.compile(r"(?:soit|\(|=|i\.e\.|or|ou)\s*$", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_FARTHEST: Final = 60


def plain(text: str) -> str:
    """One kind of space, apostrophe and minus; compatible characters in their plain form."""
    shown = unicodedata.normalize("NFKC", text).translate({0x2212: "-", 0x2019: "'"})
    return " ".join(re.sub("[-=]>", "→", shown).split())


def parse(text: str) -> Claim:
    """The first claim of a text; kind `unreadable` when it has none, or one that could be read in two ways."""
    shown = plain(text)
    ratios = [found for found in _RATIO.finditer(shown) if not _is_mark(found)]
    quantities = _quantities(shown)
    first = next(iter(quantities), None)
    if ratios and (first is None or ratios[0].start() <= first.start):
        claim = _ratio(ratios[0], [each for each in quantities if each.start >= ratios[0].end()], shown)
        return replace(claim, others=(*(found.group().strip() for found in ratios[1:]), *claim.others))
    if first is None:
        return Claim("unreadable", shown)
    return _of_quantities(quantities, shown)


def _is_mark(found: re.Match[str]) -> bool:
    return found["whole"] == "5" and "/" in found.group() and "," in found["part"]


def _quantities(shown: str) -> list[Quantity]:
    found = [quantity for match in _QUANTITY.finditer(shown) if (quantity := _quantity(match)) is not None]
    said = [_said(match) for match in _SAID.finditer(shown)]
    kept = sorted([*found, *said], key=lambda each: each.start)
    neighbours = [*kept[1:], None][: len(kept)]
    return [
        completed
        for each, after in zip(kept, neighbours, strict=True)
        if (completed := _completed(each, after, shown, is_alone=len(kept) == 1)) is not None
    ]


def _quantity(match: re.Match[str]) -> Quantity | None:
    unit = next((unit for unit in _UNITS if match[f"unit_{unit.name}"]), Unit.NONE)
    read = _read_number(match["number"], unit)
    if read is None:
        return None
    value, decimals = read
    scale = _SCALE[match["scale"].lower()] if match["scale"] else 1
    approximation = next((name for name in _APPROXIMATIONS if match[name.value]), Approximation.EXACT)
    sign = -1 if match["fall"] or match["sign"] == "-" else 1 if match["rise"] or match["sign"] else 0
    text = match.group().strip()
    start = match.end() - len(match.group().lstrip())
    places = max(0, decimals - len(str(scale)) + 1)
    return Quantity(float(value * scale), places, unit, text, start, match.end(), approximation, sign)


def _said(match: re.Match[str]) -> Quantity:
    part = next((part for place, part in enumerate(_FRACTIONS.values()) if match[f"f{place}"]), None)
    if part is None:
        part = Fraction(_WORDS[match["part"].lower()], _WORDS[match["whole"].lower()])
    return Quantity(
        float(round(100 * part, 1)), 1, Unit.PERCENT, match.group(), match.start(), match.end(), Approximation.ABOUT
    )


def _read_number(digits: str, unit: Unit) -> tuple[Fraction, int] | None:
    """(value, decimals); None for a number that could be read in two ways."""
    groups, marks = re.split(r"[ .,]", digits), re.findall(r"[ .,]", digits)
    if not marks:
        return Fraction(digits), 0
    is_grouped = all(len(group) == 3 for group in groups[1:]) and len(set(marks)) == 1 and not digits.startswith("0")
    is_grouped &= unit is not Unit.PERCENT or marks[0] == " " or len(marks) > 1 or len(groups[0]) == 1
    if is_grouped and (unit in (Unit.FOLLOWERS, Unit.BODIES) or marks[0] == " " or len(marks) > 1):
        return Fraction("".join(groups)), 0
    if is_grouped or marks[-1] == " " or (len(marks) > 1 and marks[-1] in marks[:-1]):
        return None
    return Fraction(f"{''.join(groups[:-1])}.{groups[-1]}"), len(groups[-1])


def _completed(quantity: Quantity, after: Quantity | None, shown: str, *, is_alone: bool) -> Quantity | None:
    """A number without a unit has that of the one it goes to (« de 47 à 72,7 % »), or is a rate when it stands alone
    with decimals; a bare whole number, such as a year, is no quantity."""
    if quantity.unit is not Unit.NONE:
        return quantity
    if after is not None and after.unit is not Unit.NONE and quantity.approximation is Approximation.EXACT:
        between = shown[quantity.end : after.start]
        is_year = _YEAR.fullmatch(quantity.text) is not None
        if not is_year and (_FORWARD.fullmatch(between.strip()) or _BACKWARD.fullmatch(between.strip())):
            return replace(quantity, unit=after.unit)
    is_rate = is_alone and quantity.decimals > 0 and quantity.value <= 100
    return replace(quantity, unit=Unit.PERCENT) if is_rate else None


def _ratio(found: re.Match[str], later: list[Quantity], shown: str) -> Claim:
    part, whole = (int(found[name].replace(" ", "")) for name in ("part", "whole"))
    stated = next((each for each in later[:1] if each.unit is Unit.PERCENT), None)
    if stated is not None and not _SAME_THING.search(shown[found.end() : stated.start]):
        stated = None
    others = [each.text for each in later if each is not stated]
    return Claim("ratio", found.group().strip(), first=stated, part=part, whole=whole, others=tuple(others))


def _of_quantities(quantities: Sequence[Quantity], shown: str) -> Claim:
    first, *rest = quantities
    if rest and not first.sign and not rest[0].sign and first.unit is rest[0].unit:
        pair = _evolution(first, rest[0], shown)
        if pair is not None:
            return _with_change(pair, rest[1:], shown[first.start : rest[0].end])
    kind: dict[Unit, Kind] = {Unit.PERCENT: "share", Unit.MARK: "mark", Unit.POINTS: "change"}
    base = _BASE.match(shown, first.end) if first.unit is Unit.PERCENT else None
    whole = int(re.sub(r"\D", "", base["n"])) if base else 0
    others = tuple(each.text for each in rest if base is None or each.start >= base.end())
    if first.sign or first.unit is Unit.POINTS:
        return Claim("change", first.text, change=first, others=others)
    return Claim(kind.get(first.unit, "count"), first.text, first=first, whole=whole, others=others)


def _evolution(one: Quantity, two: Quantity, shown: str) -> tuple[Quantity, Quantity] | None:
    between = shown[one.end : two.start]
    if len(between) > _FARTHEST or _SENTENCE_END.search(between):
        return None
    if _FORWARD.search(between):
        return one, two
    return (two, one) if _BACKWARD.search(between) else None


def _with_change(pair: tuple[Quantity, Quantity], later: list[Quantity], text: str) -> Claim:
    stated = next((each for each in later[:1] if each.sign or each.unit is Unit.POINTS), None)
    others = tuple(each.text for each in later if each is not stated)
    return Claim("evolution", text, first=pair[0], second=pair[1], change=stated, others=others)
