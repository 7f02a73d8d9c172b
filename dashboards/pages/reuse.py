"""What the page of a figure says of it beyond the figure: what to download, how to find its numbers again, to cite it
and to show it elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

from dashboards.charts.base import Chart
from dashboards.charts.selection import POLARS, Selection, Tally, selections, table_file
from dashboards.citation import citation
from dashboards.place import Place
from dashboards.source import Edition
from dashboards.words import phrases

NAMES: Final = phrases({
    "presence-niveaux": "Présence par strate", "presence-temps": "Présence dans le temps",
    "presence-reseaux": "Présence dans le temps, strate par strate",
    "presence-publies": "Présence de 2012 à 2015, imprimée et mesurée",
    "copresence": "Présence sur deux réseaux à la fois", "carte-regions": "Carte de la présence par région",
    "carte-departements": "Carte de la présence par département",
    "carte-statuts": "Carte des départements eux-mêmes",
    "carte-epci": "Carte des intercommunalités elles-mêmes", "carte-communes": "Carte des communes, une à une",
    "progressions": "Progressions",
    "couverture-reseaux": "Statuts par réseau", "heures": "Heures de publication",
    "inconnues-motifs": "Pourquoi des statuts restent inconnus", "imprime-mesure": "Taux imprimés et taux mesurés",
})  # fmt: skip
"""Every figure that any edition may draw."""
AROUND: Final = 480
"""Pixels of an embed above and below its figure: mention, title, sentences, downloads, source."""


def reuse(chart: Chart, edition: Edition, place: Place, folder: Path | None) -> Mapping[str, Any]:
    """`folder` holds the tables of the edition where the site lies among them: they are offered only then."""
    words = edition.words
    found = selections(chart, edition)
    page = f"{words.folder}{chart.slug}/"
    height = chart.height + AROUND
    return {
        "chart": chart,
        "wholes": [_whole(table, edition, folder) for table in dict.fromkeys(t for one in found for t in one.tables)],
        "ways": _ways(found, chart, edition, place),
        "cited": citation(edition, chart.title, chart.slug, place.address(page)),
        "height": height,
        "embeds": [
            (
                "integrer-derniere",
                words.say("La dernière édition, quelle qu’elle soit"),
                _iframe(chart, place, height, latest=True),
            ),
            ("integrer-figee", words.say("Cette édition, figée"), _iframe(chart, place, height, latest=False)),
        ],
    }


def _iframe(chart: Chart, place: Place, height: int, *, latest: bool) -> str:
    words = chart.words
    address = place.told(f"{words.folder}embed/{chart.slug}/", words, latest=latest)
    title = words.say(NAMES[chart.slug]) if latest else chart.subtitle
    return (
        f'<iframe src="{address}" title="{escape(title)}" width="100%" height="{height}" loading="lazy"'
        ' style="border:0"></iframe>'
    )


def _whole(table: str, edition: Edition, folder: Path | None) -> dict[str, Any]:
    file = table_file(table)
    is_there = folder is not None and (folder / file).is_file()
    return {"table": table, "rows": edition.row_counts[table], "path": file if is_there else None}


def _ways(found: tuple[Selection | Tally, ...], chart: Chart, edition: Edition, place: Place) -> list[tuple[str, str]]:
    """The same rows by four tools: a heading and a text to copy. Where they stand in two tables, each has its name."""
    words = edition.words
    database = f"barometre-{edition.month:%Y-%m}.duckdb"
    names = ["rows", *(f"rows_{place}" for place in range(2, len(found) + 1))]
    sql = "\n\n".join(one.sql for one in found)
    reading = "\n".join(
        f'{name} <- DBI::dbGetQuery(con, "\n{one.sql}")' for name, one in zip(names, found, strict=True)
    )
    first, *others = (one.polars.replace("rows = ", f"{name} = ", 1) for name, one in zip(names, found, strict=True))
    frames = "\n\n".join([first, *(other.removeprefix(POLARS) for other in others)])
    return [
        (words.say("SQL (DuckDB, {file})", file=database), sql),
        (words.say("polars (fichiers Parquet)"), frames),
        ("R", f'con <- DBI::dbConnect(duckdb::duckdb(), "{database}", read_only = TRUE)\n{reading}'),
        (words.say("curl (ce qui est montré)"), f"curl -fO {place.told(f'{chart.slug}/{chart.slug}.csv', words)}"),
    ]
