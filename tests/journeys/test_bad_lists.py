"""Lists that answer and are not to be believed: a clear line for each, and the lists of the month before in force.

The replica spoils every part of the lists in April 2024 (`replica/list_faults.py`); the roster is spoiled here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from support import ROOT, run_barometre

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("bad_lists")]

SOUND, SPOILED = "2024-03", "2024-04"
LAVAL = "commune:01033"
"""The commune in whose place the lists of April 2024 put Laval, in Québec."""


def run(month: str, steps: str, *, data: Path, roster: Path, code: int = 0) -> str:
    """One month on the official sites and Facebook, which ends with `code`; what the command line said."""
    chosen = ("--month", month, "--web", "replica", "--roster", str(roster), "--steps", steps)
    done = run_barometre("run", *chosen, "--network", "website", "--network", "facebook", data=data)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A sound month of five members of each level, then one in which no list can be believed, that of members neither
    (exit code 2): the data folder, and what the second month said."""
    members = pl.read_csv(
        ROOT / "data" / "reference" / "rosters" / "DEMO2026.csv",
        schema_overrides={"code": pl.String, "region_code": pl.String, "departement_code": pl.String},
    )
    roster = tmp_path_factory.mktemp("bad_lists") / "CINQ.csv"
    chosen = members.group_by("level", maintain_order=True).head(5)
    chosen.select("code", "level", "name", "population", "stratum", "departement_code").write_csv(roster)
    data = tmp_path_factory.mktemp("bad_lists_data")
    run(SOUND, "collect,parse,compute", data=data, roster=roster)
    roster.write_bytes(roster.read_text("utf-8").encode("latin-1"))
    return data, run(SPOILED, "collect,parse,compute,publish", data=data, roster=roster, code=2)


def rows(data: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of the warehouse; `{sound}` and `{spoiled}` stand for the first days of the two months."""
    days = {"sound": f"DATE '{SOUND}-01'", "spoiled": f"DATE '{SPOILED}-01'"}
    with duckdb.connect(str(data / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        return con.execute(query.format(**days)).fetchall()


def test_each_list_says_what_is_wrong_with_it_and_what_to_do(month: tuple[Path, str]) -> None:
    data, told = month
    assert "Traceback" not in told
    assert f"la liste CINQ de {SOUND} reste en vigueur" in " ".join(told.split())
    found = rows(data, "SELECT source, part, outcome, problem_fr, record FROM roster.lists WHERE month = {spoiled}")
    refused = {
        ("directory", "cr"): "ce n’est pas du JSON, mais '<!DOCTYPE html>",
        ("directory", "cg"): "n’a plus la colonne reseau_social dans aucun de ses 101 enregistrements",
        ("wikidata", "P1616"): "n’est pas un résultat SPARQL complet",
        ("wikidata", "councils"): "n’est pas un résultat SPARQL complet",
        ("wikidata", "P2586"): "n’a plus la colonne rank",
        ("wikidata", "P2585"): "ne donne que 1 enregistrement(s), contre 5 en 2024-03",
        ("roster", "CINQ"): "n’est pas de l’UTF-8",
    }
    believed = {
        ("directory", "mairie"): "« Mairie - Laval (Québec) » n’est pas retenu : le code 01033 est celui de",
        ("directory", "epci"): "est donné à plusieurs organismes",
        ("wikidata", "P374"): "entity/Q90000000 porte le code de commune:01033 mais est d’un autre pays (Q16)",
    }
    outcomes = {(source, part): outcome for source, part, outcome, _, _ in found}
    assert outcomes == dict.fromkeys(refused, "parse_error") | dict.fromkeys(believed, "ok")
    for source, part, _, problem, record in found:
        assert (refused | believed)[source, part] in problem
        if (source, part) in refused:
            assert "reste en vigueur" in problem
            assert record is None or (data / "archive" / record.partition("@")[0]).is_file()


def test_the_lists_of_the_month_before_stay_in_force_with_their_date(month: tuple[Path, str]) -> None:
    data, _ = month
    in_force = "SELECT DISTINCT in_force_month FROM roster.lists WHERE month = {spoiled} AND is_carried"
    assert [day.isoformat() for (day,) in rows(data, in_force)] == [f"{SOUND}-01"]
    assert rows(data, "SELECT roster_id FROM roster.months ORDER BY month") == [("CINQ",), ("CINQ",)]
    for table, key in (("sites", "site_url"), ("evidence", "account_id")):
        of = f"SELECT DISTINCT territory_id, source, {key} FROM roster.{table} WHERE source <> 'site' AND month = "
        before, after = set(rows(data, of + "{sound}")), set(rows(data, of + "{spoiled}"))
        assert before == after and before
        carried = f"""SELECT DISTINCT split_part(territory_id, ':', 1), source FROM roster.{table}
            WHERE month = {{spoiled}} AND is_carried AND territory_id <> '{LAVAL}' AND source <> 'site'"""
        whole = set(rows(data, carried)) - {("epci", "directory")}
        assert whole == {
            (level, source) for level in ("region", "departement") for source in ("directory", "wikidata")
        } | {("epci", "wikidata")}
        dates = (
            f"SELECT DISTINCT strftime(found_at, '%Y-%m') FROM roster.{table} WHERE month = {{spoiled}} AND is_carried"
        )
        assert rows(data, dates) == [(SOUND,)]


def test_the_town_of_quebec_is_nowhere_and_its_commune_keeps_what_it_had(month: tuple[Path, str]) -> None:
    data, _ = month
    assert rows(data, "SELECT * FROM roster.sites WHERE site_url LIKE '%laval.ca%'") == []
    assert rows(data, "SELECT * FROM roster.evidence WHERE account_id LIKE '%villedelaval%'") == []
    assert rows(data, "SELECT * FROM observations.fetches WHERE url LIKE '%laval%'") == []
    sites = rows(data, f"SELECT is_carried FROM roster.sites WHERE territory_id = '{LAVAL}' AND month = {{spoiled}}")
    assert sites and all(is_carried for (is_carried,) in sites)


def test_nobody_becomes_absent_because_a_list_is_bad(month: tuple[Path, str]) -> None:
    data, _ = month
    lost = """SELECT a.territory_id FROM barometer.status AS a JOIN barometer.status AS b
            USING (roster_id, territory_id, network)
        WHERE a.month = {sound} AND b.month = {spoiled}
            AND a.status LIKE 'present%' AND b.status = 'absent_confirmed'"""
    assert rows(data, lost) == []


def test_the_page_of_coverage_names_the_list_in_force(month: tuple[Path, str]) -> None:
    page = (month[0] / "editions" / SPOILED / "couverture" / "index.html").read_text("utf-8").replace("\u00a0", " ")
    body = page.partition('id="listes"')[2].partition("</table>")[0]
    assert body.count("<strong>reprise de mars 2024") == 7
    assert "n’a plus la colonne reseau_social" in body
