"""Numbers in letters, as figures: « vingt-trois régions sur vingt-six », « une dizaine de départements », "a dozen".

Ten and less are left to the words around them (« deux sur trois » is a fraction, « un quart » a share, « une » an
article), except where only a count can stand: before a base of two figures, and before millions.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from text_to_num import text2num

_FRENCH: Final = (
    "un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|"
    "quarante|cinquante|soixante|septante|huitante|octante|nonante|cents?|mille"
)
_ENGLISH: Final = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
)
_JOINS: Final = {"fr": r" et (?=une?\b|onze\b)|-et-|[ -]", "en": r"(?<=hundred) and |[ -]"}
_RUNS: Final = {
    language: re.compile(
        rf"(?<!pour )(?<![\w-])(?:(?:{words})(?:{_JOINS[language]}))*(?:{words})(?![\w-])", re.IGNORECASE
    )
    for language, words in (("fr", _FRENCH), ("en", _ENGLISH))
}
_ROUND: Final = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "dozen": 12,
}  # fmt: skip
_SIDES: Final = "(?:than|over|under|nearly|almost|presque|environ|about|around|au moins|au plus|at least|at most) "
_ABOUT: Final = re.compile(
    rf"\b(?P<side>d'|{_SIDES})?(?:une|a)(?: petite| bonne)? (?P<word>{'|'.join(_ROUND)})\b"
    r"(?: de\b| d')? ?",
    re.IGNORECASE,
)
_ALONE: Final = 10
_COUNT_FOLLOWS: Final = re.compile(
    r" (?:millions?\b|milliers?\b|(?:[a-zéèêîïôç'-]+ ){0,3}(?:sur|of|out of) (?:les |the )?\d{2})", re.IGNORECASE
)
_AND_A_HALF: Final = re.compile(r"\b(\d+) (millions?) et demie?\b", re.IGNORECASE)


def in_figures(text: str) -> str:
    """A text whose numbers in letters are written in figures; what is no number is left as it is."""
    shown = _ABOUT.sub(_about, text)
    for write in (_large, _small):
        for language, run in _RUNS.items():
            shown = run.sub(partial(write, language=language), shown)
    return _AND_A_HALF.sub(r"\1,5 \2", shown)


def _about(found: re.Match[str]) -> str:
    side = (found["side"] or "environ ").lower().replace("d'", "de ")
    return f"{side}{_ROUND[found['word'].lower()]} "


def _large(found: re.Match[str], language: str) -> str:
    number = _value(found.group(), language)
    if number is None or number <= _ALONE:
        return found.group()
    return f"{number // 1000} k" if number % 1000 == 0 else str(number)


def _small(found: re.Match[str], language: str) -> str:
    number = _value(found.group(), language) if _COUNT_FOLLOWS.match(found.string, found.end()) else None
    return found.group() if number is None else str(number)


def _value(words: str, language: str) -> int | None:
    try:
        return int(text2num(words, language))
    except ValueError:
        return None
