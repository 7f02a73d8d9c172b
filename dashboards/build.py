"""Builds the static site of an edition from its published DuckDB file. Same file, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dashboards import assets, english, export, png, taken, trail
from dashboards.contours import FILES, HISTORIC_REGIONS, Contours, read_contours
from dashboards.pages import Site, every_chart, every_page
from dashboards.place import Place
from dashboards.render import environment, render
from dashboards.source import Edition, read_edition
from dashboards.words import EN, FR
from pipelines.config import PROJECT_ROOT

CONTOURS = PROJECT_ROOT / "data" / "reference" / "contours"


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What a build wrote: `pages` (with the template of each) and `files` are paths from the site's root, sorted;
    `warnings` are sentences."""

    pages: Mapping[str, str]
    files: tuple[str, ...]
    warnings: tuple[str, ...]


def build_site(
    database: Path,
    out: Path,
    *,
    with_png: bool,
    with_english: bool = True,
    contours: Path = CONTOURS,
    place: Place | None = None,
    former: Path | None = None,
) -> SiteReport:
    """Write the site of the edition in `database` (opened read-only) under `out`.

    `with_png` adds pictures of the figures when a Chromium is found, `with_english` the English pages. `contours` is
    the folder of the map outlines, `place` where the edition will be read (a folder named by its month by default),
    `former` the DuckDB file that was published of the month before.

    Raises:
        WarehouseError: the file is not a published edition.
        ReferenceDataError: contours are missing, or a published code has no explanation.
    """
    has_browser = with_png and png.find_chromium() is not None
    with _studio(1 + with_english if has_browser else 0) as (orders, pictures):
        edition = read_edition(database, former)
        where = place or Place(f"{edition.month:%Y-%m}")
        shapes = _contours(edition, contours)
        charts, warnings = every_chart(edition, shapes)
        for order in orders[:1]:
            order.set_result(png.Order(list(charts.values()), out))
        written = assets.copy_assets(out, tuple(shapes.values())) + trail.copy_sql(out)
        for chart in charts.values():
            written += taken.write_chart(chart, edition, out, where)
        site = Site(edition, charts, frozenset(charts if has_browser else ()), out, database, where)
        french = list(every_page(site))
        told = english.write(site, shapes, *orders[1:]) if with_english else english.NOTHING
        env = environment(edition, where)
        pages = [export.write_text(out / page.file, render(env, page, FR, told.paths)) for page in french]
        pages += told.pages
        written += [*pictures(), *site.tables, *site.files, *told.figures, *pages]
        warnings += told.warnings
    if with_png and not has_browser:
        warnings.append("no Chromium was found (PATH, BAROMETRE_BROWSER): the site has no pictures of its figures")
    templates = {page.file: page.template for page in french}
    kinds = {name: templates[name.removeprefix(EN.folder)] for name in _names(pages, out)}
    return SiteReport(kinds, _names(written, out), tuple(warnings))


@contextmanager
def _studio(languages: int) -> Iterator[tuple[list[Future[png.Order]], Callable[[], list[Path]]]]:
    """An order of pictures to fill for each language, and what gives the pictures once they are drawn.

    The browser starts while tables are read, and draws while pages are written; a build that fails lets it go.
    """
    orders: list[Future[png.Order]] = [Future() for _ in range(languages)]
    with ThreadPoolExecutor(1) as beside:
        drawing = beside.submit(png.draw, orders) if orders else None
        try:
            yield orders, lambda: drawing.result() if drawing else []
        finally:
            for order in orders:
                order.cancel()


def _names(paths: list[Path], out: Path) -> tuple[str, ...]:
    return tuple(sorted({path.relative_to(out).as_posix() for path in paths}))


def _contours(edition: Edition, folder: Path) -> dict[str, Contours]:
    """Outlines by level. A roster of before 2016 uses its own régions when the folder holds them."""
    found = {level: read_contours(folder, name) for level, name in FILES.items()}
    if edition.month.year < 2016 and (folder / f"{HISTORIC_REGIONS}.geojson").is_file():
        found["region"] = read_contours(folder, HISTORIC_REGIONS)
    return found
