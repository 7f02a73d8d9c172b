"""The built site in a real browser: nothing leaves the origin, figures are drawn, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from walking import served

WITH_FIGURES = (
    "index.html",
    "presence/index.html",
    "presence-temps/index.html",
    "copresence/index.html",
    "carte-regions/index.html",
    "carte-departements/index.html",
    "carte-statuts/index.html",
    "progressions/index.html",
    "couverture/index.html",
    "comparaison/index.html",
    "en/index.html",
    "en/carte-regions/index.html",
)
PLAIN = (
    "territoires/index.html",
    "territoires/commune-38185/index.html",
    "progressions/reg/index.html",
    "etude/index.html",
    "methode/index.html",
    "indicateurs/index.html",
    "portes/index.html",
    "donnees/index.html",
    "dictionnaire-barometer/index.html",
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SWATCH = "getComputedStyle(document.body).backgroundColor"


def test_pages_draw_every_figure_load_nothing_from_elsewhere_and_fit_their_window(read: Any) -> None:
    reader = read(viewport={"width": 320, "height": 720})
    for path in WITH_FIGURES + PLAIN:
        page = reader.open(path)
        drawn = page.locator("figure[data-chart] .canvas .main-svg").count()
        assert drawn >= page.locator("figure[data-chart]").count()
        mention = "SIMULATED DATA" if path.startswith("en/") else "DONNÉES SIMULÉES"
        assert page.locator("figure[data-chart] .annotation", has_text=mention).count() == (
            page.locator("figure[data-chart]").count()
        )
        page.evaluate("document.querySelectorAll('details').forEach((item) => { item.open = true; })")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 720})
            page.wait_for_timeout(150)
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, (path, width)
        page.set_viewport_size({"width": 320, "height": 720})
    assert reader.outside == []
    assert reader.complaints == []
    assert reader.context.cookies() == []


def test_a_map_draws_its_areas_and_their_hatching(read: Any) -> None:
    assert read().open("carte-regions/index.html").locator("#carte-regions .choroplethlayer path").count() == 18
    page = read().open("carte-departements/index.html")
    assert page.locator("#carte-departements .choroplethlayer path").count() == 101
    assert page.locator("#carte-departements .scatterlayer path.js-line").count() >= 1


def test_a_setting_is_read_when_it_is_chosen_and_kept_when_it_cannot_be(read: Any, wait_until: Any) -> None:
    reader = read()
    page = reader.open("copresence/index.html")
    loaded = "performance.getEntriesByType('resource').filter((one) => one.name.includes('/copresence/')).length"
    first = page.locator("#choix-copresence").input_value()
    assert page.evaluate(loaded) == 0
    page.locator("#choix-copresence").select_option("COM_0_500")
    page.wait_for_selector("#copresence[data-drawn=COM_0_500]")
    assert page.evaluate(loaded) == 1
    page.locator("#choix-copresence").select_option(first)
    page.wait_for_selector(f"#copresence[data-drawn={first}]")
    page.route("**/copresence/DEP.js", lambda route: route.abort())
    page.locator("#choix-copresence").select_option("DEP")
    wait_until(page, f"document.querySelector('#choix-copresence').value === '{first}'")
    assert f"figure-copresence={first}" in page.url


def test_the_other_language_keeps_the_page_and_the_settings_of_its_figures(read: Any) -> None:
    page = read().open("copresence/index.html")
    page.locator("#choix-copresence").select_option("COM_0_500")
    page.wait_for_selector("#copresence[data-drawn=COM_0_500]")
    page.locator("a.language").click()
    page.wait_for_selector("html[lang=en] #copresence[data-drawn=COM_0_500]")
    assert page.url.endswith("/en/copresence/index.html#figure-copresence=COM_0_500")
    assert "Communes of fewer than 500 inhabitants" in (page.locator("#titre-copresence").text_content() or "")
    assert page.locator("#theme-switch").text_content() in ("Dark theme", "Light theme")
    page.locator("a.language").click()
    page.wait_for_selector("html[lang=fr] #copresence[data-drawn=COM_0_500]")


def test_a_figure_of_many_panels_has_two_columns_on_a_phone(read: Any) -> None:
    lefts = f"(id) => new Set({PANELS}.map((one) => Math.round(one.getBoundingClientRect().left))).size"
    for width, columns in ((360, 2), (1200, 4)):
        page = read(viewport={"width": width, "height": 800}).open("presence-temps/index.html")
        assert page.locator("#presence-temps .cartesianlayer .gridlayer").count() == 15
        assert page.evaluate(lefts, "presence-temps") == columns


def test_a_selector_redraws_the_figure_and_keeps_its_address(read: Any) -> None:
    reader = read()
    page = reader.open("presence/index.html")
    title = page.locator("#titre-presence-niveaux").text_content()
    page.locator("#choix-presence-niveaux").select_option("x")
    page.wait_for_selector("#presence-niveaux[data-drawn=x]")
    assert page.locator("#titre-presence-niveaux").text_content() != title
    assert "figure-presence-niveaux=x" in page.url
    page.reload()
    page.wait_for_selector("#presence-niveaux[data-drawn=x]")
    assert page.locator("#choix-presence-niveaux").input_value() == "x"
    assert reader.complaints == []


def test_dark_and_light_by_preference_and_by_switch(read: Any, wait_until: Any) -> None:
    page = read(color_scheme="light").open("couverture/index.html")
    light, dark = "rgb(255, 254, 251)", "rgb(22, 27, 36)"
    canvas = "document.querySelector('#couverture-reseaux .main-svg').style.background"
    assert (page.evaluate(SWATCH), page.evaluate(canvas)) == (light, light)
    page.emulate_media(color_scheme="dark")
    wait_until(page, f"{SWATCH} === '{dark}' && {canvas} === '{dark}'")
    page.locator("#theme-switch").click()
    wait_until(page, f"{SWATCH} === '{light}' && {canvas} === '{light}'")
    page.goto(page.url.replace("couverture", "methode"))
    assert page.evaluate(SWATCH) == light


def test_the_first_tab_leads_to_the_content(read: Any) -> None:
    page = read().open("methode/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_the_search_ignores_accents_and_case(read: Any) -> None:
    page = read().open("territoires/index.html")
    page.locator("#nom").fill("saint etienne")
    shown = page.locator("[data-name]:visible")
    assert shown.count() >= 1
    assert all("Saint-Étienne" in text for text in shown.all_text_contents())
    assert "trouvée" in (page.locator("[role=status]").text_content() or "")
    assert page.locator("[data-block]:visible").count() < page.locator("[data-block]").count()


def test_pages_are_complete_without_javascript(read: Any) -> None:
    reader = read(java_script_enabled=False)
    page = reader.page
    page.goto(reader.origin + "presence/index.html")
    assert page.locator("noscript p").first.is_visible()
    assert page.locator("figure details.data table").count() == page.locator("figure[data-chart]").count()
    page.goto(reader.origin + "territoires/index.html")
    assert page.locator("[data-name]:visible").count() == page.locator("[data-name]").count()
    assert not page.locator("#recherche").is_visible()
    assert reader.outside == []


def test_text_keeps_its_contrast_in_both_themes(read: Any) -> None:
    for scheme in ("light", "dark"):
        page = read(color_scheme=scheme).open("methode/index.html")
        for token in ("--ink", "--muted", "--accent", "--alert"):
            assert page.evaluate(CONTRAST, [token, "--paper"]) >= 4.5, (scheme, token)
        assert page.evaluate(CONTRAST, ["--on-accent", "--accent"]) >= 4.5
        assert page.evaluate(CONTRAST, ["--ink", "--unknown"]) >= 4.5
        assert page.evaluate(CONTRAST, ["--alert", "--alert-soft"]) >= 4.5


PANELS = "[...document.querySelectorAll(`#${id} .cartesianlayer .gridlayer`)]"
CONTRAST = """([front, back]) => {
  const style = getComputedStyle(document.documentElement);
  const light = (name) => {
    const hex = style.getPropertyValue(name).trim().slice(1);
    const parts = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
    const [r, g, b] = parts.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high, low] = [light(front), light(back)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}"""


def test_an_embed_is_drawn_in_a_page_of_another_origin(read: Any, browser: Any, origin: str, tmp_path: Path) -> None:
    """Both addresses are of one machine, and of two origins: the frame may read nothing of the page around it."""
    frame = f'<iframe src="{origin}embed/presence-niveaux/" width="320" height="900" title="a"></iframe>'
    (tmp_path / "index.html").write_text(f"<!doctype html><title>a</title>{frame}", "utf-8")
    with served(tmp_path) as elsewhere:
        page = browser.new_context(viewport={"width": 400, "height": 950}).new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(elsewhere)
        inside = page.frames[1]
        inside.wait_for_selector("#presence-niveaux[data-drawn=any]")
        assert inside.evaluate("document.documentElement.scrollWidth") <= 320
        assert inside.locator("nav").count() == 0
        assert inside.locator("footer a").get_attribute("href") == "../../presence-niveaux/index.html"
        page.context.close()
    assert [text for text in complaints if "favicon" not in text and "404" not in text] == []
