"""The English pages of a site, under `en/`. A page that is not wholly translated is not written."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from dashboards import export, taken
from dashboards.contours import Contours
from dashboards.pages import Site, every_chart, every_page
from dashboards.png import Order
from dashboards.render import Page, environment, page_file, render
from dashboards.words import EN, UNTRANSLATED


@dataclass(frozen=True, slots=True)
class Told:
    """What was written: `pages` and `figures` as files, `paths` of the pages from the root of the language, and a
    sentence for each page that is left out."""

    pages: tuple[Path, ...]
    figures: tuple[Path, ...]
    paths: frozenset[str]
    warnings: tuple[str, ...]


NOTHING: Final = Told((), (), frozenset(), ())


def write(site: Site, contours: Mapping[str, Contours], pictures: Future[Order] | None = None) -> Told:
    """Write the English twins of the pages of `site`, whose French pages were made: tables of data are shared.

    `pictures` is given what is to be drawn, as soon as it is known.
    """
    edition = site.edition.speaking(EN)
    charts, _ = every_chart(edition, contours)
    written = {slug: taken.write_chart(chart, edition, site.out, site.place) for slug, chart in charts.items()}
    told = [chart for slug, chart in charts.items() if written[slug]]
    if pictures is not None:
        pictures.set_result(Order(told, site.out / EN.folder))
    drawn = frozenset(chart.slug for chart in told) if pictures is not None else frozenset()
    own = replace(site, edition=edition, charts=charts, pictures=drawn)
    texts = _translated(own, set(charts) - {chart.slug for chart in told})
    pages = {
        path: export.write_text(site.out / EN.folder / page_file(path), text) for path, text in texts.items() if text
    }
    warnings = [
        f"{path or 'the home page'} has no English page: some of its words have no twin"
        for path in texts
        if path not in pages
    ]
    figures = tuple(path for files in written.values() for path in files)
    return Told(tuple(pages.values()), figures, frozenset(pages), tuple(warnings))


def _translated(site: Site, untold: set[str]) -> dict[str, str]:
    """Pages by path; '' for one whose words are not all translated. Links to it lead to the French page."""
    pages = list(every_page(site))
    env = environment(site.edition, site.place)
    both = frozenset(page.path for page in pages)
    while True:
        texts = {page.path: "" if _is_bare(page, untold) else render(env, page, EN, both) for page in pages}
        texts = {path: "" if UNTRANSLATED in text else text for path, text in texts.items()}
        found = frozenset(path for path, text in texts.items() if text)
        if found == both:
            return texts
        both = found


def _is_bare(page: Page, untold: set[str]) -> bool:
    """Whether a page shows a figure that is not translated."""
    return any(chart.slug in untold for chart in page.context["charts"])
