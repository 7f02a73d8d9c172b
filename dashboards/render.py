"""Turns pages into HTML: the Jinja2 environment, its filters and the record of a page. Reads no data."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from dashboards import labels, theme
from dashboards.charts.base import Column
from dashboards.glossary import glossed
from dashboards.place import Place
from dashboards.reports import edition_name, reference, report_url
from dashboards.source import Edition
from dashboards.trail import computed
from dashboards.words import EN, FR, NARROW, Words, attribute, month_code, upper_first
from pipelines.config import CONTACT

HERE: Final = Path(__file__).parent
PAPER_ROWS: Final = 60
PAPER_COLUMNS: Final = 9
"""Longest and widest table of a figure that is printed with its page."""
INDEX: Final = "index.html"


class Compiled(jinja2.BytecodeCache):
    """Templates compiled once for all sites that a process writes in one language: a filter of words around a constant
    is worked out when its template is compiled."""

    def __init__(self) -> None:
        self._made: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if made := self._made.get(bucket.key):
            bucket.bytecode_from_string(made)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._made[bucket.key] = bucket.bytecode_to_string()


COMPILED: Final = {words.code: Compiled() for words in (FR, EN)}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site: its path from the root of its language (`territoires/commune-38185`, '' for home), its
    template, its words and what it shows. The folder of that name holds its `index.html`."""

    path: str
    template: str
    title: str
    lead: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Its file, from the root of its language."""
        return page_file(self.path)

    @property
    def home(self) -> str:
        """The way back to the root of its language: '', '../' or '../../'."""
        return "../" * self.file.count("/")

    def to(self, path: str) -> str:
        """The way from this page to another of its language (`methode#licences`), or to a place on it (`#…`)."""
        if path.startswith("#"):
            return path
        for step, folder in (("", self.path), ("../", self.path.rpartition("/")[0])):
            if folder and path.startswith(f"{folder}/"):
                return step + page_file(path.removeprefix(f"{folder}/"))
        return self.home + page_file(path)


def page_file(path: str) -> str:
    """The file of a page, with the place on it: `methode/index.html#licences` for `methode#licences`. The name of the
    file is written in links, so that they also work from a file system."""
    slug, mark, place = path.partition("#")
    return f"{slug}/{INDEX}{mark}{place}" if slug else f"{INDEX}{mark}{place}"


def environment(edition: Edition, place: Place | None = None) -> jinja2.Environment:
    """Templates with autoescape on, an error for every undefined name, and the one formatter as filters.

    `place` is where the edition will be read: pages then name their own address.
    """
    words = edition.words
    named = partial(reference, edition_name(edition, place))
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        finalize=partial(_finalize, words), trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        bytecode_cache=COMPILED[words.code],
    )  # fmt: skip
    env.filters |= {
        "number": words.number, "share": words.share, "signed": words.signed, "month": words.month,
        "instant": words.instant, "attribute": attribute, "upper_first": upper_first, "bytes_size": words.bytes_size,
        "month_code": month_code, "number_columns": number_columns, "own": words.own, "data": words.data,
        "say": words.html, "verbatim": escape, "glossed": partial(glossed, words), "computed": computed,
        "naming": partial(naming, words), "breakable": breakable,
    }  # fmt: skip
    env.globals |= {
        "reference": named, "report": lambda path: report_url(CONTACT, named(path)),
        "place": place, "site": words.content("site"), "edition": edition,
        "mention": edition.mention, "notice": notice(edition),
        "kind": edition_kind(edition), "lang": words.code,
        "plural": words.plural, "reason": partial(labels.reason, edition), "narrow": NARROW,
        "paper_rows": PAPER_ROWS, "paper_columns": PAPER_COLUMNS,
        "paper": {"light": theme.PAPER, "dark": theme.DARK[theme.PAPER]},
    }  # fmt: skip
    return env


def breakable(name: str) -> Markup:
    """A name of the data, which may break after its underscores rather than inside a word."""
    return escape(name).replace("_", Markup("_<wbr>"))


def number_columns(columns: Sequence[Column]) -> str:
    """Classes of a table whose columns hold numbers, `n3 n4`: one word for each column rather than for each cell."""
    return " ".join(f"n{place}" for place, column in enumerate(columns, start=1) if column.is_number)


def naming(words: Words, sentence: str, names: Sequence[str]) -> str | Markup:
    """A sentence whose French names are marked as such, where the page is not in French."""
    if not names or words.code == "fr":
        return sentence
    owned = {str(escape(name)): str(words.own(name)) for name in sorted(names, key=len, reverse=True)}
    wanted = "|".join(re.escape(name) for name in owned)
    told = re.sub(rf"(?<!\w)(?:{wanted})(?!\w)", lambda found: owned[found[0]], str(escape(sentence)))
    return Markup(told)  # noqa: S704 the sentence and its names are escaped


def _finalize(words: Words, value: object) -> object:
    return words.typeset(value) if type(value) is str and " " in value else value


def notice(edition: Edition) -> str:
    """What the banner of simulated data says after the mention itself."""
    told = edition.words.data(edition.notice) if edition.notice else ""
    head, colon, tail = told.partition(":")
    return upper_first(tail.strip()) if colon and head.strip().casefold() == edition.mention else told


def edition_kind(edition: Edition) -> str | None:
    kind = edition.about.get("kind")
    return None if kind is None else str(edition.words.content("site")["kinds"].get(str(kind), kind))


def _way(page: Page, both: Container[str], root: str, path: str) -> str:
    """The way to a page of the language, or to the French one where the language does not have it."""
    is_here = path.startswith("#") or page.home == root or path.partition("#")[0] in both
    return page.to(path) if is_here else root + page_file(path)


def render(env: jinja2.Environment, page: Page, words: Words, both: Container[str]) -> str:
    """The HTML of a page in the language of `words`; `both` are the paths that exist in both languages."""
    other = EN if words is FR else FR
    root = page.home + "../" * words.folder.count("/")
    twin = {"words": other, "href": f"{root}{other.folder}{page.file}"} if page.path in both else None
    template = env.get_template(page.template)
    return template.render(
        page=page, home=page.home, root=root, to=partial(_way, page, both, root), twin=twin,
        canonical=_canonical(env, page, words), **page.context,
    )  # fmt: skip


def _canonical(env: jinja2.Environment, page: Page, words: Words) -> str | None:
    place = env.globals["place"]
    return place.address(words.folder + page.file.removesuffix(INDEX)) if isinstance(place, Place) else None
