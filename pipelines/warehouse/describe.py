"""What an edition says of itself: the table `edition.about`, the data package and the data dictionary.

Everything is derived from the field dictionary and the headers of sql/macros; nothing here reads data or knows DuckDB.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from pipelines.model.contract import VERSIONS
from pipelines.model.fields import PUBLISHED, Field, Table
from pipelines.model.months import Month
from pipelines.warehouse.sql_files import TEXT, SqlFile, macro_files

LICENCE: Final = "Licence Ouverte 2.0 (etalab-2.0)"
LICENCE_URL: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
SIMULATED_FR: Final = "Données simulées : elles ne décrivent aucune collectivité réelle."
OBSERVED_FR: Final = "Données observées sur des pages publiques."
KIND_FR: Final = {"provisional": "provisoire", "definitive": "définitive", "erratum": "rectificative (erratum)"}
TIMESTAMP_FORMAT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"

DATA_ORIGIN: Final = Field(
    "data_origin",
    "VARCHAR",
    "Nature des données de l’édition : observed (observées) ou simulated (simulées).",
    allowed=("observed", "simulated"),
)

ABOUT: Final = Table(
    "edition",
    "about",
    "Ce qu’est cette édition.",
    ("month",),
    (
        Field("month", "DATE", "Mois de l’édition (premier jour) ; les tables s’arrêtent à ce mois."),
        Field(
            "kind",
            "VARCHAR",
            "provisional, definitive, ou erratum (qui en corrige une).",
            allowed=tuple(KIND_FR),
        ),
        Field("contract_version", "VARCHAR", "Version du dictionnaire des champs."),
        Field("generated_from", "VARCHAR", "Ce dont les fichiers sont tirés."),
        Field("licence", "VARCHAR", "Licence de réutilisation."),
        Field("is_simulated", "BOOLEAN", "Vrai si les données sont simulées."),
        Field("mention_fr", "VARCHAR", "Mention à afficher avec toute donnée de l’édition."),
        DATA_ORIGIN,
    ),
)

CSV_FR: Final = """Un CSV ne porte pas ses types ; ils sont dans Parquet et dans `<table>.schema.json` (Table Schema).

* DuckDB : `FROM '<table>.csv'` les retrouve, sauf trois : un identifiant qui n’a que des chiffres (`siren`) est pris
  pour un nombre, une colonne vide pour un texte, un instant (UTC, `Z`) pour un `TIMESTAMP WITH TIME ZONE`, le même.
* polars : `pl.read_csv("<table>.csv", schema=pl.read_parquet_schema("<table>.parquet"))`. Sans types, il regarde cent
  lignes : le code `01004` perd son zéro, et un identifiant qui n’a des lettres que plus loin l’arrête.
