"""The files of an edition: what they hold, that they describe themselves, and that they are the same twice."""

from __future__ import annotations

import csv
import io
import json
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import duckdb
import polars as pl
import pytest

from pipelines.model.errors import InputError, WarehouseError
from pipelines.model.fields import CONTRACT_VERSION, PUBLISHED, TABLES
from pipelines.model.months import Month
from pipelines.warehouse.export import ExportReport, content_hash, export_edition, file_hash
from pipelines.warehouse.sql_files import PARAMETERS, macro_files

IS_GNU = platform.libc_ver()[0] == "glibc"
ASKED = {
    "reseau": "facebook", "niveau": "REG", "mois": "2026-10", "code": "69123", "mode": "pooled", "fenetre": 1,
    "lecture": "absolute",
}  # fmt: skip
"""What each parameter of a question may be asked with."""
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


def _content(report: ExportReport) -> dict[str, tuple[int, str]]:
    with duckdb.connect(str(report.database), read_only=True) as con:
        return {name: content_hash(con, name) for name in PUBLISHED}


def _export(warehouse: Path, out: Path, month: Month = OCTOBER, is_simulated: bool = True) -> ExportReport:
    return export_edition(
        warehouse, out, month=month, kind="provisional", is_simulated=is_simulated, version=CONTRACT_VERSION
    )


@pytest.fixture
def con(edition: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(edition / "barometre-2026-10.duckdb"), read_only=True) as connection:
        yield connection


def test_every_table_is_there_with_its_comments(con: duckdb.DuckDBPyConnection) -> None:
    comments = dict(con.sql("SELECT schema_name || '.' || table_name, comment FROM duckdb_tables()").fetchall())
    assert comments.keys() == {*PUBLISHED, "edition.about"}
    columns = con.sql(
        "SELECT schema_name || '.' || table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns() "
        "WHERE schema_name <> 'edition' AND NOT internal ORDER BY ALL"
    ).fetchall()
    expected = [
        (table.full_name, field.name, field.type, field.is_null, field.text_fr)
        for table in PUBLISHED.values()
        for field in table.fields
    ]
    origin = "Nature des données de l’édition : observed (observées) ou simulated (simulées)."
    expected += [(name, "data_origin", "VARCHAR", False, origin) for name in PUBLISHED]
    assert [row[:4] for row in columns] == sorted(row[:4] for row in expected)
    assert all(comment.startswith(text) for (*_, comment), (*_, text) in zip(columns, sorted(expected), strict=True))


def test_data_says_that_it_is_simulated_everywhere(con: duckdb.DuckDBPyConnection, edition: Path) -> None:
    for name in PUBLISHED:
        assert con.sql(f"SELECT DISTINCT data_origin FROM {name}").fetchall() == [("simulated",)], name
    for path in (*edition.rglob("*.csv"), *edition.rglob("*.parquet")):
        if path.name != "dictionnaire.csv":
            frame = pl.read_csv(path) if path.suffix == ".csv" else pl.read_parquet(path)
            assert set(frame["data_origin"]) == {"simulated"}, path
    package = json.loads((edition / "datapackage.json").read_bytes())
    assert package["title"].endswith("(données simulées)")
    assert "Données simulées" in package["description"]
    assert "Données simulées" in (edition / "dictionnaire.md").read_text(encoding="utf-8")


