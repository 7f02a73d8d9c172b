"""The grammar of printed claims, in French and English: what a sentence says, before anybody asks if it can be true.

    claim     := [words "("] evolution | range | ratio | change | quantity        la moitié (56,7 %); letters too
    evolution := quantity ("→" | "à" | "contre" | "to" …) quantity [change]     47 % → 72,7 %; in order of their years
    ratio     := [approximation] INT [words] ("sur" | "des" | "/") INT [quantity] 22 régions sur 26, soit 85 %
    change    := ("+" | "−" | "hausse de" …) NUMBER unit | factor               +16,0 pts, +62 000 fans, a doublé, ×2
    range     := quantity ("et" | "–" | "à") quantity                           entre 40 et 45 %, 20 à 25 régions
    quantity  := [approximation] NUMBER unit | part in words                    près de 90 %, la moitié, toutes, 3,5/5

The first claim of a text is read, the others are named and left alone. `,` and `.` start decimals or group thousands by
their pattern alone; `1,234 %` could be either and is not guessed, `33,333 %` is no thirty-three thousand per cent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from pipelines.indicators.claims.letters import in_figures
from pipelines.indicators.claims.quantity import Approximation, Quantity, Unit, read_number
from pipelines.indicators.claims.said import APPROXIMATIONS, BODIES, EITHER, LARGEST_FRACTION, said

Kind = Literal["share", "range", "ratio", "evolution", "change", "count", "mark", "unreadable"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text claims. `first` is the figure (of an evolution, where it began; of a range, its lower end), `second`
    where it ended, `change` the change that is stated; a ratio has `part` and `whole`, a share, a range or a count that
    words leave open the `whole` that the text gives it. `words` tell a share or a ratio before it does, more
    loosely. `others` are the claims that were not examined."""

    kind: Kind
    text: str
    first: Quantity | None = None
    second: Quantity | None = None
    change: Quantity | None = None
    part: int = 0
    whole: int = 0
    words: Quantity | None = None
    others: tuple[str, ...] = ()


