"""Writes `dashboards/screenshots`: the main pages of the demo's site as a reader sees them (`make screenshots`)."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright
from walking import ARGUMENTS, Reader, served

from pipelines.config import PROJECT_ROOT, Settings

SITE = PROJECT_ROOT / "data" / "demo" / "editions" / "2026-10"
OUT = PROJECT_ROOT / "dashboards" / "screenshots"
STAYS = ".mention { position: sticky; top: 0; z-index: 9; } :root { scroll-behavior: auto; }"
UNDER_THE_BANNER = """(one) => {
  const banner = document.querySelector(".mention").offsetHeight;
  scrollTo(0, one.getBoundingClientRect().top + scrollY - banner - 4);
}"""
DESK = (1040, 760)
PHONE = (390, 844)
SHOTS = {
    "accueil-bureau": ("index.html", DESK, "light", ""),
    "accueil-telephone": ("index.html", PHONE, "light", ""),
    "carte-bureau": ("carte-regions/index.html", DESK, "light", ".selector"),
    "carte-telephone": ("carte-regions/index.html", PHONE, "dark", ".selector"),
    "presence-bureau": ("presence/index.html", DESK, "dark", ".subtitle"),
    "progressions-telephone": ("progressions/index.html", PHONE, "light", "#podiums"),
    "fiche-bureau": ("territoires/commune-38185/index.html", DESK, "light", ""),
    "fiche-telephone": ("territoires/commune-38185/index.html", PHONE, "dark", ""),
}
"""By name: the page, the window, the scheme, and what lies at its top, under the banner of simulated data."""


def main(site: Path = SITE, out: Path = OUT) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with served(site) as origin, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=Settings().chromium, args=ARGUMENTS)
        for name, (path, (width, height), scheme, top) in SHOTS.items():
            reader = Reader(browser, origin, viewport={"width": width, "height": height}, color_scheme=scheme)
            page = reader.open(path)
            page.add_style_tag(content=STAYS)
            if top:
                page.locator(top).first.evaluate(UNDER_THE_BANNER)
            page.wait_for_timeout(500)
            page.screenshot(path=out / f"{name}.png")
            reader.context.close()
        browser.close()


if __name__ == "__main__":
    main()