def test_no_file_holds_a_text_nor_its_signature(warehouse: Path, edition: Path, tiny: ModuleType) -> None:
    """Neither the table nor its rows, in no file: names, cells, and bytes (CSV, dictionary, package are plain text)."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        ((signed,),) = con.execute(
            "SELECT DISTINCT signature FROM observations.texts WHERE text = ?", [tiny.TEXT]
        ).fetchall()
    hidden = [name for name, table in TABLES.items() if not table.is_published]
    assert hidden == [
        *(
            "reference.removals",
            "observations.texts",
            "barometer.closings",
            "barometer.departures",
            "barometer.posts",
            "barometer.cells",
        ),
    ]
    assert [field.name for table in PUBLISHED.values() for field in table.fields if field.is_raw] == []
    secrets = [tiny.TEXT, signed, signed.split(" ")[0], *hidden, "text_status", "signature"]
    with duckdb.connect(str(edition / "barometre-2026-10.duckdb"), read_only=True) as con:
        named = con.sql("SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() WHERE NOT internal")
        assert not {cell for row in named.fetchall() for cell in row} & set(secrets)
        rows = [row for name in PUBLISHED for row in con.sql(f"FROM {name}").fetchall()]
    frames = [pl.read_parquet(path) for path in edition.rglob("*.parquet")]
    rows += [row for frame in frames for row in frame.rows()]
    cells = "\n".join(str(cell) for row in rows for cell in row)
    assert [secret for secret in secrets if secret in cells] == []
    for path in (path for path in edition.rglob("*") if path.is_file()):
        held = path.read_bytes()
        assert [secret for secret in secrets if secret.encode() in held] == [], path


def test_about_says_what_the_edition_is(con: duckdb.DuckDBPyConnection, edition: Path, tiny: ModuleType) -> None:
    (row,) = con.sql("SELECT * FROM edition.about").pl().to_dicts()
    assert (row["month"], row["kind"], row["contract_version"]) == (tiny.MONTH, "provisional", CONTRACT_VERSION)
    assert row["generated_from"] == "entrepôt barometre.duckdb, mois 2026-09, 2026-10"
    assert row["mention_fr"] == "Données simulées : elles ne décrivent aucune collectivité réelle."
    assert "Licence Ouverte 2.0" in row["licence"]
    assert pl.read_parquet(edition / "edition" / "about.parquet").to_dicts() == [row]
    told = {**row, "month": "2026-10-01", "is_simulated": "true"}
    assert _rows(edition / "edition" / "about.csv") == [told]
    package = json.loads((edition / "datapackage.json").read_bytes())
    assert [resource["path"] for resource in package["resources"]][:2] == ["edition/about.csv", "edition/about.parquet"]


def test_observed_data_is_not_called_simulated(warehouse: Path, tmp_path: Path) -> None:
    _export(warehouse, tmp_path / "e", is_simulated=False)
    assert pl.read_csv(tmp_path / "e" / "barometer" / "presence.csv")["data_origin"].unique().to_list() == ["observed"]
    package = json.loads((tmp_path / "e" / "datapackage.json").read_bytes())
    assert package["description"] == "Données observées sur des pages publiques."
    assert "simul" not in package["title"]


def test_later_months_are_left_out(warehouse: Path, tmp_path: Path, tiny: ModuleType) -> None:
    report = _export(warehouse, tmp_path / "e", SEPTEMBER)
    with duckdb.connect(str(report.database), read_only=True) as con:
        for name, table in PUBLISHED.items():
            if "month" in table.columns and table.layer != "reference":
                assert con.sql(f"SELECT DISTINCT month FROM {name}").fetchall() == [(tiny.BEFORE,)], name
        assert con.sql("SELECT count(*) FROM reference.published_figures").fetchall() == [(1,)]
    assert pl.read_csv(tmp_path / "e" / "barometer" / "status.csv")["month"].unique().to_list() == ["2026-09-01"]


def test_questions_with_arguments_are_in_the_file_with_their_comments(con: duckdb.DuckDBPyConnection) -> None:
    for month in ("'2026-10'", "DATE '2026-10-01'"):
        rows = con.sql(
            "SELECT lens, rank, best_rank, worst_rank, name, value "
            f"FROM classement('facebook', 'COM_100000_PLUS', {month}, 1)"
        ).fetchall()
        assert rows == [("absolute", 1, 1, 2, "Lyon", 100.0), ("absolute", 2, 1, 2, "Villeurbanne", 40.0)]
    assert con.sql("FROM classement('facebook', 'commune', '2026-10')").fetchall() == []
    told = con.sql("SELECT function_type, function_name, comment FROM duckdb_functions() WHERE NOT internal").fetchall()
    questions = {name: comment for _, name, comment in told if not comment.startswith("Formule des calculs")}
    assert questions == {file.name: file.header["text"] for file in macro_files()}
    assert {kind for kind, name, _ in told if name in questions} == {"table_macro"}


def test_a_question_asked_wrong_is_refused_where_the_file_is_attached_too(edition: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{edition / 'barometre-2026-10.duckdb'}' AS b (READ_ONLY); USE b")
        assert con.sql("FROM classement('Facebook', 'com_100000_plus', '2026-10-31', 1)").pl().height == 2
        with pytest.raises(duckdb.InvalidInputException, match=r"« 2026-11 » : .* demandé : 2026-09, 2026-10"):
            con.sql("FROM presence('REG', '2026-11')").show()
        for file in macro_files():
            names = [parameter.partition(" := ")[0] for parameter in file.header[PARAMETERS].split(", ")]
            for wrong in names:
                asked = ", ".join("'minitel'" if name == wrong else repr(ASKED[name]) for name in names)
                with pytest.raises(duckdb.InvalidInputException, match="« minitel » : "):
                    con.sql(f"SELECT count(*) FROM {file.name}({asked})").fetchall()


def test_a_question_is_on_the_pages_that_describe_the_edition(edition: Path) -> None:
    told = (edition / "dictionnaire.md").read_text(encoding="utf-8")
    package = (edition / "datapackage.json").read_text(encoding="utf-8")
    for file in macro_files():
        assert f"### `{file.call}`\n\n{file.header['text']}\n" in told
        assert file.call in package


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"))))


def test_csv_and_parquet_hold_the_rows_of_the_table(con: duckdb.DuckDBPyConnection, edition: Path) -> None:
    for table in PUBLISHED.values():
        stem = edition / table.layer / table.name
        expected = con.sql(f"FROM {table.full_name} ORDER BY {', '.join(table.grain)}").pl()
        assert pl.read_parquet(stem.with_suffix(".parquet")).equals(expected), table.full_name
        rows = _rows(stem.with_suffix(".csv"))
        head = stem.with_suffix(".csv").read_text("utf-8").partition("\n")[0]
        assert head == ",".join(f'"{name}"' for name in expected.columns)
        kinds = ", ".join(f"'{field.name}': '{field.type}'" for field in table.fields)
        read = f"""FROM read_csv('{stem}.csv', columns = {{{kinds}, 'data_origin': 'VARCHAR'}}, quote = '"',
            timestampformat = '%Y-%m-%dT%H:%M:%S.%fZ')"""
        assert con.sql(f"FROM {table.full_name} EXCEPT ALL {read}").pl().height == 0, table.full_name
        assert len(rows) == expected.height
    audience = pl.read_csv(edition / "barometer" / "audience.csv")
    assert audience["observed_at"].to_list() == ["2026-09-30T18:00:00.000000Z", "2026-10-31T18:00:00.000000Z"]
    status = _rows(edition / "barometer" / "status.csv")
    assert {row["post_count"] for row in status if row["status"] == "unknown"} == {""}


def test_the_data_package_describes_each_file(edition: Path) -> None:
    package = json.loads((edition / "datapackage.json").read_bytes())
    resources = {resource["path"]: resource for resource in package["resources"]}
    files = {path.relative_to(edition).as_posix() for path in edition.rglob("*") if path.is_file()}
    schemas = {name for name in files if name.endswith(".schema.json")}
    guides = {name for name in files if name.endswith((".ipynb", ".sql"))}
    assert resources.keys() == files - schemas - guides - {"datapackage.json", "dictionnaire.md", "dictionnaire.csv"}
    for name in schemas:
        stem = name.removesuffix(".schema.json")
        assert json.loads((edition / name).read_bytes()) == resources[f"{stem}.csv"]["schema"]
    for name, resource in resources.items():
        if resource["format"] != "duckdb":
            assert resource["hash"] == f"sha256:{file_hash(edition / name)}"
            assert resource["bytes"] == (edition / name).stat().st_size
    presence = resources["barometer/presence.csv"]
    assert presence["profile"] == "tabular-data-resource"
    assert presence["schema"]["primaryKey"] == list(PUBLISHED["barometer.presence"].grain)
    share = next(field for field in presence["schema"]["fields"] if field["name"] == "presence_share")
    assert share["constraints"] == {"required": False, "minimum": 0, "maximum": 1}
    assert (share["type"], share["unit"]) == ("number", "part de 0 à 1")


def test_the_dictionary_names_every_column(edition: Path) -> None:
    rows = _rows(edition / "dictionnaire.csv")
    named = {(row["table"], row["column"]) for row in rows}
    for table in PUBLISHED.values():
        assert {(table.full_name, name) for name in [*table.columns, "data_origin"]} <= named
    told = [row for row in rows if row["table"] != "edition.about"]
    assert [row for row in told if row["type"] in ("BIGINT", "DOUBLE") and not row["unit"]] == []
    silent = [row for row in told if row["is_null"] == "true" and not row["empty"]]
    assert [row for row in silent if not re.search(r"\bvide\b|, s(i|’il) ", row["text_fr"])] == []
    beside = {(row["table"], row["empty"].partition(" dit ")[0]) for row in told if "_status dit" in row["empty"]}
    assert beside <= named
    key = {row["column"] for row in rows if row["table"] == "barometer.coverage" and row["is_key"] == "true"}
    assert key == set(PUBLISHED["barometer.coverage"].grain)
    text = (edition / "dictionnaire.md").read_text(encoding="utf-8")
    assert "| `presence_share` | DOUBLE | part de 0 à 1 | oui | 0 à 1 |" in text


def test_the_same_rows_give_the_same_bytes(tiny: ModuleType, exported: ExportReport, tmp_path: Path) -> None:
    """Rows inserted in another order, in a file at another place: every file is the same."""
    backwards = {name: list(reversed(rows)) for name, rows in tiny.ROWS.items()}
    other = tiny.write(tmp_path / "barometre.duckdb", backwards)
    again = _export(other, tmp_path / "e")
    assert (again.rows, again.files) == (exported.rows, exported.files)
    assert _content(again) == _content(exported)
    for name in again.files:
        if IS_GNU or not name.endswith(".duckdb"):
            assert file_hash(tmp_path / "e" / name) == file_hash(exported.database.parent / name), name


def test_content_tells_one_changed_cell(tiny: ModuleType, exported: ExportReport, tmp_path: Path) -> None:
    other = tiny.write(tmp_path / "barometre.duckdb")
    with duckdb.connect(str(other)) as con:
        con.execute("UPDATE barometer.status SET post_count = 2 WHERE post_count = 1 AND month = '2026-10-01'")
    before, after = _content(exported), _content(_export(other, tmp_path / "e"))
    assert {name for name in PUBLISHED if before[name] != after[name]} == {"barometer.status"}


def test_an_analyst_reads_the_edition_while_the_warehouse_is_written(edition: Path, warehouse: Path) -> None:
    query = (
        "import duckdb, sys; con = duckdb.connect(sys.argv[1], read_only=True); "
        "print(con.sql('SELECT count(*) FROM barometer.status').fetchall()[0][0])"
    )
    with duckdb.connect(str(warehouse)) as writer:
        writer.execute("CREATE TABLE roster.scratch AS SELECT 1 AS one")
        done = subprocess.run(
            [sys.executable, "-c", query, str(edition / "barometre-2026-10.duckdb")],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        writer.execute("DROP TABLE roster.scratch")
    assert done.stdout.strip() == "4"


def test_a_locked_or_missing_warehouse_is_named(warehouse: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"nowhere\.duckdb: no such DuckDB file"):
        _export(tmp_path / "nowhere.duckdb", tmp_path / "e")
    with duckdb.connect(str(warehouse)), pytest.raises(WarehouseError, match=r"barometre\.duckdb: cannot be read"):
        _export(warehouse, tmp_path / "f")


def test_a_warehouse_of_another_contract_is_refused(tiny: ModuleType, tmp_path: Path) -> None:
    path = tiny.write(tmp_path / "barometre.duckdb")
    with duckdb.connect(str(path)) as con:
        con.execute("ALTER TABLE barometer.unknowns DROP reason")
    with pytest.raises(WarehouseError, match=r"barometer\.unknowns is not what the field dictionary says"):
        _export(path, tmp_path / "e")


def test_a_folder_that_holds_something_is_left_alone(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is not empty"):
        _export(warehouse, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
