"""Colours of the networks: the main ones stay apart with every kind of colour vision, the others go by name."""

from __future__ import annotations

import itertools

import pytest

from dashboards import theme

MAIN = ("facebook", "x", "instagram", "youtube", "linkedin")
Matrix = tuple[tuple[float, float, float], ...]
VISIONS: dict[str, Matrix] = {  # Machado, Oliveira and Fernandes (2009), severity 1
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def lab(colour: str, vision: Matrix) -> tuple[float, float, float]:
    r, g, b = (min(1.0, max(0.0, sum(a * c for a, c in zip(row, linear(colour), strict=True)))) for row in vision)
    white = ((0.4124, 0.3576, 0.1805, 0.9505), (0.2126, 0.7152, 0.0722, 1.0), (0.0193, 0.1192, 0.9505, 1.089))
    x, y, z = (_root((p * r + q * g + s * b) / norm) for p, q, s, norm in white)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 0.008856 else 7.787 * value + 16 / 116


def contrast(first: str, second: str) -> float:
    light = [sum(p * q for p, q in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (first, second)]
    low, high = sorted(light)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("is_dark", [False, True])
def test_main_networks_stay_apart(vision: str, is_dark: bool) -> None:
    colours = [theme.NETWORK_COLOURS[code] for code in MAIN]
    seen = [lab(theme.DARK[colour] if is_dark else colour, VISIONS[vision]) for colour in colours]
    for one, other in itertools.combinations(seen, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 >= 14


def test_every_network_stands_out_from_the_paper() -> None:
    for code in (*theme.NETWORK_COLOURS, "telegram"):
        colour = theme.network_colour(code)
        assert contrast(colour, theme.PAPER) >= 3, code
        assert contrast(theme.DARK[colour], theme.DARK[theme.PAPER]) >= 3, code


def test_numbers_written_on_a_shade_are_read() -> None:
    for place, shade in enumerate(theme.SHADES):
        ink = theme.INK if place < 3 else theme.PAPER
        assert contrast(shade, ink) >= 4.5, shade
        assert contrast(theme.DARK[shade], theme.DARK[ink]) >= 4.5, shade


def test_other_networks_share_the_neutral_colour() -> None:
    assert theme.network_colour("peertube") == theme.network_colour("telegram") == theme.MUTED
