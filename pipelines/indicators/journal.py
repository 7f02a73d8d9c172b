"""The data journal (data/reference/journal.toml, and what `reparse` adds): what was corrected or is read otherwise."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipelines.model.errors import InputError, ReferenceDataError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month

JOURNAL_FR: Final = {
    "world": "Des réponses archivées sont arrivées, ou ont été effacées.",
    "correction": "Une donnée fausse a été corrigée.",
    "parser": "Un lecteur lit autrement les réponses d’un réseau.",
    "method": "Une règle de calcul ou de publication a changé.",
    "roster": "La règle qui attribue les comptes, ou une liste, a changé.",
    "geography": "Les territoires, leur code ou leur population ont changé.",
    "erratum": "Une édition scellée est corrigée par une autre.",
}
_TABLE: Final = TABLES["reference.journal"]
_KEYS: Final = frozenset({"date", "kind", "months", "networks", "fr", "en"})


def read_journal(path: Path) -> pl.DataFrame:
    """`reference.journal`, newest entry first. `months` of the file is `2012-03/2013-03`, either end empty for open.

    Raises:
        ReferenceDataError: the file is missing or is not TOML, or an entry lacks a key, has another one, or a value
            that cannot be read; the message names it.
    """
    try:
        blocks: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ReferenceDataError(f"{path} cannot be read ({error}): restore it from the repository") from error
    rows = [_row(path, entry_id, block) for entry_id, block in blocks.items()]
    types = {"VARCHAR": pl.String, "DATE": pl.Date}
    frame = pl.DataFrame(rows, schema={field.name: types[field.type] for field in _TABLE.fields}, orient="row")
    return frame.sort("entry_date", "entry_id", descending=[True, False])


def _row(path: Path, entry_id: str, block: dict[str, Any]) -> dict[str, Any]:
    wrong = sorted(block.keys() ^ _KEYS)
    if wrong:
        raise ReferenceDataError(f"{path}, {entry_id}: {', '.join(wrong)} missing or not known")
    if block["kind"] not in JOURNAL_FR:
        raise ReferenceDataError(f"{path}, {entry_id}: kind {block['kind']!r} is none of {', '.join(JOURNAL_FR)}")
    if not isinstance(block["date"], date):
        raise ReferenceDataError(f"{path}, {entry_id}: date {block['date']!r} is no date (2026-11-26)")
    ends = [_month(path, entry_id, end) for end in str(block["months"]).partition("/")[::2]]
    if None not in ends and ends != sorted(ends, key=str):
        raise ReferenceDataError(f"{path}, {entry_id}: months: the first is after the last")
    return {
        "entry_id": entry_id,
        "entry_date": block["date"],
        "kind": block["kind"],
        "first_month": ends[0],
        "last_month": ends[1],
        "networks": " ".join(block["networks"]) or None,
        "text_fr": block["fr"].strip(),
        "text_en": block["en"].strip(),
    }


def _month(path: Path, entry_id: str, text: str) -> date | None:
    try:
        return Month.parse(text).first_day if text else None
    except InputError as error:
        raise ReferenceDataError(f"{path}, {entry_id}: months: {error}; write 2012-03/2013-03, or /") from error
