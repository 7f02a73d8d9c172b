"""PNG of the figures: their words inside, nothing fetched, the same bytes twice."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from dashboards.build import SiteReport
from dashboards.source import Edition
from dashboards.words import EN
from pipelines.model.errors import WarehouseError

SVG = "{http://www.w3.org/2000/svg}"
DC = "{http://purl.org/dc/elements/1.1/}"

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_pictures_are_drawn_with_their_words(database: Path, contours: Path, tmp_path: Path) -> None:
    from dashboards import png
    from dashboards.contours import FILES, read_contours
    from dashboards.pages import every_chart
    from dashboards.source import read_edition

    shapes = {level: read_contours(contours, name) for level, name in FILES.items()}
    charts, _ = every_chart(read_edition(database), shapes)
    chosen = [charts["carte-regions"], charts["presence-niveaux"]]
    paths = png.write_pngs(png.Order(chosen, tmp_path / "images"))
    for chart, path in zip(chosen, paths[::2], strict=True):
        body = path.read_bytes()
        assert body.startswith(b"\x89PNG")
        height = png.framed(chart)["layout"]["height"]
        assert int.from_bytes(body[16:20]) == png.WIDTH * png.SCALE
        assert int.from_bytes(body[20:24]) == pytest.approx(height * png.SCALE, abs=1)
        assert len(body) > 30_000
        words = text_chunks(body)
        assert set(words) == {"Title", "Description", "Source", "Copyright"}
        assert (words["Title"], words["Copyright"]) == (chart.title, "Licence Ouverte 2.0")
        assert "barometer.presence" in words["Source"] and words["Description"].endswith("données simulées.")

    drawing = ElementTree.parse(paths[1]).getroot()  # noqa: S314
    assert drawing.tag == f"{SVG}svg"
    assert drawing.findtext(f"{SVG}title") == chosen[0].title
    told = {part.tag: part.text for part in drawing.iterfind(f"{SVG}metadata//*") if part.text}
    assert told[f"{DC}title"] == chosen[0].title
    assert told[f"{DC}rights"] == "Licence Ouverte 2.0"
    assert "barometer.presence" in (told[f"{DC}source"] or "")
    assert (told[f"{DC}description"] or "").endswith("données simulées.")
    shown = "".join(drawing.itertext())
    assert "DONNÉES SIMULÉES" in shown


def test_pictures_speak_the_language_of_their_pages(edition: Edition, tmp_path: Path) -> None:
    from dashboards import png
    from dashboards.charts import couverture_reseaux

    english, nothing = edition.speaking(EN), Future[png.Order]()
    orders = [Future[png.Order](), Future[png.Order](), nothing]
    for order, told, folder in zip(orders, (edition, english), ("", "en"), strict=False):
        order.set_result(png.Order([couverture_reseaux.chart(told)], tmp_path / folder))
    nothing.cancel()
    with ThreadPoolExecutor(1) as beside:
        paths = beside.submit(png.draw, orders).result()
    slug = "couverture-reseaux"
    assert paths == [tmp_path / folder / slug / f"{slug}.{kind}" for folder in (".", "en") for kind in ("png", "svg")]
    words = text_chunks(paths[2].read_bytes(), "en")
    assert words["Title"] == couverture_reseaux.chart(english).title
    assert words["Description"].endswith("simulated data.")
    assert "SIMULATED DATA" in paths[3].read_text("utf-8") and "DONNÉES SIMULÉES" in paths[1].read_text("utf-8")


def text_chunks(body: bytes, language: str = "fr") -> dict[str, str]:
    """The international texts of a PNG, whose chunks are whole."""
    found, at = {}, 8
    while at < len(body):
        size, kind = int.from_bytes(body[at : at + 4]), body[at + 4 : at + 8]
        data = body[at + 8 : at + 8 + size]
        assert zlib.crc32(kind + data) == int.from_bytes(body[at + 8 + size : at + 12 + size])
        if kind == b"iTXt":
            name, _, rest = data.partition(b"\0")
            assert rest[:5] == f"\0\0{language}\0".encode()
            found[name.decode()] = rest[5:].partition(b"\0")[2].decode("utf-8")
        at += 12 + size
    return found


def test_the_words_of_a_picture_are_inside_it(edition: Any, contours: Path) -> None:
    from dashboards import png
    from dashboards.charts import presence_niveaux

    chart = presence_niveaux.chart(edition)
    layout = png.framed(chart)["layout"]
    assert "Au moins un réseau" in layout["title"]["text"]
    notes = " ".join(note["text"] for note in layout["annotations"])
    assert "Licence Ouverte" in notes
    assert "DONNÉES SIMULÉES" in notes
    assert "title" not in chart.variants[0].figure["layout"]


@pytest.mark.long
def test_two_builds_with_pictures_give_the_same_bytes(
    database: Path, build: Callable[..., SiteReport], tmp_path: Path
) -> None:
    reports = [build(database, tmp_path / name, with_png=True) for name in ("first", "second")]
    assert reports[0] == reports[1]
    assert reports[0].warnings == ()
    pictures = [name for name in reports[0].files if name.endswith(".png")]
    drawings = [name for name in reports[0].files if name.endswith(".svg") and not name.startswith("assets/")]
    assert len(pictures) == len(drawings) == 15
    for name in reports[0].files:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name


def test_a_build_that_fails_lets_the_browser_go(build: Callable[..., SiteReport], tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="does not exist"):
        build(tmp_path / "nothing.duckdb", tmp_path / "site", with_png=True)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")]


def test_the_page_that_draws_pictures_loads_nothing_from_elsewhere() -> None:
    from dashboards import png

    addresses = re.findall(r'src="([^"]+)"', png.drawing_page().generate_index())
    assert len(addresses) == 4
    assert all(address.startswith("file:///") for address in addresses)


def test_a_figure_is_the_same_whatever_was_drawn_before_it(database: Path, contours: Path, tmp_path: Path) -> None:
    from dashboards import png
    from dashboards.contours import FILES, read_contours
    from dashboards.pages import every_chart
    from dashboards.source import read_edition

    shapes = {level: read_contours(contours, name) for level, name in FILES.items()}
    charts, _ = every_chart(read_edition(database), shapes)
    for name, order in (("forth", list(charts.values())), ("back", list(charts.values())[::-1])):
        png.write_pngs(png.Order(order, tmp_path / name))
    for slug in charts:
        for suffix in (".png", ".svg"):
            forth, back = (tmp_path / name / slug / f"{slug}{suffix}" for name in ("forth", "back"))
            assert forth.read_bytes() == back.read_bytes(), (slug, suffix)
