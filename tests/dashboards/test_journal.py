"""The data journal as a page and a file, and the reason of an erratum on the edition that corrects."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl

from dashboards.pages import Site, home, journal
from dashboards.place import Place
from dashboards.render import Page, environment, render
from dashboards.source import Edition, read_edition
from dashboards.words import EN, FR, Words

REASON = "Les abonnés d’un compte de Lyon étaient ceux de son homonyme."


def told(
    edition: Edition, page: Callable[[Site], Page], tmp_path: Path, words: Words = FR, site_url: str | None = None
) -> str:
    own, place = edition.speaking(words), Place("2026-10", site_url)
    site = Site(own, {}, frozenset(), tmp_path, tmp_path / "barometre.duckdb", place)
    return render(environment(own, place), page(site), words, {""}).replace("\u00a0", " ").replace("\u202f", " ")


def test_an_edition_leads_to_the_feeds_where_its_address_is_known(edition: Edition, tmp_path: Path) -> None:
    for words, root in ((FR, "https://a.fr/b/"), (EN, "https://a.fr/b/en/")):
        text, first = (told(edition, page, tmp_path, words, "https://a.fr/b") for page in (journal.page, home.page))
        for file in ("atom.xml", "differences.xml"):
            assert f'<a href="{root}{file}">' in text
            assert all("application/atom+xml" in one and f'href="{root}{file}"' in one for one in (text, first))
        assert f'<a href="{root}">' in text
    assert "atom.xml" not in told(edition, journal.page, tmp_path)


def test_each_entry_says_when_what_and_which_months(edition: Edition, tmp_path: Path) -> None:
    text = told(edition, journal.page, tmp_path)
    assert text.count('<article class="entry"') == edition.frame("reference.journal").height
    first = text.partition('id="vintages-2020-2023"')[2].partition("</article>")[0]
    for mark in (
        'datetime="2026-11-26">26 novembre 2026',
        "géographie",
        "janvier 2020 à décembre 2023",
        "tous les rés",
    ):
        assert mark in first, mark
    assert "jusqu’à décembre 2025" in text
    english = told(edition, journal.page, tmp_path, EN)
    assert "26 November 2026" in english
    assert "January 2020 to December 2023" in english
    assert (tmp_path / "data" / "journal.csv").read_text("utf-8").startswith('"entry_id","entry_date","kind",')


def test_an_empty_journal_says_so(edition: Edition, tmp_path: Path) -> None:
    frames = {**edition.frames, "reference.journal": edition.frame("reference.journal").filter(pl.lit(value=False))}
    assert "Aucune entrée." in told(replace(edition, frames=frames), journal.page, tmp_path)


def test_an_erratum_prints_its_reason_at_home_and_in_the_journal(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / database.name
    copy.write_bytes(database.read_bytes())
    corrects = {"edition": "2026-10", "manifest_sha256": "ab" * 32}
    (tmp_path / "erratum.json").write_text(
        json.dumps({"edition": "e", "reason": REASON, "corrects": corrects}), "utf-8"
    )
    erratum = read_edition(copy)
    for page in (home.page, journal.page):
        text = told(erratum, page, tmp_path)
        assert REASON in text
        assert "<code>2026-10</code>" in text
        assert "ab" * 32 in text
        assert "2026-10/" not in text.partition('id="erratum"')[2].partition("</aside>")[0], "a copy may lie alone"
    assert f'<span lang="fr">{REASON}</span>' in told(erratum, journal.page, tmp_path, EN)
    for words, address in ((FR, "https://a.fr/b/2026-10/"), (EN, "https://a.fr/b/2026-10/en/")):
        assert f'<a href="{address}"><code>2026-10</code></a>' in told(
            erratum, journal.page, tmp_path, words, "https://a.fr/b"
        )


def test_an_edition_that_corrects_nothing_speaks_of_no_erratum(edition: Edition, tmp_path: Path) -> None:
    assert edition.erratum is None
    assert 'id="erratum"' not in told(edition, journal.page, tmp_path)
