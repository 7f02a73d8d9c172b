"""Data: the files of the edition, the dictionary of every published column, queries to copy, how to cite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dashboards.citation import citation
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.words import Words, attribute
from pipelines.model.fields import CONTRACT_VERSION, PUBLISHED
from pipelines.warehouse.describe import ABOUT, all_tables
from pipelines.warehouse.sql_files import macro_files

SUFFIXES = frozenset(
    {".duckdb", ".parquet", ".csv", ".json", ".zip", ".sha256", ".md", ".txt", ".toml", ".ipynb", ".sql"}
)
FOLDERS: Final = (*sorted({table.layer for table in all_tables()}), "cookbook", "provenance")
"""Folders of an edition whose files are made for analysts; the others are those of its pages."""

FORMATS: Final = {".parquet": "Parquet", ".csv": "CSV"}
"""The files of a table, by their ending."""


def pages(site: Site) -> Iterator[Page]:
    """The page of files and queries, and the dictionary, a page for each layer of tables."""
    edition, words = site.edition, site.edition.words
    layers = words.content("site")["layers"]
    files = {path: (site.out / path).stat().st_size for path in edition_files(site)}
    by_layer = {
        layer: [
            {
                "name": name, "table": table, "rows": edition.row_counts[name], "id": attribute(name),
                "files": _files_of(name, files),
            }
            for name, table in PUBLISHED.items()
            if table.layer == layer
        ]
        for layer in layers
    }  # fmt: skip
    yield site.page(
        "donnees", "donnees", layers=layers, by_layer=by_layer,
        size=files.pop(site.database.name, None),
        charts_all=list(site.charts.values()),
        site_tables=sorted(path.name for path in site.tables if not path.name.endswith(".fr.csv")),
        database=site.database.name, contract=CONTRACT_VERSION, citation=citation(edition), macros=macro_files(),
        about=[(key, _about(words, key, value)) for key, value in sorted(edition.about.items())],
        about_name=ABOUT.full_name, about_files=_files_of(ABOUT.full_name, files), others=sorted(files.items()),
    )  # fmt: skip
    for layer, label in layers.items():
        yield site.page(
            "dictionnaire", f"dictionnaire-{layer}", tables=by_layer[layer], label=label, contract=CONTRACT_VERSION
        )


def _files_of(name: str, files: dict[str, int]) -> list[tuple[str, str, int]]:
    """Format, path and size of the files of a table, taken out of `files`."""
    paths = [(label, f"{name.replace('.', '/')}{ending}") for ending, label in FORMATS.items()]
    return [(label, path, files.pop(path)) for label, path in paths if path in files]


def _about(words: Words, key: str, value: object) -> str:
    if value is None:
        return words.say("non renseigné")
    return words.own(str(value)) if key.endswith("_fr") else str(value)


def edition_files(site: Site) -> list[str]:
    """Files of analysts in the folder of the site, as links from its root; empty when the database lies elsewhere."""
    root = site.out.resolve()
    if site.database.resolve().parent != root:
        return []
    found = [*root.iterdir(), *(path for folder in FOLDERS for path in (root / folder).rglob("*"))]
    return sorted(path.relative_to(root).as_posix() for path in found if path.suffix in SUFFIXES and path.is_file())
