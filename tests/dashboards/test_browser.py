"""The built site in a real browser: nothing leaves the origin, figures are drawn, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from walking import served

from dashboards.sheets.search import words_of
from dashboards.source import Edition
from dashboards.words import FR, sort_key
from pipelines.config import Settings

WITH_FIGURES = (
    "index.html",
    "presence/index.html",
    "presence-temps/index.html",
    "copresence/index.html",
    "carte-regions/index.html",
    "carte-departements/index.html",
    "carte-statuts/index.html",
    "carte-epci/index.html",
    "carte-communes/index.html",
    "progressions/index.html",
    "couverture/index.html",
    "comparaison/index.html",
    "en/index.html",
    "en/carte-regions/index.html",
)
PLAIN = (
    "territoires/index.html",
    "territoires/commune-38185/index.html",
    "communes/38/index.html",
    "fiche/index.html#commune-01025",
    "comparer/index.html#commune-38185,commune-01025,epci-200040715,region-84",
    "progressions/reg/index.html",
    "etude/index.html",
    "methode/index.html",
    "indicateurs/index.html",
    "portes/index.html",
    "donnees/index.html",
    "dictionnaire-barometer/index.html",
)

pytestmark = pytest.mark.browser

SWATCH = "getComputedStyle(document.body).backgroundColor"
SEARCHED = """performance.getEntriesByType('resource').map((one) => one.name)
  .filter((name) => name.includes('/recherche/')).map((name) => name.slice(-5))"""
CUT = """[...document.querySelectorAll('main .scroll.fits')].filter((one) => one.scrollWidth > one.clientWidth)
  .map((one) => one.ariaLabel)"""
BROKEN = """(() => {
  for (const one of document.querySelectorAll("main details")) one.open = true;
  const parts = [...document.querySelectorAll("main tbody th code")].flatMap((one) => [...one.childNodes]);
  const texts = parts.filter((one) => one.nodeType === Node.TEXT_NODE);
  const lines = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return new Set([...range.getClientRects()].map((box) => box.top)).size;
  };
  return [texts.length, texts.filter((text) => lines(text) !== 1).map((text) => text.data)];
})()"""
NAMES = r"""(names) => names.split("\n").map((name) => [Barometre.plain(name), ...Barometre.parts(name)].join("|"))"""


@pytest.mark.long
def test_a_telephone_shows_the_value_of_a_ranking_and_whole_captions(read: Any) -> None:
    reader = read(viewport={"width": 390, "height": 800})
    for path in (
        "progressions/reg/index.html",
        "progressions/com-100000-plus/index.html",
        "presse/region-84/index.html",
    ):
        page = reader.open(path)
        assert page.locator("main .scroll.fits").count() >= 2, path
        assert page.evaluate(CUT) == [], path
    page = reader.open("etude/index.html")
    boxes = page.evaluate("[...document.querySelectorAll('main caption')].map((one) => one.offsetWidth)")
    assert max(boxes) <= 358


@pytest.mark.parametrize("width", [320, 1280])
def test_a_name_of_a_column_breaks_after_an_underscore_alone(read: Any, width: int) -> None:
    page = read(viewport={"width": width, "height": 800}).open("dictionnaire-barometer/index.html")
    names, broken = page.evaluate(BROKEN)
    assert names > 300 and broken == []


def test_an_address_with_an_anchor_lands_there_at_once(read: Any) -> None:
    page = read(viewport={"width": 1280, "height": 800}).open("calculs/index.html#barometer-presence")
    assert 0 <= page.evaluate("document.getElementById('barometer-presence').getBoundingClientRect().top") < 40


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
    page = read().open("carte-epci/index.html")
    assert page.locator("#carte-epci .choroplethlayer path").count() == 37


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


def test_the_search_reads_one_file_and_is_led_by_the_keyboard(read: Any, wait_until: Any) -> None:
    reader = read()
    page = reader.open("territoires/index.html")
    field, status = page.locator("#nom"), page.locator("[role=status]")
    field.press_sequentially("s")
    assert page.evaluate(SEARCHED) == []
    field.press_sequentially("aint etien")
    wait_until(page, "document.querySelector('#nom').ariaExpanded === 'true'")
    assert page.evaluate(SEARCHED) == ["sa.js", "et.js"]
    options = page.locator("[role=option]")
    assert options.all_text_contents()[0] == "Saint-Étienne Commune 42218"
    assert status.text_content() == f"{options.count()} résultats"
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == page.locator("[aria-selected=true]").get_attribute("id")
    page.keyboard.press("Escape")
    assert page.locator("[role=listbox]:visible").count() == 0
    field.fill("st etienne")
    options.first.filter(has_text="Saint-Étienne Commune 42218").wait_for()
    field.fill("38")
    options.first.filter(has_text="Isère Département 38").wait_for()
    field.fill("42218")
    wait_until(page, "document.querySelectorAll('[role=option]').length === 1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/territoires/commune-42218/index.html")
    assert reader.outside == reader.complaints == []


def test_collectivites_are_chosen_by_the_keyboard_and_stand_side_by_side(
    read: Any, wait_until: Any, edition: Edition
) -> None:
    """One that has a page and one that has none; the address keeps the choice, an unknown stays unknown."""
    reader = read(viewport={"width": 390, "height": 800})
    page = reader.open("comparer/index.html")
    for asked in ("grenoble", "01025"):
        page.locator("#nom").fill(asked)
        wait_until(page, "document.querySelector('#nom').ariaExpanded === 'true'")
        page.keyboard.press("Enter")
    wait_until(page, "document.querySelector('#cote-a-cote').dataset.shown === 'commune-38185,commune-01025'")
    assert page.url.endswith("#commune-38185,commune-01025")
    heads = page.locator("#cote-a-cote section").first.locator("thead th").all_text_contents()
    assert heads[1:] == [edition.names["commune:38185"], edition.names["commune:01025"]]
    hrefs = (
        page.locator("#cote-a-cote section").first.locator("thead a").evaluate_all("(all) => all.map((a) => a.href)")
    )
    assert [href.partition("/comparer")[0].count("#") for href in hrefs] == [0, 1]
    audience = edition.current("barometer.audience")
    for row in audience.filter(pl.col("territory_id").is_in(["commune:38185", "commune:01025"])).to_dicts():
        line = page.locator("section[aria-labelledby=followers] tr", has_text=edition.network(row["network"]))
        cell = line.locator("td").nth(int(row["territory_id"] == "commune:01025"))
        if row["followers_count"] is None:
            assert cell.get_attribute("class") == "u"
        else:
            assert (cell.text_content() or "").startswith(FR.number(row["followers_count"]))
    page.locator(".chosen button").first.press("Enter")
    wait_until(page, "document.querySelector('#cote-a-cote').dataset.shown === 'commune-01025'")
    assert page.evaluate("document.activeElement.textContent") == f"Retirer {edition.names['commune:01025']}"
    page.go_back()
    wait_until(page, "document.querySelector('#cote-a-cote').dataset.shown.includes('38185')")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert reader.outside == reader.complaints == []


def test_an_address_that_names_too_many_or_nothing_says_so(read: Any, wait_until: Any) -> None:
    page = read().open("en/comparer/index.html#nowhere,region-84,region-11,departement-38,departement-01")
    wait_until(page, "document.querySelector('#cote-a-cote').dataset.shown === 'region-84,region-11,departement-38'")
    told = page.locator("#cote-a-cote [role=status]").text_content() or ""
    assert "“nowhere” names no authority" in told
    assert "Only the first 4 authorities" in told
    assert page.locator("#per-100").text_content() == "Followers per 100 inhabitants"


def test_the_light_address_of_a_commune_that_has_a_page_leads_there(read: Any) -> None:
    page = read().open("fiche/index.html#commune-38185/facebook")
    page.wait_for_url("**/territoires/commune-38185/index.html#facebook")


def test_a_bare_code_is_that_of_a_light_sheet_and_a_wrong_one_is_shown_one(
    read: Any, wait_until: Any, edition: Edition
) -> None:
    code = min(edition.light).partition(":")[2]
    page = read().open(f"fiche/index.html#{code}")
    wait_until(page, f"document.querySelector('#fiche').dataset.shown === '{code}'")
    page = read().open("fiche/index.html#3800")
    told = page.locator("#fiche [role=status]").text_content() or ""
    assert told.endswith(f"cinq caractères, comme {code}.")


def test_what_no_name_begins_with_is_no_result_and_an_index_that_cannot_be_read_is_said(
    read: Any, wait_until: Any
) -> None:
    reader = read()
    page = reader.open("territoires/index.html")
    field, said = page.locator("#nom"), "document.querySelector('[role=status]').textContent"
    field.fill("zzz")
    wait_until(page, f"{said} === '0 résultat'")
    assert page.evaluate(SEARCHED) == []
    page.route("**/recherche/*.js", lambda route: route.abort())
    field.fill("saint etienne")
    wait_until(page, f"{said}.startsWith('L’index n’a pas pu être lu')")
    page.unroute("**/recherche/*.js")
    field.fill("etienne")
    wait_until(page, "document.querySelector('#nom').ariaExpanded === 'true'")
    assert reader.outside == []


def test_names_are_compared_in_the_browser_as_they_are_in_the_index(read: Any) -> None:
    territories = pl.read_parquet(Settings().reference_dir / "territories.parquet")
    names = territories.filter(pl.col("vintage") == territories["vintage"].max())["name"].unique().sort().to_list()
    assert len(names) > 30_000
    page = read().open("territoires/index.html")
    told = page.evaluate(NAMES, "\n".join(names))
    wrong = [
        (name, one) for name, one in zip(names, told, strict=True) if one != "|".join([sort_key(name), *words_of(name)])
    ]
    assert wrong == []


def test_a_light_sheet_opens_by_its_address_and_a_bad_one_is_told(read: Any, wait_until: Any) -> None:
    reader = read()
    page = reader.open("fiche/index.html#commune-01025")
    page.wait_for_selector("#fiche[data-shown='01025'] #recherches")
    name = page.locator("h1").text_content()
    assert page.title().startswith(f"{name} · ")
    brief = page.locator("#fiche table").first
    assert brief.locator("tbody tr").count() == 14
    brief.locator("a").last.click()
    assert page.url.endswith("#commune-01025/website")
    assert page.locator("h1").text_content() == name
    refused = page.locator("#fiche .refused")
    for address, told in (("commune-1025", "n’est pas le code"), ("commune-99999", "n’a pas de fiche")):
        page.evaluate("(address) => { location.hash = address; }", address)
        refused.filter(has_text=told).wait_for()
        assert page.locator("[data-departement]").count() > 50
    page.locator("a.language").click()
    page.wait_for_url("**/en/fiche/index.html#commune-99999")
    assert reader.outside == reader.complaints == []


def test_a_table_of_communes_leads_to_their_sheets(read: Any) -> None:
    page = read().open("communes/01/index.html")
    row = page.locator("#\\30 1025 a")
    name = row.text_content()
    row.click()
    page.wait_for_selector("#fiche[data-shown='01025']")
    assert page.locator("h1").text_content() == name


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


def test_the_map_of_one_network_alone_is_drawn(read: Any) -> None:
    reader = read()
    page = reader.open("reseaux/facebook/index.html")
    assert page.locator("figure .canvas .choroplethlayer path").count() > 50
    assert page.locator("figure .selector").count() == 0
    assert (reader.outside, reader.complaints) == ([], [])
