"""Other people's figures: can a printed claim be true, what gives it, where was it printed, and how old is it?

`text` holds the grammar, `question` what a claim is asked against, `shares` and `changes` the answers. Pure: figures
and lists are given; nothing is read here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from pipelines.indicators.claims.changes import change_lines, evolution_lines, reading, stock_lines
from pipelines.indicators.claims.quantity import Quantity, Unit
from pipelines.indicators.claims.question import Answer, Line, Published, Question, recognised
from pipelines.indicators.claims.shares import (
    bases_of,
    count_lines,
    mark_lines,
    pair_lines,
    range_lines,
    ratio_lines,
    share_lines,
    words_line,
)
from pipelines.indicators.claims.text import Claim

POSSIBLE: Final = 0
IMPOSSIBLE: Final = 1
NOT_TESTABLE: Final = 3
"""Exit codes of `barometre claim`; 2 is bad usage, as everywhere."""

SENTENCES: Final = {
    Answer.POSSIBLE: "possible",
    Answer.IMPOSSIBLE: "impossible",
    Answer.CONTRADICTED: "contredit",
    Answer.TOLD: "non testable : il manque une base (--n), un stock (--stock), ou un chiffre reconnu",
}
_CODES: Final = {
    Answer.POSSIBLE: POSSIBLE,
    Answer.IMPOSSIBLE: IMPOSSIBLE,
    Answer.CONTRADICTED: IMPOSSIBLE,
    Answer.TOLD: NOT_TESTABLE,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The lines of an answer, one fact each, and what they come to."""

    claim: Claim
    lines: tuple[Line, ...]

    @property
    def answer(self) -> Answer:
        """A contradiction outweighs a possible reading, which outweighs one that is not."""
        found = {line.answer for line in self.lines}
        order = (Answer.CONTRADICTED, Answer.POSSIBLE, Answer.IMPOSSIBLE)
        return next((answer for answer in order if answer in found), Answer.TOLD)

    @property
    def exit_code(self) -> int:
        return _CODES[self.answer]

    @property
    def sentence(self) -> str:
        if self.claim.kind == "unreadable":
            return (
                "non testable : aucun chiffre n’est reconnu dans le texte, ou il peut se lire de deux façons ; "
                "l’écrire en chiffres avec son unité "
                "(« 45 % », « 22 sur 26 », « entre 40 et 45 % », « +16 points », « ×2 »)"
            )
        by_topic = {line.topic.split(" ")[0]: line.answer for line in self.lines}
        readings = (by_topic.get("taux"), by_topic.get("moyenne"))
        if self.answer is Answer.POSSIBLE and readings == (Answer.IMPOSSIBLE, Answer.POSSIBLE):
            return "possible, mais ce n’est pas une part de la base : ce peut être une moyenne de taux arrondis"
        bases = {line.facts["n"] for line in self.lines if "n" in line.facts}
        if self.answer is Answer.TOLD and self.claim.kind == "change" and not bases:
            return "non testable : un écart se vérifie sur le stock (--stock), ou sur deux valeurs (« de 47 à 72,7 % »)"
        if self.answer is Answer.TOLD and bases and bases <= {None, "unpublished"}:
            return "non testable : la base de ce chiffre n’a jamais été publiée"
        return SENTENCES[self.answer]

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON: keys of `barometre claim --json`."""
        return {
            "text": self.claim.text, "kind": self.claim.kind, "verdict": str(self.answer), "sentence": self.sentence,
            "exit_code": self.exit_code, "unexamined": list(self.claim.others),
            "lines": [
                {"topic": line.topic, "answer": str(line.answer), "text": line.text_fr, **line.facts}
                for line in self.lines
            ],
        }  # fmt: skip


def judge(claim: Claim, question: Question) -> Verdict:
    """Every fact that can be told of a claim, and whether they contradict it."""
    lines: list[Line] = []
    known: list[Published] = question.of_quantity(claim.first) if claim.first is not None else []
    bases, origin = bases_of(claim, question, known)
    match claim:
        case Claim(kind="share", first=Quantity() as first):
            lines += share_lines(first, question, bases, origin)
            if claim.words is not None:
                lines.append(words_line(claim.words, first.value - first.half, first.value + first.half, first.text))
        case Claim(kind="range", first=Quantity() as first, second=Quantity() as second):
            lines += range_lines(first, second, bases, origin)
            known = [*known, *(each for each in question.of_quantity(second) if each not in known)]
        case Claim(kind="ratio"):
            lines += ratio_lines(claim, question)
        case Claim(kind="count", first=Quantity(unit=Unit.BODIES) as first):
            lines += count_lines(first, bases)
        case Claim(kind="mark", first=Quantity() as first):
            lines += mark_lines(first, bases)
        case Claim(kind="evolution", first=Quantity() as first, second=Quantity() as second):
            for end in (first, second):
                lines += _end_lines(end, question)
            told, known = evolution_lines(claim, question)
            lines += told
        case Claim(kind="change", change=Quantity(unit=Unit.FOLLOWERS) as stated):
            lines += stock_lines(stated, question)
            known = question.of_quantity(stated)
        case Claim(kind="change", change=Quantity() as stated):
            lines += [*reading(stated), *change_lines(stated, question)]
            known = [each for each in question.of_quantity(stated) if each.figure.indicator.startswith("growth")]
        case _:
            pass
    if question.pair is not None:
        lines += pair_lines(claim, question, question.pair, bases)
    return Verdict(claim, (*lines, *recognised(known, question.on)))


def _end_lines(end: Quantity, question: Question) -> list[Line]:
    """Readings of one end of an evolution, which cannot be when none of them is possible."""
    if end.unit is not Unit.PERCENT:
        return []
    lines = [
        replace(line, text_fr=f"{end.text} : {line.text_fr}") for line in share_lines(end, question, question.bases, "")
    ]
    if any(line.answer is Answer.POSSIBLE for line in lines):
        return lines
    return [replace(line, answer=Answer.CONTRADICTED) for line in lines]
