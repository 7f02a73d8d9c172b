"""`barometre evidence`: from a number to the archived answer, by one command."""

from __future__ import annotations

import gzip
import json
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines import cli
from pipelines.fetch.archive import PartitionArchive
from pipelines.fetch.purge import purge_partition
from pipelines.model.errors import ArchiveError, InputError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request

RUN = CliRunner()
LYON, ACCOUNT = "commune:69123", "bluesky:ville-a.fr"
PAGE = (Path(__file__).parents[1] / "networks" / "bluesky" / "profiles" / "page.json").read_bytes()
URL = "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfiles?actors=ville-a.fr"


@pytest.fixture
def archived(data: Path, tmp_path: Path) -> tuple[Path, str]:
    """A data folder where the account of Lyon is read in an archived answer: the folder, and the record."""
    folder = tmp_path / "data"
    request = Request(URL, "bluesky", "appview", "profile", (ACCOUNT,))
    with PartitionArchive(folder / "archive", Month(2026, 10), "bluesky") as archive:
        at = datetime(2026, 10, 31, 18, tzinfo=UTC)
        record = str(archive.append(Capture(request, Outcome.OK, at, 200, URL, {}, PAGE)).record)
    shutil.copytree(data / "warehouse", folder / "warehouse")
    with duckdb.connect(str(folder / "warehouse" / "barometre.duckdb")) as con:
        of_lyon = "account_id = 'facebook:lyon' AND month = DATE '2026-10-01'"
        moved = f"network = 'bluesky', account_id = '{ACCOUNT}'"
        con.execute(f"UPDATE barometer.status SET {moved} WHERE {of_lyon}")
        con.execute(f"UPDATE barometer.audience SET {moved}, record = '{record}' WHERE {of_lyon}")
        con.execute(
            f"""UPDATE observations.snapshots SET {moved}, record = '{record}', followers_count = 1224, outcome = 'ok',
            followers_status = 'observed', platform_id = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', handle_seen = 'ville-a.fr'
            WHERE {of_lyon}"""
        )
    return folder, record


def ask(folder: Path, *asked: str, code: int = 0) -> dict[str, Any]:
    result = RUN.invoke(cli.app, ["evidence", *asked, "--data-dir", str(folder), "--json"])
    assert result.exit_code == code, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def refused(folder: Path, *asked: str) -> str:
    result = RUN.invoke(cli.app, ["evidence", *asked, "--data-dir", str(folder)])
    assert isinstance(result.exception, InputError | ArchiveError), result.output
    return str(result.exception)


def test_from_an_account_to_sql_rows_and_record(archived: tuple[Path, str]) -> None:
    folder, record = archived
    told = ask(folder, LYON, "--network", "bluesky", "--month", "2026-10")
    assert [sql["path"] for sql in told["sql"]] == ["sql/barometer/status.sql", "sql/barometer/audience.sql"]
    assert [(part["table"], part["count"]) for part in told["rows"]] == [
        ("barometer.status", 1), ("barometer.audience", 1),
    ]  # fmt: skip
    (one,) = [found for found in told["records"] if found["record"] == record]
    assert (one["url"], one["http_status"], one["sha256"]) == (URL, 200, sha256(PAGE).hexdigest())
    with gzip.open(folder / "archive" / "2026-10" / "bluesky" / "part-0000.warc.gz") as warc:
        assert one["record_id"].encode() in warc.read()
    assert [(row["account_id"], row["followers_count"]) for row in one["readings"]][:1] == [(ACCOUNT, 1224)]
    assert told["differences"] == []


def test_a_value_that_is_read_otherwise_today_is_told_and_ends_with_4(archived: tuple[Path, str]) -> None:
    folder, record = archived
    with duckdb.connect(str(folder / "warehouse" / "barometre.duckdb")) as con:
        con.execute(f"UPDATE observations.snapshots SET followers_count = 1200 WHERE record = '{record}'")
    told = ask(folder, LYON, "--network", "bluesky", code=4)
    assert told["differences"] == [f"{ACCOUNT}.followers_count : gardé 1200, relu 1224 ({record})"]
    shown = RUN.invoke(cli.app, ["evidence", LYON, "--network", "bluesky", "--data-dir", str(folder)]).stdout
    assert f"→ barometer.audience\n  table : {TABLES['barometer.audience'].text_fr}\n" in shown
    assert "  en-tête du fichier, en anglais\n    question : How many followers" in shown
    assert "sql/barometer/audience.sql" in shown and "relu : bluesky:ville-a.fr 1224" in shown and "diffère" in shown


