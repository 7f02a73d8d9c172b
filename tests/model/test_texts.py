"""The kept form of a text, its words and its signature: what is promised of any text."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.records import Post
from pipelines.model.texts import (
    LONGEST_TEXT,
    SIGNATURE_HASHES,
    KeptText,
    TextStatus,
    shingles,
    signature,
    tidy,
    words,
)

FRENCH = "abcdefghijklmnopqrstuvwxyzàâæçéèêëîïôœùûüÿ"
SPACES = (" ", "\n", "\t", "\u00a0", "\u202f", "\u2009", "\r\n", "  ")
MARKS = (" ", ", ", " ; ", " – ", "… ", " « ", " » ", "’", "\n• ", " #", " 🎉 ")
sentences = st.lists(st.text(FRENCH, min_size=1, max_size=8), min_size=1, max_size=40)
anything = st.text(max_size=300)


@given(anything)
def test_tidy_text_stays_as_it_is(text: str) -> None:
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    assert tidied == " ".join(tidied.split()) == unicodedata.normalize("NFC", tidied)
    tidied.encode("utf-8")


def test_no_control_nor_invisible_character_nor_lone_surrogate_is_kept() -> None:
    assert tidy("\ufeffad\u00admi\u200bnis\x00tré\ud800\r\n e\u0301\x85t\u202fé") == "adminis tré é t é"


@given(st.integers(0, 200), st.text(FRENCH, min_size=1, max_size=30))
def test_a_long_text_is_cut_at_a_word(extra: int, word: str) -> None:
    text = " ".join([word] * (LONGEST_TEXT // (len(word) + 1) + extra))
    kept = tidy(text)
    assert len(kept) <= LONGEST_TEXT and text.startswith(kept)
    assert set(kept.split()) == {word}
    assert len(kept) == len(text) or len(kept) + 1 + len(word) > LONGEST_TEXT


def test_a_text_without_any_space_is_cut_where_it_must_be() -> None:
    assert tidy("x" * (LONGEST_TEXT + 7)) == "x" * LONGEST_TEXT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’ÉTÉ à l'Haÿ-les-Roses !", ["l", "ete", "a", "l", "hay", "les", "roses"]),
        ("Cœur d’Œuvre, cæcum", ["coeur", "d", "oeuvre", "caecum"]),
        ("Voir https://www.ville.fr/a?b=c#d et www.ville.fr/e, merci", ["voir", "et", "merci"]),
        ("#Médiathèque @ville_a 10h30", ["mediatheque", "ville", "a", "10h30"]),
        ("𝗕𝗼𝗻𝗷𝗼𝘂𝗿 ＆ 🎉", ["bonjour"]),
        ("🎉 https://a.fr", []),
    ],
)
def test_words_are_compared_without_case_accents_punctuation_and_addresses(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(sentences, st.data())
def test_signature_does_not_see_spaces_marks_case_accents_nor_composition(
    of_words: list[str], data: st.DataObject
) -> None:
    plain = " ".join(of_words)
    spaced = "".join(word + data.draw(st.sampled_from(SPACES)) for word in of_words)
    marked = "".join(word + data.draw(st.sampled_from(MARKS)) for word in of_words)
    bare = "".join(char for char in unicodedata.normalize("NFD", plain) if not unicodedata.combining(char))
    found = signature(words(plain))
    assert found is not None
    for other in (spaced, marked, plain.upper(), bare, unicodedata.normalize("NFD", plain), tidy(spaced)):
        assert signature(words(other)) == found


@given(sentences)
def test_signature_is_the_sorted_hashes_of_the_shingles(of_words: list[str]) -> None:
    found = words(" ".join(of_words))
    hashes = (signature(found) or "").split(" ")
    assert hashes == sorted(set(hashes))
    assert all(len(one) == 8 and int(one, 16) >= 0 for one in hashes)
    assert len(hashes) == len(shingles(found))


def test_the_order_of_words_counts() -> None:
    counted = ["un", "deux", "trois", "quatre", "cinq", "six"]
    assert signature(counted) != signature(counted[::-1])


def test_a_signature_is_the_same_on_every_machine() -> None:
    assert signature(words("Le budget participatif est ouvert, votez !")) == "2cc5dcf5 c71d0920"


def test_a_long_text_keeps_the_least_hashes() -> None:
    numbered = [f"mot{number}" for number in range(2_000)]
    whole, hashes = shingles(numbered), (signature(numbered) or "").split(" ")
    assert len(whole) == 1_996 and len(hashes) == SIGNATURE_HASHES
    every = sorted(signature(shingle.split()) or "" for shingle in whole)
    assert hashes == every[:SIGNATURE_HASHES]


def test_what_is_kept_of_a_text() -> None:
    assert KeptText.of(None) == KeptText(None, TextStatus.NOT_GIVEN)
    assert KeptText.of("") == KeptText("", TextStatus.OBSERVED, 0, 0, None)
    assert KeptText.of("🎉 https://a.fr") == KeptText("🎉 https://a.fr", TextStatus.OBSERVED, 0, 14, None)
    kept = KeptText.of("Un mot")
    assert (kept.word_count, kept.char_count, kept.signature) == (2, 6, signature(["un", "mot"]))


def test_a_post_holds_no_text_but_the_institution_s_own() -> None:
    post = Post("x:a", "1", datetime(2026, 10, 5, tzinfo=UTC), "original", text=" Un\nmot ")
    assert post.text == "Un mot"
    assert [replace(post, kind=kind).text for kind in ("reply", "repost")] == [None, None]
    assert replace(post, text=None).text is None
