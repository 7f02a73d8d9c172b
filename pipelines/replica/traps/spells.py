"""Accounts that change hands, handle or state in the month TURN while sources still show the old link."""

from __future__ import annotations

from typing import Final

from pipelines.replica.platform import NEVER
from pipelines.replica.territory import Territory, camel
from pipelines.replica.traps.draft import TURN, Draft

_SHOW_IDS: Final = ("x", "instagram")
"""Networks whose pages or interfaces show the id of an account."""

_PIRATES: Final = ("Bons plans en ligne", "Crypto gains rapides", "Free followers daily")


def hijacks(draft: Draft) -> None:
    """Somebody else has the handle that the site still links to: another id, another name, few followers."""
    for number, network, place in draft.cases(draft.candidates("hijacked", least=2_000), 9):
        own = draft.give(place, network, place="home", in_directory=number % 2 == 0, gone=TURN)
        pirate = draft.outsider(f"pirate:{place.code}", _PIRATES[number % 3], 30)
        theirs = draft.strange(pirate, network, own.shown, "tiers", take=False)
        draft.trap("hijacked", place, draft.change(theirs, first=TURN), TURN)


def reuses(draft: Draft) -> None:
    """The territory closed its account and opened another one under the same handle."""
    for number, network, place in draft.cases(draft.candidates("reused", least=2_000), 6, _SHOW_IDS):
        own = draft.give(place, network, place="home", in_directory=number % 2 == 0, gone=TURN)
        draft.trap("reused", place, draft.again(own, first=TURN, gone=NEVER), TURN)


def returns(draft: Draft) -> None:
    """Closed for a month, then opened again."""
    for number, network, place in draft.cases(draft.candidates("returned", least=2_000), 6):
        own = draft.give(place, network, place="home", in_directory=number % 2 == 0, gone=TURN - 1, back=TURN)
        draft.trap("returned", place, own, TURN)


def renames(draft: Draft) -> None:
    """The site still links to the old handle: it leads on (Facebook), or to nothing while the directory has the new one
    (X, Instagram), or to somebody who took it and no list has the new one."""
    for _, network, place in draft.cases(draft.candidates("renamed", least=2_000), 6):
        old = draft.give(place, network, place="home", renamed=TURN)
        if network != "facebook":
            draft.renamed(old, _new_handle(place), first=TURN, renamed=NEVER, in_directory=True, place=None)
        draft.trap("renamed", place, old, TURN)
    for _, network, place in draft.cases(draft.candidates("renamed_squatted", least=2_000), 4, _SHOW_IDS):
        old = draft.give(place, network, place="home", in_directory=True, renamed=TURN)
        draft.renamed(old, _new_handle(place), first=TURN, renamed=NEVER, in_directory=False, place=None)
        squatter = draft.outsider(f"pirate:{place.code}", _PIRATES[0], 30)
        theirs = draft.strange(squatter, network, old.shown, "tiers", take=False)
        draft.trap("renamed_squatted", place, draft.change(theirs, first=TURN), TURN)


def _new_handle(place: Territory) -> str:
    return f"{camel(place.name)}Infos"