def test_from_a_cell_to_the_territories_behind_it(archived: tuple[Path, str]) -> None:
    told = ask(archived[0], "presence", "--network", "facebook", "--where", "area_level=france")
    assert told["sql"][0]["path"] == "sql/barometer/presence.sql"
    behind = {part["table"]: part for part in told["behind"]}
    assert {row["network"] for row in behind["barometer.status"]["rows"]} == {"facebook"}
    assert {row["roster_id"] for row in behind["roster.members"]["rows"]} == {"TINY"}
    assert ask(archived[0], "politeness")["examples"] == []


def test_a_figure_of_the_site_is_its_table(archived: tuple[Path, str]) -> None:
    folder, record = archived
    place = folder / "editions" / "latest" / "carte-statuts"
    place.mkdir(parents=True)
    conditions = [
        ["month", "=", "2026-10-01"], ["territory_id", "starts", "commune:"], ["stratum", "<>", "REG"],
        ["network", "in", ["bluesky", "x"]], ["territory_id, network", "pairs", [[LYON, "bluesky"], [LYON, "x"]]],
    ]  # fmt: skip
    shown = [{"table": "barometer.status", "conditions": conditions},
             {"table": "barometer.audience", "conditions": [["followers_count", "<=", 0]]}]  # fmt: skip
    (place / "carte-statuts.json").write_text(json.dumps({"shown": shown[:1]}))
    told = ask(folder, "carte-statuts")
    assert [(row["territory_id"], row["network"]) for row in told["rows"][0]["rows"]] == [(LYON, "bluesky")]
    assert [(part["table"], part["count"]) for part in told["examples"]] == [("observations.snapshots", 1)]
    behind = {row["record"] for part in told["behind"] for row in part["rows"] if row.get("record")}
    assert [one["record"] for one in told["records"]] == [*sorted(behind), record] and len(behind) == 1
    assert "barometer.status" in refused(folder, "carte-statuts", "--where", "network=x")
    (place / "carte-statuts.json").write_text(json.dumps({"shown": shown}))
    assert "barometer.audience" in refused(folder, "carte-statuts")
    (place / "carte-statuts.json").write_text('{"table": "barometer.status"}')
    assert "autre version" in refused(folder, "carte-statuts")
    for column, test in (("lune", "="), ("network", "~")):
        shown = [{"table": "barometer.status", "conditions": [[column, test, "x"]]}]
        (place / "carte-statuts.json").write_text(json.dumps({"shown": shown}))
        assert "autre version" in refused(folder, "carte-statuts")


def test_a_page_that_lies_deeper_is_named_by_its_address(archived: tuple[Path, str]) -> None:
    folder, record = archived
    place = folder / "editions" / "latest" / "reseaux" / "bluesky"
    place.mkdir(parents=True)
    conditions = [["network", "=", "bluesky"], ["followers_count", ">", 0]]
    shown = [{"table": "barometer.audience", "conditions": conditions}]
    (place / "bluesky.json").write_text(json.dumps({"shown": shown}))
    assert record in [one["record"] for one in ask(folder, "reseaux/bluesky")["records"]]
    conditions[1][1] = "<="
    (place / "bluesky.json").write_text(json.dumps({"shown": shown}))
    assert "barometer.audience" in refused(folder, "reseaux/bluesky")