* Les CSV des pages n’ont pas de Parquet : à polars, dire `infer_schema_length=None`. Le `.json` à côté dit l’unité et
  le sens de chaque colonne. Leurs jumeaux `.fr.csv` sont pour les tableurs français (`;`, virgule décimale) :
  `separator=";", decimal_comma=True`, à DuckDB `decimal_separator = ','`."""
"""What whoever reads a CSV of an edition has to know; `tests/warehouse/test_csv.py` holds it."""

_FRICTIONLESS: Final = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
_LISTS: Final = frozenset({"subject_ids"})
"""Texts that list names, and may list none: a CSV does not tell an empty text from a missing one."""

_DICTIONARY_COLUMNS: Final = (
    "table",
    "column",
    "type",
    "unit",
    "is_key",
    "is_null",
    "empty",
    "allowed",
    "low",
    "high",
    "text_fr",
)


def mention(is_simulated: bool) -> str:
    """The sentence that goes with the data, everywhere."""
    return SIMULATED_FR if is_simulated else OBSERVED_FR


def exported(table: Table) -> Table:
    """`table` as editions hold it: with `data_origin` as last column."""
    return Table(table.layer, table.name, table.text_fr, table.grain, (*table.fields, DATA_ORIGIN))


def all_tables() -> list[Table]:
    """Every table of an edition, `edition.about` first: in its DuckDB file, and as Parquet and CSV."""
    return [ABOUT, *(exported(table) for table in PUBLISHED.values())]


def _frictionless_field(field: Field) -> dict[str, object]:
    constraints: dict[str, object] = {"required": not field.is_null and field.name not in _LISTS}
    if field.allowed:
        constraints["enum"] = list(field.allowed)
    if field.low is not None:
        constraints["minimum"] = field.low
    if field.high is not None:
        constraints["maximum"] = field.high
    described: dict[str, object] = {"name": field.name, "type": _FRICTIONLESS[field.type]}
    if field.type == "TIMESTAMP":
        described["format"] = TIMESTAMP_FORMAT
    described["description"] = field.told_fr
    if field.unit:
        described["unit"] = field.unit
    return {**described, "constraints": constraints}


def table_schema(table: Table) -> dict[str, object]:
    """The Frictionless Table Schema of `table`."""
    return {
        "fields": [_frictionless_field(field) for field in table.fields],
        "primaryKey": list(table.grain),
        "missingValues": [""],
    }


def resource(table: Table, path: str, byte_count: int, sha256: str) -> dict[str, object]:
    """The Frictionless resource of one file of `table`: CSV as tabular data, Parquet as a file with the same schema."""
    is_csv = path.endswith(".csv")
    described: dict[str, object] = {
        "name": f"{table.layer}-{table.name}" if is_csv else f"{table.layer}-{table.name}-parquet",
        "path": path,
        "title": table.text_fr,
        "format": "csv" if is_csv else "parquet",
        "mediatype": "text/csv" if is_csv else "application/vnd.apache.parquet",
        "bytes": byte_count,
        "hash": f"sha256:{sha256}",
        "schema": table_schema(table),
    }
    tabular = {"profile": "tabular-data-resource", "encoding": "utf-8"}
    return {**described, **(tabular if is_csv else {"type": "file"})}


def datapackage(
    month: Month, kind: str, is_simulated: bool, version: str, resources: Sequence[dict[str, object]]
) -> dict[str, object]:
    """The Frictionless data package of an edition. It carries no date of making: same inputs, same bytes."""
    database = {
        "name": "duckdb",
        "path": f"barometre-{month}.duckdb",
        "title": f"Toutes les tables, avec commentaires, et les macros {', '.join(f.call for f in macro_files())}",
        "format": "duckdb",
        "mediatype": "application/vnd.duckdb",
    }
    title = f"Baromètre de présence territoriale, {month}, édition {KIND_FR[kind]}"
    return {
        "profile": "data-package",
        "name": f"barometre-presence-territoriale-{month}",
        "title": f"{title} (données simulées)" if is_simulated else title,
        "description": mention(is_simulated),
        "version": version,
        "edition": {"month": str(month), "kind": kind, "is_simulated": is_simulated},
        "licenses": [{"name": "etalab-2.0", "title": LICENCE, "path": LICENCE_URL}],
        "sources": [
            {"title": "INSEE, code officiel géographique et populations"},
            {"title": "DILA, annuaire de l’administration"},
            {"title": "Wikidata"},
            {"title": "Pages publiques des collectivités"},
        ],
        "resources": [*resources, database],
    }


def _bound(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _dictionary_rows(tables: Iterable[Table]) -> Iterable[tuple[str, ...]]:
    for table in tables:
        for field in table.fields:
            yield (
                table.full_name,
                field.name,
                field.type,
                field.unit,
                "true" if field.name in table.grain else "false",
                "true" if field.is_null else "false",
                field.empty_fr,
                " ".join(field.allowed),
                _bound(field.low),
                _bound(field.high),
                field.text_fr,
            )


def csv_head(columns: Iterable[str], delimiter: str = ",") -> str:
    """The first line of a CSV, without its end. Names stand between quotes: who guesses how a file is written looks at
    its beginning, and the first text that needs quotes may come after that."""
    return delimiter.join(f'"{name}"' for name in columns)


def dictionary_csv() -> str:
    """The data dictionary, one row per column."""
    out = io.StringIO()
    out.write(csv_head(_DICTIONARY_COLUMNS) + "\n")
    csv.writer(out, lineterminator="\n").writerows(_dictionary_rows(all_tables()))
    return out.getvalue()


def dictionary_markdown(month: Month, is_simulated: bool, version: str) -> str:
    """The data dictionary for reading, one section per table, in French."""
    head = (
        f"# Dictionnaire des données, édition {month}\n\n{mention(is_simulated)} Contrat {version}. {LICENCE}.\n\n"
        "Chaque table est aussi en Parquet et en CSV, au chemin `<schéma>/<table>`. "
        "Une cellule vide n’est jamais un zéro : « vide possible », ou le sens, dit pourquoi elle l’est.\n\n"
        f"{CSV_FR}\n"
    )
    macros = ["## Macros\n", *map(_macro, macro_files())]
    versions = "".join(f"* **{past.number}** {past.text_fr}\n" for past in VERSIONS)
    return "\n".join([head, *map(_section, all_tables()), *macros, "## Versions du contrat\n", versions])


def _macro(file: SqlFile) -> str:
    return f"### `{file.call}`\n\n{file.header[TEXT]}\n"


def _section(table: Table) -> str:
    lines = [
        f"## {table.full_name}\n\n{table.text_fr} Clé : {', '.join(f'`{name}`' for name in table.grain)}.\n",
        "| colonne | type | unité | vide possible | valeurs | sens |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for field in table.fields:
        values = ", ".join(f"`{value}`" for value in field.allowed) or _range(field)
        empty = (field.empty_fr or "oui") if field.is_null else "non"
        cells = (f"`{field.name}`", field.type, field.unit, empty, values, field.text_fr)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join([*lines, ""])


def _range(field: Field) -> str:
    if field.low is None and field.high is None:
        return ""
    if field.high is None:
        return f"≥ {_bound(field.low)}"
    return f"{_bound(field.low)} à {_bound(field.high)}"
