"""What every page builder receives: the edition, its charts, and where the site is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from dashboards.charts.base import Chart
from dashboards.export import write_frame
from dashboards.render import Page
from dashboards.source import Edition
from dashboards.words import FR

T = TypeVar("T")
NAV_OF = {
    "carte-departements": "carte",
    "carte-statuts": "carte",
    "copresence": "presence",
    "dictionnaire-barometer": "donnees",
    "dictionnaire-observations": "donnees",
    "dictionnaire-reference": "donnees",
    "dictionnaire-roster": "donnees",
    "etude": "comparaison",
    "evolution": "presence",
    "heures": "methode",
    "indicateurs": "methode",
    "portes": "methode",
}


@dataclass(frozen=True)
class Site:
    """`pictures` are the slugs that have a PNG; `tables` collects the files that pages write beside themselves; `kept`
    holds what pages of both languages are made from.

    One file of a table serves both languages: it is written with the French pages.
    """

    edition: Edition
    charts: Mapping[str, Chart]
    pictures: frozenset[str]
    out: Path
    database: Path
    tables: list[Path] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)

    def page(
        self, name: str, path: str, *, slugs: tuple[str, ...] = (), template: str | None = None, **context: Any
    ) -> Page:
        """A page whose words are in content/<language>/site.toml under `pages.<name>`, with the charts that exist."""
        words = self.edition.words.content("site")["pages"][name]
        charts = [self.charts[slug] for slug in slugs if slug in self.charts]
        shared = {
            "charts": charts,
            "pictures": self.pictures,
            "contours": self.contours(charts),
            "current": NAV_OF.get(path, path),
        }
        return Page(path, template or f"{name}.html", words["title"], words.get("lead", ""), shared | context)

    def write_table(self, frame: pl.DataFrame, name: str) -> None:
        """Write a whole table beside the pages, as `data/<name>.csv` and its French twin."""
        if self.edition.words is FR:
            self.tables.extend(write_frame(frame, name, self.edition, self.out))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What is the same in every language: made for the first of them, then kept."""
        if name not in self.kept:
            self.kept[name] = make()
        kept: T = self.kept[name]
        return kept

    @staticmethod
    def contours(charts: list[Chart]) -> list[str]:
        return sorted({chart.contours for chart in charts if chart.contours is not None})
