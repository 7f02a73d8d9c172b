"""Containment told from signatures: exact while texts are short, close when they are long, unknown when it must be."""

from __future__ import annotations

import random

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.indicators.similarity import containment
from pipelines.model.texts import shingles, signature, words

texts = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h", "le", "la"]), max_size=40)
WORDS_APART = [f"{letter}{number}" for letter in "xyz" for number in range(400)]


def shares(*pairs: tuple[str | None, str | None]) -> list[float | None]:
    frame = pl.DataFrame(list(pairs), schema={"part": pl.String, "whole": pl.String}, orient="row")
    return containment(frame, "part", "whole").to_list()


def exact(part: list[str], whole: list[str]) -> float | None:
    inside = shingles(part)
    return len(inside & shingles(whole)) / len(inside) if inside and whole else None


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=8))
def test_it_is_the_share_of_the_shingles(pairs: list[tuple[list[str], list[str]]]) -> None:
    found = shares(*((signature(part), signature(whole)) for part, whole in pairs))
    assert found == [exact(part, whole) for part, whole in pairs]


@given(texts.filter(bool))
def test_a_text_is_in_itself(of_words: list[str]) -> None:
    assert shares((signature(of_words), signature(of_words))) == [1.0]


def test_texts_that_share_no_five_words_are_apart() -> None:
    first, second = WORDS_APART[:400], WORDS_APART[400:800]
    assert shares((signature(first), signature(second))) == [0.0]
    assert shares((signature(first[:4]), signature(first))) == [0.0], "fewer than five words: one shingle of its own"


def test_a_copy_is_found_in_an_article_longer_than_a_signature() -> None:
    article = [f"mot{number}" for number in range(3_000)]
    for start in (0, 700, 2_900):
        assert shares((signature(article[start : start + 60]), signature(article))) in ([1.0], [None])
    assert shares((signature(article), signature(article))) == [1.0]


def test_of_long_texts_it_is_an_estimate_without_bias() -> None:
    chosen = random.Random(1)
    pairs, truth = [], []
    for _ in range(60):
        whole = [f"{chosen.randrange(10**6)}" for _ in range(1_200)]
        part = whole[: chosen.randrange(0, 700)] + [f"n{chosen.randrange(10**6)}" for _ in range(100)]
        pairs.append((signature(part), signature(whole)))
        truth.append(exact(part, whole) or 0.0)
    errors = [float(found) - true for found, true in zip(shares(*pairs), truth, strict=True) if found is not None]
    assert len(errors) == 60
    assert abs(sum(errors) / len(errors)) < 0.02
    assert max(map(abs, errors)) < 0.15


def test_without_a_signature_it_is_unknown() -> None:
    known = signature(words("un deux trois quatre cinq"))
    assert shares((known, None), (None, known), (None, None)) == [None, None, None]


@pytest.mark.parametrize("count", [1, 5, 30, 500])
def test_sql_tells_the_same_of_texts_that_keep_all_their_hashes(count: int) -> None:
    part, whole = signature(WORDS_APART[:count]), signature(WORDS_APART[count // 2 : count + 200])
    sql = """SELECT len(list_intersect(string_split($part, ' '), string_split($whole, ' ')))
                  / len(string_split($part, ' '))"""
    assert duckdb.execute(sql, {"part": part, "whole": whole}).fetchall() == [tuple(shares((part, whole)))]