def test_behind_a_page_is_what_its_keys_choose(archived: tuple[Path, str]) -> None:
    folder, _ = archived
    place = folder / "editions" / "latest" / "indicateurs" / "I01"
    place.mkdir(parents=True)
    conditions = [["month", "<=", "2026-10-01"], ["indicator_id", "=", "I01"], ["network", "in", ["facebook", "x"]]]
    whole = [["stratum", "in", ["ALL", "COM"]], ["area_code", "=", "FR"], ["value", ">", -1]]
    whole.append(["network, stratum", "pairs", [["facebook", "ALL"]]])
    shown = [{"table": "barometer.indicators", "conditions": conditions + whole}]
    (place / "I01.json").write_text(json.dumps({"shown": shown}))
    with duckdb.connect(str(folder / "warehouse" / "barometre.duckdb")) as con:
        of_all = "indicator_id = 'I01' AND network = 'facebook' AND stratum = 'ALL'"
        con.execute(
            f"INSERT INTO barometer.cells SELECT * REPLACE ('DEP' AS stratum) FROM barometer.cells WHERE {of_all}"
        )
    (behind,) = [part for part in ask(folder, "indicateurs/I01")["behind"] if part["table"] == "barometer.cells"]
    with duckdb.connect(str(folder / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        of_month = "month = DATE '2026-10-01' AND indicator_id = 'I01' AND network IN ('facebook', 'x')"
        told = con.execute(f"SELECT count(*), count(*) FILTER ({of_month}) FROM barometer.cells").fetchall()
    assert [(behind["count"], told[0][0] > behind["count"] > 0)] == [(told[0][1], True)]


def test_the_archived_answer_itself(archived: tuple[Path, str], tmp_path: Path) -> None:
    folder, record = archived
    for target in ([record], [LYON, "--network", "bluesky"]):
        saved = tmp_path / "reponse.json"
        body = RUN.invoke(
            cli.app, ["evidence", *target, "--body", "--save", str(saved), "--data-dir", str(folder)]
        ).stdout_bytes
        assert (body, saved.read_bytes()) == (PAGE, PAGE)


def test_what_was_emptied_or_lost_says_so(archived: tuple[Path, str]) -> None:
    folder, record = archived
    purge_partition(folder / "archive", Month(2026, 10), "bluesky", lambda _: True)
    with PartitionArchive(folder / "archive", Month(2026, 10), "bluesky", is_read_only=True) as archive:
        (emptied,) = [str(capture.record) for capture in archive.captures()]
    assert "emptied" in ask(folder, emptied)["records"][0]["problem"]
    assert "emptied" in refused(folder, emptied, "--body")
    lost = record.replace("2026-10/", "2026-08/", 1)
    assert "does not exist" in refused(folder, lost)
    assert "does not exist" in refused(folder, lost, "--save", str(folder / "réponse"))
    for path, told in ((Path("/nulle/part"), "/nulle n’existe pas"), (folder, "est un dossier")):
        assert told in refused(folder, record, "--save", str(path))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["commune:00000"], "elle n’est dans la liste d’aucun mois"),
        ([LYON, "--month", "2025-01"], "mois où elle est dans une liste : 2026-09, 2026-10"),
        (["lune"], "n’est ni une collectivité (commune:38185)"),
        ([LYON, "--network", "facebok"], "réseau inconnu : facebok ; choisir parmi bluesky"),
        (["presence", "--where", "stratum"], "colonne=valeur"),
        (["presence", "--where", "lune=1"], "n’a pas de colonne lune ; clé : month, roster_id"),
        (["presence", "--where", "stratum=LUNE"], "aucune ligne de 2026-10"),
        (["../../etc/passwd@0+10"], "is no record of the archive"),
        (["presence", "--body"], "donner --network, ou l’enregistrement lui-même"),
        (["presence", "--body", "--json"], "l’un ou l’autre"),
    ],
)
def test_what_cannot_be_answered_says_what_there_is(data: Path, asked: list[str], words: str) -> None:
    assert words in refused(data, *asked)


def test_the_published_copy_answers_where_there_is_no_base(data: Path, tmp_path: Path) -> None:
    edition = tmp_path / "editions" / "2026-10"
    edition.mkdir(parents=True)
    shutil.copy(data / "warehouse" / "barometre.duckdb", edition / "barometre-2026-10.duckdb")
    assert ask(tmp_path, LYON, "--month", "2026-10")["base"] == str(edition / "barometre-2026-10.duckdb")
