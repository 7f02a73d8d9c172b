"""What every page builder receives: the edition, its charts, and where the site is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from dashboards.charts.base import Chart
from dashboards.pages.reuse import reuse
from dashboards.place import Place
from dashboards.render import Page
from dashboards.source import Edition
from dashboards.taken import Taken, write

T = TypeVar("T")
NAV_OF = {
    "carte-communes": "carte-regions",
    "carte-departements": "carte-regions",
    "carte-epci": "carte-regions",
    "carte-statuts": "carte-regions",
    "copresence": "presence",
    "dictionnaire-barometer": "donnees",
    "dictionnaire-observations": "donnees",
    "dictionnaire-reference": "donnees",
    "dictionnaire-roster": "donnees",
    "comparer": "territoires",
    "etude": "comparaison",
    "presence-temps": "presence",
    "heures": "indicateurs",
    "portes": "methode",
}


@dataclass(frozen=True)
class Site:
    """`pictures` are the slugs that have a PNG; `tables` collects the tables that pages write beside themselves, and
    `files` what they write for scripts; `kept` holds what pages of both languages are made from.

    One file of a table serves both languages: it is written with the French pages.
    """

    edition: Edition
    charts: Mapping[str, Chart]
    pictures: frozenset[str]
    out: Path
    database: Path
    place: Place
    tables: list[Path] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)

    def page(
        self, name: str, path: str, *, slugs: tuple[str, ...] = (), template: str | None = None, **context: Any
    ) -> Page:
        """A page whose words are in content/<language>/site.toml under `pages.<name>`, with the charts that exist."""
        words = self.edition.words.content("site")["pages"][name]
        shared = self._shared(path, slugs, NAV_OF.get(path, path))
        return Page(path, template or f"{name}.html", words["title"], words.get("lead", ""), shared | context)

    def figure_page(self, slug: str, path: str, template: str, title: str, current: str, **context: Any) -> Page:
        """A page that shows one figure and nothing else."""
        return Page(path, template, title, "", self._shared(path, (slug,), current) | context)

    def _shared(self, path: str, slugs: tuple[str, ...], current: str) -> dict[str, Any]:
        """What templates of figures read; `about` is there on the page of a figure that is drawn."""
        charts = [self.charts[slug] for slug in slugs if slug in self.charts]
        folder = self.out if self.database.parent.resolve() == self.out.resolve() else None
        own = self.charts.get(path)
        return {
            "charts": charts,
            "pictures": self.pictures,
            "contours": self.contours(charts),
            "current": current,
            "about": None if own is None else reuse(own, self.edition, self.place, folder),
        }

    def write_table(self, taken: Taken) -> None:
        """Write a whole table beside the pages; pages name it by its file."""
        files = write(taken, self.edition, self.out, self.place)
        self.tables.extend(path for path in files if path.suffix == ".csv")
        self.files.extend(path for path in files if path.suffix != ".csv")

    def take(self, taken: Taken) -> dict[str, Any]:
        """Write beside a page the rows that it shows; what `prendre.html` reads to link them. Where words of the JSON
        are not translated, that of the French page serves."""
        written = write(taken, self.edition, self.out, self.place)
        self.files.extend(written)
        return {"path": taken.path, "slug": taken.slug, "rows": len(taken.rows), "is_told": bool(written)}

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What is the same in every language: made for the first of them, then kept."""
        if name not in self.kept:
            self.kept[name] = make()
        kept: T = self.kept[name]
        return kept

    @staticmethod
    def contours(charts: list[Chart]) -> list[str]:
        return sorted({chart.contours.name for chart in charts if chart.contours is not None})
