"""Pages of words alone: the glossary, and the accessibility statement of the edition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from dashboards.glossary import terms
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.words import Words
from pipelines.config import CONTACT


def pages(site: Site) -> Iterator[Page]:
    words = site.edition.words
    yield site.page("glossaire", "glossaire", terms=terms(words))
    yield site.page("accessibilite", "accessibilite", sections=_statement(site))


def _statement(site: Site) -> list[dict[str, Any]]:
    """The sections of the statement, with the month of the edition and where to write."""
    words = site.edition.words
    known = {"month": words.of_month(site.edition.month), "contact": CONTACT}
    return [
        section | {part: [_told(words, text, known) for text in section[part]] for part in ("text", "items")}
        for section in words.content("accessibilite")["section"]
    ]


def _told(words: Words, text: str, known: dict[str, str]) -> Markup:
    return Markup(words.typeset(text)).format(**known)  # noqa: S704 the text is ours, what it holds is escaped
