from __future__ import annotations

import math
import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.words import FR, MINUS, attribute, sort_key
from pipelines.model.quantities import Points, Relative

N = "\u202f"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1234, 0, f"1{N}234"),
        (1234567.5, 1, f"1{N}234{N}567,5"),
        (72.66666, 1, "72,7"),
        (0.25, 1, "0,3"),
        (-12.0, 0, "\u221212"),
        (-0.04, 1, "\u22120,04"),
        (60 / 4_046_000 * 1000, 1, "0,01"),
        (0.3, 0, "0,3"),
        (-0.0, 1, "0,0"),
        (1e-12, 1, "0,0"),
        (0.05, 2, "0,05"),
    ],
)
def test_numbers_are_written_as_in_french(value: float, decimals: int, text: str) -> None:
    assert FR.number(value, decimals) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_never_printed(value: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        FR.number(value)


@given(st.integers(-(10**12), 10**12))
def test_a_printed_integer_reads_back(value: int) -> None:
    text = FR.number(value)
    assert int(text.replace(N, "").replace(MINUS, "-")) == value
    assert re.fullmatch(rf"{MINUS}?\d{{1,3}}({N}\d{{3}})*", text)


@given(st.floats(0, 1))
def test_a_share_is_printed_within_half_a_tenth_of_a_point(value: float) -> None:
    text = FR.share(value).removesuffix(f"{N}%")
    assert abs(float(text.replace(",", ".")) - 100 * value) <= 0.05 + 1e-6


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1.0, 0, "100"),
        (347 / 348, 0, "99,7"),
        (36239 / 36240, 1, "99,997"),
        (0.0, 1, "0,0"),
        (1 / 36240, 1, "0,003"),
        (1 / 348, 0, "0,3"),
        (0.995, 0, "99,5"),
        (0.006, 0, "1"),
    ],
)
def test_only_all_is_a_hundred_and_only_none_is_zero(value: float, decimals: int, text: str) -> None:
    assert FR.hundredths(value, decimals) == text
    assert FR.share(value, decimals) == f"{text}{N}%"


@given(st.integers(0, 36240), st.integers(0, 2))
def test_a_share_of_counts_is_whole_or_none_when_it_says_so(count: int, decimals: int) -> None:
    number = float(FR.hundredths(count / 36240, decimals).replace(",", "."))
    assert (number == 0, number == 100) == (count == 0, count == 36240)


def test_points_and_percent_are_two_units() -> None:
    assert FR.points(Points(72.7 - 56.7)) == f"+16,0{N}pts"
    assert FR.relative(Relative(0.727 / 0.567 - 1)) == f"+28,2{N}%"
    assert FR.points(Points(-1.2)) == f"\u22121,2{N}pts"
    assert FR.signed(0) == "0"


def test_intervals_and_ranks() -> None:
    assert FR.interval(12300, 12399) == f"[12{N}300{N}; 12{N}399]"
    assert FR.interval(5, 5) == "5"
    assert FR.interval(0.1, 0.2, FR.share) == f"[10,0{N}%{N}; 20,0{N}%]"
    assert FR.rank_interval(1, 1) == "1er"
    assert FR.rank_interval(2, 4) == "2e\u00a0à\u00a04e"


def test_plurals_begin_at_two() -> None:
    assert FR.plural(0, "réseau", "réseaux") == "0\u00a0réseau"
    assert FR.plural(1, "collectivité") == "1\u00a0collectivité"
    assert FR.plural(1200, "collectivité") == f"1{N}200\u00a0collectivités"
    assert FR.gain(1, "abonné") == "+1\u00a0abonné"
    assert FR.gain(62000, "abonné") == f"+62{N}000\u00a0abonnés"


def test_months_and_instants() -> None:
    assert FR.month(date(2026, 10, 1)) == "octobre\u00a02026"
    assert FR.of_month(date(2026, 10, 1)) == "d’octobre\u00a02026"
    assert FR.of_month(date(2013, 3, 1)) == "de mars\u00a02013"
    assert FR.instant(datetime(2026, 10, 31, 16, 2)) == f"31/10/2026 16:02{N}UTC"


def test_an_unknown_is_a_reason_and_never_a_zero() -> None:
    assert FR.or_missing(None) == "non observé"
    assert FR.or_missing(None, FR.share, "taux retenu") == "taux retenu"
    assert FR.or_missing(0.0, FR.share) == f"0,0{N}%"


def test_sizes_and_lists() -> None:
    assert FR.bytes_size(999) == f"999{N}octets"
    assert FR.bytes_size(4_800_000) == f"4,8{N}Mo"
    assert FR.bytes_size(12_000_000_000) == f"12,0{N}Go"
    assert [FR.sentence_list(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a et b",
        "a, b et c",
    ]


@pytest.mark.parametrize(
    ("text", "typeset"),
    [
        ("de 20 000 à 50 000 habitants", f"de 20{N}000 à 50{N}000 habitants"),
        ("plus de 10 % ; jamais", f"plus de 10{N}%{N}; jamais"),
        ("taux, en % des statuts", "taux, en % des statuts"),
        ("Statut : connu ?", f"Statut\u00a0: connu{N}?"),
        ("« ici »", "«\u00a0ici\u00a0»"),
        ("https://ici.example/?a=1", "https://ici.example/?a=1"),
    ],
)
def test_no_line_breaks_inside_a_number_or_before_a_mark(text: str, typeset: str) -> None:
    assert FR.typeset(text) == typeset


def test_names_sort_without_accents() -> None:
    names = ["Île-de-France", "Ardèche", "Ardennes", "Alpes-de-Haute-Provence", "Alpes-Maritimes"]
    assert sorted(names, key=sort_key) == [
        "Alpes-de-Haute-Provence",
        "Alpes-Maritimes",
        "Ardèche",
        "Ardennes",
        "Île-de-France",
    ]


def test_slugs_hold_ascii_only() -> None:
    assert attribute("COM_100000_PLUS") == "com-100000-plus"
    assert attribute("barometer.presence") == "barometer-presence"
