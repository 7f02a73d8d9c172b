"""Recorded answers of the directory and of Wikidata: third-party material, run when it is at hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture
from pipelines.networks.registry import match_url, wikidata_properties
from pipelines.networks.urls import web_address
from pipelines.roster import directory, wikidata
from pipelines.roster.leads import profile_url

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
MONTH = Month(2026, 10)
AT = datetime(2026, 10, 31, tzinfo=UTC)

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the recordings are not at hand"),
]

NAMES = {"34126": "Lamalou-les-Bains", "50041": "La Hague", "74056": "Chamonix-Mont-Blanc", "92023": "Clamart"}
PROFILES = {
    "P2002": "x",
    "P2013": "facebook",
    "P2397": "youtube",
    "P4033": "mastodon",
}


def test_recorded_directory_answers(capsys: pytest.CaptureFixture[str]) -> None:
    paths = sorted((SAMPLES / "dila").glob("proconnect_records_*.json"))
    readable = right = 0
    for path in paths:
        code = path.stem.rpartition("_")[2]
        plan = directory.plan(MONTH)[0]
        request = replace(plan, url=plan.url.partition("&select=")[0] + "&select=nom,code_insee_commune")
        answer = Capture(request, Outcome.OK, AT, 200, request.url, {}, path.read_bytes())
        members = pl.DataFrame(
            {"territory_id": [f"commune:{code}"], "level": ["commune"], "code": [code], "name": [NAMES[code]]}
        )
        reading = directory.read([answer], members, MONTH, match_url)
        readable += not reading.problems
        right += reading.looks["outcome"].to_list() == ["ok"]
    with capsys.disabled():
        print(f"\ndila  {right} / {readable} / {len(paths)}")
    assert (right, readable) == (len(paths), len(paths))


def test_recorded_sites_of_local_authorities_are_addresses() -> None:
    bodies = json.loads((SAMPLES / "dila/st_home_organizations_sample.json").read_text(encoding="utf-8"))
    declared = [body["website_url"] for body in bodies if body.get("website_url")]
    assert declared
    assert [url for url in declared if web_address(url) != url] == []


def test_identifiers_of_recorded_entities_name_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    total = readable = right = 0
    for path in sorted((SAMPLES / "wikidata").glob("entity_*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for entity in document.get("entities", {}).values():
            for prop, network in PROFILES.items():
                for claim in entity.get("claims", {}).get(prop, []):
                    total += 1
                    value = claim["mainsnak"].get("datavalue", {}).get("value")
                    if value is None:
                        continue
                    readable += 1
                    account = match_url(profile_url(prop, value, wikidata_properties()))
                    right += account is not None and account.network == network
    with capsys.disabled():
        print(f"\nwikidata  {right} / {readable} / {total}")
    assert total > 0
    assert right == readable


@pytest.mark.parametrize("name", ["sparql_results_with_labels.json", "sparql_results_with_statements.json"])
def test_an_answer_to_another_query_is_reported(name: str) -> None:
    members = pl.DataFrame({"territory_id": ["region:53"], "level": ["region"], "code": ["53"]})
    (request,) = wikidata.plan(members, MONTH, wikidata_properties())
    body = (SAMPLES / "wikidata" / name).read_bytes()
    captures = [Capture(request, Outcome.OK, AT, 200, request.url, {}, body)]
    reading = wikidata.read(captures, members, MONTH, match_url, wikidata_properties())
    assert reading.looks["outcome"].to_list() == ["parse_error"]
    assert "region:53" in reading.problems[0]
