"""PNG of the figures through kaleido and a local Chromium: title, source, licence and mention inside the picture.

Maps need the stub of world outlines, or plotly.js asks a CDN for them and draws nothing without it.
"""

from __future__ import annotations

import copy
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dashboards import theme
from dashboards.charts.base import Chart, Figure
from dashboards.contours import Contours
from dashboards.labels import content
from pipelines.config import Settings

WIDTH: Final = 960
SCALE: Final = 1.5


def find_chromium() -> str | None:
    """The Chromium of the settings, or None."""
    return Settings().chromium


def write_pngs(charts: Sequence[Chart], contours: Sequence[Contours], stub: Path, out: Path) -> list[Path]:
    """One PNG per chart (its first variant), in `out`. `stub` is the script of empty world outlines."""
    import kaleido

    shapes = {item.name: item for item in contours}
    paths = [out / f"{chart.slug}.png" for chart in charts]
    generator = kaleido.PageGenerator(others=[stub.resolve().as_uri()])
    kaleido.start_sync_server(page_generator=generator, path=find_chromium(), silence_warnings=True)
    try:
        for chart, path in zip(charts, paths, strict=True):
            figure = framed(chart, shapes.get(chart.contours or ""))
            height = figure["layout"]["height"]
            options = {"format": "png", "width": WIDTH, "height": height, "scale": SCALE}
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(kaleido.calc_fig_sync(figure, opts=options))
    finally:
        kaleido.stop_sync_server()
    return paths


def framed(chart: Chart, contours: Contours | None) -> Figure:
    """The first variant with the words that must travel with the picture: title, subtitle, source, licence."""
    figure = copy.deepcopy(chart.variants[0].figure)
    for trace in figure["data"]:
        if contours is not None and trace["type"] == "choropleth":
            trace["geojson"] = contours.geojson
    lines = textwrap.wrap(chart.title, 84)
    layout = figure["layout"]
    top = 66 + 24 * len(lines)
    bottom = 140 if layout.get("showlegend") and "orientation" in layout.get("legend", {}) else 92
    height = layout["height"] + top + bottom - 60
    layout["title"] = {
        "text": f"<b>{'<br>'.join(lines)}</b><br><span style='font-size:14px'>{chart.subtitle}</span>",
        "x": 0.01, "xanchor": "left", "y": 1 - 36 / height, "yanchor": "top", "font": {"size": 19, "color": theme.INK},
    }  # fmt: skip
    words = content("site")
    legend = "Hachures : inconnu ou non publié. " if contours is not None else ""
    layout["annotations"] = [*layout["annotations"], {
        "text": f"{legend}Source : {words['source']} ({chart.source}). {words['licence']}.", "xref": "paper",
        "yref": "paper",
        "x": 0, "y": 0, "xanchor": "left", "yanchor": "bottom", "yshift": 20 - bottom, "showarrow": False,
        "font": {"size": 11, "color": theme.MUTED},
    }]  # fmt: skip
    layout["margin"] = {**layout["margin"], "t": top + 20, "b": bottom, "l": 24, "r": 24}
    layout["height"] = height
    return figure
