"""The communes of a département in a table, whole without JavaScript, and the page on which their light sheets open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboards.pages import communes_rows
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.sheets.facts import Facts, Measure
from dashboards.sheets.paths import LIGHT, communes_path, territory_path
from dashboards.source import Edition
from dashboards.words import Words, known_name

Lines = Mapping[str, Sequence["Line"]]
INDEX: Final = "territoires"
NONE: Final = "—"


@dataclass(frozen=True, slots=True)
class Line:
    """A territory in one line: on how many networks it is present and unknown, and its largest account."""

    territory_id: str
    level: str
    code: str
    name: str
    stratum: str
    population: int | None
    present: int
    unknown: int
    network: str | None
    measure: Measure | None


def line(facts: Facts) -> Line:
    social = [network for network in facts.networks if network.code != "website"]
    found = [(network.code, network.account.measures[0]) for network in social if network.account]
    counted = [one for one in found if one[1] is not None and one[1].count is not None]
    first = max(counted, key=lambda one: one[1].count, default=found[0] if found else (None, None))
    member = {name: facts.member[name] for name in ("territory_id", "level", "code", "name", "stratum", "population")}
    present = sum(network.status.startswith("present") for network in social)
    unknown = sum(network.status == "unknown" for network in social)
    return Line(**member, present=present, unknown=unknown, network=first[0], measure=first[1])


def networks_words(words: Words, row: Line) -> str:
    """`2 réseaux, 1 inconnu`: a network of unknown status is never counted as an absence."""
    if not row.unknown:
        return words.plural(row.present, "réseau", "réseaux")
    rest = words.plural(row.unknown, "inconnu")
    if not row.present:
        return words.say("réseaux : {unknown}", unknown=rest)
    return f"{words.plural(row.present, 'réseau', 'réseaux')}, {rest}"


def links(edition: Edition, lines: Lines) -> list[tuple[str, str, str]]:
    """Name, code and way of each table of communes."""
    return [
        (_name(edition, place), place, communes_path(place))
        for place, rows in lines.items()
        if any(row.level == "commune" for row in rows)
    ]


def _name(edition: Edition, departement: str) -> str:
    return edition.names.get(f"departement:{departement}") or known_name("departement", departement) or departement


def light(site: Site, lines: Lines, own_pages: str) -> Page:
    """Where light sheets open, at `#commune-38185`; without JavaScript, the way to the tables. `own_pages` are the
    codes of the communes that have a page, to which their address here leads."""
    tables = links(site.edition, lines)
    return site.page("fiche", LIGHT, template="fiche_legere.html", current=INDEX, tables=tables, own_pages=own_pages)


def tables(site: Site, lines: Lines) -> Iterator[Page]:
    edition, words = site.edition, site.edition.words
    for name, place, path in links(edition, lines):
        rows = lines[place]
        own = [row for row in rows if row.level == "commune"]
        page = site.page(
            "communes", path, current=INDEX, communes=[_row(edition, row) for row in own],
            others=[(row.name, territory_path(edition, row.territory_id)) for row in rows if row.level != "commune"],
        )  # fmt: skip
        named = words.of("departement", name)
        title = words.say("Communes {departement} ({code})", departement=named, code=place)
        taken = site.take(communes_rows.taken(edition, path, title, page.lead, own))
        yield Page(path, page.template, title, page.lead, {**page.context, "taken": taken})


def _row(edition: Edition, row: Line) -> dict[str, Any]:
    words = edition.words
    has_page = row.territory_id not in edition.light
    return {
        "id": row.code,
        "name": row.name,
        "path": territory_path(edition, row.territory_id) if has_page else None,
        "population": words.or_missing(row.population, words.number, words.say("non publiée")),
        "networks": networks_words(words, row),
        "first": NONE if row.network is None else f"{edition.network(row.network)} {_followers(words, row.measure)}",
    }


def _followers(words: Words, measure: Measure | None) -> str:
    count = None if measure is None else measure.count
    if measure is None or count is None or measure.lo is None or measure.hi is None:
        return words.or_missing(count, words.number)
    span = words.interval(measure.lo, measure.hi)
    return span if span.startswith("[") else words.number(count)
