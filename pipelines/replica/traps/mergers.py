"""Bodies made of several, whose former accounts go on; and a commune that parted, still linked by the one it left."""

from __future__ import annotations

from typing import Final

from pipelines.replica.territory import Territory, camel, of_name, slug
from pipelines.replica.traps.draft import Draft

COMMUNES: Final = {
    "commune:93066": ("Pierrefitte-sur-Seine",),
    "commune:88321": ("Rollainville",),
    "commune:62447": ("Hesdin", "Huby-Saint-Leu", "Marconne"),
    "commune:85223": ("Sainte-Hermine", "Saint-Jean-de-Beugné"),
    "commune:14408": ("May-sur-Orne", "Saint-Martin-de-Fontenay"),
    "commune:85076": ("La Bernardière", "Cugand"),
    "commune:22237": ("Pléven", "Pluduno"),
    "commune:19248": ("Saint-Martin-Sepert", "Saint-Pardoux-Corbier", "Saint-Ybard"),
}  # fmt: skip
"""Communes nouvelles of 1 January 2025, and communes that they were made of."""

EPCI: Final = {
    "epci:992367730": ("CA du Val de Fensch", "CA Portes de France-Thionville"),
    "epci:994579670": ("CC du Pays de Salars", "CC de Lévézou Pareloup"),
}
"""The two EPCI mergers of 1 January 2026."""

PARTED: Final = ("commune:15141", ("commune:15031", "commune:15035", "commune:15171"))
"""Neussargues en Pinatelle, and communes that left it on 1 January 2025."""


def mergers(draft: Draft) -> None:
    """The new body has its account; its site links to those of the former ones too, and the directory lists one."""
    for names, since in ((COMMUNES, 2025 * 12), (EPCI, 2026 * 12)):
        bodies = [draft.by_id[name] for name in names if name in draft.by_id]
        for _, network, place in draft.cases(filter(draft.with_site, bodies), len(bodies)):
            draft.give(place, network, place="home", in_wikidata=True)
            for number, former in enumerate(names[place.territory_id]):
                _former(draft, place, network, former, since, is_listed=number == 0)


def _former(draft: Draft, place: Territory, network: str, name: str, since: int, *, is_listed: bool) -> None:
    title = name if place.level == "epci" else f"Mairie {of_name(name)}"
    before = draft.outsider(f"ancien:{place.code}:{slug(name)}", title, 2_000)
    theirs = draft.strange(before, network, camel(title), "generaliste")
    draft.mention(place, theirs, place="home", in_directory=is_listed)
    draft.trap("merger", place, theirs, since)


def partings(draft: Draft) -> None:
    """The site of the commune that was left still links to the page of each one that left."""
    left_id, names = PARTED
    left = draft.by_id.get(left_id)
    if left is None or not draft.with_site(left):
        return
    draft.give(left, "facebook", place="home", in_directory=True)
    for place in (draft.by_id[name] for name in names if name in draft.by_id):
        if draft.with_site(place):
            own = draft.give(place, "facebook", place="home")
            draft.mention(left, own, place="home")
            draft.trap("split", place, own, 2025 * 12)
            draft.trap("split", left, own, 2025 * 12)
