"""Lists that are late, mistaken or contrary."""

from __future__ import annotations

from pipelines.replica.territory import camel, of_name
from pipelines.replica.traps.draft import LONG_AGO, Draft

_CLOSED = 2025 * 12 + 5


def stale(draft: Draft) -> None:
    """The directory, or every third time Wikidata, lists an account that was closed; the site links to the new one."""
    for number, network, place in draft.cases(draft.candidates("stale_directory", least=500), 6):
        is_wikidata = number % 3 == 2
        old = draft.give(place, network, in_directory=not is_wikidata, in_wikidata=is_wikidata, gone=_CLOSED)
        draft.again(
            old, f"{camel(place.name)}Actus", first=_CLOSED - 1, gone=10**9, in_directory=False, in_wikidata=False,
            place="home",
        )  # fmt: skip
        draft.trap("stale_directory", place, old)


def wrong_labels(draft: Draft) -> None:
    """The directory says one network, and gives the address of another."""
    labels = {"facebook": "Instagram", "x": "Facebook", "instagram": "Twitter"}
    other = {"facebook": "instagram", "x": "facebook", "instagram": "x"}
    for _, network, place in draft.cases(draft.candidates("wrong_label", least=500), 6):
        own = draft.give(place, network, in_directory=True, wrong_label=labels[network])
        if draft.is_free(place, other[network]):
            draft.remove(place, other[network])
        draft.trap("wrong_label", place, own)


def conflicts(draft: Draft) -> None:
    """Three lists, three accounts, all open: the site links to the living one, the directory lists one that was left
    without being closed and says nothing any more, Wikidata one that admirers keep (or the living one, half of the
    time)."""
    for number, network, place in draft.cases(draft.candidates("conflict", least=1_000), 9):
        draft.give(place, network, place="home", in_wikidata=number % 2 == 0)
        left = draft.outsider(f"ancien:{place.code}", place.label, 400)
        old = draft.strange(left, network, f"{camel(place.name)}Mairie", "generaliste", is_dormant=True)
        draft.mention(place, old, in_directory=True)
        draft.trap("conflict", place, old)
        if number % 2:
            friends = draft.outsider(f"tiers:{place.code}", f"J’aime la vie {of_name(place.name)}", 8_000)
            theirs = draft.strange(friends, network, f"JaimeVivreA{camel(place.name)}", "tiers")
            draft.mention(place, theirs, in_wikidata=True, first=LONG_AGO)
