"""The page of files: what is downloaded first, how large it is, and what it holds."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from dashboards.pages import data
from dashboards.pages.site import Site
from dashboards.place import Place
from dashboards.render import environment, render
from dashboards.source import Edition
from dashboards.words import EN, FR


def spaced(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_page_of_data_begins_with_the_base_then_each_table_with_its_rows_and_files(
    edition: Edition, tmp_path: Path
) -> None:
    for layer in ("barometer", "edition"):
        (tmp_path / layer).mkdir()
    sizes = {
        "barometre.duckdb": 2_100_000,
        "barometer/presence.parquet": 1200,
        "barometer/presence.csv": 5100,
        "edition/about.csv": 310,
        "LISEZ.md": 7,
    }
    for name, size in sizes.items():
        (tmp_path / name).write_bytes(b"." * size)
    about = {**edition.about, "mention_fr": "Données simulées"}
    for words, mention in ((FR, "<dd>Données simulées</dd>"), (EN, '<dd><span lang="fr">Données simulées</span></dd>')):
        told = replace(edition, about=about).speaking(words)
        page = next(data.pages(Site(told, {}, frozenset(), tmp_path, tmp_path / "barometre.duckdb", Place("2026-10"))))
        text = spaced(render(environment(told), page, words, frozenset()))
        links = re.findall(r'<a href="[^"]*" download[^>]*>(?:<code>)?([^<]*)', text)
        first, *_ = links if words is FR else [links[0].replace("2.1 MB", "2,1 Mo")]
        assert first == "barometre.duckdb (2,1 Mo)"
        line = text.partition("<code>barometer.presence</code>")[2].partition("</li>")[0]
        rows = (
            words.plural(edition.row_counts["barometer.presence"], "ligne")
            .replace("\u202f", " ")
            .replace("\u00a0", " ")
        )
        assert rows in line and "Parquet (1" in line and "CSV (5" in line
        assert text.index("barometer/presence.parquet") < text.index("LISEZ.md")
        assert mention in text
        of_edition = text.partition('id="a-propos"')[2].partition("</ul>")[0]
        assert 'edition/about.csv" download aria-label="edition.about, CSV">CSV (310' in of_edition
