"""Makes a drawing of plotly.js fit to be published: named, described, sourced, the same bytes at each build."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from dashboards.charts.base import Chart, Figure

RANDOM: Final = re.compile(
    r"(?<=defs-)[0-9a-f]{6}|(?<=trace)[0-9a-f]{6}|(?<=cb)[0-9a-f]{6,8}|(?<=[0-9a-f]{6}-)[0-9a-f]{6}\b|(?<=-legend-)[0-9a-f]{6}\b"
)
"""What plotly.js draws by lot to name the parts of a drawing."""
NUMBER: Final = re.compile(r"\d+\.\d{2,}")
PATH: Final = re.compile(r'(?<= d=")([^"]+)')
SEAM: Final = "\0"


def finished(drawing: str, chart: Chart, figure: Figure) -> str:
    """The drawing of `figure` with title, description, source and licence inside; names in order, paths to a tenth."""
    parts = PATH.split(drawing)
    paths = [NUMBER.sub(lambda number: f"{float(number[0]):.1f}", path) for path in parts[1::2]]
    others = _named(SEAM.join(parts[::2])).split(SEAM)
    drawing = "".join(part for pair in zip(others, [*paths, ""], strict=True) for part in pair)
    head, _, rest = drawing.partition(">")
    head = head.replace("<svg ", f'<svg role="img" aria-labelledby="titre-{chart.slug}" ', 1)
    return f"{head}>{_words(chart, figure)}{rest}\n"


def _named(text: str) -> str:
    """What was drawn by lot, numbered in the order of the drawing; `text` is the drawing without its paths."""
    names = {name: f"n{place}-" for place, name in enumerate(dict.fromkeys(RANDOM.findall(text)))}
    if not names:
        return text
    longest = sorted(names, key=len, reverse=True)
    return re.sub(f"(?<=[a-z-])(?:{'|'.join(longest)})", lambda found: names[found[0]], text)


def told_in(chart: Chart, figure: Figure) -> dict[str, str]:
    """What a picture says in itself, by the names of Dublin Core: `title`, `description`, `source`, `rights`."""
    notes = figure["layout"]["annotations"]
    mention = [note["text"].lower() for note in notes if note.get("name") == "mention"]
    about = ". ".join(text.rstrip(".") for text in (chart.subtitle, chart.description, *mention))
    return {
        "title": chart.title,
        "description": f"{about}.",
        "source": notes[-1]["text"],
        "rights": chart.words.content("site")["licence"],
    }


def _words(chart: Chart, figure: Figure) -> str:
    told = told_in(chart, figure)
    lines = "".join(f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in told.items())
    return (
        f'<title id="titre-{chart.slug}">{escape(chart.title)}</title><desc>{escape(told["description"])}</desc>'
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<rdf:Description rdf:about="">{lines}</rdf:Description></rdf:RDF></metadata>'
    )
