"""fr.viadeo.com: a network that closed at the end of November 2016. Old pages of sites still link to it."""

from __future__ import annotations

from pipelines.replica.hashing import seed
from pipelines.replica.names import Register
from pipelines.replica.platform import Names, Platform
from pipelines.replica.platforms._shapes import not_found
from pipelines.replica.posts import Timeline
from pipelines.replica.records import Site, World
from pipelines.replica.territory import Territory
from pipelines.replica.visit import Reply, Visit, to_host

_CLOSED = 2016 * 12 + 11


def page(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """Every page of the scene `aujourdhui` comes after the end."""
    return not_found("Viadeo", text="Viadeo a fermé : cette page n’existe plus.", status=410)


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    shown = register.take("viadeo", place.slug, f"-{place.code.lower()}", 60)
    number = f"0021{seed('viadeo', place.territory_id) % 10**12:012d}"
    return Names(shown, shown, f"http://fr.viadeo.com/fr/company/{shown}", number)


PLATFORM = Platform(
    name="viadeo",
    rank=90,
    label="Viadeo",
    directory_label="Viadeo",
    hosts={"fr.viadeo.com": page, "www.viadeo.com": to_host("fr.viadeo.com")},
    shares={"REG": 0.25, "DEP": 0.10, "METRO": 0.12, "COM_100000_PLUS": 0.12, "COM_50000_100000": 0.04},
    relative_size=0.01,
    opened=lambda drawn: 2009 * 12 + int(60 * drawn),
    closed=_CLOSED,
    can_rename=lambda names: False,
    pace=0.0,
    names=_names,
    answers_renamed=False,
    directory_share=0.0,
)
