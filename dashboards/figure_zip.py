"""The zip of a figure: its numbers, its words, and a README with what one must know to use them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from dashboards.charts.base import Chart, Column
from dashboards.citation import citation
from dashboards.place import Place
from dashboards.source import Edition
from dashboards.words import Words, phrases
from pipelines.model.fields import TABLES

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
UNITS: Final = phrases({
    "text": "texte", "month": "mois", "count": "nombre", "decimal": "nombre", "share": "part de 0 à 1",
    "percent": "en %", "points": "points de pourcentage", "gain": "nombre, avec son signe",
    "relative": "part de 0 à 1", "per_1000": "pour 1 000 habitants", "flag": "vrai ou faux",
})  # fmt: skip
"""In the files, by the form in which a page prints the column."""


def zipped(files: Mapping[str, str]) -> bytes:
    """The files as they are, in their order, of one date: another machine makes the same bytes of the same texts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, text.encode("utf-8"))
    return made.getvalue()


def readme(chart: Chart, edition: Edition, place: Place) -> str:
    """Title, caveats, columns with unit and definition, citation, in Markdown."""
    words = chart.words
    cited = citation(edition, chart.title, chart.slug, place.address(f"{words.folder}{chart.slug}/"))
    mention = [f"**{edition.mention}** {words.data(edition.notice or '')}", ""] if edition.mention else []
    caveats = [words.say("* {term} : {text}", term=term, text=text) for term, text in chart.method]
    columns = [
        words.say("* {term} : {text}", term=f"`{column.key}`", text=told(chart, column)) for column in chart.columns
    ]
    return "\n".join([
        f"# {chart.title}", "", chart.subtitle, "", *mention, chart.description, "",
        f"## {words.say('Ce qu’il faut savoir')}", "", *caveats, "",
        f"## {words.say('Colonnes')}", "", *columns, "",
        words.say("Table : {table}", table=f"`{chart.source}`"), "",
        f"## {words.say('Citer')}", "", cited["text"], "", "```bibtex", cited["bibtex"], "```", "",
    ])  # fmt: skip


def told(chart: Chart, column: Column) -> str:
    """What a column of a figure is: its heading, its unit, and its definition where the table has the column."""
    words = chart.words
    head = f"{words.say(column.label)} ({words.say(UNITS[column.form])})"
    meaning = definition(chart, column, words)
    return f"{head}. {meaning}" if meaning else head


def definition(chart: Chart, column: Column, words: Words) -> str | None:
    """The sense of a column in the dictionary of its table, None for one that only the figure has."""
    names = [name for name in chart.source.split(", ") if name in TABLES]
    found = [field.text_fr for name in names for field in TABLES[name].fields if field.name == column.key]
    return words.data(found[0]) if found else None
