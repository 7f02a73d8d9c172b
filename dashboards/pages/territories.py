"""The sheets of the roster: pages, light sheets with the tables that stand for them, and the search that leads there.

Facts are read once for both languages, one département at a time: those of pages are kept, those of light sheets are
written as they come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dashboards import labels, worth
from dashboards.export import write_text
from dashboards.pages import communes, sheet_rows
from dashboards.pages.communes import INDEX, Line, line, networks_words
from dashboards.pages.site import Site
from dashboards.peers import compared
from dashboards.render import Page
from dashboards.sheets.beside import FACTS, facts_script
from dashboards.sheets.facts import Facts, by_departement
from dashboards.sheets.indicators import Notes
from dashboards.sheets.lexicon import words_script
from dashboards.sheets.paths import territory_path
from dashboards.sheets.search import LEVELS, LIGHT, SMALL, index
from dashboards.sheets.shards import FOLDER, Codes, shard
from dashboards.sheets.told import told
from dashboards.words import UNTRANSLATED

LISTED: Final = ("region", "departement")


@dataclass
class Held:
    """What both languages are told from: facts of pages, a line for each other, by département, codes of facts, and
    what the files of the search begin with."""

    codes: Codes
    pages: list[Facts] = field(default_factory=list)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)

    @property
    def own_pages(self) -> str:
        """The codes of the communes that have a page, for scripts."""
        return " ".join(facts.member["code"] for facts in self.pages if facts.member["level"] == "commune")


def pages(site: Site) -> Iterator[Page]:
    held: Held = site.once("sheets", lambda: _read(site))
    yield _index(site, held)
    yield from communes.tables(site, held.lines)
    text = words_script(held.codes, site.edition, site.once("compared", lambda: compared(site.edition)), site.place)
    if UNTRANSLATED not in text:
        site.files.append(write_text(site.out / site.edition.words.folder / "assets" / "sheet-words.js", text))
        yield communes.light(site, held.lines, held.own_pages)
    notes = worth.notes(site.edition)
    for facts in held.pages:
        yield _sheet(site, facts, notes)


def _read(site: Site) -> Held:
    held, everyone = Held(Codes(site.edition)), site.once("compared", lambda: compared(site.edition))
    for departement, every in by_departement(site.edition):
        held.pages += [facts for facts in every if facts.is_page]
        held.lines[departement] = [line(facts) for facts in every]
        light = [facts for facts in every if not facts.is_page]
        if light:
            text = shard(held.codes, departement, light, everyone)
            site.files.append(write_text(site.out / FOLDER / f"{departement}.js", text))
    for name, text in index(
        site.edition.members.select("territory_id", "level", "code", "name", "population").to_dicts()
    ).items():
        site.files.append(write_text(site.out / name, text))
        held.keys.append(site.files[-1].stem)
    for facts in held.pages:
        path = site.out / territory_path(site.edition, facts.member["territory_id"]) / FACTS
        site.files.append(write_text(path, facts_script(held.codes, facts)))
    return held


def _index(site: Site, held: Held) -> Page:
    """The search, and a list of régions and départements, with all that lies in no département."""
    edition, words = site.edition, site.edition.words
    listed = [row for place, rows in held.lines.items() for row in rows if row.level in LISTED or not place]
    blocks: dict[str, list[Mapping[str, Any]]] = {}
    for row in listed:
        blocks.setdefault(row.stratum, []).append({
            "name": labels.called(edition, row.territory_id), "code": row.code,
            "path": territory_path(edition, row.territory_id),
            "networks": networks_words(words, row),
        })  # fmt: skip
    named = [(code, edition.label("stratum", code), blocks[code]) for code in edition.strata if code in blocks]
    return site.page(
        "territoires", INDEX, template="territoires.html", blocks=named, **search(site),
    )  # fmt: skip


def search(site: Site) -> dict[str, Any]:
    """What the search asks for, and the tables that stand for it where there is no JavaScript."""
    edition = site.edition
    held: Held = site.once("sheets", lambda: _read(site))
    levels = edition.words.content("site")["levels"]
    kinds = {letter: levels[level] for level, letter in LEVELS.items()} | {LIGHT: levels["commune"]}
    return {
        "total": edition.members.height, "small": " ".join(sorted(SMALL)), "keys": " ".join(held.keys), "kinds": kinds,
        "tables": communes.links(edition, held.lines), "own_pages": held.own_pages,
    }  # fmt: skip


def _sheet(site: Site, facts: Facts, notes: Notes) -> Page:
    edition = site.edition
    context = told(edition, facts, notes)
    shown = {"current": INDEX, "charts": [], "contours": [], "pictures": frozenset()}
    taken = site.take(sheet_rows.taken(edition, facts, context["lead"]))
    path = territory_path(edition, facts.member["territory_id"])
    return Page(path, "fiche.html", facts.member["name"], context["lead"], context | shown | {"taken": taken})
