"""What a language must offer: its sentences, and the one formatter of the site in its manner.

Tables, titles, tooltips and sentences all come through here, so that a number reads the same everywhere. Nothing here
turns a missing value into a number: callers that may hold `None` use `or_missing`.
"""

from __future__ import annotations

import tomllib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar

from markupsafe import Markup, escape

from pipelines.model.numerals import LEAST, NARROW, numeral
from pipelines.model.quantities import Points, Relative

T = TypeVar("T")

CONTENT: Final = Path(__file__).parent.parent / "content"
UNTRANSLATED: Final = "\ue000"
"""Stands before a French text that has no twin in another language: no page that holds one is written."""


def phrase(sentence: str) -> str:
    """Marks a French sentence that is said elsewhere; its twins are checked as those of `say` are."""
    return sentence


def phrases(sentences: Mapping[str, str]) -> Mapping[str, str]:
    """As `phrase`, for the sentences of a table of codes."""
    return sentences


@cache
def content(code: str, name: str) -> dict[str, Any]:
    """The words of one file of content/<code>. Lists of tables are as in the file."""
    return tomllib.loads((CONTENT / code / f"{name}.toml").read_text("utf-8"))


@cache
def _spaced(words: Words, sentence: str) -> Markup:
    """A sentence of a template or of content/ in its language, with its spaces."""
    return Markup(words.typeset(words.text(sentence)))  # noqa: S704


