"""Evolutions and changes: points against per cent, two modes that give no difference, a stock printed as a gain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from pipelines.indicators.claims.quantity import Quantity, Unit
from pipelines.indicators.claims.question import Answer, Line, Published, Question, date_fr
from pipelines.indicators.claims.text import Claim
from pipelines.indicators.comparable import decimals_of
from pipelines.indicators.feasibility import feasible_counts, one_of
from pipelines.indicators.stock_flow import is_stock_flow_suspect
from pipelines.model.months import Month
from pipelines.model.numerals import numeral
from pipelines.model.quantities import Basis, MixedBases, Share

MODES_FR: Final = {
    "pooled": "taux groupé",
    "mean_of_strata": "moyenne de strates",
    "mean_of_strata_rounded": "moyenne de strates arrondies",
    "pop_weighted": "taux pondéré par la population",
    "poststratified": "taux redressé",
}
_CLOSE = 1e-9
Ends = tuple[Published, Published]


def share_of(printed: Published) -> Share:
    """A printed rate with what it is a share of; of an unknown base or mode, it compares with nothing."""
    population = None if printed.base is None else f"{printed.figure.stratum}, n = {printed.base}"
    mode = None if printed.mode is None else MODES_FR.get(printed.mode, printed.mode)
    return Share(printed.figure.value / 100, Basis(_measure(printed), printed.network, population, mode))


def _measure(printed: Published) -> str:
    return printed.figure.indicator.removesuffix("_mean_strata")


def pairs_of(before: Sequence[Published], after: Sequence[Published]) -> tuple[list[Ends], list[Ends]]:
    """Printed rates of one subject at two dates: those that may be subtracted, and those of two bases or modes."""
    alike: list[Ends] = []
    mixed: list[Ends] = []
    for old, new in product(before, after):
        if _subject(old) != _subject(new) or old.date >= new.date:
            continue
        (mixed if share_of(old).basis.differences(share_of(new).basis) else alike).append((old, new))
    return alike, mixed


def _subject(printed: Published) -> tuple[str, str, str, str]:
    return _measure(printed), printed.network, printed.figure.stratum, printed.figure.unit


def evolution_lines(claim: Claim, question: Question) -> tuple[list[Line], list[Published]]:
    """From one figure to another: may they be subtracted, what is the change, and is it what is said? With the printed
    figures that are recognised at both ends."""
    first, second = claim.first, claim.second
    if first is None or second is None:
        return [], []
    stated = _stated(claim, first, second)
    before, after = question.of_quantity(first), question.of_quantity(second)
    if first.unit is not Unit.PERCENT:
        return [_change(first, second), *stated], [*before, *after]
    alike, mixed = pairs_of(before, after)
    if mixed and not alike:
        return [_refused(mixed[0]), *like_for_like(mixed[0], question), *stated], list(mixed[0])
    lines = [_told(ends) for ends in alike[:1]]
    return [*lines, _change(first, second), *stated], list(alike[0]) if alike else []


def _refused(ends: Ends) -> Line:
    try:
        share_of(ends[1]) - share_of(ends[0])
    except MixedBases as error:
        return Line("évolution", f"{error} ({_what(ends)})", Answer.CONTRADICTED, {"reason": "mixed_bases"})
    raise AssertionError(f"{ends} may be subtracted")


def _told(ends: Ends) -> Line:
    mode = MODES_FR.get(ends[0].mode or "", str(ends[0].mode))
    return Line("évolution", f"même base et même mode ({mode}) : {_what(ends)}", Answer.POSSIBLE)


def _what(ends: Ends) -> str:
    return " → ".join(f"{each.printed} ({each.label_fr}, {date_fr(each.date)})" for each in ends)


def _change(first: Quantity, second: Quantity) -> Line:
    decimals = max(0, first.decimals, second.decimals)
    gap, hidden = second.value - first.value, first.half + second.half
    span = f"de {numeral(gap - hidden, decimals, signed=True)} à {numeral(gap + hidden, decimals, signed=True)}"
    unit = "pts" if first.unit is Unit.PERCENT else "abonnés" if first.unit is Unit.FOLLOWERS else ""
    text = f"{numeral(gap, decimals, signed=True)} {unit}".strip()
    text += f" ({span} selon les arrondis)" if first.unit is Unit.PERCENT or hidden > 1 else ""
    facts: dict[str, float] = {"difference": gap}
    if first.value > 0:
        relative = second.value / first.value - 1
        text += f" ; en relatif, {numeral(100 * relative, 1, signed=True)} %"
        facts["relative"] = relative
    return Line("variation", text, facts=facts)


def _stated(claim: Claim, first: Quantity, second: Quantity) -> list[Line]:
    """The change that the text states, held against the one that its two figures give."""
    stated = claim.change
    if stated is None or first.value == 0:
        return []
    value = stated.value * (stated.sign or (1 if second.value >= first.value else -1))
    points, relative = second.value - first.value, 100 * (second.value / first.value - 1)
    room = first.half + second.half
    is_points = abs(value - points) <= stated.half + room + _CLOSE
    low = 100 * ((second.value - second.half) / (first.value + first.half) - 1)
    high = 100 * ((second.value + second.half) / max(first.value - first.half, _CLOSE) - 1)
    is_relative = low - stated.half - _CLOSE <= value <= high + stated.half + _CLOSE
    is_rate = first.unit is Unit.PERCENT
    said = f"« {stated.text} »"
    right = is_points if stated.unit is not Unit.PERCENT else is_relative
    if right:
        return [*reading(stated), Line("variation dite", f"{said} : c’est bien cela", Answer.POSSIBLE)]
    shown = (
        f"{numeral(points, max(0, first.decimals, second.decimals), signed=True)} {'pts' if is_rate else ''}".strip()
    )
    shown_relative = f"{numeral(relative, 1, signed=True)} %"
    if stated.unit is Unit.POINTS and is_relative:
        text = f"{said} est refusé : {shown_relative} est la variation relative ; en points, {shown}"
    elif stated.unit is Unit.PERCENT and is_points:
        text = f"{said} est refusé : la différence est en points, {shown} ; en relatif, {shown_relative}"
    else:
        text = f"{said} n’est ni la différence ({shown}) ni la variation relative ({shown_relative})"
    return [
        *reading(stated),
        Line("variation dite", text, Answer.CONTRADICTED, {"points": points, "relative": relative}),
    ]


def reading(stated: Quantity) -> Iterator[Line]:
    """How a factor is read: « ×2 » as +100 %, to the nearest hundred."""
    if stated.unit is Unit.PERCENT and stated.decimals < 0:
        change = numeral(stated.value * (stated.sign or 1), 0, signed=True)
        text = f"« {stated.text} » : {change} % en relatif, à {numeral(stated.half, 0)} points près"
        yield Line("lecture", text, facts={"relative": stated.value * (stated.sign or 1) / 100})


def like_for_like(ends: Ends, question: Question) -> Iterator[Line]:
    """The same evolution in each mode in which both dates can be told."""
    for mode in ("pooled", "mean_of_strata_rounded"):
        rates = [_rate(each, mode, question.figures) for each in ends]
        if rates[0] is None or rates[1] is None:
            continue
        (low_0, high_0, text_0), (low_1, high_1, text_1) = rates[0], rates[1]
        gaps = sorted({numeral(gap, 1, signed=True) for gap in (low_1 - high_0, high_1 - low_0)})
        text = f"{MODES_FR[mode]} : de {text_0} à {text_1}, soit {' à '.join(gaps)} pts"
        yield Line("à mode égal", text, facts={"mode": mode, "low": low_1 - high_0, "high": high_1 - low_0})


def _rate(end: Published, mode: str, figures: Sequence[Published]) -> tuple[float, float, str] | None:
    """Lowest and highest percentage at the date of `end` in that mode, and how it reads: printed, or summed from the
    counts that were printed for the strata."""
    same = [each for each in figures if each.date == end.date and each.network == end.network]
    for each in same:
        if _subject(each) == _subject(end) and each.mode == mode and each.base == end.base and end.base is not None:
            counts = feasible_counts(each.figure.value, end.base, decimals_of(each.figure.value))
            if mode != "pooled" or not counts:
                return each.figure.value, each.figure.value, each.printed
            low, high = (100 * k / end.base for k in (counts[0], counts[-1]))
            return low, high, f"{each.printed} ({one_of(counts)} sur {end.base})"
    parts = [each for each in same if each.figure.indicator == "presence_count" and each.figure.stratum != "all"]
    if mode != "pooled" or end.base is None or sum(each.base or 0 for each in parts) != end.base:
        return None
    total = round(sum(each.figure.value for each in parts))
    share = 100 * total / end.base
    return share, share, f"{numeral(share, 1)} % ({total} sur {end.base}, décomptes imprimés des strates)"


def change_lines(stated: Quantity, question: Question) -> list[Line]:
    """A change on its own: which printed evolutions give it, in its unit, in the other one, or across two modes."""
    rates = [each for each in question.figures if each.figure.unit == "%" and each.figure.month is not None]
    alike, mixed = pairs_of(rates, rates)
    right = [ends for ends in alike if _gives(stated, ends, is_relative=stated.unit is Unit.PERCENT)]
    if right:
        return [Line("évolution", f"imprimée : {_what(ends)}", Answer.POSSIBLE) for ends in right[:3]]
    if stated.decimals <= 0:
        return []
    swapped = [ends for ends in alike if _gives(stated, ends, is_relative=stated.unit is not Unit.PERCENT)]
    if swapped:
        return [_other_unit(stated, swapped[0])]
    for ends in mixed:
        if _gives(stated, ends, is_relative=False) or _gives(stated, ends, is_relative=True):
            return [_refused(ends), *like_for_like(ends, question)]
    return []


def _other_unit(stated: Quantity, ends: Ends) -> Line:
    old, new = share_of(ends[0]), share_of(ends[1])
    points, relative = (new - old).value, new.relative_to(old)
    shown = f"en points, {numeral(points, 1, signed=True)} pts"
    if relative is not None:
        shown += f" ; en relatif, {numeral(100 * relative.value, 1, signed=True)} %"
    text = f"« {stated.text} » est refusé : {shown} ({_what(ends)})"
    return Line("évolution", text, Answer.CONTRADICTED, {"points": points})


def _gives(stated: Quantity, ends: Ends, *, is_relative: bool) -> bool:
    old, new = (each.figure.value for each in ends)
    if is_relative and old == 0:
        return False
    change = 100 * (new / old - 1) if is_relative else new - old
    return abs(change - stated.value * (stated.sign or 1)) <= stated.half + _CLOSE


def stock_lines(stated: Quantity, question: Question) -> list[Line]:
    """A gain of followers against the stock at its end: the one that is told, or that was printed of the same page."""
    gain = stated.value * (stated.sign or 1)
    if question.stock is not None:
        return [_stock(gain, question.stock, "dit")]
    gains = [each for each in question.of_quantity(stated) if each.figure.indicator == "growth_abs_12m"]
    stocks = [stock for each in gains if (stock := _printed_stock(each, question.figures)) is not None]
    return [_stock(gain, each.figure.value, f"imprimé, {each.label_fr}, {date_fr(each.date)}") for each in stocks]


def _stock(gain: float, stock: float, origin: str) -> Line:
    facts = {"gain": gain, "stock": stock}
    shown = f"{numeral(gain, 0)} pour un stock de {numeral(stock, 0)} ({origin})"
    if is_stock_flow_suspect(gain, stock):
        text = f"{shown} : le gain atteint 95 % du stock, un stock est peut-être imprimé comme un gain"
        return Line("stock ou flux", text, Answer.CONTRADICTED, facts)
    word = "un gain" if gain > 0 else "une perte"
    return Line("stock ou flux", f"{shown} : {word} possible", Answer.POSSIBLE, facts)


def _printed_stock(gain: Published, figures: Sequence[Published]) -> Published | None:
    """The followers that were printed of the same page nearest to the end of the gain, a month away at most."""
    month = gain.figure.month
    if month is None:
        return None
    near = [
        (abs(Month.of(each.figure.month).distance(Month.of(month))), each.date, each)
        for each in figures
        if each.figure.indicator == "followers" and each.figure.month is not None
        and (each.network, each.figure.stratum) == (gain.network, gain.figure.stratum)
    ]  # fmt: skip
    least = min(near, key=lambda item: item[:2], default=None)
    return least[2] if least is not None and least[0] <= 1 else None
