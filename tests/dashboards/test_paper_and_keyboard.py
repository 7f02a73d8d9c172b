"""The built site on paper, from the keyboard and on a phone, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

SWATCH = "getComputedStyle(document.body).backgroundColor"


def test_every_stop_of_the_keyboard_is_seen_and_in_reading_order(read: Any) -> None:
    page = read(viewport={"width": 1200, "height": 800}).open("presence/index.html")
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops.append(stop)
    assert [stop["name"] for stop in stops[:4]] == [
        "Aller au contenu",
        "Baromètre de présence territoriale",
        "English",
        "Thème sombre",
    ]
    assert not [stop for stop in stops if not stop["outline"]]
    assert not [stop for stop in stops if not stop["name"]]
    places = [stop["place"] for stop in stops]
    assert places == sorted(places)
    assert {"A", "BUTTON", "SELECT", "SUMMARY"} <= {stop["tag"] for stop in stops}


def test_the_theme_switch_works_from_the_keyboard_and_says_its_state(read: Any) -> None:
    page = read(color_scheme="light").open("methode/index.html")
    switch = page.locator("#theme-switch")
    assert switch.get_attribute("aria-pressed") == "false"
    switch.focus()
    page.keyboard.press("Enter")
    assert (switch.get_attribute("aria-pressed"), switch.text_content()) == ("true", "Thème clair")
    assert page.evaluate(SWATCH) == "rgb(22, 27, 36)"
    page.keyboard.press("Space")
    assert (switch.get_attribute("aria-pressed"), page.evaluate(SWATCH)) == ("false", "rgb(255, 254, 251)")


@pytest.mark.parametrize("is_chosen", [False, True])
def test_paper_is_white_and_shows_what_a_screen_folds(read: Any, wait_until: Any, is_chosen: bool) -> None:
    page = read(color_scheme="light" if is_chosen else "dark", viewport={"width": 1280, "height": 800}).open(
        "couverture/index.html"
    )
    if is_chosen:
        page.locator("#theme-switch").click()
        wait_until(page, f"{SWATCH} === 'rgb(22, 27, 36)'")
    page.emulate_media(media="print")
    wait_until(page, f"{CANVAS}.style.background === 'rgb(255, 254, 251)'")
    assert page.evaluate(SWATCH) == "rgb(255, 255, 255)"
    assert page.evaluate(INK) == "rgb(0, 0, 0)"
    assert float(page.evaluate(f"{CANVAS}.getAttribute('width')")) <= 700
    assert page.locator("figure details.data table").first.is_visible()
    assert page.locator("figure details.method dl").first.is_visible()
    assert not page.locator("#theme-switch").is_visible()
    page.emulate_media(media="screen")
    wait_until(page, f"{CANVAS}.getAttribute('width') > 700")
    assert page.evaluate(SWATCH) == "rgb(22, 27, 36)"
    assert not page.locator("figure details.data table").first.is_visible()


def test_a_status_is_read_on_paper_without_its_background(read: Any) -> None:
    page = read().open("territoires/commune-38185/index.html")
    page.emulate_media(media="print")
    states = page.locator(".state")
    assert states.count() > 2
    for index in range(states.count()):
        assert states.nth(index).evaluate("(one) => getComputedStyle(one).color") == "rgb(0, 0, 0)"


def test_on_a_phone_no_legend_covers_the_mention_and_half_of_a_figure_is_its_plot(read: Any) -> None:
    page = read(viewport={"width": 360, "height": 760}).open("comparaison/index.html")
    for figure in page.locator("figure[data-chart] .main-svg:first-child").all():
        plot, whole = (figure.locator(name).first.bounding_box() for name in (".cartesianlayer .gridlayer", ":scope"))
        assert plot["width"] >= 0.5 * whole["width"]
    boxes = page.evaluate(
        """() => [...document.querySelectorAll("figure[data-chart]")].map((figure) =>
          [".legend .bg", ".annotation"].map((name) => figure.querySelector(name)?.getBoundingClientRect().toJSON()))"""
    )
    for legend, mention in boxes:
        assert legend["top"] >= mention["bottom"] or legend["bottom"] <= mention["top"]


def test_a_phone_shows_what_a_sheet_says_of_each_network_without_scrolling(read: Any) -> None:
    reader = read(viewport={"width": 320, "height": 720})
    for path in ("territoires/commune-38185/index.html", "fiche/index.html#commune-01025"):
        page = reader.open(path)
        page.wait_for_selector(".network-sheet .sheet table", state="attached")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        boxes = page.locator(":is([aria-labelledby=resume], .network-sheet, .sheet) > .scroll")
        assert boxes.count() >= 3, path
        assert boxes.evaluate_all("(all) => all.map((one) => one.scrollWidth - one.clientWidth)") == [0] * boxes.count()
        brief = page.locator("[aria-labelledby=resume] tbody tr").first
        name, status, followers, _ = (brief.locator("th, td").nth(place).bounding_box() for place in range(4))
        assert name["y"] < status["y"]
        assert followers["y"] == name["y"]
    page = reader.open("comparer/index.html#commune-38185,epci-200040715")
    head = page.locator("#cote-a-cote thead th")
    head.nth(1).wait_for()
    assert head.nth(0).bounding_box()["width"] < head.nth(1).bounding_box()["width"]


def test_a_page_of_an_indicator_is_printed_wide_and_no_button_in_white(read: Any) -> None:
    page = read().open("indicateurs/I22/index.html")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).page") == "grids"
    value, base = (page.locator(name).first for name in (".grids tbody td", ".grids .note-of"))
    sizes = [one.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)") for one in (value, base)]
    assert sizes[0] > sizes[1] >= 7
    page = read().open("index.html")
    page.emulate_media(media="print")
    assert page.locator(".button").evaluate("(one) => getComputedStyle(one).color") == "rgb(0, 0, 0)"
    assert "csv" in page.locator(".downloads a").first.evaluate("(one) => getComputedStyle(one, '::after').content")


def test_a_long_table_leaves_paper_to_its_file(read: Any) -> None:
    page = read().open("presence-temps/index.html")
    assert not page.locator(".print-only").first.is_visible()
    page.emulate_media(media="print")
    table = page.locator("#presence-temps")
    assert not table.locator("table").is_visible()
    assert "presence-temps/presence-temps.csv" in (table.locator(".print-only").text_content() or "")
    assert table.locator(".print-only").is_visible()


STOP = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  return {
    tag: element.tagName, outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    name: (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent).trim(),
    place: [...document.querySelectorAll("*")].indexOf(element),
  };
}"""
CANVAS = "document.querySelector('#couverture-reseaux .main-svg')"
INK = "getComputedStyle(document.body).color"
