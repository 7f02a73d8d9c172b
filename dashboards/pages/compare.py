"""« Comme la vôtre »: a block of each sheet beside its five peers and the medians of its stratum, and the page where
chosen collectivités stand side by side.

Communes under 3 500 inhabitants are not compared by name: `barometer.peers` gives them none. A reader may choose them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from dashboards.export import write_text
from dashboards.pages import territories
from dashboards.pages.site import Site
from dashboards.peers import Compared, compared
from dashboards.render import Page
from dashboards.sheets.alike import block, people, quartiles
from dashboards.sheets.beside import NAME, words_script
from dashboards.sheets.paths import BESIDE
from dashboards.words import UNTRANSLATED


def sheets(site: Site, pages: Iterable[Page]) -> Iterator[Page]:
    """The pages of territories, each sheet with its block; a list without members is given as it is."""
    edition = site.edition
    held: Compared = site.once("compared", lambda: compared(edition))
    members = {member["territory_id"]: member for member in edition.members.to_dicts()}
    lines: dict[str, Mapping[str, str]] = {}
    for page in pages:
        member = page.context.get("member")
        if member is None:
            yield page
        else:
            alike = block(edition, held, member, members, lines)
            yield replace(page, context={**page.context, "alike": alike})


def page(site: Site) -> Page:
    """Where collectivités are chosen, what the blocks of sheets mean, and the medians of each stratum."""
    edition, words = site.edition, site.edition.words
    held: Compared = site.once("compared", lambda: compared(edition))
    networks = sorted({code for row in held.medians.values() for code in row if code != "any"}, key=edition.place)
    lines = [
        (edition.label("stratum", stratum), stratum not in edition.counted_strata,
         [(people(edition, held.medians.get(stratum, {}).get(network)), quartiles(edition, held, stratum, network))
          for network in networks])
        for stratum in edition.strata
    ]  # fmt: skip
    text = words_script(edition)
    if UNTRANSLATED not in text:
        site.files.append(write_text(site.out / words.folder / "assets" / NAME, text))
    return site.page(
        BESIDE, BESIDE, networks=[edition.network(network) for network in networks], lines=lines,
        with_peers=words.number(len(held.peers)), **territories.search(site),
    )  # fmt: skip
