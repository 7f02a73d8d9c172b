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
STUB: Final = STATIC / "geo-stub.js"


def find_chromium() -> str | None:
    """The Chromium of the settings, or None."""
    return Settings().chromium


@dataclass(frozen=True, slots=True)
class Order:
    """What to draw: charts in their first variant, and the folder of the site: a picture lies in the folder of its
    figure."""

    charts: Sequence[Chart]
    out: Path


def write_pngs(order: Order) -> list[Path]:
    """A PNG and an SVG for each chart, named by its slug."""
    ready: Future[Order] = Future()
    ready.set_result(order)
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(draw, ready).result()


def draw(ready: Future[Order]) -> list[Path]:
    """As `write_pngs`, for an order that is still being prepared: the browser starts meanwhile.

    Blocks until the pictures are written; gives none when the order is cancelled. For a thread without event loop.
    """
    return asyncio.run(_draw(ready))


def drawing_page() -> kaleido.PageGenerator:
    """The page in which figures are drawn: every script of it lies on this machine."""
    import kaleido

    return kaleido.PageGenerator(plotly=BUNDLE.resolve().as_uri(), mathjax=False, others=[STUB.resolve().as_uri()])


async def _keep_page(browser: kaleido.Kaleido, tab: Any) -> None:
    """Gives a tab back as it is: kaleido would read plotly.js again after each figure, a third of a build."""
    await browser.tabs_ready.put(tab)


async def _draw(ready: Future[Order]) -> list[Path]:
    import kaleido

    paths: list[Path] = []
    one_page = type("OnePage", (kaleido.Kaleido,), {"_return_kaleido_tab": _keep_page})
    async with one_page(page_generator=drawing_page(), path=find_chromium()) as tab:
        try:
            order = await asyncio.wrap_future(ready)
        except asyncio.CancelledError:
            return paths
        for chart in order.charts:
            figure = framed(chart)
            size = {"width": WIDTH, "height": figure["layout"]["height"]}
            beside = order.out / chart.slug / chart.slug
            beside.parent.mkdir(parents=True, exist_ok=True)
            paths.append(beside.with_suffix(".png"))
            picture = await tab.calc_fig(figure, opts={"format": "png", "scale": SCALE} | size)
            paths[-1].write_bytes(_told(picture, svg.told_in(chart, figure), chart.words.code))
            drawing = (await tab.calc_fig(figure, opts={"format": "svg", "scale": 1} | size)).decode("utf-8")
            paths.append(beside.with_suffix(".svg"))
            paths[-1].write_bytes(svg.finished(drawing, chart, figure).encode("utf-8"))
    return paths


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
    for trace in figure["data"]:
        if chart.contours is not None and trace["type"] == "choropleth":
            trace["geojson"] = chart.contours.geojson
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
        "text": _source(chart, is_map=chart.contours is not None), "xref": "paper",
        "yref": "paper",
        "x": 0, "y": 0, "xanchor": "left", "yanchor": "bottom", "yshift": 20 - bottom, "showarrow": False,
        "font": {"size": 11, "color": theme.MUTED},
    }]  # fmt: skip
    layout["margin"] = {**margin, "t": top + 20, "b": bottom, "l": max(24, margin["l"]), "r": 24}
    layout["height"] = height
    return figure


def _source(chart: Chart, *, is_map: bool) -> str:
    """The last line of a picture: how a map is read, where its figures come from, under which licence."""
    words = chart.words
    site = words.content("site")
    source = words.say(
        "Source : {source} ({table}). {licence}.", source=site["source"], table=chart.source, licence=site["licence"]
    )
    return f"{words.say('Hachures : inconnu ou non publié.')} {source}" if is_map else source
