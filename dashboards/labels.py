"""French words for codes: the texts of content/fr, and the explanation of a status, a mode or a reason.

Words that the site chooses come from content/fr; explanations that the data publish come from reference.codes.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from dashboards import format as fr
from dashboards.charts.base import stratum_short
from dashboards.source import Edition

CONTENT: Final = Path(__file__).parent / "content" / "fr"
REASON_KINDS: Final = ("reason", "outcome", "measure_status", "evidence")


@cache
def content(name: str) -> dict[str, Any]:
    """The French words of one file of content/fr. Lists of tables are as in the file."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text("utf-8"))


def state(status: str) -> str:
    """A presence status in two or three words."""
    return str(content("site")["states"][status])


def aggregation(code: str) -> str:
    """An aggregation mode in two or three words; modes that only a printed study used are left as printed."""
    return str(content("site")["aggregations"].get(code, code))


def reason(edition: Edition, code: str) -> str:
    """What a status rests on, without a final full stop.

    A reason is evidence codes or lists joined by `+`, or a published reason or outcome, or `reason:outcome`.
    """
    words = content("site")
    parts = code.split("+")
    for shelf in (words["evidence"], words["sources"]):
        if all(part in shelf for part in parts):
            return fr.sentence_list([shelf[part] for part in parts])
    head, _, tail = code.partition(":")
    texts = [_explained(edition, part) for part in (head, tail) if part]
    return " ".join(texts).rstrip(".")


def scope(code: str) -> str:
    """What an account speaks for, in a few words."""
    return str(content("site")["scopes"][code])


def motif(code: str) -> str:
    """A reason in two or three words for an axis, `site : délai dépassé`; other codes are left as they are."""
    words = content("site")["motifs"]
    return "\u00a0: ".join(str(words.get(part, part)) for part in code.split(":"))


def base(code: str) -> str:
    """The base of a printed figure: a stratum in short, a group of the studies, or a collectivité's own name."""
    return str(content("site")["bases"].get(code) or stratum_short(code))


def indicator(code: str) -> str:
    return str(content("site")["indicators"].get(code, code))


def unit(code: str) -> str:
    return str(content("site")["units"].get(code, code))


def networks(edition: Edition, codes: str) -> str:
    """Printed figures join networks: `facebook+x` is on both, `facebook|x` on either."""
    names = [" et ".join(edition.network(code) for code in group.split("+")) for group in codes.split("|")]
    return " ou ".join(names)


def _explained(edition: Edition, code: str) -> str:
    found = (edition.labels[kind, code] for kind in REASON_KINDS if (kind, code) in edition.labels)
    return next(found, code)
