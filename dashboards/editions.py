"""The editions that readers have, told in one language: the page that lists them, and their two feeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import jinja2
import polars as pl

from dashboards.charts.progressions import is_named
from dashboards.feed import Entry, atom, changes_atom
from dashboards.source import MENTION
from dashboards.words import EN, FR, Words, phrase, upper_first
from pipelines.model.months import Month

TEMPLATES: Final = Path(__file__).parent / "templates"
SIMULATED: Final = phrase("Données simulées : elles ne décrivent aucune collectivité réelle.")
SMALL: Final = phrase("Communes de moins de 3 500 habitants, comptées et non nommées : {count}.")


@dataclass(frozen=True, slots=True)
class Published:
    """An edition that readers have. `corrects` and `reason` are those of an erratum; `withdrawn` is the day since which
    nothing of it can be read."""

    name: str
    month: str
    kind: str
    is_simulated: bool
    contract_version: str
    manifest_sha256: str
    published_at: str
    corrects: str | None
    reason: str | None
    withdrawn: str | None

    @property
    def updated(self) -> str:
        """The instant of its publication, or the day on which it was withdrawn."""
        return f"{self.withdrawn}T00:00:00Z" if self.withdrawn else self.published_at

    def title(self, words: Words) -> str:
        """`Octobre 2026, édition provisoire [données simulées]`."""
        kind = words.content("site")["kinds"][self.kind]
        told = words.say("{month}, {kind}", month=upper_first(self.month_told(words)), kind=kind)
        if self.withdrawn:
            gone = words.day(date.fromisoformat(self.withdrawn))
            told = words.say("{edition}, retirée le {day}", edition=told, day=gone)
        return f"{told} [{words.say(MENTION)}]" if self.is_simulated else told

    def month_told(self, words: Words) -> str:
        return words.month(Month.parse(self.month).first_day)


def editions_atom(words: Words, editions: Sequence[Published], link: Callable[[str], str], own: str) -> str:
    """The feed of editions; `link` gives where one is read by its name."""
    entries = [
        Entry(f"edition:{one.name}", one.title(words), one.updated, one.kind, _told(words, one), link(one.name))
        for one in editions
    ]
    return atom(words, words.say("éditions"), "editions", max(one.updated for one in editions), entries, own=own)


def _told(words: Words, one: Published) -> str:
    if one.corrects:
        return words.say("Corrige {edition}. Ce qui était faux : {reason}", edition=one.corrects, reason=one.reason)
    return words.say("Manifeste sha256 {hash}.", hash=one.manifest_sha256)


def latest_atom(
    words: Words,
    latest: Published,
    rows: pl.DataFrame,
    network: Callable[[str], str],
    sheet: Callable[[str], str],
    own: str,
) -> str:
    """The feed of what changed in the last month. Small communes are counted, never named."""
    month = Month.parse(latest.month)
    named = rows.filter(is_named())
    parts = [words.say(SIMULATED)] if latest.is_simulated else []
    if rest := rows.height - named.height:
        parts.append(words.say(SMALL, count=words.number(rest)))
    return changes_atom(
        words, named, (month.plus(-1), month), network, updated=latest.published_at, subtitle=" ".join(parts), own=own,
        sheet=sheet,
    )  # fmt: skip


def index(words: Words, editions: Sequence[Published], latest: Published, target: str) -> str:
    """The door to the latest edition, whose folder is `target`, and the list of all of them: where the address of a
    withdrawn one leads."""
    twin = EN if words is FR else FR
    corrected = {one.corrects: one.name for one in reversed(editions) if one.corrects}
    return _template(words).render(
        words=words, twin=twin, root="../" * words.folder.count("/"), site=words.content("site"), editions=editions,
        latest=latest, target=target, corrected=corrected,
    )  # fmt: skip


@cache
def _template(words: Words) -> jinja2.Template:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    env.filters |= {"say": words.html}
    return env.get_template("editions.html")
