"""Names that several bear: communes, a town and its département or EPCI, a town abroad."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pipelines.replica.hashing import pick
from pipelines.replica.territory import Territory, camel, of_name, slug
from pipelines.replica.traps.draft import Draft

ABROAD: Final = {
    "Laval": ("Québec", "www.laval.ca"), "Montréal": ("Québec", "montreal.ca"),
    "Fribourg": ("Suisse", "www.ville-fribourg.ch"), "Martigny": ("Suisse", "www.martigny.ch"),
    "Mons": ("Belgique", "www.mons.be"), "Saint-Gilles": ("Belgique", "stgilles.brussels.be"),
    "Chambly": ("Québec", "www.ville.chambly.qc.ca"), "Villeneuve": ("Suisse", "www.villeneuve.ch"),
    "Trois-Rivières": ("Québec", "www.v3r.net.qc.ca"), "Mirabel": ("Québec", "mirabel.ca"),
}  # fmt: skip
"""Communes of the roster with a namesake abroad: the country or province, and a host of that country."""

_ELSEWHERE: Final = ("Creuse", "Lozère", "Gers", "Cantal", "Ariège", "Meuse")


def homonyms(draft: Draft) -> None:
    """Wikidata or the directory names, for a commune, the account of another one of the same name, which is in the
    roster; every other time the commune has no account of its own."""
    groups: dict[str, list[Territory]] = defaultdict(list)
    for place in draft.territories:
        if place.level == "commune":
            groups[slug(place.name)].append(place)
    same = [sorted(found, key=lambda place: -place.population) for found in groups.values() if len(found) > 1]
    both = [(found[1], found[0]) for found in same if all(map(draft.with_site, found[:2]))]
    pairs = draft.in_order("homonym", both)
    for number, network, (place, other) in draft.cases(pairs, 9):
        theirs = draft.give(other, network, place="home", in_wikidata=True)
        _own_every_other_time(draft, place, network, number)
        is_in_directory = number % 3 == 2
        draft.mention(place, theirs, in_directory=is_in_directory, in_wikidata=not is_in_directory)
        kind = "homonym_in_directory" if is_in_directory else "homonym"
        draft.trap(kind, place, theirs)
        draft.trap(kind, other, theirs)


def homonyms_outside(draft: Draft) -> None:
    """The same, the other commune being no member of the roster: it signs with its département, or alike where its page
    links to its own site."""
    for number, network, place in draft.cases(draft.candidates("homonym_outside", least=300), 6):
        host, elsewhere = f"www.mairie-{place.slug}-ailleurs.fr", pick(_ELSEWHERE, "elsewhere", place.code)
        signature = f"Mairie {of_name(place.name)}" + ("" if network == "x" else f" ({elsewhere})")
        other = draft.outsider(f"homonyme:{place.code}", signature, 900, host)
        theirs = draft.strange(other, network, f"Mairie{camel(place.name)}", "generaliste")
        _own_every_other_time(draft, place, network, number)
        draft.mention(place, theirs, in_wikidata=True)
        draft.trap("homonym_outside", place, theirs)


def levels(draft: Draft) -> None:
    """A commune and a département or région of one name: a list or a site of the one names the account of the other."""
    bodies = {slug(place.name): place for place in draft.territories if place.level in ("departement", "region")}
    towns = [place for place in draft.territories if place.level == "commune" and slug(place.name) in bodies]
    pairs = [(town, bodies[slug(town.name)]) for town in towns if draft.with_site(town)]
    for number, network, (town, body) in draft.cases(draft.in_order("level", pairs), 9):
        place, other = (body, town) if number % 3 == 2 else (town, body)
        theirs = draft.give(other, network, place="home", in_directory=True)
        _own_every_other_time(draft, place, network, number)
        draft.mention(place, theirs, **({"place": "partners"} if number % 3 == 1 else {"in_wikidata": True}))
        draft.trap("level_homonym", place, theirs)
        draft.trap("level_homonym", other, theirs)


def communes_of_epci(draft: Draft) -> None:
    """The site of a commune lists the account of its EPCI, which is named after it, among its own."""
    for number, network, (town, epci) in draft.cases(draft.in_order("epci", towns_of_epci(draft)), 8):
        theirs = draft.give(epci, network, place="home", in_directory=True)
        _own_every_other_time(draft, town, network, number)
        draft.mention(town, theirs, place="home")
        draft.trap("commune_lists_epci", town, theirs)
        draft.trap("commune_lists_epci", epci, theirs)


def abroad(draft: Draft) -> None:
    """Wikidata, once in three the directory, names the account of a namesake abroad. It says its country in its name,
    or (on X, every other time) only by the site that it links to."""
    towns = [place for place in draft.territories if place.name in ABROAD and place.level == "commune"]
    for number, network, place in draft.cases(filter(draft.with_site, draft.in_order("foreign", towns)), 9):
        country, host = ABROAD[place.name]
        is_silent = network == "x" and number % 2 == 0
        signature = f"Ville {of_name(place.name)}" + ("" if is_silent else f" ({country})")
        other = draft.outsider(f"abroad:{place.code}", signature, 60_000, host)
        theirs = draft.strange(other, network, f"VilleDe{camel(place.name)}", "hors_territoire")
        _own_every_other_time(draft, place, network, number)
        is_in_directory = number % 3 == 2
        draft.mention(place, theirs, in_directory=is_in_directory, in_wikidata=not is_in_directory)
        draft.trap("foreign", place, theirs)


def towns_of_epci(draft: Draft) -> Iterator[tuple[Territory, Territory]]:
    """Communes and the EPCI of their département that bears their name, the sites of both being readable."""
    for epci in draft.candidates("town of", level="epci"):
        for town in draft.candidates("town of"):
            is_near = town.departement_code == epci.departement_code and len(town.name) >= 5
            if is_near and f"-{slug(town.name)}-" in f"-{slug(epci.name)}-":
                yield town, epci


def _own_every_other_time(draft: Draft, place: Territory, network: str, number: int) -> None:
    if number % 2:
        draft.remove(place, network)
    else:
        draft.give(place, network, place="home", in_directory=number % 4 == 0)
