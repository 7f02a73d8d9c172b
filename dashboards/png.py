"""PNG and SVG of the figures through kaleido and a local Chromium: title, source, licence and mention inside them.

Nothing is fetched: plotly.js is the one that pages load, MathJax (a CDN, by kaleido's default) is left out, and maps
get the stub of world outlines, without which plotly.js asks a CDN for them and draws nothing.
"""

from __future__ import annotations

import asyncio
import copy
import textwrap
import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dashboards import svg, theme
from dashboards.assets import BUNDLE, STATIC
from dashboards.charts.base import Chart, Figure
from dashboards.contours import Contours
from dashboards.points import placed
from pipelines.config import Settings

if TYPE_CHECKING:
    import kaleido

WIDTH: Final = 960
SCALE: Final = 1.5
NAMES: Final = {"title": "Title", "description": "Description", "source": "Source", "rights": "Copyright"}
"""Keywords of PNG by the names of Dublin Core."""
_HEADER: Final = 33
"""Bytes of the signature and of the first chunk of a PNG."""
SCRIPTS: Final = (STATIC / "geo-stub.js", BUNDLE.parent.parent / "draw-once.js")
AGAIN: Final[Figure] = {"data": [], "layout": {}}
"""Stands for the figure that was drawn last."""


def find_chromium() -> str | None:
    """The Chromium of the settings, or None."""
    return Settings().chromium


@dataclass(frozen=True, slots=True)
class Order:
    """What to draw: charts in their first variant, and the folder of their language: a picture lies in the folder of
    its figure."""

    charts: Sequence[Chart]
    out: Path


def write_pngs(order: Order) -> list[Path]:
    """A PNG and an SVG for each chart, named by its slug."""
    ready: Future[Order] = Future()
    ready.set_result(order)
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(draw, [ready]).result()


def draw(orders: Sequence[Future[Order]]) -> list[Path]:
    """As `write_pngs`, for orders that are still being prepared: the browser starts meanwhile, and takes one after the
    other.

    Blocks until the pictures are written; ends at the first order that is cancelled. For a thread without event loop.
    """
    return asyncio.run(_draw(orders))


def drawing_page() -> kaleido.PageGenerator:
    """The page in which figures are drawn: every script of it lies on this machine."""
    import kaleido

    return kaleido.PageGenerator(
        plotly=BUNDLE.resolve().as_uri(), mathjax=False, others=[path.resolve().as_uri() for path in SCRIPTS]
    )


async def _keep_page(browser: kaleido.Kaleido, tab: Any) -> None:
    """Gives a tab back as it is: kaleido would read plotly.js again after each figure, a third of a build."""
    await browser.tabs_ready.put(tab)


async def _draw(orders: Sequence[Future[Order]]) -> list[Path]:
    import kaleido

    paths: list[Path] = []
    lent: set[str] = set()
    one_page = type("OnePage", (kaleido.Kaleido,), {"_return_kaleido_tab": _keep_page})
    async with one_page(page_generator=drawing_page(), path=find_chromium()) as tab:
        for ready in orders:
            try:
                order = await asyncio.wrap_future(ready)
            except asyncio.CancelledError:
                return paths
            for chart in order.charts:
                figure = framed(chart)
                _lend(chart.contours, figure, lent)
                paths += await _pictures(tab, chart, figure, order.out)
    return paths


async def _pictures(tab: kaleido.Kaleido, chart: Chart, figure: Figure, out: Path) -> list[Path]:
    size = {"width": WIDTH, "height": figure["layout"]["height"]}
    beside = out / chart.slug / chart.slug
    beside.parent.mkdir(parents=True, exist_ok=True)
    drawing = (await tab.calc_fig(figure, opts={"format": "svg", "scale": 1} | size)).decode("utf-8")
    picture = await tab.calc_fig(AGAIN, opts={"format": "png", "scale": SCALE} | size)
    paths = [beside.with_suffix(".png"), beside.with_suffix(".svg")]
    paths[0].write_bytes(_told(picture, svg.told_in(chart, figure), chart.words.code))
    paths[1].write_bytes(svg.finished(drawing, chart, figure).encode("utf-8"))
    return paths


def _lend(contours: Contours | None, figure: Figure, lent: set[str]) -> None:
    """Gives contours to the first area trace that names them; the page keeps them for all others."""
    if contours is not None and contours.name not in lent:
        lent.add(contours.name)
        next(trace for trace in figure["data"] if trace["type"] == "choropleth")["geojson"] = contours.geojson


def _told(picture: bytes, told: Mapping[str, str], language: str) -> bytes:
    """A PNG with its words as text chunks (iTXt), before its pixels: they stay with it wherever it goes."""
    chunks = b"".join(_chunk(f"{NAMES[name]}\0\0\0{language}\0\0{text}".encode()) for name, text in told.items())
    return picture[:_HEADER] + chunks + picture[_HEADER:]


def _chunk(data: bytes) -> bytes:
    body = b"iTXt" + data
    return len(data).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)


def framed(chart: Chart) -> Figure:
    """The first variant with the words that must travel with the picture: title, subtitle, source, licence."""
    figure = {key: copy.deepcopy(part) for key, part in chart.variants[0].figure.items() if key != "narrow"}
    if chart.points is not None:
        figure = placed(figure, chart.points)
    lines = textwrap.wrap(chart.title, 84)
    layout = figure["layout"]
    top = 66 + 24 * len(lines)
    margin = layout["margin"]
    bottom = (
        140 if layout.get("showlegend") and "orientation" in layout.get("legend", {}) else max(92, margin["b"] + 52)
    )
    height = layout["height"] + top + bottom - 60
    layout["title"] = {
        "text": f"<b>{'<br>'.join(lines)}</b><br><span style='font-size:14px'>{chart.subtitle}</span>",
        "x": 0.01, "xanchor": "left", "y": 1 - 36 / height, "yanchor": "top", "font": {"size": 19, "color": theme.INK},
    }  # fmt: skip
    layout["annotations"] = [*layout["annotations"], {
        "text": _source(chart, is_hatched=chart.contours is not None and chart.points is None), "xref": "paper",
        "yref": "paper",
        "x": 0, "y": 0, "xanchor": "left", "yanchor": "bottom", "yshift": 20 - bottom, "showarrow": False,
        "font": {"size": 11, "color": theme.MUTED},
    }]  # fmt: skip
    layout["margin"] = {**margin, "t": top + 20, "b": bottom, "l": max(24, margin["l"]), "r": 24}
    layout["height"] = height
    return figure


def _source(chart: Chart, *, is_hatched: bool) -> str:
    """The last line of a picture: how a hatched map is read, where its figures come from, under which licence."""
    words = chart.words
    site = words.content("site")
    source = words.say(
        "Source : {source} ({table}). {licence}.", source=site["source"], table=chart.source, licence=site["licence"]
    )
    return f"{words.say('Hachures : inconnu ou non publié.')} {source}" if is_hatched else source
