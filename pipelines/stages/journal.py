"""What `reparse` found and put in place, as entries of the data journal: written by it, into the folder of the data.

The journal of the project (data/reference/journal.toml) is written by hand and reviewed as code is; this one tells what
changed in one base. Entries are only ever added: the beginning of the file is the journal of an edition of then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import polars as pl

from dashboards import labels
from dashboards.words import EN, FR, Words
from pipelines.indicators.journal import read_journal
from pipelines.model.errors import ReferenceDataError
from pipelines.model.fields import TABLES
from pipelines.networks.registry import label
from pipelines.stages.world import World
from pipelines.warehouse.causes import CAUSES, Change, Why
from pipelines.warehouse.connect import connect
from pipelines.warehouse.load import load_reference
from pipelines.warehouse.moves import Moves

TABLE: Final = "reference.journal"
_TEXTS: Final = {
    "method": ("les tables sont calculées avec les règles d’aujourd’hui.", "tables are computed by today’s rules."),
    "world": ("des réponses sont arrivées, ou ont été effacées, depuis qu’elle fut lue.",
              "answers came in, or were erased, since it was read."),
    "parser": ("les mêmes réponses sont lues autrement par les lecteurs d’aujourd’hui.",
               "the same answers are read otherwise by today’s parsers."),
    "roster": ("les comptes sont attribués d’après les preuves et les règles d’aujourd’hui.",
               "accounts are attributed by the evidence and rules of today."),
    "geography": ("territoires, populations et listes sont ceux du référentiel d’aujourd’hui.",
                  "territories, populations and lists are those of today’s reference data."),
}  # fmt: skip
_MOVED: Final = {
    "fr": (
        "Chiffres qui changent : statuts, {} ; nombres d’abonnés, {} ; collectivités touchées, {}.",
        "de « {} » à « {} » : {}", "Statuts, du plus fréquent : {}.",
        "{}, {}, {} : {} → {}", "Abonnés, du plus grand écart : {}.", "hors des listes", " ; ",
    ),
    "en": (
        "Figures that change: statuses, {}; follower counts, {}; authorities touched, {}.",
        "from “{}” to “{}”: {}", "Statuses, the most frequent first: {}.",
        "{}, {}, {}: {} → {}", "Followers, the largest move first: {}.", "not listed", "; ",
    ),
}  # fmt: skip
"""How many moved; a change of status and all of them; a move of followers and all of them; what is in no list; what
stands between two."""


def journal(world: World) -> pl.DataFrame:
    """`reference.journal`: the entries of the project, and those that were written in this folder of data.

    Raises:
        ReferenceDataError: a file cannot be read, or both have an entry of one name.
    """
    own, path = read_journal(world.settings.reference_dir / "journal.toml"), world.settings.journal_path
    if not path.is_file():
        return own
    both = pl.concat([own, read_journal(path)])
    if twice := both.filter(pl.col("entry_id").is_duplicated())["entry_id"].unique().to_list():
        raise ReferenceDataError(f"{path}: {', '.join(sorted(twice))} is an entry of the project’s journal as well")
    return both.sort("entry_date", "entry_id", descending=[True, False])


def write_entries(world: World, found: Why, sealed: Iterable[str]) -> list[str]:
    """Add an entry for each cause that changed published rows, to the file and to the base; gives their names.

    `sealed` are the months whose sealed edition would be otherwise.

    Raises:
        ReferenceDataError: the journal cannot be read.
    """
    path, day = world.settings.journal_path, world.now.date()
    known = set(journal(world)["entry_id"])
    blocks = {}
    for cause in CAUSES:
        changes = [one for one in found.changes if one.cause == cause and TABLES[one.table].is_published]
        if changes:
            entry = _entry(day, cause, changes, found.moves.get(cause, Moves()), sorted(sealed))
            blocks[_name(f"relecture-{day}-{cause}", known)] = entry
    if blocks:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.writelines(_block(name, entry) for name, entry in blocks.items())
        with connect(world.settings.warehouse_path) as con:
            load_reference(con, {TABLE: journal(world)})
    return list(blocks)


def _name(wanted: str, known: set[str]) -> str:
    """A name that no entry has: a second reading of one day is numbered."""
    if wanted not in known:
        return wanted
    return next(name for number in range(2, len(known) + 3) if (name := f"{wanted}-{number}") not in known)


def moves_told(words: Words, moved: Moves) -> str:
    """Which figures of territories moved, and the largest moves, in the language of the words (FR or EN)."""
    counted, turn, turns, move, largest, nowhere, join = _MOVED[words.code]

    def state(status: str | None) -> str:
        return nowhere if status is None else labels.state(words, status)

    told = counted.format(*map(words.number, (moved.status_count, moved.followers_count, moved.territory_count)))
    statuses = [turn.format(state(old), state(new), words.number(count)) for old, new, count in moved.turns]
    followers = [
        move.format(one.name, label(one.network), one.month, *map(words.number, (one.before, one.after)))
        for one in moved.largest
    ]
    for template, parts in ((turns, statuses), (largest, followers)):
        told += f" {template.format(join.join(parts))}" if parts else ""
    return told


def _entry(day: date, cause: str, changes: list[Change], moved: Moves, sealed: list[str]) -> dict[str, Any]:
    months = sorted({one.month for one in changes if one.month is not None})
    rows = sum(one.added + one.removed + one.changed for one in changes)
    fr, en = _TEXTS[cause]
    told_fr = f"Relecture de l’archive : {fr} {FR.number(rows)} lignes publiées changent. {moves_told(FR, moved)}"
    told_en = f"The archive was read again: {en} {EN.number(rows)} published rows change. {moves_told(EN, moved)}"
    if sealed:
        told_fr += f" Éditions scellées qui seraient autres : {', '.join(sealed)}."
        told_en += f" Sealed editions that would be otherwise: {', '.join(sealed)}."
    return {
        "date": day, "kind": cause, "months": f"{months[0]}/{months[-1]}" if months else "/",
        "networks": sorted({one.network for one in changes if one.network is not None}), "fr": told_fr, "en": told_en,
    }  # fmt: skip


def _block(name: str, entry: dict[str, Any]) -> str:
    """An entry as TOML, whose strings and lists are those of JSON."""
    told = "\n".join(
        f"{key} = {value if isinstance(value, date) else json.dumps(value, ensure_ascii=False)}"
        for key, value in entry.items()
    )
    return f"[{name}]\n{told}\n\n"