class Words(ABC):
    """One language: `code` of HTML, `folder` of its pages from the site's root (`en/`), `name_own` in its own words,
    decimal point, mark of thousands, space before `%`."""

    code: ClassVar[str]
    folder: ClassVar[str]
    name_own: ClassVar[str]
    decimal: ClassVar[str]
    thousands: ClassVar[str]
    before_percent: ClassVar[str]
    months: ClassVar[tuple[str, ...]]
    short_months: ClassVar[tuple[str, ...]]
    instant_form: ClassVar[str]
    """An UTC instant, from its `day` of at least `day_digits` digits, `month` of `instant_months`, `year`, `time`."""
    instant_months: ClassVar[tuple[str, ...]]
    day_digits: ClassVar[int]

    def content(self, name: str) -> dict[str, Any]:
        """The words of content/<code>/<name>.toml, whose keys are the same in every language."""
        return content(self.code, name)

    @abstractmethod
    def text(self, sentence: str) -> str:
        """The twin of a French sentence, placeholders unfilled; `UNTRANSLATED` and the sentence where there is none."""

    @abstractmethod
    def data(self, text: str) -> str:
        """The twin of a French text that the published tables hold: a label, a definition, a note."""

    @abstractmethod
    def name(self, label: str) -> str:
        """A name of the tables: the words that some are made of have a twin, proper names stay as they are."""

    @abstractmethod
    def the(self, level: str, name: str) -> str:
        """A territory in a sentence: `l’Isère`, `La Réunion`, `Grenoble`."""

    @abstractmethod
    def of(self, level: str, name: str) -> str:
        """`de l’Isère`, `du Nord`."""

    @abstractmethod
    def at(self, level: str, name: str) -> str:
        """A région or département as a place: `en Isère`, `dans l’Ain`, `à La Réunion`."""

    @abstractmethod
    def institution(self, level: str, name: str) -> str:
        """The body that governs a région or département: `le département de l’Isère`, always singular."""

    @abstractmethod
    def noun(self, count: float, singular: str, plurals: str | None = None) -> str:
        """A noun that agrees with a count; the French singular is its key."""

    @abstractmethod
    def typeset(self, text: str) -> str:
        """The spaces of the language: where no line may break."""

    @abstractmethod
    def span(self, first: str, last: str) -> str:
        """Both ends of an interval in brackets."""

    @abstractmethod
    def rank(self, place: int) -> str: ...

    @abstractmethod
    def rank_interval(self, best: int, worst: int) -> str:
        """One rank, or the first and the last when intervals of the counts overlap."""

    @abstractmethod
    def in_month(self, day: date) -> str: ...

    @abstractmethod
    def of_month(self, day: date) -> str: ...

    @abstractmethod
    def bytes_size(self, count: float) -> str:
        """Bytes in decimal multiples."""

    @abstractmethod
    def sentence_list(self, items: Sequence[str]) -> str:
        """`a`, `a et b`, `a, b et c`."""

    @abstractmethod
    def clauses(self, parts: Sequence[str]) -> str:
        """Whole clauses, joined by semicolons."""

    @abstractmethod
    def own(self, text: str) -> str | Markup:
        """A French name or text that stands as it is on a page; marked as French where the page is not."""

    def say(self, sentence: str, /, **values: object) -> str:
        """A French sentence in this language, with its values. Only whole sentences, titles or labels are said."""
        text = self.text(sentence)
        return text.format(**values) if values else text

    def html(self, sentence: str, /, **values: object) -> Markup:
        """As `say`, for a template: the sentence may hold HTML, its values are escaped."""
        text = _spaced(self, sentence)
        if not values:
            return text
        spaced = {name: self.typeset(value) if type(value) is str else value for name, value in values.items()}
        escaped = {name: escape(value) for name, value in spaced.items()}
        return Markup(str(text).format(**escaped))  # noqa: S704 the sentence is ours, its values are escaped

    def number(self, value: float, decimals: int = 0) -> str:
        """`1234567.5, 1` → `1 234 567,5` or `1,234,567.5`, by the rule of `numeral`.

        Raises:
            ValueError: the value is not a finite number.
        """
        return numeral(value, decimals, thousands=self.thousands, decimal=self.decimal)

    def signed(self, value: float, decimals: int = 0) -> str:
        """As `number`, with its sign: `+62 000`, `−12`, `0`."""
        return numeral(value, decimals, signed=True, thousands=self.thousands, decimal=self.decimal)

    def percent(self, value: float, decimals: int = 1) -> str:
        """A number of hundredths: `72.7` → `72,7 %`."""
        return f"{self.number(value, decimals)}{self.before_percent}%"

    def hundredths(self, value: float, decimals: int = 1) -> str:
        """A share of 0 to 1 in hundredths, without a sign: `0.727` → `72,7`. One that is not whole is never written
        as 100: it takes the decimals that it needs, `0.9971, 0` → `99,7`."""
        text = self.number(value * 100, decimals)
        is_whole = value >= 1 - LEAST / 100
        return text if is_whole or text != self.number(100, decimals) else self.hundredths(value, decimals + 1)

    def share(self, value: float, decimals: int = 1) -> str:
        """As `hundredths`, with its sign: `0.727` → `72,7 %`."""
        return f"{self.hundredths(value, decimals)}{self.before_percent}%"

    def points(self, change: Points, decimals: int = 1) -> str:
        """A difference of two shares in percentage points: `+16,0 pts`; never `%`.

        Raises:
            TypeError: the value is a number, or a relative change.
        """
        if not isinstance(change, Points):
            raise TypeError(f"{change!r} is not a difference of shares: only Points are printed as pts")
        return f"{self.signed(change.value, decimals)}{NARROW}pts"

    def relative(self, change: Relative, decimals: int = 1) -> str:
        """A relative change: `+28,2 %`; never `pts`.

        Raises:
            TypeError: the value is a number, or a difference of shares.
        """
        if not isinstance(change, Relative):
            raise TypeError(f"{change!r} is not a relative change: only Relative is printed as a change in %")
        return f"{self.signed(change.value * 100, decimals)}{self.before_percent}%"

    def interval(self, low: T, high: T, form: Callable[[T], str] | None = None) -> str:
        """Both ends in brackets, or the value alone when they print the same."""
        show: Callable[[Any], str] = form or self.number
        first, last = show(low), show(high)
        return first if first == last else self.span(first, last)

    def plural(self, count: int, singular: str, plurals: str | None = None) -> str:
        """`1 collectivité`, `0 collectivité`, `1 200 collectivités`."""
        return f"{self.number(count)}\u00a0{self.noun(count, singular, plurals)}"

    def gain(self, value: float, singular: str) -> str:
        """`+62 000 abonnés`, `+1 abonné`."""
        return f"{self.signed(value)}\u00a0{self.noun(value, singular)}"

    def month(self, day: date) -> str:
        """`octobre 2026`."""
        return f"{self.months[day.month - 1]}\u00a0{day.year}"

    def day(self, day: date) -> str:
        """`26 novembre 2026`, `1er novembre 2026`."""
        return f"{day.day}\u00a0{self.month(day)}"

    def short_month(self, day: date) -> str:
        """`oct.`, without its year."""
        return self.short_months[day.month - 1]

    def instant(self, moment: datetime) -> str:
        """An UTC instant, to the minute."""
        day, month = f"{moment.day:0{self.day_digits}d}", self.instant_months[moment.month - 1]
        return self.instant_form.format(day=day, month=month, year=moment.year, time=f"{moment:%H:%M}")

    def or_missing(
        self, value: float | None, form: Callable[[float], str] | None = None, why: str | None = None
    ) -> str:
        """The printed value, or the reason why there is none: an unknown is never an empty cell, and never 0."""
        if value is None:
            return self.missing if why is None else why
        return (form or self.number)(value)

    @property
    def missing(self) -> str:
        return self.say("non observé")

    def cell(self, form: str, value: Any) -> str:
        """A cell of a chart's table, by the form of its column."""
        return FORMS[form](self, value)


FORMS: Final[Mapping[str, Callable[[Words, Any], str]]] = {
    "text": lambda words, value: str(value),
    "month": lambda words, value: words.month(value),
    "count": lambda words, value: words.number(value),
    "decimal": lambda words, value: words.number(value, 1),
    "share": lambda words, value: words.share(value),
    "percent": lambda words, value: words.percent(value),
    "points": lambda words, value: words.points(Points(value)),
    "gain": lambda words, value: words.signed(value),
    "relative": lambda words, value: words.relative(Relative(value)),
    "per_1000": lambda words, value: words.signed(value, 1),
    "flag": lambda words, value: words.say("oui") if value else words.say("non"),
}
