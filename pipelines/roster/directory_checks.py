"""Records of the directory that are another body's: a foreign town, a code or a SIREN that is not theirs.

Belongs here: what one record, or two of them, say against themselves. Not here: whether the list as a whole is believed
(`list_checks`), nor which record is a member's (`directory`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.roster import list_checks
from pipelines.roster.directory_match import BRANCH_OFFICE, Entry
from pipelines.roster.list_checks import Known, shown
from pipelines.roster.lists import plain


def without_strangers(
    entries: Sequence[Entry], known: Known, problems: list[str]
) -> tuple[list[Entry], frozenset[str]]:
    """The town halls without those whose code is another commune's or nobody's, and the codes that those claimed: of
    these communes the list says nothing that can be believed. Branch offices bear the names of quarters."""
    kept: list[Entry] = []
    claimed: set[str] = set()
    for entry in entries:
        why = _strangeness(entry, known)
        if why is None:
            kept.append(entry)
        else:
            claimed |= set(entry.insee_codes)
            problems.append(f"Annuaire : « {entry.name} » n’est pas retenu : {why} ({entry.page_url or 'sans page'}).")
    return kept, frozenset(claimed)


def _strangeness(entry: Entry, known: Known) -> str | None:
    name = plain(entry.name)
    if not name.startswith("mairie ") or BRANCH_OFFICE.match(name):
        return None
    whys = (list_checks.stranger(code, name, known.communes) for code in entry.insee_codes)
    return next((why for why in whys if why is not None), None)


def holders_of_shared_sirens(entries: Iterable[Entry], problems: list[str]) -> frozenset[str]:
    """The plain names of bodies that share a SIREN: one of them bears the other's, and cannot be found by its own."""
    doubled = list_checks.borne_twice((entry.siren, entry.name) for entry in entries)
    problems += [
        f"Annuaire : le SIREN {siren} est donné à plusieurs organismes : {shown(names)} ; seul celui dont le nom est "
        "exact est retenu."
        for siren, names in doubled.items()
    ]
    return frozenset(plain(name) for names in doubled.values() for name in names)
