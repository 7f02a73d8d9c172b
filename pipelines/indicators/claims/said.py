"""Numbers that are said in words: « deux sur trois », « plus de la moitié », « a doublé », and words that leave room.

A fraction in words leaves `LOOSE` points on each side unless a word says which side (« plus d’un tiers »). A factor is
a relative change: « ×2 » is +100 %, to half of its last printed place (from ×1,5 to ×2,5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from pipelines.indicators.claims.quantity import Approximation, Quantity, Unit

APPROXIMATIONS: Final = {
    Approximation.NEARLY: r"près d(?:es|e|u|')|presque|quasi(?:ment)?|nearly|almost|close to",
    Approximation.ABOUT: r"environ|autour de|quelque|about|around|roughly|some|~|≈",
    Approximation.OVER: r"plus d(?:es|e|u|')|over|more than|>",
    Approximation.UNDER: r"moins d(?:es|e|u|')|under|less than|fewer than|<",
    Approximation.AT_LEAST: r"au moins|at least|≥",
    Approximation.AT_MOST: r"au plus|at most|≤",
}
EITHER: Final = "|".join(f"(?P<{name.value}>{pattern})" for name, pattern in APPROXIMATIONS.items())
_WORDS: Final = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_FRACTIONS: Final = {
    r"moitié|half": Fraction(1, 2), r"(?:deux|two)[ -](?:tiers|thirds)": Fraction(2, 3),
    r"(?:un |le |a |one[ -])(?:tiers|third)": Fraction(1, 3),
    r"(?:trois|three)[ -](?:quarts|quarters)": Fraction(3, 4),
    r"(?:un |le |a |one[ -])(?:quart|quarter)": Fraction(1, 4),
    r"(?:un |a |one[ -])(?:cinquième|fifth)": Fraction(1, 5), r"(?:un |a |one[ -])(?:dixième|tenth)": Fraction(1, 10),
    r"majorité|majority": Fraction(1, 2),
}  # fmt: skip
_MAJORITY: Final = len(_FRACTIONS) - 1
BODIES: Final = (
    r"(?:collectivités?|régions?|départements?|communes?|villes?|intercommunalités?|epci|comptes?|pages?"
    r"|accounts?|councils?|cities|authorities|regions?|departments?)\b"
)
LARGEST_FRACTION: Final = 10
"""« 9 sur 10 » may be a fraction of a larger base; « 22 sur 26 » is a count."""
_TO_THE_UNIT: Final = 9
_WORD: Final = "|".join(_WORDS)
_DIGITS: Final = rf"(?:{_WORD}|10|\d)(?![\d.,]\d|\d| ?%)"
_SHARE: Final = re.compile(
    rf"(?:(?<!\w)(?:{EITHER})\s?(?:les? |la |the )?)?(?:\b(?<![\d.,/+-])(?P<part>{_DIGITS}) (?:[a-zéèêîïôç'-]+ )?"
    rf"(?:sur|in|out of) (?P<whole>{_DIGITS})\b|"
    + "|".join(rf"\b(?P<f{place}>{pattern})\b" for place, pattern in enumerate(_FRACTIONS))
    + ")",
    re.IGNORECASE,
)
_ALL_OR_NONE: Final = re.compile(
    r"(?<!pas )(?<!not )(?<!presque )(?<!quasi )(?<!quasiment )(?<!nearly )(?<!almost )(?<!virtually )\b"
    rf"(?:(?P<all>tou(?:te)?s les|all(?: of)?(?: the)?) (?:\d+ )?{BODIES}(?! (?:ne|n'\w+)\b)"
    rf"|(?:aucune?(?: des)?|no|none of the) (?:\d+ )?{BODIES})(?! (?:sauf|except|but|moins|ou presque)\b)",
    re.IGNORECASE,
)
_MANY: Final = {
    r"doubl(?:é\w*|ent|e|ed|ing)|twice": 2, r"tripl(?:é\w*|ent|e|ed|ing)": 3, r"quadrupl(?:é\w*|ent|e|ed)": 4,
}  # fmt: skip
_FACTOR: Final = re.compile(
    r"(?:(?<!\w)[x×] ?|\b(?:multipli\w* (?:par|by)|by a factor of) )(?P<times>\d+(?:[.,]\d+)?|\w+)(?!\w|[.,]\d)"
    rf"|\b(?:divis\w*|divided) (?:par|by) (?P<parts>\d+|{_WORD})\b|\b(?P<halved>halved)\b"
    rf"|\b(?P<folds>\d+(?:[.,]\d+)?|{_WORD}) (?:fois|times) (?:(?P<less>moins|inférieure?s?|fewer|less|lower)|"
    r"plus|supérieure?s?|more|higher|as (?:many|much))\b|"
    + "|".join(rf"\b(?P<m{place}>{pattern})\b" for place, pattern in enumerate(_MANY)),
    re.IGNORECASE,
)


def said(shown: str) -> Iterator[Quantity]:
    """Shares and factors that a text says in words, with their place in it."""
    for match in _SHARE.finditer(shown):
        yield _share(match)
    for match in _ALL_OR_NONE.finditer(shown):
        yield _all_or_none(match)
    for match in _FACTOR.finditer(shown):
        change = _factor(match)
        if change is not None:
            yield change


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else _WORDS.get(text.lower())


def _share(match: re.Match[str]) -> Quantity:
    place = next((place for place in range(len(_FRACTIONS)) if match[f"f{place}"]), None)
    if place is None:
        part = Fraction(_number(match["part"]) or 0, _number(match["whole"]) or 1)
    else:
        part = list(_FRACTIONS.values())[place]
    loose = Approximation.OVER if place == _MAJORITY else Approximation.ABOUT
    approximation = next((name for name in APPROXIMATIONS if match[name.value]), loose)
    start = match.start()
    return Quantity(float(round(100 * part, 1)), 1, Unit.PERCENT, match.group(), start, match.end(), approximation)


def _all_or_none(match: re.Match[str]) -> Quantity:
    """« toutes » and « aucune » are counts, to the unit: no rounding hides one body."""
    value = 100.0 if match["all"] else 0.0
    return Quantity(value, _TO_THE_UNIT, Unit.PERCENT, match.group(), match.start(), match.end())


def _factor(match: re.Match[str]) -> Quantity | None:
    """A factor as a relative change; None where what follows is no number (« multiplié par les habitants »)."""
    end = (match.group(), match.start(), match.end())
    told = (match["times"] or match["folds"] or match["parts"] or "").replace(",", ".")
    times: int | str | None = told if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", told) else _number(told)
    times = next((factor for place, factor in enumerate(_MANY.values()) if match[f"m{place}"]), times)
    times = 2 if match["halved"] else times
    if times is None or Fraction(times) <= 1:
        return None
    if match["halved"] or match["parts"] or match["less"]:
        return Quantity(float(100 - 100 / Fraction(times)), -1, Unit.PERCENT, *end, sign=-1)
    return Quantity(float(100 * (Fraction(times) - 1)), len(told.partition(".")[2]) - 2, Unit.PERCENT, *end, sign=1)
