"""What one takes away from a page, in its folder: the rows that it shows as CSV (UTF-8, and `;` with BOM for French
spreadsheets), its words as JSON, and a zip of both with a README.

Every file made from simulated data says so in itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from deflate import deflate_compress
from stream_zip import ZIP_32, stream_zip

from dashboards.charts.base import Chart, Column
from dashboards.charts.selection import Asked, Selection, Tally, rows_shown, selections
from dashboards.citation import citation
from dashboards.export import csv_text, figures, write_text
from dashboards.place import Place
from dashboards.source import Edition
from dashboards.words import FR, UNTRANSLATED, Words, month_code, phrases
from pipelines.model.fields import TABLES, Field

EPOCH: Final = datetime(1980, 1, 1, tzinfo=UTC)
UNITS: Final = phrases({
    "text": "texte", "month": "mois", "count": "nombre", "decimal": "nombre", "share": "part de 0 à 1",
    "percent": "en %", "points": "points de pourcentage", "gain": "nombre, avec son signe",
    "relative": "part de 0 à 1", "per_1000": "pour 1 000 habitants", "flag": "vrai ou faux",
})  # fmt: skip
"""In the files, by the form in which a page prints the column."""
FORMS: Final = {"BIGINT": "count", "DOUBLE": "decimal", "BOOLEAN": "flag", "DATE": "month"}
"""Of a column that is published as it is, by its type; the others are texts."""
CODES: Final = (
    "territory_id", "area_code", "network", "network_a", "network_b", "stratum", "status", "state", "verdict",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """The rows that a page shows and what must be known to use them. `path` is that of the page, `method` (term, text)
    pairs, `source` the published tables, of which `selections` give the rows. Files lie in the folder of the page under
    the last word of its address, unless `folder` and `name` say otherwise."""

    path: str
    title: str
    subtitle: str
    description: str
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]
    method: tuple[tuple[str, str], ...]
    source: str
    words: Words
    selections: tuple[Selection | Tally | Asked, ...]
    folder: str = ""
    name: str = ""

    @property
    def slug(self) -> str:
        """The name of its files."""
        return self.name or self.path.rpartition("/")[2]

    @property
    def codes(self) -> list[str]:
        """Codes of the rows that no column shows: a reader of any language finds the rows by them."""
        shown = {column.key for column in self.columns}
        return [key for key in CODES if self.rows and key in self.rows[0] and key not in shown]


def published(source: str, *keys: str) -> tuple[Column, ...]:
    """Columns of the tables of `source` as they are, under their own names.

    Raises:
        KeyError: no table has such a column.
    """
    fields = _fields(source)
    return tuple(Column(key, key, FORMS.get(fields[key].type, "text")) for key in keys)


def of_chart(chart: Chart, edition: Edition) -> Taken:
    """What one takes away from a figure."""
    shared = (chart.columns, chart.rows, chart.method, chart.source, chart.words)
    return Taken(chart.slug, chart.title, chart.subtitle, chart.description, *shared, selections(chart, edition))


def write_chart(chart: Chart, edition: Edition, out: Path, place: Place) -> list[Path]:
    """The files of a figure and the data that pages draw it from; nothing where a word of them is not translated."""
    drawn = {f"{chart.words.folder}assets/figures/{name}": text for name, text in figures(chart).items()}
    if any(UNTRANSLATED in text for text in drawn.values()):
        return []
    files = write(of_chart(chart, edition), edition, out, place)
    return [*files, *(write_text(out / name, text) for name, text in drawn.items() if files)]


def write(taken: Taken, edition: Edition, out: Path, place: Place) -> list[Path]:
    """The CSV pair, the JSON and the zip of all; nothing where a word of them is not translated.

    One CSV serves both languages: its labels are French, and codes stand beside them. It is written with the French
    page; the zip of each language holds it with the labels of that language.
    """
    home, slug = out / taken.words.folder / (taken.folder or taken.path), taken.slug
    tables, fiche = _tables(taken, edition), {f"{slug}.json": _fiche(taken, edition)}
    held = tables | fiche | {"README.md": _readme(taken, edition, place)}
    if any(UNTRANSLATED in text for text in held.values()):
        return []
    lying = (tables if taken.words is FR else {}) | fiche
    written = [write_text(home / name, text) for name, text in lying.items()]
    written.append(home / f"{slug}.zip")
    written[-1].write_bytes(zipped(held))
    return written


def zipped(files: Mapping[str, str]) -> bytes:
    """The files in their order, of one date: another machine makes the same bytes of the same texts."""
    entries = ((name, EPOCH, 0o100644, ZIP_32, (text.encode("utf-8"),)) for name, text in files.items())
    made: Callable[[], Any] = _Deflated
    return b"".join(stream_zip(entries, get_compressobj=made, extended_timestamps=False))


class _Deflated:
    """`zlib.compressobj` by libdeflate, of a locked version: the zlib of another system makes other bytes."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def compress(self, part: bytes) -> bytes:
        self._parts.append(part)
        return b""

    def flush(self) -> bytes:
        return bytes(deflate_compress(b"".join(self._parts), 9))


