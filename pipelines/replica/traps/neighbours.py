"""Accounts that a body links to and that are not its own: the State, a mayor, a service, a town, who hosts its site."""

from __future__ import annotations

from typing import Final

from pipelines.replica.hashing import pick
from pipelines.replica.territory import Territory, camel, of_name
from pipelines.replica.traps.draft import Draft
from pipelines.replica.traps.namesakes import towns_of_epci

_FIRST_NAMES: Final = ("camille", "dominique", "claude", "alex", "sacha", "charlie")
_SERVICES: Final = (
    ("OfficeTourisme{}", "Office de tourisme {}", "tourisme"),
    ("Mediatheque{}", "Médiathèque {}", "equipement"),
    ("{}Jeunesse", "Espace jeunesse {}", "thematique"),
    ("Visit{}", "Visitez les environs {}", "tourisme"),
    ("Sports{}", "Service des sports {}", "thematique"),
    ("Theatre{}", "Théâtre {}", "equipement"),
)


def prefectures(draft: Draft) -> None:
    """The site links to the State's account: that of the prefecture for a département, the gendarmerie for a town."""
    places = [place for place in draft.candidates("prefecture", level="departement") if len(place.code) == 2]
    for number, network, place in draft.cases(places, 6):
        host = f"www.{place.slug}.gouv.fr"
        state = draft.outsider(f"etat:{place.code}", f"Préfecture – {place.name}", 60_000, host)
        shown = f"prefecture.{place.slug}" if network == "facebook" else f"Prefet{place.code}"
        _link(draft, "prefecture", place, network, state, shown, "etat", number)
    for number, network, place in draft.cases(draft.candidates("gendarmerie", least=2_000), 4):
        state = draft.outsider(f"etat:{place.code}", f"Gendarmerie {of_name(place.name)}", 3_000)
        _link(draft, "prefecture", place, network, state, f"Gendarmerie{camel(place.name)}", "etat", number)


def mayors(draft: Draft) -> None:
    """The site links to the mayor's account; every other time the handle does not say so, but the name does."""
    for number, network, place in draft.cases(draft.candidates("mayor", least=1_000), 9):
        first = pick(_FIRST_NAMES, "mayor", place.code)
        person = draft.outsider(f"elu:{place.code}", f"{first.capitalize()}, maire {of_name(place.name)}", 2_000)
        shown = f"{first}_maire_{place.code}" if number % 2 else f"{first}{camel(place.name)}"
        _link(draft, "mayor", place, network, person, shown, "elu", number // 2)


def services(draft: Draft) -> None:
    """The directory lists an office or a service; every other time the territory has an account on its site."""
    for number, network, place in draft.cases(draft.candidates("service", least=1_000), 12):
        shape, title, scope = _SERVICES[number // 2 % len(_SERVICES)]
        service = draft.outsider(f"service:{place.code}:{number}", title.format(of_name(place.name)), 2_000)
        theirs = draft.strange(service, network, shape.format(camel(place.name)), scope)
        if number % 2:
            draft.remove(place, network)
        else:
            draft.give(place, network, place="home")
        draft.mention(place, theirs, in_directory=True)
        draft.trap("service", place, theirs)


def towns_on_epci(draft: Draft) -> None:
    """The site of an EPCI lists the account of its town: the EPCI has none (twice in three), the town's own site names
    it (twice in three)."""
    for number, network, (town, epci) in draft.cases(draft.in_order("town", towns_of_epci(draft)), 9):
        is_on_own_site = number % 3 != 1
        theirs = draft.give(town, network, place="home" if is_on_own_site else None)
        if number % 3:
            draft.remove(epci, network)
        else:
            draft.give(epci, network, place="home", in_directory=True)
        draft.mention(epci, theirs, place="home")
        draft.trap("epci_lists_ville", town, theirs)
        draft.trap("epci_lists_ville", epci, theirs)


def hosts(draft: Draft) -> None:
    """Communes on one host: each of their pages links to the accounts of the company that hosts them."""
    company = draft.outsider("tiers:mairies-en-ligne", "Mairies en ligne", 3_000, "www.editeur-de-sites.fr")
    accounts = [draft.strange(company, network, "MairiesEnLigne", "tiers") for network in ("facebook", "x")]
    moved: list[Territory] = []
    small = [place for place in draft.in_order("host", draft.territories) if _is_small(place)]
    free = [place for place in small if draft.is_free(place, "x")]
    for number, _, place in draft.cases(free, 6, ("facebook",)):
        draft.move_to_shared_host(place)
        moved.append(place)
        for account in accounts:
            if number % 2:
                draft.remove(place, account.network)
            elif account.network == "facebook":
                draft.give(place, "facebook", place="home")
    for place in draft.on_shared_host():
        draft.move_to_shared_host(place)
        for account in accounts:
            draft.mention(place, account, place="home")
            if draft.is_free(place, account.network) or place in moved:
                draft.trap("shared_host", place, account)


def _is_small(place: Territory) -> bool:
    return place.level == "commune" and 100 <= place.population < 2_000


def _link(
    draft: Draft, kind: str, place: Territory, network: str, owner: Territory, shown: str, scope: str, number: int
) -> None:
    theirs = draft.strange(owner, network, shown, scope)
    if number % 2:
        draft.remove(place, network)
    else:
        draft.give(place, network, place="home", in_directory=number % 4 == 0)
    draft.mention(place, theirs, place=("home", "partners")[number % 3 == 2])
    draft.trap(kind, place, theirs)
