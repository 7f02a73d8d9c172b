"""Texts of files: CSV (UTF-8, and `;` with BOM for French spreadsheets), scripts that pages draw figures from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from dashboards import theme
from dashboards.charts.base import Chart, Variant
from dashboards.contours import Contours, folded_hatching
from dashboards.folding import signed
from dashboards.words import FR
from pipelines.warehouse.describe import csv_head

MENTION_COLUMN = "mention"


def write_text(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


def csv_text(
    columns: Sequence[str], rows: Iterable[Sequence[object]], mention: str | None, *, french: bool = False
) -> str:
    """A CSV text; simulated data carries its mention on every line. `french`: `;`, decimal comma, BOM."""
    delimiter = ";" if french else ","
    buffer = io.StringIO()
    tail = [] if mention is None else [mention]
    head = csv_head([*columns, *([] if mention is None else [MENTION_COLUMN])], delimiter)
    buffer.write(("\ufeff" if french else "") + head + "\n")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerows([*[_cell(value, french) for value in row], *tail] for row in rows)
    return buffer.getvalue()


def _cell(value: object, french: bool) -> str:
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = repr(round(value, 6))
        return text.replace(".", ",") if french else text
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    return value.isoformat() if isinstance(value, date) else str(value)


def figures(chart: Chart) -> dict[str, str]:
    """By file name: the first variant, which a page loads, and each other, which it asks for when a reader does.

    They are scripts rather than JSON, so that pages also work from the file system.
    """
    first, *others = (
        {"key": v.key, "title": chart.words.typeset(v.title), **_names(chart, v), "figure": _drawn(chart, v.figure)}
        for v in chart.variants
    )
    shared = {"points": chart.points.folded} if chart.points else {}
    drawn = {f"{chart.slug}.js": script("figures", chart.slug, {**shared, "variants": [first]})}
    names = ((other, f"{chart.slug}/{other['key']}") for other in others)
    return drawn | {f"{name}.js": script("variants", name, other) for other, name in names}


def _names(chart: Chart, variant: Variant) -> dict[str, list[str]]:
    """The names of a title that are not in the language of the page."""
    return {} if chart.words is FR or not variant.names else {"names": list(variant.names)}


def _drawn(chart: Chart, figure: Mapping[str, Any]) -> dict[str, Any]:
    """A figure as pages load it: areas of a map by their place among the contours, its hatching folded."""
    if chart.contours is None:
        return {**lean(figure)}
    places = {code: place for place, code in enumerate(chart.contours.names)}
    traces = []
    for trace in figure["data"]:
        kept = lean(trace)
        if trace["type"] == "choropleth":
            found = [0, *(places[code] for code in trace["locations"])]
            kept["locations"] = "".join(signed(after - before) for before, after in pairwise(found))
        if trace.get("meta", {}).get("hatching"):
            kept["hatching"] = folded_hatching(trace["lon"], trace["lat"])
            del kept["lon"], kept["lat"]
        traces.append(kept)
    return {**lean(figure), "data": traces}


def lean(value: Any) -> Any:
    """A figure as it is drawn: shares to a millionth, without what only ties it to its table."""
    if isinstance(value, Mapping):
        return {key: lean(item) for key, item in value.items() if key not in ("ids", "meta")}
    if isinstance(value, list):
        return [lean(item) for item in value]
    return round(value, 6) if isinstance(value, float) else value


def contours_script(contours: Contours) -> str:
    return script("contours", contours.name, {"grain": contours.grain, "areas": contours.folded})


def palette_script() -> str:
    return script("palettes", "dark", dict(theme.DARK))


def script(shelf: str, key: str, value: Mapping[str, Any] | Sequence[Any] | str) -> str:
    """Data as a script that keeps them under `Barometre.<shelf>`: pages also work from the file system."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f'(window.Barometre??={{}},window.Barometre.{shelf}??={{}})["{key}"]={text};\n'