_GROUPED: Final = r"\d{1,3}(?:[ .,]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
_NUMBER: Final = rf"(?:{_GROUPED}|\d+(?:[.,]\d+)?)"
_SCALE: Final = {
    "k": 10**3, "millier": 10**3, "milliers": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "millions": 10**6,
}  # fmt: skip
_UNITS: Final = {
    Unit.PERCENT: r"%|pour ?cents?\b|per ?cent\b|pc\b",
    Unit.POINTS: r"points? de pourcentage\b|percentage points?\b|points?\b|pts?\b|pp\b",
    Unit.MARK: r"/ ?5\b(?![/\d])|sur 5\b(?! ?%)",
    Unit.FOLLOWERS: r"(?:fans?|abonnée?s?|followers?|subscribers?)\b",
    Unit.BODIES: BODIES,
}
_RISE: Final = (
    r"(?:hausse|gain|croissance) d[e']|(?:progress|augment|grimp|bondi)\w* d[e']|gagn\w+|increas\w* (?:of|by)|"
    r"ris\w* (?:of|by)|rose(?: by)?|gr[eo]w\w*(?: by)?|gain\w*(?: of)?|up"
)
_FALL: Final = (
    r"(?:baiss|recul|chut|diminu|tomb)\w* d[e']|perte d[e']|perd\w+|decreas\w* (?:of|by)|f[ae]ll\w*(?: of| by)?|"
    r"drop\w*(?: of| by)?|lost|down"
)
_QUANTITY: Final = re.compile(
    rf"(?:(?P<rise>\b(?:{_RISE}) ?)|(?P<fall>\b(?:{_FALL}) ?))?(?:(?:{EITHER})\s?(?:de )?)?"
    rf"(?<![\d.,/])(?P<sign>(?<![\w)])[+-])?\s?(?P<number>{_NUMBER})(?![\d])"
    rf"(?: ?(?P<scale>{'|'.join(_SCALE)})\b(?: d[e'])?)?\s?(?P<new>(?:nouveaux|nouvelles|new|more|additional) )?"
    rf"(?:(?:{'|'.join(f'(?P<unit_{unit.name}>{pattern})' for unit, pattern in _UNITS.items())})"
    r"(?:(?P<more> (?:de|en) plus\b(?! d[e'])| supplémentaires?\b| more\b(?! than))|"
    r"(?P<less> (?:de|en) moins\b(?! d[e'])| (?:less|fewer)\b(?! than)))?)?",
    re.IGNORECASE,
)
_RATIO: Final = re.compile(
    rf"(?:(?<!\w)(?:{EITHER})\s?)?"
    r"(?<![\d/.,+-])(?P<part>\d[\d ]*?)(?:(?: [a-zéèêîïôç'-]+){0,3} (?:sur|of|out of)(?: (?:les|the))? | des | ?/ ?)"
    r"(?P<whole>\d{1,3}(?: \d{3})+|\d+)(?![\d/%]|[.,]\d| ?%)",
    re.IGNORECASE,
)
_BASE: Final = re.compile(
    r"\s*(?:\(? ?n ?= ?|(?:sur|des|of(?: the)?|parmi(?: les)?) )(?P<n>\d{1,3}(?:[ .,]\d{3})+|\d+)(?!\d|[.,]\d| ?%)",
    re.IGNORECASE,
)
_FORWARD: Final = re.compile(r"(?:→|(?<!\w)(?:à|aux?|to|jusqu'à)(?: la| les| the)?)\s*$", re.IGNORECASE)
_BACKWARD: Final = re.compile(r"(?<!\w)(?:contre|vs\.?|against|up from|down from)\s*$", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[;!?]|\.(?:\s|$)")
_RANGE: Final = re.compile(r"\s*(?:[-–]|(?P<and>et|and)|(?P<to>à|to))\s*")
_FROM: Final = re.compile(r"(?<!\w)(?:de|d'|from)\s*$", re.IGNORECASE)
_MOVED: Final = re.compile(rf"\b(?:(?P<rise>{_RISE})|(?P<fall>{_FALL}))\s*(?:la |les |the )?$", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"(?<!\w)(?:entre|between)(?: les)?\s*$", re.IGNORECASE)
_YEAR_TOLD: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d|[ .,]\d{3})")
_FOLLOWED: Final = re.compile(rf"\b{_UNITS[Unit.FOLLOWERS]}", re.IGNORECASE)
_SAME_THING: Final = re.compile(r"(?:soit|\(|=|i\.e\.|or|ou)\s*$", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_FARTHEST: Final = 60
_SCALED_BELOW: Final = 1000


def plain(text: str) -> str:
    """One kind of space, apostrophe and minus; compatible characters in their plain form, numbers in figures."""
    shown = unicodedata.normalize("NFKC", text).translate({0x2212: "-", 0x2019: "'"})
    return in_figures(" ".join(re.sub("[-=]>", "→", shown).split()))


def parse(text: str) -> Claim:
    """The first claim of a text; kind `unreadable` when it has none, or one that could be read in two ways."""
    shown = plain(text)
    ratios = [found for found in _RATIO.finditer(shown) if not _is_mark(found) and not _is_loose_fraction(found)]
    quantities = _quantities(shown)
    first = next(iter(quantities), None)
    told = first if first is not None and ratios and _tells(first, ratios[0].start(), shown) else None
    if ratios and (first is None or told is not None or ratios[0].start() <= first.start):
        claim = _ratio(ratios[0], [each for each in quantities if each.start >= ratios[0].end()], shown)
        others = (*(found.group().strip() for found in ratios[1:]), *claim.others)
        if told is not None and told.is_exact:
            return replace(claim, others=others, first=told)
        return replace(claim, others=others, words=told)
    if first is None:
        return Claim("unreadable", shown)
    return _of_quantities(quantities, shown)


def _is_mark(found: re.Match[str]) -> bool:
    return found["whole"] == "5" and "/" in found.group() and "," in found["part"]


def _is_loose_fraction(found: re.Match[str]) -> bool:
    """« plus de 2 sur 3 » is a share that words leave open (`said`)."""
    return int(found["whole"].replace(" ", "")) <= LARGEST_FRACTION and _words_of(found) is not None


def _words_of(found: re.Match[str]) -> Approximation | None:
    return next((name for name in APPROXIMATIONS if found[name.value]), None)


def _quantities(shown: str) -> list[Quantity]:
    worded = [_moved(each, shown) for each in said(shown)]
    found = [quantity for match in _QUANTITY.finditer(shown) if (quantity := _quantity(match)) is not None]
    apart = [each for each in found if not any(each.start < one.end and one.start < each.end for one in worded)]
    kept = sorted([*apart, *worded], key=lambda each: each.start)
    around = zip([None, *kept], kept, [*kept[1:], None], strict=False)
    completed = [_completed(each, (before, after), shown, is_alone=len(kept) == 1) for before, each, after in around]
    return [each for each in completed if each is not None]


def _moved(share: Quantity, shown: str) -> Quantity:
    """« a baissé d'un tiers »: a share in words that a verb makes a change, in per cent of what was there."""
    verb = None if share.sign else _MOVED.search(shown[: share.start])
    if verb is None:
        return share
    text, sign = shown[verb.start() : share.end], 1 if verb["rise"] else -1
    return replace(share, start=verb.start(), text=text, sign=sign, decimals=-1, approximation=Approximation.EXACT)


def _quantity(match: re.Match[str]) -> Quantity | None:
    unit = next((unit for unit in _UNITS if match[f"unit_{unit.name}"]), Unit.NONE)
    read = read_number(match["number"], unit)
    if read is None:
        return None
    value, decimals = read
    scale = _SCALE[match["scale"].lower()] if match["scale"] else 1
    approximation = _words_of(match) or Approximation.EXACT
    is_gain = match["rise"] or match["sign"] or match["more"] or (match["new"] and unit is Unit.FOLLOWERS)
    sign = -1 if match["fall"] or match["sign"] == "-" or match["less"] else 1 if is_gain else 0
    text = match.group().strip()
    start = match.end() - len(match.group().lstrip())
    scaled, places = _scaled(value, decimals, scale)
    return Quantity(scaled, places, unit, text, start, match.end(), approximation, sign, scale)


def _completed(
    quantity: Quantity, around: tuple[Quantity | None, Quantity | None], shown: str, *, is_alone: bool
) -> Quantity | None:
    """A number without a unit has that of the one it goes to, or comes from (« de 47 à 72,7 % », « de 47 % à 72,7 »),
    scale included (« de 1,2 à 1,5 million de fans »), or is a rate when it stands alone with decimals; a bare whole
    number, such as a year, is no quantity."""
    if quantity.unit is not Unit.NONE:
        return quantity
    if quantity.is_exact and not _YEAR.fullmatch(quantity.text):
        before, after = around
        if after is not None and after.unit is not Unit.NONE and _goes_to(quantity, after, shown):
            return _like(quantity, after)
        if before is not None and before.unit is not Unit.NONE and _goes_to(before, quantity, shown):
            return replace(quantity, unit=before.unit)
        if _FOLLOWED.search(shown) and any(
            one is not None and two is not None and one.unit is two.unit is Unit.NONE and _goes_to(one, two, shown)
            for one, two in ((quantity, after), (before, quantity))
        ):
            return replace(quantity, unit=Unit.FOLLOWERS)
    is_rate = is_alone and quantity.decimals > 0 and quantity.value <= 100
    return replace(quantity, unit=Unit.PERCENT) if is_rate else None


def _like(quantity: Quantity, after: Quantity) -> Quantity:
    scale = after.scale if quantity.value < _SCALED_BELOW and quantity.scale == 1 else 1
    value, decimals = _scaled(quantity.exact, quantity.decimals, scale)
    return replace(quantity, value=value, decimals=decimals, unit=after.unit)


def _scaled(value: Fraction, decimals: int, scale: int) -> tuple[float, int]:
    return float(value * scale), decimals - len(str(scale)) + 1


def _goes_to(one: Quantity, two: Quantity, shown: str) -> bool:
    between = shown[one.end : two.start].strip(" ,")
    is_evolution = _FORWARD.fullmatch(between) is not None or _BACKWARD.fullmatch(between) is not None
    return is_evolution or _is_range(one, two, shown)


def _is_range(low: Quantity, high: Quantity, shown: str) -> bool:
    """« entre 40 et 45 % », `40-45 %`, « 40 à 45 % » (« de 40 à 45 % » is an evolution): both ends are written, and
    everything between them is meant."""
    found = _RANGE.fullmatch(shown[low.end : high.start])
    if found is None or (found["and"] and _BETWEEN.search(shown[: low.start]) is None):
        return False
    return not found["to"] or (low.text.replace(" ", "").isdigit() and _FROM.search(shown[: low.start]) is None)


def _ratio(found: re.Match[str], later: list[Quantity], shown: str) -> Claim:
    part, whole = (int(found[name].replace(" ", "")) for name in ("part", "whole"))
    stated = next((each for each in later[:1] if each.unit is Unit.PERCENT), None)
    if stated is not None and not _SAME_THING.search(shown[found.end() : stated.start]):
        stated = None
    others = tuple(each.text for each in later if each is not stated)
    text, words = found.group().strip(), _words_of(found)
    if words is not None:
        about = Quantity(float(part), 0, Unit.BODIES, text, found.start(), found.end(), words)
        return Claim("count", text, first=about, whole=whole, others=tuple(each.text for each in later))
    return Claim("ratio", text, first=stated, part=part, whole=whole, others=others)


def _tells(share: Quantity, start: int, shown: str) -> bool:
    """« plus de la moitié des collectivités (56,7 %) », « 66 % (67 sur 101) »: a share, then what it stands for."""
    between = shown[share.end : start]
    is_near = share.unit is Unit.PERCENT and not share.sign and len(between) <= _FARTHEST
    return is_near and not _SENTENCE_END.search(between) and _SAME_THING.search(between) is not None


def _of_quantities(quantities: Sequence[Quantity], shown: str) -> Claim:
    first, *rest = quantities
    is_loose = rest and not first.is_exact and rest[0].unit is Unit.PERCENT and rest[0].is_exact
    if is_loose and _tells(first, rest[0].start, shown):
        return replace(_of_quantities(rest, shown), words=first)
    is_alike = rest and first.unit is rest[0].unit in (Unit.PERCENT, Unit.BODIES) and not first.sign
    is_range = is_alike and _is_range(first, rest[0], shown)
    if rest and not is_range and (pair := _evolution(first, rest[0], shown)) is not None:
        return _with_change(pair, rest[1:], shown[first.start : rest[0].end])
    if is_range:
        whole, end = _whole(rest[0], shown)
        others = tuple(each.text for each in rest[1:] if each.start >= end)
        return Claim("range", shown[first.start : rest[0].end], first, rest[0], whole=whole, others=others)
    if first.sign or first.unit is Unit.POINTS:
        if len(rest) > 1 and (pair := _evolution(rest[0], rest[1], shown)) is not None:
            return replace(_with_change(pair, rest[2:], shown[first.start : rest[1].end]), change=first)
        return Claim("change", first.text, change=first, others=tuple(each.text for each in rest))
    kind: Mapping[Unit, Kind] = {Unit.PERCENT: "share", Unit.MARK: "mark"}
    whole, end = _whole(first, shown)
    others = tuple(each.text for each in rest if each.start >= end)
    return Claim(kind.get(first.unit, "count"), first.text, first=first, whole=whole, others=others)


def _whole(share: Quantity, shown: str) -> tuple[int, int]:
    """The base that a text gives a percentage or a count (0 for none), and where it ends."""
    base = _BASE.match(shown, share.end) if share.unit in (Unit.PERCENT, Unit.BODIES) else None
    return (int(re.sub(r"\D", "", base["n"])), base.end()) if base else (0, share.end)


def _evolution(one: Quantity, two: Quantity, shown: str) -> tuple[Quantity, Quantity] | None:
    """Both ends in order of time. A verb before the first one (« progresse de 47 à 72,7 % ») gives it no sign."""
    first, between = one, shown[one.end : two.start]
    is_signed = (one.sign and any(mark in one.text for mark in "+-")) or two.sign
    if one.sign:
        first = replace(one, sign=0, text=re.sub(r"^\D*", "", one.text) or one.text)
    if is_signed or one.unit is not two.unit or len(between) > _FARTHEST or _SENTENCE_END.search(between):
        return None
    is_backward = _BACKWARD.search(between) is not None
    if not is_backward and not _FORWARD.search(between):
        return None
    years = _YEAR_TOLD.findall(between)[-1:], _YEAR_TOLD.findall(_SENTENCE_END.split(shown[two.end :])[0])[:1]
    if all(years) and years[0] != years[1]:
        is_backward = years[0] > years[1]
    return (two, first) if is_backward else (first, two)


def _with_change(pair: tuple[Quantity, Quantity], later: list[Quantity], text: str) -> Claim:
    stated = next((each for each in later[:1] if each.sign or each.unit is Unit.POINTS), None)
    others = tuple(each.text for each in later if each is not stated)
    return Claim("evolution", text, first=pair[0], second=pair[1], change=stated, others=others)
