"""Shares, ratios, counts and marks: can the number be what it is said to be, and what gives it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipelines.indicators.claims.quantity import LOOSE, Approximation, Quantity, Unit, between
from pipelines.indicators.claims.question import Answer, Line, Pair, Published, Question
from pipelines.indicators.claims.said import LARGEST_FRACTION
from pipelines.indicators.claims.text import Claim
from pipelines.indicators.feasibility import (
    decomposition,
    decompositions,
    feasible_sum_of_strata,
    one_of,
)
from pipelines.indicators.inclusion_exclusion import both_bounds
from pipelines.model.numerals import numeral

SHOWN_COUNTS = 20
POOLED, MEAN = "pooled", "mean_of_strata_rounded"


def bases_of(claim: Claim, question: Question, known: Sequence[Published]) -> tuple[tuple[int, ...], str]:
    """The bases to test on, and where they come from: told, in the text, or of the only figure that is recognised."""
    if question.bases:
        return question.bases, ""
    if claim.kind in ("share", "range", "count") and claim.whole:
        return (claim.whole,), "base lue dans le texte"
    found = {each.base for each in known}
    if len(found) == 1 and (base := found.pop()) is not None and base > 1:
        return (base,), "base du chiffre imprimé"
    return (), ""


def share_lines(quantity: Quantity, question: Question, bases: Sequence[int], origin: str) -> list[Line]:
    """Both readings of a percentage on each base: a pooled share, a mean of rounded rates of strata."""
    lines = []
    for base in bases:
        if question.mode in (None, POOLED):
            lines.append(_pooled(quantity, base, question.decimals, origin))
        if question.mode in (None, MEAN) and quantity.is_exact:
            lines += _means(quantity, question, base)
    if not bases and question.stratum_count and question.mode in (None, MEAN) and quantity.is_exact:
        lines.append(_mean(quantity, question, (), question.stratum_count, ""))
    return lines


def _pooled(quantity: Quantity, base: int, decimals: int | None, origin: str) -> Line:
    counts = quantity.counts(base, decimals)
    facts: dict[str, Any] = {"base": base, "count_number": len(counts)}
    if len(counts) <= SHOWN_COUNTS:
        facts["counts"] = list(counts)
    if counts:
        text = f"possible, {one_of(counts)} sur {numeral(base, 0)}{f' ({origin})' if origin else ''}"
        return Line("taux groupé", text, Answer.POSSIBLE, facts | {"count_low": counts[0], "count_high": counts[-1]})
    low = min(base - 1, int(quantity.value * base / 100))
    places = max(1, quantity.decimals if decimals is None else decimals)
    near = " ; ".join(f"{k}/{base} = {numeral(100 * k / base, places)} %" for k in (low, low + 1))
    return Line(
        "taux groupé",
        f"impossible sur {numeral(base, 0)} ({near}{f' ; {origin}' if origin else ''})",
        Answer.IMPOSSIBLE,
        facts,
    )


def words_line(words: Quantity, low: float, high: float, figure: str) -> Line:
    """Whether a figure, in per cent from `low` to `high`, is what words that stand before it say."""
    room = words.counts(1000)
    holds = room.start <= 10 * high and 10 * low <= room.stop - 1
    text = f"« {words.text.strip()} » : {'c’est bien' if holds else 'ce n’est pas'} {figure}"
    return Line("mots", text, Answer.TOLD if holds else Answer.CONTRADICTED)


def range_lines(low: Quantity, high: Quantity, bases: Sequence[int], origin: str) -> list[Line]:
    """A range means any share from one end to the other, what rounding hides of both included; its ends are not said to
    be shares of the base. What prints as each end is told beside."""
    if low.unit is Unit.BODIES:
        return _counts_between(low, high, bases)
    ends = f"de {numeral(low.value, low.decimals)} à {numeral(high.value, high.decimals)} %"
    if low.value > high.value:
        return [Line("fourchette", f"impossible : {ends}, le premier bout dépasse le second", Answer.CONTRADICTED)]
    lines = []
    for base in bases:
        counts = between(low.exact - low.exact_half, high.exact + high.exact_half, base)
        facts: dict[str, Any] = {"base": base, "count_number": len(counts)}
        on = f"sur {numeral(base, 0)}{f' ({origin})' if origin else ''}"
        if not counts:
            text = f"{ends} : impossible, aucune part n’est entre les deux {on}"
            lines.append(Line("fourchette", text, Answer.IMPOSSIBLE, facts))
            continue
        facts |= {"count_low": counts[0], "count_high": counts[-1]}
        text = f"toute part {ends}, arrondis compris : possible, {one_of(counts)} {on}"
        lines.append(Line("fourchette", text, Answer.POSSIBLE, facts))
        for end in (low, high):
            alike = end.counts(base)
            told = f"s’écrit pour {one_of(alike)} {on}" if alike else f"ne s’écrit pour aucun décompte {on}"
            lines.append(Line("bout", f"{numeral(end.value, end.decimals)} % {told}", facts={"counts": list(alike)}))
    return lines


def _counts_between(low: Quantity, high: Quantity, bases: Sequence[int]) -> list[Line]:
    first, last = round(low.value), round(high.value)
    if first > last:
        text = f"impossible : de {first} à {last}, le premier bout dépasse le second"
        return [Line("fourchette", text, Answer.CONTRADICTED)]
    return [_counts(range(first, min(last, base) + 1), f"de {first} à {last}", base) for base in bases]


def _means(quantity: Quantity, question: Question, base: int) -> list[Line]:
    if question.strata:
        return [_mean(quantity, question, question.strata, len(question.strata), "")]
    lists = [(name, sizes) for name, sizes in question.lists if sum(sizes) == base and len(sizes) > 1]
    if lists:
        return [_mean(quantity, question, sizes, len(sizes), f", strates de {name}") for name, sizes in lists]
    return [_mean(quantity, question, (), question.stratum_count, "")] if question.stratum_count else []


def _mean(quantity: Quantity, question: Question, sizes: tuple[int, ...], count: int, origin: str) -> Line:
    decimals = quantity.decimals if question.decimals is None else question.decimals
    sums = feasible_sum_of_strata(quantity.value, count, decimals)
    ways = {total: decompositions(total, sizes) for total in sums} if sizes else {}
    sums = [total for total in sums if not sizes or ways[total]]
    topic, facts = f"moyenne de {count} taux arrondis", {"strata": list(sizes) or count, "sums": sums}
    if not sums:
        return Line(topic, f"impossible{origin}", Answer.IMPOSSIBLE, facts)
    text = f"possible, somme {one_of(sums)}"
    example = decomposition(sums[0], sizes) if sizes else None
    if example:
        rates = " + ".join(str(rate) for rate, _ in example)
        counts = ", ".join(f"{k} sur {n}" for (_, k), n in zip(example, sizes, strict=True))
        number = numeral(sum(ways[total] for total in sums), 0)
        text += f" (par exemple {rates}, soit {counts} ; {number} décompositions{origin})"
        facts |= {"decompositions": sum(ways.values()), "example": [k for _, k in example]}
    return Line(topic, text, Answer.POSSIBLE, facts)


def ratio_lines(claim: Claim, question: Question) -> list[Line]:
    """A count on its own base, the percentage that is printed beside it, and the base that is told: of another base,
    « 2 sur 3 » is a fraction."""
    part, whole = claim.part, claim.whole
    if whole == 0 or part > whole:
        return [Line("décompte", f"impossible : {part} n’est pas une part de {whole}", Answer.IMPOSSIBLE)]
    share = 100 * part / whole
    if question.bases and whole not in question.bases and whole <= LARGEST_FRACTION:
        said = Quantity(share, 1, Unit.PERCENT, claim.text, 0, 0, Approximation.ABOUT)
        origin = f"« {claim.text} » lu comme une fraction, à {numeral(float(LOOSE), 1)} points près"
        lines = share_lines(said, question, question.bases, origin)
    else:
        lines = [Line("décompte", f"possible, {part} sur {whole} = {numeral(share, 1)} %", Answer.POSSIBLE,
                      {"count": part, "base": whole, "percent": share})]  # fmt: skip
    if claim.words is not None:
        lines.append(words_line(claim.words, share, share, claim.text))
    if claim.first is not None:
        holds = part in claim.first.counts(whole)
        text = f"{claim.first.text} : {'c’est' if holds else 'ce n’est pas'} {part} sur {whole}"
        lines.append(Line("pourcentage", text, Answer.POSSIBLE if holds else Answer.CONTRADICTED))
    if question.bases and whole not in question.bases and whole > LARGEST_FRACTION:
        told = one_of(question.bases)
        lines.append(Line("base", f"la base dite est {told}, celle du texte {whole}", Answer.CONTRADICTED))
    return lines


def count_lines(quantity: Quantity, bases: Sequence[int]) -> list[Line]:
    """A count of collectivités on its base, or the counts that words such as « une dizaine de » leave."""
    return [_counts(quantity.whole(base), quantity.text, base) for base in bases]


def _counts(counts: range, said: str, base: int) -> Line:
    on = f"sur {numeral(base, 0)}"
    if not counts:
        return Line("décompte", f"impossible : {said} {on}", Answer.IMPOSSIBLE, {"base": base})
    percents = [numeral(100 * count / base, 1) for count in (counts[0], counts[-1])]
    told = f"{percents[0]} %" if len(counts) == 1 else f"{percents[0]} à {percents[1]} %"
    facts = {"base": base, "count_low": counts[0], "count_high": counts[-1]}
    return Line("décompte", f"possible, {one_of(counts)} {on} = {told}", Answer.POSSIBLE, facts)


def mark_lines(quantity: Quantity, bases: Sequence[int]) -> list[Line]:
    """A mean of whole marks from 1 to 5 over each base (GRIM, for which the method is named)."""
    lines = []
    for base in bases:
        sums = [s for s in feasible_sum_of_strata(quantity.value, base, quantity.decimals) if base <= s <= 5 * base]
        text = f"possible, somme {one_of(sums)}" if sums else "impossible"
        answer = Answer.POSSIBLE if sums else Answer.IMPOSSIBLE
        lines.append(Line(f"moyenne de {base} notes entières de 1 à 5", text, answer, {"base": base, "sums": sums}))
    return lines


def pair_lines(claim: Claim, question: Question, pair: Pair, bases: Sequence[int]) -> list[Line]:
    """Inclusion–exclusion: what two networks, one of them at least, and both leave possible (METHOD, section 1).

    Whichever of « both » and « one at least » is not told is what a percentage of the text speaks of.
    """
    base = bases[0] if bases else None
    too_large = [k for k in (pair.a, pair.b, pair.either, pair.both) if k is not None and base and k > base]
    if too_large:
        return [Line("inclusion–exclusion", f"{too_large[0]} dépasse la base {base}", Answer.CONTRADICTED)]
    if pair.either is not None and pair.both is not None:
        return [_sum(pair, pair.either, pair.both)]
    if pair.either is not None:
        both = pair.a + pair.b - pair.either
        if not max(pair.a, pair.b) <= pair.either <= pair.a + pair.b:
            text = f"{pair.either} sur l’un au moins est hors de [{max(pair.a, pair.b)} ; {pair.a + pair.b}]"
            return [Line("inclusion–exclusion", text, Answer.CONTRADICTED)]
        told = f"{pair.a} + {pair.b} − {pair.either} = {both} sur les deux"
        return [_against(claim, base, range(both, both + 1), told)]
    if pair.both is not None:
        either = pair.a + pair.b - pair.both
        told = f"{pair.a} + {pair.b} − {pair.both} = {either} sur l’un au moins"
        return [_against(claim, base, range(either, either + 1), told)]
    low, high = both_bounds(pair.a, pair.b, base) if base else (0, min(pair.a, pair.b))
    return [_against(claim, base, range(low, high + 1), f"de {low} à {high} sur les deux")]


def _sum(pair: Pair, either: int, both: int) -> Line:
    expected = pair.a + pair.b - either
    text = f"{pair.a} + {pair.b} − {either} = {expected}"
    if expected == both and both <= min(pair.a, pair.b):
        return Line("inclusion–exclusion", f"{text} : les quatre décomptes tiennent ensemble", Answer.POSSIBLE)
    return Line("inclusion–exclusion", f"{text} sur les deux, et non {both}", Answer.CONTRADICTED,
                {"expected": expected, "both": both})  # fmt: skip


def _against(claim: Claim, base: int | None, room: range, told: str) -> Line:
    """What is left possible, against the counts of the percentage that the text prints."""
    facts = {"low": room[0], "high": room[-1]} if len(room) else {}
    if base is None or claim.first is None or claim.kind != "share":
        return Line("inclusion–exclusion", told, Answer.TOLD if base is None else Answer.POSSIBLE, facts)
    counts = claim.first.counts(base)
    share = f" ({numeral(100 * room[0] / base, 1)} % de {base})" if len(room) == 1 else f" (base {base})"
    if any(k in room for k in counts):
        return Line("inclusion–exclusion", f"{told}{share}", Answer.POSSIBLE, facts)
    said = f"{claim.text} donne {one_of(counts)}" if counts else f"{claim.text} n’est pas une part de {base}"
    return Line("inclusion–exclusion", f"{told}{share}, or {said}", Answer.CONTRADICTED, facts)
