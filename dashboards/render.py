"""Turns pages into HTML: the Jinja2 environment, its filters and the record of a page. Reads no data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import jinja2

from dashboards import format as fr
from dashboards import labels, theme
from dashboards.charts.base import Column
from dashboards.labels import content
from dashboards.source import Edition

HERE: Final = Path(__file__).parent
PAPER_ROWS: Final = 60
PAPER_COLUMNS: Final = 9
"""Longest and widest table of a figure that is printed with its page."""


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the site: its path from the site's root, its template, its words and what the template shows."""

    path: str
    template: str
    title: str
    lead: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The way back to the site's root: '' or '../'."""
        return "../" * self.path.count("/")


def environment(edition: Edition) -> jinja2.Environment:
    """Templates with autoescape on, an error for every undefined name, and the one formatter as filters."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        finalize=_finalize, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    env.filters |= {
        "number": fr.number, "share": fr.share, "signed": fr.signed, "month": fr.month, "instant": fr.instant,
        "attribute": fr.attribute, "upper_first": fr.upper_first, "bytes_size": fr.bytes_size,
        "month_code": fr.month_code, "number_columns": number_columns,
    }  # fmt: skip
    env.globals |= {
        "site": content("site"), "edition": edition, "mention": edition.mention, "notice": notice(edition),
        "kind": edition_kind(edition),
        "plural": fr.plural, "reason": partial(labels.reason, edition), "narrow": fr.NARROW,
        "paper_rows": PAPER_ROWS, "paper_columns": PAPER_COLUMNS,
        "paper": {"light": theme.PAPER, "dark": theme.DARK[theme.PAPER]},
    }  # fmt: skip
    return env


def number_columns(columns: Sequence[Column]) -> str:
    """Classes of a table whose columns hold numbers, `n3 n4`: one word for each column rather than for each cell."""
    return " ".join(f"n{place}" for place, column in enumerate(columns, start=1) if column.is_number)


def _finalize(value: object) -> object:
    return fr.typeset(value) if type(value) is str and " " in value else value


def notice(edition: Edition) -> str:
    """What the banner of simulated data says after the mention itself."""
    words = edition.notice or ""
    head, colon, tail = words.partition(":")
    return fr.upper_first(tail.strip()) if colon and head.strip().casefold() == edition.mention else words


def edition_kind(edition: Edition) -> str | None:
    kind = edition.about.get("kind")
    return None if kind is None else str(content("site")["kinds"].get(str(kind), kind))


def render(env: jinja2.Environment, page: Page) -> str:
    template = env.get_template(page.template)
    return template.render(page=page, root=page.root, **page.context)
