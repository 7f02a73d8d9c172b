"""Words for codes: the texts of content/, and the explanation of a status, a mode or a reason.

Words that the site chooses come from content/<language>; explanations that the data publish come from reference.codes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from dashboards.charts.base import stratum_short
from dashboards.source import Edition
from dashboards.words import Words, lower_first, phrases, upper_first
from pipelines.indicators.comparable import decimals_of

REASON_KINDS: Final = ("reason", "outcome", "measure_status", "evidence")
OF_OUTCOME: Final = phrases({"site_unreachable": "Le site officiel n’a pas pu être lu : {outcome}"})
"""Reasons that the outcome of a request completes, as `site_unreachable:timeout`."""


def state(words: Words, status: str) -> str:
    """A presence status in two or three words."""
    return str(words.content("site")["states"][status])


def aggregation(words: Words, code: str) -> str:
    """An aggregation mode in two or three words; modes that only a printed study used are left as printed."""
    return str(words.content("site")["aggregations"].get(code, code))


def reason(edition: Edition, code: str) -> str:
    """What a status rests on, without a final full stop.

    A reason is evidence codes or lists joined by `+`, or a published reason or outcome, or `reason:outcome`.
    """
    return reason_of(edition.words, partial(_explained, edition), code)


def reason_of(words: Words, explained: Callable[[str], str], code: str) -> str:
    """As `reason`, where what each code means comes from elsewhere than an edition."""
    site, parts = words.content("site"), code.split("+")
    for shelf in (site["evidence"], site["sources"]):
        if all(part in shelf for part in parts):
            return words.sentence_list([shelf[part] for part in parts])
    head, _, tail = code.partition(":")
    if tail and head in OF_OUTCOME:
        return words.say(OF_OUTCOME[head], outcome=lower_first(explained(tail))).rstrip(".")
    return " ".join(explained(part) for part in (head, tail) if part).rstrip(".")


def measure(edition: Edition, code: str) -> str:
    """What a measure is, or why there is none: its status, or the outcome of the request that gave nothing to read."""
    is_status = ("measure_status", code) in edition.labels
    return edition.label("measure_status" if is_status else "outcome", code)


def scope(words: Words, code: str) -> str:
    """What an account speaks for, in a few words."""
    return str(words.content("site")["scopes"][code])


def motif(words: Words, code: str) -> str:
    """A reason in two or three words for an axis, `site : délai dépassé`; other codes are left as they are."""
    shelf = words.content("site")["motifs"]
    return words.typeset(str(words.content("site")["motif_join"])).join(str(shelf.get(p, p)) for p in code.split(":"))


def base(words: Words, code: str) -> str:
    """The base of a printed figure: a stratum in short, a group of the studies, or a collectivité's own name."""
    return str(words.content("site")["bases"].get(code) or stratum_short(words, code))


def indicator(words: Words, code: str) -> str:
    return str(words.content("site")["indicators"].get(code, code))


def unit(words: Words, code: str) -> str:
    return str(words.content("site")["units"].get(code, code))


def printed(words: Words, value: float) -> str:
    """A printed figure with the decimals that it was printed with."""
    return words.number(value, decimals_of(value))


def metric(edition: Edition, code: str) -> str:
    """What a counter counts, in the words of the data, to stand within a sentence; the code where they have none."""
    told = edition.label("metric", code).rstrip(".") if ("metric", code) in edition.labels else code
    return told[:1].lower() + told[1:]


def networks(edition: Edition, codes: str) -> str:
    """The networks of a printed figure, as a page names them."""
    return upper_first(network_names(edition.words, codes, edition.network))


def network_names(words: Words, codes: str, name: Callable[[str], str]) -> str:
    """Printed figures join networks: `facebook+x` is on both, `facebook|x` on either, `all` on all together."""
    site = words.content("site")
    both, either, together = str(site["both_join"]), str(site["either_join"]), site["printed_networks"]
    groups = [[str(together.get(code) or name(code)) for code in part.split("+")] for part in codes.split("|")]
    return either.join(both.join(group) for group in groups)


def _explained(edition: Edition, code: str) -> str:
    found = (edition.label(kind, code) for kind in REASON_KINDS if (kind, code) in edition.labels)
    return next(found, code)


def member(edition: Edition, territory_id: str) -> str:
    """A member in a sentence, with the body that governs it if that is another: `Paris (Ville de Paris)`."""
    name = edition.words.the(territory_id.partition(":")[0], edition.names[territory_id])
    body = edition.bodies.get(territory_id)
    return f"{name} ({body})" if body else name


def called(edition: Edition, territory_id: str) -> str:
    """As `member`, in a table: without an article."""
    name, body = edition.names[territory_id], edition.bodies.get(territory_id)
    return f"{name} ({body})" if body else name