def _tables(taken: Taken, edition: Edition) -> dict[str, str]:
    keys = [column.key for column in taken.columns] + taken.codes
    rows = [[row[key] for key in keys] for row in taken.rows]
    return {
        f"{taken.slug}.csv": csv_text(keys, rows, edition.mention),
        f"{taken.slug}.fr.csv": csv_text(keys, rows, edition.mention, french=True),
    }


def _fiche(taken: Taken, edition: Edition) -> str:
    """The words of a page as JSON: what it shows, what its columns are, where its numbers come from."""
    site, fields = taken.words.content("site"), _fields(taken.source)
    words = {
        "slug": taken.slug, "title": taken.title, "subtitle": taken.subtitle, "description": taken.description,
        "month": month_code(edition.month), "roster": edition.roster_id, "method": dict(taken.method),
        "columns": [
            {"name": column.key, "label": column.head(taken.words), "unit": _unit(column, fields, taken.words),
             "definition": _definition(fields.get(column.key), taken.words)}
            for column in taken.columns
        ], "codes": taken.codes, "rows": len(taken.rows),
        "table": taken.source, "shown": rows_shown(taken.selections),
        "sql": "\n\n".join(one.sql for one in taken.selections),
        "licence": site["licence"], "source": site["source"], "data_mention": edition.mention,
    }  # fmt: skip
    return json.dumps(words, ensure_ascii=False, indent=1, default=str) + "\n"


def _readme(taken: Taken, edition: Edition, place: Place) -> str:
    """Title, caveats, columns with unit and definition, citation, in Markdown."""
    words, fields = taken.words, _fields(taken.source)
    cited = citation(edition, taken.title, taken.path, place.address(f"{words.folder}{taken.path}/"))
    mention = [f"**{edition.mention}** {words.data(edition.notice or '')}", ""] if edition.mention else []
    caveats = [words.say("* {term} : {text}", term=term, text=text) for term, text in taken.method]
    columns = [
        words.say("* {term} : {text}", term=f"`{column.key}`", text=_told(column, fields, words))
        for column in taken.columns
    ]
    tables = ", ".join(f"`{name}`" for name in taken.source.split(", "))
    return "\n".join([
        f"# {taken.title}", "", taken.subtitle, "", *mention, taken.description, "",
        f"## {words.say('Ce qu’il faut savoir')}", "", *caveats, "",
        f"## {words.say('Colonnes')}", "", *columns, "",
        words.say("Table : {table}", table=tables), "",
        f"## {words.say('Citer')}", "", cited["text"], "", "```bibtex", cited["bibtex"], "```", "",
    ])  # fmt: skip


def _told(column: Column, fields: Mapping[str, Field], words: Words) -> str:
    """What a column is: its heading, its unit, and its definition where the tables have the column."""
    unit = _unit(column, fields, words)
    unit = words.say(UNITS[unit]) if unit in UNITS else unit
    head = unit if column.is_bare else f"{column.head(words)} ({unit})"
    meaning = _definition(fields.get(column.key), words)
    return f"{head}. {meaning}" if meaning else head


def _unit(column: Column, fields: Mapping[str, Field], words: Words) -> str:
    """The form in which a page prints the column; of one that is published as it is, the unit that its table tells."""
    unit = fields[column.key].unit if column.is_bare and column.key in fields else ""
    return words.data(unit) if unit else column.form


def _definition(field: Field | None, words: Words) -> str | None:
    """The sense of a column in the dictionary of its table, None for one that only the page has."""
    return None if field is None else words.data(field.text_fr)


def _fields(source: str) -> dict[str, Field]:
    """The columns of the tables by name; of two of a name, that of the first table."""
    names = [name for name in source.split(", ") if name in TABLES]
    return {field.name: field for name in reversed(names) for field in TABLES[name].fields}
