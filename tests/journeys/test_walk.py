"""The site of the demo walked in a browser: every type of page, in light and dark, on a phone and on a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from walking import ARGUMENTS, Reader, poll, served

from dashboards.assets import BUNDLE
from dashboards.build import SiteReport, build_site
from dashboards.pages.data import FOLDERS, SUFFIXES
from dashboards.sheets.beside import FACTS
from dashboards.sheets.paths import BESIDE, LIGHT
from dashboards.sheets.shards import FOLDER
from pipelines.config import Settings
from pipelines.warehouse.seal import MANIFEST

CHROMIUM = Settings().chromium
pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.xdist_group("demo"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH and none in BAROMETRE_BROWSER"),
]

LIGHTEST = 200_000
WINDOWS = ((1280, "light"), (1280, "dark"), (320, "dark"), (320, "light"))


@dataclass
class Walk:
    """The built site, a browser, and the pages to look at: of each template the heaviest, and all that have figures."""

    site: Path
    report: SiteReport
    browser: Any
    origin: str
    readers: list[Reader] = field(default_factory=list)

    @property
    def pages(self) -> list[str]:
        heaviest: dict[str, str] = {}
        for name, template in self.report.pages.items():
            kind = name if template == "figures.html" else template
            heaviest[kind] = max(heaviest.get(kind, name), name, key=lambda one: (self.site / one).stat().st_size)
        return sorted(heaviest.values())

    def reader(self, **options: Any) -> Reader:
        self.readers.append(Reader(self.browser, self.origin, **options))
        return self.readers[-1]


@pytest.fixture(scope="module")
def walked(demo: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    out = among_tables(demo.edition, tmp_path_factory.mktemp("walk") / "2026-10")
    report = build_site(out / "barometre-2026-10.duckdb", out, with_png=True)
    api = pytest.importorskip("playwright.sync_api")
    with served(out) as origin, api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield Walk(out, report, browser, origin)
        browser.close()


def among_tables(edition: Path, out: Path) -> Path:
    """The files of analysts of an edition in a folder of their own: the site names those that lie beside it."""
    for path in sorted(edition.rglob("*")):
        place = path.relative_to(edition)
        is_made = place.parts[0] in FOLDERS or (len(place.parts) == 1 and place.suffix in SUFFIXES)
        if is_made and path.is_file() and path.name != MANIFEST:
            (out / place).parent.mkdir(parents=True, exist_ok=True)
            (out / place).hardlink_to(path)
    return out


@pytest.fixture
def walk(walked: Walk) -> Iterator[Walk]:
    """A walk that asks nothing of anybody else and hears no complaint, whatever its test looks at."""
    yield walked
    heard = [(reader.outside, reader.complaints, reader.context.cookies()) for reader in walked.readers]
    for reader in walked.readers:
        reader.context.close()
    walked.readers.clear()
    assert [one for one in heard if any(one)] == []


def test_the_site_that_is_walked_is_the_published_one(walk: Walk, demo: Any) -> None:
    assert len(walk.pages) >= 18
    for name in walk.report.files:
        assert (walk.site / name).read_bytes() == (demo.edition / name).read_bytes(), name


@pytest.mark.parametrize("part", range(4))
def test_axe_finds_nothing(walk: Walk, part: int) -> None:
    """Every rule of axe-core on every type of page, unfolded; the first forty lines of long tables and lists.

    What axe cannot settle is the text of figures, which their tables repeat, that of hatched cells, whose two colours
    `test_browser` measures, and what a table holds beyond its window.
    """
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    found = []
    for name in walk.pages[part::4]:
        page = walk.reader(viewport={"width": 1280, "height": 800}, color_scheme="light").open(name)
        page.evaluate(UNFOLD)
        page.evaluate(SHORTEN)
        page.evaluate(axe)
        for width, scheme in WINDOWS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            page.evaluate(AT_REST)
            violations, unsettled = page.evaluate(AXE)
            found += [(name, width, scheme, *one) for one in violations]
            found += [(name, width, scheme, "unsettled", one) for one in unsettled if width == 1280]
    assert found == []


def test_the_keyboard_reaches_everything_in_reading_order_and_is_seen(walk: Walk) -> None:
    for name in walk.pages:
        page = walk.reader(viewport={"width": 1280, "height": 800}).open(name)
        page.evaluate(UNFOLD)
        count = page.evaluate(LISTEN)
        assert count >= (5 if "embed/" in name else 15), name
        for _ in range(count + 4):
            page.keyboard.press("Tab")
        wanted, stops = page.evaluate("[window.wanted.length, window.stops]")
        reached = [place for place, _ in stops if place is not None][:wanted]
        assert reached == list(range(wanted)), name
        assert [stop for stop in stops if not stop[1]] == [], name


def test_pages_are_light_and_stand_still_while_they_load(walk: Walk) -> None:
    """Bytes of a page with all that it loads, uncompressed, but for the one bundle that all pages share."""
    for name in walk.pages:
        for width in (360, 1280):
            reader = walk.reader(viewport={"width": width, "height": 800})
            loaded: set[str] = set()
            reader.page.on("request", lambda request, seen=loaded: seen.add(unquote(urlsplit(request.url).path)[1:]))
            reader.page.add_init_script(SHIFTS)
            page = reader.open(name)
            page.wait_for_timeout(300)
            assert page.evaluate("window.shifted") <= 0.02, (name, width)
            weights = {path: (walk.site / path).stat().st_size for path in loaded if Path(path).name != BUNDLE.name}
            assert name in weights
            assert sum(weights.values()) <= LIGHTEST, (name, weights)


def test_every_setting_of_every_figure_is_drawn(walk: Walk) -> None:
    page_count = 0
    for name in walk.pages:
        if "data-chart" not in (walk.site / name).read_text("utf-8"):
            continue
        page_count += 1
        page = walk.reader(viewport={"width": 1100, "height": 800}).open(name)
        for select in page.locator(".selector select").all():
            figure = select.locator("xpath=ancestor::figure")
            slug = figure.get_attribute("data-chart")
            for key in select.evaluate("(one) => [...one.options].map((option) => option.value)"):
                select.select_option(key)
                poll(page, f"document.querySelector('#{slug}').dataset.drawn === '{key}'")
                assert figure.locator(".main-svg").count() >= 1
    assert page_count >= 9


def test_pages_are_complete_without_javascript(walk: Walk) -> None:
    for name in walk.pages:
        reader = walk.reader(java_script_enabled=False)
        failed: list[str] = []
        reader.page.on("response", lambda response, seen=failed: response.ok or seen.append(response.url))
        reader.page.goto(reader.origin + name, wait_until="load")
        page = reader.page
        assert failed == [], name
        assert len(page.locator("main").inner_text()) > (150 if "embed/" in name else 400), name
        figures = page.locator("figure[data-chart]").count()
        assert page.locator("figure details.data table").count() == figures, name
        assert page.locator("noscript img:visible, noscript p:visible").count() == figures, name
        for hidden in (".canvas:visible", "#recherche:visible", "#theme-switch:visible", ".selector:visible"):
            assert page.locator(hidden).count() == 0, (name, hidden)


def test_no_link_of_the_edition_is_dead(walk: Walk, demo: Any) -> None:
    """Every address within the published edition, and every place in a page or light sheet that one points to."""
    root = demo.edition.resolve()
    texts = {path.resolve(): path.read_text("utf-8") for path in root.rglob("*.html")}
    places = {path: set(re.findall(r'\sid="([^"]+)"', text)) for path, text in texts.items()}
    facts = "".join(path.read_text("utf-8") for path in (root / FOLDER).glob("*.js"))
    light = {f"commune-{code}" for code in re.findall(r'[{,]"(\d[\dAB]\d{3})":\[', facts)}
    assert light
    for folder in (root, root / "en"):
        places[folder / LIGHT / "index.html"] |= light
    members = light | {path.parent.name for path in (root / "territoires").glob(f"*/{FACTS}")}
    dead = []
    for path, text in texts.items():
        for address in set(re.findall(r'\s(?:href|src)="([^"]+)"', text)):
            parts = urlsplit(address)
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if parts.scheme or (target.is_file() and parts.fragment in places.get(target, set()) | {""}):
                continue
            if target.parent.name == BESIDE and set(parts.fragment.split(",")) <= members:
                continue
            slug, _, key = parts.fragment.removeprefix("figure-").partition("=")
            if key and f'<option value="{key}"' in texts[target].partition(f'id="{slug}"')[2].partition("</figure>")[0]:
                continue
            dead.append((path.relative_to(root).as_posix(), address))
    assert dead == []


UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
SHORTEN = """for (const lines of document.querySelectorAll("tbody, ul, ol")) {
  [...lines.children].slice(40).forEach((one) => one.remove());
}"""
AT_REST = """() => new Promise((resolve) => {
  let calm = setTimeout(resolve, 600);
  new MutationObserver(() => {
    clearTimeout(calm);
    calm = setTimeout(resolve, 600);
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
})"""
AXE = """async () => {
  const told = await axe.run(document, { resultTypes: ["violations", "incomplete"] });
  const violations = told.violations.map((rule) => [rule.id, rule.nodes.length, rule.nodes[0].target.join(" ")]);
  const known = ".canvas, .u, .state.unknown";
  const why = (node) => node.any[0]?.data?.messageKey;
  const isOne = (node) => why(node) === "shortTextContent" && node.any[0].data.contrastRatio === 0;
  const isHidden = (node, element) =>
    (why(node) === "elmPartiallyObscured" || isOne(node)) && element.closest(".scroll");
  const elsewhere = (node) => {
    const element = document.querySelector(node.target[0]);
    return !element.closest(known) && !isHidden(node, element);
  };
  const unsettled = told.incomplete.flatMap((rule) => rule.nodes.filter(elsewhere));
  return [violations, unsettled.map((node) => node.html)];
}"""
LISTEN = """() => {
  const focusable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  window.wanted = [...document.querySelectorAll(focusable)].filter((one) => one.checkVisibility());
  window.stops = [];
  document.addEventListener("focusin", ({ target }) => {
    const style = getComputedStyle(target);
    const place = window.wanted.indexOf(target);
    window.stops.push([place < 0 ? null : place, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2]);
  });
  return window.wanted.length;
}"""
SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""
