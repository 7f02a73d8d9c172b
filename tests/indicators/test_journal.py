"""The data journal: reviewed entries that say what changed, in both languages, and are refused when they do not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.config import Settings
from pipelines.indicators.journal import JOURNAL_FR, read_journal
from pipelines.model.errors import ReferenceDataError
from pipelines.model.fields.reference import JOURNAL_KINDS
from pipelines.networks.registry import NETWORKS

ENTRY = """
[one]
date = 2026-11-26
kind = "parser"
months = "2020-01/2023-12"
networks = ["facebook", "x"]
fr = "Lu autrement."
en = "Read otherwise."
"""


def test_the_journal_names_networks_that_exist_and_is_newest_first() -> None:
    frame = read_journal(Settings().reference_dir / "journal.toml")
    assert frame.height >= 10
    assert frame["entry_date"].is_sorted(descending=True)
    assert {name for text in frame["networks"].drop_nulls() for name in text.split()} <= set(NETWORKS)
    assert set(JOURNAL_FR) == set(JOURNAL_KINDS)


def test_an_entry_is_read_with_its_months_and_networks(tmp_path: Path) -> None:
    path = tmp_path / "journal.toml"
    path.write_text(ENTRY + ENTRY.replace("[one]", "[two]").replace("2020-01/2023-12", "/"), "utf-8")
    one, two = read_journal(path).to_dicts()
    assert one == {
        "entry_id": "one", "entry_date": date(2026, 11, 26), "kind": "parser", "first_month": date(2020, 1, 1),
        "last_month": date(2023, 12, 1), "networks": "facebook x", "text_fr": "Lu autrement.",
        "text_en": "Read otherwise.",
    }  # fmt: skip
    assert (two["first_month"], two["last_month"]) == (None, None)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('kind = "parser"', 'kind = "guess"', "one: kind 'guess' is none of"),
        ('en = "Read otherwise."', "", "one: en missing or not known"),
        ("date = 2026-11-26", 'date = "hier"', "one: date 'hier' is no date"),
        ("2020-01/2023-12", "2020/2023", "one: months: '2020' is not a month"),
        ("2020-01/2023-12", "2023-12/2020-01", "one: months: the first is after the last"),
        ("[one]", "[one", "cannot be read"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named(tmp_path: Path, old: str, new: str, why: str) -> None:
    path = tmp_path / "journal.toml"
    path.write_text(ENTRY.replace(old, new), "utf-8")
    with pytest.raises(ReferenceDataError, match=why):
        read_journal(path)
