"""Texts of posts and of items of a site: how they are kept, for how long, and the signature that outlives them.

Belongs here: the form of a kept text, its words, its signature. Not here: markup (`networks/markup`), comparing
signatures (`indicators/similarity`), erasing (`warehouse/retention`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Final

LONGEST_TEXT: Final = 4_000
"""Characters kept of one text, cut at a word: room for the post of any network, and for the lead of an article."""

SHINGLE_WORDS: Final = 5
SIGNATURE_HASHES: Final = 512
HASH_BYTES: Final = 4

KEPT_FOR: Final = timedelta(days=90)
"""How old a kept text may be (METHOD, section 5: raw text is kept 90 days at most, then signatures and metadata)."""

_UNSEEN: Final = re.compile(r"[\u00ad\u200b\u2060\ufeff]")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_ACCENT: Final = re.compile(r"[\u0300-\u036f]+")
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae"})
_WORD: Final = re.compile(r"[^\W_]+")


class TextStatus(StrEnum):
    """Why a text is there or not. What was purged left its signature and its counts."""

    OBSERVED = "observed"
    NOT_GIVEN = "not_given"
    PURGED = "purged"


def tidy(text: str) -> str:
    """`text` in the one form in which texts are kept: NFC, one space where there was any white space, no control or
    invisible character, LONGEST_TEXT characters at most. Tidy text stays as it is."""
    known = text.encode("utf-8", "ignore").decode("utf-8")
    seen = unicodedata.normalize("NFC", _CONTROLS.sub(" ", _UNSEEN.sub("", known)))
    line = " ".join(seen.split())
    if len(line) <= LONGEST_TEXT:
        return line
    return line[: LONGEST_TEXT + 1].rpartition(" ")[0] or line[:LONGEST_TEXT]


def words(text: str) -> list[str]:
    """The words of a text, as they are compared: lower case, without accents, punctuation and web addresses."""
    is_ascii = text.isascii()
    bare = (text if is_ascii else unicodedata.normalize("NFKD", text)).casefold()
    if not is_ascii:
        bare = _ACCENT.sub("", bare).translate(_LIGATURES)
    if "://" in bare or "www." in bare:
        bare = _ADDRESS.sub(" ", bare)
    return _WORD.findall(bare)


def shingles(of_words: list[str]) -> set[str]:
    """Every five words that follow each other; those of a shorter text are one shingle together, no words none."""
    if len(of_words) < SHINGLE_WORDS:
        return {" ".join(of_words)} if of_words else set()
    return {" ".join(five) for five in zip(*(of_words[start:] for start in range(SHINGLE_WORDS)), strict=False)}


def signature(of_words: list[str]) -> str | None:
    """The SIGNATURE_HASHES least hashes of the shingles (BLAKE2b, 32 bits), as sorted hexadecimal words; None for none.

    Texts of up to 516 words keep all of theirs, so that the share of one text's shingles that another holds can be told
    exactly; of a longer text it is a bottom-k sample, which estimates it (Broder 1997; Bar-Yossef and others 2002).
    """
    hashes = {blake2b(shingle.encode(), digest_size=HASH_BYTES).hexdigest() for shingle in shingles(of_words)}
    return " ".join(sorted(hashes)[:SIGNATURE_HASHES]) or None


@dataclass(frozen=True, slots=True)
class KeptText:
    """What is kept of one text, in the order of the columns of `observations.texts`."""

    text: str | None
    status: TextStatus
    word_count: int | None = None
    char_count: int | None = None
    signature: str | None = None

    @classmethod
    def of(cls, text: str | None) -> KeptText:
        """What is kept of a tidy text; None stands for one that the door does not give."""
        if text is None:
            return cls(None, TextStatus.NOT_GIVEN)
        found = words(text)
        return cls(text, TextStatus.OBSERVED, len(found), len(text), signature(found))
