"""Thirty communes told by the template and by the script, in both languages: the same words in the same elements."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from walking import Reader, served

from dashboards.export import write_text
from dashboards.peers import Compared, compared
from dashboards.render import Page, environment, render
from dashboards.sheets.alike import block
from dashboards.sheets.facts import Facts, by_departement
from dashboards.sheets.lexicon import NAME, words_script
from dashboards.sheets.paths import departement_of, slug
from dashboards.sheets.shards import FOLDER, Codes, shard
from dashboards.sheets.told import told
from dashboards.source import Edition
from dashboards.words import EN, FR
from dashboards.worth import notes

pytestmark = [pytest.mark.long, pytest.mark.browser]

COUNT = 30
PRINTED = """([values, places]) => values.flatMap((value) => places.flatMap((decimals) =>
  ["number", "signed", "hundredths"].map((name) => window.Barometre.format[name](value, decimals))))"""
VALUES = (0, -0.0, 1e-12, 9e-7, 1e-6, 0.00004, 0.0004, 0.0148, 0.04, 0.05, 0.3, 0.5, 0.995, 0.99999, 1, 2.5, 1234567.5)
TOLD = """(selector) => {
  const place = document.querySelector(selector);
  for (const one of place.querySelectorAll("details")) one.open = true;
  const elements = [...place.querySelectorAll("*")].map((one) => `${one.tagName}.${one.className}#${one.id}`);
  return [place.innerText, elements];
}"""


@pytest.fixture(scope="module")
def chosen(edition: Edition) -> list[Facts]:
    """Communes of every light stratum, those with most accounts first; some with what the test world has not."""
    light = [facts for _, every in by_departement(edition) for facts in every if not facts.is_page]
    ordered = sorted(light, key=lambda facts: -sum(network.account is not None for network in facts.networks))
    ordered.sort(key=lambda facts: not any(one.account and one.account.closed for one in facts.networks))
    first, second, third, *others = ordered[: COUNT // 2] + ordered[-COUNT // 2 :]
    shared = {"territory_id": "region:84", "name": "Auvergne-Rhône-Alpes", "count": 1200, "later": 2, "earlier": 0}
    first = replace(first, shared=(shared, shared | {"count": 3}), others=(("tourisme", 2), ("elu", 1), ("etat", 1)))
    second = replace(second, member=second.member | {"population": None, "name": "Un & <deux>"}, sites=())
    networks = [_emptied(network) for network in third.networks]
    third = replace(third, networks=tuple(networks), looks=(), member=third.member | {"weight": 1.0})
    return [first, second, third, *others]


def _emptied(network: Any) -> Any:
    """An account without readings but for a zero, or for nothing on one network, unofficial, that another follows."""
    account = network.account
    if account is None:
        return network
    count = None if network.code == "facebook" else 0
    measures = (None, *(one and replace(one, count=count, lo=count, hi=count) for one in account.measures[1:]))
    gains: dict[str, Any] = {
        "gain": 0.0,
        "lo": -2.0,
        "hi": 1.0,
        "relative": -0.0004,
        "per_1000": 0.0148,
        "is_suspect": True,
    }
    growths = tuple(replace(one, **gains) for one in account.growths)
    changed: dict[str, Any] = {"measures": measures, "growths": growths, "is_official": False, "rule": "scope"}
    return replace(network, account=replace(account, **changed))


@pytest.fixture(scope="module")
def held(edition: Edition, chosen: list[Facts]) -> Compared:
    """What the edition compares, with what was changed of the second and third of them."""
    told = compared(edition)
    second, third = (facts.member["territory_id"] for facts in chosen[1:3])
    unpeopled = {network: (None, growth) for network, (_, growth) in told.accounts[second].items()}
    return replace(told, accounts={**told.accounts, second: unpeopled, third: {}})


@pytest.fixture
def both(site: Path, edition: Edition, chosen: list[Facts], held: Compared, tmp_path: Path) -> Path:
    """The assets and the page of light sheets, the facts of the chosen ones, and a page of each from the template."""
    for folder in ("assets", "fiche", "en/fiche"):
        shutil.copytree(site / folder, tmp_path / folder)
    codes = Codes(edition)
    by_place: dict[str, list[Facts]] = {}
    for facts in chosen:
        by_place.setdefault(departement_of(facts.member["code"]), []).append(facts)
    for place, every in by_place.items():
        write_text(tmp_path / FOLDER / f"{place}.js", shard(codes, place, every, held))
    for words in (FR, EN):
        own = edition.speaking(words)
        write_text(tmp_path / words.folder / "assets" / NAME, words_script(codes, own, held))
        for facts in chosen:
            page = _page(own, facts, held)
            write_text(tmp_path / words.folder / page.file, render(environment(own), page, words, frozenset()))
    return tmp_path


def _page(edition: Edition, facts: Facts, held: Compared) -> Page:
    members = {member["territory_id"]: member for member in edition.members.to_dicts()}
    members[facts.member["territory_id"]] = facts.member
    context = told(edition, facts, notes(edition)) | {"alike": block(edition, held, facts.member, members, {})}
    bare = {"current": "", "charts": [], "contours": [], "pictures": frozenset(), "taken": None}
    path = f"pages/{slug(facts.member['territory_id'])}"
    return Page(path, "fiche.html", facts.member["name"], context["lead"], context | bare)


def test_a_light_sheet_says_what_a_page_would(both: Path, browser: Any, chosen: list[Facts]) -> None:
    assert len(chosen) == COUNT
    differing = []
    with served(both) as origin:
        reader = Reader(browser, origin)
        for words in (FR, EN):
            for name in _names(chosen):
                page = reader.open(f"{words.folder}pages/{name}/index.html")
                from_template = page.evaluate(TOLD, "main")
                page.goto("about:blank")
                page.goto(f"{origin}{words.folder}fiche/index.html#{name}")
                page.wait_for_selector("#fiche[data-shown]", timeout=5000)
                from_script = page.evaluate(TOLD, "#fiche")
                differing += [(words.code, name, *pair) for pair in _differences(from_template, from_script)]
        reader.context.close()
    assert differing == []
    assert reader.complaints == reader.outside == []
    closed = [(one, network.code) for one in chosen for network in one.networks if _is_closed(network)]
    assert closed
    for facts, code in closed:
        text = (both / "pages" / slug(facts.member["territory_id"]) / "index.html").read_text("utf-8")
        brief = re.findall(rf'<tr><th scope="row"><a href="#{code}">.*?</tr>', text)
        assert [row.endswith("<td>—</td><td>—</td></tr>") for row in brief] == [True]


def test_a_number_is_the_same_in_both(both: Path, browser: Any, chosen: list[Facts]) -> None:
    places = (0, 1, 2)
    values = [sign * value for value in VALUES for sign in (1, -1)]
    with served(both) as origin:
        reader = Reader(browser, origin)
        for words in (FR, EN):
            page = reader.open(f"{words.folder}fiche/index.html#{next(_names(chosen))}")
            page.wait_for_selector("#fiche[data-shown]", timeout=5000)
            forms = (words.number, words.signed, words.hundredths)
            printed = [form(value, decimals) for value in values for decimals in places for form in forms]
            assert page.evaluate(PRINTED, [values, places]) == printed
        reader.context.close()


def _is_closed(network: Any) -> bool:
    return network.account is not None and network.account.closed is not None


def _differences(template: list[Any], script: list[Any]) -> Iterator[tuple[str, str]]:
    """Lines of the text, and elements with their class and place, that are not the same."""
    for one, other in ((template[0].split("\n"), script[0].split("\n")), (template[1], script[1])):
        yield from (pair for pair in zip_longest(one, other, fillvalue="nothing") if pair[0] != pair[1])


def _names(chosen: list[Facts]) -> Iterator[str]:
    yield from (slug(facts.member["territory_id"]) for facts in chosen)
