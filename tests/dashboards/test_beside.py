"""Collectivités side by side: the facts that a script reads of each, and the sentences that it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards.assets import STATIC
from dashboards.sheets.beside import FACTS, NAME, SAID
from dashboards.sheets.paths import is_page
from dashboards.source import Edition


def held(path: Path) -> Any:
    return json.loads(path.read_text("utf-8").partition("]=")[2].rstrip(";\n"))


@pytest.fixture(scope="module")
def facts(site: Path) -> dict[str, list[Any]]:
    return {path.parent.name: held(path) for path in (site / "territoires").glob(f"*/{FACTS}")}


def test_each_territory_that_has_a_page_has_its_facts_beside_it(facts: dict[str, list[Any]], edition: Edition) -> None:
    members = edition.members.to_dicts()
    assert facts.keys() == {
        row["territory_id"].replace(":", "-") for row in members if is_page(row["level"], row["population"])
    }
    for row in members:
        if found := facts.get(row["territory_id"].replace(":", "-")):
            assert found[0] == row["name"]
            assert edition.strata[found[1]] == row["stratum"]
            assert found[2:4] == [row["population"], row["pop_vintage"]]


def test_facts_are_those_of_the_month_and_name_no_account(facts: dict[str, list[Any]], edition: Edition) -> None:
    """Raw counts with their bounds, and the growth over twelve months: an unknown is no number."""
    rows = edition.current("barometer.audience").filter(~pl.col("territory_id").is_in(list(edition.light))).to_dicts()
    assert {row["followers_count"] is None for row in rows} == {True, False}
    observed = edition.observed_networks
    for row in rows:
        networks = facts[row["territory_id"].replace(":", "-")][5]
        (account,) = (item[3] for item in networks if observed[item[0]] == row["network"])
        handle, url, *_, (measure, *others), proofs, growths = [*account, *[[]] * 9][:9]
        assert (handle, url, others, proofs) == ("", "", [], [])
        assert {growth[0] for growth in growths} <= {12}
        count, low, high = [*measure[3:], *[None] * 3][:3]
        assert count == row["followers_count"]
        assert (low, high) in ((None, None), (row["followers_lo"], row["followers_hi"]))


def test_the_page_knows_which_communes_have_a_page(site: Path, edition: Edition) -> None:
    communes = edition.members.filter(pl.col("level") == "commune")["territory_id"].to_list()
    paged = {name.removeprefix("commune:") for name in communes if name not in edition.light}
    for path in ("comparer/index.html", "en/comparer/index.html", "fiche/index.html"):
        (told,) = re.findall(r'data-paged="([^"]*)"', (site / path).read_text("utf-8"))
        assert set(told.split()) == paged


def test_the_script_says_each_of_its_sentences_in_both_languages(site: Path) -> None:
    text = (STATIC / "compare.js").read_text("utf-8")
    parts = set(re.findall(r'part\("(\w+)"', text))
    said = set(re.findall(r'\bsay\("(\w+)"', text)) | set(re.findall(r'\["(\w+)", ', text)) | {"network", "fact"}
    assert said | parts | {f"{name}_table" for name in parts} == set(SAID) | {"network"}
    french, english = (held(site / folder / "assets" / NAME) for folder in ("", "en"))
    assert french["say"].keys() == english["say"].keys() == SAID.keys()


def test_medians_of_the_script_are_those_of_the_page(site: Path, edition: Edition) -> None:
    words = held(site / "assets" / "sheet-words.js")
    page = (site / "comparer" / "index.html").read_text("utf-8").partition('id="medianes"')[2]
    lines = re.findall(r'<tr><th scope="row">(.*?)</tr>', page)
    shown = [
        {re.sub("<span.*?</span>|<br>", "", cell) for cell in re.findall("<td.*?>(.*?)</td>", line)} for line in lines
    ]
    assert len(words["medians"]) == len(edition.strata)
    for medians, cells in zip(words["medians"], shown, strict=True):
        networks = dict(zip(edition.observed_networks, medians[1:], strict=True))
        assert {text for code, (text, *_) in networks.items() if code != "website"} >= cells
        assert {len(told) for _, is_unknown, *told in networks.values() if not is_unknown} <= {2}
