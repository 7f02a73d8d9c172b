"""Colours, symbols and class limits of the figures. Light colours are written into figures; the page swaps them for
their dark twins (`DARK`), so every colour of a figure must come from here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

INK: Final = "#1b2330"
MUTED: Final = "#5a6472"
GRID: Final = "#dfe3e8"
PAPER: Final = "#fffefb"
OUTLINE: Final = "#fffefc"
"""Borders of areas: paper by day, light grey by night, so that the darkest class keeps its shape."""
UNKNOWN: Final = "#e9e6df"
HATCH: Final = "#8b8577"
OUTSIDE: Final = "#f6f4ef"
"""Areas outside the roster: nearly paper, never hatched."""
OUTSIDE_LINE: Final = "#d5d1c7"
ACCENT: Final = "#0c5c5e"
ALERT: Final = "#a3341c"
ABSENT: Final = "#b9c0c9"
DORMANT: Final = "#6fa7a4"

NETWORK_COLOURS: Final = {
    "any": "#0c5c5d", "facebook": "#2a5bb0", "x": "#1b2331", "instagram": "#c2569b", "youtube": "#a8321f",
    "linkedin": "#8a7a00",
}  # fmt: skip
"""The main networks, apart from each other with every kind of colour vision. All others are neutral and go by name."""
NETWORK_SYMBOLS: Final = {
    "any": "circle", "website": "square", "facebook": "circle", "x": "x", "instagram": "diamond",
    "youtube": "triangle-right", "linkedin": "triangle-up",
}  # fmt: skip

DARK: Final = {
    INK: "#e9edf2", MUTED: "#aab3c0", GRID: "#38414f", PAPER: "#161b24", OUTLINE: "#c9d0da", UNKNOWN: "#2b323d",
    HATCH: "#98a1ae", OUTSIDE: "#1d232d", OUTSIDE_LINE: "#343c48",
    ACCENT: "#63c7c2", ALERT: "#ff9b80", ABSENT: "#596474", DORMANT: "#3f8481", "#0c5c5d": "#64c8c3",
    "#2a5bb0": "#8ab2f7", "#1b2331": "#eaeef3", "#c2569b": "#e79bd0", "#a8321f": "#f08070", "#8a7a00": "#d9c24a",
    "#bcaf6f": "#c6b96e", "#7d7c78": "#9b998e", "#434e6c": "#7484a8", "#00224e": "#4468ad",
    "#e2efed": "#22383b", "#b5d6d2": "#2c5152", "#86bab5": "#376d6c", "#2f7f7b": "#6bb0ab", "#0a4648": "#b4e6e1",
}  # fmt: skip

CIVIDIS: Final = ("#fee838", "#bcaf6f", "#7d7c78", "#434e6c", "#00224e")
"""Five classes of Cividis, light (low) to dark (high): readable with every kind of colour vision, and in grey."""

SHADES: Final = ("#e2efed", "#b5d6d2", "#86bab5", "#2f7f7b", "#0a4648")
"""Five shades of the accent, light to dark, for figures that write a number in each class."""

FONT: Final = "'Source Sans 3', 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"
STEPS: Final = (0.01, 0.02, 0.05, 0.10, 0.20)


def network_colour(network: str) -> str:
    """Its own colour, or the neutral one: no figure tells two neutral networks apart by colour."""
    return NETWORK_COLOURS.get(network, MUTED)


def network_symbol(network: str) -> str:
    return NETWORK_SYMBOLS.get(network, "hexagon")


def class_limits(values: list[float], classes: int = len(CIVIDIS)) -> list[float]:
    """Limits of equal classes of a round width (1, 2, 5, 10 or 20 points) that hold every share of `values`.

    Returns `classes + 1` shares from 0 to 1, rising.
    """
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    for step in STEPS:
        first = math.floor(low / step + 1e-9) * step
        first = min(first, 1 - classes * step) if high > 1 - 1e-9 or first + classes * step > 1 else first
        if first >= -1e-9 and first + classes * step >= high - 1e-9:
            return [round(max(first, 0.0) + index * step, 4) for index in range(classes + 1)]
    return [round(index * STEPS[-1], 4) for index in range(classes + 1)]


def stepped_colours(colours: Sequence[str] = CIVIDIS) -> list[list[float | str]]:
    """A Plotly colour scale of flat steps, one per class."""
    count = len(colours)
    return [[edge, colour] for index, colour in enumerate(colours) for edge in (index / count, (index + 1) / count)]
